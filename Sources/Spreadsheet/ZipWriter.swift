// The container of OOXML packages: ZIP as of PKWARE's APPNOTE.TXT 6.3.10, written front to back.
//
// Small parts are compressed in memory, so their header knows their sizes. A streamed entry has
// them behind its data (general purpose bit 3, clause 4.3.9). Times are the format's epoch, so
// that the bytes depend on the content alone.

internal import ByteIO
internal import Compression

/// Writes a ZIP archive of deflated or stored entries to a sink, ZIP64 where a field needs it.
final class ZipWriter {
  private let sink: any ByteSink
  private let threads: Int
  private var position: UInt64 = 0
  private var entries: [Entry] = []
  private var stream: Stream?

  private struct Entry {
    let name: [UInt8]
    let offset: UInt64
    let method: UInt16
    let flags: UInt16
    var checksum: UInt32 = 0
    var compressedSize: UInt64 = 0
    var size: UInt64 = 0
    /// Whether the local header has a ZIP64 field, which makes the sizes behind the data 8 bytes.
    var isLarge = false
  }

  private struct Stream {
    var entry: Entry
    let body: MemberBody
    let gzip: GzipSink
  }

  init(_ sink: any ByteSink, threads: Int = 1) {
    self.sink = sink
    self.threads = threads
  }

  /// Adds an entry held in memory, stored when deflating does not make it smaller.
  func add(_ name: String, _ content: [UInt8]) throws {
    precondition(stream == nil, "an entry is open")
    var deflated: [UInt8] = []
    Deflate.compress(content.span, as: .raw, level: Self.level, appendingTo: &deflated)
    let isStored = deflated.count >= content.count
    var entry = Entry(
      name: Array(name.utf8),
      offset: position,
      method: isStored ? Method.stored : Method.deflated,
      flags: Flag.utf8
    )
    entry.checksum = CRC32(content.span).value
    entry.size = UInt64(content.count)
    entry.compressedSize = UInt64(isStored ? content.count : deflated.count)
    try put(localHeader(entry))
    try put(isStored ? content : deflated)
    entries.append(entry)
  }

  /// Begins an entry whose content follows in pieces; one that may exceed 4 GiB must be announced
  /// as large.
  func begin(_ name: String, isLarge: Bool = false) throws {
    precondition(stream == nil, "an entry is open")
    var entry = Entry(
      name: Array(name.utf8),
      offset: position,
      method: Method.deflated,
      flags: Flag.utf8 | Flag.sizesBehindData
    )
    entry.isLarge = isLarge
    try put(localHeader(entry))
    let body = MemberBody(sink)
    stream = Stream(
      entry: entry,
      body: body,
      gzip: GzipSink(body, level: Self.level, threads: threads)
    )
  }

  /// Writes the next bytes of the open entry.
  func write(_ bytes: [UInt8]) throws {
    try stream?.gzip.write(bytes)
    stream?.entry.size += UInt64(bytes.count)
  }

  /// Ends the open entry.
  ///
  /// - Throws: `SpreadsheetError.sheetTooLarge` when it exceeds 4 GiB and was not announced so.
  func end() throws {
    guard let stream else { preconditionFailure("no entry is open") }
    self.stream = nil
    try stream.gzip.finish()
    var entry = stream.entry
    entry.checksum = stream.body.checksum
    entry.compressedSize = stream.body.count
    position += entry.compressedSize
    guard entry.isLarge || max(entry.size, entry.compressedSize) < Self.limit32 else {
      throw SpreadsheetError.sheetTooLarge
    }
    try put(dataDescriptor(entry))
    entries.append(entry)
  }

  /// Writes the central directory and finishes the sink.
  func finish() throws {
    let start = position
    for entry in entries { try put(centralHeader(entry)) }
    try put(endOfCentralDirectory(start: start, size: position - start))
    try sink.finish()
  }

  private func put(_ bytes: [UInt8]) throws {
    try sink.write(bytes)
    position += UInt64(bytes.count)
  }
}

// MARK: - Records

extension ZipWriter {
  /// As zlib counts; 6 is the usual trade-off, sheets shrink to about a tenth.
  private static let level = 6

  /// Values from here on stand in ZIP64 fields (clause 4.3.9.2).
  private static let limit32: UInt64 = 0xFFFF_FFFF

  /// Compression methods (clause 4.4.5).
  private enum Method {
    static let stored: UInt16 = 0
    static let deflated: UInt16 = 8
  }

  /// General purpose bits (clause 4.4.4).
  private enum Flag {
    static let sizesBehindData: UInt16 = 1 << 3
    static let utf8: UInt16 = 1 << 11
  }

  /// Versions needed to extract (clause 4.4.3.2).
  private enum Version {
    static let deflate: UInt16 = 20
    static let zip64: UInt16 = 45
  }

  /// 1980-01-01T00:00:00, the first moment of MS-DOS time (clause 4.4.6).
  private static let epochTime: UInt16 = 0
  private static let epochDate: UInt16 = 0x21

