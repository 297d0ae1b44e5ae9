import CRMModel
import Columns
import Deduplication

/// New versions of records laid over the stored ones, column by column.
struct VersionOverlay {
  private let new: RecordBatch
  private let stored: RecordBatch
  /// For each row of `stored`, when it was stored, in microseconds since 1970; nil when unknown.
  private let recordedAt: [Int64?]
  /// For each row of `new`, the row of `stored` that it is laid over; nil for one that stays as it
  /// is.
  private let rows: [Int?]
  /// For each row of `new`, its name laid over the stored one; nil for one that stays as it is.
  private let names: [OverlaidName?]
  /// For each row of `new`, whether its source says that it is older than what is stored: then it
  /// fills what is blank and changes nothing.
  private let isOlder: [Bool]
  /// Fields that a blank cell clears.
  private let cleared: Set<LeadField>

  init(
    _ new: RecordBatch,
    over stored: RecordBatch,
    recordedAt: [Int64?],
    rows: [Int?],
    cleared: Set<LeadField>
  ) {
    self.new = new
    self.stored = stored
    self.recordedAt = recordedAt
    self.rows = rows
    self.cleared = cleared
    let modified = CleanLeads.ExtraColumn.modifiedAt
    let (now, before) = (new.column(modified), stored.column(modified))
    let isOlder = rows.enumerated().map { row, kept in
      guard let kept, let now = now?.integer(row), let before = before?.integer(kept) else {
        return false
      }
      return now < before
    }
    self.isOlder = isOlder
    let clearsNames = cleared.contains(.fullName)
    names = rows.enumerated().map { row, kept in
      guard let kept else { return nil }
      let (delivered, known) = (NameValues(new, row), NameValues(stored, kept))
      if isOlder[row] { return OverlaidName(known, over: delivered) }
      return clearsNames ? OverlaidName(delivered) : OverlaidName(delivered, over: known)
    }
  }

  /// The column called `name` as it is to be stored.
  func column(_ name: String, _ type: ColumnType) -> Column {
    guard let delivered = new.column(name) else { return .nulls(type, count: rows.count) }
    guard let kept = stored.column(name) else { return delivered }
    switch LeadField(rawValue: name) {
    case .givenName: return laid(names.map { $0?.values.given }, over: delivered)
    case .familyName: return laid(names.map { $0?.values.family }, over: delivered)
    case .fullName: return laid(names.map { $0?.values.full }, over: delivered)
    case .consentEmail: return .text(TextColumn(consents.map { $0?.consent.rawValue }))
    case .consentAt:
      return .timestamp(FixedColumn(consents.map { $0?.provenAt }, placeholder: 0))
    // An amount keeps its currency.
    case .currency: return filled(delivered, kept, type, whereBlank: LeadField.value.name)
    default: return filled(delivered, kept, type, whereBlank: name)
    }
  }

  /// The delivered values; the stored ones in the rows in which the column `name` is blank.
  private func filled(
    _ delivered: Column,
    _ kept: Column,
    _ type: ColumnType,
    whereBlank name: String
  ) -> Column {
    let keepsBlank = !(LeadField(rawValue: name).map(cleared.contains) ?? false)
    let order = rows.enumerated().map { row, stored in
      guard let stored else { return row }
      let keeps = isOlder[row] ? self.stored.has(name, stored) : keepsBlank && !new.has(name, row)
      return keeps ? delivered.count + stored : row
    }
    return Column.concatenating([delivered, kept], type: type).taking(order)
  }

  /// The delivered texts, and others in the rows that are laid over stored ones.
  private func laid(_ texts: [String??], over delivered: Column) -> Column {
    let order = rows.enumerated().map { row, stored in
      stored == nil ? row : delivered.count + row
    }
    let overlaid = Column.text(TextColumn(texts.map { $0.flatMap { $0 } }))
    return Column.concatenating([delivered, overlaid], type: .utf8).taking(order)
  }

  private var consents: [ConsentState?] {
    let (delivered, kept) = (ConsentColumns(new), ConsentColumns(stored))
    return rows.enumerated().map { row, stored in
      guard let stored, let before = kept[stored] else { return delivered[row] }
      return delivered[row].map { before.followed(by: $0, recordedAt: recordedAt[stored]) }
        ?? before
    }
  }
}

/// The name of a record in its three columns.
private struct NameValues: Hashable {
  var given: String?
  var family: String?
  var full: String?

  init(_ batch: RecordBatch, _ row: Int) {
    func text(_ field: LeadField) -> String? {
      batch.column(field.name)?.string(row).flatMap { $0.isEmpty ? nil : $0 }
    }
    (given, family, full) = (text(.givenName), text(.familyName), text(.fullName))
  }

  /// The parts, in the order in which they make a full name.
  var parts: [String] { [given, family].compactMap { $0 } }
}

/// A delivered name laid over a stored one.
///
/// A missing part is kept, and a full name that validation made of the delivered part alone is made
/// anew: `Kohl` alone turns `Anna Berger` into `Anna Kohl`. A full name that could not be parted
/// replaces all three, unless it is a part of the stored one.
private struct OverlaidName: Hashable {
  let values: NameValues

  /// A name that replaces the stored one, blank or not.
  init(_ values: NameValues) { self.values = values }

  init(_ new: NameValues, over stored: NameValues) {
    guard let full = new.full else {
      values = stored
      return
    }
    var name = new
    if new.parts.isEmpty {
      if Self.words(full).isSubset(of: Self.words(stored.full ?? "")) { name = stored }
    } else {
      name.given = new.given ?? stored.given
      name.family = new.family ?? stored.family
      if new.parts.count == 1, new.parts[0] == full {
        name.full = name.parts.joined(separator: " ")
      }
    }
    values = name
  }

  private static func words(_ name: String) -> Set<Substring> {
    Set(name.lowercased().split(whereSeparator: \.isWhitespace).map { $0[...] })
  }
}

extension RecordBatch {
  /// Whether a row has a value other than blank in the column called `name`.
  func has(_ name: String, _ row: Int) -> Bool {
    guard let column = column(name) else { return false }
    if let text = column.plainText { return !text.isBlank(row) }
    return !column.isNull(row)
  }
}
