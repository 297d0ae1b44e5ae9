package import ByteIO
package import Reporting
package import Time

/// A pipeline file, read and checked.
///
/// What every key means: Pipeline.docc/PipelineFile.md.
package struct PipelineConfiguration: Sendable {
  /// What a run may be for (reference/policy.md, clause 3).
  package enum Purpose: String, Sendable, CaseIterable {
    case leadManagement = "lead management"
    case billing
    case reporting
  }

  /// SHA-256 of the file and of the overrides, in hexadecimal.
  package var digest = ""
  package var name = ""
  package var purposes: [Purpose] = []
  /// Folder of the store, relative to the working directory.
  package var store = ""
  /// IANA name; times without zone are read in it.
  package var timezone = "UTC"
  /// BCP 47 tag for documents that people read.
  package var locale = "en-GB"
  /// ISO 4217 code of amounts without one.
  package var currency = "EUR"
  package var policyVersion = "1"
  /// Worker threads; nil for one a core.
  ///
  /// The result does not depend on it.
  package var threads: Int?
  package var sources: [Source] = []
  package var validation = Validation()
  package var deduplication = Deduplication()
  package var billing: Billing?
  package var report: Report?
  package var backup: Backup?

  /// A pipeline that is put together by a command instead of read from a file.
  package init() {}

  /// One entry of `read`.
  package struct Source: Sendable {
    /// What the records are.
    package enum Kind: String, Sendable, CaseIterable {
      case leads
      case charges
      case subscriptions
      case payments
    }

    /// What a blank cell of a new version does to a stored value.
    package enum Blank: String, Sendable, CaseIterable {
      case keeps
      case clears
    }

    /// Path of the entry in the pipeline file, for messages.
    package var path = ""
    /// File names or patterns (`*`, `?`) relative to the working directory.
    package var files: [String] = []
    package var kind = Kind.leads
    /// Name of the source system; nil takes the preset's or the file's.
    package var system: String?
    /// The source within which ids and contents of charges, subscriptions and payments count: all
    /// files of a kind without a name are one.
    package var identitySystem: String { system ?? kind.rawValue }
    /// 0 to 1, in thousandths; decides "most trusted".
    package var trust = 500
    package var preset: String?
    /// Model field to column name or XML field path.
    package var fields: [String: String] = [:]
    /// A column's name in the preset to its name in the files.
    package var renamed: [String: String] = [:]
    /// XML record path.
    package var record: String?
    /// XML namespace prefix to URI.
    package var namespaces: [String: String] = [:]
    package var delimiter: String?
    package var encoding: String?
    /// What opens the files if they are encrypted with age: `credential:NAME`, or a key file.
    package var identity: String?
    /// Whether a blank cell clears what is stored.
    package var blankClears = false
    /// Whether the files hold all records of their source.
    package var isComplete = false
    /// Whether a file that matches nothing is fine.
    package var isOptional = false
    /// Where the one file is opened that is called otherwise: standard input.
    package var location: String?
    /// Keeps what could be read only once.
    package var spool: SpooledInput?

    package init() {}
  }

  package struct Validation: Sendable {
    /// ISO 3166-1 alpha-2.
    package var country = "DE"
    package var require: [String] = []
    /// Order of day, month and year in dates like 03/04/2026; nil refuses them.
    package var dates: DateOrder?
    /// Share of rejected and quarantined records above which nothing is committed, 0 to 1.
    package var stopRejected: Double?
    /// Share of a file's records whose key named another person before, above which nothing is
    /// committed, 0 to 1.
    package var stopReusedKeys = 0.01
    /// Share of a complete source's records that it no longer holds, above which nothing is
    /// committed, 0 to 1.
    package var stopGone = 0.1
    /// Share above which the exit code is 1, 0 to 1.
    package var warnRejected = 0.0
    /// How much to look at of each kind is accepted before the exit code is 1; nothing, where a
    /// kind is not named.
    package var warnAttention: [RunReport.Attention.Kind: Int] = [:]
  }

  package struct Deduplication: Sendable {
    /// Probability from which two records are joined.
    package var mergeProbability = 0.99
    /// Probability from which a pair is kept for a person to judge.
    package var reviewProbability = 0.9
    /// Lead field to rules in order of precedence.
    package var survive: [String: [String]] = [:]
  }

  package struct Billing: Sendable {
    /// `previous month` or `YYYY-MM`.
    package var period = "previous month"
    /// Invoice numbers: `{year}`, `{month}` and `{number:DIGITS}`.
    package var series = "INV-{year}-{number:5}"
    package var dueDays = 14
    package var seller: [String: String] = [:]
    /// Default VAT category (UNCL 5305) and rate in hundredths of a percent.
    package var taxCategory = "S"
    package var taxRate = 1900
    package var accounts: [String: String] = [:]
  }

  package struct Report: Sendable {
    /// Folder; `{period}` stands for the billed month.
    package var to = ""
    package var files: [String] = []
    package var formats: [String] = []
  }

  package struct Backup: Sendable {
    package var to = ""
    /// age recipients, or `credential:NAME`.
    package var recipients: [String] = []
    package var keepDaily = 7
    package var keepWeekly = 5
    package var keepMonthly = 12

    package init() {}
  }
}
