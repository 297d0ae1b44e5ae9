import CRMModel
import Columns
import Deduplication
import Diagnostics

/// What new versions of records say otherwise than the stored ones, for people: how many changed
/// in each group of fields, and which have another name.
struct VersionChanges: Sendable {
  /// Changed records by file (index into `LeadIntake.files`), then by the name of a group of fields.
  private(set) var counts: [Int: [String: Int]] = [:]
  /// Records whose person is called otherwise now: the first of them, and how many there are.
  private(set) var renamed: [Finding] = []
  private(set) var renamedCount = 0

  /// How many are kept to be shown.
  private static let shown = 20

  /// Takes some rows of a batch in, as they are to be stored.
  ///
  /// - Parameters:
  ///   - leads: the batch, laid over the stored versions.
  ///   - batch: where its rows come from, and what they replace.
  ///   - rows: those that replace a version.
  ///   - stored: the versions that they replace.
  mutating func add(
    _ leads: CleanLeads,
    _ batch: IntakeBatch,
    _ rows: [Int],
    over stored: StoredVersions
  ) {
    for group in SurvivorshipRules.standard.groups {
      let columns = group.fields.compactMap { field in
        leads.batch.column(field.name).flatMap { now in
          stored.batch.column(field.name).map { (now: now, before: $0) }
        }
      }
      for row in rows {
        guard let before = batch.replaces[row].flatMap(stored.row(of:)),
          columns.contains(where: { !$0.now.equals(row, $0.before, before) })
        else { continue }
        counts[batch.file, default: [:]][group.name, default: 0] += 1
        let hadName = columns.contains { !$0.before.isNull(before) }
        if group.name == "name", hadName { tell(leads.origins[row]) }
      }
    }
  }

  private mutating func tell(_ origin: RowOrigin) {
    renamedCount += 1
    guard renamed.count < Self.shown else { return }
    renamed.append(
      Finding(
        "lead.renamed",
        .note,
        at: origin,
        field: LeadField.fullName.name,
        message: "this record has another name than before",
        hint: "starcrm explain FILE:LINE shows the lead; starcrm undo takes the run back"
      )
    )
  }
}

extension Column {
  /// Whether a row has the same value as a row of another column of the type; blank texts are null.
  fileprivate func equals(_ row: Int, _ other: Column, _ otherRow: Int) -> Bool {
    guard let mine = plainText, let theirs = other.plainText else {
      return integer(row) == other.integer(otherRow)
    }
    return mine.bytes[mine.range(row)].elementsEqual(theirs.bytes[theirs.range(otherRow)])
  }
}
