import Billing
import CRMModel
import Diagnostics
import Foundation
import Time

/// What a pipeline says about billing, checked and in billing's own terms.
struct BillingRules: Sendable {
  /// The month to bill; the month before the run's clock where the pipeline names none.
  let period: BillingPeriod
  /// Nil when the pipeline bills nothing.
  let settings: BillingSettings?
  let currency: Currency
  let parser: InputParser
  /// Whether runs write report files, after which a month's figures are out.
  let writesReports: Bool

  /// The day of issue: the last day of the period, so that the receivables as of the period's end
  /// contain its documents.
  var issueDate: CalendarDate { period.lastDay }

  /// - Throws: `Fault` of kind `configuration` for a value that billing cannot work with.
  init(_ configuration: PipelineConfiguration, asOf: Instant) throws {
    guard let currency = Currency(configuration.currency) else {
      throw Self.fault("'\(configuration.currency)' is not a currency of ISO 4217", "EUR")
    }
    self.currency = currency
    let localDay = try Self.localDay(configuration)
    period = try Self.period(configuration, localDay(asOf))
    writesReports = configuration.report != nil
    settings = try configuration.billing.map(Self.settings)
    parser = InputParser(
      currency: currency,
      defaultTax: settings?.defaultTax,
      dateOrder: configuration.validation.dates,
      localDay: localDay
    )
  }

  /// The day of an instant in the pipeline's time zone.
  private static func localDay(
    _ configuration: PipelineConfiguration
  ) throws -> @Sendable (Instant) -> CalendarDate {
    guard let zone = TimeZone(identifier: configuration.timezone) else {
      throw fault("'\(configuration.timezone)' is not a time zone", "Europe/Berlin")
    }
    return { instant in
      let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000)
      let offset = Int64(zone.secondsFromGMT(for: date)) * 1_000_000
      return Instant(microseconds: instant.microseconds + offset).date
    }
  }

  private static func period(
    _ configuration: PipelineConfiguration,
    _ today: CalendarDate
  ) throws -> BillingPeriod {
    let current = BillingPeriod(today)
    guard let name = configuration.billing?.period, name != "previous month" else {
      return current.previous
    }
    guard let period = BillingPeriod(name) else {
      throw fault("'\(name)' is not a billing period", "previous month, or a month: 2026-10")
    }
    guard period <= current else {
      throw fault("\(period) has not begun, it cannot be billed", "the month is \(current)")
    }
    return period
  }

  private static func settings(
    _ billing: PipelineConfiguration.Billing
  ) throws -> BillingSettings {
    guard let series = InvoiceSeries(billing.series) else {
      throw fault("'\(billing.series)' is no series of invoice numbers", "INV-{year}-{number:5}")
    }
    return BillingSettings(
      series: series,
      dueDays: billing.dueDays,
      seller: seller(billing.seller),
      defaultTax: try tax(billing),
      accounts: accounts(billing.accounts)
    )
  }

  /// The tax of inputs that name none; a category that is not taxed has no rate, so the standard
  /// one of the pipeline file does not count there.
  private static func tax(_ billing: PipelineConfiguration.Billing) throws -> Tax {
    guard let category = TaxCategory(rawValue: billing.taxCategory) else {
      let hint = "UNCL 5305: S, Z, E, AE, K, G or O"
      throw fault("'\(billing.taxCategory)' is not a VAT category", hint)
    }
    let isUnset = billing.taxRate == PipelineConfiguration.Billing().taxRate
    let rate = !category.isTaxed && isUnset ? 0 : billing.taxRate
    guard let tax = Tax(category, TaxRate(unscaled: Int64(rate))) else {
      let hint = "S has a rate above 0, all others have rate 0"
      throw fault("the VAT rate does not belong to category \(category.rawValue)", hint)
    }
    return tax
  }

  private static func seller(_ values: [String: String]) -> Seller? {
    guard let name = values["name"] else { return nil }
    return Seller(
      name: name,
      street: values["street"],
      locality: values["locality"],
      postalCode: values["postal_code"],
      country: values["country"],
      vatID: values["vat"],
      email: values["email"],
      iban: values["iban"]
    )
  }

  private static func accounts(_ numbers: [String: String]) -> LedgerAccounts {
    func account(_ key: String, _ standard: LedgerAccount) -> LedgerAccount {
      LedgerAccount(numbers[key] ?? standard.number, standard.name)
    }
    var accounts = LedgerAccounts()
    accounts.receivable = account("receivable", accounts.receivable)
    accounts.revenue = account("revenue", accounts.revenue)
    accounts.tax = account("tax", accounts.tax)
    accounts.bank = account("bank", accounts.bank)
    return accounts
  }

  private static func fault(_ message: String, _ hint: String) -> Fault {
    Fault(.configuration, message, hints: [hint])
  }
}
