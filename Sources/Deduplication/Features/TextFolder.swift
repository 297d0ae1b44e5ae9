internal import Columns

/// Appends text to a run of bytes in the form in which texts are compared: lower case without
/// diacritics, words parted by one space, punctuation left out.
///
/// `ä`, `ae` and `a` all become `a` (likewise o and u), so that Müller, Mueller and Muller are one
/// name; ß becomes ss. Greek and Cyrillic letters become lower case; other scripts stay as they
/// are. Meant for matching only: what is stored stays as given.
struct TextFolder {
  private(set) var bytes: [UInt8] = []
  private var valueStart = 0
  private var pendingSpace = false

  /// Number of bytes appended so far.
  var count: Int { bytes.count }

  /// Appends the folded form of `text` and returns where it stands.
  mutating func append(_ text: Span<UInt8>) -> Range<Int> {
    valueStart = bytes.count
    pendingSpace = false
    let ascii = LetterFolding.ascii
    let classes = ascii.span
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        let folded = classes[Int(byte)]
        if folded > UInt8(ascii: " ") {
          put(folded)
        } else if folded == UInt8(ascii: " ") {
          pendingSpace = true
        }
        index += 1
      } else {
        index += appendScalar(text, at: index)
      }
    }
    return valueStart..<bytes.count
  }

  /// Makes room for a column's bytes.
  mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

  /// Appends a byte as it is.
  mutating func appendVerbatim(_ byte: UInt8) { bytes.append(byte) }

  /// Shortens the run of bytes to `count`.
  mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

  /// Changes a byte already appended.
  mutating func replace(at index: Int, with byte: UInt8) { bytes[index] = byte }

  private mutating func put(_ letter: UInt8) {
    if pendingSpace {
      if bytes.count > valueStart { bytes.append(UInt8(ascii: " ")) }
      pendingSpace = false
    } else if letter == UInt8(ascii: "e"), followsUmlautVowel {
      return
    }
    bytes.append(letter)
  }

  /// Whether an `e` here is the second letter of ae, oe or ue (not of que).
  private var followsUmlautVowel: Bool {
    guard let last = bytes.last, bytes.count > valueStart else { return false }
    switch last {
    case UInt8(ascii: "a"), UInt8(ascii: "o"): return true
    case UInt8(ascii: "u"):
      return bytes.count < valueStart + 2 || bytes[bytes.count - 2] != UInt8(ascii: "q")
    default: return false
    }
  }

  /// Appends the code point that begins at `index` and returns the number of bytes it takes.
  private mutating func appendScalar(_ text: Span<UInt8>, at index: Int) -> Int {
    let lead = text[index]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, index + length <= text.count else { return 1 }
    var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { scalar = scalar << 6 | UInt32(text[index + offset] & 0x3F) }
    switch scalar {
    case LetterFolding.firstLatin...0x24F:
      putSlots(LetterFolding.latin, Int(scalar - LetterFolding.firstLatin))
    case LetterFolding.firstAdditional...0x1EFF:
      putSlots(LetterFolding.additional, Int(scalar - LetterFolding.firstAdditional))
    case 0x300...0x36F, 0x2018, 0x2019, 0xAD, 0x200B...0x200F: break  // marks, quotes, invisible
    case 0x80...0xBF, 0x2000...0x206F, 0x3000: pendingSpace = true
    default: putOther(Self.lowercased(scalar))
    }
    return length
  }

  private mutating func putSlots(_ slots: [UInt8], _ index: Int) {
    let first = slots[2 * index]
    let second = slots[2 * index + 1]
    if first != LetterFolding.nothing { put(first) }
    if second != LetterFolding.nothing { put(second) }
  }

  /// Lower case of the basic Greek (U+0391) and Cyrillic (U+0400, U+0410) capitals.
  private static func lowercased(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
    case 0x400...0x40F: scalar + 0x50
    default: scalar
    }
  }

  private mutating func putOther(_ scalar: UInt32) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    if pendingSpace, bytes.count > valueStart { bytes.append(UInt8(ascii: " ")) }
    pendingSpace = false
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { bytes.append(byte) }
  }
}

/// A 64-bit hash of bytes that is the same on every machine and in every run: FNV-1a with the
/// finaliser of SplitMix64; never 0, which stands for null.
enum MatchHash {
  static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of the bytes in `range`.
  static func of(_ bytes: Span<UInt8>, _ range: Range<Int>, seed: UInt64 = seed) -> UInt64 {
    var hash = seed
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return finished(hash)
  }

  /// Spreads a number over 64 bits.
  static func finished(_ number: UInt64) -> UInt64 {
    var mixed = number
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return mixed == 0 ? 1 : mixed
  }

  /// The hash of two hashes in this order.
  static func combined(_ first: UInt64, _ second: UInt64) -> UInt64 {
    finished(first &* 0x9E37_79B9_7F4A_7C15 ^ second)
  }
}
