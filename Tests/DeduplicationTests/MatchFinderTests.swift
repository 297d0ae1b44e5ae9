import Deduplication
import TestSupport
import Testing

@Suite struct MatchFinderTests {
  private static let population = Population(count: 120, duplicates: 40, seed: 7)

  /// Every pair that a rule brings together, scored one by one.
  private func naiveEdges(_ table: MatchTable, from: Int = 0) -> [[Int]] {
    var edges: [[Int]] = []
    let review = MatchThresholds.weight(ofProbability: MatchThresholds().review)
    for left in 0..<table.count {
      for right in max(left + 1, from)..<max(left + 1, from, table.count) {
        let pair = table.explain(left, right)
        guard !pair.rules.isEmpty, pair.weight >= review else { continue }
        edges.append([left, right, pair.mayMerge ? 1 : 0])
      }
    }
    return edges
  }

  private func edges(_ result: MatchResult) -> [[Int]] {
    result.edges.map { [Int($0.left), Int($0.right), $0.decision == .auto ? 1 : 0] }
  }

  @Test("finds what comparing all pairs finds")
  func agreesWithAllPairs() {
    let table = matchTable(Self.population.people)
    let result = findMatches(table)
    #expect(edges(result) == naiveEdges(table))
    #expect(result.edges.count > 25)
    #expect(result.blockedOut.isEmpty)
  }

  @Test("compares new rows with all, but old ones not with each other", arguments: [0, 1, 80, 159])
  func incremental(from: Int) {
    let table = matchTable(Self.population.people)
    #expect(edges(findMatches(table, newRowsFrom: from)) == naiveEdges(table, from: from))
  }

  @Test("finds the same with any number of threads", arguments: [2, 3, 8])
  func threads(count: Int) {
    let table = matchTable(Self.population.people)
    var options = MatchOptions()
    options.threads = count
    #expect(findMatches(table, options: options).edges == findMatches(table).edges)
  }

  @Test("attributes each pair to the first rule that holds, once")
  func firstRule() {
    let table = matchTable(Self.population.people)
    let result = findMatches(table)
    for edge in result.edges {
      let explanation = table.explain(Int(edge.left), Int(edge.right))
      #expect(explanation.rules.first == result.ruleName(edge))
      #expect(abs(explanation.weight - Double(edge.weight)) < 0.001)
    }
    #expect(Set(result.edges.map { [$0.left, $0.right] }).count == result.edges.count)
  }

  @Test("splits a block that is too large, and reports what it did not compare")
  func skew() {
    var people = Self.population.people
    for index in people.indices { people[index].email = "office@example.org" }
    let table = matchTable(people)
    var options = MatchOptions()
    options.maximumBlockPairs = 300
    let result = findMatches(table, options: options)
    let pairs = people.count * (people.count - 1) / 2
    let out = result.blockedOut.first { $0.rule == "email" }
    #expect(out?.blocks == 1)
    #expect((out?.pairs ?? 0) > 0 && (out?.pairs ?? 0) < pairs)
    #expect(result.comparedPairs < pairs)
    // A pair that agrees on more is still found.
    options.maximumBlockPairs = .max
    let all = findMatches(table, options: options)
    #expect(Set(edges(result)).isSubset(of: edges(all)))
    #expect(result.edges.count { $0.decision == .auto } >= 25)
  }

  @Test("works on empty and tiny tables", arguments: [0, 1, 2])
  func tiny(count: Int) {
    let table = matchTable(Array(Self.population.people.prefix(count)))
    var result = findMatches(table)
    #expect(result.edges.isEmpty)
    #expect(cluster(table, &result).count == count)
  }
}
