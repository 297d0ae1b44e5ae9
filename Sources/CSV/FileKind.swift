/// A kind of file that is no table, recognised by its first bytes.
struct FileKind {
  /// What the file is and is not.
  let message: String
  let hint: String

  private init(_ name: String, _ hint: String, isText: Bool = false) {
    message = isText ? "not a table: \(name)" : "not a text file: \(name)"
    self.hint = hint
  }

  /// What the file is, nil when no signature fits.
  static func of(_ sample: [UInt8]) -> FileKind? {
    for (offset, signature, name, hint) in signatures
    where sample.dropFirst(offset).starts(with: signature) {
      return FileKind(name, hint)
    }
    if sample.starts(with: ZipNames.signature) { return archive(ZipNames.of(sample)) }
    if sample.starts(with: compoundFile) { return compound(sample) }
    return text(sample)
  }

  // MARK: - Binary files

  private static let export = "export the data as CSV, vCard or XML"
  private static let workbook = "open it in the spreadsheet program and save it as CSV UTF-8"
  private static let unpack = "unpack it, and name the files that were in it"
  private static let database = "open it in its program and export the table as CSV"

  /// File signatures as their formats define them, each with the offset where it stands.
  private static let signatures: [(Int, [UInt8], String, String)] = [
    (0, [0x89, 0x50, 0x4E, 0x47], "a PNG image", export),
    (0, [0xFF, 0xD8, 0xFF], "a JPEG image", export),
    (0, Array("GIF8".utf8), "a GIF image", export),
    (0, Array("%PDF".utf8), "a PDF document", export),
    (0, [0x1F, 0x8B], "gzip inside gzip, or damaged gzip", "unpack it once"),
    (0, Array("BZh".utf8), "bzip2", "unpack it first"),
    (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz", "unpack it first"),
    (0, [0x28, 0xB5, 0x2F, 0xFD], "Zstandard", "unpack it first"),
    (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", unpack),
    (0, Array("Rar!\u{1A}".utf8), "a RAR archive", unpack),
    (257, Array("ustar".utf8), "a tar archive", unpack),
    (0, Array("PAR1".utf8), "a Parquet table", export),
    (0, Array("SQLite format 3".utf8), "an SQLite database", database),
    (4, Array("Standard Jet DB".utf8), "an Access database (.mdb)", database),
    (4, Array("Standard ACE DB".utf8), "an Access database (.accdb)", database),
    (
      0, Array("!BDN".utf8), "an Outlook data file (.pst)",
      "in Outlook: File, Open & Export, Import/Export, Export to a file, and choose CSV and Contacts"
    ),
    (0, [0x7F, 0x45, 0x4C, 0x46], "a program", export),
    (
      0, Array("age-encryption.org/".utf8), "encrypted with age",
      "name the identity to decrypt with"
    ),
  ]

  /// What a ZIP archive holds, by the names of its entries.
  private static func archive(_ names: [String]) -> FileKind {
    func holds(_ beginning: String) -> Bool { names.contains { $0.hasPrefix(beginning) } }
    if holds("xl/") { return FileKind("an Excel workbook (.xlsx)", workbook) }
    if holds("word/") { return FileKind("a Word document", workbook) }
    if holds("mimetype"), holds("content.xml") {
      return FileKind("an OpenDocument file (.ods)", workbook)
    }
    if holds("Index/") || holds("Index.zip") {
      return FileKind("an Apple Numbers file", "in Numbers: File, Export To, CSV")
    }
    if names.contains(where: { $0.lowercased().hasSuffix(".csv") }) {
      return FileKind("a ZIP archive of CSV files", unpack)
    }
    return FileKind("a ZIP archive", unpack)
  }

  /// [MS-CFB] 2.2: the header of a compound file.
  private static let compoundFile: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  /// What a compound file holds, by the names of its streams, which are UTF-16.
  private static func compound(_ sample: [UInt8]) -> FileKind {
    let text = String(decoding: sample.filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
    if text.contains("Workbook") { return FileKind("an old Excel workbook (.xls)", workbook) }
    if text.contains("__substg1.0") { return FileKind("a message of Outlook (.msg)", export) }
    return FileKind("an old Excel or Outlook file", workbook)
  }

  // MARK: - Texts that are no table

  private static func text(_ sample: [UInt8]) -> FileKind? {
    let beginning = sample.prefix(4096).filter { $0 != 0 }
      .drop { $0 <= ASCII.space || $0 >= 0x80 }
    let start = String(decoding: beginning, as: UTF8.self).lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      return page(sample)
    }
    if start.hasPrefix("{\\rtf") { return FileKind("a rich text document", export) }
    if start.hasPrefix("begin:vcalendar") {
      return FileKind("a calendar (iCalendar)", "export the contacts instead", isText: true)
    }
    if isJSON(start) {
      return FileKind(
        "a JSON document",
        "put each record on a line of its own: jq -c '.[]' FILE > FILE.jsonl",
        isText: true
      )
    }
    if isDirectory(start) {
      return FileKind(
        "an address book in LDIF",
        "in Thunderbird: Address Book, Tools, Export, and choose vCard or CSV",
        isText: true
      )
    }
    if isMail(start) {
      return FileKind("a mail message or mailbox", "export the address book instead", isText: true)
    }
    return nil
  }

  /// A page of the web; some systems write a table of HTML and call it Excel.
  private static func page(_ sample: [UInt8]) -> FileKind {
    let hasTable = String(decoding: sample, as: UTF8.self).lowercased().contains("<table")
    if hasTable { return FileKind("an HTML page with a table", workbook) }
    return FileKind("an HTML page", "was a login page saved instead of the export?")
  }

  /// A list of objects, or an object over several lines (RFC 8259).
  private static func isJSON(_ start: String) -> Bool {
    guard let first = start.first, first == "[" || first == "{" else { return false }
    let next = start.dropFirst().first { !$0.isWhitespace }
    return next == "{" || first == "{" && next == "\""
  }

  /// RFC 2849: `version: 1` or not, then a distinguished name.
  private static func isDirectory(_ start: String) -> Bool {
    let lines = start.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
    let first = lines.first { !$0.hasPrefix("version:") } ?? ""
    return (first.hasPrefix("dn: ") || first.hasPrefix("dn:: ")) && lines.count > 1
  }

  /// RFC 5322, 3.6: a message begins with its header; RFC 4155: a mailbox with a line `From `.
  private static func isMail(_ start: String) -> Bool {
    let begins = ["from ", "from: ", "return-path: ", "received: ", "delivered-to: ", "date: "]
    guard begins.contains(where: start.hasPrefix) else { return false }
    let names = start.split(whereSeparator: \.isNewline).prefix { !$0.isEmpty }
      .compactMap { $0.split(separator: ":", maxSplits: 1).first }
    return names.contains("subject") && names.contains("from")
  }
}

/// The names of a ZIP archive's entries, as far as they stand in its beginning.
private enum ZipNames {
  /// APPNOTE 4.3.7: a local file header.
  static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  static func of(_ sample: [UInt8]) -> [String] {
    var names: [String] = []
    var offset = 0
    while let header = next(sample, from: offset) {
      // Its fixed part is 30 bytes; the length of the name stands at 26.
      guard header + 30 <= sample.count else { break }
      let length = Int(sample[header + 26]) | Int(sample[header + 27]) << 8
      let end = min(sample.count, header + 30 + length)
      names.append(String(decoding: sample[header + 30..<end], as: UTF8.self))
      offset = end
    }
    return names
  }

  private static func next(_ sample: [UInt8], from offset: Int) -> Int? {
    guard offset + signature.count <= sample.count else { return nil }
    return (offset...sample.count - signature.count).first {
      sample[$0] == signature[0] && sample[$0..<$0 + signature.count].elementsEqual(signature)
    }
  }
}
