/// Where a customer's fields stand in an invoice: OASIS UBL 2.1, Customer Party and Party.
enum UBLParty {
  /// Relative to cac:AccountingCustomerParty.
  static let fields: [String: String] = [
    // cbc:CustomerAssignedAccountID is the number that the customer has with the seller.
    "external_id": "SupplierAssignedAccountID | CustomerAssignedAccountID"
      + " | Party/PartyIdentification/ID | Party/EndpointID",
    "organisation": "Party/PartyName/Name | Party/PartyLegalEntity/RegistrationName",
    "given_name": "Party/Person/FirstName",
    "family_name": "Party/Person/FamilyName",
    "full_name": "Party/Contact/Name | AccountingContact/Name",
    "job_title": "Party/Person/JobTitle",
    "email": "Party/Contact/ElectronicMail | AccountingContact/ElectronicMail"
      + " | Party/Person/Contact/ElectronicMail",
    "phone": "Party/Contact/Telephone | AccountingContact/Telephone"
      + " | Party/Person/Contact/Telephone",
    "website": "Party/WebsiteURI",
    "street": "Party/PostalAddress/StreetName",
    "locality": "Party/PostalAddress/CityName",
    "region": "Party/PostalAddress/CountrySubentity",
    "postal_code": "Party/PostalAddress/PostalZone",
    "country": "Party/PostalAddress/Country/IdentificationCode",
  ]
}
