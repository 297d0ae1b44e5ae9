package import CRMModel
import Diagnostics
package import Time

/// The invoice an allocation settles: issued before, or a draft of the same plan.
package enum AllocationTarget: Hashable, Sendable {
  case issued(number: String)
  case draft(key: String)
}

/// Where a planned allocation takes the money from.
package enum PlannedSource: Hashable, Sendable {
  case issued(AllocationSource)
  /// A credit note of the same plan.
  case draft(key: String)
}

/// A part of a payment or credit note that a plan gives to an invoice.
package struct PlannedAllocation: Hashable, Sendable {
  package let source: PlannedSource
  package let target: AllocationTarget
  package let amount: Money
  package let allocatedOn: CalendarDate
}

/// Gives payments and credit notes to open invoices of the same customer and currency: first to
/// the invoices that a payment's reference names, then to those due first.
///
/// What is left of a payment stays open and is given to later invoices. Money sent back (a
/// negative payment) uses up what is left of the customer's oldest payments.
struct Allocating {
  private struct Account: Hashable {
    let leadID: String
    let currency: String
  }

  private struct Item {
    let target: AllocationTarget
    let number: String?
    let account: Account
    let issued: CalendarDate
    let due: CalendarDate
    var open: Int64
  }

  private struct Source {
    let source: PlannedSource
    let key: String
    let account: Account
    let day: CalendarDate
    let reference: String?
    let origin: RowOrigin?
    let currency: Currency
    var open: Int64
  }

  private(set) var allocations: [PlannedAllocation] = []
  private(set) var findings: [Finding] = []
  private var items: [Item] = []
  private var sources: [Source] = []
  private var sums: [Pair: Int] = [:]

  private struct Pair: Hashable {
    let source: PlannedSource
    let target: AllocationTarget
  }

  /// `payments` are those of known customers up to the day of issue.
  init(_ input: BillingInput, payments: [Payment], drafts: [DraftInvoice]) {
    collectItems(input, drafts)
    collectSources(input, payments, drafts)
    deductRefunds()
    let numbers = ReferenceIndex(items.map(\.number))
    for index in sources.indices { allocateByReference(index, numbers) }
    let byAccount = Dictionary(grouping: items.indices) { items[$0].account }
    for index in sources.indices {
      for item in byAccount[sources[index].account] ?? [] { allocate(index, to: item) }
    }
  }

  private mutating func collectItems(_ input: BillingInput, _ drafts: [DraftInvoice]) {
    var settled: [String: Int64] = [:]
    for allocation in input.books.allocations {
      settled[allocation.invoiceNumber, default: 0] += allocation.amount.minorUnits
    }
    for invoice in input.books.invoices where invoice.type == .invoice {
      let gross = invoice.totals.grossTotal
      items.append(
        Item(
          target: .issued(number: invoice.invoiceNumber),
          number: invoice.invoiceNumber,
          account: Account(
            leadID: input.current(invoice.leadID),
            currency: gross.currency.code
          ),
          issued: invoice.issueDate,
          due: invoice.dueDate,
          open: gross.minorUnits - (settled[invoice.invoiceNumber] ?? 0)
        )
      )
    }
    items.sort { ($0.due, $0.number ?? "") < ($1.due, $1.number ?? "") }
    let issued = items.count
    for draft in drafts where draft.type == .invoice {
      items.append(
        Item(
          target: .draft(key: draft.key),
          number: nil,
          account: Account(leadID: draft.leadID, currency: draft.currency.code),
          issued: input.issueDate,
          due: draft.dueDate,
          open: draft.grossTotal.minorUnits
        )
      )
    }
    // Issued ones come before drafts of the same due date, drafts stay in their order.
    let order = items.indices.sorted { left, right in
      (items[left].due, left < issued ? 0 : 1, left)
        < (items[right].due, right < issued ? 0 : 1, right)
    }
    items = order.map { items[$0] }
  }

  private mutating func collectSources(
    _ input: BillingInput,
    _ payments: [Payment],
    _ drafts: [DraftInvoice]
  ) {
    var used: [AllocationSource: Int64] = [:]
    for allocation in input.books.allocations {
      used[allocation.source, default: 0] += allocation.amount.minorUnits
    }
    for payment in payments {
      guard let leadID = payment.leadID else { continue }
      let source = AllocationSource.payment(id: payment.paymentID)
      sources.append(
        Source(
          source: .issued(source),
          key: payment.paymentID,
          account: Account(
            leadID: input.current(leadID),
            currency: payment.amount.currency.code
          ),
          day: payment.paidOn,
          reference: payment.reference,
          origin: payment.origin,
          currency: payment.amount.currency,
          open: payment.amount.minorUnits - (used[source] ?? 0)
        )
      )
    }
    for note in input.books.invoices where note.type == .creditNote {
      let source = AllocationSource.creditNote(number: note.invoiceNumber)
      let gross = note.totals.grossTotal
      sources.append(
        Source(
          source: .issued(source),
          key: note.invoiceNumber,
          account: Account(leadID: input.current(note.leadID), currency: gross.currency.code),
          day: note.issueDate,
          reference: nil,
          origin: nil,
          currency: gross.currency,
          open: gross.minorUnits - (used[source] ?? 0)
        )
      )
    }
    for note in drafts where note.type == .creditNote {
      sources.append(
        Source(
          source: .draft(key: note.key),
          key: note.key,
          account: Account(leadID: note.leadID, currency: note.currency.code),
          day: input.issueDate,
          reference: nil,
          origin: nil,
          currency: note.currency,
          open: note.grossTotal.minorUnits
        )
      )
    }
    sources.sort { ($0.day, $0.key) < ($1.day, $1.key) }
  }

  private mutating func deductRefunds() {
    var refunds: [Account: Int64] = [:]
    for index in sources.indices where sources[index].open < 0 {
      refunds[sources[index].account, default: 0] -= sources[index].open
      sources[index].open = 0
    }
    for index in sources.indices {
      guard let rest = refunds[sources[index].account], rest > 0 else { continue }
      let part = min(rest, sources[index].open)
      sources[index].open -= part
      refunds[sources[index].account] = rest - part
    }
  }

  private mutating func allocateByReference(_ index: Int, _ numbers: ReferenceIndex) {
    guard let reference = sources[index].reference, !reference.isEmpty else { return }
    for item in numbers.named(in: reference) {
      let number = items[item].number ?? ""
      if items[item].account == sources[index].account {
        allocate(index, to: item)
      } else if let origin = sources[index].origin, items[item].open > 0 {
        let message = "the reference names invoice \(number) of another customer or currency"
        findings.append(Finding(.referenceOfOther, .note, at: origin, message: message))
      }
    }
  }

  private mutating func allocate(_ index: Int, to item: Int) {
    let part = min(sources[index].open, items[item].open)
    guard part > 0 else { return }
    sources[index].open -= part
    items[item].open -= part
    let pair = Pair(source: sources[index].source, target: items[item].target)
    let position = sums[pair] ?? allocations.count
    let before = sums[pair] == nil ? 0 : allocations[position].amount.minorUnits
    let allocation = PlannedAllocation(
      source: pair.source,
      target: pair.target,
      amount: Money(minorUnits: before + part, sources[index].currency),
      allocatedOn: max(sources[index].day, items[item].issued)
    )
    if sums[pair] == nil {
      allocations.append(allocation)
    } else {
      allocations[position] = allocation
    }
    sums[pair] = position
  }
}
