import CSV
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite("one fault in a sound file")
struct StructuralFaultTests {
  private static let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] != nil

  private static let dialects = [
    CSVDialect(), CSVDialect(delimiter: UInt8(ascii: ";"), lineEnd: .crlf),
    CSVDialect(delimiter: UInt8(ascii: "\t")),
    CSVDialect(delimiter: UInt8(ascii: "|"), lineEnd: .crlf),
  ]

  @Test("costs its own record and no other, and is found on its line", arguments: dialects)
  func singleFaults(dialect: CSVDialect) throws {
    let generator = FaultGenerator(table: .orders(dialect))
    let faults = generator.faults(stride: Self.isSlow ? 1 : 37)
    #expect(faults.count > (Self.isSlow ? 1500 : 40))
    var failures: [String] = []
    for fault in faults {
      let reading = try read(fault.bytes)
      let slow = try read(fault.bytes, options: CSVReadOptions(engine: .reference))
      if let complaint = complaint(fault, reading, slow) {
        failures.append("\(fault.name): \(complaint)")
      }
    }
    let complaints =
      "\(failures.count) of \(faults.count): " + failures.prefix(9).joined(separator: "\n")
    #expect(failures.isEmpty, Comment(rawValue: complaints))
  }

  private func complaint(_ fault: StructuralFault, _ reading: Reading, _ slow: Reading) -> String? {
    if reading != slow { return "the engines differ" }
    if reading.rows != fault.rows {
      let lost = fault.rows.filter { !reading.rows.contains($0) }
      let made = reading.rows.filter { !fault.rows.contains($0) }
      return "lost \(lost), made \(made), \(reading.faults)"
    }
    let lines = reading.quarantined.map(\.finding.origin.line)
    guard let expected = fault.faults else {
      return lines.isEmpty ? nil : "set aside \(reading.faults)"
    }
    if lines.isEmpty { return "not found" }
    return lines.allSatisfy(expected.contains)
      ? nil : "found at \(reading.faults), is at \(expected)"
  }

  @Test("a file cut off anywhere keeps every record before", arguments: dialects)
  func truncation(dialect: CSVDialect) throws {
    let table = SoundTable.orders(dialect, count: 12)
    let bytes = table.bytes
    let layout = try CSVSniffer.detect(bytes, isWhole: true, file: "f").layout
    var ends: [Int] = []
    for record in table.records { ends.append((ends.last ?? 0) + record.count) }
    ends = ends.enumerated().map { $0.element + $0.offset * table.lineEnd.count }
    for count in stride(from: ends[0] + 2, through: bytes.count, by: Self.isSlow ? 1 : 5) {
      let reading = try read(Array(bytes[..<count]), layout: layout)
      let whole = ends.dropFirst().count { $0 <= count }
      #expect(reading.rows.prefix(whole) == table.rows.prefix(whole), "cut at \(count)")
      #expect(reading.rows.count + reading.quarantined.count <= whole + 2, "cut at \(count)")
      #expect(reading.counts.records == Int64(reading.rows.count + reading.quarantined.count))
    }
  }
}

extension CSVDialect: CustomTestStringConvertible {
  /// The dialect in the list of arguments.
  public var testDescription: String { "\(delimiterName)s, \(lineEnd.rawValue)" }
}
