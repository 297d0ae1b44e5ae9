internal import ByteIO

/// One way to the file key: arguments, the first of which is the type, and a wrapped key.
struct AgeStanza: Hashable, Sendable {
  let arguments: [String]
  let body: [UInt8]

  var type: String { arguments.first ?? "" }
}

/// The text before the payload (age, "ABNF definition of file header").
struct AgeHeader: Sendable {
  let stanzas: [AgeStanza]
  /// HMAC of `authenticated` under a key from the file key.
  let code: [UInt8]
  /// The header's bytes up to and with `---`.
  let authenticated: [UInt8]

  static let versionLine = Array("age-encryption.org/v1\n".utf8)
  static let stanzaMark = Array("-> ".utf8)
  static let endMark = Array("---".utf8)
  /// Letters of a full line of a body ("full-line").
  static let columns = 64
  /// Bytes that a full line stands for.
  static let lineByteCount = 48
  /// Of the MAC, in bytes.
  static let codeByteCount = 32

  /// Longest line of a header that is read: 30 times the longest of the known types.
  static let maximumLine = 1 << 16
  /// Longest header that is read: some ten thousand X25519 recipients.
  static let maximumSize = 1 << 20
}

// MARK: - Writing

extension AgeHeader {
  /// The header's bytes up to and with `---`.
  static func authenticated(_ stanzas: [AgeStanza]) -> [UInt8] {
    var text = versionLine
    for stanza in stanzas {
      text += stanzaMark + Array(stanza.arguments.joined(separator: " ").utf8) + [0x0A]
      appendBody(stanza.body, to: &text)
    }
    return text + endMark
  }

  /// Lines of 64 letters and a shorter last one, which may be empty.
  private static func appendBody(_ body: [UInt8], to text: inout [UInt8]) {
    for start in stride(from: 0, through: body.count, by: lineByteCount) {
      let end = min(start + lineByteCount, body.count)
      Base64.encode(body[start..<end], padded: false, to: &text)
      text.append(0x0A)
    }
  }

  /// The whole header.
  static func serialized(_ stanzas: [AgeStanza], code: [UInt8]) -> [UInt8] {
    authenticated(stanzas) + Array(" \(Base64.text(code))\n".utf8)
  }
}

// MARK: - Reading

extension AgeHeader {
  /// Takes the header off `source` and leaves it at the payload.
  init(_ source: BufferedSource) throws {
    var lines = HeaderLines(source: source)
    try Self.checkVersion(try lines.next())
    var stanzas: [AgeStanza] = []
    while true {
      let before = lines.taken
      let line = try lines.next()
      guard line.starts(with: Self.stanzaMark) else {
        code = try Self.code(line)
        authenticated = before + Self.endMark
        break
      }
      stanzas.append(try Self.stanza(line, &lines))
    }
    guard !stanzas.isEmpty else { throw AgeError(.header, "age header without a recipient") }
    self.stanzas = stanzas
  }

  private static func checkVersion(_ line: [UInt8]) throws(AgeError) {
    guard line != versionLine else { return }
    if line.starts(with: Array("age-encryption.org/".utf8)) {
      throw AgeError(.header, "unsupported version of the age format")
    }
    throw AgeError(.header, "not an age file")
  }

  private static func stanza(
    _ line: [UInt8],
    _ lines: inout HeaderLines
  ) throws -> AgeStanza {
    let arguments = line.dropLast().dropFirst(stanzaMark.count)
      .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    for argument in arguments {
      guard !argument.isEmpty, argument.allSatisfy({ (33...126).contains($0) }) else {
        throw AgeError(.header, "malformed argument in the age header")
      }
    }
    return AgeStanza(
      arguments: arguments.map { String(decoding: $0, as: UTF8.self) },
      body: try body(&lines)
    )
  }

  private static func body(_ lines: inout HeaderLines) throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let letters = try lines.next().dropLast()
      guard letters.count <= columns, let bytes = Base64.decode(letters) else {
        throw AgeError(.header, "malformed body in the age header")
      }
      body += bytes
      if letters.count < columns { return body }
    }
  }

  private static func code(_ line: [UInt8]) throws(AgeError) -> [UInt8] {
    guard line.starts(with: endMark + [UInt8(ascii: " ")]),
      let code = Base64.decode(line.dropLast().dropFirst(endMark.count + 1)),
      code.count == codeByteCount
    else { throw AgeError(.header, "malformed end of the age header") }
    return code
  }
}

/// The header's lines, each with its line feed, and all bytes taken so far.
private struct HeaderLines {
  let source: BufferedSource
  private(set) var taken: [UInt8] = []

  init(source: BufferedSource) { self.source = source }

  mutating func next() throws -> [UInt8] {
    let line: [UInt8]
    do {
      line = try source.line(limit: AgeHeader.maximumLine)
    } catch is ByteLimitExceeded {
      throw AgeError(.header, taken.isEmpty ? "not an age file" : "overlong line in the age header")
    }
    taken += line
    guard line.last == 0x0A else {
      throw AgeError(.header, taken.count == line.count ? "not an age file" : "cut age header")
    }
    guard taken.count <= AgeHeader.maximumSize else {
      throw AgeError(.header, "overlong age header")
    }
    return line
  }
}
