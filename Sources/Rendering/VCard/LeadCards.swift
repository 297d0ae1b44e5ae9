package import ByteIO
package import CRMModel
package import Columns
import Time
import VCard

/// Writes leads as vCards 4.0 (RFC 6350), a card each.
///
/// The lead's own e-mail address, phone and address are the preferred ones. What vCard has no
/// property for stands in extended ones, `X-STARCRM-STATUS` and the like.
package struct LeadCards {
  /// A further way to reach a lead, as the table `contact_points` has it.
  package struct Point: Hashable, Sendable {
    package let kind: ContactKind
    package let value: String
    package let label: String?

    package init(kind: ContactKind, value: String, label: String?) {
      self.kind = kind
      self.value = value
      self.label = label
    }
  }

  private var writer: VCardWriter

  package init(_ sink: any ByteSink) { writer = VCardWriter(sink) }

  /// Writes what is buffered, without finishing the sink.
  package mutating func finish() throws { try writer.finish() }

  /// Writes the rows of a batch of the table `leads`; `further` has what is in `contact_points`
  /// beyond them.
  package mutating func write(_ leads: RecordBatch, further: (String) -> [Point]) throws {
    for row in 0..<leads.rowCount {
      let lead = Row(batch: leads, row: row)
      let id = lead.text("lead_id") ?? ""
      try writer.begin()
      try writer.property("UID", .text(id))
      try writeNames(lead)
      try writeOwnPoints(lead)
      for point in further(id) { try write(point) }
      try writeRest(lead)
      try writer.end()
    }
  }

  /// A row of the table `leads`.
  private struct Row {
    let batch: RecordBatch
    let row: Int

    /// Nil for null and for an empty text.
    func text(_ name: String) -> String? {
      batch.column(name)?.string(row).flatMap { $0.isEmpty ? nil : $0 }
    }

    func text(_ field: LeadField) -> String? { text(field.name) }

    func integer(_ name: String) -> Int64? { batch.column(name)?.integer(row) }
  }

  // MARK: - Parts of a card

  /// A card has a name, RFC 6350 section 6.2.1: the lead's, or whatever else it is known by.
  private mutating func writeNames(_ lead: Row) throws {
    let known: [LeadField] = [.fullName, .organisation, .email, .phone]
    try writer.property("FN", .text(known.lazy.compactMap(lead.text).first ?? "unnamed"))
    if lead.text(.familyName) != nil || lead.text(.givenName) != nil {
      let parts = [lead.text(.familyName) ?? "", lead.text(.givenName) ?? "", "", "", ""]
      try writer.property("N", .components(parts))
    }
    if let organisation = lead.text(.organisation) {
      try writer.property("ORG", .components([organisation]))
    }
    if let title = lead.text(.jobTitle) { try writer.property("TITLE", .text(title)) }
  }

  private static let preferred = VCardParameter("PREF", ["1"])

  private mutating func writeOwnPoints(_ lead: Row) throws {
    if let email = lead.text(.email) {
      try writer.property("EMAIL", .text(email), [Self.preferred])
    }
    if let phone = lead.text(.phone) { try writer.property("TEL", .text(phone), [Self.preferred]) }
    let place: [LeadField] = [.street, .locality, .region, .postalCode, .country]
    if place.contains(where: { lead.text($0) != nil }) {
      let parts = ["", ""] + place.map { lead.text($0) ?? "" }
      try writer.property("ADR", .components(parts), [Self.preferred])
    }
    if let website = lead.text(.website) { try writer.property("URL", .verbatim(website)) }
  }

  private mutating func write(_ point: Point) throws {
    let type = point.label.flatMap { Self.types[$0] }.map { [VCardParameter("TYPE", [$0])] } ?? []
    switch point.kind {
    case .email: try writer.property("EMAIL", .text(point.value), type)
    case .phone: try writer.property("TEL", .text(point.value), type)
    case .url: try writer.property("URL", .verbatim(point.value), type)
    case .address:
      try writer.property("ADR", .components(["", "", point.value, "", "", "", ""]), type)
    }
  }

  /// RFC 6350, sections 5.6 and 6.4.1.
  private static let types = ["work": "work", "home": "home", "mobile": "cell"]

  private mutating func writeRest(_ lead: Row) throws {
    if let days = lead.integer(LeadField.birthDate.name) {
      let date = CalendarDate(daysSinceEpoch: Int(days)).iso
      try writer.property("BDAY", .verbatim(date.filter { $0 != "-" }))
    }
    if let tags = lead.text(.tags) {
      let list = tags.split(separator: ";").map { String($0.drop { $0 == " " }) }
      try writer.property("CATEGORIES", .list(list))
    }
    if let notes = lead.text(.notes) { try writer.property("NOTE", .text(notes)) }
    for field in Self.extended {
      guard let text = Self.plain(lead, field) else { continue }
      let name = "X-STARCRM-" + field.name.uppercased().replacing("_", with: "-")
      try writer.property(name, .text(text))
    }
    if let updated = lead.integer("updated_at") {
      let time = Instant(microseconds: updated).rfc3339.filter { $0 != "-" && $0 != ":" }
      try writer.property("REV", .verbatim(time))
    }
  }

  private static let extended: [LeadField] = [
    .status, .leadSource, .owner, .consentEmail, .consentAt, .value, .currency,
  ]

  private static func plain(_ lead: Row, _ field: LeadField) -> String? {
    switch field {
    case .consentAt: lead.integer(field.name).map { Instant(microseconds: $0).rfc3339 }
    case .value: lead.integer(field.name).map(amount)
    default: lead.text(field)
    }
  }

  /// An amount as it is stored, three decimals (`Money.storedScale`), the zeros at its end left out.
  private static func amount(_ stored: Int64) -> String {
    let digits = String(stored.magnitude)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    var decimals = padded.suffix(3)
    while decimals.last == "0" { decimals.removeLast() }
    let sign = stored < 0 ? "-" : ""
    return sign + padded.dropLast(3) + (decimals.isEmpty ? "" : ".\(decimals)")
  }
}
