import Age
import CRMModel
import CSV
import Columns
import Concurrency
import Deduplication
import Diagnostics
import Ingest
import Validation

/// The records of some files, ready to be matched.
struct DedupeRecords {
  /// By record, in the order of the files.
  var ids: [String] = []
  /// The record of each row of the match table.
  var recordOfRow: [Int32] = []
  /// Records that could not be used; they stand alone.
  var refused = 0
  var table: MatchTable
}

/// Reads files for `dedupe`: every record gets an id, those that pass validation are compared.
struct DedupeIntake {
  private let idColumn: String?
  private let identities: [AgeIdentity]
  private let threads: Int
  private let validator: LeadValidator
  private(set) var ids: [String] = []
  private var recordOfRow: [Int32] = []
  private var refused = 0
  private var builder = MatchTableBuilder()

  init(idColumn: String?, country: CountryCode?, identities: [AgeIdentity], threads: Int) {
    self.idColumn = idColumn
    self.identities = identities
    self.threads = threads
    validator = LeadValidator(rules: ValidationRules(country: country))
  }

  /// A stretch of a file after everything that can be done to it alone.
  private struct Prepared: Sendable {
    let ids: [String?]
    let accepted: [Int]
    let rejected: Int
    let features: MatchFeatures
    let quarantined: [QuarantinedRecord]

    init(_ batch: SourceBatch<RawLeads>, _ validator: LeadValidator) {
      let validated = validator.validate(batch.rows)
      let external = batch.rows.batch.column(SourceField.externalID.name)?.plainText
      ids = (0..<batch.rows.batch.rowCount).map { row in
        guard let external, !external.isBlank(row) else { return nil }
        return external[row]
      }
      accepted = validated.acceptedRows
      rejected = validated.rejected.count
      features = MatchFeatures.extract(validated.clean.batch)
      quarantined = batch.quarantined
    }
  }

  /// Reads one file to its end; `progress` is called with the records read so far.
  mutating func read(_ path: String, progress: (Int) -> Void) throws {
    let source = try open(path)
    let delimiter = delimiter(of: source.description)
    let prepared = source.batches(threads: threads) { [validator] batch in
      Prepared(batch, validator)
    }
    while let batch = try prepared.next() {
      take(batch, path, delimiter)
      progress(ids.count)
    }
  }

  /// The first column is the id unless `--id` names another.
  private func open(_ path: String) throws -> LeadSource {
    var specification = SourceSpecification(file: path)
    specification.threads = threads
    specification.identities = identities
    let stack = try InputStack.probe(specification)
    switch stack.format {
    case .csv:
      if let column = try idColumn ?? firstColumn(of: stack) {
        specification.fields[SourceField.externalID.name] = column
      }
    case .xml:
      let proposal = try XMLProposal(stack)
      specification.recordPath = proposal.recordPath
      specification.fields = proposal.fields
      if let idColumn { specification.fields[SourceField.externalID.name] = idColumn }
    case .vCard: break
    case .jsonLines:
      if let idColumn { specification.fields[SourceField.externalID.name] = idColumn }
    }
    return try LeadSource(specification)
  }

  private func firstColumn(of stack: InputStack) throws -> String? {
    let detection = try stack.detectCSV()
    return detection.layout.columnNames.first
  }

  /// The byte before which a quarantined record's id ends; nil when that cannot be said.
  private func delimiter(of description: SourceDescription) -> UInt8? {
    let idFrom = description.mapped.first { $0.field == SourceField.externalID.name }?.from
    guard description.format == .csv, description.columns.first == idFrom else { return nil }
    return switch description.delimiter {
    case "comma": UInt8(ascii: ",")
    case "semicolon": UInt8(ascii: ";")
    case "pipe": UInt8(ascii: "|")
    case "tab": 0x09
    default: nil
    }
  }

  private mutating func take(_ batch: Prepared, _ path: String, _ delimiter: UInt8?) {
    let first = ids.count
    for id in batch.ids { ids.append(id ?? "\(path)#\(ids.count + 1)") }
    for row in batch.accepted { recordOfRow.append(Int32(first + row)) }
    builder.append(batch.features)
    refused += batch.rejected + batch.quarantined.count
    for record in batch.quarantined {
      let id = delimiter.map { end in
        String(decoding: record.raw.prefix { $0 != end }, as: UTF8.self)
      }
      ids.append(id ?? "\(path)#\(ids.count + 1)")
    }
  }

  /// Everything that was read.
  consuming func finish() -> DedupeRecords {
    DedupeRecords(
      ids: ids,
      recordOfRow: recordOfRow,
      refused: refused,
      table: builder.finish()
    )
  }
}
