internal import Diagnostics

/// The texts of all faults of a document.
enum XMLFaultText {
  static func fault(_ failure: PushParser.Failure, file: String) -> Fault {
    let position = SourcePosition(
      file: file,
      line: failure.line > 0 ? failure.line : nil,
      column: failure.line > 0 && failure.column > 0 ? failure.column : nil
    )
    let (message, hint) = text(failure.cause)
    return Fault(.input, message, at: position, hints: [hint])
  }

  private static func text(_ cause: PushParser.Failure.Cause) -> (message: String, hint: String) {
    let refused = "a customer export needs nothing of the kind; have it exported again"
    return switch cause {
    case .malformed(let words):
      ("document is not well-formed: \(sentence(words))", "the records before this place are read")
    case .wrongEncoding:
      (
        "document holds bytes that its encoding does not have",
        "name the true one in the first line, as in <?xml version=\"1.0\" encoding=\"windows-1252\"?>"
      )
    case .truncated:
      ("document ends before its elements do", "the file was cut off; copy or export it again")
    case .declaresEntity:
      (
        "document declares external or parameter entities, which are never read",
        "write it without a DOCTYPE declaration; such entities can read other files"
      )
    case .tooManyEntities: ("document declares too many entities", refused)
    case .usesComplexEntity:
      (
        "document uses an entity that holds elements, other entities or too much text",
        "write it without a DOCTYPE declaration; such entities can hide a bomb"
      )
    case .expandsTooMuch:
      (
        "entities make the document many times larger than it is",
        "write it without a DOCTYPE declaration; such entities can hide a bomb"
      )
    case .usesEntity:
      (
        "document uses an entity that XML does not define",
        "only &lt; &gt; &amp; &quot; &apos; and numbered characters are allowed"
      )
    case .tooDeep: ("elements are nested too deeply", refused)
    case .nameTooLong: ("a name is too long", refused)
    case .tooManyAttributes: ("an element has too many attributes", refused)
    case .tooManyPaths: ("document has too many different elements", refused)
    }
  }

  /// libxml2's words in our style: no line break, no full stop, lower case.
  static func sentence(_ words: String) -> String {
    var text = words.split(separator: "\n").first.map(String.init) ?? words
    while text.hasSuffix(".") || text.hasSuffix(" ") { text.removeLast() }
    guard let first = text.first, first.isASCII, text.dropFirst().first?.isLowercase == true
    else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
