import CRMModel
import Diagnostics
import Reporting
import Testing

/// What a source may say of its deliveries, and what stops one (Pipeline.docc/PipelineFile.md).
@Suite("deliveries") struct DeliveryRuleTests {
  // MARK: - Keys

  private static let names = [
    "Anna", "Bruno", "Clara", "Dora", "Emil", "Frieda", "Georg", "Hanna", "Ida", "Jan", "Karl",
    "Lena", "Max", "Nora", "Otto", "Paula", "Rita", "Sven", "Theo", "Uwe", "Vera", "Wanda", "Yann",
  ]

  /// Persons numbered by their row.
  private static func numbered(_ names: [String]) -> String {
    names.enumerated().reduce("ID,Name,E-Mail\n") { file, person in
      file + "\(person.offset + 1),\(person.element) \(person.element)sen,"
        + "\(person.element.lowercased())@mail.test\n"
    }
  }

  @Test("a file whose keys are row numbers is stopped when a row is inserted on top")
  func rowNumbers() throws {
    var crm = try Deliveries()
    try crm.deliver(Self.numbered(Self.names))
    #expect {
      try crm.deliver(Self.numbered(["Zoe"] + Self.names))
    } throws: {
      ($0 as? Fault)?.kind == .gate
    }
    #expect(try crm.leads().count == Self.names.count)
    // One key that was given anew is no file of row numbers.
    var others = Self.names
    others[4] = "Zoe"
    #expect(try crm.deliver(Self.numbered(others)).total.created == 1)
  }

  @Test(
    "row numbers move nobody's consent, however little the records say",
    arguments: [
      (
        "ID,E-Mail,Newsletter\n1,anna@a.test,nein\n2,bernd@b.test,ja\n",
        "ID,E-Mail,Newsletter\n1,zoe@z.test,ja\n2,anna@a.test,\n3,bernd@b.test,ja\n"
      ),
      (
        "ID,Name,E-Mail,Newsletter\n1,Anna Berg,info@a.test,nein\n2,Bernd Kohl,info@a.test,ja\n",
        "ID,Name,E-Mail,Newsletter\n1,Zoe Zorn,info@a.test,ja\n2,Anna Berg,info@a.test,\n"
          + "3,Bernd Kohl,info@a.test,ja\n"
      ),
    ]
  )
  func inserted(_ first: String, _ second: String) throws {
    var crm = try Deliveries()
    try crm.deliver(first)
    try crm.deliver(second)
    let leads = try crm.leads()
    #expect(leads.count == 3)
    #expect(leads.allSatisfy { $0.points.count { $0.hasPrefix("email") } == 1 })
    let anna = try #require(leads.first { $0.name.lowercased().hasPrefix("anna") })
    #expect(anna[.consentEmail] == "opted_out")
  }

  @Test("keys swapped between two records that say an address alone swap nothing")
  func swapped() throws {
    var crm = try Deliveries()
    try crm.deliver("ID,E-Mail,Ort\n1,anna@a.test,Kiel\n2,bernd@b.test,Bonn\n")
    try crm.deliver("ID,E-Mail,Ort\n2,anna@a.test,Kiel\n1,bernd@b.test,Bonn\n")
    let leads = try crm.leads()
    #expect(leads.map { $0[.locality] } == ["Kiel", "Bonn"])
    #expect(leads.allSatisfy { $0.points.count { $0.hasPrefix("email") } == 1 })
  }

  @Test("one id in all records of a file is no key, in any delivery of it")
  func oneKey() throws {
    let rows = Self.names.map { "shop-7,\($0) \($0)sen,\($0.lowercased())@mail.test\n" }
    var crm = try Deliveries()
    let report = try crm.deliver("ID,Name,E-Mail\n" + rows.joined())
    #expect(report.total.created == Int64(rows.count))
    #expect(report.notes.contains { $0.contains("key.one-value") })
    let again = try crm.deliver("ID,Name,E-Mail\n" + rows.reversed().joined())
    #expect(again.total.unchanged == Int64(rows.count))
  }

  // MARK: - Versions

  @Test("a version that its source says is older fills what is blank and changes nothing")
  func older() throws {
    let header = "ID,Name,E-Mail,Telefon,updated_at\n"
    var crm = try Deliveries()
    try crm.deliver(header + "1,Anna Kohl,anna@new.test,,2026-10-05\n")
    try crm.deliver(header + "1,Anna Berger,anna@new.test,030 1234567,2026-01-05\n")
    let lead = try crm.lead()
    #expect(lead[.fullName] == "Anna Kohl")
    #expect(lead[.phone] == "+49301234567")
    try crm.deliver(header + "1,Anna Sand,anna@new.test,,2026-10-06\n")
    #expect(try crm.lead()[.fullName] == "Anna Sand")
  }

  @Test("a blank cell clears only where the source says so, and no consent")
  func clears() throws {
    let full =
      "ID,Name,E-Mail,Telefon,Ort,Newsletter\n1,Anna Berg,a@b.test,030 1234567,Kiel,nein\n"
    var crm = try Deliveries()
    try crm.deliver(full)
    try crm.deliver("ID,Name,E-Mail,Telefon,Newsletter\n1,Anna Berg,a@b.test,,\n")
    #expect(try crm.lead()[.phone] != nil)
    try crm.deliver(
      "ID,Name,E-Mail,Telefon,Newsletter\n1,Ann Berg,a@b.test,,\n",
      saying: "blank: \"clears\""
    )
    let lead = try crm.lead()
    #expect(lead[.phone] == nil)
    #expect(lead[.locality] == "Kiel", "a column that the file has not")
    #expect(lead[.consentEmail] == "opted_out")
  }

  @Test("says which fields have changed, and whose name")
  func changes() throws {
    let header = "ID,Name,E-Mail,Telefon,Ort\n"
    var crm = try Deliveries()
    try crm.deliver(header + "1,Anna Berg,a@b.test,,Kiel\n2,Otto Sand,o@s.test,,\n")
    let report = try crm.deliver(
      header + "1,Anna Kohl,a@b.test,030 1234567,\n2,Otto Sand,o@s.test,030 7654321,Bonn\n"
    )
    let changes = report.sources[0].changes
    let counts = Dictionary(uniqueKeysWithValues: changes.map { ($0.name, $0.count) })
    #expect(counts == ["name": 1, "phone": 2, "address": 1])
    #expect(report.notes.contains { $0.contains("crm.csv:2") && $0.contains("lead.renamed") })
  }

  // MARK: - Complete sources

  @Test("records that a complete source holds no longer are marked, kept, and told on return")
  func complete() throws {
    var crm = try Deliveries()
    try crm.deliver(Self.numbered(Self.names), saying: "complete: true")
    let fewer = try crm.deliver(
      Self.numbered(Array(Self.names.dropLast())),
      saying: "complete: true"
    )
    #expect(fewer.notes.contains { $0.contains("source.gone") && $0.contains("1 of 23") })
    #expect(try crm.leads().count == Self.names.count)
    // Told once.
    let again = try crm.deliver(
      Self.numbered(Array(Self.names.dropLast())),
      saying: "complete: true"
    )
    #expect(!again.notes.contains { $0.contains("source.gone") })
    let back = try crm.deliver(Self.numbered(Self.names), saying: "complete: true")
    #expect(back.total.unchanged == Int64(Self.names.count))
    #expect(back.notes.contains { $0.contains("source.returned") })
  }

  @Test("a complete source that holds much less than before is stopped")
  func partial() throws {
    var crm = try Deliveries()
    try crm.deliver(Self.numbered(Self.names))
    for rows in [0, 3, 15] {
      #expect {
        try crm.deliver(Self.numbered(Array(Self.names.prefix(rows))), saying: "complete: true")
      } throws: {
        ($0 as? Fault)?.kind == .gate
      }
    }
    try crm.deliver(Self.numbered(Array(Self.names.prefix(3))))
  }

  // MARK: - Refusals

  @Test(
    "a refusal of an address holds for every lead that has it, in any order",
    arguments: [
      // A person at an office's mailbox.
      ("ID,Name,E-Mail,Newsletter\n1,Anna Berg,info@alpha.test,ja\n", "info@alpha.test"),
      // A couple's.
      (
        "ID,Name,E-Mail,Newsletter\n1,Ida Kern,kern@kern.test,ja\n2,Otto Kern,kern@kern.test,ja\n",
        "Kern@kern.test"
      ),
      // Somebody who is called otherwise in the list.
      ("ID,Name,E-Mail,Newsletter\n1,Anna Berger,anna@b.test,ja\n", "anna@b.test"),
    ]
  )
  func refusal(_ people: String, _ address: String) throws {
    let list = "Name,E-Mail,Newsletter\n,\(address),nein\n"
    let named = "Name,E-Mail,Newsletter\nAnna Kohl,\(address),nein\n"
    for list in [list, named] {
      for isListFirst in [false, true] {
        var crm = try Deliveries()
        if isListFirst { try crm.deliver(["list.csv": list], source: "newsletter") }
        try crm.deliver(people)
        if !isListFirst { try crm.deliver(["list.csv": list], source: "newsletter") }
        let consents = try crm.leads().map { $0[.consentEmail] }
        #expect(consents.allSatisfy { $0 == "opted_out" }, "\(consents)")
      }
    }
  }

  @Test("a refusal reaches a lead whose address changes to the refused one")
  func laterAddress() throws {
    var crm = try Deliveries()
    try crm.deliver(["list.csv": "E-Mail,Newsletter\nanna@neu.test,nein\n"], source: "newsletter")
    try crm.deliver("ID,Name,E-Mail,Newsletter\n1,Anna Berg,anna@alt.test,ja\n")
    #expect(try crm.leads().contains { $0[.consentEmail] == "opted_in" })
    try crm.deliver("ID,Name,E-Mail,Newsletter\n1,Anna Berg,anna@neu.test,ja\n")
    #expect(try crm.leads().allSatisfy { $0[.consentEmail] == "opted_out" })
  }
}
