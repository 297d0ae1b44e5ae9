internal import ByteIO
internal import Glibc

/// Hands out a document in UTF-8, whatever its encoding, and knows where each place of that stands
/// in the file.
///
/// The encoding is found as XML 1.0 appendix F says: by a byte order mark, by the zeros beside the
/// first `<`, else by the declaration. A file in one that iconv(3) does not know, or one that says
/// UTF-16 but has one byte a character, as some programs write, is taken for UTF-8; the parser
/// refuses it where it is not.
///
/// Safe: the handle is opened once, used by its owner alone and closed with it.
@safe
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
  private var handle: iconv_t?
  /// Decodes pieces again, to find places.
  private var finder: iconv_t?
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

  init(_ source: any ByteSource) { self.source = source }

  deinit {
    if let handle = unsafe handle { unsafe iconv_close(handle) }
    if let finder = unsafe finder { unsafe iconv_close(finder) }
  }

  /// The next piece of the document, empty at its end.
  func read(_ maximum: Int) throws -> [UInt8] {
    if !hasBegun { try begin(maximum) }
    guard unsafe handle != nil else {
      if next == window.count { _ = try source.read(maximum, appendingTo: &window) }
      defer { next = window.count }
      return Array(window[next...])
    }
    var chunk: [UInt8] = []
    while chunk.isEmpty, !isAtEnd || next < window.count {
      if !isAtEnd { isAtEnd = try source.read(maximum, appendingTo: &window) == 0 }
      decode(to: &chunk)
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
    guard let name = encoding.name, let opened = unsafe Self.open(name),
      let second = unsafe Self.open(name)
    else { return }
    unsafe handle = opened
    unsafe finder = second
    next = encoding.markLength
  }

  private static func open(_ name: String) -> iconv_t? {
    guard let opened = unsafe iconv_open("UTF-8", name),
      unsafe opened != iconv_t(bitPattern: -1)
    else { return nil }
    return unsafe opened
  }

  // MARK: Decoding

  private func decode(to chunk: inout [UInt8]) {
    while next < window.count {
      let end = min(window.count, next + Self.pieceSize)
      pieces.append(Piece(document: documentEnd, file: windowStart + Int64(next)))
      let mark = chunk.count
      let used = unsafe convert(next..<end, with: handle, limit: .max, to: &chunk)
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

  /// Decodes bytes of the window, at most `limit` bytes of UTF-8; returns how many bytes it took.
  private func convert(
    _ range: Range<Int>,
    with handle: iconv_t?,
    limit: Int,
    to chunk: inout [UInt8]
  ) -> Int {
    guard let handle = unsafe handle else { return 0 }
    // No encoding needs more than four bytes of UTF-8 for one of its own.
    var room = [CChar](repeating: 0, count: min(limit, range.count * 4 + 16))
    var input = window[range].map { CChar(bitPattern: $0) }
    var used = 0
    // Safe: iconv reads and writes only within the counts given, which are the buffers' own.
    unsafe input.withUnsafeMutableBufferPointer { from in
      unsafe room.withUnsafeMutableBufferPointer { to in
        var source = from.baseAddress
        var target = to.baseAddress
        var sourceLeft = from.count
        var targetLeft = to.count
        _ = unsafe iconv(handle, &source, &sourceLeft, &target, &targetLeft)
        used = from.count - sourceLeft
        for index in 0..<(to.count - targetLeft) {
          chunk.append(UInt8(bitPattern: unsafe to[index]))
        }
      }
    }
    return used
  }

  // MARK: Places

  /// Where the byte at `document` of what was handed out stands in the file.
  ///
  /// Not for places before the last `forget`.
  func filePosition(_ document: Int64) -> Int64 {
    guard unsafe handle != nil else { return document }
    guard let piece = pieces.last(where: { $0.document <= document }) else { return windowStart }
    let length = Int(document - piece.document)
    guard length > 0 else { return piece.file }
    let start = Int(piece.file - windowStart)
    var decoded: [UInt8] = []
    let end = min(window.count, start + Self.pieceSize)
    if let finder = unsafe finder { _ = unsafe iconv(finder, nil, nil, nil, nil) }
    let used = unsafe convert(start..<end, with: finder, limit: length, to: &decoded)
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
    if unsafe handle != nil {
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

/// The encoding of a document, judged by its first bytes: XML 1.0 appendix F.
package struct XMLEncoding: Hashable, Sendable {
  /// As iconv(3) knows it; nil for UTF-8.
  package let name: String?
  /// Bytes of the byte order mark.
  let markLength: Int

  package init(sniffing bytes: [UInt8]) {
    func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
    let (name, length): (String?, Int) =
      switch (byte(0), byte(1), byte(2), byte(3)) {
      case (0, 0, 0xFE, 0xFF): ("UTF-32BE", 4)
      case (0xFF, 0xFE, 0, 0): ("UTF-32LE", 4)
      case (0, 0, 0, 0x3C): ("UTF-32BE", 0)
      case (0x3C, 0, 0, 0): ("UTF-32LE", 0)
      case (0xFE, 0xFF, _, _): ("UTF-16BE", 2)
      case (0xFF, 0xFE, _, _): ("UTF-16LE", 2)
      case (0, 0x3C, _, _): ("UTF-16BE", 0)
      case (0x3C, 0, _, _): ("UTF-16LE", 0)
      default: (nil, 0)
      }
    markLength = length
    guard name == nil else {
      self.name = name
      return
    }
    let declared = Self.declared(bytes)?.uppercased()
    switch declared {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16", "UTF16", "UTF-16LE", "UTF-16BE", "UCS-2",
      "ISO-10646-UCS-2", "UTF-32", "UCS-4", "UNICODE":
      self.name = nil
    default: self.name = declared
    }
  }

  /// What the XML declaration says (production 80), nil when it says nothing or there is none.
  private static func declared(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: "<?xml".utf8), let end = bytes.prefix(1000).firstIndex(of: 0x3E)
    else { return nil }
    let text = String(decoding: bytes[..<end], as: UTF8.self)
    guard let word = text.firstRange(of: "encoding") else { return nil }
    let rest = text[word.upperBound...].drop { $0.isWhitespace || $0 == "=" }
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    return rest.dropFirst().split(separator: quote, omittingEmptySubsequences: false).first
      .map(String.init)
  }
}
