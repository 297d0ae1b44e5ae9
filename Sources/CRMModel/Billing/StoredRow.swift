package import Columns
package import Diagnostics
package import Time

/// A value that is one row of a stored table, with its conversions both ways.
package protocol StoredRow: Sendable {
  static var table: ModelTable { get }

  /// Writes every column of `table`.
  func write(to row: inout RowWriter)

  /// Reads a row that `write(to:)` wrote; columns are found by name.
  init(from row: RowReader) throws
}

extension StoredRow {
  /// The rows as a batch of the table's schema.
  package static func batch(of rows: some Sequence<Self>) -> RecordBatch {
    let schema = table.schema
    var builder = BatchBuilder(schema)
    for value in rows {
      var writer = RowWriter(schema)
      value.write(to: &writer)
      builder.append(writer.values)
    }
    return builder.finish()
  }

  /// The rows of a batch; a value that cannot be is an integrity fault.
  package static func rows(in batch: RecordBatch) throws -> [Self] {
    try (0..<batch.rowCount).map { try Self(from: RowReader(batch, row: $0, table: table.name)) }
  }
}

/// Collects the values of one row by column name.
package struct RowWriter: Sendable {
  private let schema: Schema
  fileprivate private(set) var values: [BatchBuilder.Value]

  fileprivate init(_ schema: Schema) {
    self.schema = schema
    values = Array(repeating: .null, count: schema.fields.count)
  }

  package mutating func set(_ name: String, _ value: BatchBuilder.Value) {
    guard let index = schema.index(of: name) else { preconditionFailure("no column \(name)") }
    values[index] = value
  }

  package mutating func set(_ name: String, _ text: String?) { set(name, .optional(text)) }

  package mutating func set(_ name: String, _ number: Int64?) { set(name, .optional(number)) }

  package mutating func set(_ name: String, _ number: Int32) { set(name, .integer(Int64(number))) }

  package mutating func set(_ name: String, _ date: CalendarDate?) {
    set(name, date.map { Int64($0.daysSinceEpoch) })
  }

  package mutating func set(_ name: String, _ number: some FixedDecimal) {
    set(name, .integer(number.unscaled))
  }

  /// An amount; `Money` that came through the parsers and the plan's checks always fits.
  package mutating func set(_ name: String, _ money: Money?) {
    guard let money else { return set(name, .null) }
    guard let stored = money.stored else { preconditionFailure("\(name) exceeds 18 digits") }
    set(name, .integer(stored))
  }

  package mutating func set(_ tax: Tax?) {
    set("tax_category", tax?.category.rawValue)
    set("tax_rate", tax?.rate.unscaled)
  }

  package mutating func set(_ origin: RowOrigin) {
    set("file", origin.file)
    set("record", origin.record)
    set("line", origin.line)
    set("byte_offset", origin.byteOffset)
  }

  package mutating func set(_ identity: InputIdentity) {
    set("source_system", identity.system)
    set("external_id", identity.key)
    set("hold", identity.hold?.reason.rawValue)
    set("hold_of", identity.hold?.other)
  }
}

/// Reads the values of one row by column name.
package struct RowReader: Sendable {
  private let batch: RecordBatch
  private let row: Int
  private let table: String

  fileprivate init(_ batch: RecordBatch, row: Int, table: String) {
    self.batch = batch
    self.row = row
    self.table = table
  }

  package func optionalText(_ name: String) -> String? { batch.column(name)?.string(row) }

  package func text(_ name: String) throws -> String { try require(optionalText(name), name) }

  package func optionalInteger(_ name: String) -> Int64? { batch.column(name)?.integer(row) }

  package func integer(_ name: String) throws -> Int64 { try require(optionalInteger(name), name) }

  package func int32(_ name: String) throws -> Int32 {
    try require(Int32(exactly: integer(name)), name)
  }

  package func optionalDate(_ name: String) -> CalendarDate? {
    optionalInteger(name).map { CalendarDate(daysSinceEpoch: Int($0)) }
  }

  package func date(_ name: String) throws -> CalendarDate { try require(optionalDate(name), name) }

  package func decimal<Value: FixedDecimal>(_ name: String) throws -> Value {
    Value(unscaled: try integer(name))
  }

  package func currency() throws -> Currency {
    try require(Currency(text("currency")), "currency")
  }

  package func money(_ name: String) throws -> Money {
    try require(Money(stored: integer(name), currency()), name)
  }

  package func optionalMoney(_ name: String) throws -> Money? {
    optionalInteger(name) == nil ? nil : try money(name)
  }

  package func period(_ name: String = "period") throws -> BillingPeriod {
    try require(BillingPeriod(text(name)), name)
  }

  /// A text that stands for a case of a closed list.
  package func choice<Choice: RawRepresentable<String>>(_ name: String) throws -> Choice {
    try require(Choice(rawValue: text(name)), name)
  }

  package func optionalTax() throws -> Tax? {
    optionalText("tax_category") == nil ? nil : try tax()
  }

  package func tax() throws -> Tax {
    let category: TaxCategory = try choice("tax_category")
    let rate: TaxRate = try decimal("tax_rate")
    return try require(Tax(category, rate), "tax_rate")
  }

  package func origin() throws -> RowOrigin {
    RowOrigin(
      file: try text("file"),
      record: try integer("record"),
      line: try integer("line"),
      byteOffset: try integer("byte_offset")
    )
  }

  package func identity() throws -> InputIdentity {
    var identity = InputIdentity(
      system: optionalText("source_system"),
      key: optionalText("external_id")
    )
    if optionalText("hold") != nil {
      identity.hold = InputHold(try choice("hold"), other: try text("hold_of"))
    }
    return identity
  }

  /// The value, or an integrity fault that names table, row and column.
  package func require<Value>(_ value: Value?, _ column: String) throws -> Value {
    guard let value else {
      throw Fault(
        .integrity,
        "table \(table), row \(row + 1): column \(column) holds no valid value",
        hints: ["the store was written by another program or is damaged; run doctor"]
      )
    }
    return value
  }
}
