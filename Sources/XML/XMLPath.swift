package import Diagnostics

/// A path to elements, attributes or text: the subset of XPath 1.0 that record and field paths use.
///
/// | path | means |
/// |---|---|
/// | `contact/email` | the text of `email` in `contact` |
/// | `@id`, `contact/@type` | an attribute |
/// | `name/text()` | the text before the first child element |
/// | `.` | the record's whole text |
/// | `*`, `*/email` | any element |
/// | `//email`, `contact//email` | at any depth |
/// | `cac:Party/cbc:Name` | names in the namespaces that a prefix map gives |
/// | `phone[@type='mobile']`, `phone[@type]`, `phone[@type!='fax']` | by attribute |
/// | `address[type='billing']/city`, `field[name/text()='VAT']/value` | by a child's text |
/// | `phone[.='1']`, `phone[2]`, `phone[@a='1' and b='2']`, `phone[@a='1'][2]` | by text, position |
/// | `mobile \| phone` | either, in the order of the document |
///
/// A name without prefix stands for that name in any namespace. Surrounding white space of values
/// does not count.
package struct XMLPath: Hashable, Sendable {
  /// A name, or any name.
  package struct NameTest: Hashable, Sendable {
    /// Nil for `*`.
    package let local: String?
    /// Nil for any namespace.
    package let namespace: String?
  }

  /// An element on the way.
  package struct Step: Hashable, Sendable {
    /// Whether it may stand at any depth below the one before (`//`).
    package let isDescendant: Bool
    package let test: NameTest
    package let predicates: [Predicate]
  }

  /// A condition in brackets.
  package indirect enum Predicate: Hashable, Sendable {
    /// 1 for the first.
    case position(Int)
    /// The operand exists.
    case exists(XMLPath)
    /// Some value of the operand equals the text.
    case equals(XMLPath, String)
    /// Some value of the operand differs from the text.
    case differs(XMLPath, String)
  }

  /// What of the last element is meant.
  package enum Target: Hashable, Sendable {
    /// Its text with that of its descendants.
    case element
    case attribute(NameTest)
    /// Its own text before the first child.
    case text
  }

  /// Whether it begins at the document (`/a`); otherwise a record path may match at any depth.
  package let isAbsolute: Bool
  package let steps: [Step]
  package let target: Target

  /// Whether some step has a predicate.
  package var hasPredicates: Bool { steps.contains { !$0.predicates.isEmpty } }

  /// Parses one or more paths separated by `|`.
  ///
  /// - Throws: a configuration fault that names the path and the place in it.
  package static func parse(
    _ text: String,
    prefixes: [String: String] = [:]
  ) throws(Fault) -> [XMLPath] {
    var parser = XMLPathParser(text, prefixes)
    return try parser.union()
  }
}

/// Recursive descent over the path's characters.
struct XMLPathParser {
  /// Characters of a path, brackets within brackets: more is a mistake.
  private static let maximumLength = 1000
  private static let maximumNesting = 8

  private let text: String
  private let scalars: [Unicode.Scalar]
  private let prefixes: [String: String]
  private var index = 0
  private var nesting = 0

  init(_ text: String, _ prefixes: [String: String]) {
    self.text = text
    self.prefixes = prefixes
    scalars = Array(text.unicodeScalars)
  }

  mutating func union() throws(Fault) -> [XMLPath] {
    guard scalars.count <= Self.maximumLength else {
      throw fault("longer than \(Self.maximumLength)")
    }
    var paths = [try path()]
    while take("|") { paths.append(try path()) }
    guard index == scalars.count else { throw fault("unexpected character") }
    return paths
  }

  private mutating func path() throws(Fault) -> XMLPath {
    skipBlanks()
    let isAbsolute = peek() == "/" && peek(1) != "/"
    if isAbsolute { index += 1 }
    var isDescendant = false
    if peek() == "/" {
      index += 2
      isDescendant = true
    }
    var steps: [XMLPath.Step] = []
    while true {
      if let target = try target() {
        skipBlanks()
        return XMLPath(isAbsolute: isAbsolute, steps: steps, target: target)
      }
      steps.append(try step(isDescendant))
      guard take("/") else { break }
      isDescendant = take("/")
    }
    skipBlanks()
    return XMLPath(isAbsolute: isAbsolute, steps: steps, target: .element)
  }

