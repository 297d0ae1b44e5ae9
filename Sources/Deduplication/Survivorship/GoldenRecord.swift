package import CRMModel
package import Columns
import Concurrency

/// Records of clusters, member after member, from which golden records are made.
package struct ClusterMembers: Sendable {
  /// Columns named by `LeadField`, and `modified_at` where known; others are ignored.
  ///
  /// A missing column is all null.
  package let batch: RecordBatch
  /// Trust in each record's source, 0 to 1.
  package let trust: [Float]
  /// The rows of each cluster, in any order.
  package let groups: [Range<Int>]

  package init(batch: RecordBatch, trust: [Float], groups: [Range<Int>]) {
    precondition(trust.count == batch.rowCount, "a trust for each member")
    precondition(groups.allSatisfy { !$0.isEmpty }, "a cluster without members")
    self.batch = batch
    self.trust = trust
    self.groups = groups
  }
}

/// Golden records with the reason for each value.
package struct GoldenRecords: Sendable {
  /// The columns of `LeadField`, one row a cluster.
  package let batch: RecordBatch
  /// By survivorship group, then by cluster: the member (row of `ClusterMembers.batch`) whose
  /// values were taken; nil when all are blank or, for tags, several were joined.
  package let winners: [[Int32?]]
  /// The groups, in the order of `winners`.
  package let groups: [SurvivorshipGroup]
}

/// Makes one golden record of each cluster by the rules.
package func goldenRecords(
  _ members: ClusterMembers,
  rules: SurvivorshipRules = .standard,
  threads: Int = 1
) -> GoldenRecords {
  let groups = rules.groups
  let survivors = Concurrent.map(groups.count, threads: threads) { index in
    Survivors(groups[index], members)
  }
  var columns: [LeadField: Column] = [:]
  for survivor in survivors { columns.merge(survivor.columns) { first, _ in first } }
  let count = members.groups.count
  let batch = RecordBatch(
    schema: Schema(LeadField.allCases.map { Field($0.name, $0.type) }),
    rowCount: count,
    columns: LeadField.allCases.map { columns[$0] ?? .nulls($0.type, count: count) }
  )
  return GoldenRecords(batch: batch, winners: survivors.map(\.winners), groups: groups)
}

/// What one group of fields becomes in all clusters.
private struct Survivors: Sendable {
  private(set) var columns: [LeadField: Column] = [:]
  private(set) var winners: [Int32?] = []

  init(_ group: SurvivorshipGroup, _ members: ClusterMembers) {
    switch group.rules.first {
    case .union: joinTags(group, members)
    case .strictest: combineConsent(members)
    default: choose(group, members)
    }
  }

  private mutating func choose(_ group: SurvivorshipGroup, _ members: ClusterMembers) {
    let contest = Contest(group, members)
    winners = members.groups.map { contest.winner($0) }
    // Without a candidate every member is blank in these fields, so the first will do.
    let rows = zip(winners, members.groups).map { $0.map(Int.init) ?? $1.lowerBound }
    for field in group.fields {
      columns[field] = members.batch.column(field.name)?.taking(rows)
    }
  }

  private mutating func joinTags(_ group: SurvivorshipGroup, _ members: ClusterMembers) {
    winners = Array(repeating: nil, count: members.groups.count)
    for field in group.fields {
      guard let text = members.batch.column(field.name)?.plainText else { continue }
      columns[field] = .text(TextColumn(members.groups.map { TagList.union(text, $0) }))
    }
  }

  private mutating func combineConsent(_ members: ClusterMembers) {
    let consents = ConsentColumns(members.batch)
    var states: [ConsentState?] = []
    for rows in members.groups {
      let state = ConsentState.combined(rows.lazy.compactMap { consents[$0] })
      states.append(state)
      winners.append(rows.first { state != nil && consents[$0] == state }.map { Int32($0) })
    }
    columns[.consentEmail] = .text(TextColumn(states.map { $0?.consent.rawValue }))
    columns[.consentAt] = .timestamp(
      FixedColumn(states.map { $0?.provenAt }, placeholder: 0)
    )
  }
}

/// Consent of each row of a batch.
package struct ConsentColumns {
  private let consent: Column?
  private let provenAt: Column?

  package init(_ batch: RecordBatch) {
    consent = batch.column(LeadField.consentEmail.name)
    provenAt = batch.column(LeadField.consentAt.name)
  }

  /// The consent of a row, nil when it says nothing.
  package subscript(row: Int) -> ConsentState? {
    guard let text = consent?.string(row), let value = Consent(rawValue: text) else { return nil }
    return ConsentState(value, provenAt: provenAt?.integer(row))
  }
}

/// Lists of tags: texts parted by semicolons or commas.
enum TagList {
  /// All tags of some rows, each once (letter case aside), as `a; b`: those of one row in its order,
  /// those of several sorted, so that the order of the rows does not matter.
  static func union(_ column: TextColumn, _ rows: Range<Int>) -> String? {
    var tags: [String: String] = [:]
    var order: [String] = []
    for row in rows {
      for part in (column[row] ?? "").split(whereSeparator: { $0 == ";" || $0 == "," }) {
        let tag = String(trimmed(part))
        if tag.isEmpty { continue }
        let key = tag.lowercased()
        if let known = tags[key] {
          tags[key] = min(known, tag)
        } else {
          tags[key] = tag
          order.append(key)
        }
      }
    }
    let lists = rows.count { !(column[$0] ?? "").isEmpty }
    let sorted = lists > 1 ? order.sorted() : order
    return sorted.isEmpty ? nil : sorted.compactMap { tags[$0] }.joined(separator: "; ")
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return text
  }
}
