import Billing
import CRMModel
import Foundation
import FoundationXML

/// A UBL document, or a fragment of one, as far as it holds amounts; and what a test set expects.
struct UBLCase {
  var amounts = DocumentAmounts()
  /// The rules that the set says hold.
  var holding: Set<String> = []
  /// The rules that the set says are broken.
  var broken: Set<String> = []
  /// Whether every amount has at most two decimals and every category is one we know.
  var isReadable = true
}

/// Reads the amounts of UBL invoices and credit notes, and of the rule tests made of them.
final class UBLAmountsReader: NSObject, XMLParserDelegate {
  private struct Node {
    let name: String
    var text = ""
    var currency: String?
  }

  private struct Group {
    var net: Int64?
    var tax: Int64?
    var isCharge = false
    var category: String?
    var rate: TaxRate?
    var hasReason = false
  }

  private(set) var cases: [UBLCase] = []
  private var current = UBLCase()
  private var path: [Node] = []
  private var group = Group()
  private var currency: String?

  /// The documents of a file; a test set holds several.
  static func read(_ url: URL) throws -> [UBLCase] {
    let reader = UBLAmountsReader()
    let parser = XMLParser(data: try Data(contentsOf: url))
    parser.delegate = reader
    guard parser.parse() else { throw SampleError() }
    return reader.cases
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    let local = name.split(separator: ":").last.map(String.init) ?? name
    path.append(Node(name: local, currency: attributes["currencyID"]))
    switch local {
    case "test":
      current = UBLCase()
      currency = nil
    case "Invoice", "CreditNote": current.amounts = DocumentAmounts()
    case "InvoiceLine", "CreditNoteLine", "TaxSubtotal": group = Group()
    case "AllowanceCharge" where depth == 2: group = Group()
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    path[path.count - 1].text += text
  }

  func parser(
    _ parser: XMLParser,
    didEndElement name: String,
    namespaceURI: String?,
    qualifiedName: String?
  ) {
    guard let node = path.last else { return }
    let text = node.text.trimmingCharacters(in: .whitespacesAndNewlines)
    readExpectation(node.name, text)
    if let place = place { readDocument(place, node, text) }
    finish(node.name)
    path.removeLast()
  }

  /// Elements below the document, 1 for the document itself.
  private var depth: Int {
    guard let start = path.firstIndex(where: { ["Invoice", "CreditNote"].contains($0.name) }) else {
      return 0
    }
    return path.count - start
  }

  /// The path below the document.
  private var place: String? {
    depth < 2 ? nil : path.suffix(depth - 1).map(\.name).joined(separator: "/")
  }

  private func readExpectation(_ name: String, _ text: String) {
    if name == "success" { current.holding.formUnion(text.split(separator: " ").map(String.init)) }
    if name == "error" { current.broken.formUnion(text.split(separator: " ").map(String.init)) }
  }

  private func readDocument(_ place: String, _ node: Node, _ text: String) {
    let total = place.replacingOccurrences(of: "LegalMonetaryTotal/", with: "")
    switch total == place ? "" : total {
    case "LineExtensionAmount": current.amounts.lineTotal = amount(text)
    case "AllowanceTotalAmount": current.amounts.allowanceTotal = amount(text)
    case "ChargeTotalAmount": current.amounts.chargeTotal = amount(text)
    case "TaxExclusiveAmount": current.amounts.netTotal = amount(text)
    case "TaxInclusiveAmount": current.amounts.grossTotal = amount(text)
    case "PrepaidAmount": current.amounts.paidAmount = amount(text)
    case "PayableRoundingAmount": current.amounts.rounding = amount(text)
    case "PayableAmount": current.amounts.amountDue = amount(text)
    default: readGroup(place, node, text)
    }
  }

  private func readGroup(_ place: String, _ node: Node, _ text: String) {
    switch place {
    case "DocumentCurrencyCode": currency = text
    case "TaxTotal/TaxAmount":
      // A second total is in the accounting currency (BT-111).
      if currency == nil || node.currency == nil || node.currency == currency {
        current.amounts.taxTotal = amount(text)
      }
    case "TaxTotal/TaxSubtotal/TaxableAmount", "InvoiceLine/LineExtensionAmount",
      "CreditNoteLine/LineExtensionAmount", "AllowanceCharge/Amount":
      group.net = amount(text)
    case "TaxTotal/TaxSubtotal/TaxAmount": group.tax = amount(text)
    case "AllowanceCharge/ChargeIndicator": group.isCharge = text == "true"
    case "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason",
      "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode":
      group.hasReason = true
    case _ where place.hasSuffix("TaxCategory/ID"): group.category = text
    case _ where place.hasSuffix("TaxCategory/Percent"): readRate(text)
    default: break
    }
  }

  private func finish(_ name: String) {
    switch name {
    case "TaxSubtotal" where depth == 3: finishSubtotal()
    case "InvoiceLine", "CreditNoteLine":
      if depth == 2, let line = line() { current.amounts.lines.append(line) }
    case "AllowanceCharge" where depth == 2:
      if let line = line(), path.count > 1 { current.amounts.adjustments.append(line) }
    case "Invoice", "CreditNote": if depth == 1 { cases.append(current) }
    default: break
    }
  }

  private func line() -> DocumentAmounts.Line? {
    guard let net = group.net else { return nil }
    let isAllowance = path.last?.name == "AllowanceCharge" && !group.isCharge
    return DocumentAmounts.Line(
      net: isAllowance ? -net : net,
      category: category(),
      rate: group.rate
    )
  }

  private func finishSubtotal() {
    current.amounts.breakdown.append(
      DocumentAmounts.Breakdown(
        category: category(),
        rate: group.rate,
        base: group.net ?? 0,
        tax: group.tax ?? 0,
        hasExemptionReason: group.hasReason
      )
    )
  }

  /// Fragments leave categories out where the rule under test does not look at them.
  private func category() -> TaxCategory {
    guard let given = group.category else {
      return (group.rate ?? .zero) > .zero ? .standard : .zeroRated
    }
    if let known = TaxCategory(rawValue: given) { return known }
    current.isReadable = false
    return .standard
  }

  private func amount(_ text: String) -> Int64 {
    if let units = DecimalText(plain: text)?.unscaled(scale: 2) { return units }
    current.isReadable = false
    return 0
  }

  private func readRate(_ text: String) {
    group.rate = TaxRate(plain: text)
    if group.rate == nil { current.isReadable = false }
  }
}
