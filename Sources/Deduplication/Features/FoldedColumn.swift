internal import Columns

/// One text column of a batch, folded for comparison.
struct FoldedColumn {
  /// What a text means, which decides what is left out of it.
  enum Kind {
    /// A name of a person or place.
    case name
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
  /// E-mail: the hash of the part before the @.
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
    var folder = TextFolder()
    folder.reserve(text.bytes.count)
    let source = text.bytes.span
    for row in 0..<text.count {
      let value = source.extracting(text.range(row))
      var extra: UInt32 = 0
      let start = folder.count
      switch kind {
      case .name: _ = folder.append(value)
      case .organisation: folder.appendOrganisation(value)
      case .street: extra = folder.appendStreet(value)
      case .email: extra = folder.appendEmail(value)
      }
      hashes.append(folder.hash(start..<folder.count, with: kind == .street ? extra : 0))
      extras.append(extra)
      if folder.count - start > Self.maximumLength {
        folder.truncate(to: start + Self.maximumLength)
      }
      offsets.append(Int32(folder.count))
    }
    bytes = folder.bytes
  }

  /// Where the value of `row` stands in `bytes`.
  func range(_ row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }
}

extension TextFolder {
  /// Appends a company's name without the legal forms at its end.
  mutating func appendOrganisation(_ text: Span<UInt8>) {
    let range = append(text)
    var end = range.upperBound
    while let space = lastSpace(in: range.lowerBound..<end) {
      let token = packed(space + 1..<end)
      guard WordForms.legalForms.contains(token) else { break }
      end = space
    }
    truncate(to: end)
  }

  /// Appends a street without its house number, which is returned (digits, then a letter after
  /// them as its place in the alphabet), 0 for none.
  mutating func appendStreet(_ text: Span<UInt8>) -> UInt32 {
    let range = append(text)
    var number: UInt32 = 0
    var write = range.lowerBound
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start
      while end < range.upperBound, bytes[end] != UInt8(ascii: " ") { end += 1 }
      if number == 0, let houseNumber = houseNumber(start..<end) {
        number = houseNumber
      } else {
        write = keepStreetWord(start..<end, at: write, first: range.lowerBound)
      }
      start = end + 1
    }
    truncate(to: write)
    return number
  }

  /// Moves a word to `write`, shortened, and returns where it ends.
  private mutating func keepStreetWord(
    _ word: Range<Int>,
    at write: Int,
    first: Int
  ) -> Int {
    var end = write
    if end > first {
      replace(at: end, with: UInt8(ascii: " "))
      end += 1
    }
    if let short = WordForms.streetTypes[packed(word)] {
      for byte in short {
        replace(at: end, with: byte)
        end += 1
      }
      return end
    }
    let kept = endsInStrasse(word) ? word.lowerBound..<word.upperBound - 4 : word
    for index in kept {
      replace(at: end, with: bytes[index])
      end += 1
    }
    return end
  }

  /// `hauptstrasse` becomes `hauptstr`, as it is often written.
  private func endsInStrasse(_ word: Range<Int>) -> Bool {
    word.count > 7 && packed(word.upperBound - 7..<word.upperBound) == WordForms.strasse
  }

  private func houseNumber(_ word: Range<Int>) -> UInt32? {
    var number: UInt32 = 0
    var letters = 0
    for index in word {
      let byte = bytes[index]
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), letters == 0 {
        number = (number &* 10 &+ UInt32(byte - UInt8(ascii: "0"))) & 0x3FF_FFFF
      } else if index > word.lowerBound, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
        letters += 1
      } else {
        return nil
      }
    }
    guard letters <= 1, let last = word.last else { return nil }
    let letter = letters == 1 ? UInt32(bytes[last] - UInt8(ascii: "a") + 1) : 0
    return max(1, number << 5 | letter)
  }

  /// Appends a mailbox in lower case without sub-address (`+tag`, RFC 5233) and, for Gmail,
  /// without dots; returns the hash of its local part.
  mutating func appendEmail(_ text: Span<UInt8>) -> UInt32 {
    let start = count
    var at: Int?
    var isTag = false
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "@") {
        at = count
        isTag = false
      } else if byte == UInt8(ascii: "+"), at == nil, count > start {
        isTag = true
      }
      if isTag { continue }
      appendVerbatim(Self.isUpper(byte) ? byte | 0x20 : byte)
    }
    guard var localEnd = at else { return 0 }
    if WordForms.isGmail(bytes, localEnd + 1..<count) {
      localEnd = dropDots(start..<localEnd)
    }
    return UInt32(truncatingIfNeeded: hash(start..<localEnd, with: 0))
  }

  /// Takes the dots out of the local part and writes Gmail's one domain behind it.
  private mutating func dropDots(_ local: Range<Int>) -> Int {
    var end = local.lowerBound
    for index in local where bytes[index] != UInt8(ascii: ".") {
      replace(at: end, with: bytes[index])
      end += 1
    }
    truncate(to: end)
    for byte in "@gmail.com".utf8 { appendVerbatim(byte) }
    return end
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private func lastSpace(in range: Range<Int>) -> Int? {
    var index = range.upperBound - 1
    while index > range.lowerBound {
      if bytes[index] == UInt8(ascii: " ") { return index }
      index -= 1
    }
    return nil
  }

  /// Up to eight bytes as a number, 0 for a longer word.
  private func packed(_ word: Range<Int>) -> UInt64 {
    word.count > 8 ? 0 : word.reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
  }

  /// The hash of a value, 0 for an empty one without `extra`.
  func hash(_ range: Range<Int>, with extra: UInt32) -> UInt64 {
    guard !range.isEmpty || extra != 0 else { return 0 }
    let text = bytes
    let hash = MatchHash.of(text.span, range)
    return extra == 0 ? hash : MatchHash.combined(hash, UInt64(extra))
  }
}

