internal import Cryptography
internal import Foundation

/// `MANIFEST.json`, the last member of a backup: every file in it with size and SHA-256.
///
/// With it anybody can check a restored folder with plain tools.
package struct BackupManifest: Hashable, Sendable, Codable {
  /// A file of the store.
  package struct Member: Hashable, Sendable, Codable {
    /// Relative to the store's folder.
    package let path: String
    /// In bytes.
    package let size: Int64
    /// 64 hexadecimal digits.
    package let sha256: String
  }

  /// Always `starcrm-backup`.
  package let format: String
  package let version: Int
  /// The program and its version.
  package let tool: String
  /// RFC 3339.
  package let createdAt: String
  /// What the caller calls the state of the store, such as its last run.
  package let storeVersion: String?
  /// SHA-256 over the members' paths, sizes and digests: equal for equal stores.
  package let content: String
  /// In the order of the archive.
  package let members: [Member]

  private enum CodingKeys: String, CodingKey {
    case format
    case version
    case tool
    case createdAt = "created_at"
    case storeVersion = "store_version"
    case content
    case members
  }

  /// Of the manifest itself in the archive.
  static let path = "MANIFEST.json"
  static let currentFormat = "starcrm-backup"
  /// Raised when an older program could no longer read what is written.
  static let currentVersion = 1
  /// Largest manifest that is read: some two million files.
  static let maximumSize = 1 << 28

  init(tool: String, createdAt: String, storeVersion: String?, members: [Member]) {
    format = Self.currentFormat
    version = Self.currentVersion
    self.tool = tool
    self.createdAt = createdAt
    self.storeVersion = storeVersion
    content = Self.digest(members)
    self.members = members
  }

  /// Reads the JSON text.
  ///
  /// Nil when it is malformed, of a newer version, or contradicts itself.
  init?(json: [UInt8]) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(json)),
      read.format == Self.currentFormat, read.version == Self.currentVersion,
      read.content == Self.digest(read.members)
    else { return nil }
    self = read
  }

  /// The JSON text, with keys in a fixed order.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  /// Bytes of all files.
  package var byteCount: Int64 { members.reduce(0) { $0 + $1.size } }

  /// The lines of `sha256sum` with the size in between.
  private static func digest(_ members: [Member]) -> String {
    var hasher = SHA256()
    for member in members {
      let line = Array("\(member.sha256) \(member.size) \(member.path)\n".utf8)
      hasher.update(line.span)
    }
    return hasher.finish().hex
  }
}
