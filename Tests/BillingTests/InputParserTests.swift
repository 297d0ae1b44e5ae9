import Billing
import CRMModel
import Columns
import Diagnostics
import Testing
import Time

@Suite struct InputParserTests {
  private func batch(_ names: [String], _ rows: [[String?]]) -> (RecordBatch, RowOrigins) {
    let columns = names.indices.map { index in
      Column.text(TextColumn(rows.map { $0[index] }))
    }
    let schema = Schema(names.map { Field($0, .utf8) })
    let numbers = rows.indices.map { Int64($0 + 1) }
    let origins = RowOrigins(
      file: "charges.csv",
      record: numbers,
      line: numbers.map { $0 + 1 },
      byteOffset: numbers
    )
    return (RecordBatch(schema: schema, rowCount: rows.count, columns: columns), origins)
  }

  private let names = [
    "charge_id", "customer", "service_date", "description", "quantity", "unit_price", "net_amount",
    "currency", "tax_category", "tax_rate",
  ]

  private func charges(
    _ rows: [[String?]],
    _ parser: InputParser = InputParser(currency: .euro, defaultTax: nineteen)
  ) -> ParsedInputs<Charge> {
    let (batch, origins) = batch(names, rows)
    return parser.charges(batch, origins: origins)
  }

  private func row(
    _ id: String? = "C-1",
    date: String = "2026-10-02",
    quantity: String? = "2",
    price: String? = "10.50",
    net: String? = nil,
    currency: String? = nil,
    category: String? = nil,
    rate: String? = nil
  ) -> [String?] {
    [id, "K-100", date, "Support", quantity, price, net, currency, category, rate]
  }

  private func codes(_ parsed: ParsedInputs<Charge>) -> [[String]] {
    parsed.rejected.map { $0.findings.map(\.code.rawValue) }
  }

  @Test("a plain row becomes a charge with the defaults of the pipeline")
  func plain() throws {
    let parsed = charges([row()])
    let charge = try #require(parsed.accepted.first)
    #expect(charge.chargeID == "C-1" && charge.customer == "K-100")
    #expect(charge.quantity.plain == "2" && charge.unitPrice.plain == "10.5")
    #expect(charge.currency == .euro && charge.tax == nil && charge.netAmount == nil)
    #expect(charge.serviceDate == day("2026-10-02"))
    #expect(charge.origin.line == 2)
  }

  @Test(
    "prices are read in every form that leaves no doubt",
    arguments: [
      ("1234.56", "1234.56"), ("1234,56", "1234.56"), ("1.234,56", "1234.56"),
      ("1,234.56", "1234.56"), ("1 234,56", "1234.56"), ("1\u{202F}234,56", "1234.56"),
      ("1'234.56", "1234.56"), ("1.234.567,8", "1234567.8"), ("1,234,567", "1234567"),
      ("0.125", "0.125"), ("0,125", "0.125"), ("1234.567", "1234.567"), ("12.50 €", "12.5"),
      ("€ 12,50", "12.5"), ("EUR 12.50", "12.5"), ("12.50EUR", "12.5"), ("1000", "1000"),
    ]
  )
  func prices(text: String, price: String) {
    let parsed = charges([row(quantity: "1", price: text)])
    #expect(parsed.accepted.map(\.unitPrice.plain) == [price])
  }

  @Test(
    "what is no number, or could be two, is refused",
    arguments: [
      ("1.234", "number.ambiguous"), ("1,234", "number.ambiguous"), ("1a2", "number.syntax"),
      ("1.23.4", "number.syntax"), ("1,23,456", "number.syntax"), ("1.2,3.4", "number.syntax"),
      ("--5", "number.syntax"), ("1e5", "number.syntax"), ("5.", "number.syntax"),
      ("0.0000001", "number.range"), ("1000000000000", "number.range"),
      ("99999999999999999999999", "number.range"), ("12 34", "number.syntax"),
    ]
  )
  func badPrices(text: String, code: String) {
    #expect(codes(charges([row(quantity: "1", price: text)])) == [[code]])
  }

  @Test("other rows of the file decide what one row leaves open")
  func decimalMark() {
    let point = charges([row("1", price: "1,234"), row("2", price: "9.50")])
    #expect(point.accepted.map(\.unitPrice.plain) == ["1234", "9.5"])
    let comma = charges([row("1", price: "1,234"), row("2", price: "9,50")])
    #expect(comma.accepted.map(\.unitPrice.plain) == ["1.234", "9.5"])
    let both = charges([row("1", price: "1,234"), row("2", price: "9,50"), row("3", price: "9.50")])
    #expect(both.accepted.map(\.chargeID) == ["2", "3"])
    let fixed = InputParser(currency: .euro, decimalMark: .comma)
    #expect(charges([row(price: "1,234")], fixed).accepted.map(\.unitPrice.plain) == ["1.234"])
  }

