/// Delimiters that are in no list because programs make them up: several characters (`||`, `~|~`,
/// the two characters `\t`), symbols beyond ASCII (`¦`, `§`) and control characters.
enum UnusualDelimiters {
  /// Lines looked at.
  private static let maximumLines = 40
  /// Longer runs of marks are lines that are drawn.
  private static let maximumLength = 4
  /// More than these are no sign of a delimiter, but of binary data.
  private static let maximumFound = 8

  /// What may be a delimiter, because it stands in most of the lines, and in the first of them.
  static func find(_ text: [UInt8], _ start: Int, _ dialect: CSVDialect) -> [[UInt8]] {
    let lines = text[start...].split(separator: dialect.lineEnd.terminator, maxSplits: maximumLines)
      .prefix(maximumLines)
    guard lines.count > 2, let first = lines.first else { return [] }
    let found = tokens(first, dialect.encoding).filter { token in
      lines.count { contains($0, token) } * 10 >= lines.count * 8
    }
    // Longer ones first: they are what the shorter ones are parts of.
    let ordered = found.sorted {
      $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count
    }
    return Array(ordered.prefix(maximumFound))
  }

  /// How often `token` stands in a text.
  static func count(_ token: [UInt8], in text: some Collection<UInt8>) -> Int {
    var count = 0
    var rest = text[...]
    while let place = rest.firstIndex(of: token[0]) {
      let isThere = rest[place...].starts(with: token)
      if isThere { count += 1 }
      rest = rest[place...].dropFirst(isThere ? token.count : 1)
    }
    return count
  }

  private static func contains(_ line: ArraySlice<UInt8>, _ token: [UInt8]) -> Bool {
    line.indices.contains { line[$0] == token[0] && line[$0...].starts(with: token) }
  }

  /// The runs of marks in a line.
  private static func tokens(_ line: ArraySlice<UInt8>, _ encoding: TextEncoding) -> Set<[UInt8]> {
    var utf8: [UInt8] = []
    let bytes = Array(line)
    let source = bytes.span
    encoding.appendUTF8(of: source, 0..<source.count, to: &utf8)
    var found: Set<[UInt8]> = []
    var run = String.UnicodeScalarView()
    func end() {
      let scalars = Array(run)
      run = String.UnicodeScalarView()
      guard let first = scalars.first else { return }
      let isRepeated = scalars.allSatisfy { $0 == first }
      // Two of them between empty fields are four: the pair alone is tried as well.
      if isRepeated, scalars.count > 1 { add([first, first], to: &found, encoding) }
      if isRepeated || scalars.count <= maximumLength { add(scalars, to: &found, encoding) }
    }
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      if isMark(scalar) { run.append(scalar) } else { end() }
    }
    end()
    if contains(line, writtenTab) { found.insert(writtenTab) }
    return found
  }

  /// A tab written as in a program: a backslash and a t.
  private static let writtenTab: [UInt8] = [ASCII.backslash, UInt8(ascii: "t")]

  private static func add(
    _ scalars: [Unicode.Scalar],
    to found: inout Set<[UInt8]>,
    _ encoding: TextEncoding
  ) {
    guard scalars.count <= maximumLength, let first = scalars.first else { return }
    if scalars.count == 1, !isSingle(first) { return }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    found.insert(encoding.parsed.encoded(utf8: Array(String(text).utf8)))
  }

  /// Whether a character may separate alone; others have lists of their own, or are common in text.
  private static func isSingle(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x20 { return !DialectSurvey.listed.contains { scalar.value == UInt32($0) } }
    if scalar.isASCII { return "#*!?$%&=+@".unicodeScalars.contains(scalar) }
    return scalar.properties.generalCategory != .currencySymbol
  }

  /// Whether a character separates: neither a letter, a digit, a blank, a quote nor a bracket.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\t" { return true }
    if "\"'\\._-/".unicodeScalars.contains(scalar) { return false }
    switch scalar.properties.generalCategory {
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .otherPunctuation:
      return true
    case .control: return scalar.value < 0x20 && scalar != "\r" && scalar != "\n"
    default: return false
    }
  }
}

/// How many cells are free of other delimiters: one that cuts where another was meant leaves pieces
/// like `5;13`.
struct Purity {
  private let others: [UInt8]
  private var cells = 0
  private var pure = 0

  init(_ delimiter: [UInt8]) {
    others = DialectSurvey.delimiters.filter { !delimiter.contains($0) }
  }

  /// The share of the cells seen.
  var share: Double { cells == 0 ? 1 : Double(pure) / Double(cells) }

  mutating func note(_ fields: [FieldRange], in text: [UInt8]) {
    cells += fields.count
    pure += fields.count { field in
      let range = field.range
      let isQuoted = range.lowerBound > 0 && text[range.lowerBound - 1] == UInt8(ascii: "\"")
      return isQuoted || !range.contains { others.contains(text[$0]) && !isComma(text, $0, range) }
    }
  }

  /// Whether the byte is a comma as words and numbers have it: before a blank or between digits.
  private func isComma(_ text: [UInt8], _ index: Int, _ range: Range<Int>) -> Bool {
    guard text[index] == UInt8(ascii: ",") else { return false }
    guard index + 1 < range.upperBound else { return false }
    let isBetweenDigits =
      index > range.lowerBound && text[index - 1].isDigit && text[index + 1].isDigit
    return isBetweenDigits || text[index + 1] == ASCII.space
  }
}
