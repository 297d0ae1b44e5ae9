package import ByteIO
package import Columns
package import Diagnostics

/// Records read together.
package struct XMLRecordBatch: Sendable {
  /// A text column for each field, in their order; null where a record has no such element.
  package let batch: RecordBatch
  /// For each row: 1 for the document's first record.
  package let records: [Int64]
  /// For each row: the line on which its element begins.
  package let lines: [Int64]
  /// For each row: the number of its parent among all elements of the document, the same for rows
  /// of one list.
  package let parents: [Int]
  /// For each row: where its element begins in the file.
  package internal(set) var byteOffsets: [Int64]
  /// The rows' elements as they stand in the file, encoding included; `originalRanges` cuts them.
  package internal(set) var originals: [UInt8] = []
  package internal(set) var originalRanges: [Range<Int>] = []
  /// Records beyond a limit, or cut off by the end of a damaged document.
  package internal(set) var quarantined: [QuarantinedRecord] = []
  package internal(set) var findings: [Finding] = []

  init(
    batch: RecordBatch,
    records: [Int64],
    lines: [Int64],
    parents: [Int],
    byteOffsets: [Int64]
  ) {
    self.batch = batch
    self.records = records
    self.lines = lines
    self.parents = parents
    self.byteOffsets = byteOffsets
  }

  /// Where `row` comes from.
  package func origin(_ row: Int, file: String) -> RowOrigin {
    RowOrigin(file: file, record: records[row], line: lines[row], byteOffset: byteOffsets[row])
  }
}

/// Something in the records that no field asked for.
package struct XMLDroppedPath: Hashable, Sendable {
  /// Relative to the record, as a field path.
  package let path: String
  /// Times it occurred.
  package let count: Int

  package init(path: String, count: Int) {
    self.path = path
    self.count = count
  }
}

/// What reading a document found out besides its rows.
package struct XMLReadReport: Hashable, Sendable {
  package let records: Int64
  /// Elements with text and attributes that no field took.
  package let dropped: [XMLDroppedPath]
  /// Fields that take one value: how many more the records had.
  package let surplus: [String: Int]
}

