import ByteIO
import CSV
import Columns
import Diagnostics
import Ingest
import VCard
import XML

/// Prints the records of a CSV file.
struct CSVPrinter {
  private let stack: InputStack
  private let detection: CSVDetection
  /// That the header which was asked for looks like a record.
  private let doubt: Finding?
  private let findings: FindingPrinter

  init(_ stack: InputStack, hasHeader: Bool, _ findings: FindingPrinter) throws {
    self.stack = stack
    self.findings = findings
    let found = try stack.detectCSV()
    // A header that has not a name for every field is none: the columns are numbered then.
    let isMisfit = hasHeader && found.misfitLine != nil
    detection = isMisfit ? found : try stack.detectCSV(CSVHints(hasHeader: hasHeader))
    let isDoubtful = hasHeader && !isMisfit && !found.hasHeader
    doubt = isDoubtful ? Self.doubt(stack.displayName, line: found.layout.dataLine) : nil
  }

  private static func doubt(_ file: String, line: Int64) -> Finding {
    Finding(
      "csv.header-doubtful",
      .warning,
      at: RowOrigin(file: file, record: 0, line: line, byteOffset: 0),
      message: "the names of the columns look like a record",
      hint: "if the file has no header: --no-header"
    )
  }

  func print(as form: ReadCommand.Form, to output: StandardOutput) throws {
    switch form {
    case .jsonl: try objects(output)
    case .arrays: try arrays(output)
    case .csv: try table(output)
    case .jcard: throw ReadCommand.unfit(form, stack, [.jsonl, .arrays, .csv])
    }
    try output.finish()
  }

  private func reader() throws -> CSVReader {
    for finding in detection.findings(file: stack.displayName) { findings.print(finding) }
    if let doubt { findings.print(doubt) }
    let input: CSVInput =
      stack.isPlain ? .file(try File.open(stack.path, .read)) : .source(try stack.open())
    return try CSVReader(
      input,
      name: stack.displayName,
      layout: detection.layout,
      options: CSVReadOptions(threads: RowPrinter.threads)
    )
  }

  /// The header as it stands in the file where that can be a key, else the column's name.
  private var keys: [String] {
    let header = detection.layout.header
    var counts: [String: Int] = [:]
    for name in header { counts[name, default: 0] += 1 }
    return zip(header, detection.layout.columnNames).map { header, name in
      header.isEmpty || counts[header, default: 0] > 1 ? name : header
    }
  }

  private func objects(_ output: StandardOutput) throws {
    let rows = RowPrinter(lines: JSONLine.lines(keys: keys), output: output, findings: findings)
    try rows.print(try reader())
  }

  private func table(_ output: StandardOutput) throws {
    let reader = try reader()
    let writer = CSVWriter(output)
    if detection.hasHeader { try writer.write(detection.layout.header) }
    if let lines = writer.rowLines(detection.layout.columnNames.count) {
      try writer.flush()
      return try RowPrinter(lines: lines, output: output, findings: findings).print(reader)
    }
    while let read = try reader.next() {
      try writer.write(read.batch)
      findings.print(read.quarantined)
    }
    try writer.finish()
  }

  private func arrays(_ output: StandardOutput) throws {
    for finding in detection.findings(file: stack.displayName) { findings.print(finding) }
    let reader = try CSVRecordReader(
      try stack.open(),
      name: stack.displayName,
      dialect: detection.dialect
    )
    var json = JSONLine()
    while let item = try reader.next() {
      switch item {
      case .quarantined(let record): findings.print([record])
      case .record(let cells, _):
        json.beginArray()
        for cell in cells { json.value(cell) }
        json.endArray()
        json.endLine()
        if json.bytes.count >= Self.pieceSize {
          try output.write(json.bytes)
          json.removeAll()
        }
      }
    }
    try output.write(json.bytes)
  }

  /// Bytes of output gathered before they are handed on.
  private static let pieceSize = 1 << 16
}

/// Prints the cards of a vCard file.
struct VCardPrinter {
  let stack: InputStack
  let findings: FindingPrinter

