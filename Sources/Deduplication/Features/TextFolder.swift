internal import Columns

/// Writes text in the form in which texts are compared: lower case without diacritics, words
/// parted by one space, punctuation left out.
///
/// `ä`, `ae` and `a` all become `a` (likewise o and u), so that Müller, Mueller and Muller are one
/// name; ß becomes ss. Greek and Cyrillic letters become lower case; other scripts stay as they
/// are. Meant for matching only: what is stored stays as given.
///
/// The folded form is never longer than the text.
struct TextFolder {
  private let start: Int
  /// Where the next byte goes.
  private var end: Int
  private var pendingSpace = false

  private init(at start: Int) {
    self.start = start
    end = start
  }

  /// Writes the folded form of `text` to `output` from `start` on and returns where it ends.
  static func fold(
    _ text: Span<UInt8>,
    into output: inout MutableSpan<UInt8>,
    at start: Int
  ) -> Int {
    var folder = TextFolder(at: start)
    let ascii = LetterFolding.ascii
    let classes = ascii.span
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        let folded = classes[Int(byte)]
        if folded > UInt8(ascii: " ") {
          folder.put(folded, &output)
        } else if folded == UInt8(ascii: " ") {
          folder.pendingSpace = true
        }
        index += 1
      } else {
        index += folder.putScalar(text, at: index, &output)
      }
    }
    return folder.end
  }

  /// The folded form of a word of a table.
  static func folded(_ word: some StringProtocol) -> [UInt8] {
    let text = Array(word.utf8)
    var folded = text
    var output = folded.mutableSpan
    let end = fold(text.span, into: &output, at: 0)
    return Array(folded[..<end])
  }

  private mutating func put(_ letter: UInt8, _ output: inout MutableSpan<UInt8>) {
    if pendingSpace {
      putSpace(&output)
    } else if letter == UInt8(ascii: "e"), followsUmlautVowel(output) {
      return
    }
    output[end] = letter
    end += 1
  }

  /// Parts a word from the one before it.
  private mutating func putSpace(_ output: inout MutableSpan<UInt8>) {
    pendingSpace = false
    guard end > start else { return }
    output[end] = UInt8(ascii: " ")
    end += 1
  }

  /// Whether an `e` here is the second letter of ae, oe or ue (not of que).
  private func followsUmlautVowel(_ output: borrowing MutableSpan<UInt8>) -> Bool {
    guard end > start else { return false }
    switch output[end - 1] {
    case UInt8(ascii: "a"), UInt8(ascii: "o"): return true
    case UInt8(ascii: "u"): return end < start + 2 || output[end - 2] != UInt8(ascii: "q")
    default: return false
    }
  }

  /// Writes the code point that begins at `index` and returns the number of bytes it takes.
  private mutating func putScalar(
    _ text: Span<UInt8>,
    at index: Int,
    _ output: inout MutableSpan<UInt8>
  ) -> Int {
    let lead = text[index]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, index + length <= text.count else { return 1 }
    var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { scalar = scalar << 6 | UInt32(text[index + offset] & 0x3F) }
    switch scalar {
    case LetterFolding.firstLatin...0x24F:
      putSlots(LetterFolding.latin, Int(scalar - LetterFolding.firstLatin), &output)
    case LetterFolding.firstAdditional...0x1EFF:
      putSlots(LetterFolding.additional, Int(scalar - LetterFolding.firstAdditional), &output)
    case 0x300...0x36F, 0x2018, 0x2019, 0xAD, 0x200B...0x200F: break  // marks, quotes, invisible
    case 0x80...0xBF, 0x2000...0x206F, 0x3000: pendingSpace = true
    default: putOther(Self.lowercased(scalar), &output)
    }
    return length
  }

  private mutating func putSlots(
    _ slots: [UInt8],
    _ index: Int,
    _ output: inout MutableSpan<UInt8>
  ) {
    let first = slots[2 * index]
    let second = slots[2 * index + 1]
    if first != LetterFolding.nothing { put(first, &output) }
    if second != LetterFolding.nothing { put(second, &output) }
  }

  /// Lower case of the basic Greek (U+0391) and Cyrillic (U+0400, U+0410) capitals, which takes as
  /// many bytes.
  private static func lowercased(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
    case 0x400...0x40F: scalar + 0x50
    default: scalar
    }
  }

  private mutating func putOther(_ scalar: UInt32, _ output: inout MutableSpan<UInt8>) {
    guard let scalar = Unicode.Scalar(scalar), let bytes = UTF8.encode(scalar) else { return }
    if pendingSpace { putSpace(&output) }
    for byte in bytes {
      output[end] = byte
      end += 1
    }
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

  /// The hash of a value: of its bytes and a number that belongs to it; 0 for an empty one.
  static func ofValue(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    with number: UInt32
  ) -> UInt64 {
    guard !range.isEmpty || number != 0 else { return 0 }
    let hash = of(bytes, range)
    return number == 0 ? hash : combined(hash, UInt64(number))
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
