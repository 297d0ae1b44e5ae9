/// HTML and SVG under construction.
///
/// Tags and attribute names are literals; everything that comes from data is escaped on its way
/// in, so no value can become markup.
struct Markup {
  private(set) var text = ""

  /// Attributes in the order in which they are written.
  typealias Attributes = KeyValuePairs<StaticString, String>

  /// Markup of the program itself.
  mutating func literal(_ markup: StaticString) { text += "\(markup)" }

  /// A text.
  mutating func put(_ value: String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\t", "\n": text.unicodeScalars.append(scalar)
      default:
        // Controls are no HTML characters (WHATWG HTML, 13.2.3.5).
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
      }
    }
  }

  /// A start tag.
  mutating func open(_ tag: StaticString, _ attributes: Attributes = [:]) {
    text += "<\(tag)"
    for (name, value) in attributes {
      text += " \(name)=\""
      put(value)
      text += "\""
    }
    text += ">"
  }

  /// An end tag.
  mutating func close(_ tag: StaticString) { text += "</\(tag)>" }

  /// An element that holds a text.
  mutating func element(_ tag: StaticString, _ attributes: Attributes, _ value: String) {
    open(tag, attributes)
    put(value)
    close(tag)
  }

  /// An element without attributes that holds a text.
  mutating func element(_ tag: StaticString, _ value: String) { element(tag, [:], value) }

  /// An element that holds others.
  mutating func element(
    _ tag: StaticString,
    _ attributes: Attributes = [:],
    _ body: (inout Markup) -> Void
  ) {
    open(tag, attributes)
    body(&self)
    close(tag)
  }
}
