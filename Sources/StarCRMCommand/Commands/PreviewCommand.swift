import CRMModel
import CSV
import Columns
import Diagnostics
import Ingest
import Validation

/// `starcrm preview`: what a file is and what an import would make of it.
enum PreviewCommand: Command {
  static let name = "preview"
  static let summary = "show what a file is and what an import would make of it"
  static let operands = "FILE"
  static let options = [
    Option("preset", "NAME", "how the file's columns are named; found by the header unless told"),
    Option("country", "CODE", "of phones and postal codes in records that name no country"),
    Option("require", "FIELDS", "what a record must have; 'email or phone' unless told"),
    InputOption.identity,
  ]
  static let examples = [
    "starcrm preview export.csv.gz", "starcrm preview customers.xml",
    "unzip -p exports.zip contacts.csv | starcrm preview -",
  ]

  /// Records looked at; more say nothing new about a file.
  static let maximumRecords = 100_000

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("FILE", command: name)
    let stack = try InputOption.probe(path, arguments)
    var specification = SourceSpecification(file: stack.path)
    specification.displayName = stack.displayName
    specification.identities = try InputOption.identities(arguments)
    specification.preset = arguments["preset"]
    let xml = stack.format == .xml ? try XMLProposal(stack) : nil
    specification.recordPath = xml?.recordPath
    specification.fields = xml?.fields ?? [:]
    let country = try ValidateCommand.country(arguments)
    var preview = Preview(stack, specification)
    try preview.look(xml: xml)
    try preview.open()
    let wanted = try arguments["require"].map { text throws(Fault) in
      try Requirement(parsing: text)
    }
    let requirement = wanted ?? preview.requirement
    let rules = ValidationRules(country: country, required: [requirement])
    try preview.tryImport(LeadValidator(rules: rules))
    let conditions = PreviewText.Conditions(
      requirement: "\(requirement)",
      country: country?.description
    )
    terminal.output(PreviewText(preview, xml: xml, conditions, width: terminal.pageWidth).lines)
    return 0
  }
}

/// What is found out about a file.
struct Preview {
  let stack: InputStack
  private(set) var specification: SourceSpecification
  /// Of CSV.
  private(set) var detection: CSVDetection?
  private(set) var profile = FileProfile()
  /// Nil when the file cannot be read as leads; then `obstacle` says why.
  private(set) var description: SourceDescription?
  private(set) var obstacle: Fault?
  private(set) var verdict = Verdict()

  /// What an import would do to the records looked at.
  struct Verdict {
    var records = 0
    var accepted = 0
    var skipped = 0
    /// By code, for records that would not go on.
    var refused: [FindingCode: (count: Int, reason: String, first: RowOrigin)] = [:]
    /// By field and code, for values that would be changed or left out.
    var repaired: [String: (count: Int, reason: String)] = [:]
    var isWhole = true
  }

  init(_ stack: InputStack, _ specification: SourceSpecification) {
    self.stack = stack
    self.specification = specification
  }

  /// Looks at the columns as they stand in the file.
  mutating func look(xml: XMLProposal?) throws {
    switch stack.format {
    case .csv: try lookAtTable()
    case .xml:
      guard let xml else { return }
      var whole = specification
      whole.recordPath = xml.recordPath
      try lookAtLeads(whole)
    case .vCard, .jsonLines: try lookAtLeads(specification)
    }
  }

  private mutating func lookAtTable() throws {
    let detection = try stack.detectCSV()
    self.detection = detection
    let reader = try CSVReader(
      .source(try stack.open()),
      name: stack.displayName,
      layout: detection.layout
    )
    while profile.records < PreviewCommand.maximumRecords, let read = try reader.next() {
      profile.add(read.batch)
    }
  }

  private mutating func lookAtLeads(_ specification: SourceSpecification) throws {
    do {
      let source = try LeadSource(specification)
      while profile.records < PreviewCommand.maximumRecords, let read = try source.next() {
        profile.add(read.rows.batch)
      }
    } catch let fault as Fault {
      obstacle = fault
    }
  }

  /// Opens the file as an import does; where no column is known by its name, again with what their
  /// values look like.
  mutating func open() throws {
    do {
      description = try LeadSource(specification).description
    } catch let fault as Fault {
      obstacle = fault
      let guess = profile.fieldsByKind
      guard stack.format == .csv, specification.fields.isEmpty, !guess.isEmpty else { return }
      specification.fields = guess
      description = try? LeadSource(specification).description
      if description == nil { specification.fields = [:] }
    }
  }

  /// What a record must have unless told: a way to reach the person, or a name where the file has
  /// no such column.
  var requirement: Requirement {
    let reach: [LeadField] = [.email, .phone]
    let mapped = Set(description?.mapped.map(\.field) ?? [])
    let names: [LeadField] = [.fullName, .familyName, .organisation].filter {
      mapped.contains($0.name)
    }
    let canReach =
      stack.format == .vCard || description?.preset != nil
      || reach.contains { mapped.contains($0.name) }
    return Requirement(anyOf: canReach || names.isEmpty ? reach : names)
  }

  /// Does what an import does, without keeping anything.
  mutating func tryImport(_ validator: LeadValidator) throws {
    guard description != nil else { return }
    do {
      let source = try LeadSource(specification)
      while let read = try source.next() {
        judge(read, validator)
        description = source.description
        if verdict.records >= PreviewCommand.maximumRecords {
          verdict.isWhole = try source.next() == nil
          break
        }
      }
    } catch let fault as Fault {
      obstacle = fault
    }
  }

  private mutating func judge(_ batch: SourceBatch<RawLeads>, _ validator: LeadValidator) {
    let validated = validator.validate(batch.rows)
    verdict.records += batch.rows.batch.rowCount + batch.quarantined.count + batch.skipped.count
    verdict.accepted += validated.acceptedRows.count
    verdict.skipped += validated.skippedRows.count + batch.skipped.count
    for record in batch.quarantined {
      refuse(record.finding.code, record.finding.message, record.finding.origin)
    }
    for rejected in validated.rejected {
      guard let code = rejected.codes.first, let reason = rejected.reasons.first else { continue }
      refuse(code, reason, batch.rows.origins[rejected.row])
    }
    for count in validated.counts {
      let key = "\(count.field) \(count.code.rawValue)"
      verdict.repaired[key, default: (0, count.reason)].count += count.count
    }
  }

  private mutating func refuse(_ code: FindingCode, _ reason: String, _ origin: RowOrigin) {
    verdict.refused[code, default: (0, reason, origin)].count += 1
  }

  /// The field that a column of the file becomes.
  func field(of column: String) -> String? {
    if stack.format != .csv { return column }
    return description?.mapping?.fieldByColumn[column]
  }
}
