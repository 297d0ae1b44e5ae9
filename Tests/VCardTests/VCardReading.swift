import ByteIO
import Diagnostics
import VCard

/// Reads all cards of `bytes`, handed out in pieces of `pieceSize`.
func read(
  _ bytes: [UInt8],
  pieceSize: Int = .max,
  limits: VCardLimits = .standard
) throws -> VCardBatch {
  var reader = VCardReader(
    MemorySource(bytes, pieceSize: pieceSize),
    file: "test.vcf",
    limits: limits
  )
  var all = VCardBatch()
  while let batch = try reader.next(maximum: 3) {
    all.cards += batch.cards
    all.quarantined += batch.quarantined
    all.findings += batch.findings
  }
  return all
}

func read(_ text: String, pieceSize: Int = .max) throws -> VCardBatch {
  try read(Array(text.utf8), pieceSize: pieceSize)
}

/// Wraps lines into a card of `version`, lines ended by CRLF.
func card(_ version: String, _ lines: String...) -> String {
  (["BEGIN:VCARD", "VERSION:\(version)"] + lines + ["END:VCARD", ""]).joined(separator: "\r\n")
}

extension VCardBatch {
  /// Everything about the batch that two ways of reading must agree on.
  var transcript: String {
    let cards = cards.map { card in
      "\(card.origin) \(card.isComplete) " + String(decoding: JCard.bytes(card), as: UTF8.self)
    }
    let quarantined = quarantined.map { "\($0.finding) \($0.raw)" }
    return (cards + quarantined + findings.map { "\($0)" }).joined(separator: "\n")
  }
}
