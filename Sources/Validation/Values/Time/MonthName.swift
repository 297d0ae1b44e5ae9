/// Names of months in the languages of Europe.
enum MonthName {
  /// The months that a name in lower case stands for, ascending: `listopad` is October in Croatian,
  /// November in Czech and Polish.
  static let months: [String: [Int]] = {
    var table: [String: [Int]] = [:]
    for (index, line) in TableText.lines(of: MonthTable.text).prefix(12).enumerated() {
      for name in line[0].split(separator: 0x20) {
        table[TableText.string(name), default: []].append(index + 1)
      }
    }
    return table
  }()

  /// Words inside dates that say nothing.
  static let others: Set<String> = [
    "st", "nd", "rd", "th", "de", "del", "den", "der", "do", "of", "er", "da", "m", "gada", "ta’",
  ]

  /// Words behind a date that mean day or year.
  ///
  /// Russian and Lithuanian dates end with them: `12 марта 2024 г.`, `2024 m. kovo 12 d.`
  static let endings: Set<String> = ["d", "г", "р", "года", "року", "թ"]

  /// Articles that stand before a name with an apostrophe: `12 d’abril de 2024`.
  static let elided = ["d’", "d'"]

  /// Days of the week, which say nothing beside a date.
  static let weekdays: Set<String> = {
    let line = TableText.lines(of: MonthTable.text)[12][0]
    return Set(line.split(separator: 0x20).map { TableText.string($0) })
  }()

  /// Which of the months of an ambiguous name is meant in a country, by its place among them; nil
  /// where nothing tells.
  ///
  /// The old names that Croatian keeps lie a month before those of Czech and Polish.
  static func meant(in country: CountryCode?) -> Int? {
    switch country?.description {
    case "HR", "BA": 0
    case "PL", "CZ", "SK": 1
    default: nil
    }
  }
}
