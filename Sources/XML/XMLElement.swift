internal import CLibXML2

/// An element of a record as a whole, for formats whose fields are not found by paths.
package struct XMLElement: Hashable, Sendable {
  package struct Attribute: Hashable, Sendable {
    package let name: String
    /// Empty outside any namespace.
    package let namespace: String
    package let value: String
  }

  package let name: String
  /// Empty outside any namespace.
  package let namespace: String
  package let attributes: [Attribute]
  package fileprivate(set) var children: [XMLElement] = []
  /// All text in the element, as XPath's string() gives it.
  package fileprivate(set) var text = ""

  /// The first child called `name`, in the element's own namespace.
  package func first(_ name: String) -> XMLElement? { children.first { isOwn($0, name) } }

  /// The children called `name`, in the element's own namespace.
  package func all(_ name: String) -> [XMLElement] { children.filter { isOwn($0, name) } }

  /// The value of an attribute in the element's own namespace.
  package func attribute(_ name: String) -> String? {
    attributes.first { $0.name == name && $0.namespace == namespace }?.value
  }

  private func isOwn(_ child: XMLElement, _ name: String) -> Bool {
    child.name == name && child.namespace == namespace
  }

  /// The records `texts`, each one whole element in UTF-8, that stand within the start tags of
  /// `envelope`; nil when one of them is not well-formed or has too many elements.
  package static func parse(
    _ texts: [[UInt8]],
    in envelope: XMLEnvelope,
    maximumElements: Int = XMLLimits.standard.maximumRecordElements
  ) -> [XMLElement]? {
    let ends = envelope.startTags.reversed().flatMap { tag in
      Array("</\(XMLEnvelope.name(of: tag))>".utf8)
    }
    let document = Array(envelope.startTags.joined()) + Array(texts.joined()) + ends
    var builder = ElementBuilder(depth: envelope.startTags.count, room: maximumElements)
    guard builder.parse(document), builder.finished.count == texts.count else { return nil }
    return builder.finished
  }
}

/// Builds elements from libxml2's SAX2 events.
///
/// Safe: the events come only while `parse` runs, on the calling thread, and what libxml2 hands over
/// is copied before a callback returns. There is no DTD within a record, so no entity either.
@safe
private struct ElementBuilder {
  /// Start tags around the records.
  let depth: Int
  /// Elements that may still come.
  var room: Int
  var open: [(element: XMLElement, text: [UInt8])] = []
  private var outer = 0
  var finished: [XMLElement] = []

  init(depth: Int, room: Int) {
    self.depth = depth
    self.room = room
  }

  mutating func parse(_ document: [UInt8]) -> Bool {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handler.startElementNs = { user, local, _, namespace, _, _, count, _, attributes in
      guard let builder = unsafe user?.assumingMemoryBound(to: ElementBuilder.self) else { return }
      unsafe builder.pointee.start(
        XMLElement(
          name: text(local),
          namespace: text(namespace),
          attributes: ElementBuilder.attributes(attributes, Int(count))
        )
      )
    }
    unsafe handler.endElementNs = { user, _, _, _ in
      unsafe user?.assumingMemoryBound(to: ElementBuilder.self).pointee.end()
    }
    unsafe handler.characters = { user, bytes, count in
      guard let builder = unsafe user?.assumingMemoryBound(to: ElementBuilder.self) else { return }
      unsafe builder.pointee.take(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    unsafe handler.cdataBlock = handler.characters
    unsafe handler.ignorableWhitespace = handler.characters
    // Silent: the caller learns from the result.
    unsafe handler.serror = { _, _ in }
    let count = Int32(exactly: document.count) ?? 0
    let result = unsafe withUnsafeMutablePointer(to: &self) { builder in
      unsafe document.withUnsafeBytes { buffer in
        let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
        return unsafe xmlSAXUserParseMemory(&handler, builder, start, count)
      }
    }
    return result == 0 && room >= 0
  }

  private mutating func start(_ element: XMLElement) {
    guard outer >= depth else {
      outer += 1
      return
    }
    room -= 1
    guard room >= 0 else { return }
    open.append((element, []))
  }

  private mutating func end() {
    guard room >= 0, let (ended, text) = open.popLast() else { return }
    var element = ended
    element.text = String(decoding: text, as: UTF8.self)
    guard !open.isEmpty else { return finished.append(element) }
    open[open.count - 1].text += text
    open[open.count - 1].element.children.append(element)
  }

  private mutating func take(_ text: UnsafeBufferPointer<xmlChar>) {
    guard !open.isEmpty, room >= 0 else { return }
    unsafe open[open.count - 1].text.append(contentsOf: text)
  }

  /// Attributes come in fives: local name, prefix, namespace, begin and end of the value.
  private static func attributes(
    _ fields: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
    _ count: Int
  ) -> [XMLElement.Attribute] {
    guard let fields = unsafe fields else { return [] }
    return (0..<count).compactMap { index in
      let field = unsafe fields + index * 5
      guard let begin = unsafe field[3], let end = unsafe field[4] else { return nil }
      let value = unsafe UnsafeBufferPointer(start: begin, count: end - begin)
      // As entities are not replaced, every ampersand of a value comes as this reference.
      return unsafe XMLElement.Attribute(
        name: text(field[0]),
        namespace: text(field[2]),
        value: String(decoding: value, as: UTF8.self).replacing("&#38;", with: "&")
      )
    }
  }
}

private func text(_ name: UnsafePointer<xmlChar>?) -> String {
  guard let name = unsafe name else { return "" }
  return unsafe String(cString: name)
}
