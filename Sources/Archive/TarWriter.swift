package import ByteIO

/// Writes a tar archive: ustar, with pax records where a name or a size does not fit.
///
/// The same members in the same order give the same bytes: no owner, no host, no time but the
/// members' own. Files are open to their owner alone (0600, folders 0700).
package final class TarWriter {
  private let sink: any ByteSink
  /// Bytes read from a file at a time.
  private static let pieceSize = 1 << 18
  /// Largest number in 11 octal digits: 8 GiB - 1.
  private static let largestOctal: Int64 = 0o777_7777_7777

  package init(to sink: any ByteSink) { self.sink = sink }

  /// Adds a member; a file's content is read from `content`.
  ///
  /// - Throws: `TarError` with `.wrongSize` unless `content` has exactly the member's size.
  package func add(_ member: TarMember, content: (any ByteSource)? = nil) throws {
    try sink.write(header(member))
    guard member.kind == .file else { return }
    var (rest, buffer): (Int64, [UInt8]) = (member.size, [])
    while let content, case let count = try content.read(Self.pieceSize, appendingTo: &buffer),
      count > 0
    {
      rest -= Int64(count)
      guard rest >= 0 else { break }
      try sink.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    guard rest == 0 else {
      throw TarError(.wrongSize, "a file changed its size while it was archived")
    }
    try sink.write([UInt8](repeating: 0, count: TarBlock.padding(after: member.size)))
  }

  /// Adds a small file whose content is at hand.
  package func add(_ path: String, _ content: [UInt8], modifiedAt: Int64) throws {
    let member = try TarMember(
      .file,
      path,
      size: Int64(content.count),
      modifiedAt: modifiedAt
    )
    try add(member, content: MemorySource(content))
  }

  /// Writes the end mark and finishes the sink.
  package func finish() throws {
    try sink.write([UInt8](repeating: 0, count: 2 * TarBlock.size))
    try sink.finish()
  }
}

// MARK: - Headers

extension TarWriter {
  private func header(_ member: TarMember) -> [UInt8] {
    let path = Array((member.path + (member.kind == .folder ? "/" : "")).utf8)
    let parts = Self.split(path)
    var records: [UInt8] = []
    if parts == nil { records += Self.record("path", path) }
    if member.size > Self.largestOctal {
      records += Self.record("size", Array(String(member.size).utf8))
    }
    if !(0...Self.largestOctal).contains(member.modifiedAt) {
      records += Self.record("mtime", Array(String(member.modifiedAt).utf8))
    }
    let block = Self.block(
      member.kind == .folder ? TarBlock.folderKind : TarBlock.fileKind,
      prefix: parts?.prefix ?? [],
      name: parts?.name ?? path.prefix(TarBlock.name.count),
      size: member.size,
      modifiedAt: member.modifiedAt
    )
    return records.isEmpty ? block : Self.extended(records, member) + block
  }

  /// Name and prefix that ustar has room for; nil for other bytes than ASCII too, whose meaning
  /// only a pax record fixes.
  private static func split(
    _ path: [UInt8]
  ) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
    guard path.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
    if path.count <= TarBlock.name.count { return ([], path[...]) }
    let slashes = path.indices.dropLast().filter { path[$0] == UInt8(ascii: "/") }
    guard
      let slash = slashes.last(where: {
        $0 <= TarBlock.prefix.count && path.count - $0 - 1 <= TarBlock.name.count
      })
    else { return nil }
    return (path[..<slash], path[(slash + 1)...])
  }

  /// `length key=value` and a line feed; the length counts itself (pax, "Extended Header").
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [0x0A]
    var length = rest.count
    while length != rest.count + String(length).utf8.count {
      length = rest.count + String(length).utf8.count
    }
    return Array(String(length).utf8) + rest
  }

  /// A header of its own kind with `records` as its content.
  private static func extended(_ records: [UInt8], _ member: TarMember) -> [UInt8] {
    let block = block(
      TarBlock.extendedKind,
      prefix: [],
      name: Array("PaxHeaders".utf8)[...],
      size: Int64(records.count),
      modifiedAt: member.modifiedAt
    )
    let padding = TarBlock.padding(after: Int64(records.count))
    return block + records + [UInt8](repeating: 0, count: padding)
  }

  private static func block(
    _ kind: UInt8,
    prefix: ArraySlice<UInt8>,
    name: ArraySlice<UInt8>,
    size: Int64,
    modifiedAt: Int64
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: TarBlock.size)
    func put(_ bytes: some Collection<UInt8>, _ field: Range<Int>) {
      for (offset, byte) in bytes.prefix(field.count).enumerated() {
        block[field.lowerBound + offset] = byte
      }
    }
    /// Octal digits filled up with zeros, and a zero byte.
    func put(octal value: Int64, _ field: Range<Int>) {
      let digits = String(min(max(value, 0), largestOctal), radix: 8)
      let zeros = String(repeating: "0", count: max(field.count - 1 - digits.utf8.count, 0))
      put((zeros + digits).utf8, field)
    }
    put(name, TarBlock.name)
    put(octal: kind == TarBlock.folderKind ? 0o700 : 0o600, TarBlock.mode)
    put(octal: 0, TarBlock.userID)
    put(octal: 0, TarBlock.groupID)
    put(octal: size > largestOctal ? 0 : size, TarBlock.byteCount)
    put(octal: modifiedAt, TarBlock.modifiedAt)
    block[TarBlock.kind] = kind
    put("ustar\0".utf8, TarBlock.magic)
    put("00".utf8, TarBlock.version)
    put(octal: 0, TarBlock.deviceMajor)
    put(octal: 0, TarBlock.deviceMinor)
    put(prefix, TarBlock.prefix)
    put("\(octal: TarBlock.sum(block), digits: 6)\0 ".utf8, TarBlock.checksum)
    return block
  }
}

extension DefaultStringInterpolation {
  fileprivate mutating func appendInterpolation(octal value: Int64, digits: Int) {
    let text = String(value, radix: 8)
    appendLiteral(String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text)
  }
}
