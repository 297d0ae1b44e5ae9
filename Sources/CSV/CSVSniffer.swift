package import ByteIO
package import Diagnostics

/// Finds out how a file is written, in named phases: is it text, in which encoding, with which
/// line ends, which delimiter cuts its records alike, where its table begins and whether it has a
/// header.
///
/// Nothing is taken from the file's name. The choice is verified on every record while reading: a
/// record that contradicts it is quarantined there, not absorbed here.
package struct CSVSniffer {
  /// Bytes of a file that are enough to judge it.
  package static let sampleBytes = 256 * 1024

  private let file: String
  private let hints: CSVHints
  private let further: [[UInt8]]
  private var evidence: [String] = []

  private init(file: String, hints: CSVHints, further: [[UInt8]]) {
    self.file = file
    self.hints = hints
    self.further = further
  }

  /// Samples from the middle and the end of a plain file, for `detect`.
  package static func furtherSamples(of file: File) throws -> [[UInt8]] {
    let size = try file.status().size
    let length = Int64(64 * 1024)
    guard size > Int64(sampleBytes) + length else { return [] }
    let quarters: [Int64] = [1, 2, 3, 4]
    return try quarters.map { part in
      var sample: [UInt8] = []
      let offset = max(Int64(sampleBytes), size / 4 * part - length)
      while Int64(sample.count) < length {
        let place = offset + Int64(sample.count)
        let wanted = Int(length) - sample.count
        guard try file.read(at: place, wanted, appendingTo: &sample) > 0 else { break }
      }
      return sample
    }
  }

  /// The lines of a sample that were not cut: between its first and its last line end.
  private static func wholeLines(_ sample: [UInt8]) -> [UInt8] {
    let isEnd: (UInt8) -> Bool = { $0 == ASCII.lf || $0 == ASCII.cr }
    guard let first = sample.firstIndex(where: isEnd), let last = sample.lastIndex(where: isEnd)
    else { return [] }
    return Array(sample[first..<last])
  }

  /// Judges a file by its beginning.
  ///
  /// `sample` is the first `sampleBytes` bytes, fewer when the file has no more (`isWhole`);
  /// `file` is its path as the pipeline names it, for messages. Throws a `Fault` that says what
  /// the file is, when it is empty or not text.
  ///
  /// `further` are samples from elsewhere in the file: an encoding may show only there.
  package static func detect(
    _ sample: [UInt8],
    isWhole: Bool,
    file: String,
    hints: CSVHints = CSVHints(),
    further: [[UInt8]] = []
  ) throws(Fault) -> CSVDetection {
    var sniffer = CSVSniffer(file: file, hints: hints, further: further.map(Self.wholeLines))
    return try sniffer.detect(sample, isWhole)
  }

  private mutating func detect(_ sample: [UInt8], _ isWhole: Bool) throws(Fault) -> CSVDetection {
    guard !sample.isEmpty else { throw fault("the file is empty", "expected a header and records") }
    let (encoding, hasMark) = try encoding(of: sample, isWhole)
    let text = decoded(sample, encoding)
    let start = hasMark ? (encoding.isUTF16 ? 3 : encoding.byteOrderMark.count) : 0
    guard text.dropFirst(start).contains(where: { $0 > ASCII.space }) else {
      throw fault("the file holds no text", "expected a header and records")
    }
    let lineEnd = lineEnd(of: text)
    var base = CSVDialect(lineEnd: lineEnd, encoding: encoding, hasByteOrderMark: hasMark)
    base.comment = comment(in: text, from: start, base)
    let survey = DialectSurvey(text: text, from: start, isWhole: isWhole, base: base, hints: hints)
    evidence += survey.evidence
    let table = survey.table
    let header = header(of: table, survey.best.dialect)
    return detection(survey, table, header)
  }

  private func detection(
    _ survey: DialectSurvey,
    _ table: SampleTable,
    _ hasHeader: Bool
  ) -> CSVDetection {
    let first = table.records[table.headerIndex]
    let names = hasHeader ? first.fields : first.fields.indices.map { "column \($0 + 1)" }
    let data = hasHeader ? first.end : first.start
    let layout = CSVLayout(
      dialect: survey.best.dialect,
      header: names,
      dataOffset: Int64(data),
      dataLine: hasHeader ? first.line + first.lines : first.line
    )
    let runnerUp = survey.runnerUp.map { (delimiter: $0.dialect.delimiter, score: $0.score) }
    return CSVDetection(
      layout: layout,
      hasHeader: hasHeader,
      preamble: table.preamble,
      score: survey.best.score,
      runnerUp: runnerUp,
      evidence: evidence
    )
  }

  private func fault(_ message: String, _ hint: String) -> Fault {
    Fault(.input, message, at: SourcePosition(file: file), hints: [hint])
  }

  // MARK: Phase 1: text, and its encoding

  private mutating func encoding(
    of sample: [UInt8],
    _ isWhole: Bool
  ) throws(Fault) -> (TextEncoding, hasMark: Bool) {
    if let kind = FileKind.of(sample) { throw fault("not a text file: \(kind.name)", kind.hint) }
    for encoding in [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian]
    where sample.starts(with: encoding.byteOrderMark) {
      evidence.append("encoding \(encoding.rawValue): byte order mark")
      return (encoding, true)
    }
    if let encoding = hints.encoding { return (encoding, false) }
    if let encoding = utf16WithoutMark(sample) { return (encoding, false) }
    try refuseBinary(sample)
    return (byteEncoding(of: sample + further.joined(), isWhole && further.isEmpty), false)
  }

  /// Text in UTF-16 is mostly ASCII here: every other byte is zero.
  private mutating func utf16WithoutMark(_ sample: [UInt8]) -> TextEncoding? {
    var zeros = (even: 0, odd: 0)
    for (index, byte) in sample.enumerated() where byte == 0 {
      if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
    }
    let half = sample.count / 2
    guard half >= 2 else { return nil }
    if zeros.odd * 10 >= half * 7, zeros.even * 20 <= half {
      evidence.append("encoding UTF-16LE: every second byte is zero")
      return .utf16LittleEndian
    }
    if zeros.even * 10 >= half * 7, zeros.odd * 20 <= half {
      evidence.append("encoding UTF-16BE: every first byte of two is zero")
      return .utf16BigEndian
    }
    return nil
  }

  private func refuseBinary(_ sample: [UInt8]) throws(Fault) {
    let controls = sample.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    guard controls * Self.controlShare > sample.count else { return }
    throw fault(
      "not a text file: \(controls) of the first \(sample.count) bytes are control characters",
      "export the data as CSV, vCard or XML"
    )
  }

  /// One control character in so many bytes is too much for text.
  private static let controlShare = 50

  private mutating func byteEncoding(of sample: [UInt8], _ isWhole: Bool) -> TextEncoding {
    let bytes = sample.span
    guard sample.contains(where: { $0 >= 0x80 }) else {
      evidence.append("encoding UTF-8: only ASCII in the sample")
      return .utf8
    }
    var invalid: [Int] = []
    var place = 0
    while invalid.count < 100, place < bytes.count,
      let next = TextEncoding.utf8.firstInvalid(in: bytes, place..<bytes.count)
    {
      if !isWhole, bytes.count - next < 4 { break }
      invalid.append(next)
      place = next + 1
    }
    if invalid.isEmpty {
      evidence.append("encoding UTF-8: all characters outside ASCII are valid")
      return .utf8
    }
    let multiByte = soundSequences(sample)
    if multiByte > invalid.count * 4 {
      evidence.append("encoding UTF-8: \(multiByte) characters valid, \(invalid.count) not")
      return .utf8
    }
    let guess = LegacyEncoding.guess(sample)
    evidence.append("encoding \(guess.encoding.rawValue): \(guess.reason)")
    return guess.encoding
  }

  /// Characters of several bytes that are valid UTF-8.
  private func soundSequences(_ sample: [UInt8]) -> Int {
    var count = 0
    var index = 0
    while index < sample.count {
      let length =
        switch sample[index] {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
      let next = min(index + length, sample.count)
      if length > 1, sample[index + 1..<next].allSatisfy({ $0 & 0xC0 == 0x80 }) {
        count += 1
        index = next
      } else {
        index += 1
      }
    }
    return count
  }

  /// The sample as the parser will see it.
  private func decoded(_ sample: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    guard encoding.isUTF16 else { return sample }
    return UTF16Source.decode(sample, encoding)
  }

  // MARK: Phase 2: line ends and comments

  private mutating func lineEnd(of text: [UInt8]) -> CSVDialect.LineEnd {
    var (feeds, pairs, returns) = (0, 0, 0)
    var isQuoted = false
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard !isQuoted else { continue }
      if byte == ASCII.lf {
        if index > 0, text[index - 1] == ASCII.cr { pairs += 1 } else { feeds += 1 }
      } else if byte == ASCII.cr, index + 1 == text.count || text[index + 1] != ASCII.lf {
        returns += 1
      }
    }
    if feeds + pairs == 0, returns > 0 {
      evidence.append("line end CR: \(returns) of them, no LF")
      return .cr
    }
    if feeds > 0, pairs > 0 {
      evidence.append("line ends mixed: \(pairs) CRLF, \(feeds) LF; both are understood")
    }
    return pairs > feeds ? .crlf : .lf
  }

  /// `#` begins comments when the lines that begin with it are cut differently from the others,
  /// and the others are cut at all.
  private mutating func comment(in text: [UInt8], from start: Int, _ base: CSVDialect) -> UInt8? {
    let hash = UInt8(ascii: "#")
    let lines = text.dropFirst(start).split(separator: base.lineEnd.terminator).prefix(500)
    let delimiters = hints.delimiter.map { [$0] } ?? DialectSurvey.delimiters
    let shape: (ArraySlice<UInt8>) -> [Int] = { line in
      delimiters.map { mark in line.count { $0 == mark } }
    }
    let isCut: ([Int]) -> Bool = { counts in counts.contains { $0 > 0 } }
    let marked = lines.filter { $0.first == hash }.map(shape)
    let plain = lines.filter { $0.first != hash }.map(shape)
    guard !marked.isEmpty, plain.count(where: isCut) * 2 > plain.count else { return nil }
    guard !marked.contains(where: { isCut($0) && plain.contains($0) }) else { return nil }
    evidence.append("comments: \(marked.count) lines begin with # and have no fields")
    return hash
  }

  // MARK: Phase 4: header

  /// A header names its columns: all cells are words, no two alike, none an address or a number.
  private mutating func header(of table: SampleTable, _ dialect: CSVDialect) -> Bool {
    if let hasHeader = hints.hasHeader { return hasHeader }
    let cells = table.records[table.headerIndex].fields
    let named = cells.filter { !$0.isEmpty }
    if let value = named.first(where: { Self.isValue($0) }) {
      let kind = value.contains("@") ? "an address" : "a number or date"
      evidence.append("no header: a cell of the first record is \(kind)")
      return false
    }
    guard named.count * 2 > cells.count, Set(named).count * 2 > named.count else {
      evidence.append("no header: cells of the first record are empty or repeat")
      return false
    }
    evidence.append("header: \(named.count) names on line \(table.records[table.headerIndex].line)")
    return true
  }

  /// Whether a cell is data: an e-mail address, or digits with what stands between digits.
  private static func isValue(_ cell: String) -> Bool {
    if cell.contains("@"), cell.contains(".") { return true }
    let digits = cell.utf8.count { (0x30...0x39).contains($0) }
    let others = cell.utf8.count { byte in
      !(0x30...0x39).contains(byte) && !" .,:/-+()TZ%".utf8.contains(byte)
    }
    return digits > 0 && others == 0
  }
}
