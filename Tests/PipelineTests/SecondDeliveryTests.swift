import CRMModel
import Reporting
import Testing

/// What a second file does to what the first one brought (design.md, "The heart").
@Suite("a second delivery")
struct SecondDeliveryTests {
  // MARK: - Blank and missing

  private static let full = """
    Kundennummer,Vorname,Nachname,E-Mail,Telefon,Straße,PLZ,Ort,Notizen
    K1,Erika,Moll,erika@moll.test,030 1234567,Ringstr. 1,10115,Berlin,mag Tee

    """

  @Test(
    "a blank cell or a missing column keeps what is stored",
    arguments: [
      "Kundennummer,E-Mail,Bundesland\nK1,erika@moll.test,Brandenburg\n",
      """
      Kundennummer,Vorname,Nachname,E-Mail,Telefon,Straße,PLZ,Ort,Notizen,Bundesland
      K1,,,,,,,,,Brandenburg

      """,
      "Bundesland;Kundennummer;Telefon\nBrandenburg;K1;030 1234567\n",
    ]
  )
  func blank(_ second: String) throws {
    var crm = try Deliveries()
    try crm.deliver(Self.full)
    let before = try crm.lead()
    let report = try crm.deliver(second)
    #expect(report.total.updated == 1)
    var expected = before
    expected.fields[LeadField.region.name] = "Brandenburg"
    #expect(try crm.lead().fields == expected.fields)
    #expect(
      Set(try crm.lead().points).isSuperset(of: before.points.filter { !$0.contains("addr") })
    )
    #expect(try crm.deliver(second).total.unchanged == 1)
  }

  @Test("a new value takes the place of the old one, ways to reach somebody are added")
  func changed() throws {
    var crm = try Deliveries()
    try crm.deliver(Self.full)
    try crm.deliver("Kundennummer,E-Mail,Telefon\nK1,erika.moll@neu.test,030 1234567\n")
    let lead = try crm.lead()
    #expect(lead[.email] == "erika.moll@neu.test")
    #expect(lead[.street] == "Ringstr. 1")
    #expect(lead.points.contains("email erika@moll.test"))
    #expect(lead.points.contains("email erika.moll@neu.test"))
  }

  @Test(
    "a name is laid over part by part",
    arguments: [
      ("Nachname\nK1,Kohl\n", "Erika Kohl"), ("Vorname\nK1,Erica\n", "Erica Moll"),
      ("Name\nK1,Erika Kohl\n", "Erika Kohl"), ("Name\nK1,Moll\n", "Erika Moll"),
      ("Name\nK1,\n", "Erika Moll"),
    ]
  )
  func name(_ second: String, _ expected: String) throws {
    var crm = try Deliveries()
    try crm.deliver(Self.full)
    try crm.deliver("Kundennummer,\(second)")
    let lead = try crm.lead()
    #expect(lead[.fullName] == expected)
    #expect(
      [lead[.givenName], lead[.familyName]].compactMap { $0 }.joined(separator: " ") == expected
    )
  }

  @Test("an amount keeps its currency when a version brings none")
  func amount() throws {
    var crm = try Deliveries()
    try crm.deliver(
      "Kundennummer,Name,E-Mail,Value,Currency\nK1,Erika Moll,e@moll.test,120.00,CHF\n"
    )
    try crm.deliver("Kundennummer,E-Mail,Value,Currency\nK1,e@moll.test,,EUR\n")
    #expect(try crm.lead()[.currency] == "CHF")
    #expect(try crm.lead()[.value] != nil)
  }

  // MARK: - Consent

  /// A delivery of one customer with a consent, and with its date where there is one.
  private static func consent(_ word: String?, _ date: String? = nil) -> String {
    let header = [word == nil ? nil : ",Newsletter", date == nil ? nil : ",consent_at"]
    let values = [word.map { ",\($0)" }, date.map { ",\($0)" }]
    return "Kundennummer,Name,E-Mail\(header.compactMap { $0 }.joined())\n"
      + "K1,Erika Moll,erika@moll.test\(values.compactMap { $0 }.joined())\n"
  }

  @Test(
    "consent only tightens, unless the new one has a later date of its own",
    arguments: [
      ([("nein", nil), ("", nil)], "opted_out"),
      ([("nein", nil), (nil, nil)], "opted_out"),
      ([("nein", nil), ("ja", nil)], "opted_out"),
      ([("ja", nil), ("nein", nil)], "opted_out"),
      ([("ja", nil), ("", nil)], "opted_in"),
      ([("nein", "2026-10-01"), ("ja", "2026-09-01")], "opted_out"),
      ([("nein", "2026-10-01"), ("ja", nil)], "opted_out"),
      ([("nein", "2026-10-01"), ("ja", "2026-10-15")], "opted_in"),
      ([("nein", "2026-10-01"), ("nein", nil), ("ja", "2026-10-15")], "opted_in"),
      ([("ja", "2026-10-15"), ("nein", "2026-10-01")], "opted_in"),
      ([("ja", "2026-10-15"), ("nein", nil)], "opted_out"),
      // The first night is 2026-11-02: a proof from before it may be older than the refusal.
      ([("nein", nil), ("ja", "2026-10-15")], "opted_out"),
      ([("nein", nil), ("ja", "2026-11-03")], "opted_in"),
      ([("nein", nil), ("", nil), (nil, nil), ("ja", nil)], "opted_out"),
      // A date after the run's clock is a typing error and proves nothing.
      ([("nein", "2026-05-01"), ("ja", "2062-05-02")], "opted_out"),
      ([("ja", "2062-05-02"), ("nein", "2026-10-30")], "opted_out"),
    ] as [([(String?, String?)], String)]
  )
  func consent(_ history: [(String?, String?)], _ expected: String) throws {
    var crm = try Deliveries()
    for (word, date) in history { try crm.deliver(Self.consent(word, date)) }
    #expect(try crm.lead()[.consentEmail] == expected)
  }

  @Test(
    "a record of its key and a consent alone is a part of the stored one",
    arguments: [
      "ID,Newsletter\n1,nein\n", "Newsletter;ID\nnein;1\n",
      "ID,Newsletter,E-Mail,Telefon\n1,nein,anna@@berg,\n",
    ]
  )
  func keyAlone(_ second: String) throws {
    var crm = try Deliveries(require: "\"email or phone\"")
    try crm.deliver("ID,Name,E-Mail,Newsletter\n1,Anna Berg,anna@berg.test,ja\n")
    #expect(try crm.deliver(second).total.updated == 1)
    let lead = try crm.lead()
    #expect(lead[.consentEmail] == "opted_out")
    #expect(lead[.fullName] == "Anna Berg")
    #expect(lead[.email] == "anna@berg.test")
    #expect(try crm.deliver(second).total.unchanged == 1)
  }

  @Test("a record that lacks what is required is refused where no stored record completes it")
  func keyUnknown() throws {
    var crm = try Deliveries(require: "\"email or phone\"")
    try crm.deliver("ID,Name,E-Mail\n1,Anna Berg,anna@berg.test\n")
    let report = try crm.deliver("ID,Newsletter,E-Mail\n1,nein,\n2,nein,\nn/a,nein,\n")
    #expect(report.total.rejected == 2)
    #expect(report.total.updated == 1)
    let lead = try #require(try crm.leads().first { $0[.fullName] == "Anna Berg" })
    #expect(lead[.consentEmail] == "opted_out")
  }

  @Test("a list of addresses and consents reaches the leads that have the addresses")
  func addressesAlone() throws {
    var crm = try Deliveries()
    try crm.deliver("ID,Name,E-Mail,Newsletter\n1,Anna Berg,anna.berg@post.test,ja\n")
    let report = try crm.deliver(
      ["list.csv": "E-Mail,Newsletter\nanna.berg@post.test,nein\n"],
      source: "newsletter"
    )
    #expect(report.total.merged == 1)
    #expect(try crm.lead()[.consentEmail] == "opted_out")
    #expect(try crm.lead()[.fullName] == "Anna Berg")
  }

  // MARK: - Keys that are none

  @Test("fillers and rounded numbers in the id's column are no keys, and are told")
  func fillers() throws {
    let first = """
      ID,Name,E-Mail
      n/a,Anton Eich,anton@eich.test
      #N/A,Berta Linde,berta@linde.test
      -,Cäsar Ulme,caesar@ulme.test
      neu,Dora Ahorn,dora@ahorn.test
      1.23457E+11,Emil Buche,emil@buche.test

      """
    let second = """
      ID,Name,E-Mail
      n/a,Frieda Tanne,frieda@tanne.test
      #N/A,Georg Kiefer,georg@kiefer.test
      -,Hanna Birke,hanna@birke.test
      neu,Ina Erle,ina@erle.test
      1.23457E+11,Jan Weide,jan@weide.test

      """
    var crm = try Deliveries()
    let report = try crm.deliver(first)
    #expect(report.total.created == 5)
    #expect(report.repairs.contains { $0.rule == "key.filler" && $0.count == 5 && $0.isLeftOut })
    #expect(try crm.deliver(second).total.created == 5)
    #expect(try crm.deliver(first).total.unchanged == 5)
    #expect(try crm.leads().count == 10)
  }

  // MARK: - Another person under an old key

  private static func people(_ rows: [(String, String, String)]) -> String {
    "ID,Name,E-Mail,Telefon\n"
      + rows.map { "\($0.0),\($0.1),\($0.2)@mail.test,\(Self.phones[$0.2] ?? "")\n" }.joined()
  }

  private static let phones = [
    "anton": "030 1234567", "berta": "040 7654321", "caesar": "089 998877", "dora": "0221 555666",
  ]

  @Test("a key that names another person takes over nothing, and both lines are told")
  func reused() throws {
    var crm = try Deliveries()
    try crm.deliver(
      "ID,Name,E-Mail,Newsletter,Telefon\n1,Anton Eich,anton@eich.test,nein,030 1234567\n"
    )
    let second = "ID,Name,E-Mail\n1,Berta Linde,berta@linde.test\n2,Anton Eich,anton@eich.test\n"
    let report = try crm.deliver(second)
    #expect(report.total.created == 1)
    #expect(report.total.updated == 0)
    let note = try #require(report.notes.first { $0.contains("key.reused") })
    #expect(note.contains("night-2/crm.csv:2: the key 1 named another person"))
    #expect(note.contains("night-1/crm.csv:2"))
    let leads = try crm.leads()
    #expect(leads.map(\.name) == ["Anton Eich", "Berta Linde"])
    #expect(leads[0][.consentEmail] == "opted_out")
    #expect(leads[0].points == ["email anton@eich.test", "phone 030 1234567"])
    #expect(leads[1][.consentEmail] == nil)
    #expect(leads[1].points == ["email berta@linde.test"])
    #expect(try crm.deliver(second).total.unchanged == 2)
  }

  @Test("a key that is an e-mail address is not printed")
  func personalKey() throws {
    var crm = try Deliveries()
    try crm.deliver("ID,Name,E-Mail\nx@mail.test,Anton Eich,anton@eich.test\n")
    let report = try crm.deliver("ID,Name,E-Mail\nx@mail.test,Berta Linde,berta@linde.test\n")
    #expect(report.notes.contains { $0.contains("the key of this record named another person") })
    #expect(!report.notes.contains { $0.contains("x@mail.test") })
    #expect(try crm.names() == ["Anton Eich", "Berta Linde"])
  }

  @Test("keys swapped between two persons, there and back, move nothing")
  func swapped() throws {
    let one = Self.people([("1", "Anton Eich", "anton"), ("2", "Berta Linde", "berta")])
    let other = Self.people([("2", "Anton Eich", "anton"), ("1", "Berta Linde", "berta")])
    var crm = try Deliveries()
    try crm.deliver(one)
    let leads = try crm.leads()
    for file in [other, other, one, other, one, one] {
      try crm.deliver(file)
      #expect(try crm.leads() == leads)
    }
  }

  @Test("row numbers as keys with a row inserted on top: every person stays one lead")
  func rowNumbers() throws {
    var people = [("Anton Eich", "anton"), ("Berta Linde", "berta"), ("Cäsar Ulme", "caesar")]
    func file() -> String {
      Self.people(people.enumerated().map { ("\($0 + 1)", $1.0, $1.1) })
    }
    var crm = try Deliveries()
    try crm.deliver(file())
    people.insert(("Dora Ahorn", "dora"), at: 0)
    let report = try crm.deliver(file())
    #expect(report.notes.count { $0.contains("key.reused") } == 3)
    #expect(try crm.names() == ["Anton Eich", "Berta Linde", "Cäsar Ulme", "Dora Ahorn"])
    // What a person's record says now wins over the record that lost its key.
    people[1] = ("Anton Eich", "neu.anton")
    try crm.deliver(file())
    #expect(try crm.leads()[0][.email] == "neu.anton@mail.test")
    #expect(try crm.leads().count == 4)
  }

  @Test(
    "a name, an address or a number that stays makes it a new version",
    arguments: [
      "1,Antonia Linde,anton@mail.test,089 998877", "1,Anton Eich,x@y.test,089 998877",
      "1,Anton Linde,x@y.test,", "1,Antonn Eich,x@y.test,",
      "1,A. Eich,x@y.test,089 998877", "1,Berta Linde,,", "1,Anton Ulme-Eich,x@y.test,089 998877",
    ]
  )
  func sameKeySamePerson(_ row: String) throws {
    var crm = try Deliveries()
    try crm.deliver(Self.people([("1", "Anton Eich", "anton")]))
    let report = try crm.deliver("ID,Name,E-Mail,Telefon\n\(row)\n")
    #expect(report.total.updated == 1)
    #expect(try crm.leads().count == 1)
  }

  @Test(
    "two of name, address and number that all differ make it another person",
    arguments: [
      "1,Berta Linde,berta@linde.test,", "1,Berta Linde,,089 998877",
      "1,Berta Linde,berta@linde.test,089 998877", "1,Berta Eich,berta@eich.test,089 998877",
      // A household or an office shares its number.
      "1,Berta Linde,berta@linde.test,030 1234567", "1,Berta Eich,berta@eich.test,030 1234567",
    ]
  )
  func sameKeyOtherPerson(_ row: String) throws {
    var crm = try Deliveries()
    try crm.deliver(Self.people([("1", "Anton Eich", "anton")]))
    let report = try crm.deliver("ID,Name,E-Mail,Telefon\n\(row)\n")
    #expect(report.total.created == 1)
    let leads = try crm.leads()
    #expect(leads.count == 2)
    #expect(leads.allSatisfy { $0.points.count { $0.hasPrefix("email") } <= 1 })
  }

  @Test("a new record is never matched against the version that a changed one has left behind")
  func staleVersion() throws {
    var crm = try Deliveries()
    try crm.deliver("ID,Name,E-Mail,Telefon\n1,Anton Eich,office@eich.test,030 1234567\n")
    // Record 1 keeps its name alone; record 2 has its old address and number.
    try crm.deliver(
      "ID,Name,E-Mail,Telefon\n1,Anton Eich,anton@neu.test,089 998877\n"
        + "2,Berta Linde,office@eich.test,030 1234567\n"
    )
    #expect(try crm.names() == ["Anton Eich", "Berta Linde"])
  }

  @Test("what the former holder of a key says goes to that person, not to the present holder")
  func formerHolder() throws {
    var crm = try Deliveries()
    try crm.deliver("ID,Name,E-Mail,Newsletter\n1,Anton Eich,anton@eich.test,ja\n")
    try crm.deliver("ID,Name,E-Mail,Newsletter\n1,Berta Linde,berta@linde.test,ja\n")
    try crm.deliver("ID,E-Mail,Newsletter\n1,anton@eich.test,nein\n")
    let leads = try crm.leads()
    #expect(leads.map(\.name) == ["Anton Eich", "Berta Linde"])
    #expect(leads.map { $0[.consentEmail] } == ["opted_out", "opted_in"])
    #expect(leads.map { $0[.email] } == ["anton@eich.test", "berta@linde.test"])
  }

  @Test(
    "a joined record whose new version is another person than the others leaves their lead",
    arguments: [
      // A birth date is filled in.
      [
        "ID,Name,E-Mail,Geburtsdatum\n1,Karl Lang,karl.lang@mail.test,1950-02-03\n",
        "ID,Name,E-Mail,Geburtsdatum\n2,Karl Lang,karl.lang@mail.test,\n",
        "ID,Name,E-Mail,Geburtsdatum\n2,Karl Lang,karl.lang@mail.test,1983-07-09\n",
      ],
      // A generation suffix is filled in.
      [
        "ID,Name,E-Mail,Telefon\n1,Karl Lang sen.,karl.lang@mail.test,0351 4445556\n",
        "ID,Name,E-Mail,Telefon\n2,Karl Lang,karl.lang@mail.test,0351 4445556\n",
        "ID,Name,E-Mail,Telefon\n2,Karl Lang jun.,karl.lang@mail.test,0351 4445556\n",
      ],
      // An initial is written out.
      [
        "ID,Vorname,Nachname,E-Mail,Telefon\n1,Anja,Kern,kern@kern.test,0341 888888\n",
        "ID,Vorname,Nachname,E-Mail,Telefon\n2,A.,Kern,kern@kern.test,0341 888888\n",
        "ID,Vorname,Nachname,E-Mail,Telefon\n2,Andreas,Kern,kern@kern.test,0341 888888\n",
      ],
    ]
  )
  func parting(_ deliveries: [String]) throws {
    var crm = try Deliveries()
    try crm.deliver(deliveries[0])
    try crm.deliver(deliveries[1])
    #expect(try crm.leads().count == 1, "nothing told them apart")
    let report = try crm.deliver(deliveries[2])
    #expect(report.total.updated == 1)
    #expect(report.notes.contains { $0.contains("lead.parted") })
    #expect(try crm.leads().count == 2)
    #expect(try crm.deliver(deliveries[2]).total.unchanged == 1)
    #expect(try crm.leads().count == 2)
  }

  @Test("a changed record is matched like a new one")
  func changedIsMatched() throws {
    var crm = try Deliveries()
    try crm.deliver("ID,Name,E-Mail\n1,Anna Berg,anna@berg.test\n2,A. Berg,\n")
    #expect(try crm.leads().count == 2)
    try crm.deliver("ID,Name,E-Mail\n2,Anna Berg,anna@berg.test\n")
    #expect(try crm.names() == ["Anna Berg"])
    #expect(try crm.deliver("ID,Name,E-Mail\n2,Anna Berg,anna@berg.test\n").total.unchanged == 1)
  }

  // MARK: - Several records of one key or content

  @Test(
    "records of one key in one delivery are one lead unless they contradict, and are told",
    arguments: [
      ("1,Anna Berg,,\n1,Anna Berg,,030 1234567\n", ["Anna Berg"]),
      ("1,Anna Berg,anna@berg.test,\n1,,,030 1234567\n", ["Anna Berg"]),
      ("1,Anna Berg,anna@berg.test,\n1,Otto Sand,otto@sand.test,\n", ["Anna Berg", "Otto Sand"]),
      (
        "1,Anna Berg,anna@berg.test,\n1,Otto Sand,otto@sand.test,\n1,Otto Sand,,030 1234567\n",
        ["Anna Berg", "Otto Sand"]
      ),
    ]
  )
  func repeatedKey(_ rows: String, _ names: [String]) throws {
    var crm = try Deliveries()
    let report = try crm.deliver("ID,Name,E-Mail,Telefon\n\(rows)")
    #expect(try crm.names() == names)
    #expect(report.notes.contains { $0.contains("key.repeated") && $0.contains("crm.csv:2") })
    let again = try crm.deliver("ID,Name,E-Mail,Telefon\n\(rows)")
    #expect(again.total.unchanged == again.total.read)
    #expect(try crm.names() == names)
  }

  @Test("an opt-out of its key alone reaches a lead of the same delivery")
  func keyAloneInOneDelivery() throws {
    var crm = try Deliveries(require: "\"email or phone\"")
    let report = try crm.deliver([
      "a.csv": "ID,Name,E-Mail,Newsletter\n1,Anna Berg,anna@berg.test,ja\n",
      "b.csv": "ID,Newsletter\n1,nein\n",
    ])
    #expect(report.total.rejected == 0)
    #expect(try crm.names() == ["Anna Berg"])
    #expect(try crm.lead()[.consentEmail] == "opted_out")
  }

  @Test("a file that is read twice in one run makes records with ids of their own")
  func copies() throws {
    let file = "Name,E-Mail\nAnton Eich,anton@eich.test\nBerta Linde,berta@linde.test\n"
    var crm = try Deliveries()
    let report = try crm.deliver(["a.csv": file, "b.csv": file])
    #expect(report.total.created == 2)
    #expect(report.total.merged == 2)
    #expect(try crm.deliver(["b.csv": file, "c.csv": file]).total.unchanged == 4)
  }

  @Test(
    "many records of one key or one content keep their number, however they are delivered again"
  )
  func manyAlike() throws {
    let sameKey = (0..<300).map { "7,Anton Eich \($0),p\($0)@mail.test\n" }
    let sameContent = (0..<300).map { _ in ",Berta Linde,berta@mail.test\n" }
    let header = "ID,Name,E-Mail\n"
    var crm = try Deliveries()
    try crm.deliver(header + (sameKey + sameContent).joined())
    let again = try crm.deliver(header + (sameContent + sameKey.reversed()).joined())
    #expect(again.total.unchanged == 600)
    #expect(
      try crm.deliver(header + sameContent.joined() + sameContent.joined()).total.unchanged == 300
    )
  }
}
