internal import Columns

/// Folds a company's name and leaves out the legal forms at its end.
enum OrganisationFolder {
  /// Returns where the folded name ends, and its legal forms as a set of bits (`LegalForm`), 0 for
  /// none.
  static func fold(
    _ text: Span<UInt8>,
    into output: inout MutableSpan<UInt8>,
    at start: Int
  ) -> (end: Int, forms: UInt32) {
    var end = TextFolder.fold(text, into: &output, at: start)
    var forms: UInt32 = 0
    while let space = lastSpace(output, start..<end) {
      let word = WordForms.packed(output, space + 1..<end)
      guard WordForms.legalForms.contains(word) else { break }
      if let form = LegalForm.index.value(word) { forms |= 1 << UInt32(LegalForm.bits[Int(form)]) }
      end = space
    }
    return (end, forms)
  }

  private static func lastSpace(
    _ bytes: borrowing MutableSpan<UInt8>,
    _ range: Range<Int>
  ) -> Int? {
    var index = range.upperBound - 1
    while index > range.lowerBound {
      if bytes[index] == UInt8(ascii: " ") { return index }
      index -= 1
    }
    return nil
  }
}

/// Legal forms that tell companies of one name apart.
///
/// A GmbH and the GmbH & Co. KG of which it is the partner are two, with one phone and one mailbox.
/// Only forms that registers keep apart; words that a company is named with or without (group,
/// company) are not among them.
enum LegalForm {
  /// Forms that mean the same share a number.
  private static let forms = [
    ["gmbh", "mbh"], ["ag"], ["kg"], ["kgaa"], ["ohg"], ["ug"], ["ek"], ["ev"], ["se"], ["eg"],
    ["inc"], ["llc"], ["ltd", "limited"], ["plc"], ["llp"], ["sarl", "srl"], ["sas"], ["spa"],
    ["bv"], ["nv"], ["aps"], ["oyj"],
  ]
  static let bits = forms.indices.flatMap { form in forms[form].map { _ in form } }
  static let index = HashIndex(
    forms.joined().map { word in word.utf8.reduce(0) { $0 << 8 | UInt64($1) } }
  )
}

/// Folds a street, shortens words like Avenue, and takes out the house number.
enum StreetFolder {
  /// Returns where the folded street ends, and the house number: its digits, then a letter after
  /// them as its place in the alphabet; 0 for none.
  static func fold(
    _ text: Span<UInt8>,
    into output: inout MutableSpan<UInt8>,
    at first: Int
  ) -> (end: Int, number: UInt32) {
    let folded = TextFolder.fold(text, into: &output, at: first)
    var number: UInt32 = 0
    var write = first
    var start = first
    while start < folded {
      var end = start
      while end < folded, output[end] != UInt8(ascii: " ") { end += 1 }
      if number == 0, let houseNumber = houseNumber(output, start..<end) {
        number = houseNumber
      } else {
        if write > first {
          output[write] = UInt8(ascii: " ")
          write += 1
        }
        write = keep(start..<end, &output, at: write)
      }
      start = end + 1
    }
    return (write, number)
  }

  /// Moves a word to `write`, shortened, and returns where it ends.
  private static func keep(
    _ word: Range<Int>,
    _ output: inout MutableSpan<UInt8>,
    at write: Int
  ) -> Int {
    var end = write
    if let short = WordForms.streetTypes.value(WordForms.packed(output, word)) {
      for byte in WordForms.shortStreetTypes[Int(short)] {
        output[end] = byte
        end += 1
      }
      return end
    }
    for index in word.lowerBound..<word.upperBound - excess(output, word) {
      output[end] = output[index]
      end += 1
    }
    return end
  }

  /// Bytes to leave out at the end of a word: `hauptstrasse` is often written `hauptstr`.
  private static func excess(_ bytes: borrowing MutableSpan<UInt8>, _ word: Range<Int>) -> Int {
    guard word.count > 7 else { return 0 }
    let ending = WordForms.packed(bytes, word.upperBound - 7..<word.upperBound)
    return ending == WordForms.strasse ? 4 : 0
  }

  private static func houseNumber(
    _ bytes: borrowing MutableSpan<UInt8>,
    _ word: Range<Int>
  ) -> UInt32? {
    var number: UInt32 = 0
    var letter: UInt32 = 0
    for index in word {
      let byte = bytes[index]
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), letter == 0 {
        number = (number &* 10 &+ UInt32(byte - UInt8(ascii: "0"))) & 0x3FF_FFFF
      } else if index > word.lowerBound, letter == 0,
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      {
        letter = UInt32(byte - UInt8(ascii: "a") + 1)
      } else {
        return nil
      }
    }
    return max(1, number << 5 | letter)
  }
}

/// Writes a mailbox in lower case without sub-address (`+tag`, RFC 5233) and, for Gmail, without
/// dots.
enum EmailFolder {
  private static let gmail = Array("@gmail.com".utf8)

