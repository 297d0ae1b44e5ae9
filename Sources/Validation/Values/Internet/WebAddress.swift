/// Checks and normalises the URL of a web site (RFC 3986, RFC 9110 clause 4.2).
enum WebAddress {
  /// Longer ones are not addresses of a customer's site (RFC 9110 clause 4.1 asks for 8000 bytes).
  static let maximumLength = 2000

  /// Appends scheme and host in lower case and the rest as given; `https` where no scheme stands.
  static func normalise(_ value: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
    guard value.count <= maximumLength else { return .invalid(.urlSyntax) }
    var position = 0
    switch scheme(value) {
    case .none: output += Array("https://".utf8)
    case .web(let name):
      output += Array(name.utf8) + Array("://".utf8)
      position = name.utf8.count + 3
    case .other: return .invalid(.urlScheme)
    }
    if position + 1 < value.count, value[position] == UInt8(ascii: "/"),
      value[position + 1] == UInt8(ascii: "/")
    {
      position += 2
    }
    let hostEnd = end(ofHost: value, from: position)
    if let fault = appendHost(value.extracting(position..<hostEnd), &output) {
      return .invalid(fault)
    }
    return appendRest(value, from: hostEnd, &output)
  }

  private enum Scheme {
    case none
    case web(String)
    case other
  }

  private static func scheme(_ value: Span<UInt8>) -> Scheme {
    for name in ["https", "http"] where startsWith(value, name + "://") { return .web(name) }
    var index = 0
    while index < value.count, (value[index] | 0x20) &- 0x61 < 26 { index += 1 }
    guard index > 0, index < value.count, value[index] == UInt8(ascii: ":") else { return .none }
    // `host:8080` is a port, `mailto:a` a scheme.
    let isPort = index + 1 < value.count && value[index + 1] &- 0x30 < 10
    return isPort ? .none : .other
  }

  private static func startsWith(_ value: Span<UInt8>, _ text: String) -> Bool {
    guard value.count >= text.utf8.count else { return false }
    for (index, byte) in text.utf8.enumerated() {
      let other = value[index]
      guard (other &- 0x41 < 26 ? other | 0x20 : other) == byte else { return false }
    }
    return true
  }

  private static func end(ofHost value: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < value.count {
      switch value[index] {
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return index
      default: index += 1
      }
    }
    return index
  }

  private static func appendHost(_ authority: Span<UInt8>, _ output: inout [UInt8]) -> ValueCode? {
    var hostEnd = authority.count
    for index in authority.indices {
      // A user name in a customer's address is a trap, not a site.
      if authority[index] == UInt8(ascii: "@") { return .urlHost }
      if authority[index] == UInt8(ascii: ":"), hostEnd == authority.count { hostEnd = index }
    }
    let host = authority.extracting(0..<hostEnd)
    guard !host.isEmpty, DomainName.normalise(host, into: &output) == nil else { return .urlHost }
    guard hostEnd < authority.count else { return nil }
    var port = 0
    for index in (hostEnd + 1)..<authority.count {
      let digit = authority[index] &- 0x30
      guard digit < 10, port < 65_536 else { return .urlHost }
      port = port * 10 + Int(digit)
    }
    guard (1...65_535).contains(port) else { return .urlHost }
    if port != 80, port != 443 { output += Array(":\(port)".utf8) }
    return nil
  }

  private static func appendRest(
    _ value: Span<UInt8>,
    from start: Int,
    _ output: inout [UInt8]
  ) -> Verdict {
    // A path of one slash is no path (RFC 3986 clause 6.2.3).
    if value.count - start == 1, value[start] == UInt8(ascii: "/") { return .valid(note: nil) }
    for index in start..<value.count {
      let byte = value[index]
      guard byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">"),
        byte != UInt8(ascii: "\"")
      else { return .invalid(.urlSyntax) }
      output.append(byte)
    }
    return .valid(note: nil)
  }
}
