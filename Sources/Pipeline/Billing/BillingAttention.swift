import Billing
import CRMModel
import Diagnostics
import Reporting
import Time

/// What of a month's billing a person has to look at, in sentences without a personal value.
struct BillingAttention {
  /// The plan and the state of the store that it was made for.
  struct Subject {
    let input: BillingInput
    let plan: BillingPlan
    /// Nil when there was nothing to post.
    let posting: Posting?
    /// What was planned once the documents had numbers; nil when that was nothing.
    let rest: BillingPlan?
    /// The months that earlier runs billed.
    let periods: [PeriodRecord]
    /// Payments that this run brought.
    let newPayments: Set<String>
    /// Whether the runs of this pipeline write report files.
    let writesReports: Bool
    /// The day of an instant where the pipeline's clocks are.
    let localDay: @Sendable (Instant) -> CalendarDate
  }

  private(set) var items: [RunReport.Attention] = []
  private let subject: Subject
  private let period: BillingPeriod
  /// The customers of charges and subscriptions, by kind and id.
  private let customers: [InvoiceLineSource: String]
  /// The months whose figures are out.
  private let reported: Set<BillingPeriod>

  init(_ subject: Subject) {
    self.subject = subject
    period = subject.plan.period
    let input = subject.input
    let charges = input.charges.map { (InvoiceLineSource.charge(id: $0.chargeID), $0.customer) }
    let others = input.subscriptions.map {
      (InvoiceLineSource.subscription(id: $0.subscriptionID), $0.customer)
    }
    customers = Dictionary(charges + others) { first, _ in first }
    reported = Self.reported(subject)
    addHeld()
    addUnbilled()
    addChanges()
  }

  /// The months that were billed by an earlier run when they were over: their figures are out.
  ///
  /// A month that a pipeline bills while it lasts is not reported yet.
  private static func reported(_ subject: Subject) -> Set<BillingPeriod> {
    Set(
      subject.periods.compactMap { record in
        guard record.state != .open, let billedAt = record.billedAt else { return nil }
        return subject.localDay(billedAt) > record.period.lastDay ? record.period : nil
      }
    )
  }

  // MARK: - Held

  private mutating func addHeld() {
    let held = (subject.rest ?? subject.plan).held.sorted {
      ($0.finding.origin.file, $0.finding.origin.line)
        < ($1.finding.origin.file, $1.finding.origin.line)
    }
    for input in held where input.kind != "payment" { add(input, .held, count: 1) }
    let payments = held.filter { $0.kind == "payment" }
    let days = Dictionary(subject.input.payments.map { ($0.paymentID, $0.paidOn) }) { first, _ in
      first
    }
    // Told with exit code 1 once: bank files hold money that is no customer's, and for ever.
    let isFirstPlan = !subject.periods.contains { $0.period >= period }
    for input in payments {
      let isDueNow = isFirstPlan && days[input.id].map { $0 >= period.firstDay } == true
      add(input, .unassigned, count: isDueNow || subject.newPayments.contains(input.id) ? 1 : 0)
    }
  }

  private mutating func add(
    _ input: HeldInput,
    _ kind: RunReport.Attention.Kind,
    count: Int64
  ) {
    let name = Self.name(input.kind, input.id, at: input.finding.origin)
    let source: InvoiceLineSource =
      input.kind == "charge" ? .charge(id: input.id) : .subscription(id: input.id)
    let customer = input.kind == "payment" ? nil : customers[source].flatMap(Self.plain)
    let of = customer.map { " of customer \($0)" } ?? ""
    let finding = input.finding
    let text =
      "\(SourcePosition(finding.origin)): \(name)\(of) is held: \(finding.message)"
      + " (\(finding.code.rawValue))"
    items.append(.init(kind, text, hint: finding.hint, count: count))
  }

  // MARK: - Never billed

  private mutating func addUnbilled() {
    let invoiced = subject.input.books.invoices.map(\.period)
    let billed = Set(subject.periods.map(\.period) + invoiced)
    guard let first = billed.min() else { return }
    for month in UnbilledMonth.all(in: subject.input, from: first, billed: billed) {
      let isBilled = billed.contains(month.period)
      let text = "\(month.period): \(isBilled ? "billed without" : "never billed,") "
      let bill = "starcrm bill --period MONTH bills what is left of a month"
      let accept = "validate.warn.unbilled accepts what is billed elsewhere"
      items.append(
        .init(
          .unbilled,
          text + parts(of: month).joined(separator: ", "),
          hint: month.services.isEmpty ? nil : "\(bill); \(accept)",
          count: Int64(month.count)
        )
      )
    }
  }

