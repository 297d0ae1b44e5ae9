import CRMModel

/// Reads presets from a table: a line for a field, under a line that names the preset.
///
/// ```
/// hubspot-contacts of hubspot
///   has          Record ID | Email           all of these headers
///   any          Contact owner | Lead Status and one of these
///   given_name   First Name + Middle Name    joined by a blank; by "-" with &
///   organisation Company Name | Company      the first with a value
///   email        Email = work | Other Email  each a way to reach the person, with its label
///   address      = work ; Street 1 + Street 2 ; City ; State ; Postal Code ; Country
///   each phone   Phone N - Value             for every number that is read
///   drop         why : Column | *.suffix     left at the door
///   called       State/Province : State | State or Province   other names of a column
///   like         zoho-leads : tags | email   these fields as in a preset above
///   splits       :::                         between several values in a cell
///   empty        [not provided]              means nothing
///   file         cleaned_ : email_status = cleaned
///   ids          salesforce
/// ```
///
/// Consent has its sign in the name of its field: `consent_email` holds what was agreed to,
/// `opt_out_email` the opposite, whose "no" agrees to nothing.
struct PresetTable {
  private(set) var presets: [Preset] = []
  /// Lines that say nothing understood.
  private(set) var problems: [String] = []

  /// Numbered groups of columns that are read; Google writes as many as the fullest contact needs.
  private static let groups = 1...6

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.trimmed
      guard !words.isEmpty, !words.hasPrefix("//") else { continue }
      if line.first == " " {
        if presets.isEmpty || !read(words) { problems.append(words) }
      } else {
        let parts = words.parts(" of ")
        guard parts.count == 2 else {
          problems.append(words)
          continue
        }
        presets.append(Preset(name: parts[0], system: parts[1]))
      }
    }
  }

  private mutating func read(_ line: String) -> Bool {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { return false }
    guard words[0] == "each" else { return read(words[0], words[1].trimmed) }
    let inner = words[1].split(separator: " ", maxSplits: 1).map(String.init)
    guard inner.count == 2, inner[1].contains(" N ") else { return false }
    return Self.groups.allSatisfy { number in
      read(inner[0], inner[1].trimmed.replacing(" N ", with: " \(number) "))
    }
  }

  private mutating func read(_ key: String, _ value: String) -> Bool {
    let last = presets.count - 1
    switch key {
    case "has": presets[last].signature += value.parts(" | ")
    case "any": presets[last].signatureAny += value.parts(" | ")
    case "splits": presets[last].mapping.valueSeparator = " \(value) "
    case "empty": presets[last].mapping.emptyWords += value.parts(" | ")
    case "ids": presets[last].mapping.completesSalesforceIDs = value == "salesforce"
    case "called": return readOtherNames(value)
    case "like": return readLikeness(value)
    case "drop": return readDrop(value)
    case "file": return readFile(value)
    case "address": return readAddress(value)
    case "email": presets[last].mapping.emails += Self.points(value)
    case "phone": presets[last].mapping.phones += Self.points(value)
    case "website": presets[last].mapping.urls += Self.points(value)
    default:
      guard MappableField.names.contains(key) else { return false }
      presets[last].mapping.scalars.append(Self.scalar(key, value))
    }
    return true
  }

  private static func scalar(_ field: String, _ value: String) -> LeadMapping.Scalar {
    for (mark, joiner) in [(" + ", " "), (" & ", "-")] where value.contains(mark) {
      return LeadMapping.Scalar(field, value.parts(mark), joiner: joiner)
    }
    return LeadMapping.Scalar(field, value.parts(" | "))
  }

  private static func points(_ value: String) -> [LeadMapping.Point] {
    value.parts(" | ").map { part in
      let pair = part.parts(" = ")
      return LeadMapping.Point(pair[0], pair.count > 1 ? pair[1] : nil)
    }
  }

  private mutating func readAddress(_ value: String) -> Bool {
    var parts = value.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmed)
    guard let first = parts.first else { return false }
    let label = first.hasPrefix("=") ? first.dropFirst().trimmed : nil
    if label != nil { parts.removeFirst() }
    guard parts.count == 5 else { return false }
    let rest = parts.map { $0 == "-" ? nil : $0 }
    presets[presets.count - 1].mapping.addresses.append(
      LeadMapping.Address(
        label: label,
        street: rest[0]?.parts(" + ") ?? [],
        locality: rest[1],
        region: rest[2],
        postalCode: rest[3],
        country: rest[4]
      )
    )
    return true
  }

  private mutating func readLikeness(_ value: String) -> Bool {
    let parts = value.parts(" : ")
    guard parts.count == 2, let model = presets.first(where: { $0.name == parts[0] }) else {
      return false
    }
    let last = presets.count - 1
    return parts[1].parts(" | ").allSatisfy { field in
      switch field {
      case "email": presets[last].mapping.emails += model.mapping.emails
      case "phone": presets[last].mapping.phones += model.mapping.phones
      default:
        let scalars = model.mapping.scalars.filter { $0.field == field }
        presets[last].mapping.scalars += scalars
        return !scalars.isEmpty
      }
      return true
    }
  }

  private mutating func readOtherNames(_ value: String) -> Bool {
    let parts = value.parts(" : ")
    guard parts.count == 2 else { return false }
    let names = parts[1].parts(" | ").map { (column: parts[0], other: $0) }
    presets[presets.count - 1].otherNames += names
    return true
  }

  private mutating func readDrop(_ value: String) -> Bool {
    let parts = value.parts(" : ")
    guard parts.count == 2 else { return false }
    presets[presets.count - 1].drops += parts[1].parts(" | ").map { DroppedColumn($0, parts[0]) }
    return true
  }

  private mutating func readFile(_ value: String) -> Bool {
    let parts = value.parts(" : ")
    guard parts.count == 2 else { return false }
    let pair = parts[1].parts(" = ")
    guard pair.count == 2, MappableField.names.contains(pair[0]) else { return false }
    let constant = LeadMapping.Constant(field: pair[0], value: pair[1])
    presets[presets.count - 1].fileNames.append(.init(beginning: parts[0], constant: constant))
    return true
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// What stands between separators, without blanks around.
  fileprivate func parts(_ separator: String) -> [String] {
    split(separator: separator).map(\.trimmed).filter { !$0.isEmpty }
  }
}
