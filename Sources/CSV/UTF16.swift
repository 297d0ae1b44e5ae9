package import ByteIO

/// UTF-16 read as UTF-8.
///
/// Half a surrogate pair is written as the three bytes that its value would have: no valid UTF-8,
/// so that the reader quarantines its record, and still exactly convertible back.
package final class UTF16Source: ByteSource {
  private let source: any ByteSource
  private let isBigEndian: Bool
  private var raw: [UInt8] = []
  private var highSurrogate: UInt16?
  /// Decoded bytes that the caller had no room for.
  private var pending: [UInt8] = []
  private var isAtEnd = false

  package init(_ source: any ByteSource, encoding: TextEncoding) {
    self.source = source
    isBigEndian = encoding == .utf16BigEndian
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    while pending.isEmpty {
      guard !isAtEnd else { return 0 }
      try refill()
    }
    let count = min(maximum, pending.count)
    buffer.append(contentsOf: pending.prefix(count))
    pending.removeFirst(count)
    return count
  }

  private func refill() throws {
    if try source.read(1 << 16, appendingTo: &raw) == 0 {
      isAtEnd = true
      flushSurrogate()
      // A last odd byte belongs to no character.
      if !raw.isEmpty { append(0xFFFD) }
      return
    }
    var index = 0
    while index + 1 < raw.count {
      let (first, second) = (UInt16(raw[index]), UInt16(raw[index + 1]))
      take(isBigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    raw.removeFirst(index)
  }

  private func take(_ unit: UInt16) {
    if let high = highSurrogate, UTF16.isTrailSurrogate(unit) {
      highSurrogate = nil
      append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00))
      return
    }
    flushSurrogate()
    if UTF16.isLeadSurrogate(unit) {
      highSurrogate = unit
    } else {
      append(UInt32(unit))
    }
  }

  private func flushSurrogate() {
    guard let high = highSurrogate else { return }
    highSurrogate = nil
    append(UInt32(high))
  }

  /// Appends the UTF-8 form (RFC 3629, section 3) of a value that may be a lone surrogate.
  private func append(_ value: UInt32) {
    let last = UInt8(truncatingIfNeeded: value & 0x3F | 0x80)
    switch value {
    case ..<0x80: pending.append(UInt8(truncatingIfNeeded: value))
    case ..<0x800: pending += [UInt8(truncatingIfNeeded: value >> 6 | 0xC0), last]
    case ..<0x10000:
      pending += [
        UInt8(truncatingIfNeeded: value >> 12 | 0xE0),
        UInt8(truncatingIfNeeded: value >> 6 & 0x3F | 0x80),
        last,
      ]
    default:
      pending += [
        UInt8(truncatingIfNeeded: value >> 18 | 0xF0),
        UInt8(truncatingIfNeeded: value >> 12 & 0x3F | 0x80),
        UInt8(truncatingIfNeeded: value >> 6 & 0x3F | 0x80),
        last,
      ]
    }
  }
}

extension UTF16Source {
  /// Decodes bytes in memory; half a character at the end is left out.
  static func decode(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    let source = UTF16Source(MemorySource(bytes), encoding: encoding)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    while source.pending.isEmpty, !source.isAtEnd {
      guard (try? source.refill()) != nil, !source.isAtEnd else { break }
      output.append(contentsOf: source.pending)
      source.pending.removeAll(keepingCapacity: true)
    }
    return output
  }
}
