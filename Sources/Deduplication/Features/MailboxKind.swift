internal import Columns

/// Whose mailbox an e-mail address is, by its local part and the names beside it.
enum MailboxKind: UInt8, Sendable {
  /// Nothing says whose: the local part has neither a name of the record nor a known word.
  case unknown
  /// A function's or a household's (`RoleMailboxes`).
  case role
  /// The family name stands for all who have it.
  case family
  /// The person's: it has the given name, a short form of it, or its initial with the family name.
  case personal

  /// Whether several people may read it.
  var isShared: Bool { self == .role || self == .family }

  /// Reads the local part of a record's address.
  init(of record: MatchRecord, _ text: Span<UInt8>) {
    let local = LocalPart(text, record.range(.email))
    let names = MailboxNames(record, text)
    if local.words.contains(where: { names.areGiven(in: local.letters($0)) })
      || names.isInitialBesideFamily(local)
    {
      self = .personal
    } else if local.words.contains(where: { RoleMailboxes.standard.contains(local.letters($0)) }) {
      self = .role
    } else if local.words.contains(where: { names.areFamily(local.letters($0)) })
      || names.areFamily(local.allLetters)
    {
      self = .family
    } else {
      self = .unknown
    }
  }
}

/// The letters of an address before the @, in words, folded as names are.
private struct LocalPart {
  private var bytes: [UInt8] = []
  private(set) var words: [Range<Int>] = []

  init(_ text: Span<UInt8>, _ email: Range<Int>) {
    bytes.reserveCapacity(email.count)
    var start = 0
    for index in email {
      let byte = text[index]
      if byte == UInt8(ascii: "@") { break }
      if byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
        if byte != UInt8(ascii: "e") || !followsUmlautVowel(start) { bytes.append(byte) }
      } else {
        endWord(&start)
      }
    }
    endWord(&start)
  }

  private mutating func endWord(_ start: inout Int) {
    if bytes.count > start { words.append(start..<bytes.count) }
    start = bytes.count
  }

  /// Whether an `e` here is the second letter of ae, oe or ue, as `TextFolder` leaves it out.
  private func followsUmlautVowel(_ start: Int) -> Bool {
    guard bytes.count > start, let last = bytes.last else { return false }
    let isAfterQ = bytes.count > start + 1 && bytes[bytes.count - 2] == UInt8(ascii: "q")
    return last == UInt8(ascii: "a") || last == UInt8(ascii: "o")
      || (last == UInt8(ascii: "u") && !isAfterQ)
  }

  func letters(_ word: Range<Int>) -> ArraySlice<UInt8> { bytes[word] }

  var allLetters: ArraySlice<UInt8> { bytes[...] }
}

/// A record's names as they are looked for in its e-mail address.
private struct MailboxNames {
  /// The whole given name without spaces, then its words.
  private let given: [[UInt8]]
  private let family: [UInt8]
  private let nickname: UInt16

  init(_ record: MatchRecord, _ text: Span<UInt8>) {
    let words = Self.words(text, record.range(.given))
    given = words.count > 1 ? [Array(words.joined())] + words : words
    family = Array(Self.words(text, record.range(.family)).joined())
    nickname = record.nickname
  }

