internal import Glibc

/// Turns text of a named charset into UTF-8, through iconv(3) of the C library.
///
/// The only place of this module that touches C.
///
/// Safe: the handle is opened once, used by its owner alone and closed with it.
@safe
final class CharsetDecoder {
  private let handle: iconv_t

  /// Nil when the C library does not know `name`.
  init?(_ name: String) {
    guard !name.isEmpty, let opened = unsafe iconv_open("UTF-8", name),
      unsafe opened != iconv_t(bitPattern: -1)
    else { return nil }
    unsafe handle = opened
  }

  deinit { unsafe iconv_close(handle) }

  /// The UTF-8 of `bytes` and how many of them had no meaning and became U+FFFD.
  func decoded(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], faults: Int) {
    var input = bytes.map { CChar(bitPattern: $0) }
    // No charset needs more than four bytes of UTF-8 for one of its own.
    var chunk = [CChar](repeating: 0, count: bytes.count * 4 + 16)
    var text: [UInt8] = []
    var faults = 0
    // Safe: iconv reads and writes only within the counts given, which are the buffers' own.
    unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe chunk.withUnsafeMutableBufferPointer { target in
        var from = source.baseAddress
        var left = source.count
        _ = unsafe iconv(handle, nil, nil, nil, nil)
        while left > 0 {
          var to = target.baseAddress
          var room = target.count
          let result = unsafe iconv(handle, &from, &left, &to, &room)
          for index in 0..<(target.count - room) {
            text.append(UInt8(bitPattern: unsafe target[index]))
          }
          if result != -1 { break }
          text += [0xEF, 0xBF, 0xBD]
          faults += 1
          unsafe from = from.map { unsafe $0 + 1 }
          left -= 1
        }
      }
    }
    return (text, faults)
  }
}

/// Windows-1252, what a program most likely meant by bytes that are not UTF-8 and name no charset.
enum Windows1252 {
  /// 0x80 to 0x9F; the five that are undefined keep their number, as in the WHATWG's table.
  private static let high: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]

  static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      let code = (0x80..<0xA0).contains(byte) ? high[Int(byte) - 0x80] : UInt32(byte)
      guard let scalar = Unicode.Scalar(code) else { continue }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    return text
  }
}

/// The decoders opened so far, by name.
struct Charsets {
  /// Distinct names a file may use; more are treated as unknown.
  private static let maximum = 16
  private var decoders: [String: CharsetDecoder] = [:]

  static func isUTF8(_ name: String) -> Bool {
    switch name.uppercased() {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII": true
    default: false
    }
  }

  /// Whether bytes below 0x80 can stand for anything but ASCII: shift sequences of ISO 2022, UTF-7,
  /// and units of more than a byte.
  static func mayLookLikeASCII(_ name: String) -> Bool {
    let name = name.uppercased()
    return ["ISO-2022", "UTF-7", "UTF7", "HZ", "UTF-16", "UTF-32", "UCS"].contains {
      name.hasPrefix($0)
    }
  }

  mutating func decoded(
    _ text: ArraySlice<UInt8>,
    _ name: String
  ) -> (text: [UInt8], faults: Int)? {
    let key = name.uppercased()
    if let decoder = decoders[key] { return decoder.decoded(text) }
    guard decoders.count < Self.maximum, let decoder = CharsetDecoder(key) else { return nil }
    decoders[key] = decoder
    return decoder.decoded(text)
  }
}
