// The RLE / bit-packing hybrid (Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)"),
// which holds definition levels, dictionary indices and, in newer files, booleans.

/// Encoding.
enum HybridEncoder {
  /// Bits that a value up to `maximum` needs.
  static func bitWidth(_ maximum: Int) -> Int { Int.bitWidth - maximum.leadingZeroBitCount }

  /// Appends `values` as runs, without a length in front.
  ///
  /// Groups of eight equal values become run-length runs, all others bit-packed runs.
  static func append(_ values: Span<UInt32>, bitWidth: Int, to output: inout [UInt8]) {
    var position = 0
    while position < values.count {
      let repeats = repeatCount(values, from: position)
      if repeats >= 8 || position + repeats == values.count {
        appendRun(values[position], count: repeats, bitWidth: bitWidth, to: &output)
        position += repeats
      } else {
        let end = packedEnd(values, from: position)
        appendPacked(values.extracting(position..<end), bitWidth: bitWidth, to: &output)
        position = end
      }
    }
  }

  /// Appends a run of one value.
  static func appendRun(_ value: UInt32, count: Int, bitWidth: Int, to output: inout [UInt8]) {
    output.appendVarint(UInt64(count) << 1)
    for shift in stride(from: 0, to: bitWidth, by: 8) {
      output.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
    }
  }

  private static func repeatCount(_ values: Span<UInt32>, from start: Int) -> Int {
    let value = values[start]
    var end = start + 1
    while end < values.count, values[end] == value { end += 1 }
    return end - start
  }

  /// The end of the groups of eight from `start` on that are not all equal; the last group may be
  /// short.
  private static func packedEnd(_ values: Span<UInt32>, from start: Int) -> Int {
    var end = start
    repeat {
      end += 8
      guard end + 8 <= values.count else { break }
      var differences: UInt32 = 0
      for index in end + 1..<end + 8 { differences |= values[index] ^ values[end] }
      if differences == 0 { break }
    } while true
    return end + 8 > values.count ? values.count : end
  }

  /// Appends a bit-packed run: groups of eight values, padded with zeros, least significant bit
  /// first.
  private static func appendPacked(
    _ values: Span<UInt32>,
    bitWidth: Int,
    to output: inout [UInt8]
  ) {
    let groups = (values.count + 7) / 8
    output.appendVarint(UInt64(groups) << 1 | 1)
    let size = groups * bitWidth
    output.append(addingCapacity: size + 8) { free in
      var bits: UInt64 = 0
      var filled = 0
      for index in 0..<values.count {
        bits |= UInt64(values[index]) << UInt64(filled)
        filled += bitWidth
        while filled >= 8 {
          free.append(UInt8(truncatingIfNeeded: bits))
          bits >>= 8
          filled -= 8
        }
      }
      let written = (values.count * bitWidth) / 8
      for _ in written..<size {
        free.append(UInt8(truncatingIfNeeded: bits))
        bits = 0
      }
    }
  }
}

/// Decoding, run by run, from bytes that may be damaged.
struct HybridDecoder {
  private var position: Int
  private let end: Int
  private let bitWidth: Int
  /// Offset of the bytes in the file, for messages.
  private let base: Int

  /// `range` is where the runs stand in the bytes given to each call.
  init(_ range: Range<Int>, bitWidth: Int, base: Int) {
    position = range.lowerBound
    end = range.upperBound
    self.bitWidth = bitWidth
    self.base = base
  }

  /// Appends `count` values to `output`.
  mutating func read(
    _ count: Int,
    from bytes: Span<UInt8>,
    appendingTo output: inout [Int32]
  ) throws(ParquetError) {
    var missing = count
    output.reserveCapacity(output.count + count)
    while missing > 0 {
      let header = try varint(bytes)
      let size = header >> 1
      guard size > 0 else { throw damaged("an empty run") }
      if header & 1 == 0 {
        let run = min(size, missing)
        let value = try runValue(bytes)
        output.append(contentsOf: repeatElement(value, count: run))
        missing -= run
      } else {
        missing -= try packed(groups: size, missing, bytes, &output)
      }
    }
  }

  /// Appends `count` levels of one bit to `levels`.
  mutating func readLevels(
    _ count: Int,
    from bytes: Span<UInt8>,
    appendingTo levels: inout DefinitionLevels
  ) throws(ParquetError) {
    var missing = count
    while missing > 0 {
      let header = try varint(bytes)
      guard header >> 1 > 0 else { throw damaged("an empty run") }
      if header & 1 == 0 {
        let run = min(header >> 1, missing)
        let value = try runValue(bytes)
        guard value <= 1 else { throw damaged("a level is too high") }
        levels.append(repeating: value == 1, count: run)
        missing -= run
      } else {
        let bits = min(header >> 1 * 8, missing)
        guard (bits + 7) / 8 <= end - position else { throw damaged("a run ends too early") }
        for start in stride(from: 0, to: bits, by: 8) {
          let width = min(8, bits - start)
          let byte = UInt64(bytes[position + start / 8])
          levels.append(byte & DefinitionLevels.ones(width), bits: width)
        }
        position += min(header >> 1, end - position)
        missing -= bits
      }
    }
  }

  private mutating func runValue(_ bytes: Span<UInt8>) throws(ParquetError) -> Int32 {
    let width = (bitWidth + 7) / 8
    guard width <= end - position else { throw damaged("a run ends too early") }
    var value: UInt32 = 0
    for index in 0..<width { value |= UInt32(bytes[position + index]) << UInt32(8 * index) }
    position += width
    return Int32(bitPattern: value)
  }

  private mutating func packed(
    groups: Int,
    _ missing: Int,
    _ bytes: Span<UInt8>,
    _ output: inout [Int32]
  ) throws(ParquetError) -> Int {
    let (values, overflow) = groups.multipliedReportingOverflow(by: 8)
    let count = overflow ? missing : min(values, missing)
    // Writers may cut the padding of the last group.
    let needed = (count * bitWidth + 7) / 8
    guard needed <= end - position else { throw damaged("a run ends too early") }
    let mask: UInt64 = (1 << UInt64(bitWidth)) - 1
    var cursor = position
    var bits: UInt64 = 0
    var filled = 0
    let width = bitWidth
    output.append(addingCapacity: count) { free in
      for _ in 0..<count {
        while filled < width {
          bits |= UInt64(bytes[cursor]) << UInt64(filled)
          cursor += 1
          filled += 8
        }
        free.append(Int32(truncatingIfNeeded: bits & mask))
        bits >>= UInt64(width)
        filled -= width
      }
    }
    position += overflow ? end - position : min(groups * bitWidth, end - position)
    return count
  }

  private mutating func varint(_ bytes: Span<UInt8>) throws(ParquetError) -> Int {
    var value = 0
    for shift in stride(from: 0, through: 28, by: 7) {
      guard position < end else { throw damaged("runs end too early") }
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw damaged("a run is too long")
  }

  private func damaged(_ reason: String) -> ParquetError { .damaged(reason, at: base + position) }
}
