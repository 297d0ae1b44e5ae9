import ByteIO
import Diagnostics
import XML

/// Refused elements as a well-formed XML document.
///
/// The elements stand in the order of the input within the start tags that lead to its first
/// record, attributes and namespaces included, each after a comment that says where it stood and
/// why it was refused. Their bytes are those of the input, in UTF-8. What is no whole element, as
/// the input was cut off in it, stands within its comment.
package struct RefusedElements: Sendable {
  private let encoding: XMLEncoding
  private let envelope: XMLEnvelope
  /// The header row of a workbook.
  private let header: [UInt8]

  /// Nil for a document without records.
  init?(_ specification: SourceSpecification, _ stack: InputStack) throws {
    let dialect = try XMLDialect.of(stack, for: specification)
    guard let record = dialect?.recordPath ?? specification.recordPath else { return nil }
    header = dialect == .spreadsheet ? try SpreadsheetSheet(stack).headerOriginal : []
    encoding = XMLEncoding(sniffing: stack.sample)
    let found = try XMLEnvelope(
      try stack.open(),
      record: record,
      prefixes: specification.namespaces
    )
    guard let found else { return nil }
    envelope = found
  }

  func write(_ records: [RefusedOriginal], to sink: any ByteSink) throws {
    try sink.write(#"<?xml version="1.0" encoding="UTF-8"?>"# + "\n")
    for tag in envelope.startTags { try sink.write(tag + [0x0A]) }
    if !header.isEmpty { try sink.write(encoding.utf8(header) + [0x0A]) }
    for record in records {
      let text = encoding.utf8(record.raw)
      let why =
        "line \(record.line): \(record.codes.joined(separator: " ")): "
        + record.reasons.joined(separator: "; ")
      if envelope.isWhole(text) {
        try sink.write("<!-- \(Self.comment(why)) -->\n")
        try sink.write(text + [0x0A])
      } else {
        let rest = String(decoding: text, as: UTF8.self)
        try sink.write("<!-- \(Self.comment(why))\n\(Self.comment(rest)) -->\n")
      }
    }
    for tag in envelope.startTags.reversed() {
      try sink.write("</\(XMLEnvelope.name(of: tag))>\n")
    }
  }

  /// Text as a comment may hold it: no two hyphens, no control characters (XML 1.0 productions 2
  /// and 15).
  private static func comment(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "-", result.last == "-" { result.append(" ") }
      switch scalar.value {
      case 9, 10, 13, 0x20...0xFFFD, 0x1_0000...: result.append(scalar)
      default: result.append("?")
      }
    }
    return String(result)
  }
}
