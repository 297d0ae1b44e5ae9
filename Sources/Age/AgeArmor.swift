package import ByteIO

/// The text form of age files: strict PEM (RFC 7468, figure 3) with age's label.
package enum AgeArmor {
  static let beginLine = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
  static let endLine = Array("-----END AGE ENCRYPTED FILE-----".utf8)
  /// Letters in every line but the last (RFC 7468, section 2).
  static let columns = 64
  /// Bytes that a full line stands for.
  static let lineByteCount = 48
  /// White space that may stand before and after the block, in bytes.
  static let maximumWhitespace = 1024

  /// Whether a file is expected to be armored.
  package enum Reading: Sendable {
    case detected
    case required
    case refused
  }

  /// Whether a file that begins with `bytes` is an age file, armored or not.
  package static func isAge(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("age-encryption.org/".utf8)) || isArmored(bytes)
  }

  /// Whether the first thing after white space is a PEM line that names age.
  static func isArmored(_ bytes: [UInt8]) -> Bool {
    bytes.drop(while: isWhitespace).starts(with: beginLine.prefix(beginLine.count - 5))
  }

  /// The bytes of the age file in `source`.
  static func binary(_ source: BufferedSource, _ reading: Reading) throws -> BufferedSource {
    let isArmored =
      switch reading {
      case .required: true
      case .refused: false
      case .detected: isArmored(try source.peek(maximumWhitespace + beginLine.count))
      }
    return isArmored ? BufferedSource(ArmorSource(source)) : source
  }

  static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}

/// Takes the armor off; every deviation from the strict form is an error (age, "ASCII armor").
final class ArmorSource: ByteSource {
  private let source: BufferedSource
  private var decoded: [UInt8] = []
  private var position = 0
  private var hasBegun = false
  private var hasEnded = false

  init(_ source: BufferedSource) { self.source = source }

  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    if !hasBegun { try begin() }
    while position == decoded.count {
      if hasEnded { return 0 }
      try nextLine()
    }
    let count = min(maximum, decoded.count - position)
    buffer.append(contentsOf: decoded[position..<position + count])
    position += count
    return count
  }

  private func begin() throws {
    var skipped = 0
    while true {
      let line = try self.line()
      guard line.allSatisfy(AgeArmor.isWhitespace) else {
        guard line == AgeArmor.beginLine else {
          throw AgeError(.armor, "malformed first line of the armor")
        }
        hasBegun = true
        return
      }
      skipped += line.count + 1
      guard skipped <= AgeArmor.maximumWhitespace else {
        throw AgeError(.armor, "too much white space before the armor")
      }
    }
  }

  private func nextLine() throws {
    let line = try self.line()
    if line == AgeArmor.endLine { return try end() }
    guard !line.isEmpty, line.count <= AgeArmor.columns,
      let bytes = Base64.decode(line[...], padded: true)
    else { throw AgeError(.armor, "malformed line in the armor") }
    decoded = bytes
    position = 0
    guard bytes.count < AgeArmor.lineByteCount else { return }
    guard try self.line() == AgeArmor.endLine else {
      throw AgeError(.armor, "malformed last line of the armor")
    }
    try end()
  }

  private func end() throws {
    hasEnded = true
    let rest = try source.take(AgeArmor.maximumWhitespace + 1)
    guard rest.count <= AgeArmor.maximumWhitespace, rest.allSatisfy(AgeArmor.isWhitespace) else {
      throw AgeError(.armor, "the file goes on after its armor")
    }
  }

  /// The next line without its end, LF or CRLF.
  private func line() throws -> [UInt8] {
    var line: [UInt8]
    do {
      line = try source.line(limit: AgeArmor.maximumWhitespace + 2)
    } catch is ByteLimitExceeded {
      throw AgeError(.armor, "overlong line in the armor")
    }
    guard !line.isEmpty else { throw AgeError(.armor, "the armor is cut") }
    if line.last == 0x0A { line.removeLast() }
    if line.last == 0x0D { line.removeLast() }
    return line
  }
}

/// Puts armor around what is written to it.
package final class AgeArmorSink: ByteSink {
  private let sink: any ByteSink
  private var pending: [UInt8] = []
  private var hasBegun = false
  private var isFinished = false

  package init(to sink: any ByteSink) { self.sink = sink }

  package func write(_ bytes: RawSpan) throws {
    pending.append(bytes)
    let full = pending.count / AgeArmor.lineByteCount * AgeArmor.lineByteCount
    try writeLines(pending[..<full])
    pending.removeSubrange(..<full)
  }

  package func finish() throws {
    guard !isFinished else { return }
    isFinished = true
    try writeLines(pending[...])
    pending = []
    if !hasBegun { try sink.write(AgeArmor.beginLine + [0x0A]) }
    try sink.write(AgeArmor.endLine + [0x0A])
    try sink.finish()
  }

  private func writeLines(_ bytes: ArraySlice<UInt8>) throws {
    guard !bytes.isEmpty else { return }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + bytes.count / AgeArmor.lineByteCount + 128)
    if !hasBegun { text += AgeArmor.beginLine + [0x0A] }
    hasBegun = true
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: AgeArmor.lineByteCount) {
      let end = min(start + AgeArmor.lineByteCount, bytes.endIndex)
      Base64.encode(bytes[start..<end], padded: true, to: &text)
      text.append(0x0A)
    }
    try sink.write(text)
  }
}
