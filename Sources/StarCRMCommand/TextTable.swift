/// Rows of cells under one another.
struct TextTable {
  /// A column of the table.
  struct Column {
    /// Nil in a table without headings.
    let heading: String?
    /// Numbers stand to the right.
    var isNumeric = false
    /// What is too long loses its beginning instead of its end, as paths do.
    var keepsEnd = false
  }

  private let columns: [Column]
  private let rows: [[String]]
  private let maximumWidth: Int

  /// Cells longer than `maximumWidth` are cut.
  init(_ columns: [Column], _ rows: [[String]], maximumWidth: Int) {
    self.columns = columns
    self.rows = rows.map { $0.map(DisplayWidth.printable) }
    self.maximumWidth = maximumWidth
  }

  /// The rows with their columns aligned; longer cells than `maximumWidth` are cut.
  static func lines(_ rows: [[String]], maximumWidth: Int) -> [String] {
    let columns = (0..<(rows.map(\.count).max() ?? 0)).map { _ in Column(heading: nil) }
    return TextTable(columns, rows, maximumWidth: maximumWidth).lines(fitting: .max)
  }

  /// The headings and the rows, aligned.
  ///
  /// Columns that do not fit a page of `page` columns are left out, the last ones first.
  func lines(fitting page: Int) -> [String] {
    let widths = widths(fitting: page)
    let headings = columns.compactMap(\.heading)
    return ((headings.isEmpty ? [] : [headings]) + rows).map { row in
      let cells = widths.indices.map { index -> String in
        let column = columns[index]
        let cell = index < row.count ? row[index] : ""
        var cut = cell.shortened(to: widths[index], keepingEnd: column.keepsEnd)
        // A left-to-right mark keeps Hebrew and Arabic within their cells (UAX #9, 2.6).
        if cut.unicodeScalars.contains(where: Self.isRightToLeft) { cut += "\u{200E}" }
        return column.isNumeric ? cut.indented(to: widths[index]) : cut.padded(to: widths[index])
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The widths of the columns that are shown.
  private func widths(fitting page: Int) -> [Int] {
    var widths: [Int] = []
    var total = 0
    for (index, column) in columns.enumerated() {
      let cells = [column.heading ?? ""] + rows.map { index < $0.count ? $0[index] : "" }
      let width = min(maximumWidth, cells.map(DisplayWidth.of).max() ?? 0)
      // The last one is cut when enough of it can be seen.
      let room = page == .max ? page : page - total
      guard room > 0, width <= room || room >= Self.leastWidth else { break }
      widths.append(min(width, room))
      total += widths[index] + 2
    }
    return widths
  }

  /// Hebrew, Arabic and the scripts between them.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    (0x590...0x8FF).contains(scalar.value) || (0xFB1D...0xFEFC).contains(scalar.value)
  }

  /// A narrower column says nothing.
  private static let leastWidth = 14
}
