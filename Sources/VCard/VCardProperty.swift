/// One property of a card, a view into the card's bytes.
package struct VCardProperty: Sendable {
  let bytes: [UInt8]
  let entry: VCard.Entry
  let version: VCard.Version?

  /// The known name, `.other` for any that `VCardName` does not list.
  package var kind: VCardName { entry.name }

  /// The name in capital letters.
  package var name: String {
    entry.name == .other
      ? Self.string(bytes[entry.nameStart..<entry.nameEnd]).uppercased() : entry.name.rawValue
  }

  /// What stands before the dot, as in `item1.TEL`.
  package var group: String? {
    guard entry.nameStart > entry.start else { return nil }
    return Self.string(bytes[entry.start..<entry.nameStart - 1])
  }

  /// Where the unfolded, decoded, still escaped value stands in `bytes`.
  package var valueRange: Range<Int> { entry.value }

  /// The unfolded, decoded, still escaped value.
  package var escapedValue: String { Self.string(bytes[valueRange]) }

  /// Whether the value is empty or has separators and blanks only.
  package var isBlank: Bool {
    entry.isBlank(in: bytes.span)
  }

  /// Whether the value is base64 (`ENCODING=b` or `BASE64`).
  package var isBase64: Bool { entry.encoding == .base64 }

  /// The whole value as one text, escapes resolved (RFC 6350 section 3.4).
  package var text: String {
    var result: [UInt8] = []
    appendText(to: &result)
    return Self.string(result[...])
  }

  /// Appends the whole value as one text, escapes resolved.
  package func appendText(to target: inout [UInt8]) {
    Escapes.appendUnescaped(bytes.span, valueRange, to: &target)
  }

  /// The parts between unescaped semicolons, as in N, ADR, ORG; a comma stays within its part.
  package var components: [String] {
    Escapes.split(bytes, valueRange, at: ASCII.semicolon).map(unescaped)
  }

  /// Appends component `index`, escapes resolved; returns whether it exists.
  package func appendComponent(_ index: Int, to target: inout [UInt8]) -> Bool {
    let ranges = Escapes.split(bytes, valueRange, at: ASCII.semicolon)
    guard ranges.indices.contains(index) else { return false }
    Escapes.appendUnescaped(bytes.span, ranges[index], to: &target)
    return true
  }

  /// The components, each as the list between its unescaped commas.
  ///
  /// In vCard 2.1 a comma does not separate (section 2.1 there knows only the semicolon).
  package var componentLists: [[String]] {
    Escapes.split(bytes, valueRange, at: ASCII.semicolon).map { range in
      guard version != .v21 else { return [unescaped(range)] }
      return Escapes.split(bytes, range, at: ASCII.comma).map(unescaped)
    }
  }

  /// The parts between unescaped commas, as in NICKNAME and CATEGORIES.
  package var list: [String] {
    Escapes.split(bytes, valueRange, at: ASCII.comma).map(unescaped)
  }

  /// The decoded bytes of a base64 value or of a base64 `data:` URI, nil for any other.
  package var binary: [UInt8]? {
    if isBase64 { return Base64.decoded(bytes[valueRange]) }
    let marker = Array(";base64,".utf8)
    let prefix = Array(bytes[valueRange].prefix(256))
    guard escapedValue.prefix(5).lowercased() == "data:",
      let start = prefix.indices.first(where: { prefix[$0...].starts(with: marker) })
    else { return nil }
    return Base64.decoded(bytes[(entry.valueStart + start + marker.count)..<entry.valueEnd])
  }

  private func unescaped(_ range: Range<Int>) -> String {
    var result: [UInt8] = []
    Escapes.appendUnescaped(bytes.span, range, to: &result)
    return Self.string(result[...])
  }

  static func string(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}

/// A parameter of a property: RFC 6350 section 5.
package struct VCardParameter: Hashable, Sendable {
  /// In capital letters; a bare word of vCard 2.1 is a value of TYPE, ENCODING or CHARSET.
  package let name: String
  package let values: [String]

  package init(_ name: String, _ values: [String]) {
    self.name = name
    self.values = values
  }
}

// MARK: - Parameters

extension VCardProperty {
  /// The parameters in their order, those of one name joined.
  package var parameters: [VCardParameter] {
    var result: [VCardParameter] = []
    for part in parameterRanges {
      let (name, values) = parameter(part)
      guard !name.isEmpty else { continue }
      if let index = result.firstIndex(where: { $0.name == name }) {
        result[index] = VCardParameter(name, result[index].values + values)
      } else {
        result.append(VCardParameter(name, values))
      }
    }
    return result
  }

  /// The values of one parameter; `name` in capital letters.
  package func parameter(_ name: String) -> [String] {
    guard entry.valueStart - 1 > entry.nameEnd else { return [] }
    return parameters.first { $0.name == name }?.values ?? []
  }

  /// The values of TYPE in lower case, bare words of vCard 2.1 included.
  package var types: [String] { parameter("TYPE").map { $0.lowercased() } }

  /// 1 is the most preferred; TYPE=pref of vCard 3.0 and 2.1 counts as 1 (RFC 6350 section 5.3).
  package var preference: Int? {
    if let value = parameter("PREF").first {
      if let number = Int(value), (1...100).contains(number) { return number }
      if value.isEmpty { return 1 }
    }
    return types.contains("pref") ? 1 : nil
  }

  private var parameterRanges: [Range<Int>] {
    guard entry.valueStart - 1 > entry.nameEnd else { return [] }
    return Escapes.splitOutsideQuotes(
      bytes,
      (entry.nameEnd + 1)..<(entry.valueStart - 1),
      at: ASCII.semicolon
    )
  }

  private func parameter(_ range: Range<Int>) -> (name: String, values: [String]) {
    let part = bytes[range]
    guard let equals = part.firstIndex(of: ASCII.equals) else {
      let word = Self.string(part).trimmingBlanks
      return word.isEmpty ? ("", []) : (Self.nameOfBareWord(word), Self.bareValues(word))
    }
    let name = Self.string(part[..<equals]).trimmingBlanks.uppercased()
    let ranges = Escapes.splitOutsideQuotes(bytes, (equals + 1)..<range.upperBound, at: ASCII.comma)
    let values = ranges.flatMap { parameterValues($0, of: name) }
    return (name, values)
  }

  private func parameterValues(_ range: Range<Int>, of name: String) -> [String] {
    let source = bytes.span
    var trimmed = ASCII.trimmed(source, range)
    let isQuoted =
      trimmed.count >= 2 && source[trimmed.lowerBound] == ASCII.quote
      && source[trimmed.upperBound - 1] == ASCII.quote
    if isQuoted { trimmed = (trimmed.lowerBound + 1)..<(trimmed.upperBound - 1) }
    let text = Escapes.withoutCarets(bytes, trimmed, isOn: version != .v21)
    // RFC 6350 section 5.6 allows the list of types within one pair of quotes.
    guard isQuoted, name == "TYPE" || name == "SORT-AS", text.contains(",") else { return [text] }
    return text.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0).trimmingBlanks }
  }

  /// vCard 2.1 writes `TEL;HOME` for `TEL;TYPE=HOME`, and may write an encoding or a charset so.
  private static func nameOfBareWord(_ word: String) -> String {
    switch word.uppercased() {
    case "QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT": "ENCODING"
    case "UTF-8", "US-ASCII": "CHARSET"
    case "INLINE", "CONTENT-ID", "CID", "URL": "VALUE"
    default: "TYPE"
    }
  }

  private static func bareValues(_ word: String) -> [String] {
    word.split(separator: ",").map { String($0).trimmingBlanks }
  }
}

extension String {
  var trimmingBlanks: String {
    let bytes = Array(utf8)
    let range = ASCII.trimmed(bytes.span, bytes.indices)
    return range == bytes.indices ? self : String(decoding: bytes[range], as: UTF8.self)
  }
}
