extension CSVDialect {
  /// A record without its last `count` fields, the content of those, and how many it has in all; nil
  /// when it has not so many, or cannot be cut into fields.
  ///
  /// `record` is in the encoding of the file; one in UTF-16 is not cut. What is kept are its very
  /// bytes.
  package func cutting(
    last count: Int,
    of record: [UInt8]
  ) -> (kept: [UInt8], last: [String], fieldCount: Int)? {
    guard !encoding.isUTF16, count > 0 else { return nil }
    var fields: [FieldRange] = []
    var cutter = RecordCutter(dialect: self, limits: CSVLimits(), start: 0)
    let window = Window(end: record.count, isFinal: true)
    guard case .end = cutter.cut(record.span, in: window, into: &fields), fields.count > count
    else { return nil }
    let last = fields.suffix(count)
    guard var end = last.first.map({ Int($0.start) }) else { return nil }
    if end > 0, record[end - 1] == quote { end -= 1 }
    guard end >= delimiterBytes.count else { return nil }
    let kept = Array(record[..<(end - delimiterBytes.count)])
    return (kept, last.map { string(record, $0) }, fields.count)
  }
}
