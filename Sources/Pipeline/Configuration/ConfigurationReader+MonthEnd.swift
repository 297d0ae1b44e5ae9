import Billing
import Diagnostics

// The blocks of month end: bill, report, backup.
extension ConfigurationReader {
  func billing(_ section: ConfigurationSection) -> PipelineConfiguration.Billing {
    var billing = PipelineConfiguration.Billing()
    if let period = section.string("period") {
      if period != "previous month", period.wholeMatch(of: /\d{4}-(0[1-9]|1[0-2])/) == nil {
        let hint = "write \"previous month\" or a month such as \"2026-10\""
        section.report("period", "'\(period)' is not a billing period", hint: hint)
      }
      billing.period = period
    }
    if let series = section.string("series") {
      if InvoiceSeries(series) == nil {
        let hint =
          "{number:DIGITS} once, 1 to 12 digits, with {year} and {month}: \"INV-{year}-{number:5}\""
        section.report("series", "'\(series)' is not a series of invoice numbers", hint: hint)
      }
      billing.series = series
    }
    if let days = days(section, "due") { billing.dueDays = days }
    let sellerKeys = [
      "name", "street", "locality", "postal_code", "country", "vat", "email", "iban",
    ]
    if let seller = section.section("seller", known: sellerKeys) {
      for key in seller.keys { billing.seller[key] = seller.string(key) }
    }
    if let tax = section.section("tax", known: ["category", "rate"]) {
      readTax(tax, into: &billing)
    }
    let accountKeys = ["receivable", "revenue", "tax", "bank"]
    if let accounts = section.section("accounts", known: accountKeys) {
      for key in accounts.keys { billing.accounts[key] = accounts.string(key) }
    }
    return billing
  }

  private func readTax(
    _ section: ConfigurationSection,
    into billing: inout PipelineConfiguration.Billing
  ) {
    if let category = section.string("category") {
      let known = ["S", "Z", "E", "AE", "K", "G", "O"]
      if !known.contains(category) {
        let hint = "UNCL 5305: \(known.joined(separator: ", "))"
        section.report("category", "'\(category)' is not a VAT category", hint: hint)
      }
      billing.taxCategory = category
    }
    if let rate = section.number("rate", in: 0...100) {
      billing.taxRate = Int((rate * 100).rounded())
    }
  }

  /// A number of days written as `14` or `"14 days"`.
  private func days(_ section: ConfigurationSection, _ key: String) -> Int? {
    guard case .string(let text) = section.value(key) else {
      return section.integer(key, in: 0...3650)
    }
    if let match = text.wholeMatch(of: /(\d{1,4})( days?)?/), let days = Int(match.1) {
      return days
    }
    section.report(key, "'\(text)' is not a number of days", hint: "write \"14 days\"")
    return nil
  }

  func report(_ section: ConfigurationSection) -> PipelineConfiguration.Report {
    var report = PipelineConfiguration.Report()
    report.to = section.required("to", hint: "a folder: to: \"output/reports/{period}\"")
    report.files = checked(section, "files", known: ReportStage.fileNames)
    report.formats = checked(section, "formats", known: ReportStage.formatNames)
    return report
  }

  private func checked(_ section: ConfigurationSection, _ key: String, known: [String]) -> [String]
  {
    let names = section.strings(key) ?? known
    for name in names where !known.contains(name) {
      let hint =
        NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
        ?? "one of: \(known.joined(separator: ", "))"
      section.report(key, "'\(name)' is not among the \(key)", hint: hint)
    }
    return names
  }

  func backup(_ section: ConfigurationSection) -> PipelineConfiguration.Backup {
    var backup = PipelineConfiguration.Backup()
    backup.to = section.required("to", hint: "a folder: to: \"output/backups\"")
    backup.recipients = section.strings("recipients") ?? []
    for recipient in backup.recipients {
      report("recipients", of: section) { () throws(Fault) in
        try BackupKeys.refuseMalformed(recipient)
      }
    }
    if let keep = section.section("keep", known: ["daily", "weekly", "monthly"]) {
      if let count = keep.integer("daily", in: 0...10_000) { backup.keepDaily = count }
      if let count = keep.integer("weekly", in: 0...10_000) { backup.keepWeekly = count }
      if let count = keep.integer("monthly", in: 0...10_000) { backup.keepMonthly = count }
    }
    return backup
  }
}
