/// What a sheet is before its rows come.
package struct Sheet: Sendable {
  /// On the tab; made fit and unique by `WorkbookWriter`.
  package let name: String
  /// Printed above each page.
  package let heading: String
  package let columns: [Column]
  /// How many body rows will follow, so that readers learn the sheet's extent from its beginning;
  /// nil when that is not known.
  package let rowCount: Int?

  /// A column: its heading, its width in characters and the look of its values.
  package struct Column: Sendable {
    package let title: String
    package let width: Int
    package let format: NumberFormat

    package init(_ title: String, width: Int, format: NumberFormat) {
      self.title = title
      self.width = width
      self.format = format
    }
  }

  package init(name: String, heading: String, columns: [Column], rowCount: Int? = nil) {
    precondition((1...Self.maximumColumns).contains(columns.count), "1 to 16,384 columns")
    self.name = name
    self.heading = heading
    self.columns = columns
    self.rowCount = rowCount
  }

  /// Whether the sheet's XML may exceed 4 GiB: from about 100 bytes a cell.
  var mayBeLarge: Bool { (rowCount ?? 0) * columns.count > 40_000_000 }

  /// Rows of a sheet, the header included, in the programs that read it.
  package static let maximumRows = 1_048_576

  /// Columns of a sheet.
  package static let maximumColumns = 16_384
}

/// A value to be written.
package enum SheetValue: Hashable, Sendable {
  case blank
  /// Always a text, whatever it begins with.
  case text(String)
  /// `unscaled / 10^scale`.
  ///
  /// Readers hold 15 significant digits.
  case number(Int64, scale: Int)
  /// Days since 1970-01-01.
  case day(Int)
  case bool(Bool)
  /// The sum of the body rows above, with its value for readers that do not calculate.
  case sum(Int64, scale: Int)
}

/// Why a workbook cannot be written.
package enum SpreadsheetError: Error, Hashable, Sendable {
  /// More rows than programs read.
  case tooManyRows
  /// A sheet's XML exceeds 4 GiB.
  case sheetTooLarge
}

extension Sheet {
  /// A name that Excel takes: at most 31 UTF-16 code units, none of `[]:*?/\`, no apostrophe at
  /// either end, not empty, not "History", and none of `taken` in any letter case.
  static func fitName(_ name: String, taken: Set<String>) -> String {
    let scalars = name.unicodeScalars.map { scalar -> String in
      scalar.value < 0x20 || "[]:*?/\\".unicodeScalars.contains(scalar) ? "_" : String(scalar)
    }
    var plain = scalars.joined()
    while plain.hasPrefix("'") { plain.removeFirst() }
    if plain.isEmpty { plain = "Sheet" }
    if plain.lowercased() == "history" { plain += "_" }
    for number in 1... {
      let suffix = number == 1 ? "" : " (\(number))"
      var stem = plain
      while stem.utf16.count + suffix.utf16.count > 31 { stem.removeLast() }
      while stem.hasSuffix("'") { stem.removeLast() }
      let candidate = (stem.isEmpty ? "Sheet" : stem) + suffix
      if !taken.contains(candidate.lowercased()) { return candidate }
    }
    return plain
  }
}
