import Age
import ByteIO
import CZlib
import Cryptography
import Foundation
import TestSupport
import Testing

/// A CCTV vector: what is expected, what opens it, and the file.
private struct Vector {
  var expectation = ""
  var payload: String?
  var identities: [AgeIdentity] = []
  var isArmored = false
  var isUnknown = false
  var file: [UInt8] = []

  /// Keys of the text header: README-upstream.md, "Test file format".
  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    var isCompressed = false
    while let end = rest.firstIndex(of: 0x0A) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
      let value = parts.count == 2 ? parts[1] : ""
      switch parts[0] {
      case "expect": expectation = value
      case "payload": payload = value
      case "identity":
        // Post-quantum keys are a feature this program does not have: the README lets them pass.
        guard !value.hasPrefix("AGE-SECRET-KEY-PQ-") else {
          isUnknown = true
          continue
        }
        identities.append(.secretKey(try AgeSecretKey(value)))
      case "passphrase": identities.append(.passphrase(value))
      case "armored": isArmored = value == "yes"
      case "compressed": isCompressed = value == "zlib"
      case "file key", "comment": break
      default: isUnknown = true
      }
    }
    file = isCompressed ? Self.inflated(Array(rest)) : Array(rest)
  }

  private static func inflated(_ bytes: [UInt8]) -> [UInt8] {
    var size: uLongf = 1 << 26
    var output = [UInt8](repeating: 0, count: Int(size))
    // Safe: zlib writes at most `size` bytes, which is the count of the array.
    guard unsafe uncompress(&output, &size, bytes, uLong(bytes.count)) == Z_OK else {
      Issue.record("a vector does not inflate")
      return []
    }
    return Array(output.prefix(Int(size)))
  }

  /// The outcome in the words of the vectors, and all bytes given out before it.
  func outcome(piece: Int) -> (expectation: String, payload: [UInt8]) {
    var bytes: [UInt8] = []
    do {
      let source = MemorySource(file, pieceSize: piece)
      let armor: AgeArmor.Reading = isArmored ? .required : .refused
      let decryptor = try AgeDecryptor(source, identities: identities, armor: armor)
      while try decryptor.read(5000, appendingTo: &bytes) > 0 {}
      return ("success", bytes)
    } catch let error as AgeError {
      let name =
        switch error.code {
        case .armor: "armor failure"
        case .header: "header failure"
        case .noMatch: "no match"
        case .headerCode: "HMAC failure"
        case .payload: "payload failure"
        case .recipient, .identity, .cryptography: "other failure"
        }
      return (name, bytes)
    } catch {
      return ("\(error)", bytes)
    }
  }
}

@Suite("age: foreign vectors")
struct AgeConformanceTests {
  @Test("every CCTV vector ends as it says, read whole and in small pieces")
  func vectors() throws {
    guard let folder = Corpora.item("age") else { return }
    var count = 0
    for name in try Directory.names(in: folder.path) where !name.hasSuffix(".md") {
      let bytes = try FileSource(path: folder.appending(path: name).path).readToEnd(limit: .max)
      let vector = try Vector(bytes)
      if vector.isUnknown { continue }
      count += 1
      // A vector with an expensive passphrase is read once.
      let isCostly = vector.identities.contains { if case .passphrase = $0 { true } else { false } }
      for piece in isCostly ? [Int.max] : [.max, 777] {
        let (expectation, payload) = vector.outcome(piece: piece)
        #expect(expectation == vector.expectation, "\(name)")
        if let hash = vector.payload {
          #expect(SHA256.hash(payload).hex == hash, "\(name)")
        }
      }
    }
    #expect(count >= 50)
  }
}
