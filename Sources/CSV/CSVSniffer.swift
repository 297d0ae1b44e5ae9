package import ByteIO
package import Diagnostics

/// Finds out how a file is written, in named phases: is it text, in which encoding, with which
/// line ends, which delimiter and quote cut its records alike, where its table begins and ends and
/// whether it has a header.
///
/// Nothing is taken from the file's name. The choice is verified on every record while reading: a
/// record that contradicts it is quarantined there, not absorbed here.
package struct CSVSniffer {
  /// Bytes of a file's beginning that are enough to judge it.
  package static let sampleBytes = 256 * 1024
  /// A sample with fewer lines is too short to judge a file by: its header alone may be longer.
  private static let sampleLines = 8

  /// How long a beginning is wanted instead of `sample`; no longer than it when it is enough.
  package static func wantedBytes(for sample: [UInt8]) -> Int {
    let lines = sample.lazy.filter { $0 == ASCII.lf || $0 == ASCII.cr }.prefix(sampleLines)
    guard lines.count(where: { _ in true }) < sampleLines else { return sample.count }
    return max(sample.count, longSampleBytes)
  }

  /// Bytes of a beginning whose first lines are very long.
  private static let longSampleBytes = 2 << 20

  /// Bytes of each further sample, and how many there are.
  private static let furtherBytes = 64 * 1024
  private static let furtherSamples = 4

  /// Samples from the middle and the end of a plain file, for `detect`.
  package static func furtherSamples(of file: File) throws -> [[UInt8]] {
    let size = try file.status().size
    guard size > Int64(sampleBytes + furtherBytes) else { return [] }
    return try (1...furtherSamples).map { part in
      var sample: [UInt8] = []
      let end = size / Int64(furtherSamples) * Int64(part)
      // Even, for characters of two bytes.
      let offset = max(Int64(sampleBytes), end - Int64(furtherBytes)) & ~1
      while sample.count < furtherBytes {
        let wanted = furtherBytes - sample.count
        guard try file.read(at: offset + Int64(sample.count), wanted, appendingTo: &sample) > 0
        else { break }
      }
      return sample
    }
  }

  /// Samples from the middle and the end of a text that can only be read in order, for `detect`;
  /// `source` is behind the first `sampleBytes` of it.
  ///
  /// Keeps a sample at each doubling of the text, so that its length need not be known, and its
  /// last bytes.
  package static func furtherSamples(of source: any ByteSource) throws -> [[UInt8]] {
    var kept: [[UInt8]] = []
    var recent: [UInt8] = []
    var before: [UInt8] = []
    var offset = sampleBytes
    var next = 2 * sampleBytes
    while true {
      swap(&before, &recent)
      recent.removeAll(keepingCapacity: true)
      while recent.count < furtherBytes {
        guard try source.read(furtherBytes - recent.count, appendingTo: &recent) > 0 else { break }
      }
      offset += recent.count
      if offset >= next, recent.count == furtherBytes {
        kept.append(recent)
        next *= 2
      }
      guard recent.count < furtherBytes else { continue }
      let end = before + recent
      return kept.suffix(furtherSamples) + (end.isEmpty ? [] : [end])
    }
  }

  /// Judges a file by its beginning.
  ///
  /// `sample` is the first `sampleBytes` bytes, fewer when the file has no more (`isWhole`);
  /// `file` is its path as the pipeline names it, for messages. Throws a `Fault` that says what
  /// the file is, when it is empty or not text.
  ///
  /// `further` are samples from elsewhere in the file, the last of them its end: an encoding or
  /// another delimiter may show only there.
  package static func detect(
    _ sample: [UInt8],
    isWhole: Bool,
    file: String,
    hints: CSVHints = CSVHints(),
    further: [[UInt8]] = []
  ) throws(Fault) -> CSVDetection {
    guard !sample.isEmpty else { throw empty(file, "the file is empty") }
    let encoding = try EncodingSurvey(
      sample,
      isWhole: isWhole,
      further: further.map(wholeLines),
      declared: hints.encoding,
      file: file
    )
    var pieces = [DialectSurvey.Piece(text: decoded(sample, encoding), isFinal: isWhole)]
    pieces[0].start = encoding.textStart
    guard pieces[0].text.dropFirst(pieces[0].start).contains(where: { $0 > ASCII.space }) else {
      throw empty(file, "the file holds no text")
    }
    let delimiter = hints.delimiter.map { encoding.encoding.parsed.encoded(utf8: Array($0.utf8)) }
    let lines = LineSurvey(pieces[0].text, from: pieces[0].start, delimiter: delimiter?.first)
    var base = CSVDialect(lineEnd: lines.lineEnd, encoding: encoding.encoding)
    base.hasByteOrderMark = encoding.hasMark
    base.comment = lines.comment
    pieces += further.map { sample in
      DialectSurvey.Piece(text: wholeLines(decoded(sample, encoding)), isFinal: false)
    }
    let survey = DialectSurvey(pieces, base: base, delimiter: delimiter, hints: hints)
    let header = HeaderSurvey(survey.table, declared: hints.hasHeader)
    var phases = [encoding.phase] + lines.phases + survey.phases + [header.phase]
    if let end = further.last.map({ decoded($0, encoding) }) ?? (isWhole ? pieces[0].text : nil) {
      phases += [FooterSurvey.phase(of: end, survey.best.dialect)].compactMap { $0 }
    }
    return detection(pieces[0].text, survey, header.isThere, phases)
  }

  private static func detection(
    _ text: [UInt8],
    _ survey: DialectSurvey,
    _ hasHeader: Bool,
    _ phases: [CSVPhase]
  ) -> CSVDetection {
    let table = survey.table
    let first = table.records[table.headerIndex]
    let dialect = survey.best.dialect
    let names =
      hasHeader
      ? table.headerFields : table.headerFields.indices.map { "column \($0 + 1)" }
    let source = text.span
    let last = table.lastHeaderRecord
    let headerEnd = table.joint?.place ?? last.end
    let content = dialect.withoutLineEnd(source, first.start..<headerEnd)
    let headerLines = table.joint == nil ? last.line + last.lines - first.line : 0
    let layout = CSVLayout(
      dialect: dialect,
      header: names,
      headerBytes: hasHeader ? Array(text[content]) : [],
      dataOffset: Int64(hasHeader ? headerEnd : first.start),
      dataLine: first.line + (hasHeader ? headerLines : 0),
      leadsWithValues: HeaderContrast(table).leadsWithValues
    )
    return CSVDetection(
      layout: layout,
      hasHeader: hasHeader,
      preamble: table.preamble,
      preambleLines: table.preambleLines,
      preambleIsTable: table.looksLikeData,
      misfitLine: hasHeader ? nil : table.misfit?.line,
      headerLine: first.line,
      headerRepair: hasHeader ? table.repair?.reason ?? table.joint?.reason : nil,
      headerStack: hasHeader ? table.stack?.reason : nil,
      score: survey.best.score,
      isDoubtful: survey.best.agreeing * 2 < survey.best.recordCount,
      rival: survey.rival?.dialect.delimiterName,
      runnerUp: survey.runnerUp.map { (delimiter: $0.dialect.delimiterName, score: $0.score) },
      phases: phases
    )
  }

  /// The lines of a sample that were not cut: between its first and its last line end.
  private static func wholeLines(_ sample: [UInt8]) -> [UInt8] {
    let isEnd: (UInt8) -> Bool = { $0 == ASCII.lf || $0 == ASCII.cr }
    guard let first = sample.firstIndex(where: isEnd), let last = sample.lastIndex(where: isEnd)
    else { return [] }
    return Array(sample[first...last].dropFirst())
  }

  /// A sample as the parser will see it.
  private static func decoded(_ sample: [UInt8], _ survey: EncodingSurvey) -> [UInt8] {
    guard survey.encoding.isUTF16 else { return sample }
    return UTF16Source.decode(sample, survey.encoding)
  }

  private static func empty(_ file: String, _ message: String) -> Fault {
    Fault(
      .input,
      message,
      at: SourcePosition(file: file),
      hints: ["expected a header and records"]
    )
  }
}

extension EncodingSurvey {
  /// Where the text begins behind a byte order mark, as the parser sees it.
  fileprivate var textStart: Int {
    guard hasMark else { return 0 }
    return encoding.isUTF16 ? TextEncoding.utf8.byteOrderMark.count : encoding.byteOrderMark.count
  }
}