  private func parts(of month: UnbilledMonth) -> [String] {
    var parts: [String] = []
    if !month.services.isEmpty {
      let services = month.services.map { service in
        let name = Self.name("subscription", service.subscriptionID, at: service.origin)
        return "\(name) from \(service.start.iso) to \(service.end.iso), "
          + "\(SourcePosition(service.origin))"
      }
      parts.append(
        "\(month.services.count.counting("subscription period"))\(Self.listed(services))"
      )
    }
    if !month.charges.isEmpty {
      let numbers = subject.posting?.invoiceNumbers ?? [:]
      let charges = month.charges.map { charge in
        let bill = numbers[charge.chargeID].map { "billed now as \($0)" } ?? "held"
        return "\(SourcePosition(charge.origin)), \(bill)"
      }
      parts.append("\(month.charges.count.counting("charge"))\(Self.listed(charges))")
    }
    return parts
  }

  /// ` (one; two; three and 7 more)`.
  private static func listed(_ texts: [String]) -> String {
    let rest = texts.count > 20 ? "; and \(texts.count - 20) more" : ""
    return " (\(texts.prefix(20).joined(separator: "; "))\(rest))"
  }

  // MARK: - Changed since it was reported

  private mutating func addChanges() {
    guard let posting = subject.posting else { return }
    let since = subject.writesReports ? "reported" : "billed"
    for payment in subject.plan.payments + (subject.rest?.payments ?? []) {
      let month = BillingPeriod(payment.paidOn)
      guard reported.contains(month) else { continue }
      let name = Self.name("payment", payment.paymentID, at: payment.origin)
      let what = "\(name) of \(payment.paidOn.iso) (\(SourcePosition(payment.origin)))"
      items.append(.init(.changed, "\(month) has changed since it was \(since): \(what)"))
    }
    for line in posting.lines(of: subject.plan) {
      let name = Self.name(line.source.kind, line.source.id, at: line.origin)
      let what = "\(name) of \(line.periodStart.iso) (\(SourcePosition(line.origin)))"
      let month = BillingPeriod(line.periodStart)
      if reported.contains(period) {
        let text = "\(period) has changed since it was \(since): \(what) is on \(line.number)"
        items.append(.init(.changed, text))
      } else if month < period, reported.contains(month), line.source.kind == "charge" {
        let text = "\(month) was \(since) without \(what): it is on \(line.number) of \(period)"
        items.append(.init(.changed, text))
      }
    }
  }

  // MARK: - Doubtful

  /// The rows whose id is another's and those that may correct others, told until they are settled.
  static func doubtful(_ tables: BillingTables) -> [RunReport.Attention] {
    doubtful(tables.charges) + doubtful(tables.subscriptions) + doubtful(tables.payments)
  }

  private static func doubtful<Entity: InputEntity>(_ rows: [Entity]) -> [RunReport.Attention] {
    let held = rows.filter { $0.identity.hold != nil }
    guard !held.isEmpty else { return [] }
    let stored = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    let inOrder = held.sorted {
      ($0.origin.file, $0.origin.line) < ($1.origin.file, $1.origin.line)
    }
    return inOrder.compactMap { row in
      guard let finding = row.doubt({ stored[$0] }) else { return nil }
      let name = row.key.flatMap(plain).map { "\(Entity.kind) \($0)" } ?? Entity.kind
      let customer = Entity.kind == Payment.kind ? nil : plain(row.customer)
      let of = customer.map { " of customer \($0)" } ?? ""
      let text =
        "\(SourcePosition(row.origin)): \(name)\(of) is held: \(finding.message)"
        + " (\(finding.code.rawValue))"
      return RunReport.Attention(.doubtful, text, hint: finding.hint)
    }
  }

  // MARK: - Names

  /// `charge C2`, or `charge` where the id is a name made of the place, or may be somebody's.
  private static func name(_ kind: String, _ id: String, at origin: RowOrigin) -> String {
    let file = origin.file.split(separator: "/").last ?? ""
    guard let id = plain(id), !id.hasPrefix("\(file):") else { return kind }
    return "\(kind) \(id)"
  }

  /// The text unless it may be a personal value.
  private static func plain(_ text: String) -> String? { SourceKey.isPrintable(text) ? text : nil }
}
