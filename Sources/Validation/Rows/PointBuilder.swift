import CRMModel
import Columns

/// The lead's own columns, lent to the loop over the rows.
struct LentPoints {
  /// As given and normalised.
  typealias Point = (given: LentText, clean: LentText)

  let email: Point
  let phone: Point
  let website: Point
  let street: LentText
  let locality: LentText
  let region: LentText
  let postalCode: LentText
  let country: LentText

  /// Takes the columns in the order of `OwnPoints.columns`.
  init(_ columns: [LentText]) {
    email = (columns[0], columns[1])
    phone = (columns[2], columns[3])
    website = (columns[4], columns[5])
    street = columns[6]
    locality = columns[7]
    region = columns[8]
    postalCode = columns[9]
    country = columns[10]
  }
}

/// The columns of contact points under way.
struct PointBuilder: ~Copyable {
  private var values: Draft<UInt8>
  private var normalised: Draft<UInt8>
  private var valueOffsets: Draft<Int32>
  private var normalisedOffsets: Draft<Int32>
  private var rows: Draft<Int32>
  private var kinds: [ContactKind] = []
  private var preferred: Draft<Bool>
  /// Label by the number of its point: most points have none.
  private var labels: [(point: Int, label: String)] = []
  private let fold = AddressFold()

  init(capacity: Int) {
    values = Draft(capacity: capacity * 24)
    normalised = Draft(capacity: capacity * 24)
    valueOffsets = Draft(capacity: capacity + 1)
    normalisedOffsets = Draft(capacity: capacity + 1)
    rows = Draft(capacity: capacity)
    kinds.reserveCapacity(capacity)
    preferred = Draft(capacity: capacity)
    valueOffsets.append(0)
    normalisedOffsets.append(0)
  }

  /// Adds the lead's own point where it has one.
  mutating func add(
    _ row: Int32,
    _ kind: ContactKind,
    _ point: LentPoints.Point,
    _ source: Int,
    isPreferred: Bool
  ) {
    guard point.given.has(source) else { return }
    unsafe values.append(atMost: point.given.length(source)) {
      unsafe point.given.copy(source, to: $0)
    }
    unsafe normalised.append(atMost: point.clean.length(source)) {
      // Two spellings of a mailbox in capital and small letters are one.
      if kind == .email {
        unsafe point.clean.copyLowered(source, to: $0)
      } else {
        unsafe point.clean.copy(source, to: $0)
      }
    }
    end(row, kind, isPreferred: isPreferred)
  }

  /// Adds a further point of the source.
  mutating func add(
    _ row: Int32,
    _ kind: ContactKind,
    _ value: [UInt8],
    normalised folded: [UInt8],
    isPreferred: Bool,
    label: String?
  ) {
    if let label { labels.append((rows.count, label)) }
    values.append(value.span)
    normalised.append(folded.span)
    end(row, kind, isPreferred: isPreferred)
  }

  /// Adds the address on one line: `street, postal code locality, region, country`.
  mutating func addAddress(
    _ row: Int32,
    _ lent: LentPoints,
    _ source: Int,
    isPreferred: Bool
  ) {
    let start = values.count
    append(lent.street, source, start)
    append(lent.postalCode, source, start)
    append(lent.locality, source, start, isAfterCode: lent.postalCode.has(source))
    append(lent.region, source, start)
    append(lent.country, source, start)
    unsafe values.read(from: start) { unsafe fold.append($0, to: &normalised) }
    end(row, .address, isPreferred: isPreferred)
  }

  private mutating func append(
    _ column: LentText,
    _ row: Int,
    _ start: Int,
    isAfterCode: Bool = false
  ) {
    guard column.has(row) else { return }
    let isFirst = values.count == start
    unsafe values.append(atMost: column.length(row) + 2) { target in
      var count = 0
      if !isFirst {
        if !isAfterCode {
          unsafe target[count] = UInt8(ascii: ",")
          count += 1
        }
        unsafe target[count] = 0x20
        count += 1
      }
      return unsafe count + column.copy(row, to: target + count)
    }
  }

  /// Completes the point under way; one without normalised value has null.
  private mutating func end(_ row: Int32, _ kind: ContactKind, isPreferred: Bool) {
    valueOffsets.append(Int32(values.count))
    normalisedOffsets.append(Int32(normalised.count))
    rows.append(row)
    kinds.append(kind)
    preferred.append(isPreferred)
  }

  consuming func finish() -> CleanContactPoints {
    let labels = labelColumn()
    return CleanContactPoints(
      rows: rows.finish(),
      kinds: kinds,
      values: TextColumn(bytes: values.finish(), offsets: valueOffsets.finish()),
      normalised: TextColumn(bytes: normalised.finish(), offsets: normalisedOffsets.finish())
        .nullingEmptyRows(),
      labels: labels,
      preferred: preferred.finish()
    )
  }

  private func labelColumn() -> TextColumn {
    guard !labels.isEmpty else { return .nulls(count: rows.count) }
    var builder = TextColumnBuilder(capacity: rows.count)
    var next = labels[...]
    for point in 0..<rows.count {
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