  func print(as form: ReadCommand.Form, to output: StandardOutput) throws {
    if form == .csv { throw ReadCommand.unfit(form, stack, [.jcard, .jsonl]) }
    var reader = VCardReader(try stack.open(), file: stack.displayName)
    while let batch = try reader.next() {
      for card in batch.cards { try output.write(line(card, form)) }
      for finding in batch.findings { findings.print(finding) }
      findings.print(batch.quarantined)
    }
    try output.finish()
  }

  private func line(_ card: VCard, _ form: ReadCommand.Form) -> [UInt8] {
    guard form == .jsonl else { return JCard.bytes(card) + [0x0A] }
    return Self.object(card)
  }

  /// A member for each name, in the order of the first occurrence: its text, or an array when the
  /// card has several.
  private static func object(_ card: VCard) -> [UInt8] {
    var names: [String] = []
    var values: [String: [String]] = [:]
    for property in card.properties {
      let name = property.name.lowercased()
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(property.isBase64 ? property.escapedValue : property.text)
    }
    var json = JSONLine()
    json.beginObject()
    for name in names {
      json.key(name)
      let texts = values[name] ?? []
      if texts.count == 1 {
        json.value(texts[0])
      } else {
        json.beginArray()
        for text in texts { json.value(text) }
        json.endArray()
      }
    }
    json.endObject()
    json.endLine()
    return json.bytes
  }
}

/// Prints the records of an XML document, as its structure proposes them.
struct XMLPrinter {
  let stack: InputStack
  let findings: FindingPrinter

  func print(as form: ReadCommand.Form, to output: StandardOutput) throws {
    if form == .jcard { throw ReadCommand.unfit(form, stack, [.jsonl, .arrays, .csv]) }
    let structure = try XMLStructure.survey(try stack.open(), file: stack.displayName)
    guard let proposal = structure.proposals.first else {
      throw structure.fault ?? XMLProposal.nothing(stack)
    }
    let fields = proposal.fields.filter(\.hasText).map {
      XMLField($0.path, $0.path, $0.isRepeated ? .joined("\n") : .first)
    }
    let reader = try XMLRecordReader(
      try stack.open(),
      file: stack.displayName,
      record: proposal.recordPath,
      fields: fields
    )
    switch form {
    case .csv: try table(reader, fields, output)
    default: try lines(reader, fields, output, asArrays: form == .arrays)
    }
  }

  private func table(
    _ reader: XMLRecordReader,
    _ fields: [XMLField],
    _ output: StandardOutput
  ) throws {
    let writer = CSVWriter(output)
    try writer.write(fields.map(\.name))
    while let read = try next(reader, output) { try writer.write(read.batch) }
    try writer.finish()
  }

  private func lines(
    _ reader: XMLRecordReader,
    _ fields: [XMLField],
    _ output: StandardOutput,
    asArrays: Bool
  ) throws {
    let keys = fields.map { JSONLine.quoted($0.name) }
    var json = JSONLine()
    while let read = try next(reader, output) {
      let columns = try read.batch.texts()
      for row in 0..<read.batch.rowCount {
        asArrays ? json.beginArray() : json.beginObject()
        for (key, column) in zip(keys, columns) {
          if column.isBlank(row), !asArrays { continue }
          if !asArrays { json.key(quoted: key) }
          let bytes = column.bytes.span
          json.value(bytes.extracting(column.range(row)))
        }
        asArrays ? json.endArray() : json.endObject()
        json.endLine()
      }
      try output.write(json.bytes)
      json.removeAll()
    }
    try output.finish()
  }

  /// What was read before a fault is printed before it is thrown.
  private func next(
    _ reader: XMLRecordReader,
    _ output: StandardOutput
  ) throws -> XMLRecordBatch? {
    do {
      guard let read = try reader.next() else { return nil }
      for finding in read.findings { findings.print(finding) }
      findings.print(read.quarantined)
      return read
    } catch {
      try output.finish()
      throw error
    }
  }
}
