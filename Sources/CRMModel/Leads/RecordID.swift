package import Columns

/// The id of a source record or a lead: 128 bits, written as 26 characters of Crockford's base 32
/// in lower case (no i, l, o, u), the first always 0 to 7.
///
/// An id comes from where the record was first seen, hashed by the caller; never from a person's
/// values.
package struct RecordID: Hashable, Comparable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The first 128 bits of a digest, big-endian.
  ///
  /// A shorter one is a programming error.
  package init(digest: some RandomAccessCollection<UInt8>) {
    precondition(digest.count >= 16, "digest of fewer than 16 bytes")
    high = digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = digest.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads the written form, nil for anything else.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count == Self.length else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in range {
      let value = Self.values[Int(bytes[index])]
      guard value < 32 else { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | UInt64(value)
    }
    self.init(high: high, low: low)
  }

  /// Reads the written form, nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span, 0..<bytes.count)
  }

  /// Characters of the written form.
  package static let length = 26

  /// Appends the written form.
  package func append(to bytes: inout [UInt8]) {
    let digits = Self.digits
    var (high, low) = (high, low)
    bytes.append(addingCapacity: Self.length) { output in
      // The most significant digit first: 3 bits, then 25 times 5.
      output.append(digits[Int(high >> 61)])
      high <<= 3
      high |= low >> 61
      low <<= 3
      for _ in 1..<Self.length {
        output.append(digits[Int(high >> 59)])
        high = high << 5 | low >> 59
        low <<= 5
      }
    }
  }

  /// The written form.
  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  package static func < (left: RecordID, right: RecordID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
    return table
  }()
}

extension RecordBatch {
  /// The ids in a text column, in the order of the rows; zero for what is none, nothing without the
  /// column.
  package func ids(_ name: String) -> [RecordID] {
    guard let column = column(name)?.plainText else { return [] }
    let bytes = column.bytes.span
    var ids: [RecordID] = []
    ids.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      ids.append(RecordID(bytes, column.range(row)) ?? RecordID(high: 0, low: 0))
    }
    return ids
  }
}
