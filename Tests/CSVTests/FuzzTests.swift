import ByteIO
import CSV
import Columns
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Mutated files: nothing traps, both engines agree, and every byte is accounted for.
@Suite("mutated files")
struct FuzzTests {
  private static let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] != nil
  /// A million in four seeds; a few thousand otherwise.
  private static let rounds = isSlow ? 250_000 : 500

  /// Bytes that mean something to a parser, more often drawn than others.
  private static let marks: [UInt8] = Array("\",;\t|\n\r'\\# :".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xFF]

  /// Small files of all kinds of dialects, encodings and habits.
  private static let seeds: [[UInt8]] = {
    let lineEnds = [CSVDialect.LineEnd.lf, .crlf, .cr]
    var files = lineEnds.flatMap { lineEnd in
      [",", ";", "\t"].map { delimiter in
        let dialect = CSVDialect(delimiter: Array(delimiter.utf8)[0], lineEnd: lineEnd)
        return SoundTable.orders(dialect, count: 3).bytes
      }
    }
    let text = files[0]
    files += [TextEncoding.utf16LittleEndian, .utf16BigEndian].map { encoding in
      encoding.byteOrderMark + encoding.encoded(utf8: text)
    }
    files += [TextEncoding.windows1252, .macRoman, .shiftJIS, .gb18030].map { encoding in
      encoding.encoded(utf8: Array("a,b\nMüller,東京\nGroß,山田\n".utf8))
    }
    files += [
      "sep=;\na;b\n1;'x;y'\n2;'z'\n3;'w'\n", "Notes:\nby x\n\nid,name\n1,Ada\n2,Bo\n\n\"Report\"\n",
      "Report,,\n,,\nno,name,day\n1,Ada,3\n2,Bo,4\n", "a;b;c\n1;'x;y;2\n2;\"z\n3;w;\"\n",
      "a,b\n" + String(repeating: "\"x \"y\" z\",\"2\" w\"\n", count: 7),
      "# made\na|b\n1|\"x\\\"y\"\n", "a, b\n1, \"x, y\"\n2, \"z\"\n", "id:name:x\n1:A:2\n2:B:3\n",
    ].map { Array($0.utf8) }
    return files
  }()

  private func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = Self.seeds.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...5, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let count = Int.random(in: 0...min(12, bytes.count - place), using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] = Self.marks.randomElement(using: &generator) ?? 0
      case 2: bytes.insert(Self.marks.randomElement(using: &generator) ?? 0, at: place)
      case 3: bytes.removeSubrange(place..<place + count)
      case 4: bytes.removeLast(min(count, bytes.count))
      default:
        let other = Self.seeds.randomElement(using: &generator) ?? []
        bytes.insert(contentsOf: other.dropFirst(place % max(1, other.count)).prefix(40), at: place)
      }
    }
    return bytes
  }

  @Test("a reading is the same by both engines and loses nothing", arguments: 1...4)
  func fuzz(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var readable = 0
    for round in 0..<Self.rounds {
      let bytes = mutated(&generator)
      guard let detection = try? CSVSniffer.detect(bytes, isWhole: true, file: "f") else {
        continue
      }
      readable += 1
      let layout = detection.layout
      var options = CSVReadOptions(
        chunkBytes: [7, 64, 1 << 20][round % 3],
        batchRows: [1, 5, 1000][round / 3 % 3],
        limits: CSVLimits(recordBytes: [60, 1 << 20][round / 9 % 2]),
        engine: .reference
      )
      let slow = try read(bytes, layout: layout, options: options)
      options.engine = .fast
      let fast = try read(bytes, layout: layout, options: options, pieceSize: 1 + round % 90)
      let isEqual = fast == slow
      #expect(isEqual, "seed \(seed), round \(round): the engines differ on \(bytes)")
      var complaint = complaint(slow, layout)
      if complaint == nil, !layout.dialect.encoding.isUTF16 {
        complaint = try FileAccount.complaint(bytes, detection, options.limits)
      }
      #expect(complaint == nil, "seed \(seed), round \(round): \(complaint ?? "") in \(bytes)")
      guard isEqual, complaint == nil else { return }
    }
    #expect(readable * 10 > Self.rounds * 8)
  }

  /// What the million found once: a byte beyond ASCII in a `sep=` line.
  @Test("a sep= line names a delimiter of ASCII alone", arguments: [0xBD, 0xC6, 0xEF] as [UInt8])
  func separatorBeyondASCII(byte: UInt8) throws {
    let bytes = Array("sep=".utf8) + [byte] + Array("\na;b\n1;'x;y'\n2;'z'\n3;'w'\n".utf8)
    let detection = try CSVSniffer.detect(bytes, isWhole: true, file: "f")
    #expect(detection.layout.dialect.delimiter < 0x80)
    for chunk in [7, 64, 1 << 20] {
      var options = CSVReadOptions(chunkBytes: chunk, engine: .reference)
      let slow = try read(bytes, layout: detection.layout, options: options)
      options.engine = .fast
      let fast = try read(bytes, layout: detection.layout, options: options, pieceSize: 3)
      #expect(fast == slow)
    }
  }

  /// What is wrong with a reading as an account of a file.
  private func complaint(_ reading: Reading, _ layout: CSVLayout) -> String? {
    let counts = reading.counts
    if counts.rows != Int64(reading.rows.count) { return "rows are counted wrongly" }
    if counts.quarantined != Int64(reading.quarantined.count) { return "faults are miscounted" }
    if reading.rows.contains(where: { $0.count != layout.columnNames.count }) {
      return "a row has another number of fields"
    }
    let origins = reading.origins + reading.quarantined.map(\.finding.origin)
    let numbers = origins.map(\.record).sorted()
    if numbers.count != Int(numbers.last ?? 0) || Set(numbers).count != numbers.count {
      return "records are numbered with gaps"
    }
    let offsets = origins.sorted { $0.record < $1.record }.map(\.byteOffset)
    if zip(offsets, offsets.dropFirst()).contains(where: { $0 >= $1 }) {
      return "records are out of order"
    }
    if let first = offsets.first, first < layout.dataOffset { return "a record before the first" }
    return nil
  }
}
