package import CRMModel
package import Diagnostics

/// Where the records of each source ended: law 1, conservation.
package struct RecordAccounts: Sendable, Hashable {
  /// The account of one file.
  package struct Account: Sendable, Hashable {
    package let file: String
    package let system: String
    /// What the records are: `leads`, `charges`, ..
    package let kind: String
    /// Records that the reader saw.
    package var input: Int64 = 0
    package private(set) var buckets: [RecordBucket: Int64] = [:]

    package init(file: String, system: String, kind: String) {
      self.file = file
      self.system = system
      self.kind = kind
    }

    /// How many records ended in `bucket`.
    package subscript(bucket: RecordBucket) -> Int64 { buckets[bucket] ?? 0 }

    package mutating func add(_ count: Int, to bucket: RecordBucket) {
      guard count > 0 else { return }
      buckets[bucket, default: 0] += Int64(count)
    }

    /// Records in all buckets together.
    package var output: Int64 { buckets.values.reduce(0, +) }
  }

  package var accounts: [Account] = []

  package init() {}

  /// How many records of all sources ended in `bucket`.
  package func total(_ bucket: RecordBucket) -> Int64 { accounts.reduce(0) { $0 + $1[bucket] } }

  /// Records of all sources.
  package var input: Int64 { accounts.reduce(0) { $0 + $1.input } }

  /// Rejected and quarantined records as a share of all, 0 to 1.
  package var refusedShare: Double {
    let refused = total(.rejected) + total(.quarantined)
    return input == 0 ? 0 : Double(refused) / Double(input)
  }

  /// Checks that no record was lost or counted twice.
  ///
  /// - Throws: `Fault` of kind `law`; the run must not commit.
  package func verify() throws(Fault) {
    for account in accounts where account.input != account.output {
      throw Fault(
        .law,
        "conservation: \(account.input) records went in, \(account.output) came out",
        at: SourcePosition(file: account.file),
        hints: ["nothing was committed; this is a mistake in starcrm, please report it"]
      )
    }
  }
}
