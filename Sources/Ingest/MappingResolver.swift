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
  /// The columns' names, made distinct.
  let header: [String]
  /// The same as they stand in the file; empty when nobody knows.
  var rawHeader: [String] = []
  /// Columns that hold objects, which are no value of a field unless the pipeline says so.
  var nested: Set<String> = []

  /// The pipeline's `fields` win over a preset, which wins over aliases.
  ///
  /// - Throws: `Fault` for an unknown preset, a field mapped to a column that is not there or to
  ///   one of several with its name, a column named for two fields, or nothing that can be mapped.
  func resolve() throws(Fault) -> Resolution {
    try refuseSharedColumns()
    let names = Set(header)
    let found = try preset(names)
    try refuseUnknownRenames(found, names)
    let preset = found?.adapted(to: names, renamed: specification.renamed)
    var warnings: [Finding] = []
    var mapping =
      preset?.mapping(forFile: specification.displayName).restricted(to: names)
      ?? aliased(excluding: [], &warnings)
    try override(&mapping, names)
    guard !mapping.columns.isEmpty else { throw nothingMapped() }
    try refuseRepeatedHeaders(mapping, preset)
    let read = Set(mapping.columns)
    let dropped = header.filter { !read.contains($0) && !$0.isEmpty }.map {
      DroppedColumn(
        $0,
        preset?.reason(for: $0) ?? noteReason(for: $0)
          ?? (nested.contains($0) ? Self.holdsObjects : DroppedColumn.unmapped)
      )
    }
    let drift = HeaderDrift(specification, header, mapping)
    warnings += drift.findings(preset)
    return Resolution(preset: preset, mapping: mapping, dropped: dropped, warnings: warnings)
  }

  /// Why the notes of a reject file are not read.
  private func noteReason(for column: String) -> String? {
    RefusedNotes.columns.contains(column) && header.contains(RefusedNotes.codesColumn)
      ? "notes on a record that was refused" : nil
  }

  private static let holdsObjects = "holds objects with fields of their own"

  private func preset(_ names: Set<String>) throws(Fault) -> Preset? {
    guard let wanted = specification.preset else { return Preset.all.first { $0.matches(names) } }
    return try Self.preset(called: wanted)
  }

  /// Columns that are said to be called otherwise, and are none of the preset or none of the file.
  private func refuseUnknownRenames(
    _ preset: Preset?,
    _ names: Set<String>
  ) throws(Fault) {
    for (old, new) in specification.renamed.sorted(by: { $0.key < $1.key }) {
      let known = preset.map { $0.mapping.columns + $0.signature + $0.signatureAny } ?? []
      let isKnown = known.contains(old)
      if isKnown, names.contains(new) { continue }
      let wrong = isKnown ? new : old
      let nearest = NearestName.of(wrong, among: isKnown ? header : known)
      throw Fault(
        .configuration,
        "'\(wrong)' under 'renamed' is no column of the \(isKnown ? "file" : "preset")",
        at: SourcePosition(file: specification.displayName, line: 1),
        hints: [
          preset == nil
            ? "name the preset too: preset: \"..\""
            : nearest.map { "did you mean '\($0)'?" } ?? "it stands as preset's name: file's name"
        ]
      )
    }
  }

  /// The preset that a pipeline names.
  static func preset(called wanted: String) throws(Fault) -> Preset {
    if let preset = Preset.all.first(where: { $0.name == wanted }) { return preset }
    let known = Preset.all.map(\.name)
    let hint =
      NearestName.of(wanted, among: known).map { "did you mean '\($0)'?" }
      ?? "presets: \(known.joined(separator: ", "))"
    throw Fault(.configuration, "unknown preset '\(wanted)'", hints: [hint])
  }

  /// A column that the pipeline names for two fields; one of them may be its id.
  private func refuseSharedColumns() throws(Fault) {
    var fieldByColumn: [String: String] = [:]
    for (field, column) in specification.fields.sorted(by: { $0.key < $1.key })
    where field != SourceField.externalID.name {
      guard let other = fieldByColumn.updateValue(field, forKey: column) else { continue }
      throw Fault(
        .configuration,
        "the column '\(column)' is named for two fields, \(other) and \(field)",
        at: SourcePosition(file: specification.displayName, line: 1),
        hints: ["keep one: fields: { \(other): \"\(column)\" }"]
      )
    }
  }

  /// Two columns of one name that is read, unless the pipeline says which is meant, or a preset
  /// knows that there are two.
  private func refuseRepeatedHeaders(_ mapping: LeadMapping, _ preset: Preset?) throws(Fault) {
    guard rawHeader.count == header.count else { return }
    let fields = mapping.fieldByColumn
    let named = Set(specification.fields.values)
    let meant = Set(preset?.mapping.columns ?? [])
    for (index, column) in header.enumerated() where !rawHeader[index].isEmpty {
      if column != rawHeader[index], meant.contains(column) { continue }
      let same = header.indices.filter { rawHeader[$0] == rawHeader[index] }.map { header[$0] }
      guard same.count > 1, let field = fields[column], named.isDisjoint(with: same) else {
        continue
      }
      throw Fault(
        .input,
        "\(same.count) columns are called '\(rawHeader[index])', and \(field) is read from it",
        at: SourcePosition(file: specification.displayName, line: 1),
        hints: same.enumerated().map { number, name in
          "the \(Self.ordinal(number + 1)) is meant? fields: { \(field): \"\(name)\" }"
        }
      )
    }
  }

  private static func ordinal(_ number: Int) -> String {
    ["first", "second", "third"].indices.contains(number - 1)
      ? ["first", "second", "third"][number - 1] : "\(number)th"
  }

  private func aliased(excluding taken: Set<String>, _ warnings: inout [Finding]) -> LeadMapping {
    var mapping = LeadMapping()
    var columnByField: [String: String] = [:]
    for column in header where !nested.contains(column) {
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
      // What identifies a record may also be one of its values.
      if field != SourceField.externalID.name { mapping.release(column) }
      mapping.assign(field, column)
    }
  }

  private func missing(_ column: String, _ field: String) -> Fault {
    let nearest = NearestName.of(column, among: header)
    let hint =
      nearest.map { "did you mean fields: { \(field): \"\($0)\" }?" }
      ?? "columns: \(columnNames)"
    return Fault(
      .input,
      "there is no column '\(column)' for the field \(field)",
      at: SourcePosition(file: specification.displayName, line: 1),
      hints: [hint]
    )
  }

  /// The columns as a hint names them: of very many the first.
  private var columnNames: String {
    var room = Self.shownCharacters
    let shown = header.prefix { name in
      room -= name.count
      return room > 0
    }
    let more = header.count - shown.count
    return shown.joined(separator: ", ") + (more > 0 ? ", and \(more) more" : "")
  }

  private static let shownCharacters = 800

  private func nothingMapped() -> Fault {
    Fault(
      .input,
      "no column of this file is known",
      at: SourcePosition(file: specification.displayName, line: 1),
      hints: [
        "columns: \(columnNames)",
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
