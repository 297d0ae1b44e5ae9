import ByteIO
import Diagnostics
import Foundation

/// What `store.json` says: which store this is and how it is laid out.
package struct StoreIdentity: Codable, Hashable, Sendable {
  /// 26 characters, made when the store was.
  package let id: String
  /// Layout of folders and tables; raised when an older program could not read the store.
  package let formatVersion: Int
  /// Version of the User Data Policy that the store was made under (reference/policy.md, clause 10).
  package let policyVersion: String

  /// The layout that this program writes.
  package static let currentFormat = 1

  package init(id: String, formatVersion: Int = currentFormat, policyVersion: String) {
    self.id = id
    self.formatVersion = formatVersion
    self.policyVersion = policyVersion
  }

  /// Reads the file at `path`; nil when there is none.
  ///
  /// - Throws: `Fault` when it is damaged or of another format.
  static func read(_ path: String) throws -> StoreIdentity? {
    guard try Directory.status(path) != nil else { return nil }
    let bytes = try FileSource(path: path).readToEnd(limit: 1 << 16)
    let position = SourcePosition(file: path)
    guard let identity = try? JSONDecoder().decode(StoreIdentity.self, from: Data(bytes)) else {
      throw Fault(
        .integrity,
        "the store's identity cannot be read",
        at: position,
        hints: ["restore it from a backup: starcrm backup restore"]
      )
    }
    guard identity.formatVersion <= currentFormat else {
      throw Fault(
        .integrity,
        "the store has format \(identity.formatVersion), this program knows up to \(currentFormat)",
        at: position,
        hints: ["use the newer starcrm that wrote it"]
      )
    }
    return identity
  }

  /// Writes the file at `path`, put if absent.
  func write(_ path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(self)
    try Publish.exclusively(path) { try $0.write([UInt8](data) + [0x0A]) }
  }
}
