/// How a character-separated file is written: everything a reader must know to cut bytes into
/// fields.
package struct CSVDialect: Hashable, Sendable {
  /// How a quote stands inside a quoted field.
  package enum Escape: String, Hashable, Sendable {
    /// `""` (RFC 4180, section 2, rule 7).
    case doubled
    /// `\"`, as MySQL and many programs write; `""` is understood as well.
    case backslash
    /// Not marked at all, `"5" pipe"`: only a quote at the edge of a field encloses it.
    ///
    /// Such a field ends on the line on which it begins: nothing would tell a missing quote from a
    /// line end that is meant.
    case unescaped
  }

  /// What ends a line outside quotes.
  ///
  /// A carriage return that does not end a line is data, so that one stray byte from an old
  /// system does not tear a record apart.
  package enum LineEnd: String, Hashable, Sendable {
    case lf
    case crlf
    case cr

    /// The byte that ends a line; with `.lf` and `.crlf` a carriage return before it belongs to
    /// the line end, so that files that mix the two are read as they are meant.
    var terminator: UInt8 { self == .cr ? ASCII.cr : ASCII.lf }
  }

  /// What stands between fields: its first byte, which is all of it in nearly every file.
  package var delimiter: UInt8
  /// The bytes of a longer delimiter behind its first, as in `a||b` or `a¦b`.
  package var delimiterRest: [UInt8] = []
  /// Nil when quotes are ordinary bytes.
  package var quote: UInt8?
  package var escape: Escape
  package var lineEnd: LineEnd
  /// A record whose first byte this is is a comment; nil when there are none.
  package var comment: UInt8?
  /// Whether blanks behind a delimiter are part of it, as in `1, "a, b", 2`.
  package var skipsBlanks = false
  package var encoding: TextEncoding
  package var hasByteOrderMark: Bool

  package init(
    delimiter: UInt8 = UInt8(ascii: ","),
    quote: UInt8? = UInt8(ascii: "\""),
    escape: Escape = .doubled,
    lineEnd: LineEnd = .lf,
    comment: UInt8? = nil,
    encoding: TextEncoding = .utf8,
    hasByteOrderMark: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.escape = escape
    self.lineEnd = lineEnd
    self.comment = comment
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
  }

  /// RFC 4180: comma, double quotes, CRLF.
  package static let rfc4180 = CSVDialect(lineEnd: .crlf)

  /// The delimiter, all of it.
  var delimiterBytes: [UInt8] {
    get { [delimiter] + delimiterRest }
    set {
      guard let first = newValue.first else { return }
      delimiter = first
      delimiterRest = Array(newValue.dropFirst())
    }
  }

  private func text(_ bytes: [UInt8]) -> String {
    string(bytes, FieldRange(start: 0, length: bytes.count, hasEscapes: false))
  }

  /// Whether a delimiter stands at `index`; `end` is where the bytes end.
  @inline(__always)
  func delimits(_ bytes: Span<UInt8>, at index: Int, before end: Int) -> Bool {
    guard bytes[index] == delimiter else { return false }
    return delimiterRest.isEmpty || restFollows(bytes, index + 1, end)
  }

  private func restFollows(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start + delimiterRest.count <= end else { return false }
    return delimiterRest.indices.allSatisfy { delimiterRest[$0] == bytes[start + $0] }
  }

  /// The delimiter as a person reads it.
  package var delimiterName: String {
    guard delimiterRest.isEmpty else {
      let name = text(delimiterBytes).replacing("\t", with: "<tab>")
      return name == "\\t" ? "'\\t' in two characters" : "'\(name)'"
    }
    return switch delimiter {
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: ";"): "semicolon"
    case UInt8(ascii: "|"): "pipe"
    case UInt8(ascii: ":"): "colon"
    case ASCII.tab: "tab"
    case ASCII.space: "space"
    case ..<ASCII.space: "control character \(delimiter)"
    default: "'\(text([delimiter]))'"
    }
  }
}

/// What a reader refuses to hold in memory, by name.
package struct CSVLimits: Hashable, Sendable {
  /// A longer record is quarantined whole, whatever its quoted fields hold.
  ///
  /// A quoted field may have any number of lines up to here (RFC 4180, section 2, rule 6).
  package var recordBytes: Int

  package init(recordBytes: Int = 16 << 20) {
    self.recordBytes = recordBytes
  }
}

/// Bytes with a meaning in every dialect.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let backslash: UInt8 = 0x5C
  static let apostrophe: UInt8 = 0x27
}
