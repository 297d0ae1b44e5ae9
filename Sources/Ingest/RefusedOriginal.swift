package import ByteIO

/// A record as a reject file shows it: its bytes, and why it was refused.
package struct RefusedOriginal: Sendable {
  /// The line of the input on which it begins.
  package let line: Int64
  package let codes: [String]
  package let reasons: [String]
  /// As it stands in the input.
  package let raw: [UInt8]

  package init(line: Int64, codes: [String], reasons: [String], raw: [UInt8]) {
    self.line = line
    self.codes = codes
    self.reasons = reasons
    self.raw = raw
  }
}

/// What a reject file of an input other than CSV looks like: a file of the same format that holds
/// the refused records, so that a person corrects it and imports it again.
package enum RefusedForm: Sendable {
  case cards(RefusedCards)
  case elements(RefusedElements)
  case objects(RefusedObjects)

  /// The form for the input that `specification` describes; nil for CSV, and when the input cannot
  /// be understood any more.
  package init?(_ specification: SourceSpecification) throws {
    let stack = try InputStack.probe(specification)
    switch stack.format {
    case .csv: return nil
    case .jsonLines: self = .objects(RefusedObjects())
    case .vCard: self = .cards(RefusedCards(stack))
    case .xml:
      guard let elements = try RefusedElements(specification, stack) else { return nil }
      self = .elements(elements)
    }
  }

  /// The ending of the file's name.
  package var fileExtension: String {
    switch self {
    case .cards: "vcf"
    case .elements: "xml"
    case .objects: "jsonl"
    }
  }

  /// Writes the file; `records` in the order of the input.
  package func write(_ records: [RefusedOriginal], to sink: any ByteSink) throws {
    switch self {
    case .cards(let cards): try cards.write(records, to: sink)
    case .elements(let elements): try elements.write(records, to: sink)
    case .objects(let objects): try objects.write(records, to: sink)
    }
  }
}
