package import CRMModel
package import Time

/// Everything that a run tells about itself, without a personal value.
///
/// The Pipeline fills it while it runs; Rendering writes it as `run.json`, `report.html` and
/// `metrics.prom`. What comes from a clock or a counter is put in from outside.
package struct RunReport: Hashable, Sendable {
  package var runID: String
  package var pipeline: String
  /// What the pipeline declares its purpose to be.
  package var purposes: [String] = []
  package var isDryRun = false
  /// The day that the run takes for today.
  package var asOf: CalendarDate
  package var startedAt: Instant
  package var finishedAt: Instant
  package var outcome = Outcome()
  /// In the order of the pipeline file.
  package var sources: [Source] = []
  /// Findings that rejected or quarantined records, by code.
  package var rejects: [RejectReason] = []
  /// Values that were changed, by rule.
  package var repairs: [Repair] = []
  /// In the order in which they ran.
  package var stages: [Stage] = []
  /// Nil until they are counted, which is after the commit.
  package var leads: Leads?
  /// Nil when the run did not look for duplicates.
  package var merging: Merging?
  /// One for each currency billed in the run.
  package var billing: [Billing] = []
  /// Money that a person has to look at, by kind.
  package var attention: [Attention] = []
  /// What the run has taken back of another one; nil for a run that undoes nothing.
  package var reversal: Reversal?
  /// Files written for people.
  package var files: [OutputFile] = []
  /// What this run did and found besides, a sentence each: documents billed, charges held.
  package var notes: [String] = []
  /// Nil when the run made no backup.
  package var backup: Backup?
  package var laws: [LawCheck] = []

  package init(
    runID: String,
    pipeline: String,
    asOf: CalendarDate,
    startedAt: Instant,
    finishedAt: Instant
  ) {
    self.runID = runID
    self.pipeline = pipeline
    self.asOf = asOf
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }

  /// Takes in what a person has to look at; of each kind, up to as many as `limits` says, none
  /// where it says nothing, are accepted.
  package mutating func take(_ attention: [Attention], accepting limits: [Attention.Kind: Int]) {
    let counts = Dictionary(grouping: attention, by: \.kind)
      .mapValues { $0.reduce(0) { $0 + $1.count } }
    self.attention = attention.map { item in
      var item = item
      item.isAccepted = (counts[item.kind] ?? 0) <= Int64(limits[item.kind] ?? 0)
      return item
    }
  }

  /// The buckets of all sources together.
  package var total: Buckets { sources.reduce(Buckets()) { $0 + $1.buckets } }
}

/// Where the records of a source ended: each in exactly one bucket (law 1 of design.md).
package struct Buckets: Hashable, Sendable {
  /// Records read.
  package var read: Int64 = 0
  /// A lead was made of it.
  package var created: Int64 = 0
  /// It changed a lead.
  package var updated: Int64 = 0
  /// Known already, nothing new in it.
  package var unchanged: Int64 = 0
  /// Joined with another record of the run or with a stored lead.
  package var merged: Int64 = 0
  /// Left out on purpose.
  package var skipped: Int64 = 0
  /// Could not be read as fields.
  package var quarantined: Int64 = 0
  /// Failed validation.
  package var rejected: Int64 = 0

  package init() {}

  /// Records that could be read as fields.
  package var sound: Int64 { read - quarantined }

  /// Records that passed validation.
  package var accepted: Int64 { sound - rejected }

  /// Whether each record read ended in exactly one bucket.
  package var isConserved: Bool {
    read == created + updated + unchanged + merged + skipped + quarantined + rejected
  }

  package static func + (left: Buckets, right: Buckets) -> Buckets {
    var sum = left
    sum.read += right.read
    sum.created += right.created
    sum.updated += right.updated
    sum.unchanged += right.unchanged
    sum.merged += right.merged
    sum.skipped += right.skipped
    sum.quarantined += right.quarantined
    sum.rejected += right.rejected
    return sum
  }
}

