import Columns

extension Charge: StoredRow {
  package static var table: ModelTable { .charges }

  package func write(to row: inout RowWriter) {
    row.set("charge_id", chargeID)
    row.set("lead_id", leadID)
    row.set("customer", customer)
    row.set("customer_vat_id", customerVATID)
    row.set("service_date", serviceDate)
    row.set("description", description)
    row.set("quantity", quantity)
    row.set("unit_price", unitPrice)
    row.set("net_amount", netAmount)
    row.set("currency", currency.code)
    row.set(tax)
    row.set("invoice_number", invoiceNumber)
    row.set(origin)
    row.set(identity)
  }

  package init(from row: RowReader) throws {
    self.init(
      chargeID: try row.text("charge_id"),
      leadID: row.optionalText("lead_id"),
      customer: try row.text("customer"),
      customerVATID: row.optionalText("customer_vat_id"),
      serviceDate: try row.date("service_date"),
      description: try row.text("description"),
      quantity: try row.decimal("quantity"),
      unitPrice: try row.decimal("unit_price"),
      netAmount: try row.optionalMoney("net_amount"),
      currency: try row.currency(),
      tax: try row.optionalTax(),
      invoiceNumber: row.optionalText("invoice_number"),
      origin: try row.origin(),
      identity: try row.identity()
    )
  }
}

extension Subscription: StoredRow {
  package static var table: ModelTable { .subscriptions }

  package func write(to row: inout RowWriter) {
    row.set("subscription_id", subscriptionID)
    row.set("lead_id", leadID)
    row.set("customer", customer)
    row.set("customer_vat_id", customerVATID)
    row.set("plan", plan)
    row.set("interval", interval.rawValue)
    row.set("quantity", quantity)
    row.set("unit_price", unitPrice)
    row.set("currency", currency.code)
    row.set(tax)
    row.set("start_date", startDate)
    row.set("end_date", endDate)
    row.set(origin)
    row.set(identity)
  }

  package init(from row: RowReader) throws {
    self.init(
      subscriptionID: try row.text("subscription_id"),
      leadID: row.optionalText("lead_id"),
      customer: try row.text("customer"),
      customerVATID: row.optionalText("customer_vat_id"),
      plan: try row.text("plan"),
      interval: try row.choice("interval"),
      quantity: try row.decimal("quantity"),
      unitPrice: try row.decimal("unit_price"),
      currency: try row.currency(),
      tax: try row.optionalTax(),
      startDate: try row.date("start_date"),
      endDate: row.optionalDate("end_date"),
      origin: try row.origin(),
      identity: try row.identity()
    )
  }
}

extension Payment: StoredRow {
  package static var table: ModelTable { .payments }

  package func write(to row: inout RowWriter) {
    row.set("payment_id", paymentID)
    row.set("lead_id", leadID)
    row.set("customer", customer)
    row.set("paid_on", paidOn)
    row.set("amount", amount)
    row.set("currency", amount.currency.code)
    row.set("reference", reference)
    row.set("method", method)
    row.set(origin)
    row.set(identity)
  }

  package init(from row: RowReader) throws {
    self.init(
      paymentID: try row.text("payment_id"),
      leadID: row.optionalText("lead_id"),
      customer: try row.text("customer"),
      paidOn: try row.date("paid_on"),
      amount: try row.money("amount"),
      reference: row.optionalText("reference"),
      method: row.optionalText("method"),
      origin: try row.origin(),
      identity: try row.identity()
    )
  }
}
