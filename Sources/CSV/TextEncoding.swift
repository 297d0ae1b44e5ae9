internal import Columns
internal import Glibc

/// How characters are written as bytes; the raw value is the name that IANA registered.
package enum TextEncoding: String, Hashable, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case windows1252 = "windows-1252"
  case latin1 = "ISO-8859-1"
  case latin2 = "ISO-8859-2"
  case latin9 = "ISO-8859-15"
  case macRoman = "macintosh"
  case shiftJIS = "Shift_JIS"
  case gb18030 = "GB18030"

  /// Encodings in which every ASCII character is its own byte are cut into fields as they stand
  /// and only the fields are converted; UTF-16 is converted before.
  package var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

  /// The bytes of a byte order mark (The Unicode Standard, section 23.8).
  package var byteOrderMark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    default: []
    }
  }

  /// What the parser sees: UTF-16 arrives as UTF-8.
  var parsed: TextEncoding { isUTF16 ? .utf8 : self }
}

extension TextEncoding {
  /// The place of the first byte in `range` that this encoding does not have, nil when all is
  /// sound.
  ///
  /// UTF-16 counts as UTF-8, which it was converted to.
  func firstInvalid(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    switch parsed {
    case .utf8:
      return UTF8Check.firstInvalid(in: bytes, range)
    case .windows1252, .latin1, .latin2, .latin9, .macRoman:
      guard let table = SingleByteTable.of(self) else { return range.lowerBound }
      for index in range where table.scalars[Int(bytes[index])] == nil { return index }
      return nil
    default:
      return MultiByteDecoder.decode(bytes, range, from: self).firstInvalid
    }
  }

  /// Appends the bytes of `range`, converted to UTF-8; what is invalid becomes U+FFFD.
  package func appendUTF8(of bytes: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) {
    switch parsed {
    case .utf8: output.append(bytes.extracting(range))
    case .windows1252, .latin1, .latin2, .latin9, .macRoman:
      let table = SingleByteTable.of(self)
      for index in range {
        let byte = bytes[index]
        if byte < 0x80 {
          output.append(byte)
        } else {
          let scalar = table?.scalars[Int(byte)] ?? "\u{FFFD}"
          output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
      }
    default:
      output.append(contentsOf: MultiByteDecoder.decode(bytes, range, from: self).utf8)
    }
  }
}

/// The character of each byte of a single-byte encoding.
struct SingleByteTable: Sendable {
  /// Nil for bytes that have none.
  let scalars: [Unicode.Scalar?]
  /// The byte of each character.
  let bytes: [Unicode.Scalar: UInt8]

  private init(scalars: [Unicode.Scalar?]) {
    self.scalars = scalars
    var bytes: [Unicode.Scalar: UInt8] = [:]
    for (byte, scalar) in scalars.enumerated() {
      if let scalar { bytes[scalar] = UInt8(truncatingIfNeeded: byte) }
    }
    self.bytes = bytes
  }

  private static let windows1252 = make(.windows1252)
  private static let latin1 = SingleByteTable(
    scalars: (0..<256).map { Unicode.Scalar(UInt8(truncatingIfNeeded: $0)) }
  )
  private static let latin2 = make(.latin2)
  private static let latin9 = make(.latin9)
  private static let macRoman = make(.macRoman)

  /// The table of `encoding`, nil when it has none or the C library lacks it.
  static func of(_ encoding: TextEncoding) -> SingleByteTable? {
    switch encoding {
    case .windows1252: windows1252
    case .latin1: latin1
    case .latin2: latin2
    case .latin9: latin9
    case .macRoman: macRoman
    default: nil
    }
  }

  /// Asks iconv(3) for each byte, once.
  private static func make(_ encoding: TextEncoding) -> SingleByteTable? {
    let scalars = (0..<256).map { byte -> Unicode.Scalar? in
      let one = [UInt8(truncatingIfNeeded: byte)]
      let decoded = MultiByteDecoder.decode(one.span, 0..<1, from: encoding)
      guard decoded.firstInvalid == nil else { return nil }
      return String(decoding: decoded.utf8, as: UTF8.self).unicodeScalars.first
    }
    guard scalars[0x41] == "A" else { return nil }
    return SingleByteTable(scalars: scalars)
  }
}

/// Conversion through iconv(3) of the C library.
enum MultiByteDecoder {
  struct Decoded {
    var utf8: [UInt8] = []
    /// Where the first invalid sequence stands.
    var firstInvalid: Int?
  }

  /// Converts `range` to UTF-8; an invalid byte becomes U+FFFD.
  static func decode(_ bytes: Span<UInt8>, _ range: Range<Int>, from encoding: TextEncoding)
    -> Decoded
  {
    convert(bytes, range, to: TextEncoding.utf8.rawValue, from: encoding.rawValue, "\u{FFFD}".utf8)
  }

  /// Converts `range` between two encodings of iconv; what cannot be converted becomes
  /// `replacement`.
  static func convert(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    to target: String,
    from source: String,
    _ replacement: some Collection<UInt8>
  ) -> Decoded {
    var result = Decoded()
    var input: [CChar] = []
    for index in range { input.append(CChar(bitPattern: bytes[index])) }
    let descriptor = unsafe iconv_open(target, source)
    // iconv_open answers (iconv_t)-1 for a name it does not know.
    guard Int(bitPattern: descriptor) != -1 else {
      result.firstInvalid = range.lowerBound
      return result
    }
    defer { unsafe _ = iconv_close(descriptor) }
    var output = [CChar](repeating: 0, count: input.count * 4 + 16)
    var position = 0
    // Safe: iconv gets the lengths of both buffers and moves the pointers only inside them.
    unsafe input.withUnsafeMutableBufferPointer { from in
      unsafe output.withUnsafeMutableBufferPointer { to in
        while position < from.count {
          var next = unsafe from.baseAddress.map { unsafe $0 + position }
          var left = from.count - position
          var free = to.baseAddress
          var room = to.count
          let converted = unsafe iconv(descriptor, &next, &left, &free, &room)
          // (size_t)-1 says that it stopped early.
          let failure = converted == .max ? errno : 0
          for index in 0..<to.count - room {
            unsafe result.utf8.append(UInt8(bitPattern: to[index]))
          }
          position = from.count - left
          guard failure != 0 else { break }
          if failure == E2BIG { continue }
          result.firstInvalid = result.firstInvalid ?? range.lowerBound + position
          result.utf8.append(contentsOf: replacement)
          position += 1
        }
      }
    }
    return result
  }
}
