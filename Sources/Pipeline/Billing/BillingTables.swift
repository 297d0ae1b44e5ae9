import Billing
import CRMModel
import Columns
import Store

/// What billing keeps between runs: its inputs, everything posted, and the periods.
struct BillingTables: Sendable {
  var charges: [Charge] = []
  var subscriptions: [Subscription] = []
  var payments: [Payment] = []
  var books = PostedBooks()
  var periods: [PeriodRecord] = []

  /// Reads the tables of a store; all empty when there is none.
  init(_ snapshot: StoreSnapshot?) throws {
    guard let snapshot else { return }
    func rows<Row: StoredRow>(_ type: Row.Type) throws -> [Row] {
      try Row.rows(in: snapshot.rows(Row.table))
    }
    charges = try rows(Charge.self)
    subscriptions = try rows(Subscription.self)
    payments = try rows(Payment.self)
    books = PostedBooks(
      invoices: try rows(Invoice.self),
      lines: try rows(InvoiceLine.self),
      taxes: try rows(InvoiceTax.self),
      allocations: try rows(PaymentAllocation.self),
      entries: try rows(LedgerEntry.self)
    )
    periods = try rows(PeriodRecord.self)
  }

  /// Payments that stand in the ledger, by id.
  var enteredPayments: Set<String> {
    Set(books.entries.lazy.filter { $0.documentKind == .payment }.map(\.document))
  }

  /// The same without the inputs that wait for a person.
  var withoutHeld: BillingTables {
    var tables = self
    tables.charges.removeAll { $0.identity.hold != nil }
    tables.subscriptions.removeAll { $0.identity.hold != nil }
    tables.payments.removeAll { $0.identity.hold != nil }
    return tables
  }

  /// Customers, as the files name them, of inputs that have no lead yet.
  var references: Set<CustomerReference> {
    Self.references(charges).union(Self.references(subscriptions))
      .union(Self.references(payments))
  }

  private static func references(_ rows: [some InputEntity]) -> Set<CustomerReference> {
    Set(rows.lazy.filter { $0.leadID == nil && !$0.customer.isEmpty }.map(\.customerReference))
  }

  /// Leads of inputs and documents.
  var leadIDs: Set<String> {
    var ids = Set(charges.compactMap(\.leadID))
    ids.formUnion(subscriptions.compactMap(\.leadID))
    ids.formUnion(payments.compactMap(\.leadID))
    ids.formUnion(books.invoices.map(\.leadID))
    ids.formUnion(books.entries.compactMap(\.leadID))
    return ids
  }

  /// Gives inputs without a lead the one that their customer is now known to be.
  mutating func resolve(_ leads: [CustomerReference: String]) {
    Self.resolve(&charges, leads)
    Self.resolve(&subscriptions, leads)
    Self.resolve(&payments, leads)
  }

  private static func resolve(
    _ rows: inout [some InputEntity],
    _ leads: [CustomerReference: String]
  ) {
    for index in rows.indices where rows[index].leadID == nil {
      rows[index].leadID = leads[rows[index].customerReference]
    }
  }

  /// Takes in what a plan posted.
  mutating func take(_ posting: Posting, _ record: PeriodRecord) {
    books = books.appending(posting.additions)
    for index in charges.indices {
      guard let number = posting.invoiceNumbers[charges[index].chargeID] else { continue }
      charges[index].invoiceNumber = number
    }
    let posted = Dictionary(posting.payments.map { ($0.paymentID, $0) }) { first, _ in first }
    for index in payments.indices {
      if let payment = posted[payments[index].paymentID] { payments[index] = payment }
    }
    take(record)
  }

  /// Takes in what is known of a period, over what was.
  mutating func take(_ record: PeriodRecord) {
    periods.removeAll { $0.period == record.period }
    periods.append(record)
    periods.sort { $0.period < $1.period }
  }

  /// Writes what differs from `before`; a table without a difference is not touched.
  ///
  /// Documents, allocations and entries are only ever added.
  func write(into transaction: StoreTransaction, over before: BillingTables) throws {
    try Self.write(charges, over: before.charges, transaction)
    try Self.write(subscriptions, over: before.subscriptions, transaction)
    try Self.write(payments, over: before.payments, transaction)
    try Self.append(books.invoices, after: before.books.invoices, transaction)
    try Self.append(books.lines, after: before.books.lines, transaction)
    try Self.append(books.taxes, after: before.books.taxes, transaction)
    try Self.append(books.allocations, after: before.books.allocations, transaction)
    try Self.append(books.entries, after: before.books.entries, transaction)
    try Self.write(periods, over: before.periods, id: \.period, transaction)
  }

  /// Writes inputs; that a row was read in another place does not count as a difference, for a file
  /// that grows at its top moves all of its rows every night.
  private static func write<Row: StoredRow & Hashable & InputEntity>(
    _ rows: [Row],
    over before: [Row],
    _ transaction: StoreTransaction
  ) throws {
    let known = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
    let kept = rows.map { row in
      guard var kept = known[row.id] else { return row }
      let origin = kept.origin
      kept.origin = row.origin
      kept.identity = row.identity
      guard kept == row else { return row }
      kept.origin = origin
      return kept
    }
    try write(kept, over: before, id: \.id, transaction)
  }

  /// Adds the rows when all differences are new rows, replaces the table when a stored one changed
  /// or was taken back.
  private static func write<Row: StoredRow & Hashable, ID: Hashable>(
    _ rows: [Row],
    over before: [Row],
    id: KeyPath<Row, ID>,
    _ transaction: StoreTransaction
  ) throws {
    let known = Dictionary(before.map { ($0[keyPath: id], $0) }) { first, _ in first }
    let changed = rows.filter { known[$0[keyPath: id]] != $0 }
    let newCount = changed.count { known[$0[keyPath: id]] == nil }
    let isShorter = rows.count - newCount < known.count
    guard !changed.isEmpty || isShorter else { return }
    if newCount == changed.count, !isShorter {
      try transaction.append(Row.table, Row.batch(of: changed))
    } else {
      try transaction.replaceAll(Row.table, with: Row.batch(of: rows))
    }
  }

  private static func append<Row: StoredRow>(
    _ rows: [Row],
    after before: [Row],
    _ transaction: StoreTransaction
  ) throws {
    try transaction.append(Row.table, Row.batch(of: rows.dropFirst(before.count)))
  }
}
