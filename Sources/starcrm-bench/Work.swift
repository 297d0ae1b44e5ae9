import ByteIO
import CRMModel
import CSV
import Columns
import Concurrency
import Ingest
import Validation
import XML

/// What can be measured: one way through a file, from its bytes to the result named.
enum Work: String, CaseIterable {
  case csv
  case xml
  case leads
  case validate

  /// What a round does, for the help.
  var summary: String {
    switch self {
    case .csv: "every field of every record of a CSV file, into text columns"
    case .xml: "RECORD and its FIELD paths of an XML file, into text columns"
    case .leads: "a CSV, vCard, XML or JSON Lines file, into the columns of leads"
    case .validate: "the same, and every field validated and normalised"
    }
  }

  /// What one round got through.
  struct Amount: Equatable {
    var records = 0
    /// Records that validation accepted; nil where nothing is validated.
    var accepted: Int?
  }

  /// One round.
  ///
  /// `paths` are the record path and the field paths of `xml`; `threads` work side by side.
  ///
  /// - Throws: what the reader of the file throws.
  func carryOut(on file: String, paths: [String], threads: Int) throws -> Amount {
    switch self {
    case .csv: try Self.csv(file, threads)
    case .xml: try Self.xml(file, paths)
    case .leads: try Self.leads(file, threads)
    case .validate: try Self.validate(file, threads)
    }
  }

  private static func csv(_ file: String, _ threads: Int) throws -> Amount {
    let stack = try InputStack.probe(SourceSpecification(file: file))
    let input: CSVInput =
      stack.isPlain ? .file(try File.open(stack.path, .read)) : .source(try stack.open())
    let reader = try CSVReader(
      input,
      name: file,
      layout: try stack.detectCSV().layout,
      options: CSVReadOptions(threads: threads)
    )
    var amount = Amount()
    while let batch = try reader.next() { amount.records += batch.batch.rowCount }
    return amount
  }

  private static func xml(_ file: String, _ paths: [String]) throws -> Amount {
    let stack = try InputStack.probe(SourceSpecification(file: file))
    let reader = try XMLRecordReader(
      try stack.open(),
      file: file,
      record: paths.first ?? "/*",
      fields: paths.dropFirst().map { XMLField($0, $0) }
    )
    var amount = Amount()
    while let batch = try reader.next() { amount.records += batch.batch.rowCount }
    return amount
  }

  private static func leads(_ file: String, _ threads: Int) throws -> Amount {
    let source = try open(file, threads)
    var amount = Amount()
    while let batch = try source.next() { amount.records += batch.rows.batch.rowCount }
    return amount
  }

  private static func validate(_ file: String, _ threads: Int) throws -> Amount {
    let source = try open(file, threads)
    var rules = ValidationRules(country: CountryCode("DE"), currency: .euro)
    rules.required = [
      try Requirement(parsing: "email or phone"),
      try Requirement(parsing: "family_name or organisation"),
    ]
    let validator = LeadValidator(rules: rules)
    let validated = source.batches(threads: threads) { batch in
      Amount(
        records: batch.rows.batch.rowCount,
        accepted: validator.validate(batch.rows).clean.batch.rowCount
      )
    }
    var amount = Amount(records: 0, accepted: 0)
    while let part = try validated.next() {
      amount.records += part.records
      amount.accepted = (amount.accepted ?? 0) + (part.accepted ?? 0)
    }
    return amount
  }

  /// As `import` opens it; XML by the proposal that `preview` makes.
  private static func open(_ file: String, _ threads: Int) throws -> LeadSource {
    var specification = SourceSpecification(file: file)
    specification.threads = threads
    let stack = try InputStack.probe(specification)
    if stack.format == .xml {
      let proposal = try XMLProposal(stack)
      specification.recordPath = proposal.recordPath
      specification.fields = proposal.fields
    }
    return try LeadSource(specification)
  }
}
