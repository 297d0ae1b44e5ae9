/// The logical type of a column: the closed set that every stage and format can rely on.
package enum ColumnType: Hashable, Sendable {
  case bool
  case int32
  case int64
  /// A scaled integer: `unscaled / 10^scale`, at most 18 digits so that it fits an Int64.
  case decimal(precision: Int, scale: Int)
  /// Days since 1970-01-01 in the proleptic Gregorian calendar.
  case day
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp
  /// UTF-8 text, plain or dictionary-encoded.
  case utf8
}

/// A named, typed column of a schema.
package struct Field: Hashable, Sendable {
  package let name: String
  package let type: ColumnType
  package let isNullable: Bool

  package init(_ name: String, _ type: ColumnType, isNullable: Bool = true) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }
}

/// An ordered list of fields with distinct names.
package struct Schema: Hashable, Sendable {
  package let fields: [Field]

  /// Creates a schema; two fields of one name are a programming error.
  package init(_ fields: [Field]) {
    precondition(Set(fields.map(\.name)).count == fields.count, "two columns of one name")
    self.fields = fields
  }

  /// The position of the field called `name`.
  package func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

/// An immutable table fragment that crosses module borders: 16 to 64 thousand rows, stored by
/// column.
package struct RecordBatch: Sendable {
  package let schema: Schema
  /// Kept apart so that a batch without columns still has a length.
  package let rowCount: Int
  /// In the schema's order, each `rowCount` long.
  package let columns: [Column]

  /// Creates a batch; columns that disagree with schema or length are a programming error.
  package init(schema: Schema, rowCount: Int, columns: [Column]) {
    precondition(schema.fields.count == columns.count, "a column for each field")
    for (field, column) in zip(schema.fields, columns) {
      precondition(column.count == rowCount, "column \(field.name) has another length")
      precondition(column.type == field.type, "column \(field.name) has another type")
    }
    self.schema = schema
    self.rowCount = rowCount
    self.columns = columns
  }

  /// The column called `name`, nil when the schema has none.
  package func column(_ name: String) -> Column? {
    schema.index(of: name).map { columns[$0] }
  }

  /// The rows at `rows`, in that order; an index may occur more than once.
  package func taking(_ rows: [Int]) -> RecordBatch {
    RecordBatch(schema: schema, rowCount: rows.count, columns: columns.map { $0.taking(rows) })
  }

  /// The columns called `names`, in that order.
  ///
  /// A name that the schema lacks is a programming error.
  package func projecting(_ names: [String]) -> RecordBatch {
    let indices = names.map { name -> Int in
      guard let index = schema.index(of: name) else { preconditionFailure("no column \(name)") }
      return index
    }
    return RecordBatch(
      schema: Schema(indices.map { schema.fields[$0] }),
      rowCount: rowCount,
      columns: indices.map { columns[$0] }
    )
  }
}