  /// The last part when it is not an element: `@name`, `text()` or `.`.
  private mutating func target() throws(Fault) -> XMLPath.Target? {
    if take("@") { return .attribute(try nameTest()) }
    if peek() == ".", peek(1) != "." {
      index += 1
      return .element
    }
    let start = index
    if takeWord("text"), take("("), take(")") { return .text }
    index = start
    return nil
  }

  private mutating func step(_ isDescendant: Bool) throws(Fault) -> XMLPath.Step {
    let test = try nameTest()
    var predicates: [XMLPath.Predicate] = []
    while take("[") {
      nesting += 1
      guard nesting <= Self.maximumNesting else { throw fault("brackets are nested too deeply") }
      repeat { predicates.append(try predicate()) } while takeWord("and")
      guard take("]") else { throw fault("expected ]") }
      nesting -= 1
    }
    return XMLPath.Step(isDescendant: isDescendant, test: test, predicates: predicates)
  }

  private mutating func predicate() throws(Fault) -> XMLPath.Predicate {
    skipBlanks()
    if let number = number() {
      guard number >= 1 else { throw fault("positions begin with 1") }
      return .position(number)
    }
    let operand = try path()
    if take("!") {
      guard take("=") else { throw fault("expected !=") }
      return .differs(operand, try literal())
    }
    return take("=") ? .equals(operand, try literal()) : .exists(operand)
  }

  private mutating func number() -> Int? {
    let start = index
    while let scalar = peek(), ("0"..."9").contains(scalar) { index += 1 }
    guard index > start else { return nil }
    return Int(String(String.UnicodeScalarView(scalars[start..<index]))) ?? 0
  }

  private mutating func literal() throws(Fault) -> String {
    skipBlanks()
    guard let quote = peek(), quote == "'" || quote == "\"" else {
      throw fault("expected a text in quotes")
    }
    let start = index + 1
    guard let end = scalars[start...].firstIndex(of: quote) else { throw fault("unclosed quote") }
    index = end + 1
    skipBlanks()
    return String(String.UnicodeScalarView(scalars[start..<end]))
  }

  private mutating func nameTest() throws(Fault) -> XMLPath.NameTest {
    let first = try name()
    guard peek() == ":", peek(1) != ":" else {
      return XMLPath.NameTest(local: first, namespace: nil)
    }
    index += 1
    let prefix = first ?? "*"
    let local = try name()
    guard let namespace = prefixes[prefix] else {
      let hint = NearestName.of(prefix, among: prefixes.keys.sorted()).map { "did you mean \($0)?" }
      throw fault("prefix \(prefix) has no namespace")
        .hinting(hint ?? "name it under namespaces: { \(prefix): \"http://..\" }")
    }
    return XMLPath.NameTest(local: local, namespace: namespace)
  }

  /// Nil for `*`.
  private mutating func name() throws(Fault) -> String? {
    skipBlanks()
    if take("*") { return nil }
    let start = index
    while let scalar = peek(), Self.isName(scalar) { index += 1 }
    guard index > start else { throw fault("expected a name") }
    return String(String.UnicodeScalarView(scalars[start..<index]))
  }

  /// NameChar of XML 1.0 without the colon, generously.
  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: scalar.value >= 0xB7
    }
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < scalars.count ? scalars[index + ahead] : nil
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    index += 1
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    skipBlanks()
    let wanted = Array(word.unicodeScalars)
    guard scalars[index...].starts(with: wanted) else { return false }
    let after = peek(wanted.count)
    guard after == nil || after.map(Self.isName) == false else { return false }
    index += wanted.count
    return true
  }

  private mutating func skipBlanks() { while peek() == " " { index += 1 } }

  private func fault(_ message: String) -> Fault {
    let shown = scalars.count <= 60 ? text : "\(text.prefix(60))..."
    return Fault(.configuration, "path \(shown): \(message) at character \(index + 1)")
  }
}
