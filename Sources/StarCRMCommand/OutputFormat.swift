import Diagnostics

/// How a list or a summary is printed.
enum OutputFormat: String, CaseIterable {
  case text
  case json
  case jsonl
  case csv

  /// The value of `--format`, text when there is none.
  init(_ arguments: Arguments, allowed: [OutputFormat] = allCases) throws(Fault) {
    guard let name = arguments["format"] else {
      self = .text
      return
    }
    guard let format = OutputFormat(rawValue: name), allowed.contains(format) else {
      let names = allowed.map(\.rawValue)
      let nearest = NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
      throw Fault(
        .configuration,
        "'\(name)' is not a format here",
        hints: [nearest ?? "one of: \(names.joined(separator: ", "))"]
      )
    }
    self = format
  }
}
