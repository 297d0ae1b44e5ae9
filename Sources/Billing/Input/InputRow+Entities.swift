import CRMModel
import Columns
import Diagnostics

// What a row must hold to be a charge, a subscription or a payment. Every fault of the row is
// collected before it is refused.

extension InputRow {
  mutating func charge() -> Charge? {
    let customer = requiredText("customer")
    let date = requiredDate("service_date")
    let description = requiredText("description")
    let currency = currency(amounts: ["unit_price", "net_amount"])
    let tax = tax()
    guard let currency, let priced = price(currency), let customer, let date, let description,
      let tax
    else { return nil }
    return Charge(
      chargeID: key("charge_id") ?? "",
      customer: customer,
      customerVATID: vatID,
      serviceDate: date,
      description: description,
      quantity: priced.quantity,
      unitPrice: priced.unitPrice,
      netAmount: priced.net,
      currency: currency,
      tax: tax,
      origin: origin
    )
  }

  mutating func subscription() -> Subscription? {
    let id = requiredText("subscription_id")
    if let id, !SourceKey.isKey(id) {
      // Another price or end would make another content, and both would be billed from then on.
      let message = "the id is a filler or a rounded number, which tells no subscriptions apart"
      let hint = "give each subscription an id that stays when its price or end changes"
      refuse("input.placeholder-id", "subscription_id", message, hint: hint)
    }
    let customer = requiredText("customer")
    let plan = requiredText("plan")
    let interval = interval()
    let currency = currency(amounts: ["unit_price"])
    let quantity = positiveQuantity()
    let price = requiredText("unit_price") == nil ? nil : number("unit_price", scale: 6)
    let tax = tax()
    let start = requiredDate("start_date")
    let end = date("end_date")
    if let price, price < 0 { refuse("input.sign", "unit_price", "the price is below zero") }
    if let start, let end, end < start {
      refuse("date.order", "end_date", "the end lies before the start")
    }
    guard let id, let customer, let plan, let interval, let currency, let quantity, let price,
      let tax, let start, findings.isEmpty
    else { return nil }
    return Subscription(
      subscriptionID: id,
      customer: customer,
      customerVATID: vatID,
      plan: plan,
      interval: interval,
      quantity: quantity,
      unitPrice: UnitPrice(unscaled: price),
      currency: currency,
      tax: tax,
      startDate: start,
      endDate: end,
      origin: origin
    )
  }

  mutating func payment() -> Payment? {
    let reference = text("reference")
    let customer = text("customer")
    if customer == nil, reference == nil {
      refuse("input.missing", "customer", "customer and reference are both empty")
    }
    let date = requiredDate("paid_on")
    let currency = currency(amounts: ["amount"])
    guard requiredText("amount") != nil, let currency, let amount = money("amount", currency),
      let date, findings.isEmpty
    else { return nil }
    guard amount.minorUnits != 0 else {
      refuse("input.sign", "amount", "the amount is zero")
      return nil
    }
    return Payment(
      paymentID: key("payment_id") ?? "",
      customer: customer ?? "",
      paidOn: date,
      amount: amount,
      reference: reference,
      method: text("method"),
      origin: origin
    )
  }

  /// The row's id, nil for none and for fillers that stand in many rows.
  private func key(_ name: String) -> String? {
    guard let text = text(name), SourceKey.isKey(text) else { return nil }
    return text
  }

  /// BT-48 without spaces, in capitals.
  private var vatID: String? {
    text("customer_vat_id").map { $0.filter { !$0.isWhitespace && $0 != "." }.uppercased() }
  }

  private mutating func positiveQuantity() -> Quantity? {
    guard text("quantity") != nil else { return .one }
    guard let units = number("quantity", scale: Quantity.scale) else { return nil }
    if units <= 0 { refuse("input.sign", "quantity", "the quantity is not above zero") }
    return Quantity(unscaled: units)
  }

  private mutating func interval() -> SubscriptionInterval? {
    guard let text = text("interval") else { return .month }
    switch text.lowercased() {
    case "month", "monthly", "monat", "monatlich", "1 month", "m": return .month
    case "year", "yearly", "annual", "annually", "jahr", "jährlich", "jaehrlich", "1 year", "y":
      return .year
    default:
      refuse("input.interval", "interval", "no known interval", hint: "write month or year")
      return nil
    }
  }

  /// Quantity, price and net amount of a charge, each found from the others where it is missing.
  private mutating func price(
    _ currency: Currency
  ) -> (quantity: Quantity, unitPrice: UnitPrice, net: Money?)? {
    let faults = findings.count
    let quantity = text("quantity") == nil ? nil : number("quantity", scale: Quantity.scale)
    let price = text("unit_price") == nil ? nil : number("unit_price", scale: UnitPrice.scale)
    let net = money("net_amount", currency)
    guard findings.count == faults else { return nil }
    var units = quantity ?? Quantity.one.unscaled
    guard var each = price ?? Self.price(net, units) else {
      let message =
        net == nil ? "unit_price and net_amount are both empty" : "the price cannot be found"
      refuse("input.missing", "unit_price", message)
      return nil
    }
    // A price is never below zero (BR-27): a refund has a negative quantity.
    if each < 0 { (units, each) = (-units, -each) }
    let result = (Quantity(unscaled: units), UnitPrice(unscaled: each))
    let computed = Rounding.net(result.0, result.1, currency)
    if let net, computed != net {
      let message = "the net amount is not quantity x price"
      refuse("charge.net", "net_amount", message, hint: "correct the row, or leave it empty")
      return nil
    }
    return (result.0, result.1, net)
  }

  /// The price that gives a net amount, nil when six decimals cannot hold it.
  private static func price(_ net: Money?, _ quantity: Int64) -> Int64? {
    guard let net, quantity != 0 else { return nil }
    let scale = UnitPrice.scale + Quantity.scale - net.currency.digits
    let dividend = Int128(net.minorUnits) * Int128(Money.power(of10: scale))
    let (price, remainder) = dividend.quotientAndRemainder(dividingBy: Int128(quantity))
    return remainder == 0 ? Int64(exactly: price) : nil
  }
}
