import Diagnostics

/// Where each key and value of a JSON5 text stands, by path such as `read[2].fields.email`.
///
/// Foundation parses the values, but says neither where they stood nor where a syntax error is, so
/// this walks the same text once more for the positions alone. `firstError` is only of interest when
/// Foundation has refused the text.
struct JSON5Positions {
  /// 1-based line and column (in bytes) of the key, or of the array element.
  struct Place: Hashable {
    let line: Int
    let column: Int
  }

  private(set) var places: [String: Place] = [:]
  /// Paths that occur twice in one object: Foundation keeps one of them silently.
  private(set) var duplicates: [String] = []

  /// The first place at which the text is not JSON5, and what was expected there.
  private(set) var firstError: (place: Place, expected: String)?

  private let text: [UInt8]
  private var offset = 0
  private var line = 1
  private var lineStart = 0

  /// Deeper nesting than this is not walked (a pipeline file has at most six levels).
  static let maximumDepth = 64

  init(_ text: [UInt8]) {
    self.text = text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    value(path: "", depth: 0)
    skipBlank()
    if peek != nil { stop("the end of the file") }
  }

  private mutating func stop(_ expected: String) {
    if firstError == nil { firstError = (here, expected) }
    offset = text.count
  }

  // MARK: - Grammar (spec.json5.org, sections 3 to 6)

  private mutating func value(path: String, depth: Int) {
    skipBlank()
    guard depth < Self.maximumDepth, let byte = peek else { return stop("a value") }
    switch byte {
    case UInt8(ascii: "{"): object(path: path, depth: depth)
    case UInt8(ascii: "["): array(path: path, depth: depth)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = string()
    default: literal()
    }
  }

  /// A number, true, false or null.
  private mutating func literal() {
    let place = here
    let word = bareWord()
    let isKeyword = ["true", "false", "null", "Infinity", "NaN"].contains(word)
    let isNumber = word.utf8.first.map { "+-.0123456789".utf8.contains($0) } ?? false
    guard isKeyword || isNumber else {
      if firstError == nil { firstError = (place, "a value (texts stand in quotes)") }
      return
    }
  }

  private mutating func object(path: String, depth: Int) {
    advance()
    while true {
      skipBlank()
      guard let byte = peek else { return stop("a key or '}'") }
      guard byte != UInt8(ascii: "}") else { return advance() }
      let place = here
      let isQuoted = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
      let key = isQuoted ? string() : bareWord()
      guard !key.isEmpty || isQuoted else { return stop("a key or '}'") }
      let keyPath = path.isEmpty ? key : "\(path).\(key)"
      if places.updateValue(place, forKey: keyPath) != nil { duplicates.append(keyPath) }
      skipBlank()
      guard peek == UInt8(ascii: ":") else { return stop("':' after the key") }
      advance()
      value(path: keyPath, depth: depth + 1)
      guard separator(before: UInt8(ascii: "}")) else { return stop("',' or '}'") }
    }
  }

  private mutating func array(path: String, depth: Int) {
    advance()
    var index = 0
    while true {
      skipBlank()
      guard let byte = peek else { return stop("a value or ']'") }
      guard byte != UInt8(ascii: "]") else { return advance() }
      let elementPath = "\(path)[\(index)]"
      places[elementPath] = here
      value(path: elementPath, depth: depth + 1)
      guard separator(before: UInt8(ascii: "]")) else { return stop("',' or ']'") }
      index += 1
    }
  }

  /// Passes a comma; false when neither one nor the closing bracket follows.
  private mutating func separator(before closing: UInt8) -> Bool {
    skipBlank()
    if peek == UInt8(ascii: ",") {
      advance()
      return true
    }
    return peek == closing
  }

  private mutating func string() -> String {
    guard let quote = peek else { return "" }
    advance()
    var bytes: [UInt8] = []
    while let byte = peek, byte != quote {
      if byte == UInt8(ascii: "\\") { advance() }
      if let byte = peek { bytes.append(byte) }
      advance()
    }
    if peek == nil { stop("the closing quote") }
    advance()
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func bareWord() -> String {
    let start = offset
    while let byte = peek, !Self.endsWord(byte) { advance() }
    return String(decoding: text[start..<offset], as: UTF8.self)
  }

  private mutating func skipBlank() {
    while let byte = peek {
      if byte == UInt8(ascii: "/"), next == UInt8(ascii: "/") {
        while let byte = peek, byte != UInt8(ascii: "\n") { advance() }
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        advance()
        repeat {
          advance()
        } while peek != nil && !(peek == UInt8(ascii: "*") && next == UInt8(ascii: "/"))
        advance()
        advance()
      } else if byte == UInt8(ascii: " ") || (9...13).contains(byte) {
        advance()
      } else {
        return
      }
    }
  }

  // MARK: - Bytes

  private var peek: UInt8? { offset < text.count ? text[offset] : nil }

  private var next: UInt8? { offset + 1 < text.count ? text[offset + 1] : nil }

  private var here: Place { Place(line: line, column: offset - lineStart + 1) }

  private mutating func advance() {
    guard offset < text.count else { return }
    if text[offset] == UInt8(ascii: "\n") {
      line += 1
      lineStart = offset + 1
    }
    offset += 1
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"),
      UInt8(ascii: "{"),
      UInt8(ascii: "["), UInt8(ascii: "/"), UInt8(ascii: " "), 9...13:
      true
    default: false
    }
  }
}
