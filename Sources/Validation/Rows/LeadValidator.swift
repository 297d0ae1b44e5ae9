package import CRMModel
import Columns
import Diagnostics

/// Turns leads as delivered into typed, normalised ones.
///
/// A pure function of the batch and the rules: several batches can be validated at the same time.
/// Only an unmet requirement or a consent that cannot be understood rejects a row; any other bad
/// value becomes null, kept as given in the row's repairs and, where it is an address, among its
/// contact points.
package struct LeadValidator: Sendable {
  private let rules: ValidationRules

  package init(rules: ValidationRules) { self.rules = rules }

  /// Validates a batch.
  ///
  /// - Parameters:
  ///   - raw: rows as delivered.
  ///   - admitsIncomplete: whether rows with an id of their source that lack something required are
  ///     accepted for the time being, since a stored record may have what they lack.
  /// - Returns: what became of each row.
  package func validate(_ raw: RawLeads, admitsIncomplete: Bool = false) -> ValidatedLeads {
    var walk = FieldWalk(raw.batch)
    let draft = LeadDraft(raw, rules, &walk)
    let verdicts = RowVerdicts(draft, rules, walk, admitsIncomplete: admitsIncomplete)
    let runs = RowRuns(verdicts.accepted, of: walk.rowCount)
    let repairs = walk.log.repairsColumn(rowCount: walk.rowCount)
    let columns = CleanLeads.schema.fields.map { field in
      draft.column(field.name, repairs: repairs).cut(by: runs)
    }
    let batch = RecordBatch(schema: CleanLeads.schema, rowCount: runs.count, columns: columns)
    return ValidatedLeads(
      clean: CleanLeads(
        batch: batch,
        origins: raw.origins.cut(by: runs),
        points: draft.points(accepted: verdicts.accepted)
      ),
      acceptedRows: verdicts.accepted,
      rejected: verdicts.rejected,
      incomplete: verdicts.incomplete,
      skippedRows: verdicts.skipped,
      findings: verdicts.findings
    )
  }
}

/// All columns of a batch after the checks, before rows are refused.
struct LeadDraft {
  private let text: [LeadField: TextColumn]
  private let externalID: TextColumn
  private let place: PlaceColumns
  private let internet: InternetColumns
  private let times: TimeColumns
  private let amount: AmountColumns
  private let further: PointColumns.Further
  let consent: ConsentColumns

  init(_ raw: RawLeads, _ rules: ValidationRules, _ walk: inout FieldWalk) {
    externalID =
      walk.walk(InputField(.externalID), placeholders: nil) { id, row, _, log in
        // Kept as given: whether it is a key is `SourceKey`'s to say, wherever one is asked for.
        if !SourceKey.isKey(id) { log.note(row, InputField(.externalID), .keyFiller) }
        return .keep
      } ?? .empty(count: walk.rowCount)
    place = PlaceColumns(&walk, rules)
    internet = InternetColumns(&walk)
    times = TimeColumns(&walk, rules, place.countries)
    amount = AmountColumns(&walk, rules, place.countries)
    consent = ConsentColumns(&walk)
    walk.markContent(raw.points.rows)
    further = PointColumns.further(raw.points, place.countries, &walk.log)
    text = Self.texts(&walk, place, internet, amount, consent, further)
  }

