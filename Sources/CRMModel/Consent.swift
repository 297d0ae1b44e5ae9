/// Whether a person agreed to be written to.
///
/// Ordered by strictness.
///
/// Consent only tightens: `optedOut` beats `unknown`, which beats `optedIn`; only a newer proof of
/// consent loosens it (law 5 of design.md).
package enum Consent: String, Hashable, Comparable, Sendable, CaseIterable {
  case optedIn = "opted_in"
  case unknown = "unknown"
  case optedOut = "opted_out"

  package static func < (left: Consent, right: Consent) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .optedIn: 0
    case .unknown: 1
    case .optedOut: 2
    }
  }
}

/// A consent with the time of its proof (double opt-in, signature), where there is one.
package struct ConsentState: Hashable, Sendable {
  package let consent: Consent
  /// Microseconds since 1970-01-01T00:00:00Z; nil without proof.
  package let provenAt: Int64?

  package init(_ consent: Consent, provenAt: Int64? = nil) {
    self.consent = consent
    self.provenAt = provenAt
  }

  /// The state after both are known, in whichever order they arrive: the newer proof wins over an
  /// older one; otherwise the stricter consent.
  package func combined(with other: ConsentState) -> ConsentState {
    if let mine = provenAt, let theirs = other.provenAt, mine != theirs {
      return mine > theirs ? self : other
    }
    if consent != other.consent {
      // A proof loosens only an older proof, never an undated refusal.
      return consent > other.consent ? self : other
    }
    return provenAt != nil ? self : other
  }
}
