import CRMModel
import Columns
import Deduplication
import TestSupport

/// A lead as the tests write it down.
struct Person: Hashable {
  var given: String?
  var family: String?
  var organisation: String?
  var email: String?
  var phone: String?
  var street: String?
  var locality: String?
  var postalCode: String?
  var birthDate: Int32?

  static let schema = Schema(
    [
      LeadField.givenName, .familyName, .organisation, .email, .phone, .street, .locality,
      .postalCode, .birthDate,
    ].map { Field($0.name, $0.type) }
  )

  var row: [BatchBuilder.Value] {
    [given, family, organisation, email, phone, street, locality, postalCode]
      .map { .optional($0) } + [.optional(birthDate.map { Int64($0) })]
  }
}

func batch(_ people: [Person]) -> RecordBatch {
  var builder = BatchBuilder(Person.schema)
  for person in people { builder.append(person.row) }
  return builder.finish()
}

/// A table of people, extracted in batches of `size`.
func matchTable(_ people: [Person], batchSize size: Int = 100) -> MatchTable {
  var builder = MatchTableBuilder()
  for start in stride(from: 0, to: people.count, by: size) {
    builder.append(.extract(batch(Array(people[start..<min(people.count, start + size)]))))
  }
  return builder.finish()
}

/// Invented people, some of them several times with the errors that people make.
struct Population {
  var people: [Person] = []
  var entities: [Int] = []
  private var generator: SeededGenerator

  static let givenNames = [
    "Anna", "Robert", "Jürgen", "Sofia", "Katherine", "Michael", "Łukasz", "Ingrid", "William",
    "Chloé", "Jan", "Pieter", "Elisabeth", "Thomas", "María", "Samuel",
  ]
  static let familyNames = [
    "Müller", "Smith", "Kowalski", "García", "Lindqvist", "van Dijk", "O'Brien", "Lefèvre",
    "Hoffmann", "Jones", "Nowak", "Svensson", "Bäcker", "Rossi", "Weber", "Clarke",
  ]
  static let streets = ["Hauptstraße", "Oak Street", "rue Pasteur", "Calle Mayor", "Storgatan"]
  static let places = ["Berlin", "London", "Lyon", "Málaga", "Umeå"]

  init(count: Int, duplicates: Int, seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    for entity in 0..<count {
      people.append(someone())
      entities.append(entity)
    }
    for _ in 0..<duplicates {
      let entity = Int.random(in: 0..<count, using: &generator)
      let copy = changed(people[entity])
      people.append(copy)
      entities.append(entity)
    }
  }

  private mutating func pick(_ list: [String]) -> String {
    list.randomElement(using: &generator) ?? ""
  }

  private mutating func number(_ range: Range<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func someone() -> Person {
    let (given, family) = (pick(Self.givenNames), pick(Self.familyNames))
    return Person(
      given: given,
      family: family,
      organisation: number(0..<3) == 0 ? nil : "\(pick(Self.familyNames)) GmbH",
      email: "\(given.prefix(1)).\(family.filter(\.isASCII))\(number(0..<9999))@example.org",
      phone: "+4930\(number(1_000_000..<9_999_999))",
      street: "\(pick(Self.streets)) \(number(1..<200))",
      locality: pick(Self.places),
      postalCode: "\(number(10_000..<99_999))",
      birthDate: number(0..<2) == 0 ? nil : Int32(number(0..<15_000))
    )
  }

  private mutating func changed(_ person: Person) -> Person {
    var copy = person
    switch number(0..<6) {
    case 0: copy.email = nil
    case 1: copy.phone = nil
    case 2: copy.family = person.family.map { String($0.dropLast()) }
    case 3: copy.given = person.given.map { "\($0.prefix(1))." }
    case 4: (copy.given, copy.family) = (person.family, person.given)
    default: copy.street = nil
    }
    return copy
  }

  /// The same people in another order.
  func shuffled(seed: UInt64) -> Population {
    var other = self
    var generator = SeededGenerator(seed: seed)
    let order = people.indices.shuffled(using: &generator)
    other.people = order.map { people[$0] }
    other.entities = order.map { entities[$0] }
    return other
  }
}
