import Columns

/// Checks and normalises an e-mail address: RFC 5321 lengths, RFC 5322 local part, RFC 6531 beyond
/// ASCII, IDNA domains.
///
/// A worker has its own value, so that threads share no counted reference in the loop.
struct EmailAddress {
  /// RFC 5321 clause 4.5.3.1.1.
  static let maximumLocalLength = 64
  /// A path of 256 octets (RFC 5321 clause 4.5.3.1.3) without its angle brackets.
  static let maximumLength = 254

  /// Appends the local part as given and the domain in lower case.
  func normalise(_ value: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
    let range = Self.addressRange(value)
    let address = value.extracting(range)
    guard let at = Self.lastAt(address) else {
      return .invalid(Self.hasBlank(address) ? .emailBlankInside : .emailNoAt)
    }
    if let fault = checkLocal(address.extracting(0..<at)) {
      return .invalid(fault)
    }
    let domain = address.extracting((at + 1)..<address.count)
    if !domain.isEmpty, domain[0] == UInt8(ascii: "[") { return .invalid(.emailDomainLiteral) }
    output.append(address.extracting(0...at))
    let domainStart = output.count
    switch DomainName.normalise(domain, into: &output) {
    case .syntax: return .invalid(Self.hasBlank(domain) ? .emailBlankInside : .emailDomain)
    case .tooLong: return .invalid(.emailDomainTooLong)
    case .noTopLevel: return .invalid(.emailNoTopLevel)
    case nil: break
    }
    if address.count > Self.maximumLength { return .invalid(.emailTooLong) }
    let normalised = output
    return Self.noteOn(
      local: address.extracting(0..<at),
      domain: normalised.span.extracting(domainStart..<normalised.count)
    )
  }

  // MARK: - The short way

  /// What `normalise` would say of an address that it would leave as it is: ASCII, the domain in
  /// lower case; nil for any other, also for one that is wrong.
  ///
  /// One look at each byte, as most addresses of a file are so.
  static func plainVerdict(_ value: Span<UInt8>) -> Verdict? {
    guard let at = plainAt(value) else { return nil }
    return noteOn(
      local: value.extracting(0..<at),
      domain: value.extracting((at + 1)..<value.count)
    )
  }

  /// Where the @ of a plain address stands.
  private static func plainAt(_ value: Span<UInt8>) -> Int? {
    var at = -1
    var lastPoint = -1
    var previous = UInt8(ascii: ".")
    for index in value.indices {
      let byte = value[index]
      if byte &- 0x61 >= 26, byte &- 0x30 >= 10 {
        let isAfterMark = previous == UInt8(ascii: ".") || previous == UInt8(ascii: "@")
        if byte == UInt8(ascii: ".") {
          if isAfterMark || (at >= 0 && previous == UInt8(ascii: "-")) { return nil }
          if at >= 0 { lastPoint = index }
        } else if at >= 0 {
          // Two hyphens may announce an encoding.
          if byte != UInt8(ascii: "-") || isAfterMark || previous == byte { return nil }
        } else if byte == UInt8(ascii: "@") {
          if isAfterMark { return nil }
          at = index
        } else if byte &- 0x41 >= 26, byte != UInt8(ascii: "_"), byte != UInt8(ascii: "-"),
          byte != UInt8(ascii: "+"), byte != UInt8(ascii: "'")
        {
          // Whatever else an atom may hold is seldom.
          return nil
        }
      }
      previous = byte
    }
    // A domain of 63 octets has no label that is too long, nor has the address more than 254.
    guard lastPoint > at, at <= maximumLocalLength,
      value.count - at - 1 <= DomainName.maximumLabelLength, value.count - lastPoint > 2,
      previous &- 0x61 < 26
    else { return nil }
    return at
  }

  /// The address inside `Name <address>` or after `mailto:`.
  private static func addressRange(_ value: Span<UInt8>) -> Range<Int> {
    let all = 0..<value.count
    guard value.count > 7 else { return all }
    if value[value.count - 1] == UInt8(ascii: ">") {
      var start = value.count - 1
      while start > 0, value[start - 1] != UInt8(ascii: "<") { start -= 1 }
      return start > 0 ? start..<(value.count - 1) : all
    }
    guard value[6] == UInt8(ascii: ":") else { return all }
    for (index, byte) in "mailto".utf8.enumerated() where value[index] | 0x20 != byte { return all }
    return 7..<value.count
  }

  private static func lastAt(_ address: Span<UInt8>) -> Int? {
    var index = address.count - 1
    while index >= 0 {
      if address[index] == UInt8(ascii: "@") { return index }
      index -= 1
    }
    return nil
  }

