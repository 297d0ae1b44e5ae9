import CRMModel
import Columns
import Deduplication
import Testing

@Suite struct SurvivorshipTests {
  /// One member: some fields, when it was changed, and its source's trust.
  private struct Member {
    var fields: [LeadField: String]
    var modifiedAt: Int64?
    var consentAt: Int64?
    var trust: Float

    init(
      _ fields: [LeadField: String],
      at modifiedAt: Int64? = nil,
      consentAt: Int64? = nil,
      trust: Float = 0.5
    ) {
      self.fields = fields
      self.modifiedAt = modifiedAt
      self.consentAt = consentAt
      self.trust = trust
    }
  }

  private func golden(
    _ members: [Member],
    rules: SurvivorshipRules = .standard,
    groups: [Range<Int>]? = nil
  ) -> GoldenRecords {
    var builder = BatchBuilder(CleanLeads.schema)
    for member in members {
      builder.append(
        CleanLeads.schema.fields.map { field in
          if field.name == "modified_at" { return .optional(member.modifiedAt) }
          if field.name == "consent_at" { return .optional(member.consentAt) }
          let text = LeadField(rawValue: field.name).flatMap { member.fields[$0] }
          guard let text else { return .null }
          return field.type == .utf8 ? .text(text) : .optional(Int64(text))
        }
      )
    }
    let list = ClusterMembers(
      batch: builder.finish(),
      trust: members.map(\.trust),
      groups: groups ?? [0..<members.count]
    )
    return goldenRecords(list, rules: rules)
  }

  private func value(_ records: GoldenRecords, _ field: LeadField, _ row: Int = 0) -> String? {
    let column = records.batch.column(field.name)
    return column?.string(row) ?? column?.integer(row).map { String($0) }
  }

