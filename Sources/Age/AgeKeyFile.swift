internal import ByteIO
internal import Diagnostics

/// A file of secret keys as `age-keygen` writes it: comments that begin with `#`, and one key a
/// line.
package struct AgeKeyFile: Sendable {
  /// In the order of the file; at least one.
  package let keys: [AgeSecretKey]
  /// Whether others than its owner may read the file: worth a warning.
  package let isExposed: Bool

  /// The keys as what opens files.
  package var identities: [AgeIdentity] { keys.map(AgeIdentity.secretKey) }

  /// Largest file that is read.
  private static let maximumSize = 1 << 20

  /// Reads a key file.
  ///
  /// - Throws: `Fault` when it is missing, holds no key or something else, or when its
  ///   permissions let others read it and `refusingExposed` is set.
  package static func read(_ path: String, refusingExposed: Bool = true) throws -> AgeKeyFile {
    do {
      let file = try File.open(path, .read)
      let isExposed = try file.status().permissions & 0o077 != 0
      if isExposed, refusingExposed {
        throw Fault(
          .configuration,
          "others than its owner may read this key file",
          at: SourcePosition(file: path),
          hints: ["chmod 600 \(path)", "if somebody may have read it, make a new key"]
        )
      }
      let bytes = try FileSource(file).readToEnd(limit: maximumSize)
      return AgeKeyFile(keys: try parse(bytes, path), isExposed: isExposed)
    } catch let error as IOError {
      throw error.inputFault
    } catch is ByteLimitExceeded {
      throw AgeError(.identity, "too large for a key file").fault(file: path)
    }
  }

  /// Makes a new key in a new file that its owner alone may read, and returns its public key.
  ///
  /// Folders that are missing are made; nothing is ever overwritten. `time` is now, in RFC 3339,
  /// for the comment that age-keygen writes.
  package static func create(
    _ path: String,
    at time: String,
    randomness: AgeRandomness = .secure
  ) throws -> AgePublicKey {
    do {
      let key = try AgeSecretKey.generate(randomness)
      try Directory.create(Directory.parent(of: path))
      try Publish.exclusively(path, permissions: 0o600) { sink in
        try sink.write("# created: \(time)\n# public key: \(key.publicKey)\n\(key.text)\n")
      }
      return key.publicKey
    } catch let error as IOError where error.isExisting {
      throw Fault(
        .configuration,
        "a file with this name exists already",
        at: SourcePosition(file: path),
        hints: ["choose another name; keys are never overwritten, old backups need them"]
      )
    } catch let error as IOError {
      throw error.fault
    } catch let error as AgeError {
      throw error.fault(file: path)
    }
  }

  /// The public keys in a text: one a line, `#` begins a comment; `file` names it in errors.
  package static func publicKeys(
    in text: String,
    file: String
  ) throws -> [AgePublicKey] {
    var keys: [AgePublicKey] = []
    for (number, line) in lines(Array(text.utf8)) {
      do {
        keys.append(try AgePublicKey(line))
      } catch {
        let fault = error.fault(file: file)
        let position = SourcePosition(file: file, line: number)
        throw Fault(fault.kind, fault.message, at: position, hints: fault.hints)
      }
    }
    return keys
  }

  private static func parse(_ bytes: [UInt8], _ path: String) throws -> [AgeSecretKey] {
    var keys: [AgeSecretKey] = []
    for (number, line) in lines(bytes) {
      do {
        keys.append(try AgeSecretKey(line))
      } catch {
        let fault = error.fault(file: path)
        let position = SourcePosition(file: path, line: number)
        throw Fault(fault.kind, fault.message, at: position, hints: fault.hints)
      }
    }
    guard !keys.isEmpty else {
      throw AgeError(.identity, "no secret key in this file").fault(file: path)
    }
    return keys
  }

  /// Lines that are neither blank nor comments, with their numbers from 1.
  private static func lines(_ bytes: [UInt8]) -> [(number: Int, text: String)] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap {
      var line = $1
      while let last = line.last, AgeArmor.isWhitespace(last) { line.removeLast() }
      guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
      return ($0 + 1, String(decoding: line, as: UTF8.self))
    }
  }
}
