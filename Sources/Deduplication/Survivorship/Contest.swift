internal import CRMModel
internal import Columns

/// Chooses the member of a cluster whose values of a group survive.
struct Contest {
  private let columns: [Column]
  private let texts: [TextColumn?]
  /// Indices of the columns that `mostComplete` counts.
  private let essential: [Int]
  private let rules: [SurvivorshipRule]
  private let trust: [Float]
  private let modifiedAt: Column?
  private let consents: ConsentColumns

  init(_ group: SurvivorshipGroup, _ members: ClusterMembers) {
    let present = group.fields.filter { members.batch.column($0.name) != nil }
    columns = present.compactMap { members.batch.column($0.name) }
    essential = present.indices.filter { group.essential.contains(present[$0]) }
    texts = columns.map(\.plainText)
    rules = group.rules
    trust = members.trust
    modifiedAt = members.batch.column(SourceField.modifiedAt.name)
    consents = ConsentColumns(members.batch)
  }

  /// The winning row, nil when no row has a value.
  func winner(_ rows: Range<Int>) -> Int32? {
    var best: Int?
    for row in rows where !isBlank(row) {
      if let current = best {
        if beats(row, current, among: rows) { best = row }
      } else {
        best = row
      }
    }
    return best.map { Int32($0) }
  }

  private func isBlank(_ row: Int) -> Bool {
    columns.indices.allSatisfy { isBlank($0, row) }
  }

  private func isBlank(_ column: Int, _ row: Int) -> Bool {
    if let text = texts[column] { return text.isBlank(row) }
    return columns[column].isNull(row)
  }

  /// Whether a later row beats an earlier one, which wins a tie.
  private func beats(_ row: Int, _ current: Int, among rows: Range<Int>) -> Bool {
    for rule in rules {
      let (mine, theirs) = (merit(row, rule, rows), merit(current, rule, rows))
      if mine != theirs { return mine > theirs }
    }
    return false
  }

  /// How well a row does by a rule; more is better.
  private func merit(_ row: Int, _ rule: SurvivorshipRule, _ rows: Range<Int>) -> Double {
    switch rule {
    case .verified: isVerified(row) ? 1 : 0
    case .mostRecent: modifiedAt?.integer(row).map { Double($0) } ?? -.infinity
    case .mostTrusted: Double(trust[row])
    case .mostComplete: Double(essential.count { !isBlank($0, row) })
    case .longest:
      Double(texts.reduce(0) { $0 + ($1?.range(row).count ?? 0) })
    case .mostFrequent: Double(rows.count { isEqual($0, row) })
    case .first, .union, .strictest: Double(-row)
    }
  }

  private func isVerified(_ row: Int) -> Bool {
    guard let state = consents[row] else { return false }
    return state.consent == .optedIn && state.provenAt != nil
  }

  private func isEqual(_ left: Int, _ right: Int) -> Bool {
    columns.indices.allSatisfy { column in
      guard let text = texts[column] else {
        return columns[column].integer(left) == columns[column].integer(right)
      }
      return text.bytes[text.range(left)].elementsEqual(text.bytes[text.range(right)])
    }
  }
}
