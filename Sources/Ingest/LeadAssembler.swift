import CRMModel
import Columns

/// Turns a table with a source's headers into raw leads, as a mapping says.
///
/// A field that is one column of the source takes that column over without copying it.
struct LeadAssembler {
  private let mapping: LeadMapping
  private let emptyWords: [[UInt8]]
  private let separator: [UInt8]?

  init(_ mapping: LeadMapping) {
    self.mapping = mapping
    emptyWords = mapping.emptyWords.map { Array($0.utf8) }
    separator = mapping.valueSeparator.map { Array($0.utf8) }
  }

  /// The leads of a table whose columns are text and named by the source's headers.
  func assemble(_ table: RecordBatch) -> (batch: RecordBatch, points: RawContactPoints) {
    var output = Output()
    for scalar in mapping.scalars {
      let columns = columns(scalar.columns, in: table)
      guard !columns.isEmpty else { continue }
      output.append(scalar.field, column(scalar, columns, count: table.rowCount))
    }
    for constant in mapping.constants where !output.names.contains(constant.field) {
      let value = Array(constant.value.utf8)
      var builder = TextColumnBuilder(capacity: table.rowCount)
      for _ in 0..<table.rowCount { builder.append(value) }
      output.append(constant.field, builder.finish())
    }
    appendPoints(mapping.emails, .email, field: "email", table, to: &output)
    appendPoints(mapping.phones, .phone, field: "phone", table, to: &output)
    appendPoints(mapping.urls, .url, field: "website", table, to: &output)
    appendAddresses(table, to: &output)
    let batch = RecordBatch(
      schema: Schema(output.names.map { Field($0, .utf8) }),
      rowCount: table.rowCount,
      columns: output.columns.map(Column.text)
    )
    return (batch, output.sortedPoints)
  }

  private struct Output {
    var names: [String] = []
    var columns: [TextColumn] = []
    var points: [(row: Int, kind: ContactKind, value: String, label: String?)] = []

    mutating func append(_ name: String, _ column: TextColumn) {
      names.append(name)
      columns.append(column)
    }

    var sortedPoints: RawContactPoints {
      var result = RawContactPoints()
      let order = points.indices.sorted { (points[$0].row, $0) < (points[$1].row, $1) }
      for index in order {
        let point = points[index]
        result.append(row: point.row, point.kind, point.value, label: point.label)
      }
      return result
    }
  }

  private func columns(_ names: [String], in table: RecordBatch) -> [TextColumn] {
    names.compactMap { table.column($0)?.plainText }
  }

  // MARK: - Scalars

  private func column(
    _ scalar: LeadMapping.Scalar,
    _ columns: [TextColumn],
    count: Int
  ) -> TextColumn {
    if scalar.field == SourceField.optOutEmail.name, columns.count > 1 {
      return strictest(columns, count: count)
    }
    let joiner = scalar.joiner.map { Array($0.utf8) }
    let column = merged(columns, joiner: joiner, count: count)
    guard mapping.completesSalesforceIDs, scalar.field == SourceField.externalID.name else {
      return column
    }
    return SalesforceID.completed(column)
  }

  /// What a column says about opting out that says nothing of it.
  private static let refusesNothing: Set<String> = ["false", "no", "n", "0", "off", "allow"]

  /// Of several columns that may say "opted out" the first that does: consent only tightens (law 5
  /// of design.md).
  private func strictest(_ columns: [TextColumn], count: Int) -> TextColumn {
    var builder = TextColumnBuilder(capacity: count)
    for row in 0..<count {
      let values = columns.filter { isPresent($0, row) }.compactMap { $0[row] }
      let strict = values.first { !Self.refusesNothing.contains($0.lowercased()) }
      builder.append(Array((strict ?? values.first ?? "").utf8))
    }
    return builder.finish()
  }

  private func merged(_ columns: [TextColumn], joiner: [UInt8]?, count: Int) -> TextColumn {
    if columns.count == 1, emptyWords.isEmpty { return columns[0] }
    var builder = TextColumnBuilder(capacity: count, byteCapacity: columns[0].bytes.count)
    for row in 0..<count {
      var parts = 0
      for column in columns where isPresent(column, row) {
        if parts > 0 {
          guard let joiner else { break }
          builder.appendPart(joiner.span)
        }
        builder.appendPart(column.bytes.span.extracting(column.range(row)))
        parts += 1
      }
      builder.endValue()
    }
    return builder.finish()
  }

  private func isPresent(_ column: TextColumn, _ row: Int) -> Bool {
    guard !column.isBlank(row) else { return false }
    guard !emptyWords.isEmpty else { return true }
    let range = column.range(row)
    return !emptyWords.contains { $0.count == range.count && $0.elementsEqual(column.bytes[range]) }
  }

  // MARK: - Contact points

