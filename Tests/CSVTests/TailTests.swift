import CSV
import Diagnostics
import Testing

@Suite("rows under the table")
struct TailTests {
  private static let table = "name,company,amount,count\n" + records
  private static let records = "Anna,Total SA,12.50,3\nBo,Berg,7.00,2\nEva,Lund,1.00,1\n"

  /// Every way of reading sets the same rows aside.
  private func faults(_ text: String) throws -> [String] {
    let bytes = Array(text.utf8)
    let whole = try read(bytes)
    for engine in CSVEngine.allCases {
      for size in [1, 9, 64] {
        let options = CSVReadOptions(
          threads: size == 9 ? 2 : 1,
          chunkBytes: size,
          batchRows: size,
          keepsRecordBytes: true,
          engine: engine
        )
        #expect(try read(bytes, options: options, pieceSize: size) == whole)
      }
    }
    let narrow = try read(bytes, columns: [1])
    #expect(narrow.faults == whole.faults)
    #expect(narrow.rows == whole.rows.map { [$0[1]] })
    #expect(whole.counts.rows == Int64(whole.rows.count))
    #expect(whole.counts.quarantined == Int64(whole.quarantined.count))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for record in whole.quarantined {
      let line = lines[Int(record.finding.origin.line) - 1]
      #expect(String(decoding: record.raw, as: UTF8.self) == line)
    }
    return whole.faults
  }

  @Test(
    "totals at the end of the file are set aside with their bytes",
    arguments: [
      "Total,,20.50,6\n", "Grand Totals (3 records),,\"1,020.50\",6", "Summe:,,\"20,50 €\",6\n",
      ",Totale,EUR 20.50,6\n", "Gesamt,,\"1.020,50\",\n", "Suma,,(20.50),\n", "合計,,¥20,6\n",
      "TOTAL,,20 500,-6\n",
    ]
  )
  func totals(row: String) throws {
    #expect(try faults(Self.table + row) == ["csv.total-row@5"])
  }

  @Test(
    "people and companies of such names are records",
    arguments: [
      "Total,Total SA,20.50,6\n", "Summe,,sum@example.org,6\n", "Total,,+33 1 44 44 44 44,\n",
      "Total,,02134,\n", "Total,,2026-01-02,\n", "Total,,14.01.2026,\n", "Total,,,\n",
      "Totalis,,20.50,6\n", "Ana Suma,,20.50,6\n", "Total,,33144444444,\n",
    ]
  )
  func records(row: String) throws {
    #expect(try faults(Self.table + row).isEmpty)
    #expect(try read(Self.table + row).rows.count == 4)
  }

  @Test("totals with records under them, or without any above, are records")
  func places() throws {
    #expect(try faults(Self.table + "Total,,20.50,6\n" + Self.records).isEmpty)
    #expect(try faults("name,company,amount,count\nTotal,,20.50,6\n").isEmpty)
  }

  @Test("several rows of totals and the notes beside them are set aside together")
  func several() throws {
    let text = Self.table + ",,,\nSubtotal,,20.50,6\nTotal,,23.50,6\nin euros,,,\n\nReport X\n"
    #expect(
      try faults(text) == [
        "csv.footnote@5", "csv.total-row@6", "csv.total-row@7", "csv.footnote@8",
      ]
    )
    let reading = try read(text)
    #expect(reading.rows.count == 3)
    #expect(reading.footer == ["Report X"])
    #expect(reading.counts.footerLines == 1)
  }

  @Test("notes are told from records by a gap above them, or by a column that holds no words")
  func notes() throws {
    #expect(try faults(Self.table + "\nsource: us,,,\n") == ["csv.footnote@6"])
    #expect(try faults(Self.table + "Ulf,,,\n").isEmpty)
    let numbered = "id,name,town\n1,Ada,Gent\n2,Bo,Turku\n3,Eva,Brno\n"
    #expect(try faults(numbered + "source: us,,\nall rights,,\n").count == 2)
    #expect(try faults(numbered + "4,,\n").isEmpty)
    #expect(try faults("name,phone,email\nAda,,\nBo,,\nEva,,\n\nUlf,,\n").isEmpty)
    #expect(try faults(Self.table + ",,,\n,,,\n").isEmpty)
  }
}
