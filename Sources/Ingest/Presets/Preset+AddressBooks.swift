// Presets of address books. Headers and habits: ../shared/reference/exports.md, A.5.

extension Preset {
  /// Google writes as many numbered groups as the fullest contact needs; this many are read.
  static let googleGroups = 1...6

  static let googleContacts = Preset(
    name: "google-contacts",
    system: "google",
    signature: ["First Name", "Last Name", "E-mail 1 - Value", "Labels"],
    drops: dropping(
      "how a name sounds",
      "Phonetic First Name",
      "Phonetic Middle Name",
      "Phonetic Last Name"
    )
      + dropping("a picture of the person", "Photo")
      + dropping(
        "the same again as one text",
        "File As",
        "Address 1 - Formatted",
        "Address 2 - Formatted"
      )
  ) { mapping in
    mapping.valueSeparator = " ::: "
    mapping.scalars = [
      .init("given_name", ["First Name", "Middle Name"], joiner: " "),
      .init("family_name", ["Last Name"]), .init("organisation", ["Organization Name"]),
      .init("job_title", ["Organization Title"]), .init("birth_date", ["Birthday"]),
      .init("notes", ["Notes"]), .init("tags", ["Labels"]),
    ]
    mapping.emails = googleGroups.map { .init("E-mail \($0) - Value") }
    mapping.phones = googleGroups.map { .init("Phone \($0) - Value") }
    mapping.urls = googleGroups.map { .init("Website \($0) - Value") }
    mapping.addresses = googleGroups.map { number in
      .init(
        street: ["Address \(number) - Street", "Address \(number) - Extended Address"],
        locality: "Address \(number) - City",
        region: "Address \(number) - Region",
        postalCode: "Address \(number) - Postal Code",
        country: "Address \(number) - Country"
      )
    }
  }

  private static let outlookDrops =
    dropping(
      "nobody's business",
      "Government ID Number",
      "Gender",
      "Children",
      "Spouse",
      "Hobby",
      "Anniversary",
      "Religion"
    )
    + dropping(
      "about Outlook, not about the lead",
      "Mileage",
      "Private",
      "Sensitivity",
      "Priority",
      "Directory Server",
      "Internet Free Busy",
      "Initials",
      "Account",
      "Billing Information",
      "User 1",
      "User 2",
      "User 3",
      "User 4",
      "E-mail Type",
      "E-mail 2 Type",
      "E-mail 3 Type",
      "E-mail Display Name",
      "E-mail 2 Display Name",
      "E-mail 3 Display Name"
    )

  private static func outlookAddress(_ prefix: String, _ label: String) -> LeadMapping.Address {
    .init(
      label: label,
      street: ["\(prefix) Street", "\(prefix) Street 2", "\(prefix) Street 3"],
      locality: "\(prefix) City",
      region: "\(prefix) State",
      postalCode: "\(prefix) Postal Code",
      country: "\(prefix) Country/Region"
    )
  }

  private static func mapOutlook(_ mapping: inout LeadMapping) {
    mapping.scalars = [
      .init("given_name", ["First Name", "Middle Name"], joiner: " "),
      .init("family_name", ["Last Name"]), .init("organisation", ["Company"]),
      .init("job_title", ["Job Title"]), .init("birth_date", ["Birthday"]),
      .init("notes", ["Notes"]), .init("tags", ["Categories"]),
    ]
    mapping.emails = [
      .init("E-mail Address"), .init("E-mail 2 Address"), .init("E-mail 3 Address"),
    ]
    mapping.phones = [
      .init("Mobile Phone", "mobile"), .init("Business Phone", "work"),
      .init("Business Phone 2", "work"), .init("Home Phone", "home"),
      .init("Home Phone 2", "home"), .init("Primary Phone"), .init("Other Phone", "other"),
      .init("Company Main Phone", "work"), .init("Car Phone", "car"),
    ]
    mapping.urls = [.init("Web Page"), .init("Personal Web Page", "home")]
    mapping.addresses = [
      outlookAddress("Business", "work"), outlookAddress("Home", "home"),
      outlookAddress("Other", "other"),
    ]
    mapping.emptyWords = ["0.0.00", "0/0/00"]
  }

  static let outlookDesktop = Preset(
    name: "outlook-desktop",
    system: "outlook",
    signature: [
      "First Name", "Last Name", "E-mail Address", "Business Street", "Government ID Number",
    ],
    drops: outlookDrops,
    mapOutlook
  )

  static let outlookCom = Preset(
    name: "outlook-com",
    system: "outlook",
    signature: ["First Name", "Last Name", "E-mail Address", "Given Yomi", "IMAddress"],
    drops: outlookDrops,
    mapOutlook
  )

  /// Every preset, the more specific before the more general.
  package static let all = [
    starCRM, hubSpotContacts, salesforceLeads, salesforceContacts, googleContacts, outlookDesktop,
    outlookCom,
  ]
}
