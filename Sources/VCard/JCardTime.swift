/// Dates and times from vCard's basic format to jCard's extended one (RFC 7095 section 3.5.3 to
/// 3.5.6).
///
/// Text that is no date of ISO 8601's basic format stays as it is.
enum JCardTime {
  /// `19960415` becomes `1996-04-15`, `--0203` becomes `--02-03`, `T1430-05` becomes `T14:30-05`.
  static func extended(_ text: String, isTime: Bool) -> String {
    let bytes = Array(text.trimmingBlanks.utf8)
    if isTime { return time(bytes[...]) ?? text }
    guard let mark = bytes.firstIndex(where: { $0 == 0x54 || $0 == 0x74 }) else {
      return date(bytes[...]) ?? text
    }
    let datePart = bytes[..<mark].isEmpty ? "" : date(bytes[..<mark])
    guard let datePart, let timePart = time(bytes[(mark + 1)...]) else { return text }
    return datePart + "T" + timePart
  }

  /// `-0500` becomes `-05:00`.
  static func extendedZone(_ text: String) -> String {
    let bytes = Array(text.trimmingBlanks.utf8)
    guard bytes.first == ASCII.hyphen || bytes.first == 0x2B else { return text }
    return zone(bytes[...]) ?? text
  }

  /// `#` stands for a digit; RFC 6350 section 4.3.1, with what is extended already.
  private static let datePatterns: [(basic: String, extended: String)] = [
    ("########", "####-##-##"), ("####-##-##", "####-##-##"), ("####-##", "####-##"),
    ("####", "####"), ("--####", "--##-##"), ("--##-##", "--##-##"), ("--##", "--##"),
    ("---##", "---##"),
  ]

  /// RFC 6350 section 4.3.2, without the zone.
  private static let timePatterns: [(basic: String, extended: String)] = [
    ("######", "##:##:##"), ("##:##:##", "##:##:##"), ("####", "##:##"), ("##:##", "##:##"),
    ("##", "##"), ("-####", "-##:##"), ("-##:##", "-##:##"), ("-##", "-##"), ("--##", "--##"),
  ]

  private static let zonePatterns: [(basic: String, extended: String)] = [
    ("+####", "+##:##"), ("-####", "-##:##"), ("+##:##", "+##:##"), ("-##:##", "-##:##"),
    ("+##", "+##"), ("-##", "-##"), ("Z", "Z"), ("z", "Z"),
  ]

  private static func date(_ bytes: ArraySlice<UInt8>) -> String? { rewritten(bytes, datePatterns) }

  private static func time(_ bytes: ArraySlice<UInt8>) -> String? {
    // A leading hyphen stands for the missing hour, so a zone can only begin after two bytes.
    let zoneStart = bytes.indices.dropFirst(2).first { index in
      bytes[index] == 0x2B || bytes[index] == 0x5A || bytes[index] == 0x7A
        || bytes[index] == ASCII.hyphen && ASCII.isDigit(bytes[index - 1])
    }
    var clock = bytes[..<(zoneStart ?? bytes.endIndex)]
    var fraction = ""
    if let dot = clock.firstIndex(where: { $0 == ASCII.dot || $0 == ASCII.comma }) {
      guard clock[(dot + 1)...].allSatisfy(ASCII.isDigit) else { return nil }
      fraction = VCardProperty.string(clock[dot...])
      clock = clock[..<dot]
    }
    guard let clockText = rewritten(clock, timePatterns) else { return nil }
    guard let zoneStart else { return clockText + fraction }
    return zone(bytes[zoneStart...]).map { clockText + fraction + $0 }
  }

  private static func zone(_ bytes: ArraySlice<UInt8>) -> String? { rewritten(bytes, zonePatterns) }

  private static func rewritten(
    _ bytes: ArraySlice<UInt8>,
    _ patterns: [(basic: String, extended: String)]
  ) -> String? {
    for (basic, extended) in patterns where matches(bytes, basic) {
      var digits = bytes.filter(ASCII.isDigit)[...]
      let result = extended.utf8.map { $0 == UInt8(ascii: "#") ? digits.removeFirst() : $0 }
      return String(decoding: result, as: UTF8.self)
    }
    return nil
  }

  private static func matches(_ bytes: ArraySlice<UInt8>, _ pattern: String) -> Bool {
    let pattern = pattern.utf8
    guard bytes.count == pattern.count else { return false }
    return zip(bytes, pattern).allSatisfy { byte, expected in
      expected == UInt8(ascii: "#") ? ASCII.isDigit(byte) : byte == expected
    }
  }
}
