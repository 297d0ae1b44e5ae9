package import Columns

/// A column of a lead that sources can be mapped to.
///
/// The raw value is the column's name in every stored table.
package enum LeadField: String, Hashable, Sendable, CaseIterable {
  case status
  case givenName = "given_name"
  case familyName = "family_name"
  case fullName = "full_name"
  case organisation
  case jobTitle = "job_title"
  case email
  case phone
  case street
  case locality
  case region
  case postalCode = "postal_code"
  case country
  case birthDate = "birth_date"
  case website
  case leadSource = "lead_source"
  case owner
  case tags
  case notes
  case consentEmail = "consent_email"
  case consentAt = "consent_at"
  case value
  case currency

  /// The column's name.
  package var name: String { rawValue }

  /// The type once cleaned; before that every field is text.
  package var type: ColumnType {
    switch self {
    case .birthDate: .day
    case .consentAt: .timestamp
    case .value: Money.storedType
    default: .utf8
    }
  }

  package var privacy: PrivacyClass {
    switch self {
    case .status, .leadSource: .freeText
    case .country, .currency: .technical
    case .consentEmail, .consentAt: .consent
    case .value: .financial
    default: .personal
    }
  }
}

/// What a source can be mapped to besides the columns of a lead.
///
/// The raw value is the name in pipeline files and in raw batches.
package enum SourceField: String, Hashable, Sendable, CaseIterable {
  /// The record's id in the system it comes from.
  case externalID = "external_id"
  /// When the source last changed the record; decides "most recent".
  case modifiedAt = "modified_at"
  /// When the source first had the record.
  case createdAt = "created_at"
  /// The opposite of `consent_email`: true means opted out, false says nothing.
  case optOutEmail = "opt_out_email"
  /// The source's own verdict on the e-mail address (bounced, cleaned).
  case emailStatus = "email_status"
  /// Of a lead that comes back from an export: how many records it had been made of.
  case recordCount = "record_count"

  /// The name in pipeline files and raw batches.
  package var name: String { rawValue }
}

/// Names that a field mapping may use: lead columns, then source fields.
package enum MappableField {
  package static let names = LeadField.allCases.map(\.name) + SourceField.allCases.map(\.name)
}
