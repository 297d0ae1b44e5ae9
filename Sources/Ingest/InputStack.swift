package import Age
package import ByteIO
internal import CSV
import Diagnostics
import VCard

/// Opens a file and takes off what is wrapped around its text, judged by content and not by name.
package struct InputStack: Sendable {
  /// What is around the text, the outermost first.
  package let layers: [InputLayer]
  package let format: SourceFormat
  /// The first bytes of the text.
  package let sample: [UInt8]
  /// Whether the text ends where the sample does.
  package let sampleIsWhole: Bool
  private let place: InputFilePlace
  /// Keeps the copy of what could be read only once; nil for a file.
  package let spool: SpooledInput?
  private let identities: [AgeIdentity]

  /// Where the input can be opened again, as long as this value lives.
  package var path: String { place.path }

  /// Path as messages name it.
  package var displayName: String { place.displayName }

  /// Whether the file is the text, nothing around it.
  package var isPlain: Bool { layers.isEmpty }

  /// Bytes of a text that are enough to judge it.
  package static let sampleBytes = 256 * 1024

  /// The operand that stands for standard input (POSIX.1-2017, XBD 12.2, guideline 13).
  package static let standardInput = "-"

  /// What messages call standard input.
  package static let standardInputName = "standard input"

  /// Looks at the beginning of a file; `identities` open it if it is encrypted.
  ///
  /// `-` is standard input. What is no regular file is read to its end first.
  ///
  /// - Throws: `Fault` for a missing, empty or unreadable file, or one that stays encrypted.
  package static func probe(
    _ path: String,
    displayName: String? = nil,
    identities: [AgeIdentity] = []
  ) throws -> InputStack {
    var place = InputFilePlace(path: path, displayName: displayName ?? path)
    if path == standardInput || path == "/dev/stdin" {
      place = InputFilePlace(path: "/dev/stdin", displayName: displayName ?? standardInputName)
    }
    do {
      let spool = try SpooledInput(of: place.path)
      if let spool {
        place = InputFilePlace(path: spool.path, displayName: place.displayName)
      }
      let layers = try InputLayer.around(place, identities: identities)
      let text = try place.open(layers, identities: identities)
      var sample = try text.prefix(sampleBytes)
      guard !sample.isEmpty else { throw Self.empty(place) }
      let format = Self.format(of: sample)
      var wanted = sampleBytes
      if format == .csv, sample.count == wanted {
        // A header may be longer than the usual sample.
        wanted = CSVSniffer.wantedBytes(for: sample)
        sample += try text.prefix(wanted - sample.count)
      }
      return InputStack(
        layers: layers,
        format: format,
        sample: sample,
        sampleIsWhole: sample.count < wanted,
        place: place,
        spool: spool,
        identities: identities
      )
    } catch let error as IOError {
      throw error.inputFault
    }
  }

  /// Looks at the file that a specification names.
  ///
  /// - Throws: as `probe(_:displayName:identities:)`.
  package static func probe(_ specification: SourceSpecification) throws -> InputStack {
    try probe(
      specification.file,
      displayName: specification.displayName,
      identities: specification.identities
    )
  }

  private static func empty(_ place: InputFilePlace) -> Fault {
    Fault(
      .input,
      "the file is empty",
      at: SourcePosition(file: place.displayName),
      hints: ["expected a header and records"]
    )
  }

  /// The text from its beginning.
  package func open() throws -> any ByteSource {
    try place.open(layers, identities: identities)
  }

  /// XML begins with `<`, JSON Lines with an object, a vCard with BEGIN:VCARD or, badly cut, with
  /// another property and a line END:VCARD below; anything else is judged by the CSV sniffer.
  static func format(of sample: [UInt8]) -> SourceFormat {
    let text = asciiStart(of: sample)
    // A page of the web is refused where text is judged.
    let isPage = ["<!doctype html", "<html"].contains { text.lowercased().hasPrefix($0) }
    if text.hasPrefix("<"), !isPage { return .xml }
    if isObject(text) { return .jsonLines }
    if text.lowercased().hasPrefix("begin:vcard") { return .vCard }
    return VCardReader.hasLostBegin(sample) ? .vCard : .csv
  }

  /// `{` and a name, or `{}`, on one line.
  private static func isObject(_ text: String) -> Bool {
    guard text.hasPrefix("{") else { return false }
    let line = text.dropFirst().drop { $0 == " " || $0 == "\t" }
    // An object over several lines is one document.
    guard line.first?.isNewline != true else { return false }
    let next = text.dropFirst().first { !$0.isWhitespace }
    return next == "\"" || next == "}"
  }

  /// The first characters after byte order mark and blanks, UTF-16 read by its low bytes.
  private static func asciiStart(of sample: [UInt8]) -> String {
    var bytes = sample.prefix(256).filter { $0 != 0 }[...]
    for mark in [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]]
    where bytes.starts(with: mark) {
      bytes = bytes.dropFirst(mark.count)
    }
    let start = bytes.drop { $0 == 0x20 || (9...13).contains($0) }
    return String(decoding: start.prefix(16), as: UTF8.self)
  }
}