/// Reads the records of an XML document in batches, in memory that does not grow with it.
///
/// ```swift
/// let reader = try XMLRecordReader(
///   source, file: "customers.xml", record: "/export/customer",
///   fields: [XMLField("id", "@id"), XMLField("phone", "phones/phone[@type='mobile']")])
/// while let batch = try reader.next() { .. }
/// ```
///
/// libxml2's SAX2 interface does the parsing: XML 1.0 section by section, with no network, no DTD
/// and no entities.
package final class XMLRecordReader {
  /// Bytes pushed at once.
  private static let chunkSize = 64 << 10

  private let document: DocumentDecoder
  private let file: String
  private let limits: XMLLimits
  private let parser: PushParser
  private var pending: Fault?
  private var isAtEnd = false
  private var saidEncoding = false
  private var originals = Originals()
  /// The beginning of the record that is open, once that has become larger than the limit.
  private var givenUp: (bytes: [UInt8], place: Int64)?

  /// The elements of the rows since the last batch.
  private struct Originals {
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    /// Where they begin in the file.
    var places: [Int64] = []
  }

  /// Prepares to read; `record` and the fields' paths are described at `XMLPath`, and a record path
  /// without a leading slash matches at any depth.
  ///
  /// - Throws: a configuration fault for a path that cannot be parsed.
  package init(
    _ source: any ByteSource,
    file: String,
    record: String,
    fields: [XMLField],
    prefixes: [String: String] = [:],
    limits: XMLLimits = .standard
  ) throws {
    document = DocumentDecoder(source)
    self.file = file
    self.limits = limits
    let recordPaths = try Self.recordPaths(record, prefixes)
    var paths: [(path: XMLPath, field: Int)] = []
    for (index, field) in fields.enumerated() {
      for path in try XMLPath.parse(field.path, prefixes: prefixes) { paths.append((path, index)) }
    }
    let parser = PushParser { intern in
      RecordWalker(
        recordPaths: recordPaths.map { CompiledPath($0, intern: intern) },
        paths: paths.map { CompiledPath($0.path, intern: intern) },
        pathFields: paths.map(\.field),
        fields: fields,
        limits: limits
      )
    }
    guard let parser else { throw Fault(.system, "no memory for an XML parser") }
    self.parser = parser
  }

  /// Whether a path can name the records of a document.
  ///
  /// - Throws: a configuration fault that says why it cannot.
  package static func checkRecordPath(
    _ record: String,
    prefixes: [String: String]
  ) throws(Fault) {
    _ = try recordPaths(record, prefixes)
  }

  static func recordPaths(
    _ record: String,
    _ prefixes: [String: String]
  ) throws(Fault) -> [XMLPath] {
    var paths: [XMLPath] = []
    for path in try XMLPath.parse(record, prefixes: prefixes) { paths.append(try recordPath(path)) }
    return paths
  }

  private static func recordPath(_ path: XMLPath) throws(Fault) -> XMLPath {
    guard path.target == .element, let first = path.steps.first, !path.hasPredicates else {
      throw Fault(
        .configuration,
        "a record path leads to an element and has no conditions",
        hints: ["for example /export/customer or //customer"]
      )
    }
    guard !path.isAbsolute, !first.isDescendant else { return path }
    let start = XMLPath.Step(isDescendant: true, test: first.test, predicates: [])
    return XMLPath(
      isAbsolute: false,
      steps: [start] + path.steps.dropFirst(),
      target: .element
    )
  }

  /// The next rows, about `maximum` of them; nil at the end.
  ///
  /// Rows before a fault in the document are delivered first, the record that it interrupts is
  /// quarantined, and the call after that throws.
  ///
  /// - Throws: what the source throws; an input fault with line and column when the document is
  ///   malformed, ends too early, or is refused.
  package func next(maximum: Int = 16_384) throws -> XMLRecordBatch? {
    if let pending {
      self.pending = nil
      isAtEnd = true
      throw pending
    }
    var quarantined: [QuarantinedRecord] = []
    var quarantinedBytes = 0
    while !isAtEnd, !isFull(maximum) {
      if !(try pushChunk()) { fail(into: &quarantined) }
      let oversized = oversized()
      quarantined += oversized
      quarantinedBytes += oversized.reduce(0) { $0 + $1.raw.count }
      if quarantined.count >= max(1, maximum) || quarantinedBytes >= limits.maximumBatchBytes {
        break
      }
    }
    var batch = parser.withWalker { $0.rows.finish() }
    batch.byteOffsets = originals.places
    batch.originals = originals.bytes
    batch.originalRanges = originals.ranges
    originals = Originals()
    batch.quarantined = quarantined
    batch.findings = encodingFindings() + warnings()
    if batch.batch.rowCount > 0 || !quarantined.isEmpty || !batch.findings.isEmpty { return batch }
    return pending == nil ? nil : try next(maximum: maximum)
  }

  private func isFull(_ maximum: Int) -> Bool {
    originals.bytes.count >= limits.maximumBatchBytes
      || parser.withWalker { $0.rows.isFull(max(1, maximum), limits.maximumBatchBytes) }
  }

  /// Returns false when the parser stopped.
  private func pushChunk() throws -> Bool {
    forget()
    let chunk = try document.read(Self.chunkSize)
    isAtEnd = chunk.isEmpty
    let isRunning = isAtEnd ? parser.finish() : parser.push(chunk)
    for range in parser.takeFinished() {
      let place = document.filePosition(range.lowerBound)
      let start = originals.bytes.count
      let end = document.filePosition(range.upperBound)
      originals.bytes += document.fileBytes(place..<max(place, end))
      originals.ranges.append(start..<originals.bytes.count)
      originals.places.append(place)
    }
    return isRunning
  }

  /// Lets go of what was parsed, but for the record that is open unless that is too large.
  private func forget() {
    let end = parser.byteOffset
    guard parser.withWalker({ $0.isInRecord }) else {
      // What is not parsed yet may be the start tag of a record.
      givenUp = nil
      return document.forget(before: end)
    }
    let start = parser.recordStart.byteOffset
    guard givenUp != nil || end - start > limits.maximumOriginalBytes else {
      return document.forget(before: start)
    }
    if givenUp == nil {
      givenUp = (fileBytes(from: start, to: end), document.filePosition(start))
      parser.withWalker { $0.giveUpRecord() }
    }
    document.forget(before: end)
  }
}

// MARK: - Faults