  private static func words(_ text: Span<UInt8>, _ range: Range<Int>) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    for index in range {
      if text[index] != UInt8(ascii: " ") {
        word.append(text[index])
      } else if !word.isEmpty {
        words.append(word)
        word = []
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// Whether a word of the address is a given name, alone or with the family name, or the initial
  /// of one with the family name.
  func areGiven(in word: ArraySlice<UInt8>) -> Bool {
    if given.contains(where: { isGiven($0, in: word) }) { return true }
    guard nickname != 0, word.count > 1 else { return false }
    let number = Nicknames.standard.number(MatchHash.of(word.span, word.span.indices))
    return Nicknames.standard.areForms(number, nickname)
  }

  private func isGiven(_ name: [UInt8], in word: ArraySlice<UInt8>) -> Bool {
    guard let initial = name.first else { return false }
    if name.count > 1, word.elementsEqual(name) { return true }
    // `kern` alone is the family's, also when a record has its names the wrong way round.
    guard !family.isEmpty, name != family else { return false }
    if name.count > 2 {
      if word.starts(with: name), isFamilyOrItsBeginning(word.dropFirst(name.count)) { return true }
      if word.suffix(name.count).elementsEqual(name),
        isFamilyOrItsBeginning(word.dropLast(name.count))
      {
        return true
      }
    }
    return word.count == family.count + 1
      && (word.first == initial && word.dropFirst().elementsEqual(family)
        || word.last == initial && word.dropLast().elementsEqual(family))
  }

  private func isFamilyOrItsBeginning(_ rest: ArraySlice<UInt8>) -> Bool {
    rest.count <= 2 ? family.starts(with: rest) : rest.elementsEqual(family)
  }

  /// Whether the address has an initial of the given name and the family name as words.
  func isInitialBesideFamily(_ local: LocalPart) -> Bool {
    guard !family.isEmpty, let initial = given.first?.first else { return false }
    return local.words.contains { $0.count == 1 && local.letters($0).first == initial }
      && local.words.contains { local.letters($0).elementsEqual(family) }
  }

  /// Whether letters are the family name, also as `kerns` or `diekerns`.
  func areFamily(_ letters: ArraySlice<UInt8>) -> Bool {
    guard family.count > 1 else { return false }
    var rest = letters
    if let article = Self.articles.first(where: { letters.starts(with: $0) }),
      letters.dropFirst(article.count).starts(with: family)
    {
      rest = letters.dropFirst(article.count)
    }
    guard rest.starts(with: family) else { return false }
    return rest.count == family.count
      || (rest.count == family.count + 1 && rest.last == UInt8(ascii: "s"))
  }

  private static let articles = ["die", "the", "fam", "familie", "family", "les", "los"].map {
    Array($0.utf8)
  }
}

/// Words that name a function or a household in an e-mail address.
struct RoleMailboxes: Sendable {
  static let standard = RoleMailboxes()

  /// RFC 2142, sections 3 to 5.
  private static let registered = """
    info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster \
    www uucp ftp
    """

  /// Further words in use in Europe and North America.
  private static let common = """
    accounting accounts accueil admin administracion administration amministrazione anfrage anfragen \
    assistenz atelier bestellung bestellungen bewerbung biblioteca billing biuro boekhouding bonjour \
    booking buchhaltung buchung buero buro career careers catering clinic commercial commerciale compta \
    comptabilite contabilidad contabilita contact contacto contactus contato contatto customerservice \
    direccion direction direktion direzione einkauf email empfang enquiries enquiry export facturacion \
    fakturor faktura fakturace finance firma gemeinde geschaeftsfuehrung geschaeftsleitung hallo hello hei \
    hej help helpdesk hilfe hola hotel hr import info inkasso inkoop inquiries invoice invoices it \
    jobs kancelaria kansliet kantoor kanzlei kasse kirche kontakt kontakty kontor kontoret kundendienst \
    kundenservice kundtjanst laden lager legal logistik logistics mail mailbox management no noreply office \
    oficina order orders ordre partner pedidos personal personalabteilung post posta poststelle \
    praxis press presse privacy procurement purchasing reception recepcion receptie rechnung rechnungen \
    rechnungswesen recruiting redaktion reklamation reply reservation reservations reservierung \
    restaurant rezeption schule secretaria secretariat secretary segreteria sekretariat sekretariatet \
    service services servicio shop sklep soporte store studio team technik tienda ufficio vendite \
    ventas ventes verein verkauf verkoop versand verwaltung vertrieb webshop welcome werkstatt zentrale
    """

  /// Words for those who live together.
  private static let households = """
    eltern fam familia familie familien families family famiglia famille familj haushalt household \
    parents perhe rodina rodzina zuhause
    """

  private let words: HashIndex

  private init() {
    let all = [Self.registered, Self.common, Self.households].joined(separator: " ")
    words = HashIndex(
      Set(all.split(separator: " ")).sorted().map { word in
        let folded = TextFolder.folded(word)
        return MatchHash.of(folded.span, folded.indices)
      }
    )
  }

  /// Whether a folded word is such a one.
  func contains(_ word: ArraySlice<UInt8>) -> Bool {
    let span = word.span
    return words.contains(MatchHash.of(span, span.indices))
  }
}
