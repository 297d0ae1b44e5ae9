/// Checks and normalises a host name: letters, digits and hyphens (RFC 1123 clause 2.1), or labels
/// in other scripts (IDNA 2008, RFC 5890).
enum DomainName {
  /// RFC 1035 clause 2.3.4.
  static let maximumLabelLength = 63
  /// 255 octets on the wire (RFC 1035 clause 2.3.4) are 253 characters written.
  static let maximumLength = 253

  /// Why a name is none.
  enum Fault: Hashable {
    case syntax
    case tooLong
    case noTopLevel
  }

  /// Appends the name in lower case, labels in other scripts as such; nil when it is valid.
  static func normalise(_ name: Span<UInt8>, into output: inout [UInt8]) -> Fault? {
    let start = output.count
    var labelStart = 0
    var labels = 0
    var hasOther = false
    for index in 0...name.count {
      let byte = index < name.count ? name[index] : UInt8(ascii: ".")
      if byte == UInt8(ascii: ".") {
        guard let isOther = checkLabel(name, labelStart..<index) else { return .syntax }
        if index - labelStart > maximumLabelLength, !isOther { return .tooLong }
        hasOther = hasOther || isOther
        labels += 1
        labelStart = index + 1
      }
    }
    output.append(addingCapacity: name.count) { (target: inout OutputSpan<UInt8>) in
      for index in name.indices {
        let byte = name[index]
        target.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
      }
    }
    if hasOther { return normaliseInternational(from: start, &output) }
    if name.count > maximumLength { return .tooLong }
    if labels < 2 { return .noTopLevel }
    // A top-level domain is alphabetic (RFC 1123 clause 2.1), so that no IP address is a name.
    return name[name.count - 1] &- 0x30 < 10 || name.count - lastLabelStart(name) < 2
      ? .syntax : nil
  }

  private static func lastLabelStart(_ name: Span<UInt8>) -> Int {
    var start = name.count
    while start > 0, name[start - 1] != UInt8(ascii: ".") { start -= 1 }
    return start
  }

  /// Whether the label needs IDNA; nil when it is no label.
  private static func checkLabel(_ name: Span<UInt8>, _ range: Range<Int>) -> Bool? {
    guard !range.isEmpty, name[range.lowerBound] != UInt8(ascii: "-"),
      name[range.upperBound - 1] != UInt8(ascii: "-")
    else { return nil }
    var isOther = false
    for index in range {
      let byte = name[index]
      let lowered = byte | 0x20
      if lowered &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") { continue }
      guard byte >= 0x80 else { return nil }
      isOther = true
    }
    // Hyphens in the third and fourth place announce an encoding (RFC 5890 clause 2.3.1).
    let start = range.lowerBound
    if range.count >= 4, name[start + 2] == UInt8(ascii: "-"), name[start + 3] == UInt8(ascii: "-")
    {
      guard name[start] | 0x20 == UInt8(ascii: "x"), name[start + 1] | 0x20 == UInt8(ascii: "n")
      else { return nil }
      return true
    }
    return isOther
  }

  private static func normaliseInternational(from start: Int, _ output: inout [UInt8]) -> Fault? {
    let name = String(decoding: output[start...], as: UTF8.self)
    switch InternationalDomainName.normalise(name) {
    case .failure(let error): return error.fault
    case .success(let normalised):
      output.removeSubrange(start...)
      output += Array(normalised.utf8)
      return nil
    }
  }
}
