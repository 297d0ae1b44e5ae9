import ByteIO
import CRMModel
import Columns
import Diagnostics
import Time
import Validation

/// `starcrm validate`: values checked one by one, without a file or a store.
enum ValidateCommand: Command {
  static let name = "validate"
  static let summary = "check and normalise single values, one JSON line each"
  static let operands = "KIND [VALUE..]"
  static let options = [
    Option("country", "CODE", "where phones, postal codes and VAT numbers without one belong"),
    Option("currency", "CODE", "of amounts that name none"),
    Option("dates", "ORDER", "dmy or mdy: how 03/04/2026 is meant"),
  ]
  static let examples = [
    "starcrm validate email Anna.Berg@Example.org",
    "starcrm validate phone --country DE '030 901820'",
    "cut -f3 -d, list.csv | starcrm validate iban",
    "kinds: \(ValueKind.allCases.map(\.rawValue).joined(separator: ", "))",
  ]

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    guard let word = arguments.operands.first else {
      throw Fault(.configuration, "KIND is missing", hints: [kinds])
    }
    guard let kind = ValueKind(rawValue: word) else {
      let nearest = NearestName.of(word, among: ValueKind.allCases.map(\.rawValue))
      throw Fault(
        .configuration,
        "'\(word)' is not a kind of value",
        hints: [nearest.map { "did you mean '\($0)'?" } ?? kinds]
      )
    }
    let context = try context(arguments)
    let output = StandardOutput()
    if arguments.operands.count > 1 {
      for value in arguments.operands.dropFirst() {
        try output.write(line(kind.check(value, context)))
      }
    } else {
      try checkLines { try output.write(line(kind.check($0, context))) }
    }
    try output.finish()
    return 0
  }

  private static let kinds =
    "kinds: \(ValueKind.allCases.map(\.rawValue).joined(separator: ", "))"

  private static func context(_ arguments: Arguments) throws(Fault) -> ValueContext {
    var context = ValueContext()
    context.country = try country(arguments)
    if let text = arguments["currency"] {
      guard let currency = Currency(text.uppercased()) else {
        throw Fault(
          .configuration,
          "'\(text)' is not a currency code",
          hints: ["three letters of ISO 4217, for example EUR"]
        )
      }
      context.currency = currency
    }
    if let text = arguments["dates"] {
      guard let order = DateOrder(rawValue: text) else {
        throw Fault(
          .configuration,
          "'\(text)' is not an order of dates",
          hints: ["one of: \(DateOrder.allCases.map(\.rawValue).joined(separator: ", "))"]
        )
      }
      context.dateOrder = order
    }
    return context
  }

  /// The value of `--country`.
  static func country(_ arguments: Arguments) throws(Fault) -> CountryCode? {
    guard let text = arguments["country"] else { return nil }
    if let code = CountryCode(text.uppercased()) { return code }
    throw Fault(
      .configuration,
      "'\(text)' is not a country code",
      hints: ["two letters of ISO 3166-1, for example DE"]
    )
  }

  /// Hands each line of standard input to `body`, without its line end.
  private static func checkLines(_ body: (String) throws -> Void) throws {
    let lines = BufferedSource(StandardInput())
    while true {
      var line: [UInt8]
      do {
        line = try lines.line(limit: maximumLine)
      } catch is ByteLimitExceeded {
        throw Fault(.input, "a line of standard input is longer than \(maximumLine) bytes")
      }
      guard !line.isEmpty else { return }
      if line.last == 0x0A { line.removeLast() }
      if line.last == 0x0D { line.removeLast() }
      try body(String(decoding: line, as: UTF8.self))
    }
  }

  /// In bytes; no value of any kind is nearly as long.
  private static let maximumLine = 1 << 20

  private static func line(_ result: ValueResult) -> [UInt8] {
    var json = JSONLine()
    json.beginObject()
    json.key("input")
    json.value(result.input)
    json.key("valid")
    json.literal(result.isValid ? "true" : "false")
    json.key("normalised")
    json.value(result.normalised)
    json.key("code")
    json.value(result.code?.code.rawValue)
    json.key("reason")
    json.value(result.reason)
    for detail in result.details {
      json.key(detail.name)
      json.value(detail.value)
    }
    json.endObject()
    json.endLine()
    return json.bytes
  }
}

/// Standard input as a source of bytes.
final class StandardInput: ByteSource {
  func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    do {
      return try StandardInputStream.read(maximum, appendingTo: &buffer)
    } catch {
      throw error.inputFault
    }
  }
}
