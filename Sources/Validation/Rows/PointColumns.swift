import CRMModel
import Columns

/// Contact points: the lead's own and the further ones of the source, normalised.
struct PointColumns {
  /// The further points of a batch after validation.
  struct Further {
    fileprivate var rows: [Int32] = []
    fileprivate var kinds: [ContactKind] = []
    fileprivate var labels: [String?] = []
    fileprivate var preferred: [Bool] = []
    /// Cleaned as text.
    fileprivate var values: [[UInt8]] = []
    /// For matching; empty when not usable.
    fileprivate var normalised: [[UInt8]] = []
    /// What the lead's column would hold; empty when not usable.
    fileprivate var clean: [[UInt8]] = []

    /// The first usable point of a kind for each row that `column` leaves blank.
    func filling(
      _ column: TextColumn,
      _ kind: ContactKind,
      _ field: LeadField,
      _ log: inout BatchLog
    ) -> TextColumn {
      var rewriter = ColumnRewriter(column)
      let nothing: [UInt8] = []
      var last: Int32 = -1
      for index in rows.indices where kinds[index] == kind && rows[index] != last {
        let row = Int(rows[index])
        guard column.isBlank(row), !clean[index].isEmpty else { continue }
        let value = clean[index]
        rewriter.replace(row, value.span)
        log.repaired(row, InputField(field), .pointPromoted, old: nothing.span, new: value.span)
        last = rows[index]
      }
      return rewriter.finish()
    }
  }

  /// Checks the further points of a batch.
  static func further(
    _ points: RawContactPoints,
    _ countries: [CountryCode?],
    _ log: inout BatchLog
  ) -> Further {
    var further = Further()
    var cleaner = TextCleaner()
    var reader = PhoneReader()
    for index in 0..<points.count {
      let given = Array(points.values[index].utf8)
      let kind = points.kinds[index]
      let style: TextCleaner.Style = kind == .address ? .lines : .line
      let value = cleaner.clean(given.span, style) == .unchanged ? given : cleaner.output
      guard !value.isEmpty, !Placeholder.matches(value.span, .text) else { continue }
      let row = Int(points.rows[index])
      let (clean, normalised, code) = normalise(value, kind, countries[row], &reader)
      if let code { log.note(row, InputField(field(of: kind)), code) }
      further.rows.append(points.rows[index])
      further.kinds.append(kind)
      further.labels.append(points.labels[index])
      further.preferred.append(points.preferred[index])
      further.values.append(value)
      further.normalised.append(normalised)
      further.clean.append(clean)
    }
    return further
  }

  private static func field(of kind: ContactKind) -> LeadField {
    switch kind {
    case .email: .email
    case .phone: .phone
    case .address: .street
    case .url: .website
    }
  }

  private static func normalise(
    _ value: [UInt8],
    _ kind: ContactKind,
    _ country: CountryCode?,
    _ reader: inout PhoneReader
  ) -> (clean: [UInt8], normalised: [UInt8], ValueCode?) {
    var output: [UInt8] = []
    switch kind {
    case .email:
      guard case .invalid(let code) = EmailAddress.normalise(value.span, into: &output) else {
        return (output, output.map(lowered), nil)
      }
      return ([], [], code)
    case .phone:
      switch reader.read(value.span, region: PhonePlans.all.territory(of: country)) {
      case .invalid(let code): return ([], [], code)
      case .valid(let number):
        reader.appendE164(of: number, to: &output)
        return (output, output, nil)
      }
    case .url:
      guard case .invalid(let code) = WebAddress.normalise(value.span, into: &output) else {
        return (output, output, nil)
      }
      return ([], [], code)
    case .address:
      AddressFold.append(value.span, to: &output)
      return (value, output, nil)
    }
  }

  fileprivate static func lowered(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}

/// What the lead's own points are made from: columns of the whole batch.
struct OwnPoints {
  let email: FieldWalk.Result
  let phone: PlaceColumns.PhoneColumn
  let website: FieldWalk.Result
  /// Street, locality, region, postal code, country.
  let street: TextColumn
  let locality: TextColumn
  let region: TextColumn
  let postalCode: TextColumn
  let country: TextColumn
}

/// Puts the points of the accepted rows together, in the order e-mail, phone, address, URL; the
/// lead's own before further ones; equal ones once.
struct PointAssembly {
  private var rows: [Int32] = []
  private var kinds: [ContactKind] = []
  private var values: TextColumnBuilder
  private var normalised: TextColumnBuilder
  private var labels = TextColumnBuilder()
  private var preferred: [Bool] = []
  private let own: OwnPoints
  private let further: PointColumns.Further
  private var address: [UInt8] = []
  private var folded: [UInt8] = []

