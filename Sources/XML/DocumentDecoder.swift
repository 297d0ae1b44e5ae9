internal import ByteIO

/// Hands out a document in UTF-8, whatever its encoding, and knows where each place of that stands
/// in the file.
///
/// The encoding is found as XML 1.0 appendix F says: by a byte order mark, by the zeros beside the
/// first `<`, else by the declaration. A file in one that iconv(3) does not know, or one that says
/// UTF-16 but has one byte a character, as some programs write, is taken for UTF-8; the parser
/// refuses it where it is not.
final class DocumentDecoder {
  /// Where a piece of the document begins, as UTF-8 and in the file.
  private struct Piece {
    let document: Int64
    let file: Int64
  }

  /// Bytes of the file decoded at once; a place within a piece is found by decoding it again.
  private static let pieceSize = 4 << 10

  private let source: any ByteSource
  /// Decodes the document from its beginning to its end.
  private var decoder: EncodingConverter?
  /// Decodes pieces again, to find places.
  private var finder: EncodingConverter?
  private var hasBegun = false
  private var isAtEnd = false
  /// Bytes of the file: those handed out that are still needed, then the others.
  private var window: [UInt8] = []
  /// Offset of the window's first byte in the file.
  private var windowStart: Int64 = 0
  /// Where in the window the bytes not yet handed out begin.
  private var next = 0
  private var pieces: [Piece] = []
  private var documentEnd: Int64 = 0
  /// The encoding that the document declares, when it is read in another one.
  private(set) var misnomer: String?
  /// Whether a document in an encoding of one byte a character might be UTF-8 after all.
  private var evidence: UTF8Evidence?

  init(_ source: any ByteSource) { self.source = source }

  /// The next piece of the document, empty at its end.
  func read(_ maximum: Int) throws -> [UInt8] {
    if !hasBegun { try begin(maximum) }
    guard let decoder else {
      if next == window.count { _ = try source.read(maximum, appendingTo: &window) }
      defer { next = window.count }
      return Array(window[next...])
    }
    var chunk: [UInt8] = []
    while chunk.isEmpty, !isAtEnd || next < window.count {
      if !isAtEnd { isAtEnd = try source.read(maximum, appendingTo: &window) == 0 }
      decode(decoder, to: &chunk)
    }
    return chunk
  }

  private func begin(_ maximum: Int) throws {
    hasBegun = true
    while window.count < 4, try source.read(maximum, appendingTo: &window) > 0 {}
    // A declaration that came in pieces.
    while window.starts(with: "<?".utf8), window.count < 1000, !window.contains(0x3E),
      try source.read(maximum, appendingTo: &window) > 0
    {}
    let encoding = XMLEncoding(sniffing: window)
    misnomer = encoding.misnomer
    guard let name = encoding.name else { return }
    guard let decoder = EncodingConverter(from: name) else {
      misnomer = name
      return
    }
    if XMLEncoding.isSingleByte(name) { evidence = UTF8Evidence(declared: name) }
    self.decoder = decoder
    finder = EncodingConverter(from: name)
    next = encoding.markLength
  }

  // MARK: Decoding

  private func decode(_ decoder: EncodingConverter, to chunk: inout [UInt8]) {
    while next < window.count {
      let end = min(window.count, next + Self.pieceSize)
      pieces.append(Piece(document: documentEnd, file: windowStart + Int64(next)))
      let mark = chunk.count
      let used = decoder.convert(window[next..<end], limit: .max, to: &chunk)
      evidence?.weigh(window[next..<(next + used)])
      documentEnd += Int64(chunk.count - mark)
      next += used
      if used > 0 { continue }
      pieces.removeLast()
      // A character that the next bytes complete, or none at all.
      guard isAtEnd || end - next > 16 else { return }
      // No UTF-8 has this byte: the parser stops here and says where.
      chunk += [0xFF] + Array("     ".utf8)
      documentEnd += 6
      next = window.count
      isAtEnd = true
    }
  }

  /// The encoding that the document declares, when all of its text would be UTF-8.
  var doubtfulEncoding: String? {
    guard let evidence, evidence.isUTF8 else { return nil }
    return evidence.declared
  }

  // MARK: Places

  /// Where the byte at `document` of what was handed out stands in the file.
  ///
  /// Not for places before the last `forget`.
  func filePosition(_ document: Int64) -> Int64 {
    guard let finder else { return document }
    guard let piece = pieces.last(where: { $0.document <= document }) else { return windowStart }
    let length = Int(document - piece.document)
    guard length > 0 else { return piece.file }
    let start = Int(piece.file - windowStart)
    var decoded: [UInt8] = []
    let end = min(window.count, start + Self.pieceSize)
    finder.reset()
    let used = finder.convert(window[start..<end], limit: length, to: &decoded)
    return piece.file + Int64(used)
  }

  /// The bytes of the file between two places, at most those still at hand.
  func fileBytes(_ range: Range<Int64>) -> ArraySlice<UInt8> {
    let start = Int(max(0, min(Int64(window.count), range.lowerBound - windowStart)))
    let end = Int(max(Int64(start), min(Int64(window.count), range.upperBound - windowStart)))
    return window[start..<end]
  }

  /// Lets go of the file before the place `document`, or a little less of it.
  func forget(before document: Int64) {
    var kept = document
    if decoder != nil {
      guard let index = pieces.lastIndex(where: { $0.document <= document }) else { return }
      kept = pieces[index].file
      pieces.removeSubrange(..<index)
    }
    let count = min(next, Int(kept - windowStart))
    guard count > 0 else { return }
    window.removeSubrange(..<count)
    windowStart += Int64(count)
    next -= count
  }
}

/// Whether bytes beyond ASCII all stand as UTF-8 has them, which text in an encoding of one byte a
/// character does not by chance.
private struct UTF8Evidence {
  let declared: String
  private var characters = 0
  private var isContradicted = false
  /// Bytes that a character still needs.
  private var missing = 0

  init(declared: String) { self.declared = declared }

  var isUTF8: Bool { characters > 0 && !isContradicted && missing == 0 }

  mutating func weigh(_ bytes: ArraySlice<UInt8>) {
    guard !isContradicted else { return }
    for byte in bytes {
      if missing > 0 {
        guard byte & 0xC0 == 0x80 else {
          isContradicted = true
          return
        }
        missing -= 1
        if missing == 0 { characters += 1 }
        continue
      }
      switch byte {
      case 0..<0x80: continue
      case 0xC2...0xDF: missing = 1
      case 0xE0...0xEF: missing = 2
      case 0xF0...0xF4: missing = 3
      default:
        isContradicted = true
        return
      }
    }
  }
}
