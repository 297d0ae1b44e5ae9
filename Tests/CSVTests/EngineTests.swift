import ByteIO
import CSV
import Foundation
import TestSupport
import Testing

@Suite("two engines, one answer")
struct EngineTests {
  private static let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] != nil

  /// Bytes put together from pieces that matter to a parser.
  private func random(_ pieces: [String], _ generator: inout SeededGenerator) -> [UInt8] {
    let count = Int.random(in: 0...60, using: &generator)
    return Array(
      (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined().utf8
    )
  }

  @Test(
    "the fast engine says what the reference says",
    arguments: [
      ["\"", ",", "\n", "a"],
      ["\"", ",", "\r\n", "a", " ", "\n"],
      ["\"\"", "\"", ";", "\r", "\n", "xy", "\t"],
      ["\"a\"", ",", "\n", "b,c\n", "#", "é", "\"d\ne\","],
      ["1,2,3\n", "4,\"5\",6\r\n", "\"7\n8\",,\"\"\"9\"\n", "\"", "x"],
    ]
  )
  func agreement(pieces: [String]) throws {
    var generator = SeededGenerator(seed: UInt64(pieces.count) &* 77)
    for round in 0..<(Self.isSlow ? 100_000 : 600) {
      let bytes = random(pieces, &generator)
      let lineEnd = [CSVDialect.LineEnd.lf, .crlf, .cr][round % 3]
      let dialect = CSVDialect(
        delimiter: UInt8(ascii: pieces.contains(";") ? ";" : ","),
        quote: round % 11 == 0 ? nil : UInt8(ascii: "\""),
        lineEnd: lineEnd,
        comment: round % 5 == 0 ? UInt8(ascii: "#") : nil
      )
      let header = (0..<(1 + round % 4)).map { "c\($0)" }
      let layout = CSVLayout(dialect: dialect, header: header, dataOffset: 0, dataLine: 1)
      var options = CSVReadOptions(
        chunkBytes: [1, 5, 17, 1 << 20][round % 4],
        batchRows: [1, 3, 1000][round % 3],
        limits: CSVLimits(recordBytes: [9, 40, 1 << 20][round / 3 % 3]),
        engine: .reference
      )
      let slow = try read(bytes, layout: layout, options: options)
      options.engine = .fast
      options.threads = 1 + round % 3
      let fast = try read(bytes, layout: layout, options: options, pieceSize: 1 + round % 7)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(fast == slow, "\(text.debugDescription) \(header.count) fields, \(options)")
      if fast != slow { return }
      #expect(slow.counts.rows == Int64(slow.rows.count))
      #expect(slow.counts.quarantined == Int64(slow.quarantined.count))
    }
  }

  @Test("the answer does not depend on chunks, threads or pieces")
  func splits() throws {
    let text =
      "id,name,note\n1,\"Ada, L\",\"one\ntwo\"\n2,Bob\n\n3,\"C\"\"c\",x\n4,\"open,y\n5,é,z\n6,f,\"g\"\n"
    let bytes = Array(text.utf8)
    let layout = try CSVSniffer.detect(bytes, isWhole: true, file: "f").layout
    let whole = try read(bytes, layout: layout)
    #expect(whole.rows.count == 4)
    #expect(whole.faults == ["csv.too-few-fields@4", "csv.unclosed-quote@7"])
    for chunkBytes in 1...bytes.count {
      for engine in CSVEngine.allCases {
        for threads in 1...2 {
          let options = CSVReadOptions(
            threads: threads,
            chunkBytes: chunkBytes,
            engine: engine
          )
          let reading = try read(bytes, layout: layout, options: options, pieceSize: chunkBytes)
          #expect(reading == whole, "chunks of \(chunkBytes), \(threads) threads, \(engine)")
        }
      }
    }
  }

  @Test("every beginning of a file is read without a trap, and every record counted")
  func truncation() throws {
    let text = "a;b;c\r\n\"x\"\"y\";\"1\r\n2\";é\r\n3;4;\"5\"\r\n#;6;7\r\n\r\n8;9;10\r\n"
    let bytes = Array(text.utf8)
    let layout = try CSVSniffer.detect(bytes, isWhole: true, file: "f").layout
    for length in 7...bytes.count {
      let part = Array(bytes.prefix(length))
      var options = CSVReadOptions(engine: .reference)
      let slow = try read(part, layout: layout, options: options)
      options.engine = .fast
      let fast = try read(part, layout: layout, options: options)
      #expect(fast == slow)
    }
    for length in 1...bytes.count {
      _ = try? read(Array(bytes.prefix(length)))
    }
  }

  @Test("flipped bytes never trap, and both engines agree on them")
  func flips() throws {
    var text = "id,name,e-mail,note\r\n"
    for number in 1...12 {
      text += "\(number),\"Name \"\"\(number)\"\"\",n\(number)@example.org,\"é\n\(number)\"\r\n"
    }
    let original = Array(text.utf8)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<(Self.isSlow ? 200_000 : 600) {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      guard let detection = try? CSVSniffer.detect(bytes, isWhole: true, file: "f") else {
        continue
      }
      var options = CSVReadOptions(chunkBytes: 100, engine: .reference)
      let slow = try read(bytes, layout: detection.layout, options: options)
      options.engine = .fast
      let fast = try read(bytes, layout: detection.layout, options: options)
      #expect(fast == slow, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }
}