  private func appendPoints(
    _ sources: [LeadMapping.Point],
    _ kind: ContactKind,
    field: String,
    _ table: RecordBatch,
    to output: inout Output
  ) {
    let found = sources.compactMap { source in
      table.column(source.column)?.plainText.map { (column: $0, label: source.label) }
    }
    guard let first = found.first else { return }
    if found.count == 1, separator == nil, emptyWords.isEmpty, first.label == nil {
      return output.append(field, first.column)
    }
    var builder = TextColumnBuilder(
      capacity: table.rowCount,
      byteCapacity: first.column.bytes.count
    )
    for row in 0..<table.rowCount {
      var isFirst = true
      for (column, label) in found where isPresent(column, row) {
        for value in values(column, row) {
          if isFirst {
            builder.append(Array(value))
            isFirst = false
          } else {
            let text = String(decoding: value, as: UTF8.self)
            output.points.append((row, kind, text, label))
          }
        }
      }
      if isFirst { builder.endValue() }
    }
    output.append(field, builder.finish())
  }

  /// The values of a cell, cut at the mapping's separator.
  private func values(_ column: TextColumn, _ row: Int) -> [ArraySlice<UInt8>] {
    let cell = column.bytes[column.range(row)]
    guard let separator, cell.count > separator.count else { return [cell] }
    return cell.split(separator: separator).filter { !$0.isEmpty }
  }

  // MARK: - Addresses

  private func appendAddresses(_ table: RecordBatch, to output: inout Output) {
    let groups = mapping.addresses.map { AddressColumns($0, table) }
    guard !groups.isEmpty else { return }
    let fields: [LeadField] = [.street, .locality, .region, .postalCode, .country]
    if groups.count == 1, let columns = groups[0].wholeColumns {
      for (field, column) in zip(fields, columns) {
        if let column { output.append(field.name, column) }
      }
      return
    }
    var builders = (0..<5).map { _ in TextColumnBuilder(capacity: table.rowCount) }
    for row in 0..<table.rowCount {
      // Without any address, a country or region alone is still worth keeping.
      let main = groups.firstIndex { $0.isPresent(row) } ?? 0
      groups[main].append(row, to: &builders)
      for group in groups[(main + 1)...] where group.isPresent(row) {
        output.points.append((row, .address, group.text(row), group.label))
      }
    }
    for (field, builder) in zip(fields, builders) { output.append(field.name, builder.finish()) }
  }
}

/// Ids of Salesforce in the one form that no other id differs from by letter case alone.
enum SalesforceID {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
  /// Reports write 15 characters, everything else 18.
  private static let shortCount = 15
  private static let groupCount = 5

  /// The column with 15-character ids made 18 characters long.
  static func completed(_ column: TextColumn) -> TextColumn {
    var builder = TextColumnBuilder(capacity: column.count, byteCapacity: column.bytes.count)
    for row in 0..<column.count {
      let id = Array(column.bytes[column.range(row)])
      builder.append(completed(id))
    }
    return builder.finish()
  }

  /// The three characters say which letters are capitals: a bit for each of five characters, the
  /// first the lowest ("ID Field Type", Salesforce object reference).
  static func completed(_ id: [UInt8]) -> [UInt8] {
    guard id.count == shortCount, id.allSatisfy({ $0.isLetterOrDigit }) else { return id }
    let groups = stride(from: 0, to: shortCount, by: groupCount)
    return id
      + groups.map { start in
        let bits = (0..<groupCount).reduce(0) { bits, index in
          (0x41...0x5A).contains(id[start + index]) ? bits | 1 << index : bits
        }
        return digits[bits]
      }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}

/// The columns of one postal address of a table.
private struct AddressColumns {
  let label: String?
  private let street: [TextColumn]
  private let streetJoiner: [UInt8]
  /// Locality, region, postal code, country.
  private let rest: [TextColumn?]
  /// Street, locality, postal code: what makes an address.
  private let main: [TextColumn]

  init(_ mapping: LeadMapping.Address, _ table: RecordBatch) {
    label = mapping.label
    street = mapping.street.compactMap { table.column($0)?.plainText }
    streetJoiner = Array(mapping.streetJoiner.utf8)
    rest = [mapping.locality, mapping.region, mapping.postalCode, mapping.country].map { name in
      name.flatMap { table.column($0)?.plainText }
    }
    main = street + [rest[0], rest[2]].compactMap { $0 }
  }

  /// The parts of the address where each is a column as it stands: nothing to copy.
  var wholeColumns: [TextColumn?]? { street.count > 1 ? nil : [street.first] + rest }

  /// A country or a region alone is no address.
  func isPresent(_ row: Int) -> Bool {
    main.contains { !$0.isBlank(row) }
  }

  func append(_ row: Int, to builders: inout [TextColumnBuilder]) {
    var lines = 0
    for column in street where !column.isBlank(row) {
      if lines > 0 { builders[0].appendPart(streetJoiner.span) }
      builders[0].appendPart(column.bytes.span.extracting(column.range(row)))
      lines += 1
    }
    builders[0].endValue()
    for (index, column) in rest.enumerated() {
      if let column {
        builders[index + 1].appendPart(column.bytes.span.extracting(column.range(row)))
      }
      builders[index + 1].endValue()
    }
  }

  /// On one line: street, postal code and locality, region, country.
  func text(_ row: Int) -> String {
    let lines = street.compactMap { $0[row] }
    let place = [rest[2]?[row], rest[0]?[row]].compactMap { $0 }.filter { !$0.isEmpty }
    let parts =
      lines + [place.joined(separator: " ")] + [rest[1]?[row], rest[3]?[row]].compactMap { $0 }
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
