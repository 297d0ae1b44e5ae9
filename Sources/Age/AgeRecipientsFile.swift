internal import ByteIO
internal import Diagnostics

/// A file of public keys, as `age -R` reads it: one `age1...` a line, `#` begins a comment.
///
/// Lines that are not touched stay as they are, comments included.
package struct AgeRecipientsFile: Sendable {
  /// Its path, for messages and for writing.
  package let path: String
  private var lines: [String]

  /// Largest file that is read.
  private static let maximumSize = 1 << 20

  /// Reads `path`; a missing file is an empty list.
  package init(_ path: String) throws {
    self.path = path
    do {
      guard try Directory.status(path) != nil else {
        lines = []
        return
      }
      let bytes = try FileSource(path: path).readToEnd(limit: Self.maximumSize)
      lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n",
        omittingEmptySubsequences: false
      ).map(String.init)
      if lines.last?.isEmpty == true { lines.removeLast() }
    } catch let error as IOError {
      throw error.fault
    } catch is ByteLimitExceeded {
      throw Fault(.configuration, "too large for a list of keys", at: SourcePosition(file: path))
    }
    _ = try keys()
  }

  /// In the order of the file.
  package func keys() throws -> [AgePublicKey] {
    try AgeKeyFile.publicKeys(in: lines.joined(separator: "\n"), file: path)
  }

  /// Adds a key with a comment above it; false when it is there already.
  @discardableResult
  package mutating func add(_ key: AgePublicKey, comment: String? = nil) throws -> Bool {
    guard try !keys().contains(key) else { return false }
    if let comment { lines += comment.split(separator: "\n").map { "# \($0)" } }
    lines.append(key.description)
    return true
  }

  /// Takes a key out; false when it is not there.
  ///
  /// - Throws: `Fault` for the last one: a backup without a recipient is never made.
  @discardableResult
  package mutating func remove(_ key: AgePublicKey) throws -> Bool {
    let keys = try keys()
    guard keys.contains(key) else { return false }
    guard keys.contains(where: { $0 != key }) else {
      throw Fault(
        .configuration,
        "the last recipient cannot be removed: nothing is ever backed up unencrypted",
        at: SourcePosition(file: path),
        hints: ["add the new key first"]
      )
    }
    lines.removeAll { (try? AgePublicKey(String($0.filter { !$0.isWhitespace }))) == key }
    return true
  }

  /// Writes the file, whole or not at all.
  package func save() throws {
    do {
      try Directory.create(Directory.parent(of: path))
      try Publish.replacing(path) { try $0.write(lines.map { "\($0)\n" }.joined()) }
    } catch let error as IOError {
      throw error.fault
    }
  }
}
