package import ByteIO

/// Writes vCard 4.0 (RFC 6350): escaped, folded at 75 octets, lines ended by CRLF.
///
/// ```swift
/// var writer = VCardWriter(sink)
/// try writer.begin()
/// try writer.property("FN", .text("Ann Smith"))
/// try writer.property("N", .components(["Smith", "Ann", "", "", ""]))
/// try writer.property("EMAIL", .text("ann@example.com"), [VCardParameter("TYPE", ["work"])])
/// try writer.end()
/// try writer.finish()
/// ```
///
/// vCard has no way to write a bare carriage return; it becomes a line feed.
package struct VCardWriter {
  /// A value and how it is escaped.
  package enum Value: Hashable, Sendable {
    /// One text.
    case text(String)
    /// Texts between commas, as in CATEGORIES.
    case list([String])
    /// Texts between semicolons, as in N, ADR and ORG.
    case components([String])
    /// A URI, date or other value without escapes; line breaks in it are left out.
    case verbatim(String)
  }

  /// Octets of a line without its break, RFC 6350 section 3.2.
  package static let maximumLineOctets = 75
  private static let bufferSize = 64 << 10

  private let sink: any ByteSink
  private var buffer: [UInt8] = []
  private var line: [UInt8] = []

  package init(_ sink: any ByteSink) { self.sink = sink }

  /// Begins a card.
  package mutating func begin() throws {
    try property("BEGIN", .verbatim("VCARD"))
    try property("VERSION", .verbatim("4.0"))
  }

  /// Ends the card.
  package mutating func end() throws { try property("END", .verbatim("VCARD")) }

  /// Writes what is buffered, without finishing the sink.
  package mutating func finish() throws {
    try sink.write(buffer)
    buffer.removeAll()
  }

  /// Writes one property; `name` is a token of RFC 6350 section 3.3.
  package mutating func property(
    _ name: String,
    _ value: Value,
    _ parameters: [VCardParameter] = [],
    group: String? = nil
  ) throws {
    precondition(Self.isToken(name) && group.map(Self.isToken) ?? true, "not a property name")
    line.removeAll(keepingCapacity: true)
    if let group { line.append(contentsOf: "\(group).".utf8) }
    line.append(contentsOf: name.utf8)
    for parameter in parameters where !parameter.values.isEmpty { append(parameter) }
    line.append(ASCII.colon)
    append(value)
    fold()
    if buffer.count >= Self.bufferSize {
      try sink.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte == ASCII.hyphen || ASCII.isDigit(byte) || (0x41...0x5A).contains(ASCII.upper(byte))
      }
  }

  private mutating func append(_ value: Value) {
    switch value {
    case .text(let text): appendEscaped(text)
    case .list(let texts): appendEscaped(texts, separator: ASCII.comma)
    case .components(let texts): appendEscaped(texts, separator: ASCII.semicolon)
    case .verbatim(let text):
      line.append(
        contentsOf: text.utf8.filter { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn }
      )
    }
  }

  private mutating func appendEscaped(_ texts: [String], separator: UInt8) {
    for (index, text) in texts.enumerated() {
      if index > 0 { line.append(separator) }
      appendEscaped(text)
    }
  }

  /// RFC 6350 section 3.4.
  private mutating func appendEscaped(_ text: String) {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case ASCII.backslash, ASCII.comma, ASCII.semicolon:
        line.append(ASCII.backslash)
        line.append(byte)
      case ASCII.lineFeed where previous == ASCII.carriageReturn: break
      case ASCII.lineFeed, ASCII.carriageReturn:
        line.append(ASCII.backslash)
        line.append(UInt8(ascii: "n"))
      default: line.append(byte)
      }
      previous = byte
    }
  }

  /// RFC 6350 section 3.3 and, for quotes and line breaks, RFC 6868.
  private mutating func append(_ parameter: VCardParameter) {
    precondition(Self.isToken(parameter.name), "not a parameter name")
    line.append(ASCII.semicolon)
    line.append(contentsOf: parameter.name.utf8)
    line.append(ASCII.equals)
    for (index, value) in parameter.values.enumerated() {
      if index > 0 { line.append(ASCII.comma) }
      let isQuoted = value.utf8.contains { [0x2C, 0x3A, 0x3B].contains($0) }
      if isQuoted { line.append(ASCII.quote) }
      for byte in value.utf8 {
        switch byte {
        case ASCII.caret: line.append(contentsOf: "^^".utf8)
        case ASCII.quote: line.append(contentsOf: "^'".utf8)
        case ASCII.lineFeed: line.append(contentsOf: "^n".utf8)
        case ASCII.carriageReturn: break
        default: line.append(byte)
        }
      }
      if isQuoted { line.append(ASCII.quote) }
    }
  }

  /// Copies the line into the buffer, broken before octet 76 but never within a character.
  private mutating func fold() {
    var start = 0
    var room = Self.maximumLineOctets
    while line.count - start > room {
      var end = start + room
      while end > start + 1, line[end] & 0xC0 == 0x80 { end -= 1 }
      buffer.append(contentsOf: line[start..<end])
      buffer.append(contentsOf: "\r\n ".utf8)
      start = end
      // The blank counts.
      room = Self.maximumLineOctets - 1
    }
    buffer.append(contentsOf: line[start...])
    buffer.append(contentsOf: "\r\n".utf8)
  }
}