  private func localHeader(_ entry: Entry) -> [UInt8] {
    var record: [UInt8] = []
    record.put(0x0403_4b50 as UInt32)  // clause 4.3.7
    record.put(entry.isLarge ? Version.zip64 : Version.deflate)
    record.put(entry.flags)
    record.put(entry.method)
    record.put(Self.epochTime)
    record.put(Self.epochDate)
    record.put(entry.checksum)
    let sizes = entry.isLarge ? [Self.limit32, Self.limit32] : [entry.compressedSize, entry.size]
    for size in sizes { record.put(UInt32(truncatingIfNeeded: size)) }
    record.put(UInt16(truncatingIfNeeded: entry.name.count))
    record.put(UInt16(entry.isLarge ? 20 : 0))
    record += entry.name
    if entry.isLarge { record += Self.zip64Field([0, 0]) }
    return record
  }

  private func dataDescriptor(_ entry: Entry) -> [UInt8] {
    var record: [UInt8] = []
    record.put(0x0807_4b50 as UInt32)  // clause 4.3.9.3
    record.put(entry.checksum)
    for size in [entry.compressedSize, entry.size] {
      if entry.isLarge {
        record.put(size)
      } else {
        record.put(UInt32(truncatingIfNeeded: size))
      }
    }
    return record
  }

  private func centralHeader(_ entry: Entry) -> [UInt8] {
    // Only the values that do not fit stand in the field, in this order (clause 4.5.3).
    let large = [entry.size, entry.compressedSize, entry.offset].filter { $0 >= Self.limit32 }
    let field = large.isEmpty ? [] : Self.zip64Field(large)
    let version = large.isEmpty && !entry.isLarge ? Version.deflate : Version.zip64
    var record: [UInt8] = []
    record.put(0x0201_4b50 as UInt32)  // clause 4.3.12
    record.put(version)
    record.put(version)
    record.put(entry.flags)
    record.put(entry.method)
    record.put(Self.epochTime)
    record.put(Self.epochDate)
    record.put(entry.checksum)
    record.put(UInt32(min(entry.compressedSize, Self.limit32)))
    record.put(UInt32(min(entry.size, Self.limit32)))
    record.put(UInt16(truncatingIfNeeded: entry.name.count))
    record.put(UInt16(truncatingIfNeeded: field.count))
    record.put(0 as UInt16)  // comment length
    record.put(0 as UInt16)  // disk
    record.put(0 as UInt16)  // internal attributes
    record.put(0 as UInt32)  // external attributes
    record.put(UInt32(min(entry.offset, Self.limit32)))
    return record + entry.name + field
  }

  private func endOfCentralDirectory(start: UInt64, size: UInt64) -> [UInt8] {
    let count = UInt64(entries.count)
    var record: [UInt8] = []
    if start >= Self.limit32 || size >= Self.limit32 || count >= 0xFFFF {
      record.put(0x0606_4b50 as UInt32)  // clause 4.3.14
      record.put(44 as UInt64)  // size of what follows
      record.put(Version.zip64)
      record.put(Version.zip64)
      record.put(0 as UInt32)
      record.put(0 as UInt32)
      for value in [count, count, size, start] { record.put(value) }
      record.put(0x0706_4b50 as UInt32)  // clause 4.3.15
      record.put(0 as UInt32)
      record.put(start + size)
      record.put(1 as UInt32)
    }
    record.put(0x0605_4b50 as UInt32)  // clause 4.3.16
    record.put(0 as UInt16)
    record.put(0 as UInt16)
    for _ in 0..<2 { record.put(UInt16(min(count, 0xFFFF))) }
    record.put(UInt32(min(size, Self.limit32)))
    record.put(UInt32(min(start, Self.limit32)))
    record.put(0 as UInt16)
    return record
  }

  /// The extended information extra field (clause 4.5.3).
  private static func zip64Field(_ values: [UInt64]) -> [UInt8] {
    var field: [UInt8] = []
    field.put(0x0001 as UInt16)
    field.put(UInt16(truncatingIfNeeded: values.count * 8))
    for value in values { field.put(value) }
    return field
  }
}

extension [UInt8] {
  /// Appends an integer, least significant byte first (clause 4.4.1.1).
  fileprivate mutating func put(_ value: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

/// Passes on the DEFLATE stream inside a gzip member: all but its first 10 and last 8 bytes (RFC
/// 1952, clause 2.2).
///
/// So entries are compressed by the parallel gzip writer, whose trailer has the checksum that ZIP
/// wants.
private final class MemberBody: ByteSink {
  private static let headerSize = 10
  private static let trailerSize = 8

  private let sink: any ByteSink
  private var skipped = 0
  private var held: [UInt8] = []
  /// Bytes passed on.
  private(set) var count: UInt64 = 0

  init(_ sink: any ByteSink) { self.sink = sink }

  func write(_ bytes: RawSpan) throws {
    let skip = min(Self.headerSize - skipped, bytes.byteCount)
    skipped += skip
    held.append(bytes.extracting(droppingFirst: skip))
    let ready = held.count - Self.trailerSize
    guard ready > 0 else { return }
    try sink.write(Array(held[..<ready]))
    held.removeFirst(ready)
    count += UInt64(ready)
  }

  /// The sink goes on with the next entry.
  func finish() {}

  /// CRC-32 of the member's content, known once it is finished.
  var checksum: UInt32 {
    held.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
