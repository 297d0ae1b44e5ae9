import ByteIO
import CRMModel
import Foundation
import Store
import TestSupport

/// A small world in which runs are killed: inputs, a pipeline file, perhaps a store.
enum KillScene: String, Sendable, CaseIterable {
  /// The first run of all, which makes store, keys, invoices, reports and backup.
  case first
  /// A run a month later over a store, which updates, merges, bills again and rotates.
  case later

  /// The clock of the run that is killed, and of the next one, so that results can be equal.
  var asOf: String {
    switch self {
    case .first: "2026-11-01T03:00:00Z"
    case .later: "2026-12-01T03:00:00Z"
    }
  }

  /// Every so many I/O calls of a run are tried by default.
  var stride: Int {
    switch self {
    case .first: 73
    case .later: 149
    }
  }

  /// Writes everything that a run finds into a new folder.
  func prepare(_ folder: String, binary: String) async throws {
    try Self.write(Self.pipeline, "\(folder)/nightly.json5")
    try Self.write(Self.contacts, "\(folder)/contacts.csv")
    try Self.write(Self.cards, "\(folder)/cards.vcf")
    try Self.write(Self.charges, "\(folder)/charges.csv")
    try Self.write(Self.payments, "\(folder)/payments.csv")
    try Self.write(Self.subscriptions, "\(folder)/subscriptions.csv")
    guard self == .later else { return }
    let ending = try await KillScene.first.process(binary, folder, threads: 2).run()
    guard ending.isDone else { throw KillTrial.Unfinished(ending: ending, folder: folder) }
    try Self.write(Self.laterContacts, "\(folder)/contacts.csv")
    try Self.write(Self.cards.replacing("example.org", with: "example.com"), "\(folder)/cards.vcf")
    try Self.write(Self.charges + Self.laterCharges, "\(folder)/charges.csv")
    try Self.write(Self.payments + Self.laterPayments, "\(folder)/payments.csv")
  }

  /// The run of this scene in a folder that was prepared.
  func process(_ binary: String, _ folder: String, threads: Int) -> KillProcess {
    KillProcess(
      binary: binary,
      folder: folder,
      arguments: ["run", "nightly.json5", "--as-of", asOf, "--threads", "\(threads)"]
    )
  }

  private static func write(_ text: String, _ path: String) throws {
    try Publish.replacing(path) { try $0.write(text) }
  }

  private static let pipeline = """
    {
      name: "nightly", purpose: ["lead management", "billing", "reporting"],
      store: "store", timezone: "Europe/Berlin", locale: "de-DE", currency: "EUR",
      read: [
        { files: "contacts.csv", source: "shop" },
        { files: "cards.vcf", source: "phones" },
        { files: "charges.csv", as: "charges" },
        { files: "subscriptions.csv", as: "subscriptions" },
        { files: "payments.csv", as: "payments" },
      ],
      validate: {
        country: "DE", require: ["email or phone"],
        stop: { rejected: "50 %" }, warn: { rejected: "1 %" },
      },
      bill: {
        period: "previous month", series: "INV-{year}-{number:5}", due: "14 days",
        seller: { name: "Sternwarte GmbH", country: "DE", vat: "DE136695976" },
        tax: { category: "S", rate: 19 },
      },
      report: {
        to: "reports/{period}", formats: ["xlsx", "csv"],
        files: ["invoice-register", "vat-summary", "ageing", "journal"],
      },
      backup: { to: "backups", recipients: ["credential:backup-recipient"], keep: { daily: 1 } },
    }

    """

  private static let contacts = """
    id,first name,last name,company,email,phone,zip,city,country,modified
    K1,Anna,Schmidt,Kranich Optik GmbH,anna.schmidt@kranich.example,+49 30 901820,10115,Berlin,DE,2026-09-01
    K2,Bernd,Vogt,Vogt KG,b.vogt@vogt.example,030 901821,10117,Berlin,DE,2026-09-02
    K3,Carla,Neumann,,carla@neumann.example,+49 89 233001,80331,München,DE,2026-09-03
    K4,Dirk,Albers,Albers & Söhne,dirk@albers.example,040 428281,20095,Hamburg,DE,2026-09-04
    K5,Eva,Winter,,,,04109,Leipzig,DE,2026-09-05
    K6,Frank,Otto,Otto Bau,frank@otto.example,0221 2210,50667,Köln,DE,2026-09-06
    K7,Carla,Neuman,,carla@neumann.example,089 233001,80331,Muenchen,DE,2026-08-01

    """

