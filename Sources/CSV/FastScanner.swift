/// The fast engine's second gear: walks from one structural byte to the next and notes the fields
/// of the records that are beyond doubt.
///
/// Whatever is not plain (a fault, a blank line, a comment, blanks behind a closing quote, a
/// record that goes on behind the segment) is left to the reference engine, which decides; so the
/// two can differ only where this one is sure, and that is what the tests compare.
struct FastScanner {
  private let delimiter: UInt8
  /// 0x100 when there is none: no byte is equal to it.
  private let quote: UInt16
  private let terminator: UInt8
  private let comment: UInt16
  private let skipsReturn: Bool
  private let limits: CSVLimits
  private let fieldCount: Int
  /// Length of the header's first name, -1 when a record may repeat the header; the name's first
  /// bytes as a word and which of the word's bytes count.
  private let nameCount: Int
  private let nameStart: UInt64
  private let nameMask: UInt64

  init(_ plan: ReadPlan) {
    delimiter = plan.dialect.delimiter
    quote = plan.dialect.quote.map { UInt16($0) } ?? 0x100
    terminator = plan.dialect.lineEnd.terminator
    comment = plan.dialect.comment.map { UInt16($0) } ?? 0x100
    skipsReturn = plan.dialect.lineEnd != .cr
    limits = plan.limits
    fieldCount = plan.fieldCount
    let name = plan.header.first ?? []
    nameCount = plan.header.isEmpty ? -1 : name.count
    nameStart = name.prefix(8).enumerated().reduce(0) { word, byte in
      word | UInt64(byte.element) << UInt64(8 * byte.offset)
    }
    nameMask = name.count < 8 ? (1 << UInt64(8 * name.count)) - 1 : .max
  }

  /// Where a walk stands.
  struct Cursor {
    /// The next record's first byte.
    var position: Int
    /// The next structural byte to look at.
    var index: Int
  }

  /// A record that was cut.
  struct Record {
    /// Where its line end begins.
    let contentEnd: Int
    /// Lines it stands on.
    let lines: Int
  }

  /// Cuts the record at the cursor into `fields`, `fieldCount` of them, and moves the cursor
  /// behind it; nil, with the cursor as it was, when it is not plain.
  @inline(__always)
  func record(
    _ cursor: inout Cursor,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ structurals: UnsafeBufferPointer<UInt32>,
    into fields: UnsafeMutablePointer<FieldRange>
  ) -> Record? {
    let start = cursor.position
    let first = unsafe UInt16(bytes[start])
    guard first != comment, first != Self.markStart else { return nil }
    var begin = start
    var index = cursor.index
    var lines = 1
    var found = 0
    var strayQuotes = 0
    while index < structurals.count, found < fieldCount {
      var place = unsafe Int(structurals[index])
      var byte = unsafe bytes[place]
      var contentEnd = place
      if byte == delimiter {
        unsafe fields[found] = FieldRange(start: begin, length: place &- begin, hasEscapes: false)
      } else if byte == terminator {
        if skipsReturn, place > begin, unsafe bytes[place &- 1] == ASCII.cr {
          contentEnd &-= 1
          // Two of them are for the other engine.
          if contentEnd > begin, unsafe bytes[contentEnd &- 1] == ASCII.cr { return nil }
        }
        let length = contentEnd &- begin
        unsafe fields[found] = FieldRange(start: begin, length: length, hasEscapes: false)
        guard fieldCount > 1 || length > 0 else { return nil }
      } else if place != begin {
        // One quote in the midst of a text is a mark of inches; more are for the other engine.
        guard strayQuotes == 0 else { return nil }
        strayQuotes = 1
        index &+= 1
        continue
      } else {
        guard let field = unsafe quoted(at: index, bytes, structurals) else { return nil }
        unsafe fields[found] = field.range
        lines &+= field.lines
        contentEnd = field.contentEnd
        index = field.next
        place = unsafe Int(structurals[index])
        byte = unsafe bytes[place]
      }
      found &+= 1
      begin = place &+ 1
      index &+= 1
      guard byte == terminator else { continue }
      guard found == fieldCount, place &- start < limits.recordBytes, lines <= Self.maximumLines,
        unsafe !mayBeHeader(fields[0], bytes)
      else { return nil }
      cursor = Cursor(position: begin, index: index)
      return Record(contentEnd: contentEnd, lines: lines)
    }
    return nil
  }

  /// Records of more lines are for the other engine, which looks at what they hold.
  static let maximumLines = 100

  /// The first byte of a byte order mark in UTF-8.
  private static let markStart: UInt16 = 0xEF

  /// Whether a record's first field may be the header's; eight bytes may be read behind any record.
  @inline(__always)
  private func mayBeHeader(_ first: FieldRange, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard nameCount >= 0, first.length == nameCount || first.hasEscapes else { return false }
    guard !first.hasEscapes else { return true }
    let word = unsafe UnsafeRawPointer(bytes.baseAddress).map {
      unsafe $0.loadUnaligned(fromByteOffset: Int(first.start), as: UInt64.self)
    }
    guard let word else { return true }
    return (word.littleEndian ^ nameStart) & nameMask == 0
  }

  private struct Quoted {
    let range: FieldRange
    /// Behind the closing quote.
    let contentEnd: Int
    /// The structural that ends the field.
    let next: Int
    let lines: Int
  }

  /// Reads the quoted field whose opening quote is structural `index`.
  private func quoted(
    at index: Int,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ structurals: UnsafeBufferPointer<UInt32>
  ) -> Quoted? {
    let start = unsafe Int(structurals[index]) &+ 1
    var current = index &+ 1
    var hasEscapes = false
    var lines = 0
    while current &+ 1 < structurals.count {
      let place = unsafe Int(structurals[current])
      let byte = unsafe bytes[place]
      current &+= 1
      guard UInt16(byte) == quote else {
        if byte == terminator { lines &+= 1 }
        continue
      }
      let next = unsafe Int(structurals[current])
      if next == place &+ 1, unsafe UInt16(bytes[next]) == quote {
        hasEscapes = true
        current &+= 1
        continue
      }
      guard unsafe ends(place, next, bytes) else { return nil }
      let range = FieldRange(start: start, length: place &- start, hasEscapes: hasEscapes)
      return Quoted(range: range, contentEnd: place &+ 1, next: current, lines: lines)
    }
    return nil
  }

  /// Whether the structural byte at `next` follows a closing quote at `place` directly, or with
  /// the carriage return of its line end between.
  private func ends(_ place: Int, _ next: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if next == place &+ 1 { return true }
    guard skipsReturn, next == place &+ 2 else { return false }
    return unsafe bytes[place &+ 1] == ASCII.cr && bytes[next] == terminator
  }
}