extension RunReport {
  /// How a run ended.
  package struct Outcome: Hashable, Sendable {
    /// As in design.md, "The command line".
    package var exitCode: Int32 = 0
    /// Whether anything was committed.
    package var isCommitted = false
    /// The fault that ended the run early, nil otherwise.
    package var message: String?
    package var hints: [String] = []

    package init() {}
  }

  /// A file or a set of files read as one source.
  package struct Source: Hashable, Sendable {
    package var name: String
    package var file: String
    /// `csv`, `vcard`, `xml`.
    package var format: String
    /// What was found out about the file (preset, delimiter, encoding, compression), for people.
    package var details: [String] = []
    package var bytes: Int64 = 0
    package var buckets = Buckets()
    /// How many updated records changed in each group of fields, the most frequent first.
    package var changes: [Count] = []
    package var droppedColumns: [DroppedColumn] = []

    package init(name: String, file: String, format: String) {
      self.name = name
      self.file = file
      self.format = format
    }
  }

  /// A column left at the door (law 6 of design.md).
  package struct DroppedColumn: Hashable, Sendable {
    package var name: String
    package var reason: String
    /// The lead's field that most of its cells look like, when a person can be reached by them.
    package var field: String?

    package init(name: String, reason: String, field: String? = nil) {
      self.name = name
      self.reason = reason
      self.field = field
    }
  }

  /// How many records a finding kept out.
  package struct RejectReason: Hashable, Sendable {
    /// A `FindingCode`.
    package var code: String
    package var count: Int64
    /// Whether records could not even be read as fields.
    package var isQuarantine: Bool
    /// What it means and what to do about it, for people.
    package var explanation: String?

    package init(
      code: String,
      count: Int64,
      isQuarantine: Bool = false,
      explanation: String? = nil
    ) {
      self.code = code
      self.count = count
      self.isQuarantine = isQuarantine
      self.explanation = explanation
    }
  }

  /// How many values a rule changed.
  package struct Repair: Hashable, Sendable {
    package var rule: String
    /// The field's name, nil when the rule is for all of them.
    package var field: String?
    package var count: Int64
    /// What the rule says of the value: lower case, no personal value.
    package var meaning: String?
    /// The value could not be used and was left out of its record; else it was written in another way.
    package var isLeftOut: Bool
    /// What the pipeline can say so that such values are understood.
    package var hint: String?

    package init(
      rule: String,
      field: String? = nil,
      count: Int64,
      meaning: String? = nil,
      isLeftOut: Bool = false,
      hint: String? = nil
    ) {
      self.rule = rule
      self.field = field
      self.count = count
      self.meaning = meaning
      self.isLeftOut = isLeftOut
      self.hint = hint
    }
  }

  /// A stage and the time that it took.
  package struct Stage: Hashable, Sendable {
    package var name: String
    package var rows: Int64
    package var microseconds: Int64

    package init(name: String, rows: Int64, microseconds: Int64) {
      self.name = name
      self.rows = rows
      self.microseconds = microseconds
    }

    /// Nil when the stage took no measurable time.
    package var rowsPerSecond: Int64? {
      guard microseconds > 0, rows > 0 else { return nil }
      return Int64(Double(rows) / Double(microseconds) * 1_000_000)
    }
  }

  /// Leads in the store after the run.
  package struct Leads: Hashable, Sendable {
    package var total: Int64 = 0
    /// By the system that they came from first.
    package var bySource: [Count] = []
    package var byConsent: [Count] = []

    package init() {}
  }

  /// A label and a number.
  package struct Count: Hashable, Sendable {
    package var name: String
    package var count: Int64

    package init(name: String, count: Int64) {
      self.name = name
      self.count = count
    }
  }

  /// What the search for duplicates came to.
  package struct Merging: Hashable, Sendable {
    /// Pairs compared.
    package var comparisons: Int64 = 0
    /// Groups of two and more records.
    package var clusters: Int64 = 0
    /// Records in them.
    package var clusteredRecords: Int64 = 0
    package var largestCluster: Int64 = 0
    /// Pairs that wait for a person's decision.
    package var reviewPairs: Int64 = 0

    package init() {}
  }

