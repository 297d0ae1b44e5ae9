package import Diagnostics

/// One card: its properties in the order of the file, unfolded, decoded and in UTF-8.
///
/// ```swift
/// var reader = VCardReader(source, file: "phones.vcf")
/// while let batch = try reader.next() {
///   for card in batch.cards { print(card.first(.fn)?.text ?? "") }
/// }
/// ```
///
/// The cards of a batch share one array of bytes; values are cut, unescaped and made Strings only
/// when asked for.
package struct VCard: Sendable {
  /// What the VERSION property says.
  package enum Version: String, Hashable, Sendable {
    case v21 = "2.1"
    case v30 = "3.0"
    case v40 = "4.0"
  }

  /// Nil when VERSION is missing or another one; the rules of RFC 2426 are applied then.
  package let version: Version?
  package let origin: RowOrigin
  /// False when the file ended, or the next card began, before END:VCARD; a finding says so.
  package let isComplete: Bool
  /// What the cards of a batch share.
  package let storage: Storage
  /// Which of the batch's properties are this card's.
  package let entryRange: Range<Int>
  /// Where the card stands in `storage.originals`.
  package let originalRange: Range<Int>

  /// The contents of the cards read together, so that a card costs no memory block of its own.
  package final class Storage: Sendable {
    /// The text of the cards, and after it the properties that had to be unfolded or decoded.
    package let bytes: [UInt8]
    package let entries: [Entry]
    /// The cards as they stand in the file, from BEGIN to END with its line break.
    package let originals: [UInt8]

    init(bytes: [UInt8], entries: [Entry], originals: [UInt8]) {
      self.bytes = bytes
      self.entries = entries
      self.originals = originals
    }
  }

  /// Where the parts of a property stand in the batch's bytes.
  package struct Entry: Hashable, Sendable {
    package var name: VCardName
    var encoding: Encoding = .plain
    /// Whether the property was unfolded or decoded, so that it does not stand in the cards' text.
    var isUnfolded = false
    /// Where the group, if any, begins; it ends at a dot before `nameStart`.
    package var start: Int
    package var nameStart: Int
    /// Where the name ends and the parameters, if any, begin with a semicolon.
    package var nameEnd: Int
    /// One past the colon.
    package var valueStart: Int
    package var valueEnd: Int

    /// Whether this is the property `upperCase`, one that `VCardName` does not list.
    package func isNamed(_ upperCase: StaticString, in bytes: Span<UInt8>) -> Bool {
      guard name == .other, nameEnd - nameStart == upperCase.utf8CodeUnitCount else { return false }
      return ASCII.equal(bytes.extracting(nameStart..<nameEnd), upperCase)
    }

    /// Where the unfolded, decoded, still escaped value stands.
    package var value: Range<Int> { valueStart..<valueEnd }

    /// Whether the value is empty or has separators and blanks only.
    package func isBlank(in bytes: Span<UInt8>) -> Bool {
      for index in value where !ASCII.isBlank(bytes[index]) && bytes[index] != ASCII.semicolon {
        return false
      }
      return true
    }

    /// Whether some parameter is one of a program's own, `X-..`.
    package func hasExtendedParameter(in bytes: Span<UInt8>) -> Bool {
      guard valueStart - 1 > nameEnd else { return false }
      for index in nameEnd..<(valueStart - 2)
      where ASCII.upper(bytes[index]) == 0x58 && bytes[index + 1] == ASCII.hyphen {
        return true
      }
      return false
    }

    mutating func shift(by count: Int) {
      start += count
      nameStart += count
      nameEnd += count
      valueStart += count
      valueEnd += count
    }
  }

  /// How the value stood in the file.
  enum Encoding: UInt8, Hashable, Sendable {
    case plain
    /// Decoded by the reader.
    case quotedPrintable
    /// Kept as base64, without white space.
    case base64
  }

  /// The card as it stands in the file, folding and encoding included.
  package var original: [UInt8] { Array(storage.originals[originalRange]) }

  /// The properties without BEGIN and END.
  package var properties: some RandomAccessCollection<VCardProperty> {
    storage.entries[entryRange].lazy.map { property($0) }
  }

  /// The property at `index` of `entryRange`.
  package func property(at index: Int) -> VCardProperty { property(storage.entries[index]) }

  /// The first property called `name`.
  package func first(_ name: VCardName) -> VCardProperty? {
    storage.entries[entryRange].first { $0.name == name }.map(property)
  }

  /// All properties called `name`.
  package func all(_ name: VCardName) -> [VCardProperty] {
    storage.entries[entryRange].filter { $0.name == name }.map(property)
  }

  private func property(_ entry: Entry) -> VCardProperty {
    VCardProperty(bytes: storage.bytes, entry: entry, version: version)
  }

  /// What Apple's X-ABLabel says of the properties in `group`, its built-in labels unwrapped from
  /// `_$!<..>!$_`.
  package func label(ofGroup group: String) -> String? {
    let label = appleLabel(ofGroup: Array(group.utf8))?.text
    guard let label, label.hasPrefix("_$!<"), label.hasSuffix(">!$_"), label.utf8.count >= 8
    else { return label }
    return String(label.dropFirst(4).dropLast(4))
  }

  private func appleLabel(ofGroup group: [UInt8]) -> VCardProperty? {
    let all = storage.bytes
    let bytes = all.span
    for index in entryRange where storage.entries[index].name == .appleLabel {
      let entry = storage.entries[index]
      guard entry.nameStart > entry.start else { continue }
      if ASCII.equal(bytes, entry.start..<(entry.nameStart - 1), group.span) {
        return property(entry)
      }
    }
    return nil
  }
}
