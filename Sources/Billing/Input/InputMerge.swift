package import CRMModel
package import Diagnostics

/// What a file's entities mean for those stored: law 2, running the same file again changes
/// nothing.
package struct InputMerge<Entity: Sendable>: Sendable {
  /// All entities after the merge, by id.
  package let merged: [Entity]
  package let created: [Entity]
  package let updated: [Entity]
  package let unchangedCount: Int
  /// Entities that a document or the ledger holds and that now come with other values; the stored
  /// ones stay.
  package let findings: [Finding]
  /// How many entities the findings concern.
  package var keptCount: Int { findings.count }
}

extension InputMerge<Charge> {
  /// Merges charges; a billed one keeps its values, each keeps its lead and invoice.
  package init(stored: [Charge], incoming: [Charge]) {
    self.init(stored, incoming, id: \.chargeID) { old, new in
      var next = new
      next.leadID = new.leadID ?? old.leadID
      next.invoiceNumber = old.invoiceNumber
      return next
    } isFixed: {
      $0.invoiceNumber != nil
    } isSame: {
      $0.hasSameValues(as: $1)
    }
  }
}

extension InputMerge<Subscription> {
  /// Merges subscriptions; what was billed stands on the documents and does not change.
  package init(stored: [Subscription], incoming: [Subscription]) {
    self.init(stored, incoming, id: \.subscriptionID) { old, new in
      var next = new
      next.leadID = new.leadID ?? old.leadID
      return next
    } isFixed: { _ in
      false
    } isSame: {
      $0.hasSameValues(as: $1)
    }
  }
}

extension InputMerge<Payment> {
  /// Merges payments; one in the ledger keeps its values.
  package init(stored: [Payment], incoming: [Payment], entered: Set<String>) {
    self.init(stored, incoming, id: \.paymentID) { old, new in
      var next = new
      next.leadID = new.leadID ?? old.leadID
      return next
    } isFixed: {
      entered.contains($0.paymentID)
    } isSame: {
      $0.hasSameValues(as: $1)
    }
  }
}

extension InputMerge {
  fileprivate init(
    _ stored: [Entity],
    _ incoming: [Entity],
    id: KeyPath<Entity, String>,
    carry: (Entity, Entity) -> Entity,
    isFixed: (Entity) -> Bool,
    isSame: (Entity, Entity) -> Bool
  ) where Entity: InputEntity {
    var byID = Dictionary(stored.map { ($0[keyPath: id], $0) }) { first, _ in first }
    var created: [Entity] = []
    var updated: [Entity] = []
    var unchanged = 0
    var findings: [Finding] = []
    for new in incoming {
      let key = new[keyPath: id]
      guard let old = byID[key] else {
        byID[key] = new
        created.append(new)
        continue
      }
      let next = carry(old, new)
      if isSame(old, next) {
        unchanged += 1
        byID[key]?.leadID = next.leadID
      } else if isFixed(old) {
        findings.append(Self.changedAfterBilling(new.origin))
      } else {
        byID[key] = next
        updated.append(next)
      }
    }
    self.init(
      merged: byID.sorted { $0.key < $1.key }.map(\.value),
      created: created,
      updated: updated,
      unchangedCount: unchanged,
      findings: findings
    )
  }

  private static func changedAfterBilling(_ origin: RowOrigin) -> Finding {
    Finding(
      "billing.changed-after-billing",
      .warning,
      at: origin,
      message: "the row differs from what was billed or posted under its id; the stored one stays",
      hint: "enter the difference as a new charge or payment"
    )
  }
}

/// What the merge needs of every input.
package protocol InputEntity: Sendable {
  var origin: RowOrigin { get }
  var leadID: String? { get set }
}

extension Charge: InputEntity {
  /// The same but for where it was read; the lead is the store's own and does not count.
  fileprivate func hasSameValues(as other: Charge) -> Bool {
    (customer, serviceDate, description, quantity, unitPrice, currency)
      == (
        other.customer, other.serviceDate, other.description, other.quantity, other.unitPrice,
        other.currency
      ) && customerVATID == other.customerVATID && tax == other.tax
  }
}

extension Subscription: InputEntity {
  /// The same but for where it was read; the lead is the store's own and does not count.
  fileprivate func hasSameValues(as other: Subscription) -> Bool {
    (customer, plan, interval, quantity, unitPrice, currency)
      == (
        other.customer, other.plan, other.interval, other.quantity, other.unitPrice,
        other.currency
      ) && customerVATID == other.customerVATID && tax == other.tax
      && startDate == other.startDate && endDate == other.endDate
  }
}

extension Payment: InputEntity {
  /// The same but for where it was read; the lead is the store's own and does not count.
  fileprivate func hasSameValues(as other: Payment) -> Bool {
    (customer, paidOn, amount, reference, method)
      == (other.customer, other.paidOn, other.amount, other.reference, other.method)
  }
}
