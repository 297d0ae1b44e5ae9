import CRMModel

// The program's own export of the table `leads` (design.md, law 4).

extension Preset {
  /// Leads that come back: `lead_id` is their key, and what the exporting store knew of them beside
  /// their fields is kept.
  package static let starCRM: Preset = {
    var preset = Preset(name: "starcrm", system: "starcrm")
    preset.signature = ["lead_id", "record_count", "first_seen_at", "updated_at"]
    preset.drops = [DroppedColumn("policy_version", "written anew by the store that imports it")]
    preset.mapping = returningLeads
    return preset
  }()

  private static var returningLeads: LeadMapping {
    var mapping = LeadMapping()
    let pointsAndPlace: [LeadField] = [
      .email, .phone, .website, .street, .locality, .region, .postalCode, .country,
    ]
    mapping.scalars =
      LeadField.allCases.filter { !pointsAndPlace.contains($0) }
      .map { .init($0.name, [$0.name]) }
      + [
        .init(SourceField.externalID.name, ["lead_id"]),
        .init(SourceField.createdAt.name, ["first_seen_at"]),
        .init(SourceField.modifiedAt.name, ["updated_at"]),
        .init(SourceField.recordCount.name, ["record_count"]),
      ]
    mapping.emails = [.init(LeadField.email.name)]
    mapping.phones = [.init(LeadField.phone.name)]
    mapping.urls = [.init(LeadField.website.name)]
    mapping.addresses = [
      .init(
        street: [LeadField.street.name],
        locality: LeadField.locality.name,
        region: LeadField.region.name,
        postalCode: LeadField.postalCode.name,
        country: LeadField.country.name
      )
    ]
    return mapping
  }
}
