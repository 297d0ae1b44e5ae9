import ByteIO
import CRMModel
import CSV
import Columns
import Diagnostics
import Store

/// `starcrm export`: every table of a store whole, in open formats.
enum ExportCommand: Command {
  static let name = "export"
  static let summary = "write every table of a store as files that any program reads"
  static let options = [
    StoreOption.option,
    Option("format", "F,..", "csv (RFC 4180), jsonl, vcard (4.0, leads alone); csv unless told"),
    Option("to", "DIR", "the folder of the files, one a table and format"),
  ]
  static let examples = [
    "starcrm export --format csv,jsonl --to output/export",
    "starcrm export --format vcard --to output/cards      leads.vcf, for address books",
    "starcrm import output/export/leads.csv --store new   the leads come back as they were",
  ]

  /// What tables are written as.
  enum Form: String, CaseIterable {
    case csv
    case jsonl
    case vcard
  }

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let forms = try forms(arguments)
    let folder = try arguments.required("to", hint: "--to DIR names the folder of the files")
    let snapshot = try Store(StoreOption.path(arguments), .read).snapshot()
    try Directory.create(folder)
    try Publish.sweep(folder)
    for table in ModelTable.leadTables + ModelTable.billingTables {
      guard try snapshot.version(of: table) != nil else { continue }
      for form in forms where form != .vcard {
        let path = "\(folder)/\(table.name).\(form.rawValue)"
        var count = 0
        try Publish.replacing(path) { count = try write(table, of: snapshot, as: form, to: $0) }
        terminal.say("\(path): \(count) rows")
      }
    }
    if forms.contains(.vcard), try snapshot.version(of: .leads) != nil {
      let path = "\(folder)/leads.vcf"
      var count = 0
      try Publish.replacing(path) { count = try VCardExport(snapshot).write(to: $0) }
      terminal.say("\(path): \(count) cards")
    }
    return 0
  }

  private static func forms(_ arguments: Arguments) throws(Fault) -> [Form] {
    let known = Form.allCases.map(\.rawValue)
    var forms: [Form] = []
    for name in (arguments["format"] ?? "csv").split(separator: ",").map(String.init) {
      guard let form = Form(rawValue: name) else {
        let nearest = NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
        throw Fault(
          .configuration,
          "'\(name)' is not a format that tables are written in",
          hints: [nearest ?? "one or several of: \(known.joined(separator: ", "))"]
        )
      }
      if !forms.contains(form) { forms.append(form) }
    }
    return forms
  }

  /// Writes all rows and returns how many there are.
  private static func write(
    _ table: ModelTable,
    of snapshot: StoreSnapshot,
    as form: Form,
    to sink: any ByteSink
  ) throws -> Int {
    var count = 0
    switch form {
    case .vcard: break  // made of several tables at once, by `VCardExport`
    case .csv:
      let writer = CSVWriter(Unfinished(sink))
      try writer.writeHeader(table.schema)
      try snapshot.scan(table) { batch in
        count += batch.rowCount
        try writer.write(batch.conforming(to: table).writingMoney())
      }
      try writer.finish()
    case .jsonl:
      let keys = table.schema.fields.map { JSONLine.quoted($0.name) }
      var json = JSONLine()
      try snapshot.scan(table) { batch in
        count += batch.rowCount
        let rows = batch.conforming(to: table)
        for row in 0..<rows.rowCount {
          json.object(rows, row, keys: keys)
          json.endLine()
        }
        try sink.write(json.bytes)
        json.removeAll()
      }
    }
    return count
  }

  /// A sink that whoever opened it finishes.
  private final class Unfinished: ByteSink {
    private let sink: any ByteSink

    init(_ sink: any ByteSink) { self.sink = sink }

    func write(_ bytes: RawSpan) throws { try sink.write(bytes) }

    func finish() {}
  }
}

extension RecordBatch {
  /// The same rows with amounts of money as text.
  fileprivate func writingMoney() -> RecordBatch {
    let types = schema.fields.map(\.type)
    guard types.contains(Money.storedType) else { return self }
    let columns = zip(types, columns).map { type, column -> Column in
      guard type == Money.storedType else { return column }
      return .text(TextColumn((0..<rowCount).map { column.display($0) }))
    }
    let fields = schema.fields.map { field in
      field.type == Money.storedType ? Field(field.name, .utf8) : field
    }
    return RecordBatch(schema: Schema(fields), rowCount: rowCount, columns: columns)
  }
}
