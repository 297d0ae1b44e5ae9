import Deduplication
import Diagnostics
import Foundation
import Testing

@Suite struct MatchModelTests {
  @Test("reads back the file it writes")
  func roundTrip() throws {
    var model = MatchModel.standard
    model.origin = "estimated"
    model.levels[3][1].u = 1.25e-7
    let read = try MatchModel(json: Array(model.json().utf8), path: "model.json")
    #expect(read == model)
    #expect(read.json() == model.json())
  }

  @Test(
    "refuses files that it cannot follow",
    arguments: [
      ("\"version\" : 1", "\"version\" : 2", "the match model is of a later version (2)"),
      ("starcrm match model", "other", "this is not a match model"),
      ("\"name\" : \"email\"", "\"name\" : \"mail\"", "unknown comparison \"mail\""),
      ("\"name\" : \"email\"", "\"name\" : \"phone\"", "the match model must have \"email\" once"),
      ("other_domain", "domain", "\"email\" has other levels than it should"),
      ("\"u\" : 0.995", "\"u\" : 1.5", "m and u of birth_date.different must lie between 0 and 1"),
      ("matches_per_record", "matches", "the match model lacks \"matches_per_record\""),
      ("{", "", "the match model is not valid json"),
    ]
  )
  func refusals(what: String, replacement: String, message: String) throws {
    let text = MatchModel.standard.json()
    let range = try #require(text.firstRange(of: what))
    let broken = text.replacingCharacters(in: range, with: replacement)
    let fault = #expect(throws: Fault.self) {
      try MatchModel(json: Array(broken.utf8), path: "model.json")
    }
    #expect(fault?.message == message)
    #expect(fault?.exitCode == 2)
  }

  @Test("turns weights into probabilities and back")
  func probabilities() {
    for probability in [0.001, 0.5, 0.9, 0.99, 0.999_999] {
      let weight = MatchThresholds.weight(ofProbability: probability)
      #expect(abs(matchProbability(ofWeight: weight) - probability) < 1e-9)
    }
  }

  @Test("expects as many matches per record in a table of any size above the smallest")
  func prior() {
    let model = MatchModel.standard
    let large = model.priorWeight(recordCount: 1_000_000)
    let larger = model.priorWeight(recordCount: 2_000_000)
    #expect(abs(large - larger - 1) < 0.001)
    #expect(
      model.priorWeight(recordCount: 3)
        == model.priorWeight(recordCount: MatchModel.smallestPopulation)
    )
  }

  @Test("fits the same model in any order of the input and with any number of threads")
  func fittedAlike() {
    let population = Population(count: 120, duplicates: 60, seed: 31)
    let model = MatchModel.standard.fitted(to: matchTable(population.people))
    let shuffled = MatchModel.standard.fitted(to: matchTable(population.shuffled(seed: 1).people))
    var options = MatchOptions()
    options.threads = 3
    let threaded = MatchModel.standard.fitted(to: matchTable(population.people), options: options)
    #expect(model == shuffled)
    #expect(model == threaded)
    for level in model.levels.joined() { #expect(level.m > 0 && level.u > 0 && level.u <= 1) }
    for levels in model.levels { #expect(abs(levels.reduce(0) { $0 + $1.m } - 1) < 0.05) }
  }

  @Test("learns how often a source gets a field wrong")
  func learns() {
    var population = Population(count: 150, duplicates: 150, seed: 33)
    let table = matchTable(population.people)
    for index in 150..<300 {
      population.people[index].phone = "+49301\(1_000_000 + index * 37)"
    }
    let wrong = matchTable(population.people)
    let phone = Comparison.phone.rawValue
    let before = MatchModel.standard.fitted(to: table).levels[phone]
    let after = MatchModel.standard.fitted(to: wrong).levels[phone]
    #expect((after.last?.m ?? 0) > 2 * (before.last?.m ?? 1))
    #expect(after[0].m < before[0].m)
  }
}
