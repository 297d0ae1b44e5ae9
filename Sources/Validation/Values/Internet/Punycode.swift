/// Punycode (RFC 3492) with the parameters of IDNA (clause 5).
enum Punycode {
  private static let base = 36
  private static let tMin = 1
  private static let tMax = 26
  private static let skew = 38
  private static let damp = 700
  private static let initialBias = 72
  private static let initialN = 128

  /// The ASCII form of a label, without `xn--`; nil when it overflows.
  static func encode(_ label: String) -> String? {
    let scalars = label.unicodeScalars.map { Int($0.value) }
    var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
    let basicCount = output.count
    if basicCount > 0 { output.append(UInt8(ascii: "-")) }
    var (n, delta, bias, handled) = (initialN, 0, initialBias, basicCount)
    while handled < scalars.count {
      guard let next = scalars.filter({ $0 >= n }).min() else { return nil }
      let (step, overflow) = (next - n).multipliedReportingOverflow(by: handled + 1)
      guard !overflow, step < Int(Int32.max) - delta else { return nil }
      delta += step
      n = next
      for scalar in scalars {
        if scalar < n { delta += 1 }
        guard scalar == n else { continue }
        append(delta, bias: bias, to: &output)
        bias = adapt(delta, handled + 1, isFirst: handled == basicCount)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The label that an ASCII form (without `xn--`) stands for.
  static func decode(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let split = bytes.lastIndex(of: UInt8(ascii: "-"))
    var scalars = bytes[..<(split ?? 0)].map { Int($0) }
    var (n, i, bias) = (initialN, 0, initialBias)
    var position = split.map { $0 + 1 } ?? 0
    while position < bytes.count {
      guard let delta = readDelta(bytes, &position, bias: bias) else { return nil }
      let old = i
      i += delta
      let count = scalars.count + 1
      bias = adapt(i - old, count, isFirst: old == 0)
      n += i / count
      i %= count
      guard n >= 0x80, n <= 0x10FFFF, count <= DomainName.maximumLabelLength else { return nil }
      scalars.insert(n, at: i)
      i += 1
    }
    var view = String.UnicodeScalarView()
    for value in scalars {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
      view.append(scalar)
    }
    return String(view)
  }

  private static func append(_ delta: Int, bias: Int, to output: inout [UInt8]) {
    var rest = delta
    var k = base
    while true {
      let threshold = min(max(k - bias, tMin), tMax)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
      k += base
    }
    output.append(digit(rest))
  }

  private static func readDelta(_ bytes: [UInt8], _ position: inout Int, bias: Int) -> Int? {
    var (value, weight, k) = (0, 1, base)
    while position < bytes.count {
      guard let digit = digitValue(of: bytes[position]) else { return nil }
      position += 1
      let (product, overflow) = digit.multipliedReportingOverflow(by: weight)
      guard !overflow, product < Int(Int32.max) - value else { return nil }
      value += product
      let threshold = min(max(k - bias, tMin), tMax)
      if digit < threshold { return value }
      weight *= base - threshold
      guard weight < Int(Int32.max) else { return nil }
      k += base
    }
    return nil
  }

  private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var rest = isFirst ? delta / damp : delta / 2
    rest += rest / count
    var k = 0
    while rest > (base - tMin) * tMax / 2 {
      rest /= base - tMin
      k += base
    }
    return k + (base - tMin + 1) * rest / (rest + skew)
  }

  private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 0x61 : value + 22) }

  private static func digitValue(of byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 22
    case 0x61...0x7A: Int(byte) - 0x61
    case 0x41...0x5A: Int(byte) - 0x41
    default: nil
    }
  }
}
