import CSV

/// A sound table and its bytes, record by record, to be damaged in one place.
struct SoundTable {
  let dialect: CSVDialect
  let header: [String]
  let rows: [[String]]
  /// The first is the header.
  let records: [[UInt8]]
  /// In each record where each cell stands, quotes included.
  let cells: [[Range<Int>]]

  /// Invented orders with all that is allowed in a field: delimiters, quotes, line ends.
  static func orders(_ dialect: CSVDialect, count: Int = 36) -> SoundTable {
    let header = ["order", "name", "town", "note", "amount", "phone", "mail"]
    let names = ["Ada Lund", "Bo, the elder", "Čeněk Kříž", "Dora \"Dot\" Ek", "Élise Nau"]
    let towns = ["Malmö", "Gent", "Łódź", "", "Turku"]
    let notes = ["", "call; mail", "first line\nsecond line", "wants 5\" pipe", "a, b, c | d"]
    var rows: [[String]] = []
    for row in 0..<count {
      let phone = row.isMultiple(of: 4) ? "" : "+46 40 \(100 + row)"
      let person = ["A-\(1000 + row)", names[row % 5], towns[row / 2 % 5], notes[row / 3 % 5]]
      rows.append(person + ["\(row * 7).50", phone, "p\(row)@example.org"])
    }
    return SoundTable(dialect, header, rows)
  }

  init(_ dialect: CSVDialect, _ header: [String], _ rows: [[String]]) {
    self.dialect = dialect
    self.header = header
    self.rows = rows
    var records: [[UInt8]] = []
    var cells: [[Range<Int>]] = []
    for row in [header] + rows {
      var record: [UInt8] = []
      var places: [Range<Int>] = []
      for (index, value) in row.enumerated() {
        if index > 0 { record.append(dialect.delimiter) }
        let start = record.count
        record += Self.cell(value, dialect)
        places.append(start..<record.count)
      }
      records.append(record)
      cells.append(places)
    }
    self.records = records
    self.cells = cells
  }

  private static func cell(_ value: String, _ dialect: CSVDialect) -> [UInt8] {
    let bytes = Array(value.utf8)
    guard let quote = dialect.quote,
      bytes.contains(where: { $0 == dialect.delimiter || $0 == quote || $0 == 0x0A })
    else { return bytes }
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  var lineEnd: [UInt8] {
    switch dialect.lineEnd {
    case .lf: [0x0A]
    case .crlf: [0x0D, 0x0A]
    case .cr: [0x0D]
    }
  }

  var bytes: [UInt8] { records.flatMap { $0 + lineEnd } }

  func isQuoted(_ record: Int, _ cell: Int) -> Bool {
    records[record][cells[record][cell]].first == dialect.quote && dialect.quote != nil
  }

  /// The 1-based lines of a record.
  func lines(_ record: Int) -> ClosedRange<Int64> {
    let breaks = records.map { record in Int64(record.count { $0 == 0x0A }) }
    let first = breaks[..<record].reduce(1) { $0 + $1 + 1 }
    return first...first + breaks[record]
  }
}

/// One fault put into a sound table, and what a reader must make of it.
struct StructuralFault {
  let name: String
  let bytes: [UInt8]
  /// The rows that must come out, all of them and in their order.
  let rows: [[String]]
  /// The lines on which records must be set aside, nil when none may be.
  let faults: ClosedRange<Int64>?
}

/// Every single fault of some kinds that a sound table can have.
struct FaultGenerator {
  let table: SoundTable

  /// A record replaced by other bytes.
  private func replacing(
    _ name: String,
    _ record: Int,
    _ bytes: [UInt8],
    lineEnd: [UInt8]? = nil,
    row: [String]? = nil,
    isFault: Bool = true
  ) -> StructuralFault {
    var all: [UInt8] = []
    for (index, original) in table.records.enumerated() {
      all += index == record ? bytes + (lineEnd ?? table.lineEnd) : original + table.lineEnd
    }
    var rows = table.rows
    if let row { rows[record - 1] = row } else if isFault { rows.remove(at: record - 1) }
    let lines = table.lines(record)
    let added = Int64(bytes.count { $0 == 0x0A } - table.records[record].count { $0 == 0x0A })
    let range = lines.lowerBound...max(lines.lowerBound, lines.upperBound + added)
    return StructuralFault(
      name: "\(name), record \(record)",
      bytes: all,
      rows: rows,
      faults: isFault ? range : nil
    )
  }

  /// Something put between two records.
  private func inserting(_ name: String, before record: Int, _ bytes: [UInt8], isFault: Bool)
    -> StructuralFault
  {
    let parts = table.records.map { $0 + table.lineEnd }
    let line = table.lines(record).lowerBound
    return StructuralFault(
      name: "\(name), before record \(record)",
      bytes: (parts[..<record] + [bytes] + parts[record...]).flatMap { $0 },
      rows: table.rows,
      faults: isFault ? line...line : nil
    )
  }

  /// A record with a part replaced.
  private func edited(_ record: Int, _ range: Range<Int>, _ bytes: [UInt8]) -> [UInt8] {
    var result = table.records[record]
    result.replaceSubrange(range, with: bytes)
    return result
  }

  /// All faults; `stride` takes every so many-th.
  func faults(stride: Int) -> [StructuralFault] {
    let records = 1..<table.records.count
    let all = records.flatMap { record in
      cellFaults(record) + recordFaults(record)
    }
    return all.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element)
  }

  // MARK: Faults of a cell

