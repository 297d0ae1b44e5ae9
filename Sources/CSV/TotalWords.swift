/// The words and the amounts in a row of totals.
enum TotalWords {
  private static let words: Set<String> = [
    "total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub total",
    "sub-total", "sum", "sums", "overall total", "report total", "summe", "summen", "gesamt",
    "gesamtsumme", "endsumme", "zwischensumme", "insgesamt", "totale", "totali",
    "totale generale", "totale complessivo", "totaal", "eindtotaal", "suma", "suma total",
    "total general", "totales", "total geral", "soma", "totais", "somme", "total général",
    "totaux", "sous-total", "summa", "totalsumma", "totalt", "i alt", "sum totalt", "yhteensä",
    "razem", "łącznie", "ogółem", "celkem", "součet", "spolu", "összesen", "mindösszesen",
    "ukupno", "skupaj", "toplam", "genel toplam", "итого", "всего", "разом", "общо", "σύνολο",
    "kokku", "kopā", "iš viso", "合計", "総計", "小計", "合计", "总计", "總計", "합계", "총계",
  ]

  /// Whether a cell says that what follows it are totals: `Grand Totals (12 records)`, `Summe:`.
  static func isTotal(_ cell: String) -> Bool {
    let label = cell.lowercased().prefix { $0 != "(" && $0 != ":" && $0 != "：" && $0 != "=" }
    return words.contains(String(label).trimmed)
  }

  /// Digits of an amount without a separator at most; more are a number of something.
  private static let maximumDigits = 9

  /// Whether a cell is an amount or a count: digits in groups of three or in one, a fraction, a sign,
  /// a currency or a percent sign.
  ///
  /// A telephone number, a date or a postal code that begins with a zero is none.
  static func isAmount(_ cell: String) -> Bool {
    var rest = Substring(cell)
    if rest.first == "(", rest.last == ")" { rest = rest.dropFirst().dropLast() }
    rest = withoutMarks(rest)
    guard let first = rest.first, first.isASCII, first.isNumber,
      rest.allSatisfy({ $0.isASCII && $0.isNumber || isSeparator($0) })
    else { return false }
    let groups = rest.split(omittingEmptySubsequences: false, whereSeparator: isSeparator)
    let separators = rest.filter(isSeparator)
    guard !groups.contains(where: \.isEmpty), let head = groups.first else { return false }
    if groups.count == 1 {
      return head.count <= maximumDigits && (head.count == 1 || head.first != "0")
    }
    // All separators alike but the last, which may be that of the fraction.
    let areAlike = Set(separators.dropLast()).count < 2
    let areThrees = groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
    let isHead = groups.count == 2 ? head.count <= maximumDigits : head.count <= 3
    let isDate = groups.count == 3 && separators.first == separators.last && groups[2].count != 3
    return areAlike && areThrees && isHead && !isDate && (head.count == 1 || head.first != "0")
  }

  private static func isSeparator(_ character: Character) -> Bool {
    ",.'’ \u{A0}\u{202F}".contains(character)
  }

  /// Without signs, currencies and blanks at both ends.
  private static func withoutMarks(_ text: Substring) -> Substring {
    func isMark(_ character: Character) -> Bool {
      character.isCurrencySymbol || "+-−% \u{A0}\u{202F}".contains(character)
    }
    var rest = text
    while let first = rest.first, isMark(first) { rest = rest.dropFirst() }
    while let last = rest.last, isMark(last) { rest = rest.dropLast() }
    // A code of ISO 4217.
    let isLetter: (Character) -> Bool = { $0.isASCII && $0.isUppercase }
    if rest.prefix(while: isLetter).count == 3 {
      rest = rest.dropFirst(3)
    } else if rest.reversed().prefix(while: isLetter).count == 3 {
      rest = rest.dropLast(3)
    } else {
      return rest
    }
    while let first = rest.first, isMark(first) { rest = rest.dropFirst() }
    while let last = rest.last, isMark(last) { rest = rest.dropLast() }
    return rest
  }
}
