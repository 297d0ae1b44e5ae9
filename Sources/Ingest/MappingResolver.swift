import CRMModel
import Diagnostics

/// Decides how the header of a table maps to a lead, and what is left at the door.
struct MappingResolver {
  struct Resolution {
    var preset: Preset?
    var mapping: LeadMapping
    var dropped: [DroppedColumn]
    var warnings: [Finding]
  }

  let specification: SourceSpecification
  let header: [String]

  /// The pipeline's `fields` win over a preset, which wins over aliases.
  ///
  /// - Throws: `Fault` for an unknown preset, a field mapped to a column that is not there, a
  ///   header with one name twice, or nothing that can be mapped.
  func resolve() throws(Fault) -> Resolution {
    try refuseRepeatedHeaders()
    let names = Set(header)
    let preset = try preset(names)
    var warnings: [Finding] = []
    var mapping = preset?.mapping.restricted(to: names) ?? aliased(excluding: [], &warnings)
    try override(&mapping, names)
    guard !mapping.columns.isEmpty else { throw nothingMapped() }
    let read = Set(mapping.columns)
    let reasons = Dictionary((preset?.drops ?? []).map { ($0.column, $0.reason) }) { first, _ in
      first
    }
    let dropped = header.filter { !read.contains($0) && !$0.isEmpty }.map {
      DroppedColumn($0, reasons[$0] ?? "not mapped to a field")
    }
    return Resolution(preset: preset, mapping: mapping, dropped: dropped, warnings: warnings)
  }

  private func preset(_ names: Set<String>) throws(Fault) -> Preset? {
    guard let wanted = specification.preset else { return Preset.all.first { $0.matches(names) } }
    if let preset = Preset.all.first(where: { $0.name == wanted }) { return preset }
    let known = Preset.all.map(\.name)
    let hint =
      NearestName.of(wanted, among: known).map { "did you mean '\($0)'?" }
      ?? "presets: \(known.joined(separator: ", "))"
    throw Fault(.configuration, "unknown preset '\(wanted)'", hints: [hint])
  }

  private func refuseRepeatedHeaders() throws(Fault) {
    var seen: Set<String> = []
    for name in header where !name.isEmpty && !seen.insert(name).inserted {
      throw Fault(
        .input,
        "two columns are called '\(name)'",
        at: SourcePosition(file: specification.displayName, line: 1),
        hints: ["rename one of them: which one is meant cannot be known"]
      )
    }
  }

  private func aliased(excluding taken: Set<String>, _ warnings: inout [Finding]) -> LeadMapping {
    var mapping = LeadMapping()
    var columnByField: [String: String] = [:]
    for column in header {
      guard let field = HeaderAliases.field(for: column) else { continue }
      switch LeadField(rawValue: field) {
      case .email: mapping.emails.append(.init(column))
      case .phone: mapping.phones.append(.init(column))
      case .website: mapping.urls.append(.init(column))
      default:
        if let other = columnByField.updateValue(column, forKey: field) {
          columnByField[field] = other
          warnings.append(collision(field, other, column))
        }
      }
    }
    let parts: [LeadField] = [.street, .locality, .region, .postalCode, .country]
    let address = parts.map { columnByField.removeValue(forKey: $0.name) }
    let houseNumber = header.first { HeaderAliases.isHouseNumber($0) && address[0] != nil }
    let street = header.filter { $0 == address[0] || $0 == houseNumber }
    if address.contains(where: { $0 != nil }) {
      mapping.addresses = [
        .init(
          street: street,
          streetJoiner: houseNumber == nil ? "\n" : " ",
          locality: address[1],
          region: address[2],
          postalCode: address[3],
          country: address[4]
        )
      ]
    }
    mapping.scalars = columnByField.sorted { $0.key < $1.key }.map { .init($0.key, [$0.value]) }
    return mapping
  }

  private func collision(_ field: String, _ first: String, _ second: String) -> Finding {
    Finding(
      "mapping.two-columns",
      .warning,
      at: RowOrigin(file: specification.displayName, record: 0, line: 1, byteOffset: 0),
      field: field,
      message: "'\(first)' and '\(second)' both look like \(field); '\(first)' is read",
      hint: "say which: fields: { \(field): \"\(second)\" }"
    )
  }

  private func override(_ mapping: inout LeadMapping, _ names: Set<String>) throws(Fault) {
    for (field, column) in specification.fields.sorted(by: { $0.key < $1.key }) {
      guard names.contains(column) else { throw missing(column, field) }
      mapping.release(column)
      mapping.assign(field, column)
    }
  }

  private func missing(_ column: String, _ field: String) -> Fault {
    let nearest = NearestName.of(column, among: header)
    let hint =
      nearest.map { "did you mean fields: { \(field): \"\($0)\" }?" }
      ?? "columns: \(header.joined(separator: ", "))"
    return Fault(
      .input,
      "there is no column '\(column)' for the field \(field)",
      at: SourcePosition(file: specification.displayName, line: 1),
      hints: [hint]
    )
  }

  private func nothingMapped() -> Fault {
    Fault(
      .input,
      "no column of this file is known",
      at: SourcePosition(file: specification.displayName, line: 1),
      hints: [
        "columns: \(header.joined(separator: ", "))",
        "say what they mean: fields: { email: \"...\", family_name: \"...\" }",
      ]
    )
  }
}

extension LeadMapping {
  /// Takes a column away from whatever it was mapped to.
  fileprivate mutating func release(_ column: String) {
    scalars = scalars.compactMap { scalar in
      let rest = scalar.columns.filter { $0 != column }
      return rest.isEmpty ? nil : Scalar(scalar.field, rest, joiner: scalar.joiner)
    }
    emails.removeAll { $0.column == column }
    phones.removeAll { $0.column == column }
    urls.removeAll { $0.column == column }
  }

  /// Maps one column to a field, before whatever the field was read from.
  fileprivate mutating func assign(_ field: String, _ column: String) {
    switch LeadField(rawValue: field) {
    case .email: emails.insert(.init(column), at: 0)
    case .phone: phones.insert(.init(column), at: 0)
    case .website: urls.insert(.init(column), at: 0)
    case .street, .locality, .region, .postalCode, .country: assignAddress(field, column)
    default:
      scalars.removeAll { $0.field == field }
      scalars.append(.init(field, [column]))
    }
  }

  private mutating func assignAddress(_ field: String, _ column: String) {
    let old = addresses.first
    func part(_ wanted: LeadField, _ current: String?) -> String? {
      field == wanted.name ? column : current
    }
    let replaced = Address(
      label: old?.label,
      street: field == LeadField.street.name ? [column] : old?.street ?? [],
      streetJoiner: old?.streetJoiner ?? "\n",
      locality: part(.locality, old?.locality),
      region: part(.region, old?.region),
      postalCode: part(.postalCode, old?.postalCode),
      country: part(.country, old?.country)
    )
    if addresses.isEmpty { addresses = [replaced] } else { addresses[0] = replaced }
  }

  /// Model fields and what each is read from, for people.
  var summary: [(field: String, from: String)] {
    var result = scalars.map { ($0.field, $0.columns.joined(separator: ", ")) }
    for (field, points) in [("email", emails), ("phone", phones), ("website", urls)]
    where !points.isEmpty {
      result.append((field, points.map(\.column).joined(separator: ", ")))
    }
    for address in addresses.prefix(1) {
      result.append(("address", address.columns.joined(separator: ", ")))
    }
    return result
  }
}
