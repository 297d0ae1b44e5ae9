import ByteIO
import Diagnostics
import Foundation
import Pipeline

/// The program: finds the command, runs it, and turns errors into words and an exit code.
package enum StarCRM {
  static let version = Program.version

  static let commands: [any Command.Type] = [
    RunCommand.self, CheckCommand.self, PreviewCommand.self, ReadCommand.self, ValidateCommand.self,
    ImportCommand.self, DedupeCommand.self, LeadsCommand.self, ShowCommand.self,
    ExplainCommand.self, BillCommand.self, ReportCommand.self, ExportCommand.self,
    RunsCommand.self, UndoCommand.self, StatusCommand.self,
    BackupCommand.self, KeysCommand.self, EncryptCommand.self, DecryptCommand.self,
  ]

  /// Runs the command line `words` (without the program's name) and returns the exit code.
  package static func main(_ words: [String]) -> Int32 {
    armFaults()
    guard let name = words.first else {
      Terminal(isQuiet: false).complain(overview)
      return 2
    }
    switch name {
    case _ where ["--help", "-h", "help"].contains(name) && words.count == 1:
      Terminal(isQuiet: false).output(overview + "\n")
      return 0
    case "--version":
      Terminal(isQuiet: false).output("starcrm \(version)\n")
      return 0
    default:
      return run(name == "help" ? words[1] : name, Array(words.dropFirst()), isHelp: name == "help")
    }
  }

  private static func run(_ name: String, _ words: [String], isHelp: Bool) -> Int32 {
    let terminal = Terminal(isQuiet: words.contains("--quiet"))
    guard let command = commands.first(where: { $0.name == name }) else {
      let nearest = NearestName.of(name, among: commands.map { $0.name })
      let hint = nearest.map { "did you mean 'starcrm \($0)'?" } ?? "see starcrm --help"
      return report(Fault(.configuration, "unknown command '\(name)'", hints: [hint]), terminal)
    }
    if isHelp || words.contains("--help") {
      terminal.output(command.help)
      return 0
    }
    do {
      let arguments = try Arguments(words, options: command.options, command: name)
      let code = try command.run(arguments, terminal)
      terminal.clearProgress()
      if code != 0 { terminal.fail() }
      return code
    } catch {
      return report(error, terminal)
    }
  }

  private static func report(_ error: any Error, _ terminal: Terminal) -> Int32 {
    let faults = Self.faults(error)
    terminal.fail()
    for fault in faults { terminal.complain(fault.rendered) }
    if faults.contains(where: { $0.kind == .interrupted }), let code = Interruption.exitCode {
      return code
    }
    return faults.map(\.exitCode).max() ?? 70
  }

  private static func faults(_ error: any Error) -> [Fault] {
    switch error {
    case let fault as Fault: [fault]
    case let problems as ConfigurationReader.Problems: problems.faults
    case let error as IOError: [error.fault]
    default:
      [
        Fault(
          .bug,
          "something unexpected happened: \(type(of: error))",
          hints: ["this is a mistake in starcrm; please report it with the command that you ran"]
        )
      ]
    }
  }

  /// Lets a test make the n-th I/O call of this process fail (ByteIO, FaultInjection).
  private static func armFaults() {
    guard let plan = ProcessInfo.processInfo.environment["STARCRM_IO_FAULT"] else { return }
    _ = FaultInjection.arm(specification: plan)
  }

  private static var overview: String {
    let width = (commands.map { $0.name.count }.max() ?? 0) + 2
    let list = commands.map { "  \($0.name.padded(to: width))\($0.summary)" }
    return """
      starcrm \(version): customer data, read, deduplicated, billed and backed up

      usage: starcrm COMMAND [OPTIONS]

      commands:
      \(list.joined(separator: "\n"))

      starcrm COMMAND --help explains each; exit codes: 0 done, 1 done but something is left, 2 usage,
      3 input, 4 stopped by a gate, 5 law, 6 storage, 70 bug, 75 locked, 130 and 143 interrupted
      """
  }
}
