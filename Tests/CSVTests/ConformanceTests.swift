import ByteIO
import CSV
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Foreign vectors; what each expects is said by its own file.
@Suite("foreign vectors")
struct ConformanceTests {
  /// All records of a file as arrays, as `read --as arrays` gives them.
  private func arrays(
    _ bytes: [UInt8],
    _ dialect: CSVDialect
  ) throws -> (rows: [[String]], faults: [String]) {
    let reader = try CSVRecordReader(MemorySource(bytes), name: "f", dialect: dialect)
    var rows: [[String]] = []
    var faults: [String] = []
    while let item = try reader.next() {
      switch item {
      case .record(let cells, _): rows.append(cells)
      case .quarantined(let record): faults.append(record.finding.code.rawValue)
      }
    }
    return (rows, faults)
  }

  @Test("csv-spectrum: rows as objects")
  func spectrum() throws {
    guard let folder = Corpora.item("csv/spectrum") else { return }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/csvs")
    #expect(files.count >= 11)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "csvs/\(file)")))
      let name = file.replacingOccurrences(of: ".csv", with: ".json")
      let json = try Data(contentsOf: folder.appending(path: "json/\(name)"))
      let expected = try JSONDecoder().decode([[String: String]].self, from: json)
      for engine in CSVEngine.allCases {
        let reading = try read(
          bytes,
          hints: CSVHints(hasHeader: true),
          options: CSVReadOptions(engine: engine)
        )
        let rows = reading.rows.map {
          Dictionary(zip(reading.columns, $0)) { first, _ in first }
        }
        #expect(rows == expected, "\(file)")
        #expect(reading.quarantined.isEmpty)
      }
    }
  }

  private struct PapaCase: Decodable {
    let description: String
    let input: String
    let config: [String: Value]?
    let expected: Expected

    struct Expected: Decodable {
      let data: [[String]]?

      enum Key: CodingKey { case data }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        data = try? container.decode([[String]].self, forKey: .data)
      }
    }

    enum Value: Decodable, Equatable {
      case text(String)
      case other

      init(from decoder: any Decoder) throws {
        self = (try? decoder.singleValueContainer().decode(String.self)).map(Value.text) ?? .other
      }
    }

    /// Whether the case asks for something that a file's content cannot tell.
    var needsConfiguration: Bool {
      guard let config, let text = config["delimiter"], case .text(let delimiter) = text else {
        return config.map { !$0.keys.allSatisfy { Self.understood.contains($0) } } ?? false
      }
      return delimiter.utf8.count != 1 || delimiter == "\n"
    }

    private static let understood: Set<String> = [
      "newline", "comments", "escapeChar", "skipEmptyLines",
    ]

    var isPartial: Bool { config?["preview"] != nil || config?["skipFirstNLines"] != nil }
  }

  @Test("PapaParse: rows as arrays, guessing everything")
  func papaParse() throws {
    guard let url = Corpora.item("csv/papaparse-parse.json") else { return }
    let cases = try JSONDecoder().decode([String: [PapaCase]].self, from: Data(contentsOf: url))
    var compared = 0
    for item in cases["PARSE_TESTS"] ?? [] where !item.needsConfiguration && !item.isPartial {
      guard let data = item.expected.data, !data.isEmpty else { continue }
      let isGreedy = item.config?["skipEmptyLines"] == .text("greedy")
      let bytes = Array(item.input.utf8)
      let dialect = try CSVSniffer.detect(bytes, isWhole: true, file: "f").dialect
      let result = try arrays(bytes, dialect)
      // It takes the end of the last line for one more empty record, and greedy skipping is a
      // matter of cleaning, not of reading.
      let isContent: ([String]) -> Bool = { row in
        isGreedy ? row.contains { !$0.allSatisfy(\.isWhitespace) } : row != [""]
      }
      #expect(result.rows.filter(isContent) == data.filter(isContent), "\(item.description)")
      #expect(result.faults.isEmpty, "\(item.description)")
      compared += 1
    }
    #expect(compared >= 45)
  }

  @Test(
    "Commons CSV: token dumps",
    arguments: [
      ("test.csv", "test_default_comment.txt"),
      ("testCSV246.csv", "testCSV246_checkWithNoComment.txt"),
      ("testCSV85.csv", "testCSV85_default.txt"), ("testCSV85.csv", "testCSV85_ignoreEmpty.txt"),
    ]
  )
  func commons(file: String, dump: String) throws {
    guard let folder = Corpora.item("csv/commons-csv/CSVFileParser") else { return }
    let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
    let lines = try String(contentsOf: folder.appending(path: dump), encoding: .utf8)
    let expected = lines.split(separator: "\n").dropFirst(2)
      .filter { !$0.hasPrefix("#") && !$0.hasPrefix("1:[]") }
      .map { line in
        (line.components(separatedBy: "]#").first ?? "") + (line.contains("]#") ? "]" : "")
      }
    let dialect = try CSVSniffer.detect(bytes, isWhole: true, file: file).dialect
    let rows = try arrays(bytes, dialect).rows.filter { $0 != [""] }
    #expect(rows.map { "\($0.count):[\($0.joined(separator: ", "))]" } == Array(expected))
  }

  @Test("other people's files are read whole")
  func wholeFiles() throws {
    guard let folder = Corpora.item("csv") else { return }
    let files = [
      ("rust-csv/uspop.csv", 100), ("rust-csv/uspop-latin1.csv", 100),
      ("rust-csv/uspop-null.csv", 100), ("rust-csv/smallpop-colon.csv", 10),
      ("rust-csv/smallpop.csv", 10), ("commons-csv/CSV-196/japanese.csv", 3),
    ]
    for (file, rows) in files {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
      let reading = try read(bytes)
      #expect(reading.quarantined.isEmpty, "\(file)")
      #expect(reading.rows.count == rows, "\(file): \(reading.columns)")
    }
  }
}
