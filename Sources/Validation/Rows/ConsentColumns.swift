import CRMModel
import Columns

/// Consent: what is not understood rejects the row, for consent is never guessed (law 5 of
/// design.md).
struct ConsentColumns {
  let consentEmail: TextColumn
  /// Rows whose consent is not understood, ascending, with the column that says it.
  let refused: [(row: Int, field: InputField)]

  init(_ walk: inout FieldWalk) {
    var consents = [Consent?](repeating: nil, count: walk.rowCount)
    var refused: [(row: Int, field: InputField)] = []
    Self.readConsent(&walk, &consents, &refused)
    Self.readOptOut(&walk, &consents, &refused)
    Self.readDelivery(&walk, &consents)
    consentEmail = Self.column(consents)
    self.refused = refused.sorted { $0.row < $1.row }
  }

  private static func column(_ consents: [Consent?]) -> TextColumn {
    guard consents.contains(where: { $0 != nil }) else { return .nulls(count: consents.count) }
    var builder = TextColumnBuilder(capacity: consents.count)
    for consent in consents {
      if let consent { builder.append(consent.rawValue) } else { builder.appendNull() }
    }
    return builder.finish()
  }

  private static func string(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.append(text)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func readConsent(
    _ walk: inout FieldWalk,
    _ consents: inout [Consent?],
    _ refused: inout [(row: Int, field: InputField)]
  ) {
    let field = InputField(.consentEmail)
    var memo = ByteMemo()
    _ = walk.walk(field, placeholders: nil) { text, row, output, _ in
      let number = memo.value(text) { Self.number(ConsentWord.consent(Self.string($0))) }
      guard let consent = Self.consent(number) else {
        refused.append((row, field))
        return .drop(.consentWord)
      }
      consents[row] = consent
      output += Array(consent.rawValue.utf8)
      return output.isEqual(to: text) ? .keep : .replace(.wordNotation)
    }
  }

  private static func readOptOut(
    _ walk: inout FieldWalk,
    _ consents: inout [Consent?],
    _ refused: inout [(row: Int, field: InputField)]
  ) {
    let field = InputField(.optOutEmail)
    var memo = ByteMemo()
    _ = walk.walk(field, placeholders: nil) { text, row, _, log in
      let number = memo.value(text) { Self.number(ConsentWord.optOut(Self.string($0))) }
      guard let consent = Self.consent(number) else {
        refused.append((row, field))
        return .drop(.consentWord)
      }
      // Not ticked says nothing.
      if consent == .optedOut { Self.tighten(row, field, &consents, &log) }
      return .keep
    }
  }

  private static func readDelivery(_ walk: inout FieldWalk, _ consents: inout [Consent?]) {
    let field = InputField(.emailStatus)
    _ = walk.walk(field, placeholders: nil) { text, row, _, log in
      switch ConsentWord.delivery(Self.string(text)) {
      case .withdrawn: Self.tighten(row, field, &consents, &log)
      case .fails: log.note(row, field, .emailUndeliverable)
      case .works, nil: break
      }
      return .keep
    }
  }

  private static func tighten(
    _ row: Int,
    _ field: InputField,
    _ consents: inout [Consent?],
    _ log: inout BatchLog
  ) {
    if let known = consents[row], known != .optedOut { log.note(row, field, .consentTightened) }
    consents[row] = .optedOut
  }

  private static func number(_ consent: Consent?) -> Int32 {
    switch consent {
    case .optedIn: 0
    case .unknown: 1
    case .optedOut: 2
    case nil: -1
    }
  }

  private static func consent(_ number: Int32) -> Consent? {
    switch number {
    case 0: .optedIn
    case 1: .unknown
    case 2: .optedOut
    default: nil
    }
  }
}
