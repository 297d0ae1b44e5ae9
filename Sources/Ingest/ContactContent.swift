import Columns

/// What the cells of a column look like, when a person can be reached by them.
package enum ContactContent: String, Hashable, Sendable {
  case email
  case phone

  /// The lead's field that holds such values.
  package var field: String { rawValue }

  /// Filled cells that are looked at.
  static let sampleCells = 200

  /// Judges a column by a sample of its cells: most of those that are filled must look alike.
  ///
  /// `header` may say that digits alone are phone numbers.
  init?(_ cells: some Sequence<String>, header: String) {
    let saysPhone = Self.saysPhone(header)
    var (filled, emails, phones) = (0, 0, 0)
    for cell in cells {
      let text = cell.trimmingBlanks
      guard !text.isEmpty else { continue }
      filled += 1
      if Self.isEmail(text) {
        emails += 1
      } else if Self.isPhone(text, saysPhone) {
        phones += 1
      }
    }
    if filled > 0, emails * 2 > filled {
      self = .email
    } else if filled > 0, phones * 2 > filled {
      self = .phone
    } else {
      return nil
    }
  }

  /// Words in headers of phone numbers.
  private static let phoneWords = [
    "phone", "tel", "handy", "mobil", "cell", "fax", "ruf", "whatsapp", "sms", "gsm", "móvil",
  ]

  private static func saysPhone(_ header: String) -> Bool {
    let name = header.lowercased()
    return phoneWords.contains { name.contains($0) }
  }

  /// Whether an address stands in the text: something, `@`, and a domain with a dot in it.
  private static func isEmail(_ text: Substring) -> Bool {
    guard let at = text.firstIndex(of: "@"), at > text.startIndex,
      !text[text.index(before: at)].isWhitespace
    else { return false }
    let domain = text[text.index(after: at)...]
      .prefix { !$0.isWhitespace && $0 != "," && $0 != ";" }
    guard let dot = domain.firstIndex(of: ".") else { return false }
    return dot > domain.startIndex && domain.index(after: dot) < domain.endIndex
  }

  /// Digits of a number that can be dialled from elsewhere (ITU-T E.164 clause 6.2.1 allows 15).
  private static let phoneDigits = 6...15

  /// Whether a text is a number as people dial it: with a plus, a leading zero or brackets, in
  /// groups, or named so; dates and amounts are none.
  private static func isPhone(_ text: Substring, _ saysPhone: Bool) -> Bool {
    var (digits, groups) = (0, 1)
    var wasDigit = true
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39:
        if !wasDigit, digits > 0 { groups += 1 }
        (digits, wasDigit) = (digits + 1, true)
      case UInt8(ascii: "+") where digits == 0: break
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "("),
        UInt8(ascii: ")"), UInt8(ascii: "."):
        wasDigit = false
      default: return false
      }
    }
    guard phoneDigits.contains(digits), !isDate(text) else { return false }
    if saysPhone || text.first == "+" || text.first == "(" { return true }
    if text.hasPrefix("00") { return digits >= 10 && !text.hasPrefix("000") }
    return text.first == "0" || groups > 2 && digits >= 10 && !text.contains(".")
  }

  /// Whether a text has the parts of a day: `2026-11-01`, `1.11.2026`, `11/1/26`.
  private static func isDate(_ text: Substring) -> Bool {
    let parts = text.split { !("0"..."9").contains($0) }
    guard parts.count >= 3, text.first != "+", text.first != "(" else { return false }
    let lengths = parts.prefix(3).map(\.count)
    if lengths[0] == 4 { return lengths[1] <= 2 && lengths[2] <= 2 }
    return lengths[0] <= 2 && lengths[1] <= 2 && (lengths[2] == 2 || lengths[2] == 4)
  }
}

extension [DroppedColumn] {
  /// The columns with what a sample of their cells looks like, of those that nobody has given a
  /// reason for.
  func looked(at sample: RecordBatch) -> [DroppedColumn] {
    map { dropped in
      guard dropped.reason == DroppedColumn.unmapped,
        let column = sample.column(dropped.column)?.plainText
      else { return dropped }
      let cells = (0..<column.count).lazy.filter { !column.isBlank($0) }.compactMap { column[$0] }
      var result = dropped
      result.content = ContactContent(
        cells.prefix(ContactContent.sampleCells),
        header: dropped.column
      )
      return result
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: Substring {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
