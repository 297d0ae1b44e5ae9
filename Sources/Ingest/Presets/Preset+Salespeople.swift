// Presets of sales systems. Headers and habits: ../shared/reference/exports.md, A.5.

extension Preset {
  static let hubSpotContacts = Preset(
    name: "hubspot-contacts",
    system: "hubspot",
    signature: ["Record ID"],
    signatureAny: ["Contact owner", "Lead Status", "Associated Company IDs"],
    drops: dropping(
      "about HubSpot, not about the lead",
      "Associated Company IDs",
      "Associated Deal",
      "Associated Deal IDs",
      "Last Activity Date",
      "Marketing contact status",
      "Lifecycle Stage"
    )
  ) { mapping in
    mapping.scalars = [
      .init("external_id", ["Record ID"]), .init("given_name", ["First Name"]),
      .init("family_name", ["Last Name"]), .init("status", ["Lead Status"]),
      .init("organisation", ["Company Name", "Associated Company"]),
      .init("job_title", ["Job Title"]), .init("owner", ["Contact owner"]),
      .init("lead_source", ["Original Source"]), .init("created_at", ["Create Date"]),
      .init("modified_at", ["Last Modified Date"]),
      .init("opt_out_email", ["Unsubscribed from all email"]),
    ]
    mapping.emails = [.init("Email", "work")]
    mapping.phones = [.init("Mobile Phone Number", "mobile"), .init("Phone Number")]
    mapping.urls = [.init("Website URL", "work")]
    mapping.addresses = [
      .init(
        street: ["Street Address"],
        locality: "City",
        region: "State/Region",
        postalCode: "Postal Code",
        country: "Country/Region"
      )
    ]
  }

  static let salesforceLeads = Preset(
    name: "salesforce-leads",
    system: "salesforce",
    signature: ["Id", "LastName", "Company", "Status", "OwnerId"],
    drops: dropping(
      "about Salesforce, not about the lead",
      "IsDeleted",
      "MasterRecordId",
      "CleanStatus",
      "Jigsaw",
      "JigsawContactId",
      "IsConverted",
      "SystemModstamp"
    )
      + dropping(
        "bought or derived data",
        "CompanyDunsNumber",
        "DandbCompanyId",
        "AnnualRevenue",
        "NumberOfEmployees",
        "Latitude",
        "Longitude",
        "GeocodeAccuracy"
      )
      + dropping("a picture of the person", "PhotoUrl")
  ) { mapping in
    mapping.emptyWords = ["[not provided]"]
    mapping.scalars = [
      .init("external_id", ["Id"]), .init("given_name", ["FirstName"]),
      .init("family_name", ["LastName"]), .init("full_name", ["Name"]),
      .init("status", ["Status"]), .init("organisation", ["Company"]),
      .init("job_title", ["Title"]), .init("owner", ["OwnerId"]),
      .init("lead_source", ["LeadSource"]), .init("notes", ["Description"]),
      .init("created_at", ["CreatedDate"]), .init("modified_at", ["LastModifiedDate"]),
      .init("opt_out_email", ["HasOptedOutOfEmail"]),
      .init("email_status", ["EmailBouncedReason"]),
    ]
    mapping.emails = [.init("Email", "work")]
    mapping.phones = [.init("MobilePhone", "mobile"), .init("Phone", "work")]
    mapping.urls = [.init("Website", "work")]
    mapping.addresses = [
      .init(
        street: ["Street"],
        locality: "City",
        region: "State",
        postalCode: "PostalCode",
        country: "Country"
      )
    ]
  }

  static let salesforceContacts = Preset(
    name: "salesforce-contacts",
    system: "salesforce",
    signature: ["Id", "LastName", "AccountId", "OwnerId"],
    drops: dropping(
      "about Salesforce, not about the lead",
      "IsDeleted",
      "MasterRecordId",
      "SystemModstamp",
      "ReportsToId",
      "LastCURequestDate",
      "LastCUUpdateDate"
    )
  ) { mapping in
    mapping.scalars = [
      .init("external_id", ["Id"]), .init("given_name", ["FirstName"]),
      .init("family_name", ["LastName"]), .init("full_name", ["Name"]),
      .init("job_title", ["Title"]), .init("owner", ["OwnerId"]),
      .init("lead_source", ["LeadSource"]), .init("notes", ["Description"]),
      .init("birth_date", ["Birthdate"]), .init("created_at", ["CreatedDate"]),
      .init("modified_at", ["LastModifiedDate"]),
      .init("opt_out_email", ["HasOptedOutOfEmail"]),
      .init("email_status", ["EmailBouncedReason"]),
    ]
    mapping.emails = [.init("Email", "work")]
    mapping.phones = [
      .init("MobilePhone", "mobile"), .init("Phone", "work"), .init("HomePhone", "home"),
      .init("OtherPhone", "other"),
    ]
    mapping.addresses = [
      .init(
        street: ["MailingStreet"],
        locality: "MailingCity",
        region: "MailingState",
        postalCode: "MailingPostalCode",
        country: "MailingCountry"
      ),
      .init(
        label: "other",
        street: ["OtherStreet"],
        locality: "OtherCity",
        region: "OtherState",
        postalCode: "OtherPostalCode",
        country: "OtherCountry"
      ),
    ]
  }
}
