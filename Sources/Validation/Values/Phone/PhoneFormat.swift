/// One way to write the national numbers of a territory.
struct PhoneFormat: Sendable {
  /// How many digits each group takes.
  private let groups: [ClosedRange<Int>]
  /// The numbers it is for, by how they begin; nil for all.
  private let leadingDigits: ArraySlice<UInt8>?
  /// `$1 $2`: groups and what stands between.
  private let national: [UInt8]
  /// Nil when the number cannot be dialled from abroad.
  private let international: [UInt8]?
  /// `$NP` the national prefix, `$FG` the first group; empty for no prefix.
  private let prefixRule: [UInt8]

  /// Takes the fields of a line of `PhoneTable`.
  init(_ fields: [ArraySlice<UInt8>]) {
    groups = TableText.string(fields[0]).split(separator: ",").map { group in
      let ends = group.split(separator: "-").compactMap { Int($0) }
      return (ends.first ?? 0)...(ends.last ?? 0)
    }
    leadingDigits = fields[1].isEmpty ? nil : fields[1]
    national = Array(fields[2])
    international =
      fields[3].isEmpty ? Array(fields[2]) : fields[3] == [0x2D] ? nil : Array(fields[3])
    prefixRule = Array(fields[4])
  }

  /// Whether the number is written this way.
  func fits(_ number: [UInt8]) -> Bool {
    if let leadingDigits {
      guard let pattern = Pattern(leadingDigits),
        PatternMatcher.prefix(of: number, pattern) != nil
      else { return false }
    }
    return cut(number) != nil
  }

  /// The number as dialled inside its country.
  func national(_ number: [UInt8], prefix: [UInt8]) -> [UInt8]? {
    guard let parts = cut(number) else { return nil }
    guard !prefixRule.isEmpty else { return Self.fill(national, parts) }
    guard let reference = national.firstIndex(of: UInt8(ascii: "$")), reference + 1 < national.count
    else { return nil }
    // The rule takes the place of whichever group is written first.
    let group = Array(national[reference...(reference + 1)])
    let prefixed = Self.replace("$NP", by: prefix, in: prefixRule)
    let first = Self.replace("$FG", by: group, in: prefixed)
    let template = national[..<reference] + first + national[(reference + 2)...]
    return Self.fill(Array(template), parts)
  }

  /// The number as it follows the calling code.
  func international(_ number: [UInt8]) -> [UInt8]? {
    guard let international, let parts = cut(number) else { return nil }
    return Self.fill(international, parts)
  }

  /// The digits of each group: every group as long as those after it allow.
  private func cut(_ number: [UInt8]) -> [ArraySlice<UInt8>]? {
    var parts: [ArraySlice<UInt8>] = []
    var rest = number[...]
    for (index, group) in groups.enumerated() {
      let needed = groups[(index + 1)...].reduce(0) { $0 + $1.lowerBound }
      let length = min(group.upperBound, rest.count - needed)
      guard length >= group.lowerBound else { return nil }
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return rest.isEmpty ? parts : nil
  }

  private static func fill(_ template: [UInt8], _ parts: [ArraySlice<UInt8>]) -> [UInt8] {
    var result: [UInt8] = []
    var isReference = false
    for byte in template {
      if isReference, byte >= 0x31, Int(byte) - 0x31 < parts.count {
        result += parts[Int(byte) - 0x31]
        isReference = false
      } else if byte == UInt8(ascii: "$") {
        isReference = true
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private static func replace(_ name: StaticString, by value: [UInt8], in text: [UInt8]) -> [UInt8]
  {
    let name = Array("\(name)".utf8)
    guard let start = text.indices.first(where: { text[$0...].starts(with: name) }) else {
      return text
    }
    return Array(text[..<start]) + value + Array(text[(start + name.count)...])
  }
}