  /// K4 has moved, K5 could not be reached before, K8 is new, K9 is K6 again, K2 has left.
  private static let laterContacts = """
    id,first name,last name,company,email,phone,zip,city,country,modified
    K1,Anna,Schmidt,Kranich Optik GmbH,anna.schmidt@kranich.example,+49 30 901820,10115,Berlin,DE,2026-09-01
    K3,Carla,Neumann,,carla@neumann.example,+49 89 233001,80331,München,DE,2026-09-03
    K6,Frank,Otto,Otto Bau,frank@otto.example,0221 2210,50667,Köln,DE,2026-09-06
    K7,Carla,Neuman,,carla@neumann.example,089 233001,80331,Muenchen,DE,2026-08-01
    K4,Dirk,Albers,Albers & Söhne,dirk.albers@albers.example,040 428281,20097,Hamburg,DE,2026-11-04
    K5,Eva,Winter,,eva@winter.example,,04109,Leipzig,DE,2026-11-05
    K8,Greta,Lang,Lang Verlag,greta@lang.example,0341 9600,04103,Leipzig,DE,2026-11-08
    K9,Frank,Otto,Otto Bau GmbH,frank@otto.example,+49 221 2210,50667,Köln,DE,2026-11-09

    """

  private static let cards = """
    BEGIN:VCARD\r
    VERSION:3.0\r
    UID:c-1\r
    N:Schmidt;Anna;;;\r
    FN:Anna Schmidt\r
    EMAIL:anna.schmidt@kranich.example\r
    TEL;TYPE=CELL:+49 170 5550101\r
    END:VCARD\r
    BEGIN:VCARD\r
    VERSION:3.0\r
    UID:c-2\r
    N:Ruiz;Hugo;;;\r
    FN:Hugo Ruiz\r
    EMAIL:hugo@ruiz.example.org\r
    END:VCARD\r

    """

  private static let charges = """
    charge_id,customer_id,service_date,description,quantity,unit_price,currency,tax_category,tax_rate
    CH-1,K1,2026-10-03,Beratung,2,95.00,EUR,S,19
    CH-2,K1,2026-10-09,Fachbuch,1,29.90,EUR,S,7
    CH-3,K2,2026-10-12,Schulung,1,480.00,EUR,S,19
    CH-4,K3,2026-10-20,Einrichtung,1,250.00,EUR,S,19
    CH-5,K404,2026-10-21,Beratung,1,95.00,EUR,S,19

    """

  private static let laterCharges = """
    CH-6,K1,2026-10-30,Beratung,1.5,95.00,EUR,S,19
    CH-7,K2,2026-11-12,Gutschrift,1,-48.00,EUR,S,19
    CH-8,K6,2026-11-17,Schulung,1,480.00,EUR,S,19

    """

  private static let subscriptions = """
    subscription_id,customer_id,plan,interval,quantity,unit_price,currency,tax_category,tax_rate,start_date,end_date
    SUB-1,K4,Star CRM Basis,month,1,29.00,EUR,S,19,2026-10-10,
    SUB-2,K6,Star CRM Pro,month,2,199.00,EUR,S,19,2026-01-01,

    """

  private static let payments = """
    payment_id;customer_id;paid_on;amount;currency;reference;method
    BK-1;K2;15.10.2026;100,00;EUR;Abschlag;transfer

    """

  private static let laterPayments = """
    BK-2;K2;10.11.2026;471,20;EUR;INV-2026-00002;transfer
    BK-3;K1;12.11.2026;50,00;EUR;Abschlag;transfer

    """
}
