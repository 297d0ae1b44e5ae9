internal import Diagnostics
package import Time

// The actions of a Delta log (PROTOCOL.md, "Actions"), as far as writer version 2 knows them.

/// What a table is: the `metaData` action.
package struct TableMetadata: Sendable, Hashable {
  /// A UUID.
  package var id: String
  package var name: String?
  package var description: String?
  package var schema: DeltaSchema
  package var configuration: [String: String]
  /// When the table was made.
  package var createdAt: Instant?

  package init(
    id: String,
    name: String? = nil,
    description: String? = nil,
    schema: DeltaSchema,
    configuration: [String: String] = [:],
    createdAt: Instant? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.schema = schema
    self.configuration = configuration
    self.createdAt = createdAt
  }
}

/// A data file of a table: the `add` action.
package struct DataFile: Sendable, Hashable {
  /// Below the table's folder.
  package let path: String
  /// In bytes.
  package let size: Int64
  package let modifiedAt: Instant
  /// `numRecords` of the statistics; nil when the writer left them out.
  package let rowCount: Int?
  /// The statistics as they stand in the log: a JSON text.
  package let statistics: String?
  /// Whatever the writer noted of the file.
  package let tags: [String: String]

  /// The tag that holds `ParquetSummary.footerChecksum` in hexadecimal digits.
  package static let footerTag = "starcrm.footer_crc32"

  package init(
    path: String,
    size: Int64,
    modifiedAt: Instant,
    rowCount: Int?,
    statistics: String?,
    tags: [String: String] = [:]
  ) {
    self.path = path
    self.size = size
    self.modifiedAt = modifiedAt
    self.rowCount = rowCount
    self.statistics = statistics
    self.tags = tags
  }
}

/// How far an application has come: the `txn` action, which makes a step happen exactly once.
package struct AppTransaction: Sendable, Hashable {
  package let appID: String
  package let version: Int64
  package let updatedAt: Instant?

  package init(appID: String, version: Int64, updatedAt: Instant? = nil) {
    self.appID = appID
    self.version = version
    self.updatedAt = updatedAt
  }
}

/// Who committed what and when: the `commitInfo` action.
package struct CommitInfo: Sendable, Hashable {
  package var timestamp: Instant
  /// `CREATE TABLE`, `WRITE`, `MERGE`, `DELETE`, ..
  package var operation: String
  package var parameters: [String: String]
  package var isBlindAppend: Bool
  /// Name and version of the program.
  package var engineInfo: String
  /// The token of the staged commit that the entry was; nil before it is one.
  package internal(set) var transactionID: String?

  /// `engineInfo` of every commit of this program.
  package static let engine = "\(ownPrefix)\(Program.version)"
  private static let ownPrefix = "\(Program.name)/"

  /// The parameter in which entries of older releases have what `transactionID` is now.
  package static let runParameter = "run"

  /// Whether this program made the commit, in whatever version.
  package var isOwn: Bool { engineInfo.hasPrefix(Self.ownPrefix) }

  package init(
    timestamp: Instant,
    operation: String,
    parameters: [String: String] = [:],
    isBlindAppend: Bool = false,
    engineInfo: String = engine
  ) {
    self.timestamp = timestamp
    self.operation = operation
    self.parameters = parameters
    self.isBlindAppend = isBlindAppend
    self.engineInfo = engineInfo
  }
}

extension Instant {
  /// Milliseconds since 1970-01-01T00:00:00Z, as Delta counts.
  var milliseconds: Int64 {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Nil when the milliseconds are out of range.
  init?(milliseconds: Int64) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return nil }
    self.init(microseconds: product)
  }
}
