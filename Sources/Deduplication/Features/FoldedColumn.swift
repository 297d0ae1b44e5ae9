internal import Columns

/// One text column of a batch, folded for comparison.
struct FoldedColumn {
  /// What a text means, which decides what is left out of it.
  enum Kind {
    /// A name of a place.
    case name
    /// A name of a person: the generation suffix is taken out.
    case personName
    /// Legal forms at the end are left out.
    case organisation
    /// Types of street are shortened, the house number is taken out.
    case street
    /// A mailbox: sub-addresses are left out.
    case email
  }

  /// Longest folded text that is kept for near comparison; hashes cover all of it.
  static let maximumLength = 63

  private(set) var bytes: [UInt8] = []
  /// One more than there are rows.
  private(set) var offsets: [Int32] = [0]
  /// The hash of each value, 0 for null.
  private(set) var hashes: [UInt64] = []
  /// Street: the house number, 0 for none.
  ///
  /// E-mail: the hash of the part before the @. A person's name: the generation suffix.
  /// An organisation: its legal forms.
  private(set) var extras: [UInt32] = []

  /// Folds a column; a missing one is all null.
  init(_ column: Column?, _ kind: Kind, count: Int) {
    offsets.reserveCapacity(count + 1)
    hashes.reserveCapacity(count)
    extras.reserveCapacity(count)
    guard let text = column?.plainText else {
      offsets.append(contentsOf: repeatElement(0, count: count))
      hashes.append(contentsOf: repeatElement(0, count: count))
      extras.append(contentsOf: repeatElement(0, count: count))
      return
    }
    fold(text, kind)
  }

  private mutating func fold(_ text: TextColumn, _ kind: Kind) {
    // Folded text is never longer than the text, so that all of it fits; with room for a domain.
    var folded = [UInt8](repeating: 0, count: text.bytes.count + 16)
    var output = folded.mutableSpan
    let source = text.bytes.span
    var start = 0
    for row in 0..<text.count {
      let value = source.extracting(text.range(row))
      var end = start
      var extra: UInt32 = 0
      switch kind {
      case .name: end = TextFolder.fold(value, into: &output, at: start)
      case .personName: (end, extra) = Self.foldPersonName(value, into: &output, at: start)
      case .organisation: (end, extra) = OrganisationFolder.fold(value, into: &output, at: start)
      case .street: (end, extra) = StreetFolder.fold(value, into: &output, at: start)
      case .email: (end, extra) = EmailFolder.fold(value, into: &output, at: start)
      }
      let number = kind == .street ? extra : 0
      hashes.append(MatchHash.ofValue(output.span, start..<end, with: number))
      extras.append(extra)
      start = min(end, start + Self.maximumLength)
      offsets.append(Int32(start))
    }
    folded.removeLast(folded.count - start)
    bytes = folded
  }

  /// Returns where the folded name ends, and its generation suffix, 0 for none.
  private static func foldPersonName(
    _ text: Span<UInt8>,
    into output: inout MutableSpan<UInt8>,
    at start: Int
  ) -> (end: Int, suffix: UInt32) {
    let folded = TextFolder.fold(text, into: &output, at: start)
    let (end, suffix) = GenerationFolder.strip(output.span, start..<folded)
    return (end, UInt32(suffix))
  }

  /// Where the value of `row` stands in `bytes`.
  func range(_ row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }
}
