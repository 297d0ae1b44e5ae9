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
/// All properties share one array of bytes; values are cut, unescaped and made Strings only when
/// asked for.
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
  /// False when the file ended before END:VCARD; a finding says so.
  package let isComplete: Bool
  package let bytes: [UInt8]
  let entries: [Entry]

  /// Where the parts of a property stand in the card's bytes.
  struct Entry: Hashable, Sendable {
    var name: VCardName
    var encoding: Encoding = .plain
    /// Where the group, if any, begins; it ends at a dot before `nameStart`.
    var start: Int
    var nameStart: Int
    /// Where the name ends and the parameters, if any, begin with a semicolon.
    var nameEnd: Int
    /// One past the colon.
    var valueStart: Int
    var valueEnd: Int
  }

  /// How the value stood in the file.
  enum Encoding: UInt8, Hashable, Sendable {
    case plain
    /// Decoded by the reader.
    case quotedPrintable
    /// Kept as base64, without white space.
    case base64
  }

  /// The properties without BEGIN and END.
  package var properties: some RandomAccessCollection<VCardProperty> {
    entries.lazy.map { VCardProperty(bytes: bytes, entry: $0, version: version) }
  }

  /// The first property called `name`.
  package func first(_ name: VCardName) -> VCardProperty? {
    entries.first { $0.name == name }.map {
      VCardProperty(bytes: bytes, entry: $0, version: version)
    }
  }

  /// All properties called `name`.
  package func all(_ name: VCardName) -> [VCardProperty] {
    entries.filter { $0.name == name }.map {
      VCardProperty(bytes: bytes, entry: $0, version: version)
    }
  }

  /// What Apple's X-ABLabel says of the properties in `group`, its built-in labels unwrapped from
  /// `_$!<..>!$_`.
  package func label(ofGroup group: String) -> String? {
    let wanted = group.lowercased()
    let label = all(.appleLabel).first { $0.group?.lowercased() == wanted }?.text
    guard let label, label.hasPrefix("_$!<"), label.hasSuffix(">!$_"), label.utf8.count >= 8
    else { return label }
    return String(label.dropFirst(4).dropLast(4))
  }
}
