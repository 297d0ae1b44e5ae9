internal import Glibc

/// The encoding of a document, judged by its first bytes: XML 1.0 appendix F.
package struct XMLEncoding: Hashable, Sendable {
  /// As iconv(3) knows it; nil for UTF-8.
  package let name: String?
  /// Bytes of the byte order mark.
  let markLength: Int
  /// The name that the document gives its encoding, though its bytes show that it is another.
  private(set) var misnomer: String?

  package init(sniffing bytes: [UInt8]) {
    func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
    let (name, length): (String?, Int) =
      switch (byte(0), byte(1), byte(2), byte(3)) {
      case (0, 0, 0xFE, 0xFF): ("UTF-32BE", 4)
      case (0xFF, 0xFE, 0, 0): ("UTF-32LE", 4)
      case (0, 0, 0, 0x3C): ("UTF-32BE", 0)
      case (0x3C, 0, 0, 0): ("UTF-32LE", 0)
      case (0xFE, 0xFF, _, _): ("UTF-16BE", 2)
      case (0xFF, 0xFE, _, _): ("UTF-16LE", 2)
      case (0, 0x3C, _, _): ("UTF-16BE", 0)
      case (0x3C, 0, _, _): ("UTF-16LE", 0)
      default: (nil, 0)
      }
    markLength = length
    guard name == nil else {
      self.name = name
      return
    }
    let declared = Self.declared(bytes)?.uppercased()
    switch declared {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII":
      self.name = nil
    case "UTF-16", "UTF16", "UTF-16LE", "UTF-16BE", "UCS-2",
      "ISO-10646-UCS-2", "UTF-32", "UCS-4", "UNICODE":
      misnomer = declared
      self.name = nil
    default: self.name = declared
    }
  }

  /// Bytes in the encoding as UTF-8, what has no meaning replaced.
  package func utf8(_ bytes: [UInt8]) -> [UInt8] {
    guard let name, let decoder = EncodingConverter(from: name) else { return bytes }
    var text: [UInt8] = []
    var start = 0
    while start < bytes.count {
      start += decoder.convert(bytes[start...], limit: .max, to: &text)
      guard start < bytes.count else { break }
      text += [0xEF, 0xBF, 0xBD]
      start += 1
    }
    return text
  }

  /// Whether text in `name` has one byte a character, so that it can be told from UTF-8.
  static func isSingleByte(_ name: String) -> Bool {
    ["ISO-8859", "ISO8859", "ISO_8859", "LATIN", "L1", "WINDOWS-125", "CP125", "MAC", "KOI8"]
      .contains { name.uppercased().hasPrefix($0) }
  }

  /// What the XML declaration says (production 80), nil when it says nothing or there is none.
  private static func declared(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: "<?xml".utf8), let end = bytes.prefix(1000).firstIndex(of: 0x3E)
    else { return nil }
    let text = String(decoding: bytes[..<end], as: UTF8.self)
    guard let word = text.firstRange(of: "encoding") else { return nil }
    let rest = text[word.upperBound...].drop { $0.isWhitespace || $0 == "=" }
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    return rest.dropFirst().split(separator: quote, omittingEmptySubsequences: false).first
      .map(String.init)
  }
}

/// Turns text of a named encoding into UTF-8, through iconv(3) of the C library.
///
/// Safe: the handle is opened once, used by its owner alone and closed with it.
@safe
final class EncodingConverter {
  private let handle: iconv_t

  /// Nil when the C library does not know `name`.
  init?(from name: String) {
    guard !name.isEmpty, let opened = unsafe iconv_open("UTF-8", name),
      unsafe opened != iconv_t(bitPattern: -1)
    else { return nil }
    unsafe handle = opened
  }

  deinit { unsafe iconv_close(handle) }

  /// Forgets what came before.
  func reset() { _ = unsafe iconv(handle, nil, nil, nil, nil) }

  /// Decodes bytes up to the first that has no meaning, to at most `limit` bytes of UTF-8; returns
  /// how many bytes it took.
  func convert(_ bytes: ArraySlice<UInt8>, limit: Int, to target: inout [UInt8]) -> Int {
    // No encoding needs more than four bytes of UTF-8 for one of its own.
    var room = [CChar](repeating: 0, count: min(limit, bytes.count * 4 + 16))
    var input = bytes.map { CChar(bitPattern: $0) }
    var used = 0
    // Safe: iconv reads and writes only within the counts given, which are the buffers' own.
    unsafe input.withUnsafeMutableBufferPointer { from in
      unsafe room.withUnsafeMutableBufferPointer { to in
        var source = from.baseAddress
        var place = to.baseAddress
        var sourceLeft = from.count
        var placeLeft = to.count
        _ = unsafe iconv(handle, &source, &sourceLeft, &place, &placeLeft)
        used = from.count - sourceLeft
        for index in 0..<(to.count - placeLeft) {
          target.append(UInt8(bitPattern: unsafe to[index]))
        }
      }
    }
    return used
  }
}
