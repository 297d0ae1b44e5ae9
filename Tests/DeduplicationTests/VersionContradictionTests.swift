import Deduplication
import Testing

/// Two versions of one key: the same person, or another one.
@Suite("versions of one key")
struct VersionContradictionTests {
  private static let stored = Person(
    given: "Katherine",
    family: "Holm",
    organisation: "Holm Boats",
    email: "katherine@holm.test",
    phone: "+4930123456",
    birthDate: 4_000
  )

  private static func isAnotherPerson(_ version: Person, than stored: Person = stored) -> Bool {
    let table = matchTable([stored, version])
    let verdict = table.isAnotherPerson(0, 1)
    #expect(table.isAnotherPerson(1, 0) == verdict)
    return verdict
  }

  @Test("what stays tells that it is the same person")
  func samePerson() {
    let versions = [
      Person(given: "Katherine", family: "Berg", email: "kb@berg.test"),
      Person(given: "Kate", family: "Holm", email: "kate@new.test", phone: "+4940999999"),
      Person(given: "K", family: "Holm", email: "kate@new.test", phone: "+4940999999"),
      Person(given: "Otto", family: "Sand", email: "katherine@holm.test", phone: "+4940999999"),
      Person(given: "Otto", family: "Sand", email: "otto@sand.test", birthDate: 4_000),
      Person(given: "Otto", family: "Sand"), Person(email: "otto@sand.test"), Person(),
    ]
    for version in versions { #expect(!Self.isAnotherPerson(version), "\(version)") }
  }

  @Test("two of name, address and number that differ, and nothing that stays, tell another one")
  func anotherPerson() {
    let versions = [
      Person(given: "Otto", family: "Sand", email: "otto@sand.test"),
      Person(given: "Otto", family: "Sand", phone: "+4940999999"),
      Person(given: "Otto", family: "Sand", email: "otto@sand.test", phone: "+4930123456"),
      Person(given: "Otto", family: "Holm", email: "otto@holm.test", phone: "+4930123456"),
      Person(given: "Otto", family: "Holm", email: "otto@holm.test", phone: "+4940999999"),
      Person(given: "Katherine", family: "Berg", email: "kb@berg.test", phone: "+4940999999"),
      Person(given: "Otto", family: "Sand", organisation: "Holm Boats", email: "o@sand.test"),
      Person(email: "otto@sand.test", phone: "+4940999999"),
      Person(organisation: "Sand & Co", email: "otto@sand.test"),
    ]
    for version in versions { #expect(Self.isAnotherPerson(version), "\(version)") }
  }

  @Test("organisations are compared by their names where no person is named")
  func organisations() {
    let stored = Person(organisation: "Holm Boats", email: "info@holm.test", phone: "+4930123456")
    let same = Person(organisation: "Holm Boats Ltd", email: "office@new.test", phone: "+4940999")
    #expect(!Self.isAnotherPerson(same, than: stored))
    let other = Person(organisation: "Sand & Co", email: "info@sand.test")
    #expect(Self.isAnotherPerson(other, than: stored))
  }
}
