package import ByteIO
package import Columns
package import Diagnostics

/// Reads JSON Lines: one flat object a line, each a record with text columns under the names of its
/// members.
///
/// A line that is no such object is quarantined alone; blank lines are no records.
package struct JSONLinesReader {
  private let source: any ByteSource
  private let file: String
  private let columns: [String]
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var place = (record: Int64(1), line: Int64(1), byteOffset: Int64(0))

  /// A longer line is no JSON Lines: it ends the reading.
  package static let maximumLineBytes = 16 << 20
  /// Rows of a batch.
  private static let batchRows = 16_384
  /// Bytes of lines after which a batch ends early.
  private static let batchBytes = 16 << 20

  /// Reads `columns`; what else an object has is left out.
  package init(_ source: any ByteSource, file: String, columns: [String]) {
    self.source = source
    self.file = file
    self.columns = columns
  }

  /// The names of all members of all objects, in the order met.
  package static func names(_ source: any ByteSource, file: String) throws -> [String] {
    try survey(source, file: file).names
  }

  /// The names of all members of all objects, in the order met, and those that hold objects in
  /// some.
  ///
  /// Reads the whole file: a member may occur in its last line for the first time, and a table has
  /// its columns before its rows.
  package static func survey(
    _ source: any ByteSource,
    file: String
  ) throws -> (names: [String], nested: Set<String>) {
    var reader = JSONLinesReader(source, file: file, columns: [])
    var names: [String] = []
    var known: Set<[UInt8]> = []
    var nested: Set<[UInt8]> = []
    var parser = JSONObjectParser()
    while let line = try reader.nextLine() {
      let buffer = reader.buffer
      let bytes = buffer.span
      guard (try? parser.parse(bytes.extracting(line))) != nil else { continue }
      for member in parser.members {
        let name = Array(parser.text[member.name])
        if known.insert(name).inserted { names.append(String(decoding: name, as: UTF8.self)) }
        if case .text(let value) = member.value, Self.isObject(parser.text[value]) {
          nested.insert(name)
        }
      }
    }
    return (names, Set(nested.map { String(decoding: $0, as: UTF8.self) }))
  }

  /// `{` and a name: an object rather than a text that begins with a brace.
  private static func isObject(_ value: ArraySlice<UInt8>) -> Bool {
    guard value.first == UInt8(ascii: "{") else { return false }
    return value.dropFirst().first { $0 > 0x20 } == UInt8(ascii: "\"")
  }

  /// A stretch of records.
  package struct Batch: Sendable {
    package let batch: RecordBatch
    package let origins: RowOrigins
    package let originals: (bytes: [UInt8], ranges: [Range<Int>])
    package let quarantined: [QuarantinedRecord]
  }

  /// The next stretch of records, nil at the end.
  package mutating func next() throws -> Batch? {
    var rows = Rows(columns)
    var parser = JSONObjectParser()
    while rows.count < Self.batchRows, rows.originals.count < Self.batchBytes {
      guard let line = try nextLine() else { break }
      let here = place
      place.line += 1
      place.byteOffset += Int64(line.count) + 1
      // Shared, not copied: the buffer changes only after this line is done with.
      let buffer = buffer
      let bytes = buffer.span
      let text = bytes.extracting(line)
      if Self.isBlank(text) { continue }
      place.record += 1
      let origin = RowOrigin(
        file: file,
        record: here.record,
        line: here.line,
        byteOffset: here.byteOffset
      )
      rows.take(text, at: origin, &parser)
    }
    guard rows.count > 0 || !rows.quarantined.isEmpty else { return nil }
    return rows.finish(file)
  }

  /// The range in `buffer` of the next line, without its line feed.
  private mutating func nextLine() throws -> Range<Int>? {
    var scanned = start
    while true {
      if let end = buffer[scanned...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        return start..<end
      }
      scanned = buffer.count
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return start..<buffer.count
      }
      if start > 0 {
        buffer.removeSubrange(..<start)
        scanned -= start
        start = 0
      }
      guard buffer.count <= Self.maximumLineBytes else { throw tooLong }
      isAtEnd = try source.read(1 << 20, appendingTo: &buffer) == 0
      if place.byteOffset == 0, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    }
  }

  private var tooLong: Fault {
    Fault(
      .input,
      "a line of more than \(Self.maximumLineBytes >> 20) MiB",
      at: SourcePosition(file: file, line: Int(place.line)),
      hints: ["JSON Lines hold one object a line"]
    )
  }

  private static func isBlank(_ text: Span<UInt8>) -> Bool {
    for index in 0..<text.count where text[index] != 0x20 && !(9...13).contains(text[index]) {
      return false
    }
    return true
  }
}

