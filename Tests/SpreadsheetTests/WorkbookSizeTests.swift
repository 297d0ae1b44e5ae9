import ByteIO
import Foundation
import Spreadsheet
import TestSupport
import Testing

/// Longer runs, by `STARCRM_SLOW=1`.
@Suite(
  "A large workbook",
  .serialized,
  .enabled(if: ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1")
)
struct WorkbookSizeTests {
  @Test("of 200,000 rows and 12 columns is written in bounded memory", arguments: [1, 2])
  func speed(threads: Int) throws {
    let names = ["Müller & Söhne GmbH", "Ada Example", "O'Brien Ltd", "Exemple SARL"]
    let columns = (0..<12).map { index in
      Sheet.Column(
        "Column \(index)",
        width: 14,
        format: index < 6 ? .text : index < 8 ? .date("yyyy\\-mm\\-dd") : .decimal(2)
      )
    }
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/large.xlsx"
    let clock = ContinuousClock()
    let start = clock.now
    let sink = FileSink(try File.open(path, .createNew))
    let sheet = Sheet(name: "Large", heading: "Large", columns: columns, rowCount: 200_000)
    let book = try WorkbookWriter(sink, title: "large", sheets: [sheet], threads: threads)
    try book.beginSheet()
    for row in 0..<200_000 {
      var values = (0..<6).map { SheetValue.text("\(names[(row + $0) % 4]) \(row * 7 + $0)") }
      values += [.day(20_000 + row % 900), .day(20_100 + row % 700)]
      values += (0..<4).map { .number(Int64(row * 31 + $0), scale: 2) }
      try book.append(values)
    }
    try book.finish()
    let size = try File.open(path, .read).status().size
    print("200,000 x 12, threads \(threads): \(clock.now - start), \(size) bytes")
    #expect(size > 1_000_000)
  }
}
