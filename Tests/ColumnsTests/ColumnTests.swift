import Columns
import Testing

@Suite("columns")
struct ColumnTests {
  @Test("text keeps nulls, empty values and order through building and taking")
  func text() {
    let column = TextColumn(["a", nil, "", "Zoë"])
    #expect((0..<4).map { column[$0] } == ["a", nil, "", "Zoë"])
    let taken = column.taking([3, 1, 0, 3])
    #expect((0..<4).map { taken[$0] } == ["Zoë", nil, "a", "Zoë"])
  }

  @Test("a column without nulls has no validity")
  func noNulls() {
    #expect(TextColumn(["a", "b"]).validity == nil)
    #expect(FixedColumn<Int32>([1, 2]).validity == nil)
  }

  @Test("taking keeps the named rows of every column")
  func taking() {
    let schema = Schema([Field("n", .int64), Field("t", .utf8)])
    var builder = BatchBuilder(schema)
    for number in 0..<130 {
      builder.append([.integer(Int64(number)), number % 3 == 0 ? .null : .text("t\(number)")])
    }
    let batch = builder.finish().taking([0, 1, 63, 64, 129])
    #expect((0..<5).map { batch.columns[0].integer($0) } == [0, 1, 63, 64, 129])
    #expect((0..<5).map { batch.columns[1].string($0) } == [nil, "t1", nil, "t64", nil])
  }

  @Test("dictionary and plain text say the same")
  func dictionary() {
    let column = DictionaryColumn(
      codes: [1, 0, 1],
      values: TextColumn(["x", "y"]),
      validity: Bitmap([true, false, true])
    )
    #expect((0..<3).map { column[$0] } == ["y", nil, "y"])
    #expect((0..<3).map { column.plain[$0] } == ["y", nil, "y"])
  }

  @Test("bitmaps count and list their ones across words")
  func bitmap() {
    var bitmap = Bitmap(repeating: true, count: 70)
    #expect(bitmap.onesCount == 70)
    bitmap[69] = false
    bitmap[0] = false
    #expect(bitmap.ones == Array(1...68))
  }
}
