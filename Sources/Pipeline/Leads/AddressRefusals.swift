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
    for row in 0..<batch.rowCount { add(batch, row) }
  }

  /// The same for rows of the store, but for those that `isReplaced` by position; `position` is that
  /// of the first row, and is moved on.
  mutating func add(
    _ batch: RecordBatch,
    except isReplaced: (Int32) -> Bool,
    from position: inout Int32
  ) {
    for row in 0..<batch.rowCount where !isReplaced(position + Int32(row)) { add(batch, row) }
    position += Int32(batch.rowCount)
  }

  private mutating func add(_ batch: RecordBatch, _ row: Int) {
    guard let state = ConsentColumns(batch)[row], state.consent == .optedOut,
      let key = Self.key(batch, row)
    else { return }
    refusals[key] = refusals[key]?.combined(with: state) ?? state
  }

  /// Takes in what others have collected.
  mutating func add(_ others: AddressRefusals) {
    refusals.merge(others.refusals) { $0.combined(with: $1) }
  }

  /// The leads of rows of the table `leads` that a refusal reaches and that are not refused yet.
  func leads(reachedIn batch: RecordBatch) -> [RecordID] {
    let consents = ConsentColumns(batch)
    let leads = batch.leadIDs
    return leads.indices.filter { row in
      consents[row]?.consent != .optedOut
        && (Self.key(batch, row).map { refusals[$0] != nil } ?? false)
    }.map { leads[$0] }
  }

  /// Golden records with the refusals of their addresses.
  func applied(to batch: RecordBatch) -> RecordBatch {
    guard !isEmpty else { return batch }
    let consents = ConsentColumns(batch)
    var states = (0..<batch.rowCount).map { consents[$0] }
    var isReached = false
    for row in states.indices {
      guard let refusal = Self.key(batch, row).flatMap({ refusals[$0] }) else { continue }
      let state = states[row].map { $0.combined(with: refusal) } ?? refusal
      if state != states[row] { (states[row], isReached) = (state, true) }
    }
    guard isReached else { return batch }
    return batch.replacing(
      LeadField.consentEmail.name,
      with: .text(TextColumn(states.map { $0?.consent.rawValue }))
    ).replacing(
      LeadField.consentAt.name,
      with: .timestamp(FixedColumn(states.map { $0?.provenAt }, placeholder: 0))
    )
  }

  /// FNV-1a of the address in lower case; nil for none.
  private static func key(_ batch: RecordBatch, _ row: Int) -> UInt64? {
    guard let text = batch.column(LeadField.email.name)?.plainText, !text.isBlank(row) else {
      return nil
    }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.bytes[text.range(row)] {
      let isCapital = byte &- 0x41 < 26
      hash = (hash ^ UInt64(isCapital ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}
