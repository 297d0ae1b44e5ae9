/// One decision about how a file is written, with what speaks for it and against it.
package struct CSVPhase: Hashable, Sendable {
  /// What was decided, in the order in which it is.
  package enum Name: String, Hashable, Sendable, CaseIterable {
    case encoding
    case lineEnd = "line end"
    case comments
    case delimiter
    case quote
    case preamble
    case header
    case footer
  }

  /// A choice that was not taken.
  package struct RunnerUp: Hashable, Sendable {
    package let choice: String
    package let score: Double

    package init(_ choice: String, _ score: Double) {
      self.choice = choice
      self.score = score
    }
  }

  package let name: Name
  package let choice: String
  /// How sure the choice is, 0 to 1.
  package let score: Double
  /// The next best choice, nil when there is none.
  package let runnerUp: RunnerUp?
  /// The facts that decided.
  package let reason: String
  /// The first 1-based lines that decided, where single lines did.
  package let lines: [Int64]

  /// Lines named at most.
  static let maximumLines = 3

  init(
    _ name: Name,
    _ choice: String,
    _ score: Double,
    runnerUp: RunnerUp? = nil,
    because reason: String,
    lines: some Sequence<Int64> = []
  ) {
    self.name = name
    self.choice = choice
    self.score = score
    self.runnerUp = runnerUp
    self.reason = reason
    self.lines = Array(lines.prefix(Self.maximumLines))
  }

  /// The decision as a sentence, for `preview` and `explain`.
  package var sentence: String {
    let places = lines.map(String.init).joined(separator: ", ")
    let place = lines.isEmpty ? "" : " (line\(lines.count > 1 ? "s" : "") \(places))"
    let other = runnerUp.map { "; next \($0.choice) (\(Self.percent($0.score)))" } ?? ""
    return "\(name.rawValue) \(choice): \(reason)\(place), \(Self.percent(score)) sure\(other)"
  }

  private static func percent(_ score: Double) -> String {
    "\(Int((min(max(score, 0), 1) * 100).rounded())) %"
  }
}
