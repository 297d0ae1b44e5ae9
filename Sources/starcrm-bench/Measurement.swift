import ByteIO
import Diagnostics
import Foundation
import JSONText

/// Rounds of one work over one file.
struct Measurement {
  let request: Request
  /// Bytes of the file.
  let size: Int
  let amount: Work.Amount
  private let rounds: [Round]
  /// The most memory that the process had, of all rounds; bytes.
  let peakMemory: Int

  /// One round; times in seconds.
  private struct Round {
    let wall: Double
    /// Of all threads, in the program and in the kernel.
    let processor: Double
  }

  /// Does the work as often as `request` says.
  ///
  /// - Throws: what reading throws, or `Fault` when two rounds do not come to the same.
  init(_ request: Request) throws {
    self.request = request
    size = Int(try File.open(request.file, .read).status().size)
    var rounds: [Round] = []
    var first: Work.Amount?
    for _ in 0..<request.rounds {
      let began = (ContinuousClock.now, Self.usage().processor)
      let amount = try request.work.carryOut(
        on: request.file,
        paths: request.paths,
        threads: request.threads
      )
      let wall = (ContinuousClock.now - began.0) / .seconds(1)
      rounds.append(Round(wall: wall, processor: Self.usage().processor - began.1))
      guard first == nil || first == amount else {
        throw Fault(.bug, "two rounds over the same file came to different records")
      }
      first = amount
    }
    self.rounds = rounds
    amount = first ?? Work.Amount()
    peakMemory = Self.usage().peakMemory
  }

  /// What getrusage(2) says of this process: seconds, bytes.
  private static func usage() -> (processor: Double, peakMemory: Int) {
    var usage = rusage()
    // Safe: the call fills the structure it is given.
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = [usage.ru_utime, usage.ru_stime].map {
      Double($0.tv_sec) + Double($0.tv_usec) / 1e6
    }
    // ru_maxrss is in kibibytes on Linux.
    return (seconds[0] + seconds[1], Int(usage.ru_maxrss) * 1024)
  }

  // MARK: For people

  /// Least, median and most of each figure.
  var table: String {
    let walls = rounds.map(\.wall)
    var facts = ["\(Self.grouped(amount.records)) records"]
    if let accepted = amount.accepted { facts.append("\(Self.grouped(accepted)) accepted") }
    facts += [
      "\(Self.decimal(Double(size) / 1e6, 1)) MB", "\(request.threads) threads",
      "\(request.rounds) rounds",
    ]
    return """
      \(request.work.rawValue) \(request.file): \(facts.joined(separator: ", "))
      \(Self.line("", ["least", "median", "most"]))
      \(Self.line("seconds", walls, 3))
      \(Self.line("processor seconds", rounds.map(\.processor), 3))
      \(Self.line("MB/s", walls.map { Double(size) / 1e6 / $0 }, 1))
      \(Self.line("records/s", walls.map { Double(amount.records) / $0 }, 0))
      peak memory \(Self.decimal(Double(peakMemory) / 1e6, 0)) MB
      """
  }

  private static func line(_ name: String, _ values: [Double], _ digits: Int) -> String {
    let sorted = values.sorted()
    let shown = [sorted.first ?? 0, median(sorted), sorted.last ?? 0]
    return line(name, shown.map { digits == 0 ? grouped(Int($0)) : decimal($0, digits) })
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 20, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func decimal(_ value: Double, _ digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en"))
    )
  }

  private static func grouped(_ number: Int) -> String {
    number.formatted(.number.locale(Locale(identifier: "en")))
  }

  // MARK: Results kept

  /// A line of a file of results.
  private struct Saved: Decodable {
    let work: String
    let file: String
    let threads: Int
    /// Median of the rounds, seconds.
    let seconds: Double
  }

  /// Adds the result to the end of the file at `path`.
  ///
  /// - Throws: what the system says.
  func save(to path: String) throws {
    let line = JSON.object([
      JSON.Member("work", .string(request.work.rawValue)),
      JSON.Member("file", .string(request.file)),
      JSON.Member("threads", .integer(Int64(request.threads))),
      JSON.Member("records", .integer(Int64(amount.records))),
      JSON.Member("seconds", .number(Self.decimal(Self.median(rounds.map(\.wall)), 4))),
      JSON.Member("peak_memory", .integer(Int64(peakMemory))),
    ])
    let url = URL(filePath: path)
    var results = FileManager.default.fileExists(atPath: path) ? try Data(contentsOf: url) : Data()
    results.append(contentsOf: Array((line.text + "\n").utf8))
    try results.write(to: url, options: .atomic)
  }

  /// This result beside the last of the same work, file and threads at `path`.
  ///
  /// - Throws: what the system says, or what is wrong with the file.
  func comparison(with path: String) throws -> String {
    let text = try Data(contentsOf: URL(filePath: path))
    let saved = try text.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Saved.self, from: $0)
    }
    let earlier = saved.last {
      $0.work == request.work.rawValue && $0.file == request.file && $0.threads == request.threads
    }
    guard let earlier else { return "against \(path): it has no result of this" }
    let factor = earlier.seconds / Self.median(rounds.map(\.wall))
    return "against \(path): \(Self.decimal(earlier.seconds, 3)) s then, "
      + "\(Self.decimal(factor, 2)) times as fast now"
  }
}
