// Measures the ways through a file: `starcrm-bench validate leads.csv --threads 2 --rounds 5`.
//
// Shared machines change their speed from minute to minute. What holds is a pair measured in turn:
// run this beside the peer, or this build beside the one before it.

import ByteIO
import Diagnostics
import Foundation

/// The words of the command line.
struct Request {
  let work: Work
  let file: String
  /// Record path and field paths of `xml`.
  let paths: [String]
  private(set) var threads = ProcessInfo.processInfo.activeProcessorCount
  private(set) var rounds = 5
  /// Where the result is added to.
  private(set) var saving: String?
  /// Earlier results to compare with.
  private(set) var comparing: String?

  static let help = """
    Usage: starcrm-bench WORK FILE [RECORD FIELD...] [--threads N] [--rounds N]
                         [--save RESULTS] [--against RESULTS]

    \(Work.allCases.map { $0.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0) + $0.summary }
      .joined(separator: "\n"))

    --threads N        side by side; all cores unless said
    --rounds N         times the whole file is read; 5 unless said
    --save RESULTS     adds the result to a file, a JSON object a line
    --against RESULTS  compares with the last result of the same work and file there
    """

  /// Reads the words after the program's name.
  ///
  /// - Throws: `Fault` saying what is missing or unknown.
  init(_ words: [String]) throws(Fault) {
    var operands: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        operands.append(word)
        continue
      }
      guard let value = rest.popFirst() else { throw Self.refusal("\(word) needs a value") }
      switch word {
      case "--threads": threads = try Self.number(value, word)
      case "--rounds": rounds = try Self.number(value, word)
      case "--save": saving = value
      case "--against": comparing = value
      default: throw Self.refusal("unknown option '\(word)'")
      }
    }
    guard operands.count >= 2, let work = Work(rawValue: operands[0]) else {
      throw Self.refusal(
        "one of \(Work.allCases.map(\.rawValue).joined(separator: ", ")) and a file"
      )
    }
    (self.work, file, paths) = (work, operands[1], Array(operands[2...]))
    guard paths.isEmpty == (work != .xml) else {
      throw Self.refusal("a record path and field paths belong to xml, and only there")
    }
  }

  private static func number(_ text: String, _ option: String) throws(Fault) -> Int {
    guard let number = Int(text), number > 0 else {
      throw refusal("\(option) takes a number above 0")
    }
    return number
  }

  private static func refusal(_ message: String) -> Fault {
    Fault(.configuration, message, hints: ["starcrm-bench without words shows what there is"])
  }
}

@main
enum Benchmark {
  static func main() {
    FreedMemory.keep()
    let words = Array(CommandLine.arguments.dropFirst())
    guard !words.isEmpty, words != ["--help"] else { return print(Request.help) }
    do {
      try run(try Request(words))
    } catch let fault as Fault {
      fail(fault.message, fault.hints)
    } catch {
      fail("\(error)", [])
    }
  }

  private static func run(_ request: Request) throws {
    let measurement = try Measurement(request)
    print(measurement.table)
    if let path = request.comparing { print(try measurement.comparison(with: path)) }
    if let path = request.saving { try measurement.save(to: path) }
  }

  private static func fail(_ message: String, _ hints: [String]) -> Never {
    let lines = ["starcrm-bench: error: \(message)"] + hints.map { "starcrm-bench: hint: \($0)" }
    FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    exit(2)
  }
}