  /// What was billed in one currency.
  package struct Billing: Hashable, Sendable {
    package var period: String
    package var currency: Currency
    package var invoices: Int64 = 0
    package var creditNotes: Int64 = 0
    /// In minor units, as all amounts here.
    package var net: Int64 = 0
    package var tax: Int64 = 0
    package var gross: Int64 = 0
    package var paid: Int64 = 0
    /// Receivables open at the end of the period.
    package var outstanding: Int64 = 0

    package init(period: String, currency: Currency) {
      self.period = period
      self.currency = currency
    }
  }

  /// Money that a person has to look at: the run has done what it could, and something is left.
  package struct Attention: Hashable, Sendable {
    /// The kinds, in the order in which they are shown.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      /// A charge or a subscription that is due and cannot be billed.
      case held
      /// What was due in an earlier month and stands on no document.
      case unbilled
      /// A payment of no known customer.
      case unassigned
      /// A document, a payment or a charge of a month that had been reported.
      case changed
      /// A row whose id is another's, or that may be a known one corrected; it waits.
      case doubtful
    }

    package var kind: Kind
    /// Where and what, without a personal value: `charges.csv:2: charge C2 of customer K9: ...`.
    package var text: String
    package var hint: String?
    /// How much it counts against what the pipeline accepts; 0 for what an earlier run told.
    package var count: Int64
    /// Whether the pipeline accepts as many of the kind as there are.
    package var isAccepted = false

    package init(_ kind: Kind, _ text: String, hint: String? = nil, count: Int64 = 1) {
      self.kind = kind
      self.text = text
      self.hint = hint
      self.count = count
    }
  }

  /// What a run has taken back of another one.
  package struct Reversal: Hashable, Sendable {
    /// What happened to a table.
    package struct Table: Hashable, Sendable {
      package let name: String
      /// Rows, or leads and records where the table has a key, that are gone.
      package let removed: Int64
      /// Rows, or leads and records, that have the values again which they had.
      package let restored: Int64

      package init(name: String, removed: Int64, restored: Int64) {
        self.name = name
        self.removed = removed
        self.restored = restored
      }
    }

    /// The run that was undone.
    package let runID: String
    /// Its pipeline.
    package let pipeline: String
    /// The day that it took for today.
    package let asOf: CalendarDate
    /// In the order in which the tables were gone through.
    package let tables: [Table]

    package init(runID: String, pipeline: String, asOf: CalendarDate, tables: [Table]) {
      self.runID = runID
      self.pipeline = pipeline
      self.asOf = asOf
      self.tables = tables
    }
  }

  /// A file that the run wrote.
  package struct OutputFile: Hashable, Sendable {
    /// Relative to the pipeline's folder.
    package var path: String
    package var bytes: Int64
    /// SHA-256 in lower-case hexadecimal digits.
    package var sha256: String

    package init(path: String, bytes: Int64, sha256: String) {
      self.path = path
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// The backup of a run.
  package struct Backup: Hashable, Sendable {
    package var file: OutputFile
    /// Files in the archive.
    package var members: Int64
    package var recipients: Int64
    /// Whether it was read back and every member's hash compared.
    package var isVerified: Bool

    package init(file: OutputFile, members: Int64, recipients: Int64, isVerified: Bool) {
      self.file = file
      self.members = members
      self.recipients = recipients
      self.isVerified = isVerified
    }
  }

  /// A law of design.md, checked.
  package struct LawCheck: Hashable, Sendable {
    /// Stable: `conservation`, `exactly-once`, `ledger-balance`.
    package var name: String
    package var holds: Bool
    /// The evidence, for people.
    package var detail: String

    package init(name: String, holds: Bool, detail: String) {
      self.name = name
      self.holds = holds
      self.detail = detail
    }
  }
}
