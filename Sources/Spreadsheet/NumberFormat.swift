/// How a cell shows its value: a format code (ISO/IEC 29500-1, 18.8.30 and 18.8.31).
package struct NumberFormat: Hashable, Sendable {
  package let code: String
  /// Days stand in the middle of their cells, so that they touch neither neighbour.
  let isDay: Bool

  package init(code: String) { self.init(code: code, isDay: false) }

  private init(code: String, isDay: Bool) {
    self.code = code
    self.isDay = isDay
  }

  package static let general = NumberFormat(code: "General")

  /// Text stays text, also when the cell is edited: no `=` begins a formula, no zero is lost.
  package static let text = NumberFormat(code: "@")

  /// Whole numbers with thousands grouped.
  package static let integer = NumberFormat(code: "#,##0")

  /// Numbers with a fixed number of decimals, thousands grouped.
  package static func decimal(_ digits: Int) -> NumberFormat {
    NumberFormat(code: "#,##0" + decimals(digits))
  }

  /// Percent with a fixed number of decimals; 0.19 shows as 19%.
  package static func percent(_ digits: Int) -> NumberFormat {
    NumberFormat(code: "0" + decimals(digits) + "%")
  }

  /// Days as a pattern in format code letters: `yyyy\-mm\-dd`, `dd\.mm\.yyyy`.
  package static func date(_ pattern: String) -> NumberFormat {
    NumberFormat(code: pattern, isDay: true)
  }

  /// Amounts with their currency as shown (`€`, `CHF`), before or behind the amount.
  ///
  /// `digits` counts the currency's decimals; `language` is a Windows language id in hexadecimal
  /// digits, such as `407` for German.
  package static func currency(
    _ symbol: String,
    digits: Int,
    language: String?,
    isLeading: Bool
  ) -> NumberFormat {
    let mark = "[$\(symbol)\(language.map { "-\($0)" } ?? "")]"
    let amount = "#,##0" + decimals(digits)
    guard isLeading else { return NumberFormat(code: "\(amount)\\ \(mark)") }
    let gap = symbol.utf8.count > 1 && symbol.utf8.allSatisfy { $0 < 0x80 } ? "\\ " : ""
    return NumberFormat(code: "\(mark)\(gap)\(amount);\\-\(mark)\(gap)\(amount)")
  }

  private static func decimals(_ digits: Int) -> String {
    digits > 0 ? "." + String(repeating: "0", count: digits) : ""
  }

  /// The id that needs no definition, nil for other codes (18.8.30, table of implied codes).
  var impliedID: Int? {
    switch code {
    case "General": 0
    case "0": 1
    case "0.00": 2
    case "#,##0": 3
    case "#,##0.00": 4
    case "0%": 9
    case "0.00%": 10
    case "@": 49
    default: nil
    }
  }

  /// The first id for formats of one's own.
  static let firstOwnID = 164
}

/// What a row is for, which decides its look.
package enum RowRole: Hashable, Sendable, CaseIterable {
  case header
  case body
  /// Sums below the body.
  case totals
}

/// The cell formats of a workbook (18.8): one for each number format and role in use.
struct StyleTable {
  private struct Style: Hashable {
    let format: NumberFormat
    let role: RowRole
  }

  private var styles: [Style] = [Style(format: .general, role: .body)]
  private var indices: [Style: Int] = [Style(format: .general, role: .body): 0]

  /// The index for a cell's `s` attribute.
  mutating func index(_ format: NumberFormat, _ role: RowRole) -> Int {
    let style = Style(format: format, role: role)
    if let index = indices[style] { return index }
    indices[style] = styles.count
    styles.append(style)
    return styles.count - 1
  }

  /// The part `xl/styles.xml`.
  func part() -> [UInt8] {
    var part = OOXML.declaration
    part.markup("<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">")
    let own = ownFormats()
    if !own.isEmpty {
      part += Array("<numFmts count=\"\(own.count)\">".utf8)
      for (offset, format) in own.enumerated() {
        part += Array("<numFmt numFmtId=\"\(NumberFormat.firstOwnID + offset)\" formatCode=\"".utf8)
        part.escaped(format.code)
        part.markup("\"/>")
      }
      part.markup("</numFmts>")
    }
    part.markup(Self.looks)
    part += Array("<cellXfs count=\"\(styles.count)\">".utf8)
    for style in styles { part += cellFormat(style, own) }
    part.markup("</cellXfs>")
    part.markup(Self.ending)
    return part
  }

  private func ownFormats() -> [NumberFormat] {
    var seen: Set<NumberFormat> = []
    return styles.map(\.format).filter { $0.impliedID == nil && seen.insert($0).inserted }
  }

  private func cellFormat(_ style: Style, _ own: [NumberFormat]) -> [UInt8] {
    let position = own.firstIndex(of: style.format).map { NumberFormat.firstOwnID + $0 }
    let id = style.format.impliedID ?? position ?? 0
    let look = style.role == .body ? 0 : style.role == .header ? 1 : 2
    var text = "<xf numFmtId=\"\(id)\" fontId=\"\(min(look, 1))\" fillId=\"\(look == 1 ? 2 : 0)\""
    text += " borderId=\"\(look)\" xfId=\"0\""
    if id != 0 { text += " applyNumberFormat=\"1\"" }
    if look != 0 { text += " applyFont=\"1\" applyBorder=\"1\"" }
    // Texts stand off the numbers to their left.
    let side = style.format.isDay ? "center" : style.format == .text ? "left" : "right"
    let indent = style.format == .text ? " indent=\"1\"" : ""
    if look == 1 {
      text += " applyFill=\"1\" applyAlignment=\"1\""
      text +=
        "><alignment horizontal=\"\(side)\" vertical=\"center\" wrapText=\"1\"\(indent)/></xf>"
    } else if style.format.isDay || style.format == .text {
      text += " applyAlignment=\"1\"><alignment horizontal=\"\(side)\"\(indent)/></xf>"
    } else {
      text += "/>"
    }
    return Array(text.utf8)
  }

  /// Fonts (plain, bold), fills (the two that the format demands, header), borders (none, below
  /// the header, above the totals).
  private static let looks: StaticString = """
    <fonts count="2"><font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/>\
    </font><font><b/><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/></font>\
    </fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill>\
    <patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">\
    <fgColor rgb="FFEEF1F5"/><bgColor indexed="64"/></patternFill></fill></fills>\
    <borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border>\
    <border><left/><right/><top/><bottom style="thin"><color rgb="FF8A94A3"/></bottom><diagonal/>\
    </border><border><left/><right/><top style="thin"><color rgb="FF8A94A3"/></top>\
    <bottom style="double"><color rgb="FF8A94A3"/></bottom><diagonal/></border></borders>\
    <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
    """

  private static let ending: StaticString = """
    <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
    <dxfs count="0"/><tableStyles count="0" defaultTableStyle="TableStyleMedium2" \
    defaultPivotStyle="PivotStyleLight16"/></styleSheet>
    """
}