  @Test(
    "dates are read in every form that leaves no doubt",
    arguments: [
      "2026-10-02", "2026/10/02", "20261002", "02.10.2026", "2.10.2026", "2026-10-02T23:59:59Z",
      "2026-10-02 08:00", "2026-10-2",
    ]
  )
  func dates(text: String) {
    #expect(charges([row(date: text)]).accepted.map(\.serviceDate) == [day("2026-10-02")])
  }

  @Test(
    "what is no date, or could be two, is refused",
    arguments: [
      ("02/10/2026", "date.ambiguous"), ("2026-02-30", "date.syntax"),
      ("31.02.2026", "date.syntax"),
      ("10/2026", "date.syntax"), ("yesterday", "date.syntax"), ("02.10.26", "date.syntax"),
      ("02-10-2026", "date.syntax"), ("2026-13-01", "date.syntax"), ("0026-10-02", "date.syntax"),
    ]
  )
  func badDates(text: String, code: String) {
    #expect(codes(charges([row(date: text)])) == [[code]])
  }

  @Test("other rows of the file decide the order of day and month")
  func dateOrder() {
    let rows = [row("1", date: "02/10/2026"), row("2", date: "30/10/2026")]
    #expect(charges(rows).accepted.map(\.serviceDate.iso) == ["2026-10-02", "2026-10-30"])
    let american = [row("1", date: "02/10/2026"), row("2", date: "10/30/2026")]
    #expect(charges(american).accepted.map(\.serviceDate.iso) == ["2026-02-10", "2026-10-30"])
    #expect(charges([row(date: "10/10/2026")]).accepted.count == 1)
  }