/// The records of a batch while they are gathered.
private struct Rows {
  private let indexByName: [[UInt8]: Int]
  private let names: [String]
  private var builders: [TextColumnBuilder]
  private(set) var originals: [UInt8] = []
  private var ranges: [Range<Int>] = []
  private var origins: [RowOrigin] = []
  private(set) var quarantined: [QuarantinedRecord] = []

  init(_ columns: [String]) {
    names = columns
    let pairs = columns.enumerated().map { (Array($0.element.utf8), $0.offset) }
    indexByName = Dictionary(pairs) { first, _ in first }
    builders = columns.map { _ in TextColumnBuilder() }
  }

  var count: Int { origins.count }

  mutating func take(_ line: Span<UInt8>, at origin: RowOrigin, _ parser: inout JSONObjectParser) {
    do {
      guard Self.isUTF8(line) else { throw JSONObjectParser.Failure.syntax(at: 0) }
      try parser.parse(line)
      let values = try values(of: parser)
      for (index, range) in values.enumerated() {
        if let range {
          builders[index].append(Array(parser.text[range]))
        } else {
          builders[index].appendNull()
        }
      }
      let first = originals.count
      originals.append(line)
      ranges.append(first..<originals.count)
      origins.append(origin)
    } catch {
      quarantine(line, origin, error)
    }
  }

  private struct Repeated: Error {}

  /// By column: where its value stands in the parser's text.
  private func values(of parser: JSONObjectParser) throws -> [Range<Int>?] {
    var values = [Range<Int>?](repeating: nil, count: names.count)
    var seen = Set<Int>()
    for member in parser.members {
      guard let index = indexByName[Array(parser.text[member.name])] else { continue }
      guard seen.insert(index).inserted else { throw Repeated() }
      if case .text(let range) = member.value { values[index] = range }
    }
    return values
  }

  private mutating func quarantine(
    _ line: Span<UInt8>,
    _ origin: RowOrigin,
    _ error: any Error
  ) {
    let failure = error as? JSONObjectParser.Failure
    var raw: [UInt8] = []
    raw.append(line.extracting(0..<min(line.count, QuarantinedRecord.maximumRawBytes)))
    let finding = Finding(
      failure == nil ? "json.repeated-name" : "json.syntax",
      .error,
      at: origin,
      column: failure.map { $0.offset + 1 },
      message: failure == nil
        ? "an object has one name twice" : "the line is not one JSON object",
      hint: "only this line is set aside; reading went on with the next"
    )
    quarantined.append(QuarantinedRecord(finding: finding, raw: raw))
  }

  private static func isUTF8(_ line: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: line)) != nil
  }

  consuming func finish(_ file: String) -> JSONLinesReader.Batch {
    let batch = RecordBatch(
      schema: Schema(names.map { Field($0, .utf8) }),
      rowCount: origins.count,
      columns: builders.map { .text($0.finish()) }
    )
    return JSONLinesReader.Batch(
      batch: batch,
      origins: RowOrigins(
        file: file,
        record: origins.map(\.record),
        line: origins.map(\.line),
        byteOffset: origins.map(\.byteOffset)
      ),
      originals: (originals, ranges),
      quarantined: quarantined
    )
  }
}
