/// The id that a source gives a record, as far as it can tell records apart.
///
/// What people and programs write where there is no id (`n/a`, `-`, `neu`, `0`, `#N/A`, `null`) and
/// numbers that a spreadsheet has rounded (`1.23457E+11`) are the same in many records: none of them
/// is a key, and a record that has one is recognised by its content like a record without an id.
package enum SourceKey {
  /// Whether a cleaned id tells records apart.
  package static func isKey(_ value: Span<UInt8>) -> Bool {
    // Longer than every filler and every rounded number.
    if value.count > longest { return true }
    if value.isEmpty { return false }
    let first = lowered(value[0])
    guard mayBeFiller[Int(first)] else { return true }
    return !isWord(value) && !isSymbols(value) && !isZero(value) && !isRounded(value)
  }

  /// The same for a text.
  package static func isKey(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return isKey(bytes.span)
  }

  /// Whether an id can be shown in a message: letters, digits and `-_./#:`, with a digit among them
  /// unless it is too short for a name, and neither the form of an IBAN (ISO 13616) nor that of a
  /// telephone number.
  ///
  /// People use e-mail addresses, numbers, names and accounts as ids; those are personal values.
  package static func isPrintable(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...40).contains(bytes.count), bytes.count <= 2 || bytes.contains(where: isDigit)
    else { return false }
    let isPlain = bytes.allSatisfy { isAlphanumeric($0) || "-_./#:".utf8.contains($0) }
    let digits = bytes.count(where: isDigit)
    let isNumber = digits + bytes.count { "-/.".utf8.contains($0) } == bytes.count
    let isTelephone = isNumber && bytes[0] == UInt8(ascii: "0") && digits >= 7
    let isAccount =
      bytes.count >= 15 && bytes.prefix(2).allSatisfy { lowered($0) &- 0x61 < 26 }
      && bytes.dropFirst(2).prefix(2).allSatisfy(isDigit) && bytes.allSatisfy(isAlphanumeric)
    return isPlain && !isTelephone && !isAccount
  }

  /// Fillers, in lower case, each with a letter or a digit or beyond ASCII.
  ///
  /// Besides those of every field, what stands for a record that has no number, or none yet. Symbols
  /// and zeros alone need no entry.
  private static let words: [[UInt8]] =
    (FillerWords.everywhere + [
      "na", "nd", "nv", "none", "null", "nil", "nan", "not assigned", "unassigned", "empty", "leer",
      "blank", "no", "no id", "noid", "ohne", "keine", "kein", "keine id", "tba", "aucun",
      "ninguno", "nessuno", "geen", "new", "neu", "neukunde", "new customer", "nouveau", "nuevo",
      "nuovo", "novo", "nowy", "nieuw", "ny", "nový", "pending", "offen", "-1",
    ]).map { Array($0.utf8) }

  private static let longest = words.reduce(0) { max($0, $1.count) }

  /// For each byte, in lower case, whether something that is no key begins with it.
  private static let mayBeFiller: [Bool] = {
    var table = (0..<256).map { $0 < 0x80 && !isAlphanumeric(UInt8($0)) }
    for word in words { table[Int(word[0])] = true }
    for digit in UInt8(ascii: "0")...UInt8(ascii: "9") { table[Int(digit)] = true }
    return table
  }()

  private static func isWord(_ value: Span<UInt8>) -> Bool {
    for word in words where word.count == value.count {
      if word.indices.allSatisfy({ word[$0] == lowered(value[$0]) }) { return true }
    }
    return false
  }

  /// Whether there is neither a letter nor a digit, nor anything beyond ASCII.
  private static func isSymbols(_ value: Span<UInt8>) -> Bool {
    for index in value.indices where value[index] >= 0x80 || isAlphanumeric(value[index]) {
      return false
    }
    return true
  }

  /// Whether it is the number zero: `0`, `000`, `0.0`, `-0`.
  private static func isZero(_ value: Span<UInt8>) -> Bool {
    var hasZero = false
    for index in value.indices {
      switch value[index] {
      case UInt8(ascii: "0"): hasZero = true
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+"): break
      default: return false
      }
    }
    return hasZero
  }

  /// Whether a spreadsheet has rounded it to scientific notation: `1.23457E+11`, `1,2E+05`.
  ///
  /// The sign of the exponent is required: `12E4` may be an article number.
  private static func isRounded(_ value: Span<UInt8>) -> Bool {
    var index = value[0] == UInt8(ascii: "-") ? 1 : 0
    func skipDigits() -> Int {
      let start = index
      while index < value.count, isDigit(value[index]) { index += 1 }
      return index - start
    }
    guard skipDigits() == 1 else { return false }
    if index < value.count, value[index] == UInt8(ascii: ".") || value[index] == UInt8(ascii: ",") {
      index += 1
      guard skipDigits() > 0 else { return false }
    }
    guard index + 1 < value.count, lowered(value[index]) == UInt8(ascii: "e"),
      value[index + 1] == UInt8(ascii: "+")
    else { return false }
    index += 2
    let digits = skipDigits()
    return (1...3).contains(digits) && index == value.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || lowered(byte) &- 0x61 < 26
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
