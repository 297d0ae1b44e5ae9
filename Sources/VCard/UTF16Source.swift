internal import ByteIO
internal import Diagnostics

/// UTF-16 as UTF-8, and back; unpaired surrogates become U+FFFD.
final class UTF16Source: ByteSource {
  /// Which byte of a unit comes first.
  enum Order: Sendable {
    case bigEndian
    case littleEndian
  }

  private let source: any ByteSource
  private var pending: [UInt8]
  private let order: Order
  private var isAtEnd = false

  init(_ source: any ByteSource, begun: [UInt8], order: Order) {
    self.source = source
    self.order = order
    let hasMark = begun.starts(with: [0xFE, 0xFF]) || begun.starts(with: [0xFF, 0xFE])
    pending = hasMark ? Array(begun.dropFirst(2)) : begun
  }

  /// The order that a byte order mark, or the zero beside an ASCII letter, shows; else nil.
  static func byteOrder(_ bytes: [UInt8]) -> Order? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF): return .bigEndian
    case (0xFF, 0xFE): return .littleEndian
    case (0, 1...0x7F): return .bigEndian
    case (1...0x7F, 0): return .littleEndian
    default: return nil
    }
  }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let start = buffer.count
    while buffer.count == start {
      let units = takeWholeUnits()
      if units.isEmpty {
        guard !isAtEnd else { return 0 }
        // Two bytes become at most three.
        isAtEnd = try source.read(max(4, maximum / 3 * 2), appendingTo: &pending) == 0
        continue
      }
      _ = transcode(
        units.makeIterator(),
        from: UTF16.self,
        to: UTF8.self,
        stoppingOnError: false
      ) { buffer.append($0) }
    }
    return buffer.count - start
  }

  /// Takes the units that are whole, without a high surrogate whose partner is still to come.
  private func takeWholeUnits() -> [UInt16] {
    var units: [UInt16] = []
    var index = 0
    while index + 1 < pending.count {
      let first = UInt16(pending[index])
      let second = UInt16(pending[index + 1])
      units.append(order == .bigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    if let last = units.last, UTF16.isLeadSurrogate(last), !isAtEnd {
      units.removeLast()
      index -= 2
    }
    pending.removeSubrange(..<index)
    return units
  }

  // MARK: Back to UTF-16

  /// The pieces `ranges` of `utf8` in UTF-16, one after the other.
  static func encoded(
    _ utf8: [UInt8],
    _ ranges: [Range<Int>],
    _ order: Order
  ) -> (bytes: [UInt8], ranges: [Range<Int>]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count * 2)
    let encodedRanges = ranges.map { range in
      let start = bytes.count
      append(utf8[range], order, to: &bytes)
      return start..<bytes.count
    }
    return (bytes, encodedRanges)
  }

  static func encoded(_ record: QuarantinedRecord, _ order: Order) -> QuarantinedRecord {
    var raw: [UInt8] = []
    append(record.raw[...], order, to: &raw)
    return QuarantinedRecord(finding: record.finding, raw: raw)
  }

  private static func append(_ utf8: ArraySlice<UInt8>, _ order: Order, to bytes: inout [UInt8]) {
    _ = transcode(
      utf8.makeIterator(),
      from: UTF8.self,
      to: UTF16.self,
      stoppingOnError: false
    ) { unit in
      let high = UInt8(truncatingIfNeeded: unit >> 8)
      let low = UInt8(truncatingIfNeeded: unit)
      bytes.append(order == .bigEndian ? high : low)
      bytes.append(order == .bigEndian ? low : high)
    }
  }
}

/// Whether a vCard file is in UTF-16; what else it may be in, each card says itself.
package struct VCardEncoding: Sendable {
  private let order: UTF16Source.Order?

  package init(sniffing sample: [UInt8]) { order = UTF16Source.byteOrder(sample) }

  /// Bytes of the file as UTF-8; those of a file with one byte a character as they are.
  package func utf8(_ bytes: [UInt8]) -> [UInt8] {
    guard let order else { return bytes }
    let source = UTF16Source(MemorySource(bytes), begun: [], order: order)
    var text: [UInt8] = []
    // Reading from memory does not throw.
    while let count = try? source.read(max(16, bytes.count * 2), appendingTo: &text), count > 0 {}
    return text
  }
}
