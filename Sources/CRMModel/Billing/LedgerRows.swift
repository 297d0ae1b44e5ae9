import Time

extension PaymentAllocation: StoredRow {
  package static var table: ModelTable { .paymentAllocations }

  package func write(to row: inout RowWriter) {
    row.set("source_kind", source.kind)
    row.set("source_id", source.id)
    row.set("invoice_number", invoiceNumber)
    row.set("amount", amount)
    row.set("currency", amount.currency.code)
    row.set("allocated_on", allocatedOn)
  }

  package init(from row: RowReader) throws {
    let id = try row.text("source_id")
    let source: AllocationSource? =
      switch try row.text("source_kind") {
      case "payment": .payment(id: id)
      case "credit_note": .creditNote(number: id)
      default: nil
      }
    self.init(
      source: try row.require(source, "source_kind"),
      invoiceNumber: try row.text("invoice_number"),
      amount: try row.money("amount"),
      allocatedOn: try row.date("allocated_on")
    )
  }
}

extension LedgerEntry: StoredRow {
  package static var table: ModelTable { .ledgerEntries }

  package func write(to row: inout RowWriter) {
    row.set("entry_number", entryNumber)
    row.set("entry_line", entryLine)
    row.set("date", date)
    row.set("account", account)
    row.set("account_name", accountName)
    row.set("account_role", role.rawValue)
    row.set("lead_id", leadID)
    row.set("document_kind", documentKind.rawValue)
    row.set("document", document)
    row.set("debit", debit)
    row.set("credit", credit)
    row.set("currency", currency.code)
    row.set("text", text)
    row.set("period", period.description)
  }

  package init(from row: RowReader) throws {
    self.init(
      entryNumber: try row.integer("entry_number"),
      entryLine: try row.int32("entry_line"),
      date: try row.date("date"),
      account: try row.text("account"),
      accountName: try row.text("account_name"),
      role: try row.choice("account_role"),
      leadID: row.optionalText("lead_id"),
      documentKind: try row.choice("document_kind"),
      document: try row.text("document"),
      debit: try row.money("debit"),
      credit: try row.money("credit"),
      text: try row.text("text"),
      period: try row.period()
    )
  }
}

extension PeriodRecord: StoredRow {
  package static var table: ModelTable { .periods }

  package func write(to row: inout RowWriter) {
    row.set("period", period.description)
    row.set("state", state.rawValue)
    row.set("billed_at", billedAt?.microseconds)
    row.set("plan_hash", planHash)
    row.set("document_count", documentCount)
  }

  package init(from row: RowReader) throws {
    self.init(
      period: try row.period(),
      state: try row.choice("state"),
      billedAt: row.optionalInteger("billed_at").map { Instant(microseconds: $0) },
      planHash: row.optionalText("plan_hash"),
      documentCount: try row.integer("document_count")
    )
  }
}
