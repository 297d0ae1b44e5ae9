import Deduplication
import TestSupport
import Testing

@Suite struct MatchFinderTests {
  private static let population = Population(count: 120, duplicates: 40, seed: 7)

  /// Every pair that a rule brings together, scored one by one.
  ///
  /// Of people who are equal in everything only the first is compared with others.
  private func naiveEdges(
    _ table: MatchTable,
    from: Int = 0,
    changed: Set<Int32> = []
  ) -> [[Int]] {
    var edges: [[Int]] = []
    let review = MatchThresholds.weight(ofProbability: MatchThresholds().review)
    let people = Self.population.people
    let first = people.map { people.firstIndex(of: $0) ?? 0 }
    for left in 0..<table.count where first[left] == left {
      for right in left + 1..<max(left + 1, table.count)
      where right >= from || changed.contains(Int32(left)) || changed.contains(Int32(right)) {
        guard first[right] == right || first[right] == left else { continue }
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

  @Test("compares changed rows of the store with all, once")
  func changed() {
    let table = matchTable(Self.population.people)
    let changed: Set<Int32> = [3, 40, 121, 122, 150]
    let result = findMatches(table, newRowsFrom: 140, changed: changed)
    #expect(edges(result) == naiveEdges(table, from: 140, changed: changed))
    #expect(Set(result.edges.map { [$0.left, $0.right] }).count == result.edges.count)
  }

  @Test("twenty thousand records of one content are one, beside near ones")
  func alike() {
    let anna = Person(given: "Anna", family: "Berg", email: "anna.berg@mail.test")
    var near = anna
    near.locality = "Kiel"
    var people = Array(repeating: anna, count: 20_000)
    people.insert(near, at: 10_000)
    people.append(Person(given: "Otto", family: "Sand", email: "otto@sand.test"))
    let table = matchTable(people)
    var result = findMatches(table)
    #expect(result.comparedPairs < 40_000)
    #expect(cluster(table, &result).count == 2)
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
