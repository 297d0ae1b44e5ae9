import Columns

// The tables of billing. Business term numbers (BT-) are those of EN 16931-1.

extension ModelTable {
  private static func id(_ name: String) -> ModelField {
    ModelField(name, .utf8, .technical, isNullable: false)
  }

  private static func text(_ name: String, isNullable: Bool = false) -> ModelField {
    ModelField(name, .utf8, .freeText, isNullable: isNullable)
  }

  private static func code(_ name: String) -> ModelField { ModelField(name, .utf8, .technical) }

  private static func personal(_ name: String) -> ModelField { ModelField(name, .utf8, .personal) }

  private static func day(_ name: String, isNullable: Bool = false) -> ModelField {
    ModelField(name, .day, .financial, isNullable: isNullable)
  }

  private static func money(_ name: String, isNullable: Bool = false) -> ModelField {
    ModelField(name, Money.storedType, .financial, isNullable: isNullable)
  }

  private static func number(_ name: String, _ type: ColumnType = .int64) -> ModelField {
    ModelField(name, type, .technical, isNullable: false)
  }

  private static let quantity = ModelField(
    "quantity",
    Quantity.storedType,
    .financial,
    isNullable: false
  )
  private static let unitPrice = ModelField(
    "unit_price",
    UnitPrice.storedType,
    .financial,
    isNullable: false
  )
  private static func tax(isNullable: Bool) -> [ModelField] {
    [
      ModelField("tax_category", .utf8, .financial, isNullable: isNullable),
      ModelField("tax_rate", TaxRate.storedType, .financial, isNullable: isNullable),
    ]
  }

  /// Where an input row came from.
  private static let origin = [
    text("file"), number("record"), number("line"), number("byte_offset"),
  ]

  /// Which row of which source it is, and why it waits for a person.
  private static let identity = [
    code("source_system"), text("external_id", isNullable: true), code("hold"),
    text("hold_of", isNullable: true),
  ]

  private static let customer = [
    code("lead_id"),
    ModelField("customer", .utf8, .personal, isNullable: false),
  ]

  /// Things sold once.
  package static let charges = ModelTable(
    "charges",
    key: ["charge_id"],
    [text("charge_id")] + customer + [
      personal("customer_vat_id"), day("service_date"),
      ModelField("description", .utf8, .personal, isNullable: false),
      quantity, unitPrice, money("net_amount", isNullable: true), id("currency"),
    ] + tax(isNullable: true) + [text("invoice_number", isNullable: true)] + origin + identity
  )

  /// Services sold again each month or year.
  package static let subscriptions = ModelTable(
    "subscriptions",
    key: ["subscription_id"],
    [text("subscription_id")] + customer + [
      personal("customer_vat_id"), text("plan"),
      id("interval"), quantity, unitPrice, id("currency"),
    ] + tax(isNullable: true) + [day("start_date"), day("end_date", isNullable: true)]
      + origin + identity
  )

  /// Money that arrived.
  package static let payments = ModelTable(
    "payments",
    key: ["payment_id"],
    [text("payment_id")] + customer + [
      day("paid_on"), money("amount"), id("currency"), personal("reference"),
      text("method", isNullable: true),
    ] + origin + identity
  )

  /// Heads of issued documents.
  package static let invoices = ModelTable(
    "invoices",
    key: ["invoice_number"],
    [
      id("invoice_number"), id("invoice_id"), number("type_code", .int32), id("lead_id"),
      ModelField("customer_name", .utf8, .personal, isNullable: false),
      personal("customer_street"), personal("customer_locality"), personal("customer_postal_code"),
      personal("customer_region"), code("customer_country"), personal("customer_email"),
      personal("customer_vat_id"), day("issue_date"), day("due_date"), id("period"),
      day("period_start"), day("period_end"), id("currency"), money("line_total"),
      money("net_total"), money("tax_total"), money("gross_total"), money("paid_amount"),
      money("amount_due"),
    ]
  )

  /// Lines of issued documents.
  package static let invoiceLines = ModelTable(
    "invoice_lines",
    key: ["invoice_number", "line_number"],
    [
      id("invoice_number"), number("line_number", .int32), id("source_kind"), text("source_id"),
      ModelField("description", .utf8, .personal, isNullable: false),
      quantity, unitPrice, money("net_amount"), id("currency"),
    ] + tax(isNullable: false) + [
      day("period_start"), day("period_end"), text("note", isNullable: true),
    ]
  )

  /// VAT breakdown of issued documents, one row a category and rate.
  package static let invoiceTaxes = ModelTable(
    "invoice_taxes",
    key: ["invoice_number", "tax_category", "tax_rate"],
    [id("invoice_number")] + tax(isNullable: false) + [
      money("taxable_amount"), money("tax_amount"), id("currency"),
      ModelField("exemption_reason", .utf8, .financial), code("exemption_code"),
    ]
  )

  /// Which payment or credit note settled which invoice.
  package static let paymentAllocations = ModelTable(
    "payment_allocations",
    key: ["source_kind", "source_id", "invoice_number", "allocated_on"],
    [
      id("source_kind"), text("source_id"), id("invoice_number"), money("amount"), id("currency"),
      day("allocated_on"),
    ]
  )

  /// Double entries, the rows of one entry number balance.
  package static let ledgerEntries = ModelTable(
    "ledger_entries",
    key: ["entry_number", "entry_line"],
    [
      number("entry_number"), number("entry_line", .int32), day("date"), id("account"),
      ModelField("account_name", .utf8, .financial, isNullable: false), id("account_role"),
      code("lead_id"), id("document_kind"), text("document"), money("debit"), money("credit"),
      id("currency"),
      text("text"), id("period"),
    ]
  )

  /// Which periods were billed.
  package static let periods = ModelTable(
    "periods",
    key: ["period"],
    [
      id("period"), id("state"), ModelField("billed_at", .timestamp, .technical),
      code("plan_hash"), number("document_count"),
    ]
  )

  /// All tables of billing.
  package static let billingTables = [
    charges, subscriptions, payments, invoices, invoiceLines, invoiceTaxes, paymentAllocations,
    ledgerEntries, periods,
  ]
}
