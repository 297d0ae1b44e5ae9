internal import Diagnostics

/// The sniffer's first phase: whether a file is text, and how its characters are written.
struct EncodingSurvey {
  let encoding: TextEncoding
  let hasMark: Bool
  let phase: CSVPhase

  /// Judges a file by its beginning and by samples from elsewhere.
  ///
  /// Throws a `Fault` that says what the file is when it is not text.
  init(
    _ sample: [UInt8],
    isWhole: Bool,
    further: [[UInt8]],
    declared: TextEncoding?,
    file: String
  ) throws(Fault) {
    if let kind = FileKind.of(sample) {
      throw Fault(
        .input,
        kind.message,
        at: SourcePosition(file: file),
        hints: [kind.hint]
      )
    }
    if let encoding = Self.marked(sample) {
      self.init(encoding, true, 1, because: "byte order mark")
    } else if let declared {
      self.init(declared, false, 1, because: "declared")
    } else if let utf16 = Self.utf16WithoutMark(sample) {
      self = utf16
    } else {
      try Self.refuseBinary(sample, file)
      self.init(bytes: sample, isWhole: isWhole, further: further)
    }
  }

  private init(
    _ encoding: TextEncoding,
    _ hasMark: Bool,
    _ score: Double,
    runnerUp: CSVPhase.RunnerUp? = nil,
    because reason: String,
    lines: [Int64] = []
  ) {
    self.encoding = encoding
    self.hasMark = hasMark
    phase = CSVPhase(
      .encoding,
      encoding.rawValue,
      score,
      runnerUp: runnerUp,
      because: reason,
      lines: lines
    )
  }

  private static func marked(_ sample: [UInt8]) -> TextEncoding? {
    [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian].first {
      sample.starts(with: $0.byteOrderMark)
    }
  }

  // MARK: UTF-16

  /// A share of one in so many characters with a zero byte makes UTF-16; delimiters and line ends
  /// alone are more.
  private static let zeroShare = 20

  /// In UTF-16 each ASCII character has a zero byte, always on the same side.
  private static func utf16WithoutMark(_ sample: [UInt8]) -> EncodingSurvey? {
    var (even, odd, controls) = (0, 0, 0)
    for (index, byte) in sample.enumerated() where byte == 0 {
      if index.isMultiple(of: 2) { even += 1 } else { odd += 1 }
      let partner = index ^ 1
      if partner < sample.count, sample[partner] < 0x20, !(9...13).contains(sample[partner]) {
        controls += 1
      }
    }
    let units = sample.count / 2
    let (more, less) = (max(even, odd), min(even, odd))
    guard units >= 2, more >= 2, more * zeroShare >= units, more >= less * 10,
      controls * zeroShare < more
    else { return nil }
    return EncodingSurvey(
      odd > even ? .utf16LittleEndian : .utf16BigEndian,
      false,
      Double(more) / Double(more + less),
      because: "\(more) of \(units) pairs have a zero \(odd > even ? "second" : "first") byte"
    )
  }

  // MARK: Binary files

  /// One control character in so many bytes is too much for text.
  private static let controlShare = 50

  private static func refuseBinary(_ sample: [UInt8], _ file: String) throws(Fault) {
    // The end mark of old systems, behind the text.
    let text = sample.last == 0x1A ? sample.dropLast() : sample[...]
    let controls = text.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    guard controls * controlShare > sample.count, !isCutByControl(sample) else { return }
    throw Fault(
      .input,
      "not a text file: \(controls) of the first \(sample.count) bytes are control characters",
      at: SourcePosition(file: file),
      hints: ["export the data as CSV, vCard or XML"]
    )
  }

  /// The start of heading, as Hive writes it, and the separators of ISO/IEC 6429, section 8.2.10.
  private static let separators: [UInt8] = [0x01, 0x1C, 0x1D, 0x1E, 0x1F]

