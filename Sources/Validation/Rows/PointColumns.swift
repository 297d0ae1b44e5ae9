import CRMModel
import Columns

/// Contact points: the lead's own and the further ones of the source, normalised.
struct PointColumns {
  /// The further points of a batch after validation.
  struct Further {
    fileprivate(set) var rows: [Int32] = []
    fileprivate(set) var kinds: [ContactKind] = []
    fileprivate(set) var labels: [String?] = []
    fileprivate(set) var preferred: [Bool] = []
    /// Cleaned as text.
    fileprivate(set) var values: [[UInt8]] = []
    /// For matching; empty when not usable.
    fileprivate(set) var normalised: [[UInt8]] = []
    /// What the lead's column would hold; empty when not usable.
    fileprivate(set) var clean: [[UInt8]] = []

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
        guard !column.has(row), !clean[index].isEmpty else { continue }
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
    let placeholder = Placeholder()
    var reader = PhoneReader()
    for index in 0..<points.count {
      let given = Array(points.values[index].utf8)
      let kind = points.kinds[index]
      let style: TextCleaner.Style = kind == .address ? .lines : .line
      let value = cleaner.clean(given.span, style) == .unchanged ? given : cleaner.output
      guard !value.isEmpty, !placeholder.matches(value.span, .text) else { continue }
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
      guard case .invalid(let code) = EmailAddress().normalise(value.span, into: &output) else {
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
      AddressFold().append(value.span, to: &output)
      return (value, output, nil)
    }
  }

  static func lowered(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}

/// What the lead's own points are made from: columns of the whole batch.
struct OwnPoints {
  let email: PointColumn
  let phone: PointColumn
  let website: PointColumn
  /// Street, locality, region, postal code, country.
  let street: TextColumn
  let locality: TextColumn
  let region: TextColumn
  let postalCode: TextColumn
  let country: TextColumn

  /// The length of all that is given, the addresses' parts one by one.
  var givenLength: Int {
    let given = [
      email.given, phone.given, website.given, street, locality, region, postalCode, country,
    ]
    return given.reduce(0) { $0 + $1.bytes.count }
  }

  /// All of them, as `LentPoints` takes them.
  var columns: [TextColumn] {
    [
      email.given, email.clean, phone.given, phone.clean, website.given, website.clean, street,
      locality, region, postalCode, country,
    ]
  }
}
