internal import Columns

/// Records that could belong to either of two people: they agree with both, who contradict each
/// other in something that the record does not say.
struct AmbiguousRecords {
  /// Two rows that contradict each other, and the edges that a record between them loses.
  struct Rivals {
    let one: Int32
    let other: Int32
    /// Indices of edges: the weaker one, or both when they weigh about the same.
    let weaker: [Int]
  }

  private let table: MatchTable
  private let edges: [MatchEdge]
  /// Indices of the automatic edges of the rows that have several, by row.
  private var edgesOfRow: [(row: Int32, edges: [Int])] = []

  /// Edges of a record that are looked at, the strongest first.
  private static let checkedEdges = 32

  init(_ table: MatchTable, _ edges: [MatchEdge]) {
    self.table = table
    self.edges = edges
    var degrees = [UInt8](repeating: 0, count: table.count)
    for edge in edges where edge.decision == .auto {
      degrees[Int(edge.left)] = min(2, degrees[Int(edge.left)] + 1)
      degrees[Int(edge.right)] = min(2, degrees[Int(edge.right)] + 1)
    }
    var byRow: [Int32: [Int]] = [:]
    for (index, edge) in edges.enumerated() where edge.decision == .auto {
      if degrees[Int(edge.left)] > 1 { byRow[edge.left, default: []].append(index) }
      if degrees[Int(edge.right)] > 1 { byRow[edge.right, default: []].append(index) }
    }
    edgesOfRow = byRow.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The rivals of all ambiguous records whose edges weigh about the same, `margin` bits apart.
  func rivals(within margin: Double) -> [Rivals] {
    edgesOfRow.flatMap { rivals(of: $0.row, $0.edges, Float(margin)) }
  }

  private func rivals(of row: Int32, _ own: [Int], _ margin: Float) -> [Rivals] {
    let strongest = own.sorted { (edges[$1].weight, $0) < (edges[$0].weight, $1) }
      .prefix(Self.checkedEdges)
    var rivals: [Rivals] = []
    for (place, stronger) in strongest.enumerated() {
      for weaker in strongest.dropFirst(place + 1) {
        let (one, other) = (neighbour(stronger, row), neighbour(weaker, row))
        guard isOpen(row, one, other) else { continue }
        let isClear = edges[stronger].weight - edges[weaker].weight >= margin
        let lost = isClear ? [weaker] : [stronger, weaker]
        rivals.append(Rivals(one: one, other: other, weaker: lost))
      }
    }
    return rivals
  }

  private func neighbour(_ edge: Int, _ row: Int32) -> Int32 {
    edges[edge].left == row ? edges[edge].right : edges[edge].left
  }

  /// Whether two records contradict each other in something that the record between them leaves
  /// open.
  private func isOpen(_ row: Int32, _ one: Int32, _ other: Int32) -> Bool {
    let text = table.text.span
    let record = table.records[Int(row)]
    let (first, second) = (table.records[Int(one)], table.records[Int(other)])
    switch Contradiction(first, second, text) {
    case .birthDates: return record.birthDate == MatchRecord.noDay
    case .generations: return record.generation == 0
    case .givenNames:
      return [first, second].allSatisfy {
        let agreement = GivenNameAgreement(record, $0, text)
        return record.given != $0.given && (agreement == .missing || agreement == .same)
      }
    case .familyNames: return record.family == 0
    case .legalForms: return record.legalForms == 0
    case .spelling, .oneGeneration, nil: return false
    }
  }
}
