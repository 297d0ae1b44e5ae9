/// The entities that a document declares for itself, as far as they are harmless.
///
/// Expanded is what stands for plain text of a bounded length (XML 1.0 section 4.4.2): no elements,
/// no other entities, nothing from outside. So the text is never longer than what `XMLLimits` allow,
/// however the document is made.
struct EntityTable {
  enum Refusal {
    case tooMany
    /// Its text holds elements or other entities, or is too long.
    case notPlain
    case expandsTooMuch
  }

  private let limits: XMLLimits
  /// What each stands for; nil for one that must not be used.
  private var texts: [[UInt8]: [UInt8]?] = [:]
  private var declarations = 0
  private var expanded = 0

  init(limits: XMLLimits) { self.limits = limits }

  /// Takes a declaration; the first of a name counts (section 4.2).
  mutating func declare(_ name: [UInt8], _ content: [UInt8]) -> Refusal? {
    declarations += 1
    guard declarations <= limits.maximumEntities else { return .tooMany }
    guard texts[name] == nil else { return nil }
    let isLong = content.count > limits.maximumEntityBytes
    texts[name] = .some(isLong ? nil : Self.plain(content))
    return nil
  }

  /// A use of an entity when `size` bytes of the document were read; one that is not declared is
  /// left to the parser.
  mutating func use(_ name: [UInt8], at size: Int64) -> Refusal? {
    guard let declared = texts[name] else { return nil }
    guard let text = declared else { return .notPlain }
    expanded += text.count
    let allowed = Int64(limits.freeExpansion) + Int64(limits.maximumAmplification) * size
    return Int64(expanded) > allowed ? .expandsTooMuch : nil
  }

  /// What a name stands for.
  func text(_ name: ArraySlice<UInt8>) -> [UInt8]? { texts[Array(name)] ?? nil }

  /// The text of an entity that holds nothing but text, numbered characters and the five names of
  /// section 4.6; nil for any other.
  private static func plain(_ content: [UInt8]) -> [UInt8]? {
    var text: [UInt8] = []
    var index = 0
    while index < content.count {
      let byte = content[index]
      index += 1
      if byte == UInt8(ascii: "<") { return nil }
      guard byte == UInt8(ascii: "&") else {
        text.append(byte)
        continue
      }
      guard let end = content[index...].firstIndex(of: UInt8(ascii: ";")),
        let character = character(String(decoding: content[index..<end], as: UTF8.self))
      else { return nil }
      text += Array(String(character).utf8)
      index = end + 1
    }
    return text
  }

  private static func character(_ name: String) -> Character? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard name.first == "#" else { return nil }
    let isHexadecimal = name.dropFirst().first == "x"
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
      .map(Character.init)
  }
}