  /// Whether the only control character is one that old systems write between fields.
  private static func isCutByControl(_ sample: [UInt8]) -> Bool {
    let controls = Set(sample.filter { $0 < 0x20 && !(0x09...0x0D).contains($0) })
    return controls.count == 1 && separators.contains(controls.first ?? 0)
  }

  // MARK: One byte after another

  /// So many valid characters for each wrong byte make UTF-8 with faults: in text of another
  /// encoding hardly any two bytes look like one.
  private static let soundShare = 2

  /// Wrong bytes looked for; what is valid is counted as far as the last of them.
  private static let maximumInvalid = 100

  private init(bytes sample: [UInt8], isWhole: Bool, further: [[UInt8]]) {
    let beginning = isWhole ? sample : Self.withoutCutCharacter(sample)
    let all = further.isEmpty ? beginning : beginning + further.joined()
    guard all.contains(where: { $0 >= 0x80 }) else {
      self.init(.utf8, false, 1, because: "only ASCII in the sample")
      return
    }
    let invalid = Self.invalidPlaces(all)
    let high = beginning.indices.lazy.filter { beginning[$0] >= 0x80 }
    let lines = Self.lines(of: high.prefix(CSVPhase.maximumLines), in: beginning)
    let judged = invalid.count == Self.maximumInvalid ? (invalid.last ?? 0) + 1 : all.count
    let sound = Self.soundSequences(all[..<judged])
    if invalid.isEmpty {
      let score = 1 - 0.5 / Double(sound + 1)
      let reason = "all characters outside ASCII are valid"
      self.init(.utf8, false, score, because: reason, lines: lines)
      return
    }
    let legacy = LegacyEncoding.guess(all)
    let share = Double(sound) / Double(sound + invalid.count)
    if sound > invalid.count * Self.soundShare {
      let wrong = invalid.prefix(CSVPhase.maximumLines).filter { $0 < beginning.count }
      self.init(
        .utf8,
        false,
        share,
        runnerUp: CSVPhase.RunnerUp(legacy.encoding.rawValue, 1 - share),
        because: "\(sound) characters are valid, \(invalid.count) bytes are not",
        lines: Self.lines(of: wrong, in: beginning)
      )
    } else {
      self.init(
        legacy.encoding,
        false,
        legacy.score,
        runnerUp: legacy.runnerUp,
        because: legacy.reason,
        lines: lines
      )
    }
  }

  /// A sample without the character that its end cuts.
  private static func withoutCutCharacter(_ sample: [UInt8]) -> [UInt8] {
    guard let lead = sample.lastIndex(where: { $0 & 0xC0 != 0x80 }), sample[lead] >= 0xC0,
      sample.count - lead < 4
    else { return sample }
    return Array(sample[..<lead])
  }

  private static func invalidPlaces(_ all: [UInt8]) -> [Int] {
    let bytes = all.span
    var invalid: [Int] = []
    var place = 0
    while invalid.count < maximumInvalid, place < bytes.count,
      let next = TextEncoding.utf8.firstInvalid(in: bytes, place..<bytes.count)
    {
      invalid.append(next)
      place = next + 1
    }
    return invalid
  }

  /// Characters of several bytes that are valid UTF-8.
  private static func soundSequences(_ all: ArraySlice<UInt8>) -> Int {
    var count = 0
    var index = all.startIndex
    while index < all.endIndex {
      let length =
        switch all[index] {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
      let next = min(index + length, all.endIndex)
      if length > 1, all[index + 1..<next].allSatisfy({ $0 & 0xC0 == 0x80 }) {
        count += 1
        index = next
      } else {
        index += 1
      }
    }
    return count
  }

  /// The 1-based lines of some places, each once.
  private static func lines(of places: some Sequence<Int>, in bytes: [UInt8]) -> [Int64] {
    var lines: [Int64] = []
    var line: Int64 = 1
    var counted = 0
    for place in places {
      line += Int64(bytes[counted..<place].count { $0 == ASCII.lf })
      counted = place
      if lines.last != line { lines.append(line) }
    }
    return lines
  }
}
