import Time

/// Writes days and instants as bytes.
enum DateNotation {
  /// Appends `YYYY-MM-DD`.
  static func append(day: Int, to output: inout [UInt8]) {
    output += Array(CalendarDate(daysSinceEpoch: day).iso.utf8)
  }

  /// Appends RFC 3339 in UTC.
  static func append(microseconds: Int64, to output: inout [UInt8]) {
    output += Array(Instant(microseconds: microseconds).rfc3339.utf8)
  }
}
