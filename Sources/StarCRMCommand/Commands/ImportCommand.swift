import ByteIO
import CRMModel
import Cryptography
import Diagnostics
import Ingest
import Pipeline
import Reporting
import Time
import Validation

/// `starcrm import`: files into a store, without a pipeline file.
enum ImportCommand: Command {
  static let name = "import"
  static let summary = "read files into a store once, without a pipeline file"
  static let operands = "FILE.. | undo [RUN]"
  static let options = [
    StoreOption.option,
    Option("preset", "NAME", "how the files' columns are named; found by the header unless told"),
    Option("source", "NAME", "the system that the files come from; their names unless told"),
    Option("require", "FIELDS", "what a record must have; 'email or phone' unless told"),
    Option("country", "CODE", "of phones and postal codes in records that name no country"),
    Option("dates", "ORDER", "dmy, mdy or ymd: how 03/04/2026 is meant"),
    Option("reused-keys", "PERCENT", "how many keys may name another person than before; 1"),
    InputOption.identity,
    Option("dry-run", "do everything except changing anything"),
    Option("as-of", "DATE", "the clock of the import: 2026-11-01 or 2026-11-01T03:00:00Z"),
    Option("threads", "N", "worker threads; the result does not depend on it"),
    Option("format", "text|json", "how the summary is printed"),
  ]
  static let examples = [
    "starcrm import leads.csv contacts.vcf --store output/store",
    "starcrm import export.csv --country DE --dry-run",
    "unzip -p exports.zip contacts.csv | starcrm import - --source shop",
    "starcrm import undo                       the newest import, as if it had never been",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    // A file of that name is written ./undo.
    if arguments.operands.first == UndoCommand.name {
      return try UndoCommand.run(arguments.operands.dropFirst(), arguments, terminal)
    }
    guard !arguments.operands.isEmpty else {
      throw Fault(.configuration, "FILE is missing", hints: ["see starcrm import --help"])
    }
    let format = try OutputFormat(arguments, allowed: [.text, .json])
    let configuration = try configuration(arguments)
    var options = PipelineRun.Options(
      asOf: try RunCommand.asOf(arguments),
      startedAt: PipelineRun.now,
      toolVersion: StarCRM.version
    )
    options.isDryRun = arguments.has("dry-run")
    options.stages = [.leads]
    options.threads = try RunCommand.threads(arguments)
    let report = try PipelineRun(configuration, options, observer: RunWatch(terminal)).run()
    return try RunSummary.print(report, store: configuration.store, as: format, to: terminal)
  }

  /// The pipeline that the arguments stand for.
  private static func configuration(_ arguments: Arguments) throws -> PipelineConfiguration {
    var configuration = PipelineConfiguration()
    configuration.name = name
    configuration.store = StoreOption.path(arguments)
    configuration.purposes = [.leadManagement]
    configuration.validation.country = try ValidateCommand.country(arguments)?.description ?? ""
    configuration.validation.require = [
      "\(try Requirement(parsing: arguments["require"] ?? "email or phone"))"
    ]
    configuration.validation.dates = try dates(arguments)
    if let share = try reusedKeys(arguments) { configuration.validation.stopReusedKeys = share }
    configuration.sources = try files(arguments.operands).map { try source($0, arguments) }
    let settings = options.map { "\($0.name)=\(arguments[$0.name] ?? "")" } + arguments.operands
    configuration.digest = SHA256.hash(Array(settings.joined(separator: "\u{0}").utf8)).hex
    return configuration
  }

  /// A share of 0 to 1.
  private static func reusedKeys(_ arguments: Arguments) throws(Fault) -> Double? {
    guard let text = arguments["reused-keys"] else { return nil }
    let digits = text.last == "%" ? text.dropLast() : text[...]
    guard let percent = Double(digits.filter { $0 != " " }), (0...100).contains(percent) else {
      throw Fault(
        .configuration,
        "'\(text)' is not a percentage",
        hints: ["0 to 100: --reused-keys 5"]
      )
    }
    return percent / 100
  }

  private static func dates(_ arguments: Arguments) throws(Fault) -> DateOrder? {
    guard let text = arguments["dates"] else { return nil }
    if let order = DateOrder(rawValue: text) { return order }
    let names = DateOrder.allCases.map(\.rawValue)
    throw Fault(
      .configuration,
      "'\(text)' is not an order of dates",
      hints: ["one of: \(names.joined(separator: ", "))"]
    )
  }

  /// The files that the operands name; patterns that no shell has expanded are taken for what they
  /// match.
  private static func files(_ operands: [String]) throws -> [String] {
    if operands.count(where: { $0 == InputStack.standardInput }) > 1 {
      throw Fault(.configuration, "standard input can be read only once", hints: ["name - once"])
    }
    return try operands.flatMap { operand in
      guard operand != InputStack.standardInput, try !InputFile.isThere(operand) else {
        return [operand]
      }
      return try InputFile.matches(of: operand, isOptional: false)
    }
  }

  private static func source(
    _ file: String,
    _ arguments: Arguments
  ) throws -> PipelineConfiguration.Source {
    var source = PipelineConfiguration.Source()
    source.preset = arguments["preset"]
    source.system = arguments["source"]
    source.identity = arguments[InputOption.identity.name]
    let stack = try InputOption.probe(file, arguments)
    source.files = [stack.displayName]
    let isNamed = stack.spool == nil && stack.path == stack.displayName
    (source.location, source.spool) = (isNamed ? nil : stack.path, stack.spool)
    if stack.format == .xml {
      let proposal = try XMLProposal(stack)
      source.record = proposal.recordPath
      source.fields = proposal.fields
    }
    if !isNamed { try refuseNameless(source, stack, arguments) }
    return source
  }

  /// Numbers of records are known again by the system that gave them, and what comes through a pipe
  /// has no name to tell it from another.
  private static func refuseNameless(
    _ source: PipelineConfiguration.Source,
    _ stack: InputStack,
    _ arguments: Arguments
  ) throws {
    guard source.system == nil, stack.format != .vCard else { return }
    var specification = SourceSpecification(file: stack.path)
    specification.displayName = stack.displayName
    specification.identities = try InputOption.identities(arguments)
    specification.preset = source.preset
    specification.recordPath = source.record
    specification.fields = source.fields
    let description = try LeadSource(specification).description
    let hasNumbers = description.mapped.contains { $0.field == SourceField.externalID.name }
    guard hasNumbers, description.preset == nil else { return }
    throw Fault(
      .configuration,
      "its records have numbers, but nothing says of which system",
      at: SourcePosition(file: stack.displayName),
      hints: ["name it, by which the next import knows them again: --source NAME"]
    )
  }
}
