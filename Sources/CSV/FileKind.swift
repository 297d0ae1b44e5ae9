/// A kind of file that is not text, recognised by its first bytes.
struct FileKind {
  let name: String
  let hint: String

  /// What the file is, nil when no signature fits.
  static func of(_ sample: [UInt8]) -> FileKind? {
    for (signature, name, hint) in signatures where sample.starts(with: signature) {
      return FileKind(name: name, hint: hint)
    }
    let beginning = String(decoding: sample.prefix(64).drop { $0 <= ASCII.space }, as: UTF8.self)
    let start = beginning.lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      return FileKind(name: "an HTML page", hint: "was a login page saved instead of the export?")
    }
    if start.hasPrefix("{\\rtf") {
      return FileKind(name: "a rich text document", hint: export)
    }
    return nil
  }

  private static let export = "export the data as CSV, vCard or XML"
  private static let workbook = "open it in the spreadsheet program and save it as CSV UTF-8"

  /// File signatures as their formats define them.
  private static let signatures: [([UInt8], String, String)] = [
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image", export),
    ([0xFF, 0xD8, 0xFF], "a JPEG image", export),
    (Array("GIF8".utf8), "a GIF image", export),
    (Array("%PDF".utf8), "a PDF document", export),
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive (Excel workbooks are such)", workbook),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel or Outlook file", workbook),
    ([0x1F, 0x8B], "gzip inside gzip, or damaged gzip", "unpack it once"),
    (Array("BZh".utf8), "bzip2", "unpack it first"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz", "unpack it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard", "unpack it first"),
    (Array("7z\u{BC}".utf8), "a 7-Zip archive", "unpack it first"),
    (Array("PAR1".utf8), "a Parquet table", export),
    (Array("SQLite format 3".utf8), "an SQLite database", export),
    ([0x7F, 0x45, 0x4C, 0x46], "a program", export),
    (Array("age-encryption.org/".utf8), "encrypted with age", "name the identity to decrypt with"),
  ]
}
