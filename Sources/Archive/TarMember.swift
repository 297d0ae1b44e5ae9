/// A file or folder in an archive.
package struct TarMember: Hashable, Sendable {
  /// Only these two are written or read.
  package enum Kind: Hashable, Sendable {
    case file
    case folder
  }

  package let kind: Kind
  /// Components joined by `/`: relative, none of them empty, `.` or `..`.
  package let path: String
  /// Of a file's content, in bytes; 0 for a folder.
  package let size: Int64
  /// Seconds since 1970-01-01T00:00:00Z.
  package let modifiedAt: Int64

  /// - Throws: `TarError` with `.unsafeName` unless `path` stays below the folder it is put in.
  package init(
    _ kind: Kind,
    _ path: String,
    size: Int64 = 0,
    modifiedAt: Int64
  ) throws(TarError) {
    try Self.check(path)
    self.kind = kind
    self.path = path
    self.size = size
    self.modifiedAt = modifiedAt
  }

  /// Longest path that is written or read, in bytes (PATH_MAX of Linux).
  package static let maximumPath = 4096

  private static func check(_ path: String) throws(TarError) {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count < maximumPath, !bytes.contains(0) else {
      throw TarError(.unsafeName, "empty or overlong name in the archive")
    }
    let slash = UInt8(ascii: "/")
    for component in bytes.split(separator: slash, omittingEmptySubsequences: false) {
      guard !component.isEmpty, component != [UInt8(ascii: ".")],
        component != Array("..".utf8)[...], component.count <= 255
      else { throw TarError(.unsafeName, "a name in the archive would leave its folder") }
    }
  }
}

/// Fields of a header block (POSIX.1-2017, pax, "ustar Interchange Format").
enum TarBlock {
  /// In bytes; contents are padded to a multiple of it.
  static let size = 512

  static let name = 0..<100
  static let mode = 100..<108
  static let userID = 108..<116
  static let groupID = 116..<124
  static let byteCount = 124..<136
  static let modifiedAt = 136..<148
  static let checksum = 148..<156
  static let kind = 156
  static let magic = 257..<263
  static let version = 263..<265
  static let deviceMajor = 329..<337
  static let deviceMinor = 337..<345
  static let prefix = 345..<500

  static let fileKind = UInt8(ascii: "0")
  static let folderKind = UInt8(ascii: "5")
  /// Further records for the next member.
  static let extendedKind = UInt8(ascii: "x")
  /// Further records for all members that follow.
  static let globalKind = UInt8(ascii: "g")
  /// A long name for the next member, as GNU tar writes it.
  static let longNameKind = UInt8(ascii: "L")

  /// Sum of all bytes with the checksum's own taken as spaces.
  static func sum(_ block: [UInt8]) -> Int64 {
    var sum: Int64 = 0
    for (index, byte) in block.enumerated() {
      sum += checksum.contains(index) ? 0x20 : Int64(byte)
    }
    return sum
  }

  /// Zeros after a content of `size` bytes.
  static func padding(after size: Int64) -> Int {
    let rest = Int(size % Int64(self.size))
    return rest == 0 ? 0 : self.size - rest
  }
}
