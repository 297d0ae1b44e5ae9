package import Columns
internal import Diagnostics
internal import Foundation
internal import JSONText

/// A schema with the metadata of its columns (PROTOCOL.md, "Schema Serialization Format").
package struct DeltaSchema: Sendable, Hashable {
  package let schema: Schema
  /// By column name; for example `star.class`, the privacy class.
  package let columnMetadata: [String: [String: String]]

  package init(_ schema: Schema, columnMetadata: [String: [String: String]] = [:]) {
    self.schema = schema
    self.columnMetadata = columnMetadata
  }

  /// The `schemaString` of a metaData action.
  var text: String {
    let fields = schema.fields.map { field -> JSON in
      [
        "name": .string(field.name),
        "type": .string(field.type.deltaName),
        "nullable": .bool(field.isNullable),
        "metadata": .strings(columnMetadata[field.name] ?? [:]),
      ]
    }
    let root: JSON = ["type": .string("struct"), "fields": .array(fields)]
    return root.text
  }

  /// Reads a `schemaString`; throws a `SchemaError` that says what is not supported.
  init(text: String) throws {
    guard let root = try? JSONDecoder().decode(Root.self, from: Data(text.utf8)),
      root.type == "struct"
    else { throw SchemaError(reason: "the schema is not a struct of simple columns") }
    var metadata: [String: [String: String]] = [:]
    var fields: [Field] = []
    for column in root.fields {
      guard let type = ColumnType(deltaName: column.type) else {
        throw SchemaError(reason: "column \(column.name) has type \(column.type)")
      }
      let texts = (column.metadata ?? [:]).compactMapValues(\.text)
      guard texts["delta.invariants"] == nil else {
        throw SchemaError(reason: "column \(column.name) has an invariant")
      }
      if !texts.isEmpty { metadata[column.name] = texts }
      fields.append(Field(column.name, type, isNullable: column.nullable))
    }
    let names = Set(fields.map { $0.name.lowercased() })
    guard names.count == fields.count else {
      throw SchemaError(reason: "two columns have one name")
    }
    self.init(Schema(fields), columnMetadata: metadata)
  }

  /// What makes a schema unreadable.
  struct SchemaError: Error {
    let reason: String
  }

  private struct Root: Decodable {
    let type: String
    let fields: [Column]
  }

  private struct Column: Decodable {
    let name: String
    let type: String
    let nullable: Bool
    let metadata: [String: Value]?
  }

  /// A metadata value of any type, of which only texts are kept.
  private struct Value: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
      text = try? decoder.singleValueContainer().decode(String.self)
    }
  }
}

extension ColumnType {
  /// The name of the primitive type (PROTOCOL.md, "Primitive Types").
  var deltaName: String {
    switch self {
    case .bool: "boolean"
    case .int32: "integer"
    case .int64: "long"
    case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
    case .day: "date"
    case .timestamp: "timestamp"
    case .utf8: "string"
    }
  }

  /// The type called `name`, nil for those without counterpart.
  init?(deltaName name: String) {
    switch name {
    case "boolean": self = .bool
    case "byte", "short", "integer": self = .int32
    case "long": self = .int64
    case "date": self = .day
    case "timestamp": self = .timestamp
    case "string": self = .utf8
    default:
      guard name.hasPrefix("decimal("), name.hasSuffix(")") else { return nil }
      let numbers = name.dropFirst(8).dropLast().split(separator: ",").map {
        Int($0.filter { $0 != " " })
      }
      guard numbers.count == 2, let precision = numbers[0], let scale = numbers[1],
        (1...18).contains(precision), (0...precision).contains(scale)
      else { return nil }
      self = .decimal(precision: precision, scale: scale)
    }
  }
}
