import ByteIO
import VCard

/// Refused cards as a vCard file.
///
/// Each card has the very lines of the input and, after BEGIN:VCARD, properties that say where it
/// stood and why it was refused; an import drops those as it drops every property that means
/// nothing to a lead. Whole cards come first, so that the file is known by them; cards without END
/// come last, lest they swallow others.
package struct RefusedCards: Sendable {
  private let encoding: VCardEncoding

  init(_ stack: InputStack) { encoding = VCardEncoding(sniffing: stack.sample) }

  func write(_ records: [RefusedOriginal], to sink: any ByteSink) throws {
    var whole: [UInt8] = []
    var cutOff: [UInt8] = []
    var stray: [UInt8] = []
    for record in records {
      let text = Self.endingInLineBreak(encoding.utf8(record.raw))
      if let line = VCardReader.endOfBegin(text) {
        let card = text[..<line] + Self.notes(record) + text[line...]
        if VCardReader.endsCard(text) { whole += card } else { cutOff += card }
      } else if VCardReader.hasLostBegin(text) {
        whole += Array("BEGIN:VCARD\r\n".utf8) + Self.notes(record) + text
      } else {
        stray += text
      }
    }
    try sink.write(whole.isEmpty ? cutOff + stray : whole + stray + cutOff)
  }

  private static func notes(_ record: RefusedOriginal) -> [UInt8] {
    let lines = [
      "X-STARCRM-LINE:\(record.line)",
      "X-STARCRM-CODES:\(record.codes.joined(separator: " "))",
      "X-STARCRM-REASONS:\(record.reasons.joined(separator: "; ").replacing("\n", with: " "))",
    ]
    return lines.flatMap { Array($0.utf8) + [0x0D, 0x0A] }
  }

  private static func endingInLineBreak(_ text: [UInt8]) -> [UInt8] {
    text.last == 0x0A || text.last == 0x0D ? text : text + [0x0D, 0x0A]
  }
}
