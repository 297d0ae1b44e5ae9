package import ByteIO
import Compression
import Diagnostics
import VCard

/// Opens a file and takes off what is wrapped around its text, judged by content and not by name.
package struct InputStack: Sendable {
  package let path: String
  /// Path as messages name it.
  package let displayName: String
  package let isCompressed: Bool
  package let format: SourceFormat
  /// The first bytes of the text.
  package let sample: [UInt8]
  /// Whether the text ends where the sample does.
  package let sampleIsWhole: Bool

  /// Bytes of a text that are enough to judge it.
  package static let sampleBytes = 256 * 1024

  /// Looks at the beginning of a file.
  ///
  /// - Throws: `Fault` for a missing, empty or unreadable file.
  package static func probe(_ path: String, displayName: String? = nil) throws -> InputStack {
    let name = displayName ?? path
    do {
      let magic = try Self.prefix(of: try FileSource(path: path), 3)
      let isCompressed = magic.starts(with: [0x1F, 0x8B])
      let text = try Self.open(path, isCompressed: isCompressed, displayName: name)
      let sample = try Self.prefix(of: text, sampleBytes)
      if sample.isEmpty {
        throw Fault(
          .input,
          "the file is empty",
          at: SourcePosition(file: name),
          hints: ["expected a header and records"]
        )
      }
      return InputStack(
        path: path,
        displayName: name,
        isCompressed: isCompressed,
        format: Self.format(of: sample),
        sample: sample,
        sampleIsWhole: sample.count < sampleBytes
      )
    } catch let error as IOError {
      throw error.fault
    }
  }

  /// The text from its beginning.
  package func open() throws -> any ByteSource {
    try Self.open(path, isCompressed: isCompressed, displayName: displayName)
  }

  private static func open(
    _ path: String,
    isCompressed: Bool,
    displayName: String
  ) throws -> any ByteSource {
    let file = try FileSource(path: path)
    return isCompressed ? GzipSource(file, name: displayName) : file
  }

  private static func prefix(of source: any ByteSource, _ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard try source.read(count - bytes.count, appendingTo: &bytes) > 0 else { break }
    }
    return bytes
  }

  /// XML begins with `<`, JSON Lines with an object, a vCard with BEGIN:VCARD or, badly cut, with
  /// another property and a line END:VCARD below; anything else is judged by the CSV sniffer.
  static func format(of sample: [UInt8]) -> SourceFormat {
    let text = asciiStart(of: sample)
    if text.hasPrefix("<") { return .xml }
    if isObject(text) { return .jsonLines }
    if text.lowercased().hasPrefix("begin:vcard") { return .vCard }
    return VCardReader.hasLostBegin(sample) ? .vCard : .csv
  }

  /// `{` and a name, or `{}`.
  private static func isObject(_ text: String) -> Bool {
    guard text.hasPrefix("{") else { return false }
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
