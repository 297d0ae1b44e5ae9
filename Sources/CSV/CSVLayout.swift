internal import Columns

/// Where the records of a file are and what their fields are called.
package struct CSVLayout: Hashable, Sendable {
  package let dialect: CSVDialect
  /// The header as it stands in the file; `column 1`, `column 2`, ..
  ///
  /// when it has none.
  package let header: [String]
  /// The header made fit to name columns: trimmed, never empty, never twice the same.
  package let columnNames: [String]
  /// The header's bytes without its line end, as the parser sees them; empty when there is none.
  package let headerBytes: [UInt8]
  /// Offset of the first record in the input (in the decoded input for UTF-16).
  package let dataOffset: Int64
  /// 1-based line of the first record.
  package let dataLine: Int64
  /// Whether the first column holds numbers, dates or addresses in nearly all records: what holds
  /// words there alone is a note under the table.
  package let leadsWithValues: Bool

  package init(
    dialect: CSVDialect,
    header: [String],
    headerBytes: [UInt8] = [],
    dataOffset: Int64,
    dataLine: Int64,
    leadsWithValues: Bool = false
  ) {
    self.dialect = dialect
    self.header = header
    self.headerBytes = headerBytes
    self.dataOffset = dataOffset
    self.dataLine = dataLine
    self.leadsWithValues = leadsWithValues
    columnNames = Self.distinct(header)
  }

  /// The header's fields as the parser sees them: a record that repeats them is no data, files were
  /// joined.
  ///
  /// Empty when there is no header, when it is not cut as the records are, and when it is a single
  /// name, which may well be a value too.
  var headerFields: [[UInt8]] {
    guard columnNames.count > 1, !headerBytes.isEmpty else { return [] }
    guard let fields = dialect.fields(of: headerBytes), fields.count == columnNames.count
    else { return [] }
    let bytes = headerBytes.span
    return fields.map { field in
      var content: [UInt8] = []
      if field.hasEscapes {
        dialect.appendUnescaped(bytes, field.range, to: &content)
      } else {
        content.append(bytes.extracting(field.range))
      }
      return content
    }
  }

  /// The position of the column called `name`, exactly or but for case.
  package func index(of name: String) -> Int? {
    columnNames.firstIndex(of: name)
      ?? columnNames.firstIndex { $0.lowercased() == name.lowercased() }
  }

  private static func distinct(_ header: [String]) -> [String] {
    var taken: Set<String> = []
    return header.enumerated().map { index, field in
      // A second byte order mark, where files were joined, is not seen in a name.
      let visible =
        field.unicodeScalars.contains("\u{FEFF}") ? field.replacing("\u{FEFF}", with: "") : field
      let words = visible.split { $0.isWhitespace }.joined(separator: " ")
      let name = words.isEmpty ? "column \(index + 1)" : words
      var candidate = name
      var number = 2
      while !taken.insert(candidate).inserted {
        candidate = "\(name) (\(number))"
        number += 1
      }
      return candidate
    }
  }
}
