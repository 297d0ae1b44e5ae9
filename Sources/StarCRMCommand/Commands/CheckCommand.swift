import Diagnostics
import Pipeline

/// `starcrm check`: everything that can be wrong, found before anything is read or written.
enum CheckCommand: Command {
  static let name = "check"
  static let summary = "find every mistake in a pipeline file and its sources"
  static let operands = "PIPELINE"
  static let options = [
    Option("as-of", "DATE", "the clock of the run: 2026-11-01 or 2026-11-01T03:00:00Z"),
    Option("set", "KEY=VALUE", repeats: true, "put another value into the pipeline file"),
  ]
  static let examples = ["starcrm check Pipelines/nightly.json5"]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("PIPELINE", command: name)
    let configuration = try ConfigurationReader.read(
      path,
      overrides: try RunCommand.overrides(arguments)
    )
    let found = try PipelineCheck.run(configuration, asOf: try RunCommand.asOf(arguments))
    for line in found.lines { terminal.say(line) }
    guard found.faults.isEmpty else {
      for fault in found.faults { terminal.complain(fault.rendered) }
      return found.faults.map(\.exitCode).max() ?? 2
    }
    terminal.say("\(path): no mistake found")
    return 0
  }
}
