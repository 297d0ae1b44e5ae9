import Diagnostics

/// One verb of the command line; a file each, holding help, options and what it does, in that order.
protocol Command: Sendable {
  static var name: String { get }
  /// One line for the list of commands.
  static var summary: String { get }
  /// Operands as they stand in the usage line.
  static var operands: String { get }
  static var options: [Option] { get }
  /// Lines of examples, each `command   what it does`.
  static var examples: [String] { get }

  /// Does it.
  ///
  /// - Returns: the exit code; errors are thrown.
  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32
}

extension Command {
  static var operands: String { "" }
  static var options: [Option] { [] }

  /// The help of the command.
  static var help: String {
    var lines = [
      "\(summary)", "", "usage: starcrm \(name)\(operands.isEmpty ? "" : " " + operands)",
    ]
    let all = options + Option.common
    let labels = all.map { "--\($0.name)\($0.value.map { " " + $0 } ?? "")" }
    let width = (labels.map(\.count).max() ?? 0) + 2
    lines += ["", "options:"]
    for (option, label) in zip(all, labels) {
      let repeats = option.repeats ? " (may be given more than once)" : ""
      lines.append("  \(label.padded(to: width))\(option.help)\(repeats)")
    }
    if !examples.isEmpty { lines += ["", "examples:"] + examples.map { "  " + $0 } }
    return lines.joined(separator: "\n") + "\n"
  }
}
