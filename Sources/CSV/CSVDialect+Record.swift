extension CSVDialect {
  /// The fields of one record that is all of `record`; nil when it cannot be cut.
  func fields(of record: [UInt8]) -> [FieldRange]? {
    let limits = CSVLimits(recordBytes: record.count + 1)
    var cutter = RecordCutter(dialect: self, limits: limits, start: 0)
    var fields: [FieldRange] = []
    let window = Window(end: record.count, isFinal: true)
    guard case .end(record.count) = cutter.cut(record.span, in: window, into: &fields)
    else { return nil }
    return fields
  }

  /// A record without its last `count` fields, the content of those, and how many it has in all; nil
  /// when it has not so many, or cannot be cut into fields.
  ///
  /// `record` is in the encoding of the file; one in UTF-16 is not cut. What is kept are its very
  /// bytes.
  package func cutting(
    last count: Int,
    of record: [UInt8]
  ) -> (kept: [UInt8], last: [String], fieldCount: Int)? {
    guard !encoding.isUTF16, count > 0, let fields = fields(of: record), fields.count > count
    else { return nil }
    let last = fields.suffix(count)
    guard var end = last.first.map({ Int($0.start) }) else { return nil }
    if end > 0, record[end - 1] == quote { end -= 1 }
    guard end >= delimiterBytes.count else { return nil }
    let kept = Array(record[..<(end - delimiterBytes.count)])
    return (kept, last.map { string(record, $0) }, fields.count)
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
