import VCard

/// The properties in which the program's own export keeps what vCard has no property for.
///
/// They are read from whatever card has them: an address book that took the cards hands them on.
enum OwnProperty {
  private static let all: [(name: StaticString, field: CardField)] = [
    ("X-STARCRM-STATUS", .status), ("X-STARCRM-LEAD-SOURCE", .leadSource),
    ("X-STARCRM-OWNER", .owner), ("X-STARCRM-CONSENT-EMAIL", .consentEmail),
    ("X-STARCRM-CONSENT-AT", .consentAt), ("X-STARCRM-VALUE", .value),
    ("X-STARCRM-CURRENCY", .currency),
  ]

  /// The field that a property fills; nil for one of another program.
  static func field(_ entry: VCard.Entry, in bytes: Span<UInt8>) -> CardField? {
    for property in all where entry.isNamed(property.name, in: bytes) { return property.field }
    return nil
  }

  /// Whether a file that begins with `sample` is an export of this program: the UID of its cards is
  /// the id of a lead.
  static func areIn(_ sample: [UInt8]) -> Bool {
    let names = all.map { Array("\($0.name):".utf8) }
    return sample.split(separator: 0x0A).contains { line in
      names.contains { line.starts(with: $0) }
    }
  }
}
