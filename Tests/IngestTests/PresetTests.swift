import CRMModel
import Columns
import Diagnostics
import Foundation
import Ingest
import TestSupport
import Testing

/// The fixtures are invented; their headers are those of the systems' exports.
@Suite("presets")
struct PresetTests {
  struct Export: CustomTestStringConvertible, Sendable {
    let file: String
    let preset: String
    /// What the first record must give, as far as it matters.
    let first: [String: String]
    var records = 1
    var testDescription: String { file }
  }

  private static let salesSystems = [
    Export(
      file: "hubspot-contacts.csv",
      preset: "hubspot-contacts",
      first: [
        "external_id": "70110", "given_name": "Ylva", "phone": "070-174 06 51",
        "organisation": "Sandmark Glas AB", "opt_out_email": "true", "locality": "Visby",
      ],
      records: 2
    ),
    Export(
      file: "hubspot-companies.csv",
      preset: "hubspot-companies",
      first: ["external_id": "9901", "organisation": "Fjordlys Energi AS", "locality": "Bergen"]
    ),
    Export(
      file: "salesforce-leads.csv",
      preset: "salesforce-leads",
      first: [
        "external_id": "00Q5e00000AbCdEEAV", "organisation": "", "opt_out_email": "true",
        "phone": "0171 2345678", "created_at": "2026-02-03T08:30:00.000Z",
      ]
    ),
    Export(
      file: "salesforce-contacts.csv",
      preset: "salesforce-contacts",
      first: [
        "family_name": "Teller", "locality": "Delft", "opt_out_email": "false",
        "email_status": "550 no such user", "birth_date": "1979-08-14",
      ]
    ),
    Export(
      file: "salesforce-lead-report.csv",
      preset: "salesforce-lead-report",
      first: [
        "external_id": "00Q5e00000AbCdEEAV", "given_name": "Søren", "organisation": "Mølgård & Co",
      ],
      records: 2
    ),
    Export(
      file: "salesforce-contact-report.csv",
      preset: "salesforce-contact-report",
      first: ["family_name": "Kettunen", "phone": "040 123 4567", "country": "Finland"]
    ),
    Export(
      file: "zoho-leads.csv",
      preset: "zoho-leads",
      first: ["external_id": "zcrm_5100000000123001", "opt_out_email": "true", "tags": "fair;wood"]
    ),
    Export(
      file: "zoho-contacts.csv",
      preset: "zoho-contacts",
      first: ["organisation": "Vos Verf", "birth_date": "1988-02-29", "opt_out_email": "false"]
    ),
    Export(
      file: "pipedrive-people.csv",
      preset: "pipedrive-people",
      first: [
        "external_id": "411", "email": "livia@contimarmi.example", "consent_email": "unsubscribed",
      ]
    ),
    Export(
      file: "dynamics-leads.csv",
      preset: "dynamics-leads",
      first: ["street": "Seestrasse 1\nc/o Werk 2", "opt_out_email": "Yes", "locality": "Biel"]
    ),
    Export(
      file: "dynamics-contacts.csv",
      preset: "dynamics-contacts",
      first: ["full_name": "Beat Zaugg", "street": "Dorf 3", "country": "Switzerland"]
    ),
  ]

  private static let mailings = [
    Export(
      file: "subscribed_members_export_a1b2c3.csv",
      preset: "mailchimp",
      first: [
        "external_id": "aa11bb22cc", "consent_email": "subscribed",
        "consent_at": "2024-05-06 07:20:00", "country": "PT",
      ]
    ),
    Export(
      file: "unsubscribed_members_export_a1b2c3.csv",
      preset: "mailchimp",
      first: ["opt_out_email": "unsubscribed", "consent_at": "2025-02-03 04:05:06"]
    ),
    Export(
      file: "cleaned_members_export_a1b2c3.csv",
      preset: "mailchimp",
      first: ["email_status": "cleaned"]
    ),
    Export(
      file: "nonsubscribed_members_export_a1b2c3.csv",
      preset: "mailchimp",
      first: ["consent_email": "nonsubscribed", "email": "buyer@loja.example"]
    ),
    Export(
      file: "brevo.csv",
      preset: "brevo",
      first: ["family_name": "Aubert", "phone": "33612345678", "opt_out_email": "true"],
      records: 2
    ),
    Export(
      file: "systeme-io.csv",
      preset: "systeme-io",
      first: ["family_name": "Perrin", "country": "France"]
    ),
    Export(
      file: "linkedin-connections.csv",
      preset: "linkedin-connections",
      first: ["given_name": "Maren", "job_title": "Owner", "created_at": "12 Mar 2024"],
      records: 2
    ),
  ]

