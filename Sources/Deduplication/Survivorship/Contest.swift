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
    let frequencies = rules.contains(.mostFrequent) ? frequencies(rows) : []
    var best: Int?
    for row in rows where !isBlank(row) {
      if let current = best {
        if beats(row, current, rows, frequencies) { best = row }
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

  /// Whether one row beats another by the first rule that tells them apart; where none does, by its
  /// values, so that the order in which records were delivered does not matter (law 8 of
  /// design.md).
  private func beats(
    _ row: Int,
    _ current: Int,
    _ rows: Range<Int>,
    _ frequencies: [Int]
  ) -> Bool {
    for rule in rules {
      let (mine, theirs): (Double, Double)
      if rule == .mostFrequent {
        mine = Double(frequencies[row - rows.lowerBound])
        theirs = Double(frequencies[current - rows.lowerBound])
      } else {
        (mine, theirs) = (merit(row, rule), merit(current, rule))
      }
      if mine != theirs { return mine > theirs }
    }
    return precedes(row, current)
  }

  /// How well a row does by a rule; more is better.
  private func merit(_ row: Int, _ rule: SurvivorshipRule) -> Double {
    let changedAt = modifiedAt?.integer(row).map { Double($0) }
    return switch rule {
    case .verified: isVerified(row) ? 1 : 0
    case .mostRecent: changedAt ?? -.infinity
    case .first: -(changedAt ?? .infinity)
    case .mostTrusted: Double(trust[row])
    case .mostComplete: Double(essential.count { !isBlank($0, row) })
    case .longest:
      Double(texts.reduce(0) { $0 + ($1?.range(row).count ?? 0) })
    case .mostFrequent, .union, .strictest: 0
    }
  }

  /// How many of some rows have the values of each of them.
  private func frequencies(_ rows: Range<Int>) -> [Int] {
    // Two rows: both have as many.
    guard rows.count > 2 else { return Array(repeating: 1, count: rows.count) }
    let keys = rows.map { row in
      columns.indices.map { column in
        texts[column]?[row] ?? columns[column].integer(row).map(String.init) ?? ""
      }
    }
    let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
    return keys.map { counts[$0] ?? 0 }
  }

  /// Whether a row's values come before another's in the order of their bytes.
  private func precedes(_ left: Int, _ right: Int) -> Bool {
    for column in columns.indices {
      if let text = texts[column] {
        let (mine, theirs) = (text.bytes[text.range(left)], text.bytes[text.range(right)])
        if mine.elementsEqual(theirs) { continue }
        return mine.lexicographicallyPrecedes(theirs)
      }
      let (mine, theirs) = (columns[column].integer(left), columns[column].integer(right))
      if mine != theirs { return (mine ?? .min) < (theirs ?? .min) }
    }
    return false
  }

  private func isVerified(_ row: Int) -> Bool {
    guard let state = consents[row] else { return false }
    return state.consent == .optedIn && state.provenAt != nil
  }
}
