import Billing
import ByteIO
import CRMModel
import Columns
package import Diagnostics
import Ingest
package import Store
import Time

/// What became of the charges, subscriptions and payments that a store has, for looking at one.
package struct BillingInquiry {
  /// A row that was asked for.
  package struct Answer: Hashable, Sendable {
    /// Where it was read.
    package let origin: RowOrigin
    /// What it is, then what became of it, a sentence a line.
    package let lines: [String]
  }

  private let tables: BillingTables
  /// What the last month billed would make of the inputs now; nil when no month was billed.
  private let plan: BillingPlan?
  private let unbilled: [UnbilledMonth]
  private let threads: Int

  /// Loads the tables of billing, and makes the plan of the last month billed once more, to learn
  /// why inputs are held.
  ///
  /// The pipeline is not at hand: the standard rate of 19 % stands in for its default tax, so an
  /// input that is held because of another default is not told as held.
  package init(_ snapshot: StoreSnapshot, threads: Int = 1) throws {
    tables = try BillingTables(snapshot)
    self.threads = threads
    let billed = Set(tables.periods.map(\.period) + tables.books.invoices.map(\.period))
    guard let period = billed.max(), let first = billed.min(),
      let tax = Tax(.standard, TaxRate(unscaled: 1900))
    else {
      plan = nil
      unbilled = []
      return
    }
    let due = tables.withoutHeld
    let references = due.references
    let input = BillingInput(
      period: period,
      issueDate: period.lastDay,
      settings: BillingSettings(defaultTax: tax),
      charges: due.charges,
      subscriptions: due.subscriptions,
      payments: due.payments,
      customers: try Self.buyers(snapshot),
      redirects: try Self.redirects(snapshot),
      books: tables.books,
      ambiguous: try CustomerDirectory(references, store: snapshot, threads: threads)
        .found(references).ambiguous
    )
    plan = BillingPlan(input)
    unbilled = UnbilledMonth.all(in: input, from: first, billed: billed)
  }

  private static func buyers(_ snapshot: StoreSnapshot) throws -> [String: Buyer] {
    var buyers: [String: Buyer] = [:]
    try snapshot.scan(.leads, columns: ["lead_id", LeadField.country.name]) { batch in
      for row in 0..<batch.rowCount {
        guard let lead = batch.columns[0].string(row) else { continue }
        buyers[lead] = Buyer(name: "", country: batch.columns[1].string(row))
      }
    }
    return buyers
  }

  private static func redirects(_ snapshot: StoreSnapshot) throws -> [String: String] {
    var redirects: [String: String] = [:]
    try snapshot.scan(.leadRedirects, columns: ["old_lead_id", "lead_id"]) { batch in
      for row in 0..<batch.rowCount {
        guard let old = batch.columns[0].string(row) else { continue }
        redirects[old] = batch.columns[1].string(row)
      }
    }
    return redirects
  }

  // MARK: - Rows of a place

  /// The rows that begin on a line of a file, or the file's record of that number; `isFile` knows
  /// the file by the name that a run gave it, `path` is where it may be now.
  ///
  /// A file that is still there is read: its rows may have moved since a run stored them. Else the
  /// rows that were stored from this place are meant.
  package func answers(
    at number: Int64,
    of path: String,
    isFile: (String) -> Bool
  ) throws -> [Answer] {
    try answers(tables.charges, .charges, number, path, isFile, explain)
      + answers(tables.subscriptions, .subscriptions, number, path, isFile, explain)
      + answers(tables.payments, .payments, number, path, isFile, explain)
  }

  private func answers<Entity: InputEntity>(
    _ stored: [Entity],
    _ entity: BillingEntity,
    _ number: Int64,
    _ path: String,
    _ isFile: (String) -> Bool,
    _ explain: (Entity) -> [String]
  ) throws -> [Answer] {
    let ofFile = stored.filter { isFile($0.origin.file) }
    guard let last = ofFile.max(by: { $0.origin.file < $1.origin.file }) else { return [] }
    let rows =
      try delivered(stored, entity, path, last.identity.system)
      ?? delivered(stored, entity, last.origin.file, last.identity.system) ?? ofFile
    let onLine = rows.filter { $0.origin.line == number }
    let found = onLine.isEmpty ? rows.filter { $0.origin.record == number } : onLine
    let known = Set(stored.map(\.id))
    return found.map { row in
      guard known.contains(row.id) else {
        let text = "\(SourcePosition(row.origin)) is not in the store yet: the next run reads it"
        return Answer(origin: row.origin, lines: [text])
      }
      return Answer(origin: row.origin, lines: explain(row))
    }
  }

  /// The stored rows that a file holds now, with their places; nil when it cannot be read.
  private func delivered<Entity: InputEntity>(
    _ stored: [Entity],
    _ entity: BillingEntity,
    _ path: String,
    _ system: String?
  ) throws -> [Entity]? {
    guard let kind = PipelineConfiguration.Source.Kind(rawValue: entity.rawValue) else {
      return nil
    }
    var source = PipelineConfiguration.Source()
    source.files = [path]
    source.kind = kind
    guard let content = try content(source, entity) else { return nil }
    let parser = InputParser(currency: currency)
    var merge = InputMerge(stored: stored) { _ in true }
    switch entity {
    case .charges:
      take(parser.charges(content.batch, origins: content.origins), system, into: &merge)
    case .subscriptions:
      take(parser.subscriptions(content.batch, origins: content.origins), system, into: &merge)
    case .payments:
      take(parser.payments(content.batch, origins: content.origins), system, into: &merge)
    }
    let rows = merge.delivered
    let places = Set(rows.map(\.origin.record))
    // A row that the parser refused may have been taken when it was stored.
    return rows + stored.filter { $0.origin.file == path && !places.contains($0.origin.record) }
  }

  /// The rows of a source's file; nil when it is missing or cannot be read as what it should be.
  private func content(
    _ source: PipelineConfiguration.Source,
    _ entity: BillingEntity
  ) throws -> BillingFile? {
    do {
      guard let file = try InputFile.resolve([source]).first else { return nil }
      return try BillingFile(file, entity, threads: threads)
    } catch let fault as Fault where fault.kind == .input {
      return nil
    } catch let error as IOError where error.inputFault.kind == .input {
      return nil
    }
  }

  private func take<Entity: InputEntity, Parsed: InputEntity>(
    _ parsed: ParsedInputs<Parsed>,
    _ system: String?,
    into merge: inout InputMerge<Entity>
  ) {
    if let parsed = parsed as? ParsedInputs<Entity> { _ = merge.take(parsed, source: system) }
  }

  /// The currency of rows that name none: the one that most stored ones have.
  private var currency: Currency {
    let all = tables.charges.map(\.currency) + tables.payments.map(\.amount.currency)
    let counts = Dictionary(grouping: all) { $0.code }.mapValues(\.count)
    let code = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    return code.flatMap { Currency($0) } ?? .euro
  }

  // MARK: - What became of them

  private func explain(_ charge: Charge) -> [String] {
    let head =
      "\(SourcePosition(charge.origin)) is charge \(charge.chargeID) of customer "
      + "\(charge.customer), \(charge.serviceDate.iso)"
    if let number = charge.invoiceNumber {
      return [head, "  billed by \(number)\(issued(number))"]
    }
    if let doubt = doubt(charge, tables.charges) { return [head] + doubt }
    return [head] + open("charge", charge.chargeID, due: charge.serviceDate, what: "billed")
  }

  private func explain(_ subscription: Subscription) -> [String] {
    let id = subscription.subscriptionID
    var lines = [
      "\(SourcePosition(subscription.origin)) is subscription \(id) of customer "
        + "\(subscription.customer), each \(subscription.interval.rawValue) from "
        + subscription.startDate.iso + (subscription.endDate.map { " to \($0.iso)" } ?? "")
    ]
    let billed = tables.books.lines.filter { $0.source == .subscription(id: id) }
      .sorted { $0.periodStart < $1.periodStart }
    for line in billed {
      let days = "\(line.periodStart.iso) to \(line.periodEnd.iso)"
      lines.append("  \(days) billed by \(line.invoiceNumber)\(issued(line.invoiceNumber))")
    }
    for month in unbilled {
      for service in month.services where service.subscriptionID == id {
        lines.append("  \(service.start.iso) to \(service.end.iso) never billed")
      }
    }
    if let doubt = doubt(subscription, tables.subscriptions) { return lines + doubt }
    if let held = plan?.held.first(where: { $0.kind == "subscription" && $0.id == id }) {
      lines += reason(held.finding)
    }
    if lines.count == 1 { lines.append("  nothing of it was billed yet") }
    return lines
  }

  private func explain(_ payment: Payment) -> [String] {
    let head =
      "\(SourcePosition(payment.origin)) is payment \(payment.paymentID), \(payment.paidOn.iso), "
      + "\(payment.amount.plain) \(payment.amount.currency.code)"
    let entry = tables.books.entries.first {
      $0.documentKind == .payment && $0.document == payment.paymentID
    }
    if let doubt = doubt(payment, tables.payments) { return [head] + doubt }
    guard let entry else {
      return [head] + open("payment", payment.paymentID, due: payment.paidOn, what: "entered")
    }
    let place = "  entered in the ledger under \(entry.date.iso), entry \(entry.entryNumber)"
    var lines = [head, place]
    for part in tables.books.allocations where part.source == .payment(id: payment.paymentID) {
      let amount = "\(part.amount.plain) \(part.amount.currency.code)"
      lines.append("  \(amount) settle \(part.invoiceNumber) on \(part.allocatedOn.iso)")
    }
    return lines
  }

  private func issued(_ number: String) -> String {
    let invoice = tables.books.invoices.first { $0.invoiceNumber == number }
    return invoice.map { " of \($0.issueDate.iso), for \($0.period)" } ?? ""
  }

  /// Why something is not billed or entered, or when it will be.
  private func open(_ kind: String, _ id: String, due: CalendarDate, what: String) -> [String] {
    let month = BillingPeriod(due)
    guard let plan, month <= plan.period else {
      return ["  not \(what) yet: it waits for the run that bills \(month)"]
    }
    if let held = plan.held.first(where: { $0.kind == kind && $0.id == id }) {
      return reason(held.finding)
    }
    return ["  not \(what) yet: the next run that bills \(plan.period) or a later month does it"]
  }

  /// Why a row waits for a person; nil when it does not.
  private func doubt<Entity: InputEntity>(_ row: Entity, _ rows: [Entity]) -> [String]? {
    row.doubt { id in rows.first { $0.id == id } }.map(reason)
  }

  private func reason(_ finding: Finding) -> [String] {
    ["  held: \(finding.message) (\(finding.code.rawValue))"]
      + (finding.hint.map { ["  hint: \($0)"] } ?? [])
  }
}
