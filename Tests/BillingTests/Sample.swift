import Billing
import CRMModel
import Diagnostics
import Time

// Short ways to make inputs for tests.

func day(_ text: String) -> CalendarDate {
  CalendarDate(iso: text) ?? CalendarDate(daysSinceEpoch: 0)
}

func period(_ text: String) -> BillingPeriod {
  BillingPeriod(text) ?? BillingPeriod(CalendarDate(daysSinceEpoch: 0))
}

func euro(_ cents: Int64) -> Money { Money(minorUnits: cents, .euro) }

let nineteen = Tax(.standard, TaxRate(unscaled: 1900))
let seven = Tax(.standard, TaxRate(unscaled: 700))
let reverseCharge = Tax(.reverseCharge, .zero)

func settings(series: String = "INV-{year}-{number:5}") throws(SampleError) -> BillingSettings {
  guard let nineteen, let series = InvoiceSeries(series) else { throw SampleError() }
  return BillingSettings(series: series, defaultTax: nineteen)
}

struct SampleError: Error {}

func origin(_ record: Int64 = 1) -> RowOrigin {
  RowOrigin(file: "input.csv", record: record, line: record + 1, byteOffset: record * 80)
}

func charge(
  _ id: String,
  lead: String? = "L-1",
  on date: String = "2026-10-10",
  _ quantity: String = "1",
  at price: String,
  _ currency: Currency = .euro,
  tax: Tax? = nineteen,
  vatID: String? = nil
) -> Charge {
  Charge(
    chargeID: id,
    leadID: lead,
    customer: lead ?? "nobody",
    customerVATID: vatID,
    serviceDate: day(date),
    description: "Service \(id)",
    quantity: Quantity(plain: quantity) ?? .one,
    unitPrice: UnitPrice(plain: price) ?? UnitPrice(unscaled: 0),
    currency: currency,
    tax: tax,
    origin: origin()
  )
}

func subscription(
  _ id: String,
  lead: String? = "L-1",
  _ interval: SubscriptionInterval = .month,
  from start: String,
  through end: String? = nil,
  at price: String = "40",
  quantity: String = "1",
  tax: Tax? = nineteen
) -> Subscription {
  Subscription(
    subscriptionID: id,
    leadID: lead,
    customer: lead ?? "nobody",
    plan: "Plan \(id)",
    interval: interval,
    quantity: Quantity(plain: quantity) ?? .one,
    unitPrice: UnitPrice(plain: price) ?? UnitPrice(unscaled: 0),
    currency: .euro,
    tax: tax,
    startDate: day(start),
    endDate: end.map(day),
    origin: origin()
  )
}

func payment(
  _ id: String,
  lead: String? = "L-1",
  _ cents: Int64,
  on date: String,
  reference: String? = nil,
  _ currency: Currency = .euro
) -> Payment {
  Payment(
    paymentID: id,
    leadID: lead,
    customer: lead ?? "",
    paidOn: day(date),
    amount: Money(minorUnits: cents, currency),
    reference: reference,
    origin: origin()
  )
}

/// A small company that bills month after month.
struct Company {
  var charges: [Charge] = []
  var subscriptions: [Subscription] = []
  var payments: [Payment] = []
  var redirects: [String: String] = [:]
  var customers = [
    "L-1": Buyer(name: "Muster GmbH", country: "DE"),
    "L-2": Buyer(name: "Exemple SARL", country: "FR", vatID: "FR12345678901"),
    "L-3": Buyer(name: "Ada Example"),
  ]
  var books = PostedBooks()
  var settings: BillingSettings

  init() throws { settings = try BillingTests.settings() }

  func plan(_ month: String, issued: String? = nil) -> BillingPlan {
    let period = period(month)
    return BillingPlan(
      BillingInput(
        period: period,
        issueDate: issued.map(day) ?? period.lastDay,
        settings: settings,
        charges: charges,
        subscriptions: subscriptions,
        payments: payments,
        customers: customers,
        redirects: redirects,
        books: books
      )
    )
  }

  /// Plans and posts a month, and puts the documents into the books.
  @discardableResult
  mutating func bill(_ month: String, issued: String? = nil) -> Posting {
    let plan = plan(month, issued: issued)
    let next = settings.series.nextPosition(
      after: books.invoices.map(\.invoiceNumber),
      issued: plan.issueDate
    )
    let posting = plan.post(nextNumber: next, nextEntry: books.nextEntryNumber)
    books = books.appending(posting.additions)
    for index in charges.indices {
      if let number = posting.invoiceNumbers[charges[index].chargeID] {
        charges[index].invoiceNumber = number
      }
    }
    for paid in posting.payments {
      if let index = payments.firstIndex(where: { $0.paymentID == paid.paymentID }) {
        payments[index] = paid
      }
    }
    return posting
  }

  func control(_ month: String) -> BillingControl {
    BillingControl(books, payments: payments, period: period(month), series: settings.series)
  }
}
