import ByteIO
import Diagnostics
import Ingest

/// `starcrm read`: the records of a file as parsed, untouched.
enum ReadCommand: Command {
  static let name = "read"
  static let summary =
    "print the records of a CSV, vCard, XML or JSON Lines file as they stand there"
  static let operands = "FILE"
  static let options = [
    Option("as", "FORM", "jsonl (an object a record), arrays, csv (RFC 4180), jcard (RFC 7095)"),
    Option("no-header", "the first record of a CSV file is data"),
    InputOption.identity,
  ]
  static let examples = [
    "starcrm read export.csv.gz | head -3",
    "starcrm read export.csv --as arrays",
    "age -d -i key.txt export.csv.gz.age | starcrm read -",
    "starcrm read phones.vcf --as jcard",
  ]

  /// How records are printed.
  enum Form: String, CaseIterable {
    case jsonl
    case arrays
    case csv
    case jcard
  }

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("FILE", command: name)
    let form = try form(arguments)
    let stack = try InputOption.probe(path, arguments)
    let findings = FindingPrinter(terminal)
    let output = StandardOutput()
    switch stack.format {
    case .csv:
      try CSVPrinter(stack, hasHeader: !arguments.has("no-header"), findings)
        .print(as: form, to: output)
    case .vCard: try VCardPrinter(stack: stack, findings: findings).print(as: form, to: output)
    case .xml: try XMLPrinter(stack: stack, findings: findings).print(as: form, to: output)
    case .jsonLines:
      try JSONLinesPrinter(stack: stack, findings: findings).print(as: form, to: output)
    }
    return findings.quarantined > 0 ? 1 : 0
  }

  private static func form(_ arguments: Arguments) throws(Fault) -> Form {
    guard let word = arguments["as"] else { return .jsonl }
    if let form = Form(rawValue: word) { return form }
    let names = Form.allCases.map(\.rawValue)
    let nearest = NearestName.of(word, among: names).map { "did you mean '\($0)'?" }
    throw Fault(
      .configuration,
      "'\(word)' is not a form that records are printed in",
      hints: [nearest ?? "one of: \(names.joined(separator: ", "))"]
    )
  }

  /// The refusal of a form that a format has no records for.
  static func unfit(_ form: Form, _ stack: InputStack, _ others: [Form]) -> Fault {
    Fault(
      .configuration,
      "\(stack.format.rawValue) cannot be printed as \(form.rawValue)",
      at: SourcePosition(file: stack.displayName),
      hints: ["--as \(others.map(\.rawValue).joined(separator: " or --as "))"]
    )
  }
}

/// Prints findings on standard error, `file:line:column: severity code: message`, the hint of each
/// code once.
final class FindingPrinter {
  private let terminal: Terminal
  private var hinted: Set<FindingCode> = []
  /// Records that were set aside.
  private(set) var quarantined = 0

  init(_ terminal: Terminal) { self.terminal = terminal }

  func print(_ finding: Finding) {
    let position = SourcePosition(finding.origin, column: finding.column)
    let field = finding.field.map { " (\($0))" } ?? ""
    var line =
      "\(position): \(finding.severity) \(finding.code.rawValue): \(finding.message)\(field)"
    if let hint = finding.hint, hinted.insert(finding.code).inserted { line += "\nhint: \(hint)" }
    terminal.complain(line)
  }

  func print(_ records: [QuarantinedRecord]) {
    quarantined += records.count
    if quarantined > 0 { terminal.fail() }
    for record in records { print(record.finding) }
  }
}
