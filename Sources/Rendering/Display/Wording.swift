/// What headings and labels say in the language of a locale.
///
/// English stands in the phrases themselves, German in one table; a name without an entry is shown
/// as it is, its underscores and hyphens as spaces.
struct Wording {
  private let language: DisplayLocale.Language

  init(_ locale: DisplayLocale) { language = locale.language }

  /// The text of a phrase.
  subscript(phrase: Phrase) -> String {
    language == .german ? Self.german[phrase.rawValue] ?? phrase.rawValue : phrase.rawValue
  }

  /// The heading of a report's column.
  func title(ofColumn name: String) -> String {
    let english = Self.columnTitles[name] ?? Self.spelled(name)
    return language == .german ? Self.german[english] ?? english : english
  }

  /// The heading of a report.
  func title(ofReport name: String) -> String {
    let english = Self.reportTitles[name] ?? Self.spelled(name)
    return language == .german ? Self.german[english] ?? english : english
  }

  /// The label of a stage, a law or another name of the program.
  func label(_ name: String) -> String {
    let english = Self.spelled(name)
    return language == .german ? Self.german[english] ?? english : english
  }

  /// `invoice_number` as `Invoice number`.
  private static func spelled(_ name: String) -> String {
    let words = name.split { $0 == "_" || $0 == "-" }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// Column names whose spelling is not their heading.
  private static let columnTitles = [
    "lead_id": "Lead ID", "vat_id": "VAT ID", "payment_id": "Payment ID",
    "tax_category": "VAT category", "tax_rate": "VAT rate", "tax_amount": "VAT", "tax": "VAT",
    "overdue_1_30": "1\u{2013}30 days", "overdue_31_60": "31\u{2013}60 days",
    "overdue_61_90": "61\u{2013}90 days", "overdue_over_90": "Over 90 days",
    "not_due": "Not due",
  ]

  private static let reportTitles = [
    "vat-summary": "VAT summary", "ageing": "Receivables ageing",
    "payments": "Payments received",
  ]
}

/// The fixed texts of reports.
enum Phrase: String, CaseIterable {
  case total = "Total"
  // The run report.
  case runReport = "Run report"
  case done = "Done"
  case doneWithRejects = "Done, with records kept out"
  case doneWithAttention = "Done, something needs a person"
  case attention = "Money to look at"
  case undone = "What was undone"
  case table = "Table"
  case takenOut = "Taken out"
  case asBefore = "As before"
  case notes = "Noticed"
  case stopped = "Stopped"
  case dryRun = "Dry run"
  case nothingCommitted = "Nothing was committed"
  case run = "Run"
  case asOf = "As of"
  case started = "Started"
  case took = "Took"
  case purpose = "Purpose"
  case recordsRead = "Records read"
  case recordsAccepted = "Records accepted"
  case recordsKeptOut = "Records kept out"
  case leadsInStore = "Leads in the store"
  case toReview = "Pairs to review"
  case flow = "What became of the records"
  case flowDescription =
    "Each record ends in exactly one place; the bars are shares of the records read."
  case read = "Read"
  case sound = "Structurally sound"
  case accepted = "Accepted"
  case created = "Created"
  case updated = "Updated"
  case unchanged = "Unchanged"
  case merged = "Merged"
  case skipped = "Skipped"
  case quarantined = "Quarantined"
  case rejected = "Rejected"
  case source = "Source"
  case file = "File"
  case bySource = "By source"
  case allSources = "All sources"
  case keptOut = "Why records were kept out"
  case noneKeptOut = "No record was kept out."
  case reason = "Reason"
  case meaning = "Meaning"
  case records = "Records"
  case leftOut = "Values left out"
  case leftOutMeaning =
    "They could not be used. Their records were taken without them, and keep the original."
  case repairs = "Values repaired"
  case noRepairs = "No value had to be repaired."
  case rule = "Rule"
  case field = "Field"
  case values = "Values"
  case duplicates = "Duplicates"
  case comparisons = "Pairs compared"
  case clusters = "Groups found"
  case clusteredRecords = "Records in groups"
  case largestCluster = "Largest group"
  case leadsBySource = "Leads by source"
  case consent = "Leads by consent to e-mail"
  case leads = "Leads"
  case noLeads = "There are no leads yet."
  case billing = "Billing"
  case period = "Period"
  case currency = "Currency"
  case invoices = "Invoices"
  case creditNotes = "Credit notes"
  case net = "Net"
  case tax = "VAT"
  case gross = "Gross"
  case paid = "Received"
  case outstanding = "Outstanding"
  case timings = "Where the time went"
  case stage = "Stage"
  case time = "Time"
  case rows = "Rows"
  case rowsPerSecond = "Rows per second"
  case dropped = "Columns left at the door"
  case noneDropped = "Every column was mapped."
  case column = "Column"
  case laws = "Checks"
  case check = "Check"
  case evidence = "Evidence"
  case holds = "holds"
  case broken = "broken"
  case files = "Files written"
  case size = "Size"
  case backup = "Backup"
  case verified = "verified"
  case notVerified = "not verified"
  case filesInBackup = "Files"
  case recipients = "Recipients"
  case asTable = "As a table"
  case noPersonalData = "This page holds no personal data and loads nothing from elsewhere."
  case ofRead = "of the records read"
  case noRows = "No rows."
}

/// What the German table lacks, for the test that keeps it whole.
package enum GermanCoverage {
  /// Phrases without a German text.
  package static var missing: [String] {
    Phrase.allCases.map(\.rawValue).filter { Wording.german[$0] == nil }
  }
}
