import ByteIO
import CSV
import TestSupport
import Testing

@Suite("cells that begin as formulas")
struct FormulaGuardTests {
  @Test(
    "get an apostrophe in front",
    arguments: [
      "=1+1", "+cmd", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "\"=1\"",
      "'=1", "''-x", "-", "=", "+49-30-901820", "-1e5", "\u{FF1D}1", "\u{FF20}x", "\\=1",
    ]
  )
  func guarded(value: String) {
    #expect(FormulaGuard.guarded(value) == "'" + value)
    #expect(FormulaGuard.unguarded("'" + value) == value)
  }

  @Test(
    "are told from numbers and plain texts, which stay as they are",
    arguments: [
      "", "-5.00", "+49 30 901820", "+4930901820", "-1.234,56", "a=1", "O'Brien", "'s Gravenhage",
      "1-2", "(=1)", "'", "\"", "x@y.example", "'-5",
    ]
  )
  func plain(value: String) {
    // An apostrophe in front of a number gets another, so that it stays.
    let expected = value == "'-5" ? "''-5" : value
    #expect(FormulaGuard.guarded(value) == expected)
    #expect(FormulaGuard.unguarded(expected) == value)
  }

  /// Cells put together from pieces that matter to the guard and to the parser.
  private func cell(_ generator: inout SeededGenerator) -> String {
    let pieces = [
      "=", "+", "-", "@", "'", "\"", " ", "\t", "\r", "\n", ",", ";", "1", "a", "é", "\\", "#", ".",
    ]
    let count = Int.random(in: 0...5, using: &generator)
    return (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
  }

  private static let dialects: [CSVDialect] = {
    let apostrophe = UInt8(ascii: "'")
    return [
      CSVDialect(), CSVDialect(delimiter: UInt8(ascii: ";"), lineEnd: .crlf),
      CSVDialect(delimiter: UInt8(ascii: "\t"), lineEnd: .cr),
      CSVDialect(escape: .backslash), CSVDialect(quote: apostrophe),
    ]
  }()

  @Test("come back as they were when the guard is taken off", arguments: dialects)
  func roundTrip(dialect: CSVDialect) throws {
    var generator = SeededGenerator(seed: 99)
    var guardedCount = 0
    for _ in 0..<3000 {
      let cells = (0..<3).map { _ in cell(&generator) }
      let sink = MemorySink()
      let writer = CSVWriter(sink, dialect: dialect)
      try writer.write(cells)
      try writer.flush()
      let layout = CSVLayout(dialect: dialect, header: ["a", "b", "c"], dataOffset: 0, dataLine: 1)
      let original = try read(sink.bytes, layout: layout)
      guard original.rows.count == 1, original.faults.isEmpty else { continue }
      let end = dialect.lineEnd == .crlf ? 2 : 1
      let record = Array(sink.bytes.dropLast(end))
      let guarded = dialect.guardingFormulas(of: record)
      if guarded != record { guardedCount += 1 }
      let reading = try read(guarded + sink.bytes.suffix(end), layout: layout)
      #expect(reading.rows == [original.rows[0].map(FormulaGuard.guarded)], "\(cells)")
      #expect(reading.rows.first?.map(FormulaGuard.unguarded) == original.rows[0], "\(cells)")
      #expect(dialect.unguardingFormulas(of: guarded) == record || dialect.quote == 0x27)
      if guarded == record { continue }
      // Taking a guard off and putting it on again changes nothing.
      let again = dialect.guardingFormulas(of: dialect.unguardingFormulas(of: guarded))
      #expect(try read(again + sink.bytes.suffix(end), layout: layout).rows == reading.rows)
    }
    #expect(guardedCount > 500)
  }

  @Test("are inert too in records whose quotes are not sound")
  func unsound() {
    let dialect = CSVDialect()
    func guarded(_ record: String) -> String {
      String(decoding: dialect.guardingFormulas(of: Array(record.utf8)), as: UTF8.self)
    }
    #expect(guarded("1,\"=cmd,x") == "1,\"'=cmd,x")
    #expect(guarded("=1,\"a\"b,@c") == "'=1,\"a\"b,'@c")
    #expect(guarded("1,\"a\n=2\",-5") == "1,\"a\n=2\",-5")
  }
}
