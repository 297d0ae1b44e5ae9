package import ByteIO

/// Writes an XML 1.0 document in UTF-8 piece by piece.
///
/// ```swift
/// var writer = XMLWriter(sink)
/// try writer.start("customers", [("xmlns", "urn:example")])
/// try writer.element("name", "Ann & Sons", [("lang", "en")])
/// try writer.end()
/// try writer.finish()
/// ```
///
/// Elements stand on lines of their own; one that has text is kept on its line, so that no white
/// space is added to values. Characters that XML cannot hold (production 2) become U+FFFD.
package struct XMLWriter {
  /// Bytes gathered before the sink is asked.
  private static let bufferSize = 64 << 10

  private struct Open {
    let name: String
    var hasText = false
    var hasChildren = false
  }

  private let sink: any ByteSink
  private let indentation: Int?
  private var buffer: [UInt8] = []
  private var open: [Open] = []
  private var isTagOpen = false

  /// Creates a writer; `indentation` is in spaces a level, nil for no line breaks at all.
  package init(_ sink: any ByteSink, indentation: Int? = 2, declaration: Bool = true) {
    self.sink = sink
    self.indentation = indentation
    buffer.reserveCapacity(Self.bufferSize + 4096)
    if declaration {
      buffer.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
      if indentation == nil { buffer.append(0x0A) }
    }
  }

  /// Begins an element.
  package mutating func start(
    _ name: String,
    _ attributes: [(name: String, value: String)] = []
  ) throws {
    precondition(Self.isName(name), "not an XML name")
    closeTag()
    if !open.isEmpty { open[open.count - 1].hasChildren = true }
    if !(open.last?.hasText ?? false) { breakLine(open.count) }
    buffer.append(0x3C)
    buffer.append(contentsOf: name.utf8)
    for attribute in attributes {
      precondition(Self.isName(attribute.name), "not an XML name")
      buffer.append(0x20)
      buffer.append(contentsOf: attribute.name.utf8)
      buffer.append(contentsOf: "=\"".utf8)
      appendEscaped(attribute.value, isAttribute: true)
      buffer.append(0x22)
    }
    open.append(Open(name: name))
    isTagOpen = true
    try flushIfFull()
  }

  /// Adds text to the element that is open.
  package mutating func text(_ text: String) throws {
    precondition(!open.isEmpty, "text outside the root element")
    guard !text.isEmpty else { return }
    closeTag()
    open[open.count - 1].hasText = true
    appendEscaped(text, isAttribute: false)
    try flushIfFull()
  }

  /// Ends the element that is open.
  package mutating func end() throws {
    guard let element = open.popLast() else { preconditionFailure("no element is open") }
    if isTagOpen {
      buffer.append(contentsOf: "/>".utf8)
      isTagOpen = false
    } else {
      if element.hasChildren, !element.hasText { breakLine(open.count) }
      buffer.append(contentsOf: "</".utf8)
      buffer.append(contentsOf: element.name.utf8)
      buffer.append(0x3E)
    }
    try flushIfFull()
  }

  /// Writes a whole element with text.
  package mutating func element(
    _ name: String,
    _ text: String = "",
    _ attributes: [(name: String, value: String)] = []
  ) throws {
    try start(name, attributes)
    try self.text(text)
    try end()
  }

  /// Ends the elements that are open and writes what is buffered, without finishing the sink.
  package mutating func finish() throws {
    while !open.isEmpty { try end() }
    if indentation != nil { buffer.append(0x0A) }
    try sink.write(buffer)
    buffer.removeAll()
  }

  // MARK: Details

  private mutating func closeTag() {
    guard isTagOpen else { return }
    buffer.append(0x3E)
    isTagOpen = false
  }

  private mutating func breakLine(_ level: Int) {
    guard let indentation, !buffer.isEmpty || !open.isEmpty else { return }
    buffer.append(0x0A)
    buffer.append(contentsOf: repeatElement(0x20, count: level * indentation))
  }

  private mutating func flushIfFull() throws {
    guard buffer.count >= Self.bufferSize else { return }
    try sink.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func appendEscaped(_ text: String, isAttribute: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": buffer.append(contentsOf: "&amp;".utf8)
      case "<": buffer.append(contentsOf: "&lt;".utf8)
      case ">": buffer.append(contentsOf: "&gt;".utf8)
      case "\"" where isAttribute: buffer.append(contentsOf: "&quot;".utf8)
      case "\n" where isAttribute: buffer.append(contentsOf: "&#10;".utf8)
      case "\t" where isAttribute: buffer.append(contentsOf: "&#9;".utf8)
      case "\r": buffer.append(contentsOf: "&#13;".utf8)
      default:
        if Self.isCharacter(scalar) {
          buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
          buffer.append(contentsOf: UTF8.encodedReplacementCharacter)
        }
      }
    }
  }

  /// Char of XML 1.0, production 2.
  private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// Name of XML 1.0, production 5, with letters beyond ASCII taken generously.
  static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, isNameCharacter(first, isFirst: true) else {
      return false
    }
    return name.unicodeScalars.dropFirst().allSatisfy { isNameCharacter($0, isFirst: false) }
  }

  private static func isNameCharacter(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "_", ":": true
    case "0"..."9", "-", ".": !isFirst
    default: scalar.value >= (isFirst ? 0xC0 : 0xB7)
    }
  }
}
