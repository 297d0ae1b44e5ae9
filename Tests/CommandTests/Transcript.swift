import ByteIO
import Foundation
import Testing

/// Commands with what they must answer, in one text file that a person can read.
///
/// ```
/// # a comment
/// $ starcrm read missing.csv
/// ? 3
/// ! error: missing.csv: ...
/// > a line of standard output
/// ```
///
/// `=` names a file that is made before the next command, `|` is a line of it (`\xE4` a byte,
/// `␍` a carriage return before the line feed, a `\` at the end of the line no line feed); `%` is
/// something done to files (`Damage`). `$` is a command (words split at blanks, single quotes keep
/// them together; `NAME=value` before the program sets its environment), `<` a line of standard
/// input, `?` the exit code, `>` a line of standard output, `!` a line of standard error. Within an
/// expected line `[..]` stands for any text; a line of `...` alone for any number of lines. A `*`
/// within a word of a command stands for the one name that fits.
struct Transcript: Sendable, CustomTestStringConvertible {
  /// One command and its answer.
  struct Step: Sendable {
    let line: Int
    let command: String
    /// Done before the command, in this order.
    var preparations: [Preparation] = []
    var input: [String] = []
    var exitCode: Int32 = 0
    var output: [String] = []
    var errors: [String] = []
  }

  /// What happens to the files before a command.
  enum Preparation: Sendable {
    case damage(String)
    case file(String, lines: [String])
  }

  let name: String
  let steps: [Step]
  /// The lines of the file without the answers.
  private let questions: [(line: Int, text: String)]

  var testDescription: String { name }

  /// Reads a transcript; a line that is none of the kinds is a mistake in it.
  init(_ url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    var steps: [Step] = []
    var preparations: [Preparation] = []
    let text = try String(contentsOf: url, encoding: .utf8)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let rest = String(line.dropFirst(2))
      switch line.first {
      case nil, "#": continue
      case "%": preparations.append(.damage(rest))
      case "=": preparations.append(.file(rest, lines: []))
      case "|":
        try Self.add(rest, to: &preparations, orThrow: Malformed(file: name, line: index + 1))
      case "$":
        steps.append(Step(line: index + 1, command: rest, preparations: preparations))
        preparations = []
      case _ where steps.isEmpty: throw Malformed(file: name, line: index + 1)
      case "<": steps[steps.count - 1].input.append(rest)
      case "?": steps[steps.count - 1].exitCode = Int32(rest) ?? -1
      case ">": steps[steps.count - 1].output.append(rest)
      case "!": steps[steps.count - 1].errors.append(rest)
      default: throw Malformed(file: name, line: index + 1)
      }
    }
    self.steps = steps
    questions = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .filter { !["?", ">", "!"].contains($0.element.first) }
      .map { ($0.offset + 1, String($0.element)) }
  }

  /// The same transcript, to be given new answers.
  var recording: Recording { Recording(questions: questions) }

  /// A transcript being written anew.
  struct Recording {
    fileprivate let questions: [(line: Int, text: String)]
    private var answers: [Int: [String]] = [:]

    fileprivate init(questions: [(line: Int, text: String)]) { self.questions = questions }

    /// Notes what the program answered.
    mutating func answer(_ step: Step, _ code: Int32, _ output: [String], _ errors: [String]) {
      answers[step.line + step.input.count] =
        (code == 0 ? [] : ["? \(code)"]) + output.map { "> \($0)" } + errors.map { "! \($0)" }
    }

    var text: String {
      questions.map { ([$0.text] + answers[$0.line, default: []]).joined(separator: "\n") }
        .joined(separator: "\n")
    }
  }

  private static func add(
    _ line: String,
    to preparations: inout [Preparation],
    orThrow mistake: Malformed
  ) throws {
    guard case .file(let name, let lines) = preparations.popLast() else { throw mistake }
    preparations.append(.file(name, lines: lines + [line]))
  }

  struct Malformed: Error {
    let file: String
    let line: Int
  }
}

extension Transcript.Preparation {
  /// Makes or changes the file below `folder`.
  func carryOut(in folder: String) throws {
    switch self {
    case .damage(let line): try Damage.carryOut(line, in: folder)
    case .file(let name, let lines):
      let path = "\(folder)/\(name)"
      try Directory.create(Directory.parent(of: path))
      try Publish.replacing(path) { try $0.write(lines.flatMap(Self.bytes)) }
    }
  }

  /// The bytes that a line of a transcript stands for.
  private static func bytes(_ line: String) -> [UInt8] {
    let isOpen = line.hasSuffix("\\")
    var bytes: [UInt8] = []
    var rest = (isOpen ? line.dropLast() : line[...])
    while let start = rest.firstRange(of: "\\x") {
      let code = rest[start.upperBound...].prefix(2)
      bytes += Array(rest[..<start.lowerBound].utf8) + (UInt8(code, radix: 16).map { [$0] } ?? [])
      rest = rest[code.endIndex...]
    }
    bytes += Array(rest.replacing("␍", with: "\r").utf8)
    return isOpen ? bytes : bytes + [0x0A]
  }
}

extension Transcript.Step {
  /// The words of the command, and the environment set before it.
  var words: (environment: [String: String], arguments: [String]) {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in command {
      switch character {
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case " " where !isQuoted:
        if let done = word { words.append(done) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    var environment: [String: String] = [:]
    while let first = words.first, let equals = first.firstIndex(of: "=") {
      environment[String(first[..<equals])] = String(first[first.index(after: equals)...])
      words.removeFirst()
    }
    return (environment, Array(words.dropFirst()))
  }
}

/// Compares lines with expected ones.
enum Expectation {
  /// Whether `lines` are as `expected` says.
  static func holds(_ expected: ArraySlice<String>, for lines: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return lines.isEmpty }
    if first == "..." {
      let rest = expected.dropFirst()
      return (lines.startIndex...lines.endIndex).contains { holds(rest, for: lines[$0...]) }
    }
    guard let line = lines.first, matches(first, line) else { return false }
    return holds(expected.dropFirst(), for: lines.dropFirst())
  }

  private static func matches(_ pattern: String, _ line: String) -> Bool {
    let parts = pattern.components(separatedBy: "[..]")
    guard parts.count > 1 else { return pattern == line }
    guard line.hasPrefix(parts[0]) else { return false }
    var rest = line.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }
}
