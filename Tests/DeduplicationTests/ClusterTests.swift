import Deduplication
import TestSupport
import Testing

@Suite struct ClusterTests {
  private static let robert = Person(
    given: "Robert",
    family: "Müller",
    email: "robert.mueller77@example.org",
    phone: "+493012345678",
    street: "Hauptstraße 12",
    locality: "Köln",
    postalCode: "50667"
  )

  /// Robert as several sources have him, behind enough strangers.
  private func people(_ changes: [(inout Person) -> Void]) -> [Person] {
    Population(count: 200, duplicates: 0, seed: 11).people
      + changes.map { change in
        var person = Self.robert
        change(&person)
        return person
      }
  }

  private func clustered(
    _ people: [Person],
    leads: [Int32] = [],
    judgements: [MatchJudgement] = []
  ) -> (Clusters, MatchResult) {
    let table = matchTable(people)
    var result = findMatches(table, newRowsFrom: leads.count)
    let clusters = cluster(table, &result, leads: leads, judgements: judgements)
    return (clusters, result)
  }

  @Test("joins chains, numbers clusters by their smallest row and lists members in order")
  func chains() {
    let list = people([
      { _ in }, { $0.email = nil }, { $0.phone = nil },
    ])
    let (clusters, _) = clustered(list)
    #expect(clusters.count == 201)
    #expect(Array(clusters.rows(200)) == [200, 201, 202])
    #expect(clusters.clusterOf.prefix(201).elementsEqual((0...200).map { Int32($0) }))
  }

  @Test("does not let an ambiguous record join two people")
  func weakBridge() {
    let list = people([
      { _ in }, { $0.phone = nil },
      {
        $0.given = "Ruth"
        $0.email = "ruth@example.org"
      },
      {
        $0.given = "Ruth"
        $0.email = "ruth@example.org"
        $0.phone = nil
      },
      {
        $0.given = "R."
        $0.email = nil
      },
    ])
    let (clusters, result) = clustered(list)
    #expect(clusters.clusterOf[200] == clusters.clusterOf[201])
    #expect(clusters.clusterOf[202] == clusters.clusterOf[203])
    #expect(clusters.clusterOf[200] != clusters.clusterOf[202])
    #expect(result.edges.contains { $0.decision == .review && $0.right == 204 })
  }

  @Test("heeds judgements: a rejection keeps apart, a match joins")
  func judgements() {
    let list = people([{ _ in }, { $0.email = nil }])
    let rejected = MatchJudgement(left: 200, right: 201, isMatch: false)
    let (apart, result) = clustered(list, judgements: [rejected])
    #expect(apart.clusterOf[200] != apart.clusterOf[201])
    #expect(result.edges.allSatisfy { $0.decision == .review })
    let accepted = MatchJudgement(left: 3, right: 201, isMatch: true)
    let (joined, _) = clustered(list, judgements: [accepted])
    #expect(joined.clusterOf[3] == joined.clusterOf[201])
  }

  @Test("keeps a lead's records together and says which leads became one")
  func leads() {
    let list = people([
      {
        $0.email = nil
        $0.street = nil
      },
      {
        $0.phone = nil
        $0.street = nil
      }, { _ in },
    ])
    // Rows 200 and 201 are two leads of the store; the new row 202 shows that they are one.
    let leads = (0..<202).map { Int32($0 == 1 ? 0 : $0) }
    let (clusters, _) = clustered(list, leads: leads)
    #expect(clusters.clusterOf[0] == clusters.clusterOf[1])
    #expect(clusters.clusterOf[200] == clusters.clusterOf[202])
    #expect(clusters.joinedLeads == [[200, 201]])
  }

  @Test("limits the size of a cluster")
  func size() {
    let list = people((0..<10).map { index in { $0.locality = "Ort \(index)" } })
    let table = matchTable(list)
    var result = findMatches(table)
    var options = ClusterOptions()
    options.maximumSize = 4
    let clusters = cluster(table, &result, options: options)
    #expect((0..<clusters.count).allSatisfy { clusters.rows($0).count <= 4 })
    #expect(result.edges.contains { $0.decision == .review })
  }

  @Test("finds the same clusters in any order of the input", arguments: [1, 2, 3] as [UInt64])
  func permutation(seed: UInt64) {
    let population = Population(count: 120, duplicates: 50, seed: 21)
    let other = population.shuffled(seed: seed)
    #expect(sets(population) == sets(other))
  }

  /// Clusters of several records, as sets of people.
  private func sets(_ population: Population) -> Set<[String]> {
    let (clusters, _) = clustered(population.people)
    return Set(
      (0..<clusters.count).map { cluster in
        clusters.rows(cluster).map { "\(population.people[Int($0)])" }.sorted()
      }.filter { $0.count > 1 }
    )
  }

  @Test("measures pairs found, true and correct")
  func quality() {
    let quality = ClusterQuality(clusters: [0, 0, 0, 1, 1, 2], entities: [5, 5, 6, 7, 7, 6])
    #expect(quality.foundPairs == 4)
    #expect(quality.truePairs == 3)
    #expect(quality.correctPairs == 2)
    #expect(quality.precision == 0.5)
    #expect(abs(quality.recall - 2.0 / 3) < 1e-12)
    #expect(abs(quality.f1 - 4.0 / 7) < 1e-12)
  }
}
