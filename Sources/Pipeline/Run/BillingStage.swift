import Billing
import ByteIO
package import CRMModel
package import Columns
import Cryptography
package import Diagnostics
import Ingest
import Rendering
package import Reporting
package import Store

/// What billing a month came to.
package struct BillingOutcome: Sendable {
  package let period: BillingPeriod
  /// Documents issued by this run.
  package let invoiceCount: Int
  /// One sentence.
  package let summary: String
  /// What was held back or is worth knowing: unknown customers, references to others' invoices.
  package let findings: [Finding]
  /// Everything posted so far, for the report files.
  package let books: Books
  /// All documents of the period, one total a currency.
  package let report: [RunReport.Billing]
}

/// The billing of a run: inputs from their files to their tables, one month's documents and
/// entries, and the check that the books hold together.
///
/// The order of calls: `read`, then `references` and `leadIDs` for whoever knows the leads, then
/// `bill`. Without a `bill` block the inputs are kept and nothing is billed.
package struct BillingStage {
  /// One a file; complete after `read`.
  package private(set) var accounts: [RecordAccounts.Account] = []
  private(set) var refused: [RefusedRecord] = []
  private(set) var read: [(file: InputFile, description: SourceDescription)] = []

  private let rules: BillingRules
  private let asOf: Instant
  private let threads: Int
  private let stored: BillingTables
  private var tables: BillingTables

  /// Checks the settings and loads what was billed so far.
  ///
  /// "previous month" is the month before `asOf` in the pipeline's time zone. Documents are issued
  /// on the last day of their period. A charge is billed with the first period billed that ends on
  /// its day of service or later, so late ones are not lost.
  ///
  /// - Throws: `Fault` of kind `configuration` for settings that cannot be.
  package init(
    _ configuration: PipelineConfiguration,
    asOf: Instant,
    store: Store?,
    threads: Int
  ) throws {
    rules = try BillingRules(configuration, asOf: asOf)
    self.asOf = asOf
    self.threads = threads
    stored = try BillingTables(store)
    tables = stored
  }

  /// Customers of stored and new inputs that have no lead yet, as the files name them: ids of the
  /// source system or e-mail addresses.
  package var references: Set<String> { tables.references }

  /// Leads that inputs and books refer to; some may have been joined to others since.
  package var leadIDs: Set<String> { tables.leadIDs }

  // MARK: - Reading

  /// Reads the files of those sources that are charges, subscriptions or payments.
  package mutating func read(sources: [PipelineConfiguration.Source]) throws {
    try read(InputFile.resolve(sources.filter { $0.kind != .leads }))
  }

  /// Reads all files that are charges, subscriptions or payments.
  mutating func read(_ files: [InputFile]) throws {
    for file in files {
      guard let entity = BillingEntity(rawValue: file.source.kind.rawValue) else { continue }
      try read(file, entity)
    }
  }

  private mutating func read(_ file: InputFile, _ entity: BillingEntity) throws {
    let content = try BillingFile(file, entity, threads: threads)
    var account = RecordAccounts.Account(
      file: file.path,
      system: content.description.system,
      kind: entity.rawValue
    )
    account.input = Int64(content.inputCount)
    account.add(content.skippedCount, to: .skipped)
    account.add(content.quarantined.count, to: .quarantined)
    refused += content.quarantined.map(RefusedRecord.init)
    let (batch, origins) = (content.batch, content.origins)
    let key = Directory.name(of: file.path)
    switch entity {
    case .charges:
      let parsed = rules.parser.charges(batch, origins: origins, sourceKey: key)
      let merge = InputMerge(stored: tables.charges, incoming: parsed.accepted)
      tables.charges = merge.merged
      take(merge, parsed.rejected, content, &account)
    case .subscriptions:
      let parsed = rules.parser.subscriptions(batch, origins: origins)
      let merge = InputMerge(stored: tables.subscriptions, incoming: parsed.accepted)
      tables.subscriptions = merge.merged
      take(merge, parsed.rejected, content, &account)
    case .payments:
      let parsed = rules.parser.payments(batch, origins: origins, sourceKey: key)
      let entered = stored.enteredPayments
      let merge = InputMerge(
        stored: tables.payments,
        incoming: parsed.accepted,
        entered: entered
      )
      tables.payments = merge.merged
      take(merge, parsed.rejected, content, &account)
    }
    accounts.append(account)
    read.append((file, content.description))
  }

  /// Books each row; one that would change what was billed already is rejected, the stored one
  /// stays.
  private mutating func take<Entity>(
    _ merge: InputMerge<Entity>,
    _ rejected: [RejectedInput],
    _ content: BillingFile,
    _ account: inout RecordAccounts.Account
  ) {
    account.add(merge.created.count, to: .created)
    account.add(merge.updated.count, to: .updated)
    account.add(merge.unchangedCount, to: .unchanged)
    account.add(rejected.count + merge.keptCount, to: .rejected)
    refused += rejected.map { content.refused($0.row, $0.findings) }
    guard merge.keptCount > 0 else { return }
    let rows = Dictionary(content.origins.record.enumerated().map { ($1, $0) }) { first, _ in first
    }
    for finding in merge.findings {
      guard let row = rows[finding.origin.record] else { continue }
      refused.append(content.refused(row, [finding]))
    }
  }

  // MARK: - Billing

  /// Plans, posts and checks the period, and writes what changed.
  ///
  /// - Parameters:
  ///   - leads: Lead ids by customer reference.
  ///   - buyers: Buyers by current lead id.
  ///   - redirects: Former lead ids to current ones.
  ///   - transaction: Nil for a dry run.
  /// - Returns: what was billed, and the books after it.
  /// - Throws: `Fault` of kind `law` when the books do not hold together; then nothing was written.
  package mutating func bill(
    leads: [String: String],
    buyers: [String: Buyer],
    redirects: [String: String],
    into transaction: StoreTransaction?
  ) throws -> BillingOutcome {
    tables.resolve(leads)
    let before = tables.books.invoices.count
    var summary = "inputs kept, nothing is billed: the pipeline has no bill block"
    var findings: [Finding] = []
    if let settings = rules.settings {
      if isClosed {
        summary = "\(rules.period): closed, nothing is posted to it"
      } else {
        (summary, findings) = post(settings, buyers, redirects)
      }
      try verify(settings)
    }
    if let transaction { try tables.write(into: transaction, over: stored) }
    return BillingOutcome(
      period: rules.period,
      invoiceCount: tables.books.invoices.count - before,
      summary: summary,
      findings: findings,
      books: Books(tables.books, payments: tables.payments, currency: rules.currency),
      report: rules.settings == nil ? [] : totals
    )
  }

  private var isClosed: Bool {
    tables.periods.contains { $0.period == rules.period && $0.state == .closed }
  }

  private mutating func post(
    _ settings: BillingSettings,
    _ buyers: [String: Buyer],
    _ redirects: [String: String]
  ) -> (summary: String, findings: [Finding]) {
    let plan = BillingPlan(
      BillingInput(
        period: rules.period,
        issueDate: rules.issueDate,
        settings: settings,
        charges: tables.charges,
        subscriptions: tables.subscriptions,
        payments: tables.payments,
        customers: buyers,
        redirects: redirects,
        books: tables.books
      )
    )
    guard !plan.isEmpty else { return (plan.summary, plan.findings) }
    let numbers = tables.books.invoices.lazy.map(\.invoiceNumber)
    let posting = plan.post(
      nextNumber: settings.series.nextPosition(after: numbers, issued: rules.issueDate),
      nextEntry: tables.books.nextEntryNumber
    )
    let record = posting.periodRecord(
      rules.period,
      after: tables.periods.first { $0.period == rules.period },
      billedAt: asOf,
      planHash: SHA256.hash(Array(plan.canonicalText.utf8)).hex
    )
    tables.take(posting, record)
    return (plan.summary, plan.findings)
  }

  /// Checks the books as a whole, with what this run posted.
  private func verify(_ settings: BillingSettings) throws(Fault) {
    let control = BillingControl(
      tables.books,
      payments: tables.payments,
      period: rules.period,
      series: settings.series
    )
    guard !control.violations.isEmpty else { return }
    let broken = Set(control.violations.map(\.rule)).sorted().joined(separator: ", ")
    let examples = control.violations.prefix(5).map { "\($0.rule), \($0.subject): \($0.message)" }
    throw Fault(
      .law,
      "the books do not hold together in \(rules.period): \(broken)",
      hints: examples + ["nothing was committed; restore the store if it was changed by hand"]
    )
  }

  // MARK: - Totals

  private var totals: [RunReport.Billing] {
    let documents = tables.books.invoices.filter { $0.period == rules.period }
    let entered = tables.enteredPayments
    let ageing = ReceivablesAgeing(
      asOf: rules.period.lastDay,
      invoices: tables.books.invoices,
      payments: tables.payments.filter { entered.contains($0.paymentID) },
      allocations: tables.books.allocations
    )
    let open = ageing.items.map(\.open) + ageing.credits.map(\.open)
    let currencies = Set(documents.map(\.currency) + open.map(\.currency))
    return currencies.sorted { $0.code < $1.code }.map { currency in
      total(documents.filter { $0.currency == currency }, currency, ageing)
    }
  }

  /// The totals of one currency; `outstanding` is what customers owe less what they have paid
  /// ahead: the total of the ageing report and the balance of the receivables.
  private func total(
    _ documents: [Invoice],
    _ currency: Currency,
    _ ageing: ReceivablesAgeing
  ) -> RunReport.Billing {
    func sum(_ amount: (InvoiceTotals) -> Money) -> Int64 {
      documents.reduce(0) { $0 + $1.type.sign * amount($1.totals).minorUnits }
    }
    let numbers = Set(documents.map(\.invoiceNumber))
    let paid = tables.books.allocations.filter { allocation in
      guard case .payment = allocation.source else { return false }
      return numbers.contains(allocation.invoiceNumber)
        && allocation.allocatedOn <= rules.period.lastDay
    }
    var total = RunReport.Billing(period: rules.period.description, currency: currency)
    total.invoices = Int64(documents.count { $0.type == .invoice })
    total.creditNotes = Int64(documents.count { $0.type == .creditNote })
    total.net = sum(\.netTotal)
    total.tax = sum(\.taxTotal)
    total.gross = sum(\.grossTotal)
    total.paid = paid.reduce(0) { $0 + $1.amount.minorUnits }
    total.outstanding = ageing.balance(in: currency).minorUnits
    return total
  }
}
