/// PLAIN encoding (Encodings.md, "Plain (PLAIN = 0)"), from bytes that may be damaged.
struct PlainDecoder {
  let bytes: [UInt8]
  let range: Range<Int>
  /// Offset of the page in the file, for messages.
  let base: Int

  /// `count` texts: four bytes of length, then the bytes.
  func texts(_ count: Int) throws(ParquetError) -> DecodedTexts {
    try check(count, 4)
    var texts = DecodedTexts()
    texts.ends.reserveCapacity(count)
    var position: Int? = range.lowerBound
    let end = range.upperBound
    // The texts are shorter than the range by their lengths; the rest is for copying whole words.
    texts.bytes.append(addingCapacity: range.count + 16) { free in
      unsafe bytes.withUnsafeBytes { source in
        unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
          let target = UnsafeMutableRawBufferPointer(buffer)
          for _ in 0..<count {
            guard let start = position else { return }
            position = unsafe Self.copy(source, start, end, to: target, &initialized)
            texts.ends.append(Int32(truncatingIfNeeded: initialized))
          }
        }
      }
    }
    guard position != nil else { throw damaged("a text ends too early") }
    return texts
  }

  /// Copies the text whose length stands at `start` and returns where the next one begins; nil when
  /// it reaches beyond `end`.
  ///
  /// Unsafe island: `target` has 16 bytes more room than the texts of the range can take.
  @inline(__always)
  private static func copy(
    _ source: UnsafeRawBufferPointer,
    _ start: Int,
    _ end: Int,
    to target: UnsafeMutableRawBufferPointer,
    _ written: inout Int
  ) -> Int? {
    guard end - start >= 4 else { return nil }
    let stored = unsafe source.loadUnaligned(fromByteOffset: start, as: UInt32.self)
    let length = Int(UInt32(littleEndian: stored))
    let first = start + 4
    guard length <= end - first else { return nil }
    if length <= 16, first + 16 <= source.count {
      let low = unsafe source.loadUnaligned(fromByteOffset: first, as: UInt64.self)
      let high = unsafe source.loadUnaligned(fromByteOffset: first + 8, as: UInt64.self)
      unsafe target.storeBytes(of: low, toByteOffset: written, as: UInt64.self)
      unsafe target.storeBytes(of: high, toByteOffset: written + 8, as: UInt64.self)
    } else {
      let text = unsafe UnsafeRawBufferPointer(rebasing: source[first..<first + length])
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[written...]).copyMemory(from: text)
    }
    written += length
    return first + length
  }

  /// `count` numbers of `width` (4 or 8) bytes, little-endian and signed.
  func integers(_ count: Int, width: Int) throws(ParquetError) -> [Int64] {
    try check(count, width)
    var values: [Int64] = []
    values.reserveCapacity(count)
    let start = range.lowerBound
    // Safe: `check` has shown that `count * width` bytes stand in the range.
    unsafe bytes.withUnsafeBytes { raw in
      for index in 0..<count {
        let offset = start + index * width
        if width == 4 {
          let value = unsafe raw.loadUnaligned(fromByteOffset: offset, as: Int32.self)
          values.append(Int64(Int32(littleEndian: value)))
        } else {
          let value = unsafe raw.loadUnaligned(fromByteOffset: offset, as: Int64.self)
          values.append(Int64(littleEndian: value))
        }
      }
    }
    return values
  }

  /// `count` FLOAT or DOUBLE values as their shortest decimal text.
  func floatingTexts(_ count: Int, isDouble: Bool) throws(ParquetError) -> DecodedTexts {
    var texts = DecodedTexts()
    for value in try integers(count, width: isDouble ? 8 : 4) {
      let text =
        isDouble
        ? "\(Double(bitPattern: UInt64(bitPattern: value)))"
        : "\(Float(bitPattern: UInt32(truncatingIfNeeded: value)))"
      texts.bytes.append(contentsOf: text.utf8)
      guard texts.end() else { throw .unsupported("more than 2 GiB of text in a row group") }
    }
    return texts
  }

  /// `count` booleans as 0 and 1: a bit each, least significant first.
  func booleans(_ count: Int) throws(ParquetError) -> [Int64] {
    guard count / 8 + (count % 8 > 0 ? 1 : 0) <= range.count else {
      throw damaged("values end too early")
    }
    return (0..<count).map { index in
      Int64(bytes[range.lowerBound + index >> 3] >> UInt8(index & 7)) & 1
    }
  }

  /// `count` INT96 timestamps in microseconds: nanoseconds of the day, then the Julian day.
  func timestamps96(_ count: Int) throws(ParquetError) -> [Int64] {
    try check(count, 12)
    /// Julian day number of 1970-01-01.
    let epoch: Int64 = 2_440_588
    var values: [Int64] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      let start = range.lowerBound + index * 12
      let nanoseconds = bigEndian(Array(bytes[start..<start + 8].reversed()))
      let day = bigEndian(Array(bytes[start + 8..<start + 12].reversed())) - epoch
      let (dayStart, overflow) = day.multipliedReportingOverflow(by: 86_400_000_000)
      let (value, second) = dayStart.addingReportingOverflow(nanoseconds / 1000)
      guard !overflow, !second else { throw damaged("an instant out of range", start) }
      values.append(value)
    }
    return values
  }

  /// `count` decimals as big-endian two's complement of fixed width.
  func fixedDecimals(_ count: Int, width: Int) throws(ParquetError) -> [Int64] {
    try check(count, width)
    var values: [Int64] = []
    for index in 0..<count {
      let start = range.lowerBound + index * width
      values.append(try decimal(Array(bytes[start..<start + width]), start))
    }
    return values
  }

  /// `count` decimals as big-endian two's complement with a length in front.
  func variableDecimals(_ count: Int) throws(ParquetError) -> [Int64] {
    let texts = try texts(count)
    var values: [Int64] = []
    var start = 0
    for end in texts.ends {
      values.append(try decimal(Array(texts.bytes[start..<Int(end)]), range.lowerBound))
      start = Int(end)
    }
    return values
  }

  private func decimal(_ digits: [UInt8], _ position: Int) throws(ParquetError) -> Int64 {
    guard digits.count > 8 else { return bigEndian(digits) }
    let low = bigEndian(Array(digits.suffix(8)))
    let sign: UInt8 = low < 0 ? 0xFF : 0
    guard digits.dropLast(8).allSatisfy({ $0 == sign }) else {
      throw damaged("a decimal has too many digits", position)
    }
    return low
  }

  /// At most eight bytes, signed.
  private func bigEndian(_ digits: [UInt8]) -> Int64 {
    let start: UInt64 = (digits.first ?? 0) >= 0x80 ? ~0 : 0
    return Int64(bitPattern: digits.reduce(start) { $0 << 8 | UInt64($1) })
  }

  /// Whether `count` values of at least `width` bytes can stand in the range.
  private func check(_ count: Int, _ width: Int) throws(ParquetError) {
    guard count <= range.count / width else { throw damaged("values end too early") }
  }

  private func damaged(_ reason: String, _ position: Int? = nil) -> ParquetError {
    .damaged(reason, at: base + (position ?? range.lowerBound))
  }
}