extension XMLRecordReader {
  private func fail(into quarantined: inout [QuarantinedRecord]) {
    isAtEnd = true
    guard let failure = parser.failure else { return }
    let fault = XMLFaultText.fault(failure, file: file)
    pending = fault
    guard parser.withWalker({ $0.isInRecord }) else { return }
    let finding = Finding(
      "xml.interrupted-record",
      .error,
      at: origin(
        parser.recordStart,
        record: parser.withWalker { $0.rows.record },
        place: givenUp?.place
      ),
      message: "record is cut off by the fault at \(failure.line):\(failure.column)"
    )
    let bytes = givenUp?.bytes ?? fileBytes(from: parser.recordStart.byteOffset, to: nil)
    quarantined.append(QuarantinedRecord(finding: finding, raw: bytes))
    parser.withWalker { $0.abandonRecord() }
  }

  private func oversized() -> [QuarantinedRecord] {
    parser.takeOversized().map { record in
      // Only the first can be the one that was open when the chunk began.
      let beginning = givenUp
      givenUp = nil
      let finding = Finding(
        "xml.record-too-large",
        .error,
        at: origin(record.start, record: record.record, place: beginning?.place),
        message: "record is larger than the limits",
        hint: "check that the record path names one record and not the whole list"
      )
      let bytes = beginning?.bytes ?? fileBytes(from: record.start.byteOffset, to: record.endOffset)
      return QuarantinedRecord(finding: finding, raw: bytes)
    }
  }

  /// What there is to say about the declared encoding, once: at the beginning when another one is
  /// read, at the end when all of the text fits another one.
  private func encodingFindings() -> [Finding] {
    guard !saidEncoding else { return [] }
    let message: String
    if let declared = document.misnomer {
      message = "document declares the encoding \(declared) but is read as UTF-8"
    } else if isAtEnd, let declared = document.doubtfulEncoding {
      message =
        "document is read as \(declared), which it declares, but all of its text is UTF-8 too"
    } else {
      return []
    }
    saidEncoding = true
    return [
      Finding(
        "xml.encoding-doubtful",
        .warning,
        at: RowOrigin(file: file, record: 0, line: 1, byteOffset: 0),
        message: message,
        hint: "look at the names with accents; if they are wrong, name the true encoding in line 1"
      )
    ]
  }

  private func warnings() -> [Finding] {
    parser.takeWarnings().map { warning in
      Finding(
        "xml.warning",
        .warning,
        at: RowOrigin(file: file, record: 0, line: Int64(warning.line), byteOffset: 0),
        message: XMLFaultText.sentence(warning.message)
      )
    }
  }

  private func origin(
    _ start: PushParser.RecordStart,
    record: Int64,
    place: Int64?
  ) -> RowOrigin {
    let place = place ?? document.filePosition(start.byteOffset)
    return RowOrigin(file: file, record: record, line: start.line, byteOffset: place)
  }

  /// The bytes of the file from a place of the document on, to another one or as far as they go.
  private func fileBytes(from start: Int64, to end: Int64?) -> [UInt8] {
    let first = document.filePosition(start)
    let last = end.map(document.filePosition) ?? .max
    let bytes = document.fileBytes(first..<max(first, last))
    return Array(bytes.prefix(QuarantinedRecord.maximumRawBytes))
  }
}

// MARK: - The report

extension XMLRecordReader {
  /// What was found out so far.
  package var report: XMLReadReport {
    parser.withWalker { walker in
      XMLReadReport(
        records: walker.rows.record,
        dropped: dropped(walker),
        surplus: walker.rows.surplusByName
      )
    }
  }

  private func dropped(_ walker: RecordWalker) -> [XMLDroppedPath] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for slot in walker.tree.slots.indices where slot != PathTree.document {
      let entry = walker.tree.slots[slot]
      guard entry.hasText, !entry.isUsed, let path = relativePath(slot, walker.tree) else {
        continue
      }
      if counts[path] == nil { order.append(path) }
      counts[path, default: 0] += entry.count
    }
    return order.map { XMLDroppedPath(path: $0, count: counts[$0] ?? 0) }
  }

  /// Nil outside records.
  private func relativePath(_ slot: Int, _ tree: PathTree) -> String? {
    var parts: [String] = []
    var current = slot
    while current != PathTree.document, !tree.slots[current].isRecord {
      let name = parser.string(tree.slots[current].name.local)
      parts.append(tree.slots[current].isAttribute ? "@\(name)" : name)
      current = Int(tree.slots[current].parent)
    }
    guard current != PathTree.document else { return nil }
    return parts.isEmpty ? "." : parts.reversed().joined(separator: "/")
  }
}
