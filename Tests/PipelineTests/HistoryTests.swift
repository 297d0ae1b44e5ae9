import CRMModel
import Foundation
import TestSupport
import Testing

/// Law 8 of design.md: the same deliveries, in another order, split, repeated, with rows moved, end in
/// the same persons, values, consents and ways to reach them.
///
/// What may matter stays as it is: the order of the versions of one key within a source, and which
/// equal rows without a key came in one delivery.
///
/// Not covered: a pair that only a former version bears out (its number, before it changed) is joined
/// when the other record came in time, and waits for review when it came later. Matching sees the
/// present values of a record; here the shop's address bears its records out besides.
@Suite("history does not matter") struct HistoryTests {
  /// Histories tried; `STARCRM_HISTORIES` sets another number, for a soak of 10,000.
  private static let count =
    ProcessInfo.processInfo.environment["STARCRM_HISTORIES"].flatMap { Int($0) } ?? 12

  @Test("the same deliveries in another order, split and repeated")
  func order() throws {
    let first = UInt64(
      ProcessInfo.processInfo.environment["STARCRM_HISTORY_SEED"].flatMap { Int($0) } ?? 1
    )
    for seed in first..<first + UInt64(Self.count) {
      var generator = SeededGenerator(seed: seed)
      let history = History(using: &generator)
      let expected = try Self.outcome(history.inOrder)
      let variant = history.variant(using: &generator)
      let found = try Self.outcome(variant)
      #expect(found.count == expected.count, "seed \(seed)")
      if found != expected {
        let missing = expected.filter { !found.contains($0) }
        let extra = found.filter { !expected.contains($0) }
        let text = variant.map { "\($0.source): \($0.content)" }
        Issue.record(
          """
          seed \(seed), only in order:
          \(missing.joined(separator: "\n"))
          only otherwise:
          \(extra.joined(separator: "\n"))
          otherwise:
          \(text.joined(separator: "\n"))
          """
        )
      }
    }
  }

  /// The leads, a line each.
  private static func outcome(_ deliveries: [History.Delivery]) throws -> [String] {
    var crm = try Deliveries()
    for delivery in deliveries {
      try crm.deliver(["\(delivery.source).csv": delivery.content], source: delivery.source)
    }
    return try crm.leads().map { lead in
      let fields = lead.fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return (fields + lead.points).joined(separator: ", ")
    }.sorted()
  }
}

/// Deliveries of three sources about some people.
private struct History {
  /// One file of a source.
  struct Delivery {
    let source: String
    let header: String
    var rows: [String]

    var content: String { ([header] + rows).joined(separator: "\n") + "\n" }
  }

  /// By source, its deliveries in their order.
  private var sources: [[Delivery]] = []

  private struct Person {
    let given: String
    let family: String
    var email: String
    var phone: String
    let locality: String
  }

  private static let givenNames = [
    "Anna", "Bruno", "Clara", "Dora", "Emil", "Frieda", "Georg", "Ida",
  ]
  private static let familyNames = ["Ahorn", "Birke", "Kern", "Linde", "Moser", "Tanne", "Ulme"]

  init(using generator: inout SeededGenerator) {
    var people: [Person] = []
    for index in 0..<Int.random(in: 3...7, using: &generator) {
      let given = Self.givenNames[index]
      let family = Self.familyNames.randomElement(using: &generator) ?? "Kern"
      // Some share a mailbox and a number with the one before.
      let isShared = index > 0 && Int.random(in: 0..<4, using: &generator) == 0
      people.append(
        Person(
          given: given,
          family: isShared ? people[index - 1].family : family,
          email: isShared
            ? people[index - 1].email : "\(given).\(family)@mail.test".lowercased(),
          phone: isShared ? people[index - 1].phone : "+4930\(1_234_560 + index)",
          locality: ["Kiel", "Bonn", "Ulm"][index % 3]
        )
      )
    }
    sources = [
      Self.crm(people, &generator), Self.shop(people, &generator),
      Self.list(people, &generator),
    ]
  }

  /// A CRM's exports: all people, then some of them changed, with fewer columns.
  private static func crm(_ people: [Person], _ generator: inout SeededGenerator) -> [Delivery] {
    let consents = people.map { _ in ["ja", "nein", ""].randomElement(using: &generator) ?? "" }
    var deliveries = [
      Delivery(
        source: "crm",
        header: "ID,Vorname,Nachname,E-Mail,Telefon,Ort,Newsletter",
        rows: zip(people.indices, people).map { index, person in
          "K\(index),\(person.given),\(person.family),\(person.email),\(person.phone),"
            + "\(person.locality),\(consents[index])"
        }
      )
    ]
    let changed = people.indices.filter { _ in Bool.random(using: &generator) }
    if !changed.isEmpty {
      deliveries.append(
        Delivery(
          source: "crm",
          header: "ID,Nachname,Telefon,Newsletter",
          rows: changed.map { index in
            let phone = Bool.random(using: &generator) ? "" : "+4940\(7_654_320 + index)"
            return "K\(index),\(people[index].family),\(phone),"
              + (["nein", ""].randomElement(using: &generator) ?? "")
          }
        )
      )
    }
    return deliveries
  }

  /// A shop's customers: some of the people, by another number and with a short form of the name.
  private static func shop(_ people: [Person], _ generator: inout SeededGenerator) -> [Delivery] {
    let rows = people.indices.filter { _ in Bool.random(using: &generator) }.map { index in
      let person = people[index]
      let given = Bool.random(using: &generator) ? person.given : "\(person.given.prefix(1))."
      return "S\(index),\(given),\(person.family),\(person.email),\(person.phone),"
        + "\(person.locality),\(index * 10).00"
    }
    return [
      Delivery(source: "shop", header: "ID,Vorname,Nachname,E-Mail,Telefon,Ort,Wert", rows: rows)
    ]
    .filter { !$0.rows.isEmpty }
  }

  /// A newsletter's list: addresses and consents alone.
  private static func list(_ people: [Person], _ generator: inout SeededGenerator) -> [Delivery] {
    let addresses = Set(people.map(\.email)).sorted().filter { _ in Bool.random(using: &generator) }
    let rows = addresses.map { "\($0),\(["ja", "nein"].randomElement(using: &generator) ?? "")" }
    return [Delivery(source: "list", header: "E-Mail,Newsletter", rows: rows)]
      .filter { !$0.rows.isEmpty }
  }

  /// Source by source.
  var inOrder: [Delivery] { sources.flatMap { $0 } }

  /// The same in another order: sources interleaved, rows moved, deliveries split and repeated.
  func variant(using generator: inout SeededGenerator) -> [Delivery] {
    var queues = sources.map { deliveries in
      deliveries.flatMap { delivery -> [Delivery] in
        var delivery = delivery
        delivery.rows.shuffle(using: &generator)
        guard delivery.rows.count > 1, Bool.random(using: &generator) else { return [delivery] }
        let cut = Int.random(in: 1..<delivery.rows.count, using: &generator)
        var (first, second) = (delivery, delivery)
        first.rows = Array(delivery.rows[..<cut])
        second.rows = Array(delivery.rows[cut...])
        return [first, second]
      }
    }
    var order: [Delivery] = []
    while true {
      let waiting = queues.indices.filter { !queues[$0].isEmpty }
      guard let source = waiting.randomElement(using: &generator) else { return order }
      let delivery = queues[source].removeFirst()
      order.append(delivery)
      if Int.random(in: 0..<3, using: &generator) == 0 { order.append(delivery) }
    }
  }
}
