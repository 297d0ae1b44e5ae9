import CRMModel
import Columns
import Deduplication

/// E-mail addresses whose holders refused to be written to, whatever record says so.
///
/// A refusal is of the address: no lead that has it is written to, also where nothing else shows
/// that the record which refuses is the lead's (a newsletter's list, a couple's mailbox). Proof of a
/// later consent of the lead's own records stands against it (`ConsentState.combined`).
struct AddressRefusals: Sendable {
  /// The columns of records that are read.
  static let columns = [
    LeadField.email.name, LeadField.consentEmail.name, LeadField.consentAt.name,
  ]

  /// By a hash of the address in lower case: the newest refusal; one without a date stands against
  /// every earlier consent.
  private var refusals: [UInt64: ConsentState] = [:]

  /// Whether nobody refused.
  var isEmpty: Bool { refusals.isEmpty }

  /// Takes in the refusals of some records; `batch` has the columns of `columns`.
  mutating func add(_ batch: RecordBatch) {
    guard let emails = Addresses(batch),
      let words = batch.column(LeadField.consentEmail.name)?.plainText
    else { return }
    let consents = ConsentColumns(batch)
    for row in 0..<batch.rowCount where words.range(row).count == Self.refusal.count {
      guard words.bytes[words.range(row)].elementsEqual(Self.refusal), let key = emails.key(row),
        let state = consents[row]
      else { continue }
      refusals[key] = refusals[key]?.combined(with: state) ?? state
    }
  }

  private static let refusal = Array(Consent.optedOut.rawValue.utf8)

  /// Takes in what others have collected.
  mutating func add(_ others: AddressRefusals) {
    refusals.merge(others.refusals) { $0.combined(with: $1) }
  }

  /// The leads of rows of the table `leads` that a refusal reaches and that are not refused yet.
  func leads(reachedIn batch: RecordBatch) -> [RecordID] {
    let consents = ConsentColumns(batch)
    let rows = reached(in: batch).filter { consents[$0.row]?.consent != .optedOut }
    let leads = batch.leadIDs
    return rows.map { leads[$0.row] }
  }

  /// Golden records with the refusals of their addresses.
  func applied(to batch: RecordBatch) -> RecordBatch {
    let consents = ConsentColumns(batch)
    let changes = reached(in: batch).compactMap {
      row,
      refusal -> (row: Int, state: ConsentState)? in
      let state = consents[row]
      let tightened = state?.combined(with: refusal) ?? refusal
      return tightened == state ? nil : (row, tightened)
    }
    guard !changes.isEmpty else { return batch }
    var states = (0..<batch.rowCount).map { consents[$0] }
    for change in changes { states[change.row] = change.state }
    return batch.replacing(
      LeadField.consentEmail.name,
      with: .text(TextColumn(states.map { $0?.consent.rawValue }))
    ).replacing(
      LeadField.consentAt.name,
      with: .timestamp(FixedColumn(states.map { $0?.provenAt }, placeholder: 0))
    )
  }

  /// The rows whose address a refusal is of.
  private func reached(in batch: RecordBatch) -> [(row: Int, refusal: ConsentState)] {
    guard !isEmpty, let emails = Addresses(batch) else { return [] }
    var rows: [(row: Int, refusal: ConsentState)] = []
    for row in 0..<batch.rowCount {
      guard let key = emails.key(row), let refusal = refusals[key] else { continue }
      rows.append((row, refusal))
    }
    return rows
  }
}

/// The e-mail addresses of a batch as keys.
private struct Addresses {
  private let text: TextColumn

  /// Nil for a batch without addresses.
  init?(_ batch: RecordBatch) {
    guard let text = batch.column(LeadField.email.name)?.plainText else { return nil }
    self.text = text
  }

  /// FNV-1a of the address in lower case; nil for none.
  func key(_ row: Int) -> UInt64? {
    let range = text.range(row)
    if range.isEmpty { return nil }
    let bytes = text.bytes.span
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range {
      let byte = bytes[index]
      let isCapital = byte &- 0x41 < 26
      hash = (hash ^ UInt64(isCapital ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}
