/// How two records are compared: one case an aspect, each with an ordered list of levels.
///
/// The first level is always `missing` (a value is absent on either side, which says nothing), the
/// last always `different`; the first level that holds is taken.
package enum Comparison: Int, CaseIterable, Sendable {
  /// Exact; swapped with the family name, within one edit each; a short form (Bob, Robert); an initial;
  /// one edit; the same beginning or one word of several (Alex, Anna Maria); two edits; different.
  case givenName
  /// Exact; swapped with the given name; one edit; one word of several (Lopez, Garcia Lopez); two
  /// edits; different.
  case familyName
  /// Exact; day and month swapped, or one of day, month and year differs; different.
  case birthDate
  /// Exact; one edit; the same mailbox name with digits at another domain; two edits; the same
  /// mailbox name without digits, which follows from the person's name; different.
  case email
  /// Exact; one digit wrong, missing or swapped; the same last eight digits; different.
  case phone
  /// Exact; within two edits and the same house number; the same street, another or no number;
  /// within two edits, another number; different.
  case street
  /// Exact postal code; a postal code one edit away and the same town; the same town; a town
  /// within two edits; different.
  case place
  /// Exact; one edit; one name begins with the other or two edits; different.
  case organisation

  /// The names of the levels, in order.
  package var levels: [String] {
    switch self {
    case .givenName:
      [
        "missing", "exact", "swapped", "short_form", "initial", "one_edit", "part", "two_edits",
        "different",
      ]
    case .familyName:
      ["missing", "exact", "swapped", "one_edit", "part", "two_edits", "different"]
    case .birthDate: ["missing", "exact", "one_part", "different"]
    case .email:
      [
        "missing", "exact", "one_edit", "other_domain", "two_edits", "name_at_other_domain",
        "different",
      ]
    case .phone: ["missing", "exact", "one_edit", "same_end", "different"]
    case .street: ["missing", "exact", "near", "other_number", "near_other_number", "different"]
    case .place:
      ["missing", "exact", "near_postal_code", "locality", "near_locality", "different"]
    case .organisation: ["missing", "exact", "one_edit", "part", "different"]
    }
  }

  /// The name in model files.
  package var name: String {
    switch self {
    case .givenName: "given_name"
    case .familyName: "family_name"
    case .birthDate: "birth_date"
    case .email: "email"
    case .phone: "phone"
    case .street: "street"
    case .place: "place"
    case .organisation: "organisation"
    }
  }

  /// Whether people who live or work together agree on it without being one person.
  package var isShared: Bool {
    switch self {
    case .givenName, .familyName, .birthDate, .email: false
    case .phone, .street, .place, .organisation: true
    }
  }

  /// The level that stands for different values.
  var different: Int { levels.count - 1 }

  /// What is counted for the agreement of a level, nil when all values weigh alike.
  func frequency(ofLevel level: Int) -> FrequencyField? {
    switch (self, level) {
    case (.givenName, 1), (.givenName, 2): .given
    case (.familyName, 1), (.familyName, 2): .family
    case (.email, 1): .email
    case (.phone, 1): .phone
    case (.street, 1): .street
    case (.place, 1): .postalCode
    case (.place, 3): .locality
    case (.organisation, 1): .organisation
    default: nil
    }
  }

  /// More levels than any comparison has.
  static let maximumLevels = 9
}

/// The level of each comparison, by its raw value.
package typealias LevelPattern = InlineArray<8, UInt8>
