import Age
import ByteIO
import Compression
import Diagnostics

/// What is wrapped around the text of a file.
package enum InputLayer: String, Hashable, Sendable {
  case gzip
  case age

  /// Layers around each other that are taken off: `export.csv.gz.age` has two.
  static let maximumDepth = 4

  /// Bytes that tell a layer: the first line of an age file or of its armor.
  private static let magicLength = 64

  /// The layer that a text begins with; nil for text that is bare.
  init?(of source: any ByteSource) throws {
    let start = try source.prefix(Self.magicLength)
    if start.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if AgeArmor.isAge(start) {
      self = .age
    } else {
      return nil
    }
  }

  /// The layers of a file, the outermost first.
  ///
  /// - Throws: `Fault` for an encrypted file that none of the identities opens.
  static func around(
    _ file: InputFilePlace,
    identities: [AgeIdentity]
  ) throws -> [InputLayer] {
    var layers: [InputLayer] = []
    while layers.count < maximumDepth,
      let layer = try InputLayer(of: file.open(layers, identities: identities))
    {
      layers.append(layer)
    }
    return layers
  }
}

/// A file and the name that messages give it.
struct InputFilePlace: Sendable {
  let path: String
  let displayName: String

  /// What is within the layers.
  func open(_ layers: [InputLayer], identities: [AgeIdentity]) throws -> any ByteSource {
    var source: any ByteSource = try FileSource(path: path)
    for layer in layers {
      switch layer {
      case .gzip: source = GzipSource(source, name: displayName)
      case .age: source = try DecryptedSource(source, displayName, identities)
      }
    }
    return source
  }
}

/// The plain text of an age file; its errors are told as faults of the file.
private final class DecryptedSource: ByteSource {
  private let plain: AgeDecryptor
  private let name: String

  init(_ source: any ByteSource, _ name: String, _ identities: [AgeIdentity]) throws {
    self.name = name
    guard !identities.isEmpty else {
      throw Fault(
        .input,
        "the file is encrypted with age",
        at: SourcePosition(file: name),
        hints: ["name the key: --identity KEYFILE, or identity: \"credential:NAME\" in a pipeline"]
      )
    }
    do {
      plain = try AgeDecryptor(source, identities: identities)
    } catch let error as AgeError {
      throw error.fault(file: name)
    }
  }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    do {
      return try plain.read(maximum, appendingTo: &buffer)
    } catch let error as AgeError {
      throw error.fault(file: name)
    }
  }
}

extension ByteSource {
  /// The first bytes, as many as there are up to `count`.
  func prefix(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard try read(count - bytes.count, appendingTo: &bytes) > 0 else { break }
    }
    return bytes
  }
}
