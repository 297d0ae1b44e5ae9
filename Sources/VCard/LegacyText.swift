internal import Columns

/// What a card most likely means by bytes that are neither UTF-8 nor named a charset.
///
/// Telephones wrote the encoding of their country without a word about it. Each of these is only
/// taken for certain when its own rules and the habits of its language hold for every byte beyond
/// ASCII; Windows-1252, which any bytes are, is left for the rest.
enum LegacyText: String {
  case shiftJIS = "Shift-JIS"
  case gb18030 = "GB18030"
  case windows1251 = "Windows-1251"
  case windows1252 = "Windows-1252"

  /// As iconv(3) knows it.
  var charset: String {
    switch self {
    case .shiftJIS: "CP932"
    case .gb18030: "GB18030"
    case .windows1251: "CP1251"
    case .windows1252: "CP1252"
    }
  }

  /// Characters of two bytes that one card must have at least.
  private static let leastPairs = 2

  init(guessing text: [UInt8]) {
    let bytes = text.span
    if Self.isShiftJIS(bytes) {
      self = .shiftJIS
    } else if Self.isRussian(bytes) {
      self = .windows1251
    } else if Self.isChinese(bytes) {
      self = .gb18030
    } else {
      self = .windows1252
    }
  }

  /// JIS X 0208 annex 1: a byte of 0x81 to 0x9F or 0xE0 to 0xEF with the one after it, or half-width
  /// kana alone.
  ///
  /// Kana and common kanji begin with bytes that Windows-1252 has marks for, no letters.
  private static func isShiftJIS(_ bytes: Span<UInt8>) -> Bool {
    var (common, rare, index) = (0, 0, 0)
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte < 0x80 || (0xA1...0xDF).contains(byte) { continue }
      guard (0x81...0x9F).contains(byte) || (0xE0...0xEF).contains(byte), index < bytes.count
      else { return false }
      let next = bytes[index]
      guard (0x40...0x7E).contains(next) || (0x80...0xFC).contains(next) else { return false }
      index += 1
      if byte < 0xA0 { common += 1 } else { rare += 1 }
    }
    return common >= leastPairs && common > rare
  }

  /// Windows-1251: every byte beyond ASCII a Russian letter (or the number sign), in words.
  private static func isRussian(_ bytes: Span<UInt8>) -> Bool {
    var (letters, inWords, run, small) = (0, 0, 0, 0)
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte >= 0x80 else {
        run = 0
        continue
      }
      guard byte >= 0xC0 || byte == 0xA8 || byte == 0xB8 || byte == 0xB9 else { return false }
      letters += 1
      run += 1
      if byte >= 0xE0 { small += 1 }
      // Two letters with accents side by side are rare in the West, three the more so.
      if run == 3 { inWords += 3 } else if run > 3 { inWords += 1 }
    }
    return letters >= 4 && inWords * 10 >= letters * 7 && small * 2 >= letters
  }

  /// GB 2312 within GB18030: pairs of a byte of 0xB0 to 0xF7, or a mark of 0xA1 to 0xA9, and one of
  /// 0xA1 to 0xFE.
  private static func isChinese(_ bytes: Span<UInt8>) -> Bool {
    var (pairs, beyondLetters, index) = (0, 0, 0)
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte < 0x80 { continue }
      let isLead = (0xB0...0xF7).contains(byte) || (0xA1...0xA9).contains(byte)
      guard isLead, index < bytes.count, (0xA1...0xFE).contains(bytes[index]) else { return false }
      if byte < 0xC0 || bytes[index] < 0xC0 { beyondLetters += 1 }
      pairs += 1
      index += 1
    }
    return pairs >= leastPairs && beyondLetters * 4 >= pairs
  }
}
