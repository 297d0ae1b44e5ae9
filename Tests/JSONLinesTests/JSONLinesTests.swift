import ByteIO
import Columns
import Diagnostics
import Foundation
import JSONLines
import TestSupport
import Testing

@Suite("JSON Lines")
struct JSONLinesTests {
  private struct Reading: Equatable {
    var rows: [[String?]] = []
    var originals: [String] = []
    var places: [Int64] = []
    var codes: [String] = []
    var faultLines: [Int64] = []
  }

  private func read(_ bytes: [UInt8], _ columns: [String], piece: Int = .max) throws -> Reading {
    var reader = JSONLinesReader(
      MemorySource(bytes, pieceSize: piece),
      file: "f.jsonl",
      columns: columns
    )
    var result = Reading()
    while let read = try reader.next() {
      for row in 0..<read.batch.rowCount {
        result.rows.append(read.batch.columns.map { $0.string(row) })
        let original = read.originals.bytes[read.originals.ranges[row]]
        result.originals.append(String(decoding: original, as: UTF8.self))
      }
      result.places += read.origins.byteOffset
      result.codes += read.quarantined.map(\.finding.code.rawValue)
      result.faultLines += read.quarantined.map(\.finding.origin.line)
    }
    return result
  }

  private func value(_ json: String) throws -> String?? {
    try read(Array("{\"a\":\(json)}".utf8), ["a"]).rows.first?.first
  }

  @Test(
    "values keep what is written",
    arguments: [
      ("\"\"", ""), ("\"a\\\"b\\\\\\/\\b\\f\\n\\r\\t\"", "a\"b\\/\u{8}\u{C}\n\r\t"),
      ("\"\\u00e9\\ud83d\\ude00\"", "é😀"), ("-0", "-0"), ("1.50", "1.50"), ("1e+7", "1e+7"),
      ("00001", nil), ("true", "true"), ("false", "false"), ("null", nil),
      ("16142028098527942586", "16142028098527942586"),
      ("[\"x\", {\"y\": \"\\u0041\"}]", "[\"x\", {\"y\": \"\\u0041\"}]"), ("{}", "{}"),
    ] as [(String, String?)]
  )
  func values(json: String, expected: String?) throws {
    #expect((try value(json) ?? nil) == expected)
  }

  @Test(
    "what RFC 8259 does not allow sets its line aside, and no other",
    arguments: [
      "01", "1.", ".5", "-", "1e", "+1", "0x10", "NaN", "nul", "tru", "'a'", "\"a", "\"\\x\"",
      "\"\\ud800\"", "\"\t\"", "[1,]", "{\"b\"}", "1 2", "",
    ]
  )
  func refused(json: String) throws {
    let text = "{\"a\":1}\n{\"a\":\(json)}\n\n{\"a\":3}\n"
    let reading = try read(Array(text.utf8), ["a"])
    #expect(reading.rows == [["1"], ["3"]])
    #expect(reading.codes == ["json.syntax"])
    #expect(reading.faultLines == [2])
  }

  @Test("a name that comes twice, and text that is not UTF-8, are set aside")
  func repeated() throws {
    let bytes = Array("{\"a\":1,\"a\":2}\n{\"a\":\"".utf8) + [0xFF] + Array("\"}\n".utf8)
    #expect(try read(bytes, ["a"]).codes == ["json.repeated-name", "json.syntax"])
  }

  private static let sample = Array(
    "\u{FEFF}{\"a\":\"Zoë\",\"b\":1}\r\n\n{\"b\":[1,2],\"c\":null}\nbroken\n{\"a\":\"\\u00e9\"}"
      .utf8
  )

  @Test("the answer does not depend on how the bytes arrive", arguments: 1...70)
  func pieces(size: Int) throws {
    let whole = try read(Self.sample, ["a", "b", "c"])
    #expect(whole.rows.count == 3)
    #expect(whole.rows[1] == [nil, "[1,2]", nil])
    #expect(whole.codes == ["json.syntax"])
    #expect(try read(Self.sample, ["a", "b", "c"], piece: size) == whole)
    let names = try JSONLinesReader.names(
      MemorySource(Self.sample, pieceSize: size),
      file: "f.jsonl"
    )
    #expect(names == ["a", "b", "c"])
  }

  @Test("cut off anywhere, every line is a record or set aside", arguments: 0...1)
  func truncation(half: Int) throws {
    for length in 0..<Self.sample.count where length % 2 == half {
      let bytes = Array(Self.sample[..<length])
      let reading = try read(bytes, ["a", "b"])
      // Bytes that are no character yet, or a byte order mark that is cut, make a line of their own.
      let lines = bytes.split(separator: 0x0A).count { line in
        !line.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
          && !(line.elementsEqual([0xEF, 0xBB, 0xBF]))
      }
      #expect(reading.rows.count + reading.codes.count == lines, "\(length) bytes")
    }
  }

  @Test("takes exactly what Foundation takes", arguments: 1...4 as ClosedRange<UInt64>)
  func againstFoundation(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sound = Array(
      "{\"a\":\"x\\n\\u00e9\",\"b\":-12.5e3,\"c\":[true,null,{\"d\":\"\"}],\"e\":false}".utf8
    )
    let marks = Array("{}[]\",:\\eEu0+-.1 ntf".utf8)
    var taken = 0
    for _ in 0..<2000 {
      var bytes = sound
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let mark = marks.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = mark
        case 1: bytes.insert(mark, at: place)
        default: bytes.remove(at: place)
        }
      }
      let reading = try read(bytes, ["a", "b"])
      // Foundation takes a comma before the closing bracket of an object; RFC 8259, section 4, has none.
      let hasLooseComma = String(decoding: bytes, as: UTF8.self).contains(/, *}/)
      guard reading.codes != ["json.repeated-name"], !hasLooseComma else { continue }
      let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      #expect(
        (reading.rows.count == 1) == (object != nil),
        "\(String(decoding: bytes, as: UTF8.self))"
      )
      guard let object, reading.rows.count == 1 else { continue }
      taken += 1
      if let text = object["a"] as? String { #expect(reading.rows[0][0] == text) }
    }
    #expect(taken > 200)
  }
}