  private static let addressBooks = [
    Export(
      file: "outlook-desktop-de.csv",
      preset: "outlook-desktop-de",
      first: [
        "given_name": "Jördis", "family_name": "Weiß", "organisation": "Weiß & Söhne GmbH",
        "locality": "Görlitz", "postal_code": "02826", "country": "Deutschland",
        "email": "joerdis@weiss-soehne.example", "phone": "0171 2345678",
        "birth_date": "10.9.1977", "tags": "Kunde",
      ]
    ),
    Export(
      file: "outlook-desktop-fr.csv",
      preset: "outlook-desktop-fr",
      first: [
        "given_name": "Élodie", "job_title": "Directrice", "birth_date": "",
        "street": "3 rue des Prés", "email": "elodie@garcon.example",
      ]
    ),
    Export(
      file: "outlook-desktop-es.csv",
      preset: "outlook-desktop-es",
      first: [
        "family_name": "Núñez Ruiz", "organisation": "Aceites Núñez", "locality": "Jaén",
        "email": "inigo@nunez.example", "phone": "612 345 678",
      ]
    ),
    Export(
      file: "thunderbird-gb.csv",
      preset: "thunderbird",
      first: [
        "organisation": "Hartley Wool", "postal_code": "LA9 4AA", "region": "Cumbria",
        "birth_date": "1969-02-11",
      ]
    ),
    Export(
      file: "google-contacts.csv",
      preset: "google-contacts",
      first: [
        "given_name": "Rosa Maria", "email": "rosa@quist.example", "locality": "Odense",
        "notes": "met at the market,\nlikes blue",
      ]
    ),
    Export(
      file: "google-contacts-legacy.csv",
      preset: "google-contacts-legacy",
      first: [
        "given_name": "Emil Lars", "full_name": "Emil Lars Toft", "organisation": "Toft Sejl",
        "job_title": "Sailmaker", "postal_code": "6760",
      ]
    ),
    Export(
      file: "outlook-desktop.csv",
      preset: "outlook-desktop",
      first: [
        "family_name": "Häberli", "birth_date": "", "phone": "+41 79 123 45 67",
        "street": "Dorfstraße 1", "country": "Schweiz",
      ]
    ),
    Export(
      file: "outlook-com.csv",
      preset: "outlook-com",
      first: ["organisation": "Häberli Käse AG", "website": "haeberli.example"]
    ),
    Export(
      file: "google-as-outlook.csv",
      preset: "google-as-outlook",
      first: ["street": "Dorfstraße 1", "country": "CH", "tags": "Kunde"]
    ),
    Export(
      file: "thunderbird.csv",
      preset: "thunderbird",
      first: ["birth_date": "1975-04-09", "street": "ul. Długa 5\nlok. 7", "locality": "Gdańsk"]
    ),
  ]

  private static func path(_ file: String) throws -> String {
    try #require(Bundle.module.url(forResource: "Fixtures/\(file)", withExtension: nil)).path
  }

  @Test("maps an export by its header alone", arguments: salesSystems + mailings + addressBooks)
  func export(_ export: Export) throws {
    let source = try LeadSource(SourceSpecification(file: try Self.path(export.file)))
    #expect(source.description.preset == export.preset)
    let read = try #require(try source.next())
    #expect(read.rows.batch.rowCount == export.records)
    #expect(read.quarantined.isEmpty)
    for (field, value) in export.first {
      let column = try #require(read.rows.batch.column(field), "\(field)")
      #expect(column.string(0) == value, "\(field)")
    }
    #expect(try source.next() == nil)
  }

  @Test("says of every column that it drops why", arguments: salesSystems + mailings + addressBooks)
  func reasons(_ export: Export) throws {
    let source = try LeadSource(SourceSpecification(file: try Self.path(export.file)))
    let unexplained = source.description.dropped.filter { $0.reason == "not mapped to a field" }
    #expect(unexplained.map(\.column) == [])
    let warnings = source.description.warnings.filter { $0.code != "csv.preamble" }
    #expect(warnings.map(\.message) == [])
  }

  @Test("every preset has a sample, and no header is both read and dropped")
  func completeness() {
    let exports = Self.salesSystems + Self.mailings + Self.addressBooks
    // The program's own export is written and read back by the tests of the command line.
    #expect(Set(Preset.all.map(\.name)).subtracting(["starcrm"]) == Set(exports.map(\.preset)))
    #expect(Preset.all.count == Set(Preset.all.map(\.name)).count)
    for preset in Preset.all {
      #expect(
        !preset.signature.isEmpty && !preset.drops.isEmpty || preset.name == "systeme-io"
          || preset.name == "linkedin-connections",
        "\(preset.name)"
      )
      let fields = preset.mapping.scalars.map(\.field)
      #expect(fields.count == Set(fields).count, "\(preset.name)")
    }
    #expect(Preset.unreadLines == [])
  }

  @Test("the further addresses of an address book become contact points with their labels")
  func contactPoints() throws {
    let source = try LeadSource(SourceSpecification(file: try Self.path("outlook-desktop.csv")))
    let rows = try #require(try source.next()).rows
    let texts = rows.points.values
    #expect(texts.contains("bruno.privat@mail.example"))
    #expect(texts.contains("Gartenweg 2, 3600 Thun, Schweiz"))
    let google = try LeadSource(SourceSpecification(file: try Self.path("google-contacts.csv")))
    let points = try #require(try google.next()).rows.points
    let emails = points.values
    #expect(emails == ["rosa2@quist.example", "rosa@home.example"])
  }
}
