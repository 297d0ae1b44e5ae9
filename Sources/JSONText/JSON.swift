/// A JSON value (RFC 8259) to be written: members keep their order, so that equal models give equal
/// bytes.
package indirect enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that stands as it is, such as a decimal.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A member of an object.
  package struct Member: Sendable, Hashable {
    package let name: String
    package let value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// A text, or null.
  package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// An object of texts, sorted by name.
  package static func strings(_ values: [String: String]) -> JSON {
    .object(values.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) })
  }

  /// The value on one line, without spaces.
  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes, indentation: nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value over several lines, indented by two spaces, with a line feed at the end.
  package var document: String {
    var bytes: [UInt8] = []
    append(to: &bytes, indentation: 0)
    bytes.append(0x0A)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `indentation` is the depth of the line on which the value stands, nil for one line.
  private func append(to bytes: inout [UInt8], indentation: Int?) {
    switch self {
    case .null: bytes += Array("null".utf8)
    case .bool(let value): bytes += Array((value ? "true" : "false").utf8)
    case .integer(let value): bytes += Array(String(value).utf8)
    case .number(let text): bytes += Array(text.utf8)
    case .string(let text): bytes.append(jsonString: text)
    case .array(let values):
      Self.append(values, "[", "]", to: &bytes, indentation) { value, depth, bytes in
        value.append(to: &bytes, indentation: depth)
      }
    case .object(let members):
      Self.append(members, "{", "}", to: &bytes, indentation) { member, depth, bytes in
        bytes.append(jsonString: member.name)
        bytes += Array((depth == nil ? ":" : ": ").utf8)
        member.value.append(to: &bytes, indentation: depth)
      }
    }
  }

  private static func append<Item>(
    _ items: [Item],
    _ opening: Unicode.Scalar,
    _ closing: Unicode.Scalar,
    to bytes: inout [UInt8],
    _ indentation: Int?,
    item append: (Item, Int?, inout [UInt8]) -> Void
  ) {
    let depth = indentation.map { $0 + 1 }
    bytes.append(UInt8(ascii: opening))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if let depth { beginLine(depth, &bytes) }
      append(item, depth, &bytes)
    }
    if let indentation, !items.isEmpty { beginLine(indentation, &bytes) }
    bytes.append(UInt8(ascii: closing))
  }

  private static func beginLine(_ depth: Int, _ bytes: inout [UInt8]) {
    bytes.append(0x0A)
    bytes += repeatElement(0x20, count: 2 * depth)
  }
}

extension JSON: ExpressibleByDictionaryLiteral {
  /// An object with the members in the order in which they are written.
  package init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0, $1) })
  }
}
