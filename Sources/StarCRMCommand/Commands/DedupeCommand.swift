import ByteIO
import CSV
import Deduplication
import Diagnostics
import Foundation

/// `starcrm dedupe`: which records of some files are one person or organisation.
enum DedupeCommand: Command {
  static let name = "dedupe"
  static let summary = "find the duplicates in any files, without a store"
  static let operands = "FILE.."
  static let options = [
    Option("id", "COLUMN", "the column that names a record; the first one unless told"),
    Option("output", "FILE", "where id,cluster_id is written; standard output unless told"),
    Option("pairs", "FILE", "every pair found alike: its ids, weight, rule, decision, reason"),
    Option("truth", "FILE", "CSV id,entity_id; prints pairwise precision, recall and F1"),
    Option("model", "FILE", "weights to use instead of those fitted to the records"),
    Option("country", "CODE", "of phones in records that name no country"),
    InputOption.identity,
    Option("threads", "N", "worker threads; the result does not depend on it"),
  ]
  static let examples = [
    "starcrm dedupe leads.csv --output clusters.csv",
    "starcrm dedupe people.csv --id rec_id --truth truth.csv --pairs pairs.csv",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    guard !arguments.operands.isEmpty else {
      throw Fault(.configuration, "FILE is missing", hints: ["see starcrm dedupe --help"])
    }
    let threads =
      try RunCommand.threads(arguments) ?? ProcessInfo.processInfo.activeProcessorCount
    var intake = DedupeIntake(
      idColumn: arguments["id"],
      country: try ValidateCommand.country(arguments),
      identities: try InputOption.identities(arguments),
      threads: threads
    )
    for file in arguments.operands {
      try intake.read(file) { terminal.progress("\(file): \($0) records", nil) }
    }
    terminal.progress("matching \(intake.ids.count) records", nil)
    let outcome = DedupeOutcome(intake.finish(), model: try model(arguments), threads: threads)
    terminal.clearProgress()
    try write(outcome, arguments, terminal)
    if let truth = arguments["truth"] {
      try compare(outcome, truth, arguments["output"] != nil, terminal)
    }
    return outcome.records.refused > 0 ? 1 : 0
  }

  private static func model(_ arguments: Arguments) throws -> MatchModel? {
    guard let path = arguments["model"] else { return nil }
    let text = try KeyOptions.translating(path) {
      try FileSource(path: path).readToEnd(limit: 1 << 24)
    }
    return try MatchModel(json: text, path: path)
  }

  // MARK: - Results

  private static func write(
    _ outcome: DedupeOutcome,
    _ arguments: Arguments,
    _ terminal: Terminal
  ) throws {
    for path in [arguments["output"], arguments["pairs"]].compactMap({ $0 }) {
      try Publish.sweep(beside: path)
    }
    if let path = arguments["output"] {
      try Publish.replacing(path) { try writeClusters(outcome, to: $0) }
      terminal.say(
        "\(path): \(outcome.records.ids.count) records, \(outcome.clusterCount) clusters, "
          + "\(outcome.duplicates) records are duplicates of another"
      )
    } else {
      try writeClusters(outcome, to: StandardOutput())
    }
    if let path = arguments["pairs"] {
      try Publish.replacing(path) { try writePairs(outcome, to: $0) }
    }
    if outcome.records.refused > 0 {
      terminal.complain(
        "\(outcome.records.refused) records could not be used and stand alone in the result"
      )
    }
  }

  private static func writeClusters(_ outcome: DedupeOutcome, to sink: any ByteSink) throws {
    let writer = CSVWriter(sink, dialect: CSVDialect(lineEnd: .lf))
    try writer.write(["id", "cluster_id"])
    for (id, cluster) in zip(outcome.records.ids, outcome.clusters) {
      try writer.write([id, String(cluster)])
    }
    try writer.finish()
  }

  private static func writePairs(_ outcome: DedupeOutcome, to sink: any ByteSink) throws {
    let writer = CSVWriter(sink, dialect: CSVDialect(lineEnd: .lf))
    try writer.write(["left_id", "right_id", "weight", "probability", "rule", "decision", "reason"])
    for edge in outcome.matches.edges {
      try writer.write([
        outcome.id(ofRow: edge.left), outcome.id(ofRow: edge.right),
        DisplayNumber.fixed(Double(edge.weight), digits: 2),
        DisplayNumber.fixed(edge.probability, digits: 6),
        outcome.matches.ruleName(edge), edge.decision.rawValue, outcome.reason(edge) ?? "",
      ])
    }
    try writer.finish()
  }

  private static func compare(
    _ outcome: DedupeOutcome,
    _ path: String,
    _ isOutputFree: Bool,
    _ terminal: Terminal
  ) throws {
    let truth = try DedupeTruth(path)
    let (quality, unknown) = truth.quality(of: outcome)
    let lines = [
      "precision \(DisplayNumber.fixed(quality.precision, digits: 4))",
      "recall    \(DisplayNumber.fixed(quality.recall, digits: 4))",
      "f1        \(DisplayNumber.fixed(quality.f1, digits: 4))",
      "pairs     \(quality.foundPairs) found, \(quality.truePairs) true, "
        + "\(quality.correctPairs) both",
    ]
    // Standard output is a CSV file when no other one was named.
    for line in lines {
      if isOutputFree { terminal.output(line + "\n") } else { terminal.complain(line) }
    }
    if unknown > 0 { terminal.complain("\(unknown) records are not in \(path)") }
  }
}

/// Numbers as results show them: a point, a fixed number of digits behind it.
enum DisplayNumber {
  static func fixed(_ number: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", number)
  }
}
