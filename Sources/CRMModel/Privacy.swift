package import Columns

/// How a column must be treated: drives Delta statistics, masking, retention and exports.
package enum PrivacyClass: String, Hashable, Sendable, CaseIterable {
  /// Says something about a person. Never in statistics, logs, errors or file names.
  case personal
  /// A consent and its proof.
  case consent
  /// Amounts and documents of the books.
  case financial
  /// Words of people or other systems that no list limits, such as a status or an id: nobody knows
  /// what was written there.
  case freeText = "free text"
  /// Codes, ids, times and counts of the program itself.
  case technical

  /// Whether minimum and maximum may stand in a Delta log (law 6 of design.md).
  package var allowsStatistics: Bool {
    switch self {
    case .personal, .consent, .freeText: false
    case .financial, .technical: true
    }
  }
}

/// A column of a stored table with its privacy class.
package struct ModelField: Hashable, Sendable {
  package let field: Field
  package let privacy: PrivacyClass

  package init(
    _ name: String,
    _ type: ColumnType,
    _ privacy: PrivacyClass,
    isNullable: Bool = true
  ) {
    field = Field(name, type, isNullable: isNullable)
    self.privacy = privacy
  }
}