  private static func texts(
    _ walk: inout FieldWalk,
    _ place: PlaceColumns,
    _ internet: InternetColumns,
    _ amount: AmountColumns,
    _ consent: ConsentColumns,
    _ further: PointColumns.Further
  ) -> [LeadField: TextColumn] {
    let names = NameColumns(&walk)
    var text: [LeadField: TextColumn] = [
      .givenName: names.given, .familyName: names.family, .fullName: names.full,
      .country: place.country, .postalCode: place.postalCode, .currency: amount.currency,
      .consentEmail: consent.consentEmail,
    ]
    text[.status] = WordColumns.status(&walk)
    text[.tags] = WordColumns.tags(&walk)
    text[.organisation] = walk.text(.organisation, placeholders: .organisation)
    for field in [LeadField.jobTitle, .locality, .region, .leadSource, .owner] {
      text[field] = walk.text(field, placeholders: field == .region ? .code : .text)
    }
    text[.street] = walk.text(.street, .lines)
    text[.notes] = walk.text(.notes, .verbatim, placeholders: nil)
    text[.email] = further.filling(internet.email.clean, .email, .email, &walk.log)
    text[.phone] = further.filling(place.phone.clean, .phone, .phone, &walk.log)
    text[.website] = further.filling(internet.website.clean, .url, .website, &walk.log)
    return text
  }

  /// A column of `CleanLeads.schema`.
  func column(_ name: String, repairs: TextColumn) -> Column {
    switch name {
    case CleanLeads.ExtraColumn.externalID: return .text(externalID)
    case CleanLeads.ExtraColumn.modifiedAt: return .timestamp(times.modifiedAt)
    case CleanLeads.ExtraColumn.repairs: return .text(repairs)
    default: break
    }
    switch LeadField(rawValue: name) {
    case .birthDate: return .day(times.birthDate)
    case .consentAt: return .timestamp(times.consentAt)
    case .value:
      return .decimal(amount.value, precision: 18, scale: Money.storedScale)
    case .some(let field):
      return text[field].map(Column.text) ?? .nulls(.utf8, count: externalID.count)
    case nil:
      return .nulls(.utf8, count: externalID.count)
    }
  }

  /// Whether the source gave a row an id of its own.
  func hasKey(_ row: Int) -> Bool {
    SourceKey.isKey(externalID.bytes.span.extracting(externalID.range(row)))
  }

  /// Which rows have a usable value in one of the fields of a requirement.
  func meets(_ requirement: Requirement) -> [Bool] {
    var met = [Bool](repeating: false, count: externalID.count)
    for field in requirement.anyOf {
      switch field {
      case .birthDate: mark(&met) { times.birthDate[$0] != nil }
      case .consentAt: mark(&met) { times.consentAt[$0] != nil }
      case .value: mark(&met) { amount.value[$0] != nil }
      default:
        guard let column = text[field] else { continue }
        mark(&met) { column.has($0) }
      }
    }
    return met
  }

  private func mark(_ met: inout [Bool], where isUsable: (Int) -> Bool) {
    for row in met.indices where !met[row] { met[row] = isUsable(row) }
  }

  /// The contact points of the accepted rows.
  func points(accepted: [Int]) -> CleanContactPoints {
    let empty = TextColumn.empty(count: externalID.count)
    let own = OwnPoints(
      email: internet.email,
      phone: place.phone,
      website: internet.website,
      street: text[.street] ?? empty,
      locality: text[.locality] ?? empty,
      region: text[.region] ?? empty,
      postalCode: place.postalCode,
      country: place.country
    )
    return PointAssembly.assemble(own, further, accepted: accepted)
  }
}

extension Column {
  /// The rows of some runs.
  fileprivate func cut(by runs: RowRuns) -> Column {
    switch self {
    case .bool(let column): .bool(runs.cut(column))
    case .int32(let column): .int32(runs.cut(column))
    case .int64(let column): .int64(runs.cut(column))
    case .decimal(let column, let precision, let scale):
      .decimal(runs.cut(column), precision: precision, scale: scale)
    case .day(let column): .day(runs.cut(column))
    case .timestamp(let column): .timestamp(runs.cut(column))
    case .text(let column): .text(runs.cut(column))
    case .dictionary(let column): .text(runs.cut(column.plain))
    }
  }
}

extension RowOrigins {
  fileprivate func cut(by runs: RowRuns) -> RowOrigins {
    RowOrigins(
      file: file,
      record: runs.cut(record),
      line: runs.cut(line),
      byteOffset: runs.cut(byteOffset)
    )
  }
}
