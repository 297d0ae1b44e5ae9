import JSONText

/// Cards as jCard, RFC 7095: JSON without losing a property.
///
/// Quoted-printable and charsets are decoded first, so their parameters are left out; base64 stays
/// as it is, with its parameter. Property types that a version does not define are `unknown` and
/// keep their value unprocessed (section 5.1).
package enum JCard {
  /// Appends the JSON of one card, on one line, without a line break at its end.
  package static func append(_ card: VCard, to json: inout [UInt8]) {
    json.append(text: "[\"vcard\",[")
    var isFirst = true
    for property in card.properties {
      if !isFirst { json.append(ASCII.comma) }
      isFirst = false
      append(property, to: &json)
    }
    json.append(text: "],[]]")
  }

  /// The JSON of one card.
  package static func bytes(_ card: VCard) -> [UInt8] {
    var json: [UInt8] = []
    append(card, to: &json)
    return json
  }

  private static func append(_ property: VCardProperty, to json: inout [UInt8]) {
    let parameters = property.parameters
    let type = JCardType(property, parameters)
    json.append(UInt8(ascii: "["))
    json.append(jsonString: property.name.lowercased())
    json.append(ASCII.comma)
    append(parameters, of: property, to: &json)
    json.append(ASCII.comma)
    json.append(jsonString: type.identifier)
    for value in JCardValue.values(of: property, type) {
      json.append(ASCII.comma)
      value.append(to: &json)
    }
    json.append(UInt8(ascii: "]"))
  }

  private static func append(
    _ parameters: [VCardParameter],
    of property: VCardProperty,
    to json: inout [UInt8]
  ) {
    json.append(UInt8(ascii: "{"))
    var isFirst = true
    func member(_ name: String, _ values: [String]) {
      if !isFirst { json.append(ASCII.comma) }
      isFirst = false
      json.append(jsonString: name)
      json.append(ASCII.colon)
      if values.count == 1 { return json.append(jsonString: values[0]) }
      JCardValue.list(values.map(JCardValue.text)).append(to: &json)
    }
    for parameter in parameters {
      switch parameter.name {
      case "VALUE", "CHARSET": continue
      case "ENCODING" where !property.isBase64: continue
      default: member(parameter.name.lowercased(), parameter.values)
      }
    }
    if let group = property.group { member("group", [group.lowercased()]) }
    json.append(UInt8(ascii: "}"))
  }
}

/// The type identifier of a property's value: its VALUE parameter, else what its version says of
/// its name (RFC 6350 section 6, RFC 2426 section 3; RFC 7095 section 3.5).
struct JCardType {
  let identifier: String
  /// Components between semicolons.
  let isStructured: Bool
  /// Values, or within components lists, between commas.
  let isList: Bool

  init(_ property: VCardProperty, _ parameters: [VCardParameter]) {
    let explicit = parameters.first { $0.name == "VALUE" }?.values.first?.lowercased()
    let isFour = property.version == .v40
    let usual = isFour ? Self.version4(property) : Self.version3(property)
    var type = explicit ?? usual
    if type == "date-or-date-time" {
      type = property.bytes[property.valueRange].contains(0x54) ? "date-time" : "date"
    }
    if type == "url" || type == "cid" || type == "content-id" { type = "uri" }
    if property.isBase64 { type = "binary" }
    identifier = type
    let isUsual = explicit == nil || explicit == usual
    isStructured = isUsual && Self.isStructured(property)
    isList = isUsual && Self.isList(property)
  }

  private static func isStructured(_ property: VCardProperty) -> Bool {
    switch property.kind {
    case .n, .adr, .org: true
    case .gender, .clientPIDMap: property.version == .v40
    case .geo: property.version != .v40
    default: false
    }
  }

  private static func isList(_ property: VCardProperty) -> Bool {
    switch property.kind {
    case .n, .adr, .nickname, .categories: property.version != .v21
    default: false
    }
  }

  private static func version4(_ property: VCardProperty) -> String {
    switch property.kind {
    case .bday, .anniversary, .deathDate: "date-and-or-time"
    case .rev: "timestamp"
    case .lang: "language-tag"
    case .photo, .logo, .sound, .key, .url, .source, .impp, .geo, .member, .related, .uid,
      .freeBusy, .calendarUserAddress, .calendar:
      "uri"
    case .fn, .n, .nickname, .gender, .adr, .tel, .email, .title, .role, .org, .categories, .note,
      .prodid, .clientPIDMap, .tz, .kind, .xml, .version, .birthPlace, .deathPlace:
      "text"
    default: "unknown"
    }
  }

  private static func version3(_ property: VCardProperty) -> String {
    switch property.kind {
    case .bday, .rev, .anniversary: "date-or-date-time"
    case .tel: "phone-number"
    case .photo, .logo, .sound, .key: "binary"
    case .url, .source, .impp: "uri"
    case .tz: "utc-offset"
    case .geo: "float"
    case .agent: "vcard"
    case .fn, .n, .nickname, .adr, .label, .email, .mailer, .title, .role, .org, .categories,
      .note, .prodid, .sortString, .uid, .classification, .version, .name, .profile, .kind:
      "text"
    default: "unknown"
    }
  }
}

/// A value as RFC 7095 section 3.3 writes it.
enum JCardValue {
  case text(String)
  /// Digits that are a JSON number already.
  case number(String)
  case list([JCardValue])

  static func values(of property: VCardProperty, _ type: JCardType) -> [JCardValue] {
    if type.identifier == "unknown" || type.identifier == "binary" {
      return [.text(property.escapedValue)]
    }
    if type.isStructured {
      let components = property.componentLists.map { list in
        type.isList ? one(list, type) : one([list.joined(separator: ",")], type)
      }
      return [components.count == 1 ? components[0] : .list(components)]
    }
    if type.isList { return property.list.map { value($0, type) } }
    return [value(property.text, type)]
  }

  private static func one(_ list: [String], _ type: JCardType) -> JCardValue {
    list.count == 1 ? value(list[0], type) : .list(list.map { value($0, type) })
  }

  private static func value(_ text: String, _ type: JCardType) -> JCardValue {
    switch type.identifier {
    case "date", "time", "date-time", "date-and-or-time", "timestamp":
      return .text(JCardTime.extended(text, isTime: type.identifier == "time"))
    case "utc-offset": return .text(JCardTime.extendedZone(text))
    case "float", "integer":
      let trimmed = text.trimmingBlanks
      return isNumber(Array(trimmed.utf8)) ? .number(trimmed) : .text(text)
    case "boolean": return .text(text.lowercased())
    default: return .text(text)
    }
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, which JSON takes as it stands (RFC 8259 section 6).
  private static func isNumber(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if rest.first == ASCII.hyphen { rest = rest.dropFirst() }
    let whole = rest.prefix(while: ASCII.isDigit)
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return false }
    rest = rest.dropFirst(whole.count)
    guard rest.first == ASCII.dot else { return rest.isEmpty }
    return rest.count > 1 && rest.dropFirst().allSatisfy(ASCII.isDigit)
  }

  func append(to json: inout [UInt8]) {
    switch self {
    case .text(let text): json.append(jsonString: text)
    case .number(let digits): json.append(text: digits)
    case .list(let values):
      json.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { json.append(ASCII.comma) }
        value.append(to: &json)
      }
      json.append(UInt8(ascii: "]"))
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(text: String) { append(contentsOf: text.utf8) }
}
