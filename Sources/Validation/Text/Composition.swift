import Foundation

/// Canonical composition (Unicode Standard Annex 15, form NFC).
enum Composition {
  /// The composed text, nil when it is composed already.
  static func composed(_ text: [UInt8]) -> [UInt8]? {
    guard mayNeedWork(text) else { return nil }
    let given = String(decoding: text, as: UTF8.self)
    let composed = Array(given.precomposedStringWithCanonicalMapping.utf8)
    return composed == text ? nil : composed
  }

  /// Whether a character occurs that NFC may change: U+0300 and up, which UTF-8 writes with a first
  /// byte of 0xCC or more; Greek, Cyrillic and general punctuation letters without marks pass.
  private static func mayNeedWork(_ text: [UInt8]) -> Bool {
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0xCC {
        position += 1
        continue
      }
      let next = position + 1 < text.count ? text[position + 1] : 0
      switch byte {
      case 0xCE...0xD1 where !(byte == 0xCE && (next == 0x85 || next == 0x87)): position += 2
      case 0xE2 where next == 0x80: position += 3
      // Kana without voicing marks, ideographs and Hangul syllables are composed.
      case 0xE4...0xE9, 0xEB, 0xEC: position += 3
      default: return true
      }
    }
    return false
  }
}
