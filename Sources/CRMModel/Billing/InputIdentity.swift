/// Which row of which source a charge, a subscription or a payment is: the same notion for all three.
///
/// A row is known by the id that its source gave it, else by its content and by how often the
/// content occurs. Neither says anything beyond the source: ids count for each source of its own.
package struct InputIdentity: Hashable, Sendable {
  /// The source: its name in the pipeline, or the kind of input where the pipeline names none.
  ///
  /// Nil for a row that a release before December 2026 stored.
  package var system: String?
  /// The id that the source gave the row; nil for a row without one.
  ///
  /// It differs from the id in the table where another source or an earlier row has that one.
  package var key: String?
  /// Why the row waits for a person; nil when it counts.
  package var hold: InputHold?

  package init(system: String? = nil, key: String? = nil, hold: InputHold? = nil) {
    self.system = system
    self.key = key
    self.hold = hold
  }
}

/// A doubt that only a person can settle; until then the row is kept and not billed or posted.
package struct InputHold: Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The row's id named another row before, or names two in one delivery.
    case reusedID = "reused_id"
    /// The row may be another version of one that has vanished.
    case correction
  }

  package let reason: Reason
  /// The id in the table of the row that this one is in doubt with; that one counts.
  package let other: String

  package init(_ reason: Reason, other: String) {
    self.reason = reason
    self.other = other
  }
}

/// A customer as an input names it: an id of a source system, or an e-mail address.
package struct CustomerReference: Hashable, Sendable {
  /// The source of the input, whose own customers are asked first.
  package let system: String?
  package let name: String

  package init(system: String?, name: String) {
    self.system = system
    self.name = name
  }
}
