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
    return LentText.lending(own.columns) { columns in
      let lent = LentPoints(columns)
      var points = PointBuilder(
        capacity: accepted.count * 4 + further.rows.count,
        bytes: own.givenLength + accepted.count * LentPoints.separatorLength
      )
      var next = 0
      for (row, source) in accepted.enumerated() {
        while next < further.rows.count, Int(further.rows[next]) < source { next += 1 }
        var end = next
        while end < further.rows.count, Int(further.rows[end]) == source { end += 1 }
        if next == end {
          assembly.addOwn(lent, Int32(row), source, &points)
        } else {
          assembly.add(lent, row: Int32(row), source, next..<end, &points)
        }
        next = end
      }
      return points.finish()
    }
  }

  /// The points of a row that has no further ones.
  private func addOwn(
    _ lent: LentPoints,
    _ row: Int32,
    _ source: Int,
    _ points: inout PointBuilder
  ) {
    points.add(row, .email, lent.email, source, isPreferred: true)
    points.add(row, .phone, lent.phone, source, isPreferred: true)
    if lent.street.has(source) { points.addAddress(row, lent, source, isPreferred: true) }
    points.add(row, .url, lent.website, source, isPreferred: true)
  }

  private func add(
    _ lent: LentPoints,
    row: Int32,
    _ source: Int,
    _ range: Range<Int>,
    _ points: inout PointBuilder
  ) {
    points.add(row, .email, lent.email, source, isPreferred: !isOverruled(.email, range))
    addFurther(row, .email, own.email.clean, source, range, &points)
    points.add(row, .phone, lent.phone, source, isPreferred: !isOverruled(.phone, range))
    addFurther(row, .phone, own.phone.clean, source, range, &points)
    if lent.street.has(source) {
      points.addAddress(row, lent, source, isPreferred: !isOverruled(.address, range))
    }
    addFurther(row, .address, nil, source, range, &points)
    points.add(row, .url, lent.website, source, isPreferred: !isOverruled(.url, range))
    addFurther(row, .url, own.website.clean, source, range, &points)
  }

  /// Whether the source prefers a further point to the lead's own.
  private func isOverruled(_ kind: ContactKind, _ range: Range<Int>) -> Bool {
    range.contains { further.kinds[$0] == kind && further.preferred[$0] }
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
      points.add(
        row,
        kind,
        further.values[index],
        normalised: further.normalised[index],
        isPreferred: further.preferred[index],
        label: further.labels[index]
      )
    }
  }
}