  /// Returns where the address ends, and the hash of its local part.
  static func fold(
    _ text: Span<UInt8>,
    into output: inout MutableSpan<UInt8>,
    at start: Int
  ) -> (end: Int, local: UInt32) {
    var end = start
    var at: Int?
    var isTag = false
    for index in text.indices {
      var byte = text[index]
      if byte == UInt8(ascii: "@") {
        at = end
        isTag = false
      } else if byte == UInt8(ascii: "+"), at == nil, end > start {
        isTag = true
      }
      if isTag { continue }
      if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { byte |= 0x20 }
      output[end] = byte
      end += 1
    }
    guard var localEnd = at else { return (end, 0) }
    if isGmail(output, localEnd + 1..<end) {
      localEnd = dropDots(start..<localEnd, &output)
      end = localEnd
      for byte in gmail {
        output[end] = byte
        end += 1
      }
    }
    let local = MatchHash.ofValue(output.span, start..<localEnd, with: 0)
    return (end, UInt32(truncatingIfNeeded: local))
  }

  private static func dropDots(_ local: Range<Int>, _ output: inout MutableSpan<UInt8>) -> Int {
    var end = local.lowerBound
    for index in local where output[index] != UInt8(ascii: ".") {
      output[end] = output[index]
      end += 1
    }
    return end
  }

  /// Whether the bytes in `range` name Google's mail service.
  private static func isGmail(
    _ bytes: borrowing MutableSpan<UInt8>,
    _ range: Range<Int>
  ) -> Bool {
    guard range.count == 9 || range.count == 14, bytes[range.lowerBound] == UInt8(ascii: "g") else {
      return false
    }
    let head = WordForms.packed(bytes, range.lowerBound..<range.lowerBound + 6)
    let tail = WordForms.packed(bytes, range.upperBound - 8..<range.upperBound)
    return tail == WordForms.mailCom
      && (range.count == 9 ? head == WordForms.gmail : head == WordForms.google)
  }
}

/// Words that are written in several ways.
enum WordForms {
  /// Legal forms and words that companies are named with or without, folded.
  static let legalForms = HashIndex(
    """
    inc llc ltd limited corp co company gmbh mbh ag kg kgaa ohg ug ek ev sa sas sarl srl spa sl \
    slu sca nv bv ab as asa aps oy oyj plc pty llp lp kk ooo zoo spzoo kft sro doo se eg und and \
    cie group holding holdings partners sons et sp z o y e i
    """.split(separator: " ").map { packed($0) }
  )

  /// Types of street and their short forms.
  private static let streetForms = """
    street:st avenue:av ave:av road:rd lane:ln drive:dr boulevard:bd blvd:bd court:ct way:wy \
    place:pl square:sq terrace:tce ter:tce crescent:cr cres:cr close:cl circuit:cct parade:pde \
    highway:hwy parkway:pkwy saint:st sankt:st strasse:str carrer:c calle:c rue:r avenida:av \
    avda:av platz:pl north:n south:s east:e west:w apartment:apt suite:ste ulica:ul
    """.split(separator: " ").map { $0.split(separator: ":") }

  /// The index in `shortStreetTypes` of a folded type of street.
  static let streetTypes = HashIndex(
    streetForms.map { packed(String(decoding: TextFolder.folded($0[0]), as: UTF8.self)) }
  )
  static let shortStreetTypes = streetForms.map { Array($0[1].utf8) }

  static let strasse = packed("strasse")
  static let gmail = packed("gmail.")
  static let google = packed("google")
  static let mailCom = packed("mail.com")

  /// Up to eight bytes as a number, 0 for a longer word.
  static func packed(_ bytes: borrowing MutableSpan<UInt8>, _ word: Range<Int>) -> UInt64 {
    guard word.count <= 8 else { return 0 }
    var number: UInt64 = 0
    for index in word { number = number << 8 | UInt64(bytes[index]) }
    return number
  }

  private static func packed(_ word: some StringProtocol) -> UInt64 {
    word.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// Finds the index of a number in a list that was known from the start: open addressing, for
/// loops in which a Dictionary's hashing would show.
struct HashIndex: Sendable {
  private let keys: [UInt64]
  private let values: [UInt16]
  private let mask: Int

  /// Numbers must not be 0; of equal ones the first counts.
  init(_ numbers: [UInt64]) {
    var capacity = 16
    while capacity < numbers.count * 4 { capacity *= 2 }
    mask = capacity - 1
    var keys = [UInt64](repeating: 0, count: capacity)
    var values = [UInt16](repeating: 0, count: capacity)
    for (index, number) in numbers.enumerated() {
      var slot = Self.start(number) & mask
      while keys[slot] != 0, keys[slot] != number { slot = (slot + 1) & mask }
      if keys[slot] == 0 {
        keys[slot] = number
        values[slot] = UInt16(index)
      }
    }
    self.keys = keys
    self.values = values
  }

  /// The place of a number in the list, nil when it is not there.
  func value(_ number: UInt64) -> UInt16? {
    guard number != 0 else { return nil }
    var slot = Self.start(number) & mask
    while keys[slot] != 0 {
      if keys[slot] == number { return values[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Whether a number is in the list.
  func contains(_ number: UInt64) -> Bool { value(number) != nil }

  private static func start(_ number: UInt64) -> Int {
    Int(truncatingIfNeeded: (number &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}
