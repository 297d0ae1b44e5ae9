internal import ByteIO
internal import Cryptography
internal import Diagnostics
internal import Foundation
internal import Time

/// The log file of one version, read and parsed.
struct LogEntry {
  let path: String
  let bytes: [UInt8]
  /// With their line numbers.
  let actions: [(line: Int, action: LogLine)]

  /// No commit of a sane writer is larger.
  static let maximumBytes = 1 << 30

  /// Reads the entry of `version`; throws a `Fault` that names the file when it is damaged.
  init(version: Int64, of table: String) throws {
    try self.init(path: "\(LogSegment.path(of: table))/\(LogSegment.name(of: version))")
  }

  /// Reads the entry in the file at `path`.
  init(path: String) throws {
    let bytes: [UInt8]
    do {
      bytes = try FileSource(path: path).readToEnd(limit: Self.maximumBytes)
    } catch is ByteLimitExceeded {
      throw Self.damaged("a commit is too large", path)
    }
    let decoder = JSONDecoder()
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var actions: [(line: Int, action: LogLine)] = []
    for (index, line) in lines.enumerated() where !line.isEmpty {
      do {
        actions.append((index + 1, try decoder.decode(LogLine.self, from: Data(line))))
      } catch {
        throw Self.damaged("not an action of a Delta log", path, line: index + 1)
      }
    }
    guard !actions.isEmpty else { throw Self.damaged("an entry of the log is empty", path) }
    self.path = path
    self.bytes = bytes
    self.actions = actions
    try checkSum()
  }

  /// The commit's own description; nil when the writer left it out.
  var info: CommitInfo? {
    actions.lazy.compactMap(\.action.commitInfo).first.map { CommitInfo($0) }
  }

  // MARK: - Checksum

  /// An entry of this program carries a checksum over all of its bytes, its own digits taken as
  /// zeros; those of other programs and of older releases do not.
  private func checkSum() throws {
    guard let found = actions.first?.action.commitInfo?.checksum else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let place = text.range(of: Self.member(found)) else { return }
    let blank = text.replacingCharacters(in: place, with: Self.member(Self.noSum))
    guard Self.sum(blank) == found else {
      throw Self.damaged("an entry of the log does not match its checksum", path)
    }
  }

  /// The text of an entry in which the digits of the checksum are zeros, with them filled in.
  static func sealed(_ text: String) -> String {
    guard let place = text.range(of: member(noSum)) else { return text }
    return text.replacingCharacters(in: place, with: member(sum(text)))
  }

  /// In the place of the digits while they are worked out.
  static let noSum = String(repeating: "0", count: 16)

  private static func member(_ digits: String) -> String { "\"checksum\":\"\(digits)\"" }

  private static func sum(_ text: String) -> String {
    String(SHA256.hash(Array(text.utf8)).hex.prefix(noSum.utf8.count))
  }

  // MARK: - Faults

  /// A path relative to the table's folder, which it never leaves.
  static func file(_ text: String, _ path: String, _ line: Int) throws -> String {
    guard let name = text.removingPercentEncoding else {
      throw damaged("a path that cannot be decoded", path, line: line)
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !name.contains("://"), !parts.contains(".."), parts.first != "" else {
      throw refused("a data file outside the table's folder", path, line)
    }
    return name
  }

  static func damaged(_ message: String, _ path: String, line: Int? = nil) -> Fault {
    let table = Directory.name(of: Directory.parent(of: Directory.parent(of: path)))
    return Fault(
      .integrity,
      "the table \(table) is damaged: \(message)",
      at: SourcePosition(file: path, line: line),
      hints: [DeltaTable.restoreHint]
    )
  }

  static func refused(_ what: String, _ path: String, _ line: Int) -> Fault {
    Fault(
      .integrity,
      "the table needs more than this program knows: \(what)",
      at: SourcePosition(file: path, line: line),
      hints: ["another program has changed the table; read it there, or restore it from a backup"]
    )
  }
}

/// A line of a commit: one action.
struct LogLine: Decodable {
  private(set) var `protocol`: Versions?
  private(set) var metaData: Metadata?
  private(set) var add: Add?
  private(set) var remove: Remove?
  private(set) var txn: Transaction?
  private(set) var commitInfo: Info?

  /// Reads the action; an unknown one is an error, since what it changes is not known.
  init(from decoder: any Decoder) throws {
    let line = try decoder.container(keyedBy: Name.self)
    let names = try line.allKeys.filter { try !line.decodeNil(forKey: $0) }
    guard !names.isEmpty else { throw UnknownAction() }
    for name in names {
      switch name.stringValue {
      case "protocol": `protocol` = try line.decode(Versions.self, forKey: name)
      case "metaData": metaData = try line.decode(Metadata.self, forKey: name)
      case "add": add = try line.decode(Add.self, forKey: name)
      case "remove": remove = try line.decode(Remove.self, forKey: name)
      case "txn": txn = try line.decode(Transaction.self, forKey: name)
      case "commitInfo": commitInfo = try line.decode(Info.self, forKey: name)
      default: throw UnknownAction()
      }
    }
  }

  private struct UnknownAction: Error {}

  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  struct Versions: Decodable {
    let minReaderVersion: Int
    let minWriterVersion: Int
  }

  struct Metadata: Decodable {
    let id: String
    let name: String?
    let description: String?
    let format: Format?
    let schemaString: String
    let partitionColumns: [String]
    let configuration: [String: String]?
    let createdTime: Int64?
  }

  struct Format: Decodable {
    let provider: String
  }

  struct Add: Decodable {
    let path: String
    let size: Int64
    let modificationTime: Int64
    let stats: String?
    let tags: [String: Anything]?
    let deletionVector: Anything?
  }

  struct Statistics: Decodable {
    let numRecords: Int?
  }

  struct Remove: Decodable {
    let path: String
  }

  struct Transaction: Decodable {
    let appId: String
    let version: Int64
  }

  struct Info: Decodable {
    let timestamp: Int64?
    let operation: String?
    let operationParameters: [String: Anything]?
    let isBlindAppend: Bool?
    let engineInfo: String?
    /// What delta-rs writes in older versions.
    let clientVersion: String?
    let txnId: String?
    let checksum: String?
  }

  /// Any value, of which only a text is kept.
  struct Anything: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
      text = try? decoder.singleValueContainer().decode(String.self)
    }
  }
}

extension CommitInfo {
  init(_ info: LogLine.Info) {
    self.init(
      timestamp: info.timestamp.flatMap { Instant(milliseconds: $0) } ?? Instant(microseconds: 0),
      operation: info.operation ?? "",
      parameters: (info.operationParameters ?? [:]).compactMapValues(\.text),
      isBlindAppend: info.isBlindAppend ?? false,
      engineInfo: info.engineInfo ?? info.clientVersion ?? "an unknown program"
    )
    transactionID = info.txnId
  }
}
