import Billing
import ByteIO
package import CRMModel
import Cryptography
package import Diagnostics
import Ingest
import Rendering
package import Reporting
package import Store
package import Time

/// What billing a month came to.
package struct BillingOutcome: Sendable {
  package let period: BillingPeriod
  /// Documents issued by this run.
  package let invoiceCount: Int
  /// One sentence.
  package let summary: String
  /// Why inputs were held back: unknown customers, missing VAT ids.
  package let held: [Finding]
  /// What else is worth knowing: references to others' invoices.
  package let notices: [Finding]
  /// Sources whose rows are another's now, a sentence each.
  package let renamings: [String]
  /// What a person has to look at: all that was held, months never billed, months that changed,
  /// rows whose id is another's or that may correct others.
  package let attention: [RunReport.Attention]
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
  /// Sources whose rows are another's now, a sentence each.
  private var renamings: [String] = []
  /// Payments that this run brought, by id.
  private var newPayments: Set<String> = []

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
    snapshot: StoreSnapshot?,
    threads: Int
  ) throws {
    rules = try BillingRules(configuration, asOf: asOf)
    self.asOf = asOf
    self.threads = threads
    stored = try BillingTables(snapshot)
    tables = stored
  }

  /// Customers of stored and new inputs that have no lead yet, as the files name them: ids of the
  /// source system or e-mail addresses.
  package var references: Set<CustomerReference> { tables.references }

  /// Leads that inputs and books refer to; some may have been joined to others since.
  package var leadIDs: Set<String> { tables.leadIDs }

  // MARK: - Reading

  /// Reads the files of those sources that are charges, subscriptions or payments.
  package mutating func read(sources: [PipelineConfiguration.Source]) throws {
    try read(InputFile.resolve(sources.filter { $0.kind != .leads }), of: sources)
  }

  /// Reads all files that are charges, subscriptions or payments; `sources` are all that the
  /// pipeline reads, those without a file today among them.
  mutating func read(_ files: [InputFile], of sources: [PipelineConfiguration.Source]) throws {
    let tax = rules.settings?.defaultTax
    let systems = Dictionary(grouping: sources, by: \.kind).mapValues {
      Set($0.map(\.identitySystem))
    }
    var charges = InputMerge(
      charges: tables.charges,
      systems: systems[.charges],
      standardTax: tax
    )
    var subscriptions = InputMerge(
      subscriptions: tables.subscriptions,
      systems: systems[.subscriptions],
      standardTax: tax
    )
    var payments = InputMerge(
      payments: tables.payments,
      systems: systems[.payments],
      entered: stored.enteredPayments
    )
    for file in files {
      guard let entity = BillingEntity(rawValue: file.source.kind.rawValue) else { continue }
      let content = try BillingFile(file, entity, threads: threads)
      let (batch, origins) = (content.batch, content.origins)
      switch entity {
      case .charges:
        take(rules.parser.charges(batch, origins: origins), file, content, into: &charges)
      case .subscriptions:
        take(
          rules.parser.subscriptions(batch, origins: origins),
          file,
          content,
          into: &subscriptions
        )
      case .payments:
        take(rules.parser.payments(batch, origins: origins), file, content, into: &payments)
      }
    }
    tables.charges = settle(&charges)
    tables.subscriptions = settle(&subscriptions)
    tables.payments = settle(&payments)
    newPayments = Set(payments.created.map(\.paymentID))
  }

  /// All rows of a kind, after the last file of the run.
  private mutating func settle<Entity>(_ merge: inout InputMerge<Entity>) -> [Entity] {
    merge.settle()
    let moved = merge.renamings.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
    renamings += moved.map { renaming, count in
      "\(count.counting(Entity.kind)) of the source \(renaming.from), which the pipeline does not "
        + "read any more, \(count == 1 ? "is" : "are") taken as \(renaming.to)'s"
    }
    return merge.merged
  }

  /// Books each row of a file; one that would change what was billed already is rejected, the
  /// stored one stays.
  private mutating func take<Entity>(
    _ parsed: ParsedInputs<Entity>,
    _ file: InputFile,
    _ content: BillingFile,
    into merge: inout InputMerge<Entity>
  ) {
    let outcome = merge.take(parsed, source: file.source.identitySystem)
    var account = RecordAccounts.Account(
      file: file.path,
      system: content.description.system,
      kind: file.source.kind.rawValue
    )
    account.input = Int64(content.inputCount)
    account.add(content.skippedCount, to: .skipped)
    account.add(content.quarantined.count, to: .quarantined)
    account.add(outcome.createdCount, to: .created)
    account.add(outcome.updatedCount, to: .updated)
    account.add(outcome.unchangedCount, to: .unchanged)
    account.add(parsed.rejected.count + outcome.keptCount, to: .rejected)
    accounts.append(account)
    refused += content.quarantined.map(RefusedRecord.init)
    refused += parsed.rejected.map { content.refused($0.row, $0.findings) }
    read.append((file, content.description))
    guard outcome.keptCount > 0 else { return }
    let rows = Dictionary(content.origins.record.enumerated().map { ($1, $0) }) { first, _ in first
    }
    for finding in outcome.findings {
      guard let row = rows[finding.origin.record] else { continue }
      refused.append(content.refused(row, [finding]))
    }
  }

  // MARK: - Billing

  /// Plans, posts and checks the period, and writes what changed.
  ///
  /// - Parameters:
  ///   - leads: Lead ids by customer reference.
  ///   - ambiguous: References to different leads of several sources, with the sources' names.
  ///   - buyers: Buyers by current lead id.
  ///   - redirects: Former lead ids to current ones.
  ///   - transaction: Nil for a dry run.
  /// - Returns: what was billed, and the books after it.
  /// - Throws: `Fault` of kind `law` when the books do not hold together; then nothing was written.
  package mutating func bill(
    leads: [CustomerReference: String],
    ambiguous: [CustomerReference: [String]] = [:],
    buyers: [String: Buyer],
    redirects: [String: String],
    into transaction: StoreTransaction?
  ) throws -> BillingOutcome {
    tables.resolve(leads)
    let before = tables.books.invoices.count
    var summary = "inputs kept, nothing is billed: the pipeline has no bill block"
    var held: [Finding] = []
    var notices: [Finding] = []
    var attention: [RunReport.Attention] = []
    if let settings = rules.settings {
      let input = input(settings, buyers, redirects, ambiguous)
      let plan = BillingPlan(input)
      let posting = isClosed ? nil : post(plan, settings)
      let rest = try postRest(after: posting, settings, buyers, redirects, ambiguous)
      summary = isClosed ? "\(rules.period): closed, nothing is posted to it" : plan.summary
      held = (rest?.plan ?? plan).held.map(\.finding)
      notices += (rest?.plan ?? plan).notices
      attention = self.attention(input, plan, posting, rest)
      try verify(settings)
    }
    attention += BillingAttention.doubtful(tables)
    if let transaction { try tables.write(into: transaction, over: stored) }
    return BillingOutcome(
      period: rules.period,
      invoiceCount: tables.books.invoices.count - before,
      summary: summary,
      held: held,
      notices: notices,
      renamings: renamings,
      attention: attention,
      books: Books(
        tables.books,
        payments: tables.withoutHeld.payments,
        currency: rules.currency
      ),
      report: rules.settings == nil ? [] : totals
    )
  }

  private var isClosed: Bool {
    tables.periods.contains { $0.period == rules.period && $0.state == .closed }
  }

  private func input(
    _ settings: BillingSettings,
    _ buyers: [String: Buyer],
    _ redirects: [String: String],
    _ ambiguous: [CustomerReference: [String]]
  ) -> BillingInput {
    let tables = tables.withoutHeld
    return BillingInput(
      period: rules.period,
      issueDate: rules.issueDate,
      settings: settings,
      charges: tables.charges,
      subscriptions: tables.subscriptions,
      payments: tables.payments,
      customers: buyers,
      redirects: redirects,
      books: tables.books,
      ambiguous: ambiguous
    )
  }

  /// Plans and posts what the documents made just now allow: payments that name one of them.
  ///
  /// Without it the next run of the same inputs would post them.
  private mutating func postRest(
    after posting: Posting?,
    _ settings: BillingSettings,
    _ buyers: [String: Buyer],
    _ redirects: [String: String],
    _ ambiguous: [CustomerReference: [String]]
  ) throws -> (plan: BillingPlan, posting: Posting)? {
    guard let posting, !posting.additions.invoices.isEmpty else { return nil }
    let plan = BillingPlan(input(settings, buyers, redirects, ambiguous))
    guard !plan.isEmpty else { return nil }
    guard plan.drafts.isEmpty else {
      throw Fault(.law, "the month \(rules.period) would be billed twice; nothing was committed")
    }
    return post(plan, settings).map { (plan, $0) }
  }

  /// Posts a plan; nil when there is nothing to post, which is kept of a month all the same: it has
  /// been billed.
  private mutating func post(_ plan: BillingPlan, _ settings: BillingSettings) -> Posting? {
    guard !plan.isEmpty else {
      keepEmptyPeriod()
      return nil
    }
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
    return posting
  }

  /// Notes that the period was billed, once, and once more when it is over.
  private mutating func keepEmptyPeriod() {
    let earlier = tables.periods.first { $0.period == rules.period }
    if let billedAt = earlier?.billedAt {
      let wasOver = rules.parser.localDay(billedAt) > rules.period.lastDay
      guard !wasOver, rules.parser.localDay(asOf) > rules.period.lastDay else { return }
    }
    tables.take(
      PeriodRecord(
        period: rules.period,
        state: .billed,
        billedAt: asOf,
        planHash: earlier?.planHash,
        documentCount: earlier?.documentCount ?? 0
      )
    )
  }

  private func attention(
    _ input: BillingInput,
    _ plan: BillingPlan,
    _ posting: Posting?,
    _ rest: (plan: BillingPlan, posting: Posting)?
  ) -> [RunReport.Attention] {
    BillingAttention(
      .init(
        input: input,
        plan: plan,
        posting: posting,
        rest: rest?.plan,
        periods: stored.periods,
        newPayments: newPayments,
        writesReports: rules.writesReports,
        localDay: rules.parser.localDay
      )
    )
    .items
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
