/// A JSON value (RFC 8259) whose members keep their order, so that equal models give equal bytes.
enum JSONText {
  case null
  case bool(Bool)
  case integer(Int64)
  case string(String)
  case array([JSONText])
  case object(KeyValuePairs<String, JSONText>)
  /// Members whose names come from data.
  case members([(String, JSONText)])

  /// A text, or null.
  static func optional(_ text: String?) -> JSONText { text.map(JSONText.string) ?? .null }

  /// Indented by two spaces, with a line feed at the end.
  var document: String {
    var text = ""
    write(to: &text, depth: 0)
    return text + "\n"
  }

  private func write(to text: inout String, depth: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .string(let value): Self.quote(value, to: &text)
    case .array(let items): Self.write(items.map { (nil, $0) }, "[", "]", to: &text, depth)
    case .object(let members): Self.write(members.map { ($0, $1) }, "{", "}", to: &text, depth)
    case .members(let members): Self.write(members.map { ($0, $1) }, "{", "}", to: &text, depth)
    }
  }

  private static func write(
    _ items: [(String?, JSONText)],
    _ opening: String,
    _ closing: String,
    to text: inout String,
    _ depth: Int
  ) {
    text += opening
    for (index, (name, value)) in items.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: depth + 1)
      if let name {
        quote(name, to: &text)
        text += ": "
      }
      value.write(to: &text, depth: depth + 1)
    }
    if !items.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
    text += closing
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
