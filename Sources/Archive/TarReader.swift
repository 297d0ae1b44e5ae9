package import ByteIO

/// Reads a tar archive, member after member, and refuses whatever could do harm.
///
/// ```swift
/// while let member = try reader.next() {
///   // `reader` is now the source of the member's content
/// }
/// ```
///
/// Refused are: names that are absolute or climb (`..`), links, devices, wrong checksums, sizes
/// that do not fit, and an archive without its end mark or with bytes after it. After `next()` has
/// returned nil the source below has been read to its end.
package final class TarReader: ByteSource {
  private let source: BufferedSource
  /// Bytes of the current member's content that were not read.
  private var rest: Int64 = 0
  private var padding = 0
  private var hasEnded = false

  /// Largest pax or long-name header that is read.
  private static let maximumRecords: Int64 = 1 << 20

  package init(_ source: any ByteSource) { self.source = BufferedSource(source) }

  /// The next file or folder, nil at the end.
  package func next() throws -> TarMember? {
    guard !hasEnded else { return nil }
    try skipContent()
    var records: [String: String] = [:]
    while true {
      let block = try source.take(TarBlock.size)
      guard block.count == TarBlock.size else {
        throw TarError(.truncated, "the archive is cut: it has no end mark")
      }
      if block.allSatisfy({ $0 == 0 }) {
        try end()
        return nil
      }
      let header = try TarHeader(block)
      switch header.kind {
      case TarBlock.extendedKind:
        records.merge(try Self.paxRecords(try content(header))) { $1 }
      case TarBlock.globalKind:
        try refuseGlobal(try Self.paxRecords(try content(header)))
      case TarBlock.longNameKind:
        let name = try content(header).prefix { $0 != 0 }
        records["path"] = String(decoding: name, as: UTF8.self)
      default:
        if let member = try member(header, records) { return member }
        records = [:]
      }
    }
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    guard rest > 0 else { return 0 }
    let wanted = Int(min(Int64(maximum), rest))
    let count = try source.read(wanted, appendingTo: &buffer)
    guard count > 0 else { throw TarError(.truncated, "the archive is cut inside a file") }
    rest -= Int64(count)
    return count
  }

  /// Nil for the folder of extraction itself, which `tar -c .` writes first.
  private func member(_ header: TarHeader, _ records: [String: String]) throws -> TarMember? {
    let kind: TarMember.Kind
    switch header.kind {
    case TarBlock.fileKind, 0: kind = .file
    case TarBlock.folderKind: kind = .folder
    default:
      throw TarError(.unsupportedMember, "the archive holds a link, a device or a sparse file")
    }
    let size = try number(records["size"]) ?? header.size
    let time = try number(records["mtime"]?.prefix { $0 != "." }) ?? header.modifiedAt
    guard size >= 0, kind == .file || size == 0,
      !records.keys.contains(where: { $0.hasPrefix("GNU.sparse.") })
    else { throw TarError(.damaged, "a member of the archive has an impossible size") }
    rest = size
    padding = TarBlock.padding(after: size)
    let path = try Self.normalized(records["path"] ?? header.path, kind)
    guard !path.isEmpty || kind == .file else { return nil }
    return try TarMember(kind, path, size: size, modifiedAt: time)
  }

  /// Drops `.` components and a folder's last slash, as in the names `tar -c .` writes.
  private static func normalized(_ path: String, _ kind: TarMember.Kind) throws -> String {
    guard !path.hasPrefix("/") else {
      throw TarError(.unsafeName, "a name in the archive is absolute")
    }
    var components = path.split(separator: "/", omittingEmptySubsequences: false)
    if kind == .folder, components.last?.isEmpty == true { components.removeLast() }
    components.removeAll { $0 == "." }
    return components.joined(separator: "/")
  }

  private func number(_ text: (some StringProtocol)?) throws -> Int64? {
    guard let text else { return nil }
    guard let number = Int64(text) else {
      throw TarError(.damaged, "malformed number in the archive")
    }
    return number
  }

  private func refuseGlobal(_ records: [String: String]) throws {
    guard records["path"] == nil, records["size"] == nil, records["linkpath"] == nil else {
      throw TarError(.damaged, "a global header of the archive renames its members")
    }
  }
}