  private static func hasBlank(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] <= 0x20 { return true }
    return false
  }

  // MARK: - The local part

  /// Characters of an atom (RFC 5322 clause 3.2.3), and all beyond ASCII (RFC 6531 clause 3.3).
  private let atomText: [Bool] = (0...255).map { byte in
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x80...0xFF: true
    default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(UInt8(byte))
    }
  }

  private func checkLocal(_ local: Span<UInt8>) -> ValueCode? {
    if local.isEmpty { return .emailLocalPart }
    if local[0] == UInt8(ascii: "\"") { return Self.checkQuoted(local) }
    let table = atomText.span
    var isAtomOpen = false
    for index in local.indices {
      let byte = local[index]
      if table[Int(byte)] {
        isAtomOpen = true
      } else if byte == UInt8(ascii: "."), isAtomOpen {
        isAtomOpen = false
      } else {
        switch byte {
        case UInt8(ascii: "@"): return .emailSeveralAt
        case 0x00...0x20: return .emailBlankInside
        default: return .emailLocalPart
        }
      }
    }
    if !isAtomOpen { return .emailLocalPart }
    return local.count > Self.maximumLocalLength ? .emailLocalTooLong : nil
  }

  /// A quoted string (RFC 5321 clause 4.1.2): printable characters, `"` and `\` after a `\`.
  private static func checkQuoted(_ local: Span<UInt8>) -> ValueCode? {
    guard local.count >= 2, local[local.count - 1] == UInt8(ascii: "\"") else {
      return .emailLocalPart
    }
    var index = 1
    let end = local.count - 1
    while index < end {
      let byte = local[index]
      guard byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\"") else { return .emailLocalPart }
      if byte == UInt8(ascii: "\\") {
        index += 1
        // A pair is of ASCII, also where the rest need not be (RFC 6531 clause 3.3).
        guard index < end, (0x20...0x7E).contains(local[index]) else { return .emailLocalPart }
      }
      index += 1
    }
    return local.count > maximumLocalLength ? .emailLocalTooLong : nil
  }

  // MARK: - Addresses that mean nothing

  /// RFC 2606 and RFC 6761: names that no mail reaches.
  private static let reservedEndings = [
    "example.com", "example.net", "example.org", "example", "test", "invalid", "localhost", "local",
  ].map { Array($0.utf8) }

  /// Domains that people type when they have no address.
  private static let fillerDomains = [
    "none.com", "na.com", "noemail.com", "no-email.com", "nomail.com", "test.com", "test.de",
    "asdf.com", "email.com", "mail.com", "domain.com", "abc.com", "xyz.com", "a.com", "x.com",
    "none.none",
  ].map { Array($0.utf8) }

  private static let fillerNames = [
    "none", "na", "n/a", "noemail", "no-email", "no.email", "no", "nomail", "noreply", "no-reply",
    "test", "asdf", "email", "mail", "unknown", "null", "a", "x", "xx", "xxx", "abc", "nobody",
  ].map { Array($0.utf8) }

  private static func noteOn(local: Span<UInt8>, domain: Span<UInt8>) -> Verdict {
    if domain.count <= 12, local.count <= 8,
      fillerDomains.contains(where: { isEqual($0, domain) }),
      fillerNames.contains(where: { isEqual($0, local) })
    {
      return .invalid(.emailPlaceholder)
    }
    return .valid(note: mayBeReserved(domain) && isReserved(domain) ? .emailReserved : nil)
  }

  /// Whether the end of a domain has the length and first letter of a reserved one.
  private static func mayBeReserved(_ domain: Span<UInt8>) -> Bool {
    var start = domain.count
    while start > 0, domain[start - 1] != UInt8(ascii: ".") { start -= 1 }
    let first = start < domain.count ? domain[start] : 0
    switch domain.count - start {
    case 3: return domain.count >= 11 && domain[domain.count - 10] == UInt8(ascii: "x")
    case 4: return first == UInt8(ascii: "t")
    case 5, 9: return first == UInt8(ascii: "l")
    case 7: return first == UInt8(ascii: "e") || first == UInt8(ascii: "i")
    default: return false
    }
  }

  private static func isReserved(_ domain: Span<UInt8>) -> Bool {
    reservedEndings.contains { ending in
      guard domain.count >= ending.count else { return false }
      let start = domain.count - ending.count
      return isEqual(ending, domain.extracting(start..<domain.count))
        && (start == 0 || domain[start - 1] == UInt8(ascii: "."))
    }
  }

  private static func isEqual(_ word: [UInt8], _ text: Span<UInt8>) -> Bool {
    guard word.count == text.count else { return false }
    for index in word.indices {
      let byte = text[index]
      if word[index] != (byte &- 0x41 < 26 ? byte | 0x20 : byte) { return false }
    }
    return true
  }
}