/// Words that are written in several ways.
enum WordForms {
  /// Legal forms and words that companies are named with or without, folded.
  static let legalForms: Set<UInt64> = Set(
    """
    inc llc ltd limited corp co company gmbh mbh ag kg kgaa ohg ug ek ev sa sas sarl srl spa sl \
    slu sca nv bv ab as asa aps oy oyj plc pty llp lp kk ooo zoo spzoo kft sro doo se eg und and \
    cie group holding holdings partners sons et sp z o y e i
    """.split(separator: " ").map { packed($0) }
  )

  /// Types of street and their short forms, folded.
  static let streetTypes: [UInt64: [UInt8]] = {
    let forms = """
      street:st avenue:av ave:av road:rd lane:ln drive:dr boulevard:bd blvd:bd court:ct way:wy \
      place:pl square:sq terrace:tce ter:tce crescent:cr cres:cr close:cl circuit:cct parade:pde \
      highway:hwy parkway:pkwy saint:st sankt:st strasse:str carrer:c calle:c rue:r avenida:av \
      avda:av platz:pl north:n south:s east:e west:w apartment:apt suite:ste ulica:ul
      """
    var table: [UInt64: [UInt8]] = [:]
    for form in forms.split(separator: " ") {
      let parts = form.split(separator: ":")
      table[packed(foldedVowels(parts[0]))] = Array(parts[1].utf8)
    }
    return table
  }()

  static let strasse = packed("strasse")

  /// Whether the bytes in `range` name Google's mail service.
  static func isGmail(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    range.count >= 9 && bytes[range.lowerBound] == UInt8(ascii: "g")
      && (bytes[range].elementsEqual("gmail.com".utf8)
        || bytes[range].elementsEqual("googlemail.com".utf8))
  }

  /// What `TextFolder` makes of ae, oe and ue.
  private static func foldedVowels(_ word: Substring) -> String {
    var folder = TextFolder()
    let source = Array(word.utf8)
    _ = folder.append(source.span)
    return String(decoding: folder.bytes, as: UTF8.self)
  }

  private static func packed(_ word: some StringProtocol) -> UInt64 {
    word.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
