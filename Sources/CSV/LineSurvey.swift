/// The sniffer's second phase: what ends a line, and whether some lines are comments.
struct LineSurvey {
  let lineEnd: CSVDialect.LineEnd
  let comment: UInt8?
  private(set) var phases: [CSVPhase] = []

  /// Looks at a text whose first record starts at `start`.
  init(_ text: [UInt8], from start: Int, delimiter: UInt8?) {
    let ends = Ends(text)
    lineEnd = ends.choice
    phases.append(ends.phase)
    let comments = Comments(text, start, ends.choice.terminator, delimiter)
    comment = comments.isThere ? Comments.mark : nil
    if comments.isThere { phases.append(comments.phase) }
  }

  /// Line ends outside quotes.
  private struct Ends {
    private var feeds = 0
    private var pairs = 0
    private var returns = 0
    /// The first line with an end other than the one before it.
    private var change: Int64?

    /// Files with so many carriage returns for each line feed end their lines with them.
    private static let dominance = 10

    init(_ text: [UInt8]) {
      var isQuoted = false
      var line: Int64 = 1
      var last: CSVDialect.LineEnd?
      for (index, byte) in text.enumerated() where byte <= UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        guard !isQuoted, byte == ASCII.lf || byte == ASCII.cr else { continue }
        var end = CSVDialect.LineEnd.cr
        if byte == ASCII.lf {
          end = index > 0 && text[index - 1] == ASCII.cr ? .crlf : .lf
        } else if index + 1 < text.count, text[index + 1] == ASCII.lf {
          continue
        }
        count(end)
        if change == nil, let last, last != end { change = line }
        last = end
        line += 1
      }
    }

    private mutating func count(_ end: CSVDialect.LineEnd) {
      switch end {
      case .lf: feeds += 1
      case .crlf: pairs += 1
      case .cr: returns += 1
      }
    }

    var choice: CSVDialect.LineEnd {
      if returns > (feeds + pairs) * Self.dominance { return .cr }
      return pairs > feeds ? .crlf : .lf
    }

    var phase: CSVPhase {
      let ranked = [("CRLF", pairs), ("LF", feeds), ("CR", returns)].sorted { $0.1 > $1.1 }
      let total = max(1, feeds + pairs + returns)
      let name = choice.rawValue.uppercased()
      let chosen = ranked.first { $0.0 == name }?.1 ?? 0
      let others = ranked.filter { $0.0 != name && $0.1 > 0 }
      let mixture = ranked.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
      return CSVPhase(
        .lineEnd,
        name,
        chosen == 0 ? 1 : Double(chosen) / Double(total),
        runnerUp: others.first.map { .init($0.0, Double($0.1) / Double(total)) },
        because: mixture.isEmpty ? "a single line" : mixture,
        lines: [change].compactMap { $0 }
      )
    }
  }

  /// `#` begins comments when the lines that begin with it are cut differently from the others,
  /// and enough of the others are cut at all.
  private struct Comments {
    static let mark = UInt8(ascii: "#")
    /// Lines looked at.
    private static let maximumLines = 500
    let isThere: Bool
    private let marked: [Int64]
    private let plain: Int

    init(_ text: [UInt8], _ start: Int, _ terminator: UInt8, _ delimiter: UInt8?) {
      let delimiters = delimiter.map { [$0] } ?? DialectSurvey.delimiters
      let lines = text.dropFirst(start)
        .split(
          separator: terminator,
          maxSplits: Self.maximumLines,
          omittingEmptySubsequences: false
        )
        .prefix(Self.maximumLines)
      var markedShapes: [[Int]] = []
      var plainShapes: Set<[Int]> = []
      var (numbers, plain, cut) = ([Int64](), 0, 0)
      for (index, line) in lines.enumerated() {
        guard let first = line.first, first != ASCII.cr else { continue }
        let shape = delimiters.map { mark in line.count { $0 == mark } }
        if first == Self.mark {
          markedShapes.append(shape)
          numbers.append(Int64(index + 1))
        } else {
          plainShapes.insert(shape)
          plain += 1
          if shape.contains(where: { $0 > 0 }) { cut += 1 }
        }
      }
      let areData = markedShapes.contains { shape in
        shape.contains { $0 > 0 } && plainShapes.contains(shape)
      }
      isThere = !numbers.isEmpty && cut * 3 > plain && !areData
      marked = numbers
      self.plain = plain
    }

    var phase: CSVPhase {
      CSVPhase(
        .comments,
        "#",
        Double(plain) / Double(plain + 1),
        because: "\(marked.count) lines begin with it and are cut as no other line is",
        lines: marked
      )
    }
  }
}
