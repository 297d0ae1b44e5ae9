import ByteIO
import Foundation
import JSONText

/// Refused objects as a JSON Lines file.
///
/// Each object stands on a line of its own with the very text of the input and, behind its members,
/// `_row` (the line on which it stood), `_codes` and `_reasons`; an import drops those as it drops
/// every member that means nothing to it. A line that is no object stands as it was: nothing can be
/// added to it. Such lines come last, so that the file is known by its first.
package struct RefusedObjects: Sendable {
  func write(_ records: [RefusedOriginal], to sink: any ByteSink) throws {
    for record in records {
      if let line = Self.explained(record) { try sink.write(line + [0x0A]) }
    }
    for record in records where Self.explained(record) == nil {
      try sink.write(Self.trimmed(record.raw) + [0x0A])
    }
  }

  /// The codes of lines to which no member can be added.
  private static let unreadable: Set<String> = ["json.syntax"]

  /// The object with its members of explanation, nil when the line is none.
  private static func explained(_ record: RefusedOriginal) -> [UInt8]? {
    let line = withoutNotes(trimmed(record.raw))
    guard unreadable.isDisjoint(with: record.codes), line.first == brace.open,
      line.last == brace.close
    else { return nil }
    let notes: JSON = [
      "_row": .integer(record.line),
      "_codes": .string(record.codes.joined(separator: " ")),
      "_reasons": .string(record.reasons.joined(separator: "; ")),
    ]
    let members = trimmed(Array(line.dropFirst().dropLast()))
    let comma = members.isEmpty ? [] : Array(",".utf8)
    return line.dropLast() + comma + notes.text.utf8.dropFirst()
  }

  /// The line of a reject file that is refused once more, without why it was the last time.
  private static func withoutNotes(_ line: [UInt8]) -> [UInt8] {
    let text = String(decoding: line, as: UTF8.self)
    guard let notes = text.range(of: "\"_row\":", options: .backwards),
      text[notes.upperBound...].contains("\"_codes\":"), text.hasSuffix("\"}")
    else { return line }
    var members = trimmed(Array(text[..<notes.lowerBound].utf8))
    if members.last == UInt8(ascii: ",") { members.removeLast() }
    return members + [brace.close]
  }

  private static let brace = (open: UInt8(ascii: "{"), close: UInt8(ascii: "}"))

  /// Without the blanks around it (RFC 8259, section 2).
  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
      let last = text.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(text[first...last])
  }
}