  private func cellFaults(_ record: Int) -> [StructuralFault] {
    table.header.indices.flatMap { cell in
      delimiterFaults(record, cell) + byteFaults(record, cell)
        + (table.isQuoted(record, cell) ? quotedFaults(record, cell) : plainFaults(record, cell))
    }
  }

  private func delimiterFaults(_ record: Int, _ cell: Int) -> [StructuralFault] {
    let end = table.cells[record][cell].upperBound
    var result = [
      replacing(
        "a delimiter too many behind cell \(cell)",
        record,
        edited(record, end..<end, [table.dialect.delimiter])
      )
    ]
    if cell + 1 < table.header.count {
      result.append(
        replacing(
          "no delimiter behind cell \(cell)",
          record,
          edited(record, end..<end + 1, [])
        )
      )
    }
    return result
  }

  private func byteFaults(_ record: Int, _ cell: Int) -> [StructuralFault] {
    let range = table.cells[record][cell]
    let middle = range.lowerBound + range.count / 2
    return [
      replacing(
        "a zero byte in cell \(cell)",
        record,
        edited(record, range.upperBound..<range.upperBound, [0])
      ),
      replacing(
        "a byte of another encoding in cell \(cell)",
        record,
        edited(record, middle..<middle, [0xFC])
      ),
    ]
  }

  private func quotedFaults(_ record: Int, _ cell: Int) -> [StructuralFault] {
    let range = table.cells[record][cell]
    let quote = table.dialect.quote ?? 0
    let inside = range.lowerBound + 2
    return [
      replacing(
        "no closing quote in cell \(cell)",
        record,
        edited(record, range.upperBound - 1..<range.upperBound, [])
      ),
      replacing(
        "text behind the closing quote of cell \(cell)",
        record,
        edited(record, range.upperBound..<range.upperBound, Array("xyz".utf8))
      ),
      replacing(
        "a single quote inside cell \(cell)",
        record,
        edited(record, inside..<inside, [quote])
      ),
      replacing(
        "a quote escaped by a backslash inside cell \(cell)",
        record,
        edited(record, inside..<inside, [0x5C, quote]),
        row: withQuote(record, cell),
        isFault: false
      ),
    ]
  }

  /// The row with a quote behind the first character of a cell.
  private func withQuote(_ record: Int, _ cell: Int) -> [String] {
    var row = table.rows[record - 1]
    let second = row[cell].index(after: row[cell].startIndex)
    row[cell].insert("\"", at: second)
    return row
  }

  private func plainFaults(_ record: Int, _ cell: Int) -> [StructuralFault] {
    let range = table.cells[record][cell]
    let quote = table.dialect.quote ?? 0
    var row = table.rows[record - 1]
    var result = [
      replacing(
        "a quote that opens cell \(cell)",
        record,
        edited(record, range.lowerBound..<range.lowerBound, [quote])
      )
    ]
    guard !range.isEmpty else { return result }
    let text = row[cell]
    row[cell] = text + "\""
    result.append(
      replacing(
        "a quote behind cell \(cell)",
        record,
        edited(record, range.upperBound..<range.upperBound, [quote]),
        row: row,
        isFault: false
      )
    )
    let second = text.index(after: text.startIndex)
    let place = range.lowerBound + text[..<second].utf8.count
    result.append(
      replacing(
        "a quote inside cell \(cell)",
        record,
        edited(record, place..<place, [quote]),
        row: withQuote(record, cell),
        isFault: false
      )
    )
    row[cell] = text[..<second] + "\r" + text[second...]
    result.append(
      replacing(
        "a carriage return inside cell \(cell)",
        record,
        edited(record, place..<place, [0x0D]),
        row: row,
        isFault: false
      )
    )
    // At the first and last cell one of the halves has as many fields as a record.
    row[cell] = String(cell == 0 ? text[second...] : text[..<second])
    let halfRow = cell == 0 || cell + 1 == table.header.count ? row : nil
    result.append(
      replacing(
        "a line end inside cell \(cell)",
        record,
        edited(record, place..<place, table.lineEnd),
        row: halfRow
      )
    )
    return result
  }

  // MARK: Faults of a record

  private func recordFaults(_ record: Int) -> [StructuralFault] {
    let bytes = table.records[record]
    let other: UInt8 = table.dialect.delimiter == 0x3B ? 0x2C : 0x3B
    let last = Array("Total".utf8) + table.lineEnd
    var result = [
      inserting("a blank line", before: record, table.lineEnd, isFault: false),
      inserting("a line of blanks", before: record, [0x20, 0x20] + table.lineEnd, isFault: false),
      inserting("a line of one word", before: record, last, isFault: true),
      inserting(
        "the header again",
        before: record,
        table.records[0] + table.lineEnd,
        isFault: true
      ),
      inserting(
        "the header again behind a byte order mark",
        before: record,
        [0xEF, 0xBB, 0xBF] + table.records[0] + table.lineEnd,
        isFault: true
      ),
      replacing("a byte order mark", record, [0xEF, 0xBB, 0xBF] + bytes),
    ]
    for end in [[0x0A], [0x0D, 0x0A], [0x0D]] as [[UInt8]] where record + 1 < table.records.count {
      result.append(
        replacing(
          "line end \(end)",
          record,
          bytes,
          lineEnd: end,
          row: table.rows[record - 1],
          isFault: false
        )
      )
    }
    let swapped = bytes.map { $0 == table.dialect.delimiter ? other : $0 }
    result.append(replacing("another delimiter", record, swapped))
    return result
  }
}
