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
/// `%` something done to the files before the next command (`Damage`), `$` a command (words split at blanks, single quotes keep them together; `NAME=value` before the
/// program sets its environment), `<` a line of standard input, `?` the exit code, `>` a line of
/// standard output, `!` a line of standard error. Within an expected line `[..]` stands for any
/// text; a line of `...` alone for any number of lines. `␍` is a carriage return before the line
/// feed. A `*` within a word of a command stands for the one name that fits.
struct Transcript: Sendable, CustomTestStringConvertible {
  /// One command and its answer.
  struct Step: Sendable {
    let line: Int
    let command: String
    /// Done before the command, in this order.
    var damages: [String] = []
    var input: [String] = []
    var exitCode: Int32 = 0
    var output: [String] = []
    var errors: [String] = []
  }

  let name: String
  let steps: [Step]

  var testDescription: String { name }

  /// Reads a transcript; a line that is none of the kinds is a mistake in it.
  init(_ url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    var steps: [Step] = []
    var damages: [String] = []
    let text = try String(contentsOf: url, encoding: .utf8)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let rest = String(line.dropFirst(2))
      switch line.first {
      case nil, "#": continue
      case "%": damages.append(rest)
      case "$":
        steps.append(Step(line: index + 1, command: rest, damages: damages))
        damages = []
      case _ where steps.isEmpty: throw Malformed(file: name, line: index + 1)
      case "<": steps[steps.count - 1].input.append(rest)
      case "?": steps[steps.count - 1].exitCode = Int32(rest) ?? -1
      case ">": steps[steps.count - 1].output.append(rest)
      case "!": steps[steps.count - 1].errors.append(rest)
      default: throw Malformed(file: name, line: index + 1)
      }
    }
    self.steps = steps
  }

  struct Malformed: Error {
    let file: String
    let line: Int
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
