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

  /// The state after this record's source has delivered it anew: as `combined`, but a proof also
  /// loosens an undated refusal that was recorded before it.
  ///
  /// - Parameters:
  ///   - newer: what the source says now.
  ///   - recordedAt: when this state was stored at the latest, in microseconds since 1970; nil when
  ///     it is not known.
  /// - Returns: the state to be stored.
  package func followed(by newer: ConsentState, recordedAt: Int64?) -> ConsentState {
    if provenAt == nil, let proof = newer.provenAt, let recordedAt, proof > recordedAt {
      return newer
    }
    return combined(with: newer)
  }

  /// The state that follows from several records of one person, in whatever order: the newest proof,
  /// unless an undated consent is stricter.
  package static func combined(_ states: some Sequence<ConsentState>) -> ConsentState? {
    var newestProof: ConsentState?
    var undated: ConsentState?
    for state in states {
      if state.provenAt == nil {
        undated = undated?.combined(with: state) ?? state
      } else {
        newestProof = newestProof?.combined(with: state) ?? state
      }
    }
    guard let newestProof, let undated else { return newestProof ?? undated }
    return newestProof.combined(with: undated)
  }
}
