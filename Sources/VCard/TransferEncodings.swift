/// Quoted-printable (RFC 2045 section 6.7).
enum QuotedPrintable {
  /// Decodes `bytes[from...]` in place: `=XX` becomes its byte, CRLF and CR become a line feed.
  ///
  /// An equals sign that no two hexadecimal digits follow stays as it is.
  static func decode(_ bytes: inout [UInt8], from start: Int) {
    var read = start
    var write = start
    while read < bytes.count {
      var byte = bytes[read]
      read += 1
      if byte == ASCII.equals, read + 1 < bytes.count, let high = ASCII.hexadecimal(bytes[read]),
        let low = ASCII.hexadecimal(bytes[read + 1])
      {
        byte = high << 4 | low
        read += 2
      }
      bytes[write] = byte
      write += 1
    }
    bytes.removeSubrange(write...)
  }

  /// Turns CRLF and CR in `bytes[from...]` into line feeds.
  static func normaliseLineEnds(_ bytes: inout [UInt8], from start: Int) {
    guard bytes[start...].contains(ASCII.carriageReturn) else { return }
    var write = start
    for read in start..<bytes.count {
      let byte = bytes[read]
      if byte == ASCII.carriageReturn {
        if read + 1 < bytes.count, bytes[read + 1] == ASCII.lineFeed { continue }
        bytes[write] = ASCII.lineFeed
      } else {
        bytes[write] = byte
      }
      write += 1
    }
    bytes.removeSubrange(write...)
  }
}

/// Base64 (RFC 4648 section 4).
enum Base64 {
  /// The decoded bytes; white space is skipped, nil when any other byte or the length is wrong.
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text {
      if byte == ASCII.equals {
        padding += 1
      } else if let value = value(byte) {
        guard padding == 0 else { return nil }
        bits = bits << 6 | UInt32(value)
        count += 1
        if count % 4 == 0 {
          result.append(UInt8(truncatingIfNeeded: bits >> 16))
          result.append(UInt8(truncatingIfNeeded: bits >> 8))
          result.append(UInt8(truncatingIfNeeded: bits))
          bits = 0
        }
      } else if !ASCII.isBlank(byte), byte != ASCII.lineFeed, byte != ASCII.carriageReturn {
        return nil
      }
    }
    guard padding <= 2 else { return nil }
    switch count % 4 {
    case 0: break
    case 2: result.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3:
      result.append(UInt8(truncatingIfNeeded: bits >> 10))
      result.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return result
  }

  /// Whether `byte` belongs to the alphabet or is the pad.
  static func isDigit(_ byte: UInt8) -> Bool { byte == ASCII.equals || value(byte) != nil }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}
