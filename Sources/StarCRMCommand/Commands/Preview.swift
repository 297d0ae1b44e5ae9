import CRMModel
import CSV
import Columns
import Diagnostics
import Ingest
import JSONLines
import Validation

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
  /// What the rows of the file are when they are no leads.
  private(set) var entity: BillingEntity?
  private(set) var verdict = Verdict()

  init(_ stack: InputStack, _ specification: SourceSpecification) {
    self.stack = stack
    self.specification = specification
  }

  /// Whether columns are known by their values alone.
  var isGuess: Bool { hasHeader && !specification.fields.isEmpty }

  /// Whether the file has columns that are called something.
  var hasHeader: Bool { stack.format == .csv || stack.format == .jsonLines }

  /// The columns of the file as they stand there.
  var columnNames: [String] {
    detection?.layout.columnNames ?? description?.columns ?? []
  }

  /// Opens the file as an import does and looks at its columns; where none is known by its name,
  /// opens it again with what their values look like.
  mutating func open(xml: XMLProposal?) throws {
    do {
      description = try LeadSource(specification).description
    } catch let fault as Fault where fault.kind != .interrupted {
      obstacle = fault
    }
    try look(xml: xml)
    guard hasHeader, specification.preset == nil, profile.columns.count <= Self.maximumColumns
    else { return }
    entity = BillingEntity.allCases.first { isTable(of: $0) }
    let guess = profile.fieldsByKind
    guard description == nil, specification.fields.isEmpty, !guess.isEmpty else { return }
    specification.fields = guess
    do {
      description = try LeadSource(specification).description
    } catch let fault as Fault where [.configuration, .input].contains(fault.kind) {
      specification.fields = [:]
    }
  }

  /// A wider file is no export of leads or bills.
  private static let maximumColumns = 1000

  /// Whether the file has what rows of `entity` need, and nothing that a lead needs.
  private func isTable(of entity: BillingEntity) -> Bool {
    let own: Set<String> = Set(
      [LeadField.email, .phone, .fullName, .givenName, .familyName, .organisation].map(\.name)
    )
    let mapped = description?.mapping?.fieldByColumn.values.contains(where: own.contains) ?? false
    let names = entity.mapping(of: columnNames).compactMap { $0 }
    return !mapped && entity.missing(in: names).isEmpty
  }

  // MARK: - Columns

  /// Looks at the columns as they stand in the file.
  private mutating func look(xml: XMLProposal?) throws {
    profile.emptyWords = Set(description?.mapping?.emptyWords ?? [])
    switch stack.format {
    case .csv: try lookAtTable()
    case .jsonLines: try lookAtObjects()
    case .xml:
      guard let xml else { return }
      var whole = specification
      whole.recordPath = xml.recordPath
      try lookAtLeads(whole)
    case .vCard: try lookAtLeads(specification)
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

  private mutating func lookAtObjects() throws {
    let names = try JSONLinesReader.names(try stack.open(), file: stack.displayName)
    var reader = JSONLinesReader(try stack.open(), file: stack.displayName, columns: names)
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
    } catch let fault as Fault where fault.kind != .interrupted {
      obstacle = fault
    }
  }

  /// The field that a column of the file becomes.
  func field(of column: String) -> String? {
    if let entity {
      let names = columnNames
      return names.firstIndex(of: column).flatMap { entity.mapping(of: names)[$0] }
    }
    return hasHeader ? description?.mapping?.fieldByColumn[column] : column
  }
}

// MARK: - What an import would do

extension Preview {
  /// What an import would do to the records looked at.
  struct Verdict {
    var records = 0
    var accepted = 0
    var skipped = 0
    /// By code, for records that would not go on.
    var refused: [FindingCode: (count: Int, reason: String, first: RowOrigin)] = [:]
    /// By field and code, for values that would be changed or left out.
    var values: [String: (finding: FindingCount, count: Int)] = [:]
    var isWhole = true

    var refusedRecords: Int { records - accepted - skipped }
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
    guard description != nil, entity == nil else { return }
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
    } catch let fault as Fault where fault.kind != .interrupted {
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
    for found in validated.counts {
      let key = "\(found.field) \(found.code.rawValue)"
      verdict.values[key, default: (found, 0)].count += found.count
    }
  }

  private mutating func refuse(_ code: FindingCode, _ reason: String, _ origin: RowOrigin) {
    verdict.refused[code, default: (0, reason, origin)].count += 1
  }
}
