import ByteIO
import CRMModel
import Columns
import Diagnostics
import VCard
import XML

/// Reads the cards of an xCard document (RFC 6351) as raw leads: each becomes the vCard 4.0 that it
/// stands for, and is read as that.
struct XCardLeads {
  private(set) var description: SourceDescription
  private let reader: XMLRecordReader
  private let envelope: XMLEnvelope?
  private let encoding: XMLEncoding
  private var leads = VCardLeads()

  init(_ specification: SourceSpecification, _ stack: InputStack) throws {
    let record = XMLDialect.xCard.recordPath
    reader = try XMLRecordReader(
      try stack.open(),
      file: stack.displayName,
      record: record,
      fields: [],
      limits: XMLLimits.ofElements
    )
    envelope = try XMLEnvelope(try stack.open(), record: record)
    encoding = XMLEncoding(sniffing: stack.sample)
    description = SourceDescription(
      specification,
      stack,
      encoding: "as the document says",
      mapped: VCardLeads.fields().map { ($0, "xCard") }
    )
  }

  /// The next stretch of cards, nil at the end.
  mutating func next() throws -> SourceBatch<RawLeads>? {
    guard let read = try reader.next(), let envelope else {
      description.dropped = leads.dropped.byName.map {
        DroppedColumn($0.name, "\($0.count) times; not part of a lead")
      }
      return nil
    }
    let texts = read.originalRanges.map { encoding.utf8(Array(read.originals[$0])) }
    let file = description.displayName
    var cards: [UInt8] = []
    for text in texts {
      // An element with too many parts leaves a card without a name, which validation refuses.
      XCardText.append(XMLElement.parse([text], in: envelope)?.first, to: &cards)
    }
    var cardReader = VCardReader(MemorySource(cards), file: file)
    var all = VCardBatch()
    while let batch = try cardReader.next(maximum: .max) {
      all.cards += batch.cards
      all.quarantined += batch.quarantined
    }
    return assemble(all, read)
  }

  /// Gives the leads of the cards the places and bytes of their elements.
  private mutating func assemble(
    _ cards: VCardBatch,
    _ read: XMLRecordBatch
  ) -> SourceBatch<RawLeads> {
    let file = description.displayName
    func row(_ origin: RowOrigin) -> Int { Int(origin.record) - 1 }
    var batch = leads.assemble(cards.cards, file: file)
    let rows = batch.rows.origins.record.map { Int($0) - 1 }
    let leadRows = RawLeads(
      batch: batch.rows.batch,
      origins: RowOrigins(
        file: file,
        record: rows.map { read.records[$0] },
        line: rows.map { read.lines[$0] },
        byteOffset: rows.map { read.byteOffsets[$0] }
      ),
      points: batch.rows.points,
      originals: OriginalRecords(
        bytes: read.originals,
        ranges: rows.map { read.originalRanges[$0] }
      )
    )
    batch = SourceBatch(
      rows: leadRows,
      quarantined: read.quarantined,
      skipped: batch.skipped.map { read.origin(row($0), file: file) },
      findings: read.findings
    )
    batch.quarantined += cards.quarantined.map { card in
      let index = row(card.finding.origin)
      let finding = Finding(
        card.finding.code,
        .error,
        at: read.origin(index, file: file),
        message: card.finding.message,
        hint: card.finding.hint
      )
      return QuarantinedRecord(
        finding: finding,
        raw: Array(read.originals[read.originalRanges[index]])
      )
    }
    return batch
  }
}

extension XMLLimits {
  /// Bounds for documents whose records become trees, which take several times their bytes.
  static var ofElements: XMLLimits {
    var limits = XMLLimits.standard
    limits.maximumOriginalBytes = 4 << 20
    limits.maximumBatchBytes = 2 << 20
    return limits
  }
}

/// Writes xCard elements as vCard 4.0: RFC 6351 section 5.
enum XCardText {
  /// Elements of structured values, in the order of their components.
  private static let components: [String: [String]] = [
    "n": ["surname", "given", "additional", "prefix", "suffix"],
    "adr": ["pobox", "ext", "street", "locality", "region", "code", "country"],
    "gender": ["sex", "identity"],
    "clientpidmap": ["sourceid", "uri"],
  ]

  /// Appends a card, for nil one without properties.
  static func append(_ card: XMLElement?, to text: inout [UInt8]) {
    text += Array("BEGIN:VCARD\r\nVERSION:4.0\r\n".utf8)
    for property in card?.children ?? [] {
      guard property.name == "group" else {
        append(property, group: nil, to: &text)
        continue
      }
      for inner in property.children {
        append(inner, group: property.attributes.first { $0.name == "name" }?.value, to: &text)
      }
    }
    text += Array("END:VCARD\r\n".utf8)
  }

  private static func append(_ property: XMLElement, group: String?, to text: inout [UInt8]) {
    guard isName(property.name), group.map(isName) ?? true else { return }
    var line = group.map { "\($0)." } ?? ""
    line += property.name.uppercased()
    for parameter in property.first("parameters")?.children ?? [] where isName(parameter.name) {
      let values = parameter.children.map { quoted($0.text) }
      line += ";\(parameter.name.uppercased())=\(values.joined(separator: ","))"
    }
    text += Array("\(line):\(value(property))\r\n".utf8)
  }

  private static func value(_ property: XMLElement) -> String {
    if let parts = components[property.name] {
      return parts.map { part in
        property.all(part).map { escaped($0.text) }.joined(separator: ",")
      }
      .joined(separator: ";")
    }
    let values = property.children.filter { $0.name != "parameters" }.map { escaped($0.text) }
    return values.joined(separator: property.name == "org" ? ";" : ",")
  }

  /// RFC 6350 section 3.4.
  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\", ",", ";":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\r": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// RFC 6868 section 3.1.
  private static func quoted(_ value: String) -> String {
    let text = value.replacing("^", with: "^^").replacing("\"", with: "^'")
      .replacing("\r", with: "").replacing("\n", with: "^n")
    return text.utf8.contains { $0 == 0x2C || $0 == 0x3B || $0 == 0x3A } ? "\"\(text)\"" : text
  }

  /// RFC 6350 section 3.3.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        $0 == 0x2D || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26
      }
  }
}