  private init(_ own: OwnPoints, _ further: PointColumns.Further, rowCount: Int) {
    self.own = own
    self.further = further
    let capacity = rowCount * 3 + further.rows.count
    values = TextColumnBuilder(capacity: capacity, byteCapacity: capacity * 30)
    normalised = TextColumnBuilder(capacity: capacity, byteCapacity: capacity * 30)
    rows.reserveCapacity(capacity)
    kinds.reserveCapacity(capacity)
    preferred.reserveCapacity(capacity)
  }

  static func assemble(
    _ own: OwnPoints,
    _ further: PointColumns.Further,
    accepted: [Int]
  ) -> CleanContactPoints {
    var assembly = PointAssembly(own, further, rowCount: accepted.count)
    var next = 0
    for (row, source) in accepted.enumerated() {
      while next < further.rows.count, Int(further.rows[next]) < source { next += 1 }
      var end = next
      while end < further.rows.count, Int(further.rows[end]) == source { end += 1 }
      assembly.add(row: Int32(row), source: source, next..<end)
      next = end
    }
    return assembly.finish()
  }

  private mutating func add(row: Int32, source: Int, _ range: Range<Int>) {
    addOwn(row, .email, own.email.given, own.email.clean, source, range)
    if !range.isEmpty { addFurther(row, .email, own.email.clean, source, range) }
    addOwn(row, .phone, own.phone.given, own.phone.clean, source, range)
    if !range.isEmpty { addFurther(row, .phone, own.phone.clean, source, range) }
    if !own.street.isBlank(source) { addAddress(row, source, range) }
    if !range.isEmpty { addFurther(row, .address, nil, source, range) }
    addOwn(row, .url, own.website.given, own.website.clean, source, range)
    if !range.isEmpty { addFurther(row, .url, own.website.clean, source, range) }
  }

  private mutating func addOwn(
    _ row: Int32,
    _ kind: ContactKind,
    _ given: TextColumn,
    _ clean: TextColumn,
    _ source: Int,
    _ range: Range<Int>
  ) {
    guard !given.isBlank(source) else { return }
    let givenBytes = given.bytes
    values.append(givenBytes.span.extracting(given.range(source)))
    if clean.isBlank(source) {
      normalised.appendNull()
    } else {
      let cleanBytes = clean.bytes
      let span = cleanBytes.span
      for index in clean.range(source) {
        normalised.appendPart(kind == .email ? PointColumns.lowered(span[index]) : span[index])
      }
      normalised.endValue()
    }
    end(row, kind, range)
  }

  private mutating func end(_ row: Int32, _ kind: ContactKind, _ range: Range<Int>) {
    rows.append(row)
    kinds.append(kind)
    labels.appendNull()
    let isOverruled = range.contains { further.kinds[$0] == kind && further.preferred[$0] }
    preferred.append(!isOverruled)
  }

  private mutating func addFurther(
    _ row: Int32,
    _ kind: ContactKind,
    _ clean: TextColumn?,
    _ source: Int,
    _ range: Range<Int>
  ) {
    // Email addresses and numbers compare by what the lead's column holds.
    var known = clean.map { [Array($0.bytes[$0.range(source)])] } ?? []
    for index in range where further.kinds[index] == kind {
      let value = further.normalised[index]
      let clean = further.clean[index]
      if !value.isEmpty {
        if known.contains(clean) { continue }
        known.append(clean)
      }
      rows.append(row)
      kinds.append(kind)
      values.append(further.values[index])
      if value.isEmpty { normalised.appendNull() } else { normalised.append(value) }
      labels.append(further.labels[index])
      preferred.append(further.preferred[index])
    }
  }

  /// `street, postal code locality, region, country`.
  private mutating func addAddress(_ row: Int32, _ source: Int, _ range: Range<Int>) {
    address.removeAll(keepingCapacity: true)
    folded.removeAll(keepingCapacity: true)
    append(own.street, source, ", ")
    append(own.postalCode, source, ", ")
    append(own.locality, source, own.postalCode.isBlank(source) ? ", " : " ")
    append(own.region, source, ", ")
    append(own.country, source, ", ")
    let text = address
    values.append(text)
    AddressFold.append(text.span, to: &folded)
    let normal = folded
    if normal.isEmpty { normalised.appendNull() } else { normalised.append(normal) }
    end(row, .address, range)
  }

  private mutating func append(_ column: TextColumn, _ row: Int, _ separator: StaticString) {
    guard !column.isBlank(row) else { return }
    if !address.isEmpty { address += "\(separator)".utf8 }
    address += column.bytes[column.range(row)]
  }

  private consuming func finish() -> CleanContactPoints {
    CleanContactPoints(
      rows: rows,
      kinds: kinds,
      values: values.finish(),
      normalised: normalised.finish(),
      labels: labels.finish(),
      preferred: preferred
    )
  }
}
