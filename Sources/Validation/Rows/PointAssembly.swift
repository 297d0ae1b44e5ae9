import CRMModel
import Columns

/// Puts the points of the accepted rows together, in the order e-mail, phone, address, URL; the
/// lead's own before further ones; equal ones once.
struct PointAssembly {
  fileprivate let own: OwnPoints
  fileprivate let further: PointColumns.Further

  static func assemble(
    _ own: OwnPoints,
    _ further: PointColumns.Further,
    accepted: [Int]
  ) -> CleanContactPoints {
    let assembly = PointAssembly(own: own, further: further)
    // Beside the columns, not in one value with them: what is written needs no copy of what is read.
    var points = PointBuilder(capacity: accepted.count * 3 + further.rows.count)
    var next = 0
    for (row, source) in accepted.enumerated() {
      while next < further.rows.count, Int(further.rows[next]) < source { next += 1 }
      var end = next
      while end < further.rows.count, Int(further.rows[end]) == source { end += 1 }
      assembly.add(row: Int32(row), source: source, next..<end, &points)
      next = end
    }
    return points.finish()
  }

  private func add(
    row: Int32,
    source: Int,
    _ range: Range<Int>,
    _ points: inout PointBuilder
  ) {
    addOwn(row, .email, own.email.given, own.email.clean, source, range, &points)
    if !range.isEmpty { addFurther(row, .email, own.email.clean, source, range, &points) }
    addOwn(row, .phone, own.phone.given, own.phone.clean, source, range, &points)
    if !range.isEmpty { addFurther(row, .phone, own.phone.clean, source, range, &points) }
    if own.street.has(source) {
      AddressBuilder.write(own, source, &points)
      points.end(row, .address, isPreferred: !isOverruled(.address, range))
    }
    if !range.isEmpty { addFurther(row, .address, nil, source, range, &points) }
    addOwn(row, .url, own.website.given, own.website.clean, source, range, &points)
    if !range.isEmpty { addFurther(row, .url, own.website.clean, source, range, &points) }
  }

  private func addOwn(
    _ row: Int32,
    _ kind: ContactKind,
    _ given: TextColumn,
    _ clean: TextColumn,
    _ source: Int,
    _ range: Range<Int>,
    _ points: inout PointBuilder
  ) {
    guard given.has(source) else { return }
    points.appendValue(given, source)
    points.appendNormalised(clean, source, isLowered: kind == .email)
    points.end(row, kind, isPreferred: !isOverruled(kind, range))
  }

  /// Whether the source prefers a further point to the lead's own.
  private func isOverruled(_ kind: ContactKind, _ range: Range<Int>) -> Bool {
    !range.isEmpty && range.contains { further.kinds[$0] == kind && further.preferred[$0] }
  }

  private func addFurther(
    _ row: Int32,
    _ kind: ContactKind,
    _ clean: TextColumn?,
    _ source: Int,
    _ range: Range<Int>,
    _ points: inout PointBuilder
  ) {
    // E-mail addresses and numbers compare by what the lead's column holds.
    var known = clean.map { [Array($0.bytes[$0.range(source)])] } ?? []
    for index in range where further.kinds[index] == kind {
      let clean = further.clean[index]
      if !further.normalised[index].isEmpty {
        if known.contains(clean) { continue }
        known.append(clean)
      }
      points.values += further.values[index]
      points.normalised += further.normalised[index]
      points.end(
        row,
        kind,
        isPreferred: further.preferred[index],
        label: further.labels[index]
      )
    }
  }
}

/// The columns of contact points under way.
struct PointBuilder {
  var values: [UInt8] = []
  var normalised: [UInt8] = []
  private var valueOffsets: [Int32] = [0]
  private var normalisedOffsets: [Int32] = [0]
  private var rows: [Int32] = []
  private var kinds: [ContactKind] = []
  private var preferred: [Bool] = []
  /// Label by the number of its point: most points have none.
  private var labels: [(point: Int, label: String)] = []

  init(capacity: Int) {
    values.reserveCapacity(capacity * 24)
    normalised.reserveCapacity(capacity * 24)
    valueOffsets.reserveCapacity(capacity + 1)
    normalisedOffsets.reserveCapacity(capacity + 1)
    rows.reserveCapacity(capacity)
    kinds.reserveCapacity(capacity)
    preferred.reserveCapacity(capacity)
  }

  /// Appends the value of a row to the point under way.
  mutating func appendValue(_ column: TextColumn, _ row: Int) {
    values.append(column.bytes.span.extracting(column.place(row)))
  }

  /// Appends the normalised value of a row to the point under way.
  mutating func appendNormalised(_ column: TextColumn, _ row: Int, isLowered: Bool) {
    let span = column.bytes.span
    guard isLowered else {
      normalised.append(span.extracting(column.place(row)))
      return
    }
    let range = column.place(row)
    normalised.append(addingCapacity: range.count) { (target: inout OutputSpan<UInt8>) in
      for index in range { target.append(PointColumns.lowered(span[index])) }
    }
  }

  /// Completes the point under way; one without normalised value has null.
  mutating func end(_ row: Int32, _ kind: ContactKind, isPreferred: Bool, label: String? = nil) {
    if let label { labels.append((rows.count, label)) }
    valueOffsets.append(Int32(values.count))
    normalisedOffsets.append(Int32(normalised.count))
    rows.append(row)
    kinds.append(kind)
    preferred.append(isPreferred)
  }

  consuming func finish() -> CleanContactPoints {
    CleanContactPoints(
      rows: rows,
      kinds: kinds,
      values: TextColumn(bytes: values, offsets: valueOffsets),
      normalised: TextColumn(bytes: normalised, offsets: normalisedOffsets).nullingEmptyRows(),
      labels: labelColumn(),
      preferred: preferred
    )
  }

  private func labelColumn() -> TextColumn {
    guard !labels.isEmpty else { return .nulls(count: rows.count) }
    var builder = TextColumnBuilder(capacity: rows.count)
    var next = labels[...]
    for point in rows.indices {
      if let first = next.first, first.point == point {
        builder.append(first.label)
        next = next.dropFirst()
      } else {
        builder.appendNull()
      }
    }
    return builder.finish()
  }
}

/// Writes addresses on one line: `street, postal code locality, region, country`.
private enum AddressBuilder {
  static func write(_ own: OwnPoints, _ row: Int, _ points: inout PointBuilder) {
    let start = points.values.count
    append(own.street, row, start, &points.values)
    append(own.postalCode, row, start, &points.values)
    append(own.locality, row, start, &points.values, isAfterCode: own.postalCode.has(row))
    append(own.region, row, start, &points.values)
    append(own.country, row, start, &points.values)
    let values = points.values
    AddressFold().append(values.span.extracting(start..<values.count), to: &points.normalised)
  }

  private static func append(
    _ column: TextColumn,
    _ row: Int,
    _ start: Int,
    _ output: inout [UInt8],
    isAfterCode: Bool = false
  ) {
    guard column.has(row) else { return }
    if output.count > start {
      if !isAfterCode { output.append(UInt8(ascii: ",")) }
      output.append(0x20)
    }
    output.append(column.bytes.span.extracting(column.place(row)))
  }
}
