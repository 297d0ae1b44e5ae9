package import CRMModel

/// Which record's value a golden record takes; the raw value is the name in pipeline files.
package enum SurvivorshipRule: String, Sendable, Hashable, CaseIterable {
  /// Values of a record whose consent is proven (double opt-in): its address was reached.
  case verified
  /// The record that its source changed last; records without a time come after all others.
  case mostRecent = "most recent"
  /// The record of the source with the highest trust.
  case mostTrusted = "most trusted"
  /// The record that fills most of the group's essential fields.
  case mostComplete = "most complete"
  /// The longest text.
  case longest
  /// The value that most records have.
  case mostFrequent = "most frequent"
  /// The record that its source changed first; records without a time come after all others.
  case first
  /// All values of a list, each once.
  case union
  /// The consent that follows from all of them (`ConsentState.combined`).
  case strictest
}

/// Fields that survive together from one record, and the rules that choose it: the first rule
/// that tells two records apart decides, else the order of their values.
package struct SurvivorshipGroup: Sendable, Hashable {
  /// The name in pipeline files and explanations.
  package let name: String
  package let fields: [LeadField]
  /// The fields that `mostComplete` counts: an address is complete without its region.
  package let essential: [LeadField]
  package var rules: [SurvivorshipRule]

  package init(
    _ name: String,
    _ fields: [LeadField],
    essential: [LeadField]? = nil,
    _ rules: [SurvivorshipRule]
  ) {
    self.name = name
    self.fields = fields
    self.essential = essential ?? fields
    self.rules = rules
  }
}

/// The rules for all fields of a lead.
///
/// A record whose fields of a group are all blank is no candidate for the group: blank never
/// overwrites. An address is taken whole from one record, never mixed from two; so are the parts
/// of a name, an amount with its currency, and a consent with its time.
package struct SurvivorshipRules: Sendable, Hashable {
  package private(set) var groups: [SurvivorshipGroup]

  /// The default: names and birth date as most records have them, contact data from the most
  /// trusted record and, among equals, the latest; where a lead came from stays as first seen.
  package static let standard = SurvivorshipRules(groups: [
    SurvivorshipGroup(
      "name",
      [.givenName, .familyName, .fullName],
      essential: [.givenName, .familyName],
      [.mostComplete, .mostFrequent, .mostTrusted, .longest, .mostRecent]
    ),
    SurvivorshipGroup("organisation", [.organisation], [.mostTrusted, .mostRecent]),
    SurvivorshipGroup("job_title", [.jobTitle], [.mostTrusted, .mostRecent]),
    SurvivorshipGroup("email", [.email], [.verified, .mostTrusted, .mostRecent]),
    SurvivorshipGroup("phone", [.phone], [.mostTrusted, .mostRecent]),
    SurvivorshipGroup(
      "address",
      [.street, .locality, .region, .postalCode, .country],
      essential: [.street, .locality, .postalCode],
      [.mostComplete, .mostTrusted, .mostRecent]
    ),
    SurvivorshipGroup("birth_date", [.birthDate], [.mostFrequent, .mostTrusted, .mostRecent]),
    SurvivorshipGroup("website", [.website], [.mostTrusted, .mostRecent]),
    SurvivorshipGroup("status", [.status], [.mostRecent, .mostTrusted]),
    SurvivorshipGroup("lead_source", [.leadSource], [.first]),
    SurvivorshipGroup("owner", [.owner], [.mostRecent, .mostTrusted]),
    SurvivorshipGroup("tags", [.tags], [.union]),
    SurvivorshipGroup("notes", [.notes], [.mostRecent, .longest]),
    SurvivorshipGroup("consent", [.consentEmail, .consentAt], [.strictest]),
    SurvivorshipGroup("value", [.value, .currency], [.mostRecent, .mostTrusted]),
  ])

  private init(groups: [SurvivorshipGroup]) { self.groups = groups }

  /// Names that a pipeline file may use: groups, and fields for the group they are in.
  package static var names: [String] {
    let groups = standard.groups.map(\.name)
    return groups + LeadField.allCases.map(\.name).filter { !groups.contains($0) }
  }

  /// The same with other rules for a group, found by its name or a field's; nil when there is no
  /// such group or the rules do not fit it.
  ///
  /// `union` is for tags alone, and consent keeps `strictest`: consent only tightens.
  package func setting(_ name: String, to rules: [SurvivorshipRule]) -> SurvivorshipRules? {
    let index = groups.firstIndex { group in
      group.name == name || group.fields.contains { $0.name == name }
    }
    guard let index, !rules.isEmpty else { return nil }
    let isTags = groups[index].name == "tags"
    let isConsent = groups[index].name == "consent"
    if isConsent != rules.contains(.strictest) || (isConsent && rules.count > 1) { return nil }
    if rules.contains(.union), !isTags || rules.count > 1 { return nil }
    var changed = self
    changed.groups[index].rules = rules
    return changed
  }
}