  @Test("quantity and price are found from the net amount, and must agree with it")
  func netAmount() {
    let found = charges([
      row("1", quantity: nil, price: nil, net: "49.90"),
      row("2", quantity: "4", price: nil, net: "10"),
      row("3", quantity: "2", price: "10.50", net: "21.00"),
      row("4", quantity: nil, price: nil, net: "-12,00"), row("5", quantity: "1", price: "(5.00)"),
    ])
    #expect(found.accepted.map(\.quantity.plain) == ["1", "4", "2", "-1", "-1"])
    #expect(found.accepted.map(\.unitPrice.plain) == ["49.9", "2.5", "10.5", "12", "5"])
    let refused = charges([
      row("1", quantity: "2", price: "10.50", net: "21.01"), row("2", quantity: "1", price: nil),
      row("3", quantity: "3", price: nil, net: "10"), row("4", price: "10", net: "20.005"),
    ])
    #expect(
      codes(refused) == [["charge.net"], ["input.missing"], ["input.missing"], ["number.range"]]
    )
  }

  @Test(
    "a tax is a category, a rate or both, and never guessed",
    arguments: [
      (nil, "19", "S 19 %"), (nil, "7 %", "S 7 %"), ("S", nil, "S 19 %"), ("s", "7", "S 7 %"),
      ("AE", nil, "AE"), ("Z", "0", "Z"), ("O", "0.00", "O"), (nil, nil, nil),
    ] as [(String?, String?, String?)]
  )
  func taxes(category: String?, rate: String?, label: String?) {
    let parsed = charges([row(category: category, rate: rate)])
    #expect(parsed.accepted.map { $0.tax?.label } == [label])
  }

  @Test(
    "a tax that cannot be is refused",
    arguments: [
      (nil, "0", "tax.category"), ("X", "19", "tax.category"), ("AE", "19", "tax.rate"),
      ("S", "0", "tax.rate"), (nil, "0.19", "tax.rate"), (nil, "101", "tax.rate"),
      (nil, "n/a", "number.syntax"),
    ] as [(String?, String?, String)]
  )
  func badTaxes(category: String?, rate: String?, code: String) {
    #expect(codes(charges([row(category: category, rate: rate)])) == [[code]])
  }

  @Test("the currency stands in its column or beside the amount, and not two of them")
  func currencies() {
    let parsed = charges([
      row("1", price: "10.50", currency: "usd"), row("2", price: "£10.50"),
      row("3", net: "21 EUR", currency: "USD"), row("4", currency: "XXX"),
    ])
    #expect(parsed.accepted.map(\.currency.code) == ["USD", "GBP"])
    #expect(codes(parsed) == [["currency.mismatch"], ["currency.unknown"]])
  }

  @Test("all faults of a row are told at once; what an id says of two rows is not judged here")
  func faults() {
    let parsed = charges([
      ["C-1", " ", "soon", nil, "x", "1", nil, nil, nil, nil], row("C-2"), row("C-2"),
    ])
    #expect(
      codes(parsed) == [["input.missing", "date.syntax", "input.missing", "number.syntax"]]
    )
    #expect(parsed.rejected.map(\.row) == [0] && parsed.accepted.count == 2)
    #expect(parsed.accepted.count + parsed.rejected.count == 3)
  }

  @Test(
    "fillers and rounded numbers are no ids, so that many rows may have them",
    arguments: ["n/a", "-", "#N/A", "neu", "0", "null", "1.23457E+11", " "]
  )
  func fillers(id: String) {
    #expect(charges([row(id), row(id), row("C-1")]).accepted.map(\.chargeID) == ["", "", "C-1"])
  }

  @Test("a subscription needs an id of its own, for its content changes while it lasts")
  func subscriptionIDs() {
    let names = ["subscription_id", "customer", "plan", "unit_price", "start_date"]
    let (batch, origins) = batch(
      names,
      ["S-1", nil, "n/a", "0"].map { [$0, "K", "Basic", "40", "2026-01-01"] }
    )
    let parsed = InputParser(currency: .euro).subscriptions(batch, origins: origins)
    #expect(parsed.accepted.map(\.subscriptionID) == ["S-1"])
    #expect(
      parsed.rejected.map { $0.findings.map(\.code.rawValue) }
        == [["input.missing"], ["input.placeholder-id"], ["input.placeholder-id"]]
    )
  }

  /// A date as written, and the day that it is two hours east of UTC.
  private static let instants = [
    ("2026-10-31T23:30:00Z", "2026-11-01"), ("2026-10-31T21:59:59Z", "2026-10-31"),
    ("2026-10-31T22:00:00.000Z", "2026-11-01"), ("2026-10-31 22:00Z", "2026-11-01"),
    ("2026-11-01T00:30:00+05:00", "2026-10-31"), ("2026-10-31T20:00:00-0500", "2026-11-01"),
    ("20261031T233000Z", "2026-11-01"), ("31.10.2026 23:30:00Z", "2026-11-01"),
    ("31/10/2026 23:30+00:00", "2026-11-01"), ("2026-12-31T23:00:00+00", "2027-01-01"),
    // Without a zone a date is what it says.
    ("2026-10-31T23:30:00", "2026-10-31"), ("2026-10-31 23:30", "2026-10-31"),
    ("2026-10-31", "2026-10-31"),
  ]

  @Test("an instant is on the day of the pipeline's clocks", arguments: instants)
  func instant(written: String, day expected: String) {
    let parser = InputParser(currency: .euro) { instant in
      Instant(microseconds: instant.microseconds + 7_200_000_000).date
    }
    let parsed = charges([row(date: written)], parser)
    #expect(parsed.accepted.map(\.serviceDate.iso) == [expected])
    let isShifted = parsed.accepted.first.map { !written.hasPrefix($0.serviceDate.iso) } ?? false
    if written.hasPrefix("2026-1") { #expect(parsed.writtenDays.isEmpty == !isShifted) }
  }

  @Test("subscriptions know month and year, an open end and nothing below zero")
  func subscriptions() {
    let names = [
      "subscription_id", "customer", "plan", "interval", "unit_price", "start_date", "end_date",
    ]
    let (batch, origins) = batch(
      names,
      [
        ["S-1", "K", "Basic", nil, "40", "2026-01-01", nil],
        ["S-2", "K", "Pro", "Jährlich", "120", "01.05.2026", "30.04.2027"],
        ["S-3", "K", "Pro", "weekly", "120", "2026-05-01", nil],
        ["S-4", "K", "Pro", "month", "-1", "2026-05-01", "2026-04-30"],
      ]
    )
    let parsed = InputParser(currency: .euro).subscriptions(batch, origins: origins)
    #expect(parsed.accepted.map(\.interval) == [.month, .year])
    #expect(parsed.accepted.map(\.endDate) == [nil, day("2027-04-30")])
    #expect(
      parsed.rejected.map { $0.findings.map(\.code.rawValue) }
        == [["input.interval"], ["input.sign", "date.order"]]
    )
  }

  @Test("payments need an amount and a customer or a reference")
  func payments() {
    let names = ["payment_id", "customer", "paid_on", "amount", "reference"]
    let (batch, origins) = batch(
      names,
      [
        ["P-1", "K", "2026-10-02", "1.190,00", nil],
        [nil, nil, "2026-10-03", "-5,00 EUR", "INV-2026-00001"],
        ["P-3", nil, "2026-10-03", "5,00", nil], ["P-4", "K", "2026-10-03", "0,00", nil],
        ["P-5", "K", "2026-10-03", "5,001", nil], ["P-6", "K", "", nil, nil],
      ]
    )
    let parsed = InputParser(currency: .euro).payments(batch, origins: origins)
    #expect(parsed.accepted.map(\.amount) == [euro(119_000), euro(-500)])
    #expect(parsed.accepted.map(\.paymentID) == ["P-1", ""])
    #expect(
      parsed.rejected.map { $0.findings.map(\.code.rawValue) } == [
        ["input.missing"], ["input.sign"], ["number.range"], ["input.missing", "input.missing"],
      ]
    )
  }

  @Test("texts of findings hold no value of the row")
  func privacy() {
    let secret = "Ada Lovelace"
    let parsed = charges([
      [secret, nil, secret, nil, secret, secret, secret, secret, secret, secret]
    ])
    let texts = parsed.rejected.flatMap(\.findings).map { $0.message + ($0.hint ?? "") }
    #expect(!texts.isEmpty && texts.allSatisfy { !$0.contains("Ada") })
  }
}
