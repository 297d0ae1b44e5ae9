import Diagnostics

/// An option of a command, as it stands in the help and on the command line.
struct Option: Hashable, Sendable {
  /// Without the dashes.
  let name: String
  /// What stands for the value in the help; nil for a switch.
  let value: String?
  let help: String
  /// Whether it may be given more than once.
  let repeats: Bool

  init(_ name: String, _ help: String) {
    self.init(name, nil, help)
  }

  init(_ name: String, _ value: String?, repeats: Bool = false, _ help: String) {
    self.name = name
    self.value = value
    self.repeats = repeats
    self.help = help
  }

  /// Options that every command knows.
  static let common = [
    Option("quiet", "print nothing on success but what was asked for"),
    Option("help", "show this help"),
  ]
}

/// The words after a command's name, sorted into options and operands.
///
/// Long options only: `--name value`, `--name=value`, `--switch`; `--` ends the options.
struct Arguments {
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Reads `words`.
  ///
  /// - Throws: `Fault` for an unknown option (with the nearest one), a missing or needless value,
  ///   or an option given twice.
  init(_ words: [String], options: [Option], command: String) throws(Fault) {
    let known = options + Option.common
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("--") else {
        try refuseShortOption(word, command: command)
        operands.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(
        separator: "=",
        maxSplits: 1,
        omittingEmptySubsequences: false
      )
      let name = String(parts[0])
      guard let option = known.first(where: { $0.name == name }) else {
        throw Self.unknown(name, known, command)
      }
      let inline = parts.count > 1 ? String(parts[1]) : nil
      try take(option, inline, &rest, command: command)
    }
  }

  private mutating func take(
    _ option: Option,
    _ inline: String?,
    _ rest: inout ArraySlice<String>,
    command: String
  ) throws(Fault) {
    let help = "see starcrm \(command) --help"
    if !option.repeats, values[option.name] != nil {
      throw Fault(.configuration, "--\(option.name) is given twice", hints: [help])
    }
    guard let placeholder = option.value else {
      guard inline == nil else {
        throw Fault(.configuration, "--\(option.name) takes no value", hints: [help])
      }
      values[option.name] = [""]
      return
    }
    guard let value = inline ?? rest.popFirst() else {
      throw Fault(.configuration, "--\(option.name) needs a value: \(placeholder)", hints: [help])
    }
    values[option.name, default: []].append(value)
  }

  private func refuseShortOption(_ word: String, command: String) throws(Fault) {
    guard word.hasPrefix("-"), word.count > 1, Double(word) == nil else { return }
    throw Fault(
      .configuration,
      "unknown option '\(word)'",
      hints: ["options are written in full, see starcrm \(command) --help"]
    )
  }

  private static func unknown(_ name: String, _ known: [Option], _ command: String) -> Fault {
    let nearest = NearestName.of(name, among: known.map(\.name))
    let hint = nearest.map { "did you mean --\($0)?" } ?? "see starcrm \(command) --help"
    return Fault(.configuration, "unknown option '--\(name)'", hints: [hint])
  }

  /// Whether an option was given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option given once.
  subscript(name: String) -> String? { values[name]?.last }

  /// All values of an option that may repeat.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// The value of an option that must be there.
  func required(_ name: String, hint: String) throws(Fault) -> String {
    if let value = self[name] { return value }
    throw Fault(.configuration, "--\(name) is missing", hints: [hint])
  }

  /// The only operand.
  func operand(_ what: String, command: String) throws(Fault) -> String {
    guard let first = operands.first else {
      throw Fault(
        .configuration,
        "\(what) is missing",
        hints: ["see starcrm \(command) --help"]
      )
    }
    guard operands.count == 1 else {
      throw Fault(
        .configuration,
        "'\(operands[1])' is one word too many",
        hints: ["see starcrm \(command) --help"]
      )
    }
    return first
  }
}