// MARK: - Blocks

extension TarReader {
  private func skipContent() throws {
    var skipped: [UInt8] = []
    while try read(1 << 16, appendingTo: &skipped) > 0 { skipped.removeAll(keepingCapacity: true) }
    guard try source.take(padding).count == padding else {
      throw TarError(.truncated, "the archive is cut after a file")
    }
    padding = 0
  }

  /// The content of a header that describes the next member.
  private func content(_ header: TarHeader) throws -> [UInt8] {
    guard (0...Self.maximumRecords).contains(header.size) else {
      throw TarError(.damaged, "overlong header in the archive")
    }
    let count = Int(header.size)
    let bytes = try source.take(count)
    let filler = TarBlock.padding(after: header.size)
    guard bytes.count == count, try source.take(filler).count == filler else {
      throw TarError(.truncated, "the archive is cut inside a header")
    }
    return bytes
  }

  /// After the first block of zeros: another one, and nothing but zeros up to the end.
  private func end() throws {
    guard try source.take(TarBlock.size) == [UInt8](repeating: 0, count: TarBlock.size) else {
      throw TarError(.truncated, "the archive has half an end mark")
    }
    while case let bytes = try source.take(1 << 16), !bytes.isEmpty {
      guard bytes.allSatisfy({ $0 == 0 }) else {
        throw TarError(.damaged, "the archive goes on after its end mark")
      }
    }
    hasEnded = true
  }

  /// `length key=value` lines (pax, "Extended Header").
  private static func paxRecords(_ bytes: [UInt8]) throws -> [String: String] {
    var records: [String: String] = [:]
    var position = 0
    while position < bytes.count {
      guard let space = bytes[position...].firstIndex(of: UInt8(ascii: " ")),
        space - position <= 10,
        let length = Int(String(decoding: bytes[position..<space], as: UTF8.self)),
        length > space - position, length <= bytes.count - position,
        bytes[position + length - 1] == 0x0A,
        let equals = bytes[space..<position + length].firstIndex(of: UInt8(ascii: "="))
      else { throw TarError(.damaged, "malformed header record in the archive") }
      let key = String(decoding: bytes[(space + 1)..<equals], as: UTF8.self)
      let value = bytes[(equals + 1)..<(position + length - 1)]
      records[key] = String(decoding: value, as: UTF8.self)
      position += length
    }
    return records
  }
}

/// The fields of a header block whose checksum holds.
private struct TarHeader {
  let kind: UInt8
  let path: String
  let size: Int64
  let modifiedAt: Int64

  init(_ block: [UInt8]) throws(TarError) {
    guard Self.octal(block[TarBlock.checksum]) == TarBlock.sum(block),
      block[TarBlock.magic].starts(with: "ustar".utf8),
      let size = Self.number(block[TarBlock.byteCount]),
      let modifiedAt = Self.number(block[TarBlock.modifiedAt])
    else { throw TarError(.damaged, "a header of the archive is damaged") }
    kind = block[TarBlock.kind]
    self.size = size
    self.modifiedAt = modifiedAt
    let name = Self.text(block[TarBlock.name])
    // GNU tar's own headers ("ustar  ") keep other things where ustar has the prefix.
    let isGNU = block[TarBlock.magic].last == UInt8(ascii: " ")
    let prefix = isGNU ? "" : Self.text(block[TarBlock.prefix])
    path = prefix.isEmpty ? name : "\(prefix)/\(name)"
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Octal digits, or GNU tar's big-endian form for what does not fit (first bit set).
  private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
    let bytes = field.dropFirst()
    guard first == 0x80, bytes.dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
    return Int64(exactly: bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    guard digits.count <= 20, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.isEmpty ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
