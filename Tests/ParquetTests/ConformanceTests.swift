import Columns
import Diagnostics
import Foundation
import Parquet
import TestSupport
import Testing

@Suite("files of other programs (parquet-testing)")
struct ConformanceTests {
  static func file(_ name: String) throws -> ParquetFile? {
    guard let url = Corpora.item("table/parquet/\(name)") else { return nil }
    return try ParquetFile(path: url.path)
  }

  @Test(
    "delta encodings give the values listed beside them",
    arguments: ["delta_binary_packed", "delta_byte_array"]
  )
  func delta(name: String) throws {
    guard let file = try Self.file("\(name).parquet"),
      let list = Corpora.item("table/parquet/\(name)_expect.csv")
    else { return }
    let lines = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").dropFirst()
    let expected = lines.map { line in
      Self.fields(String(line)).map { $0.isEmpty ? "null" : $0 }.joined(separator: "|")
    }
    #expect(try Tables.rows(file) == expected)
  }

  /// The fields of a line of the lists, in which a comma may stand between quotes.
  private static func fields(_ line: String) -> [String] {
    line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .map { index, part in
        index.isMultiple(of: 2) ? String(part).replacing(",", with: "\u{0}") : String(part)
      }
      .joined()
      .split(separator: "\u{0}", omittingEmptySubsequences: false).map { String($0) }
  }

  @Test("dictionary, plain, INT96 and floating columns of Impala")
  func allTypes() throws {
    let expected = [
      "4|true|0|0|0|0|0.0|0.0|03/01/09|0|1235865600000000",
      "5|false|1|1|1|10|1.1|10.1|03/01/09|1|1235865660000000",
    ]
    for name in ["alltypes_plain", "alltypes_dictionary"] {
      guard let file = try Self.file("\(name).parquet") else { return }
      let rows = try Tables.rows(file)
      #expect(rows.count == (name == "alltypes_plain" ? 8 : 2))
      // The dictionary file holds the rows of another day.
      let first =
        name == "alltypes_plain"
        ? expected[0] : "0|true|0|0|0|0|0.0|0.0|01/01/09|0|1230768000000000"
      #expect(rows[0] == first)
      if name == "alltypes_plain" { #expect(rows[1] == expected[1]) }
    }
  }

  @Test("decimals in INT64")
  func decimals() throws {
    guard let file = try Self.file("int64_decimal.parquet") else { return }
    #expect(file.schema.fields.map(\.type) == [.decimal(precision: 10, scale: 2)])
    #expect(try Tables.rows(file).prefix(3) == ["100", "200", "300"])
  }

  @Test("run-length booleans")
  func booleans() throws {
    guard let file = try Self.file("rle_boolean_encoding.parquet") else { return }
    let rows = try Tables.rows(file)
    #expect(rows.count == 68)
    #expect(rows.prefix(6) == ["true", "false", "null", "true", "true", "false"])
  }

  @Test("gzip members one after the other in a page")
  func gzipMembers() throws {
    guard let file = try Self.file("concatenated_gzip_members.parquet") else { return }
    #expect(try Tables.rows(file) == (1...513).map { "\($0)" })
  }

  @Test("data pages V2 with snappy; nested columns are named, not read")
  func dataPageV2() throws {
    guard let file = try Self.file("datapage_v2.snappy.parquet") else { return }
    #expect(file.omitted.map(\.reason) == ["a nested column"])
    let rows = try Tables.rows(file)
    #expect(
      rows == [
        "abc|1|2.0|true", "abc|2|3.0|true", "abc|3|4.0|true", "null|4|5.0|false", "abc|5|2.0|true",
      ]
    )
  }

  @Test("a wrong checksum is an integrity fault")
  func checksum() throws {
    guard let file = try Self.file("datapage_v1-corrupt-checksum.parquet") else { return }
    let fault = #expect(throws: Fault.self) { try Tables.rows(file) }
    #expect(fault?.kind == .integrity)
    #expect(fault?.message.contains("a page does not match its checksum") == true)
  }

  @Test(
    "what is not supported says so",
    arguments: [
      ("lz4_raw_compressed.parquet", "compression lz4Raw"),
      ("uniform_encryption.parquet.encrypted", "an encrypted file"),
      ("encrypt_columns_and_footer.parquet.encrypted", "an encrypted file"),
    ]
  )
  func unsupported(name: String, reason: String) throws {
    guard Corpora.item("table/parquet/\(name)") != nil else { return }
    let fault = #expect(throws: Fault.self) {
      if let file = try Self.file(name) { _ = try Tables.rows(file) }
    }
    #expect(fault?.kind == .input)
    #expect(fault?.message.contains(reason) == true)
  }

  @Test(
    "every other file opens; lists are omitted",
    arguments: [
      "column_chunk_key_value_metadata.parquet", "data_index_bloom_encoding_stats.parquet",
      "list_columns.parquet", "nested_lists.snappy.parquet", "null_list.parquet",
    ]
  )
  func others(name: String) throws {
    guard let file = try Self.file(name) else { return }
    #expect(file.schema.fields.count + file.omitted.count > 0)
    _ = try Tables.rows(file)
  }
}
