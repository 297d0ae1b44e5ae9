internal import Columns

/// The given names of two records, wherever they are: one record may have given and family name the
/// wrong way round.
struct GivenNamePair {
  let agreement: GivenNameAgreement
  /// Where the left record has its given name.
  private(set) var leftField = TextField.given
  /// Where the right record has its given name.
  private(set) var rightField = TextField.given
  /// Whether each record has the other's names, the wrong way round.
  private(set) var isExactSwap = false

  init(_ left: MatchRecord, _ right: MatchRecord, _ text: Span<UInt8>) {
    let straight = GivenNameAgreement(left, right, text)
    let canBeSwapped =
      straight != .same && straight != .missing && left.family != 0 && right.family != 0
      && left.family != right.family
    guard canBeSwapped else {
      agreement = straight
      return
    }
    let isFirst = PairComparer.isNear(text, left.range(.given), right.range(.family))
    let isSecond = PairComparer.isNear(text, left.range(.family), right.range(.given))
    let crossed: GivenNameAgreement
    switch (isFirst, isSecond) {
    case (true, true):
      isExactSwap = left.given == right.family && left.family == right.given
      crossed = isExactSwap ? .same : .oneEdit
    case (true, false):
      crossed = GivenNameAgreement(text, left.range(.family), right.range(.given))
    case (false, true):
      crossed = GivenNameAgreement(text, left.range(.given), right.range(.family))
    case (false, false): crossed = .different
    }
    guard crossed != .different, crossed != .nearName else {
      agreement = straight
      return
    }
    agreement = crossed
    if isFirst, !isSecond { leftField = .family }
    if isSecond, !isFirst { rightField = .family }
  }

  /// The left record's given name, by its hash.
  func leftName(_ record: MatchRecord) -> UInt64 {
    leftField == .given ? record.given : record.family
  }

  /// The right record's given name, by its hash.
  func rightName(_ record: MatchRecord) -> UInt64 {
    rightField == .given ? record.given : record.family
  }
}
