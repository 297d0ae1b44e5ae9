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

  /// What stands between the five parts of an address has at most this length.
  static let separatorLength = 4 * 2

  /// How long the address of a row is at most.
  func addressLength(_ row: Int) -> Int {
    let parts = street.length(row) + postalCode.length(row) + locality.length(row)
    return parts + region.length(row) + country.length(row) + Self.separatorLength
  }

  /// Writes the address of a row to where there is room for it; returns its length.
  func copyAddress(_ row: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    var count = unsafe street.copy(row, to: target)
    unsafe copy(postalCode, row, to: target, &count)
    // The place stands behind its code without a comma.
    unsafe copy(locality, row, to: target, &count, hasComma: !postalCode.has(row))
    unsafe copy(region, row, to: target, &count)
    unsafe copy(country, row, to: target, &count)
    return count
  }

  private func copy(
    _ column: LentText,
    _ row: Int,
    to target: UnsafeMutablePointer<UInt8>,
    _ count: inout Int,
    hasComma: Bool = true
  ) {
    guard column.has(row) else { return }
    if count > 0 {
      unsafe target[count] = UInt8(ascii: ",")
      if hasComma { count += 1 }
      unsafe target[count] = 0x20
      count += 1
    }
    count += unsafe column.copy(row, to: target + count)
  }
}

/// The columns of contact points under way.
struct PointBuilder: ~Copyable {
  private var values: Draft<UInt8>
  private var normalised: Draft<UInt8>
  private var valueOffsets: Draft<Int32>
  private var normalisedOffsets: Draft<Int32>
  private var rows: Draft<Int32>
  private var kinds: Draft<ContactKind>
  private var preferred: Draft<Bool>
  /// Label by the number of its point: most points have none.
  private var labels: [(point: Int, label: String)] = []
  private let fold = AddressFold()

  /// Makes room for `capacity` points of `bytes` bytes in all.
  init(capacity: Int, bytes: Int) {
    values = Draft(capacity: bytes)
    normalised = Draft(capacity: bytes)
    valueOffsets = Draft(capacity: capacity + 1)
    normalisedOffsets = Draft(capacity: capacity + 1)
    rows = Draft(capacity: capacity)
    kinds = Draft(capacity: capacity)
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
    unsafe values.append(atMost: point.given.length(source) + LentText.slack) {
      unsafe point.given.copy(source, to: $0)
    }
    unsafe normalised.append(atMost: point.clean.length(source) + LentText.slack) {
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
    unsafe values.append(atMost: lent.addressLength(source) + LentText.slack) {
      unsafe lent.copyAddress(source, to: $0)
    }
    unsafe values.read(from: start) { unsafe fold.append($0, to: &normalised) }
    end(row, .address, isPreferred: isPreferred)
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
      kinds: kinds.finish(),
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
