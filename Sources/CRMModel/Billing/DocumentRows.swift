import Columns

extension Invoice: StoredRow {
  package static var table: ModelTable { .invoices }

  package func write(to row: inout RowWriter) {
    row.set("invoice_number", invoiceNumber)
    row.set("invoice_id", invoiceID)
    row.set("type_code", type.rawValue)
    row.set("lead_id", leadID)
    row.set("customer_name", buyer.name)
    row.set("customer_street", buyer.street)
    row.set("customer_locality", buyer.locality)
    row.set("customer_postal_code", buyer.postalCode)
    row.set("customer_region", buyer.region)
    row.set("customer_country", buyer.country)
    row.set("customer_email", buyer.email)
    row.set("customer_vat_id", buyer.vatID)
    row.set("issue_date", issueDate)
    row.set("due_date", dueDate)
    row.set("period", period.description)
    row.set("period_start", period.firstDay)
    row.set("period_end", period.lastDay)
    row.set("currency", currency.code)
    row.set("line_total", totals.lineTotal)
    row.set("net_total", totals.netTotal)
    row.set("tax_total", totals.taxTotal)
    row.set("gross_total", totals.grossTotal)
    row.set("paid_amount", totals.paidAmount)
    row.set("amount_due", totals.amountDue)
  }

  package init(from row: RowReader) throws {
    self.init(
      invoiceNumber: try row.text("invoice_number"),
      invoiceID: try row.text("invoice_id"),
      type: try row.require(InvoiceType(rawValue: row.int32("type_code")), "type_code"),
      leadID: try row.text("lead_id"),
      buyer: Buyer(
        name: try row.text("customer_name"),
        street: row.optionalText("customer_street"),
        locality: row.optionalText("customer_locality"),
        postalCode: row.optionalText("customer_postal_code"),
        region: row.optionalText("customer_region"),
        country: row.optionalText("customer_country"),
        email: row.optionalText("customer_email"),
        vatID: row.optionalText("customer_vat_id")
      ),
      issueDate: try row.date("issue_date"),
      dueDate: try row.date("due_date"),
      period: try row.period(),
      totals: InvoiceTotals(
        lineTotal: try row.money("line_total"),
        netTotal: try row.money("net_total"),
        taxTotal: try row.money("tax_total"),
        grossTotal: try row.money("gross_total"),
        paidAmount: try row.money("paid_amount"),
        amountDue: try row.money("amount_due")
      )
    )
  }
}

extension InvoiceLine: StoredRow {
  package static var table: ModelTable { .invoiceLines }

  package func write(to row: inout RowWriter) {
    row.set("invoice_number", invoiceNumber)
    row.set("line_number", lineNumber)
    row.set("source_kind", source.kind)
    row.set("source_id", source.id)
    row.set("description", description)
    row.set("quantity", quantity)
    row.set("unit_price", unitPrice)
    row.set("net_amount", netAmount)
    row.set("currency", netAmount.currency.code)
    row.set(tax)
    row.set("period_start", periodStart)
    row.set("period_end", periodEnd)
    row.set("note", note)
  }

  package init(from row: RowReader) throws {
    let id = try row.text("source_id")
    let source: InvoiceLineSource? =
      switch try row.text("source_kind") {
      case "charge": .charge(id: id)
      case "subscription": .subscription(id: id)
      default: nil
      }
    self.init(
      invoiceNumber: try row.text("invoice_number"),
      lineNumber: try row.int32("line_number"),
      source: try row.require(source, "source_kind"),
      description: try row.text("description"),
      quantity: try row.decimal("quantity"),
      unitPrice: try row.decimal("unit_price"),
      netAmount: try row.money("net_amount"),
      tax: try row.tax(),
      periodStart: try row.date("period_start"),
      periodEnd: try row.date("period_end"),
      note: row.optionalText("note")
    )
  }
}

extension InvoiceTax: StoredRow {
  package static var table: ModelTable { .invoiceTaxes }

  package func write(to row: inout RowWriter) {
    row.set("invoice_number", invoiceNumber)
    row.set(tax)
    row.set("taxable_amount", taxableAmount)
    row.set("tax_amount", taxAmount)
    row.set("currency", taxAmount.currency.code)
    row.set("exemption_reason", exemptionReason)
    row.set("exemption_code", exemptionCode)
  }

  package init(from row: RowReader) throws {
    self.init(
      invoiceNumber: try row.text("invoice_number"),
      tax: try row.tax(),
      taxableAmount: try row.money("taxable_amount"),
      taxAmount: try row.money("tax_amount"),
      exemptionReason: row.optionalText("exemption_reason"),
      exemptionCode: row.optionalText("exemption_code")
    )
  }
}
