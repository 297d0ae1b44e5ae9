internal import Columns

/// A column chunk as dictionary and indices, where that is smaller than plain pages.
struct DictionaryPages {
  private enum Entries {
    case text(TextDictionary)
    case integers(IntegerDictionary)
  }

  private var entries: Entries
  /// One for each row that is not null.
  private var indices: [UInt32] = []

  /// Nil when a sample or the finished dictionary shows that plain pages are as good.
  init?(_ rows: ColumnRows, _ options: ParquetOptions) {
    guard let type = rows.slices.first?.column.type, type != .bool else { return nil }
    entries = type == .utf8 ? .text(TextDictionary()) : .integers(IntegerDictionary())
    guard Self.isWorthTrying(rows, entries) else { return nil }
    indices.reserveCapacity(rows.count)
    for slice in rows.slices {
      append(slice)
      guard size(type) <= ParquetOptions.maximumDictionaryBytes else { return nil }
    }
    let plain = plainSize(rows, type)
    let width = HybridEncoder.bitWidth(max(count - 1, 0))
    guard size(type) + indices.count * width / 8 < plain else { return nil }
  }

  /// Number of entries.
  var count: Int {
    switch entries {
    case .text(let dictionary): dictionary.count
    case .integers(let dictionary): dictionary.count
    }
  }

  /// Appends the body of the dictionary page.
  func appendEntries(as physical: PhysicalType, to output: inout [UInt8]) {
    switch entries {
    case .text(let dictionary): PlainEncoder.append(dictionary, to: &output)
    case .integers(let dictionary): PlainEncoder.append(dictionary, as: physical, to: &output)
    }
  }

  /// Appends the indices of `range`: a byte with their bit width, then runs (Encodings.md,
  /// "Dictionary Encoding").
  func appendIndices(_ range: Range<Int>, to output: inout [UInt8]) {
    let width = HybridEncoder.bitWidth(max(count - 1, 0))
    output.append(UInt8(width))
    let indices = indices.span.extracting(range)
    HybridEncoder.append(indices, bitWidth: width, to: &output)
  }

  /// The smallest and the largest entry; nil without entries.
  var range: (minimum: StatisticValue, maximum: StatisticValue)? {
    switch entries {
    case .text(let dictionary):
      return StatisticValue.range(dictionary)
    case .integers(let dictionary):
      guard let least = dictionary.values.min(), let most = dictionary.values.max() else {
        return nil
      }
      return (.integer(least), .integer(most))
    }
  }

  /// At 95 % distinct values in the sample a dictionary cannot pay.
  private static func isWorthTrying(_ rows: ColumnRows, _ empty: Entries) -> Bool {
    var sample = DictionaryPages(entries: empty)
    for slice in rows.sample(ParquetOptions.dictionarySample) { sample.append(slice) }
    return sample.indices.isEmpty || sample.count * 20 <= sample.indices.count * 19
      || rows.count < 32
  }

  private init(entries: Entries) { self.entries = entries }

  private func size(_ type: ColumnType) -> Int {
    switch entries {
    case .text(let dictionary): dictionary.plainSize
    case .integers(let dictionary): dictionary.count * Self.width(type)
    }
  }

  private func plainSize(_ rows: ColumnRows, _ type: ColumnType) -> Int {
    guard case .text(let dictionary) = entries else { return indices.count * Self.width(type) }
    let lengths = dictionary.offsets
    return indices.reduce(0) { $0 + 4 + lengths[Int($1) + 1] - lengths[Int($1)] }
  }

  private static func width(_ type: ColumnType) -> Int {
    switch type {
    case .int32, .day: 4
    default: 8
    }
  }

  private mutating func append(_ slice: ColumnRows.Slice) {
    switch (slice.column, entries) {
    case (.text(let column), .text(var dictionary)):
      entries = .integers(IntegerDictionary())
      append(column, slice.rows, to: &dictionary)
      entries = .text(dictionary)
    case (.dictionary(let column), .text(var dictionary)):
      entries = .integers(IntegerDictionary())
      append(column, slice.rows, to: &dictionary)
      entries = .text(dictionary)
    case (.int32(let column), .integers(var dictionary)),
      (.day(let column), .integers(var dictionary)):
      entries = .integers(IntegerDictionary())
      append(column, slice.rows, to: &dictionary)
      entries = .integers(dictionary)
    case (.int64(let column), .integers(var dictionary)),
      (.timestamp(let column), .integers(var dictionary)),
      (.decimal(let column, _, _), .integers(var dictionary)):
      entries = .integers(IntegerDictionary())
      append(column, slice.rows, to: &dictionary)
      entries = .integers(dictionary)
    default: preconditionFailure("slices of one column have one type")
    }
  }

  private mutating func append(
    _ column: TextColumn,
    _ rows: Range<Int>,
    to dictionary: inout TextDictionary
  ) {
    let offsets = column.offsets
    let validity = column.validity
    unsafe column.bytes.withUnsafeBufferPointer { bytes in
      rows.forEachPresent(validity) { row in
        // Safe: slicing checks the range, and the pointer is only read within this closure.
        let value = unsafe bytes[Int(offsets[row])..<Int(offsets[row + 1])]
        indices.append(unsafe dictionary.code(UnsafeBufferPointer(rebasing: value)))
      }
    }
  }

  /// Each value that occurs is looked up once a slice.
  private mutating func append(
    _ column: DictionaryColumn,
    _ rows: Range<Int>,
    to dictionary: inout TextDictionary
  ) {
    let unknown = UInt32.max
    var known = [UInt32](repeating: unknown, count: column.values.count)
    unsafe column.values.bytes.withUnsafeBufferPointer { bytes in
      let codes = column.codes
      rows.forEachPresent(column.validity) { row in
        let code = Int(codes[row])
        if known[code] == unknown {
          // Safe: slicing checks the range, and the pointer is only read within this closure.
          let value = unsafe bytes[column.values.range(code)]
          known[code] = unsafe dictionary.code(UnsafeBufferPointer(rebasing: value))
        }
        indices.append(known[code])
      }
    }
  }

  private mutating func append<Value: FixedWidthInteger>(
    _ column: FixedColumn<Value>,
    _ rows: Range<Int>,
    to dictionary: inout IntegerDictionary
  ) {
    let values = column.values
    rows.forEachPresent(column.validity) { row in
      indices.append(dictionary.code(Int64(truncatingIfNeeded: values[row])))
    }
  }
}