  @Test("has every column of a lead in its type")
  func schema() {
    let records = golden([Member([:])])
    #expect(
      records.batch.schema == Schema(LeadField.allCases.map { Field($0.name, $0.type) })
    )
    #expect(LeadField.allCases.allSatisfy { records.batch.column($0.name)?.isNull(0) == true })
  }

  @Test("never lets a blank overwrite a value")
  func blanks() {
    let records = golden([
      Member([.jobTitle: "Buyer"], at: 1, trust: 0.1),
      Member([.jobTitle: ""], at: 9, trust: 0.9),
      Member([:], at: 10, trust: 1),
    ])
    #expect(value(records, .jobTitle) == "Buyer")
  }

  @Test("prefers trust, then time, then the record seen first")
  func order() {
    let trusted = golden([
      Member([.phone: "1"], at: 9, trust: 0.2), Member([.phone: "2"], at: 1, trust: 0.8),
    ])
    #expect(value(trusted, .phone) == "2")
    let recent = golden([
      Member([.phone: "1"], at: 1), Member([.phone: "2"], at: 2), Member([.phone: "3"]),
    ])
    #expect(value(recent, .phone) == "2")
    let tie = golden([Member([.phone: "1"], at: 1), Member([.phone: "2"], at: 1)])
    #expect(value(tie, .phone) == "1")
    #expect(tie.winners[tie.groups.firstIndex { $0.name == "phone" } ?? 0] == [0])
  }

  @Test("takes an address whole from one record")
  func addressGroup() {
    let records = golden([
      Member([.street: "Hauptstr. 1", .locality: "Köln", .postalCode: "50667"], at: 1),
      Member([.locality: "Bonn", .region: "NRW", .country: "DE"], at: 5),
    ])
    #expect(value(records, .street) == "Hauptstr. 1")
    #expect(value(records, .locality) == "Köln")
    #expect(value(records, .country) == nil)
    #expect(value(records, .region) == nil)
  }

  @Test("takes an amount with its currency, and parts of a name together")
  func groups() {
    let records = golden([
      Member([.value: "1000", .currency: "USD", .givenName: "Bob", .familyName: "Ray"], at: 1),
      Member([.value: "2000", .currency: "EUR", .fullName: "Bobby Ray"], at: 2),
    ])
    #expect(value(records, .value) == "2000")
    #expect(value(records, .currency) == "EUR")
    #expect(value(records, .givenName) == "Bob")
    #expect(value(records, .fullName) == nil)
  }

  @Test("joins tags, each once, in an order of their own")
  func tags() {
    let members = [
      Member([.tags: "vip; Fair 2026"]), Member([.tags: "fair 2026,news"]), Member([:]),
    ]
    #expect(value(golden(members), .tags) == "Fair 2026; news; vip")
    #expect(value(golden(members.reversed()), .tags) == "Fair 2026; news; vip")
    #expect(value(golden([members[0]]), .tags) == "vip; Fair 2026")
  }

  @Test("does not depend on the order of the records where no rule tells them apart")
  func tie() {
    let members = [
      Member([.email: "a@one.test", .phone: "+4930123", .leadSource: "fair", .owner: "Ida"]),
      Member([.email: "b@two.test", .phone: "+4930122", .leadSource: "shop", .owner: "Jan"]),
      Member([.email: "b@one.test", .phone: "+4930124", .leadSource: "app", .owner: "Eva"]),
    ]
    let first = golden(members)
    for field in [LeadField.email, .phone, .leadSource, .owner] {
      #expect(value(golden(members.reversed()), field) == value(first, field))
    }
  }

  @Test("prefers a verified address")
  func verified() {
    let records = golden([
      Member([.email: "a@example.org"], at: 9, trust: 0.9),
      Member([.email: "b@example.org", .consentEmail: "opted_in"], at: 1, consentAt: 5),
    ])
    #expect(value(records, .email) == "b@example.org")
  }

  @Test(
    "only tightens consent",
    arguments: [
      ([("opted_in", nil), ("opted_out", nil)], "opted_out"),
      ([("opted_out", nil), ("opted_in", 7)], "opted_out"),
      ([("opted_out", 3), ("opted_in", 7)], "opted_in"),
      ([("opted_in", 3), ("opted_out", 7)], "opted_out"),
      ([("opted_in", nil), ("unknown", nil)], "unknown"),
      ([("", nil), ("opted_in", nil)], "opted_in"),
    ] as [([(String, Int64?)], String)]
  )
  func consent(members: [(String, Int64?)], expected: String) {
    for list in [members, members.reversed()] {
      let records = golden(list.map { Member([.consentEmail: $0.0], consentAt: $0.1) })
      #expect(value(records, .consentEmail) == expected)
    }
  }

  @Test("follows the rules of the pipeline file, and refuses those that do not fit")
  func ownRules() throws {
    let standard = SurvivorshipRules.standard
    let changed = standard.setting("phone", to: [.longest])
    let rules = try #require(changed?.setting("street", to: [.first]))
    #expect(standard.setting("consent", to: [.mostRecent]) == nil)
    #expect(standard.setting("email", to: [.union]) == nil)
    #expect(standard.setting("e-mail", to: [.first]) == nil)
    #expect(standard.setting("email", to: []) == nil)
    let records = golden(
      [
        Member([.phone: "1", .locality: "A"]),
        Member([.phone: "22", .street: "S", .locality: "B"]),
      ],
      rules: rules
    )
    #expect(value(records, .phone) == "22")
    #expect(value(records, .locality) == "A")
  }

  @Test("keeps clusters apart")
  func clusters() {
    let records = golden(
      [Member([.phone: "1"]), Member([.phone: "2"], at: 2), Member([.notes: "x"])],
      groups: [0..<2, 2..<3]
    )
    #expect(records.batch.rowCount == 2)
    #expect(value(records, .phone, 0) == "2")
    #expect(value(records, .phone, 1) == nil)
    #expect(value(records, .notes, 1) == "x")
  }
}
