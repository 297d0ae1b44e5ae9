package import Time

/// The name of a backup: `starcrm-20261122T134500Z-3f2a9c01b7de.tar.gz.age`.
///
/// The instant is UTC; then come the first 12 digits of the content's digest, so that two backups
/// of an unchanged store can be told from their names alone. Nothing personal.
package struct BackupName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// To the second.
  package let createdAt: Instant
  /// First hexadecimal digits of `BackupManifest.content`.
  package let content: String
  /// From 2 on, told apart from another backup of the same second and content.
  package let copy: Int

  private static let start = "starcrm-"
  private static let end = ".tar.gz.age"
  /// Digits of the content's digest in a name.
  private static let contentDigits = 12

  init(createdAt: Instant, content: String, copy: Int = 1) {
    let second = createdAt.microseconds - createdAt.microseconds % 1_000_000
    self.createdAt = Instant(microseconds: second)
    self.content = String(content.prefix(Self.contentDigits))
    self.copy = copy
  }

  /// Whether the backup holds a store of this `BackupManifest.content`.
  package func holds(content digest: String) -> Bool {
    content == digest.prefix(Self.contentDigits)
  }

  /// Nil for any other file name.
  package init?(_ text: String) {
    guard text.hasPrefix(Self.start), text.hasSuffix(Self.end) else { return nil }
    let parts = text.dropFirst(Self.start.count).dropLast(Self.end.count).split(
      separator: "-",
      omittingEmptySubsequences: false
    )
    guard (2...3).contains(parts.count), let createdAt = Self.instant(parts[0]),
      parts[1].utf8.count == Self.contentDigits, parts[1].utf8.allSatisfy(Self.isHexadecimal),
      let copy = parts.count == 3 ? Int(parts[2]) : 1
    else { return nil }
    self.init(createdAt: createdAt, content: String(parts[1]), copy: copy)
    guard description == text else { return nil }
  }

  package var description: String {
    let compact = createdAt.rfc3339.filter { $0 != "-" && $0 != ":" }
    return "\(Self.start)\(compact)-\(content)\(copy == 1 ? "" : "-\(copy)")\(Self.end)"
  }

  package static func < (left: BackupName, right: BackupName) -> Bool {
    (left.createdAt, left.copy, left.content) < (right.createdAt, right.copy, right.content)
  }

  /// `YYYYMMDDThhmmssZ` (ISO 8601, basic format).
  private static func instant(_ text: Substring) -> Instant? {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].allSatisfy { (0x30...0x39).contains($0) }
        ? bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
    }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
      let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
      hour < 24, minute < 60, second < 60,
      let date = CalendarDate(year: year, month: month, day: day)
    else { return nil }
    return Instant(date, hour: hour, minute: minute, second: second)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
