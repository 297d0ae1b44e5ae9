import Diagnostics
import Foundation

/// A value of a JSON5 text.
indirect enum ConfigurationValue: Hashable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([ConfigurationValue])
  case object([String: ConfigurationValue])

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? single.decode(Double.self) {
      self = .number(value)
    } else if let value = try? single.decode(String.self) {
      self = .string(value)
    } else if let value = try? single.decode([ConfigurationValue].self) {
      self = .array(value)
    } else {
      self = .object(try single.decode([String: ConfigurationValue].self))
    }
  }

  /// What a person calls this kind of value.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "a block { .. }"
    }
  }
}

/// A parsed pipeline file that collects everything wrong with it, each with its place.
final class ConfigurationDocument {
  let file: String
  private(set) var root: ConfigurationValue
  private let positions: JSON5Positions
  private(set) var problems: [Fault] = []

  /// Parses JSON5.
  ///
  /// - Throws: `Fault` with the place of the first syntax error.
  init(file: String, text: [UInt8]) throws(Fault) {
    self.file = file
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    positions = JSON5Positions(text)
    do {
      root = try decoder.decode(ConfigurationValue.self, from: Data(text))
    } catch {
      throw Self.syntaxFault(positions, file: file)
    }
    for path in positions.duplicates {
      report(path, "'\(path)' is given twice", hint: "keep one of them")
    }
  }

  /// Replaces or adds the value at a dotted path, as `--set path=value` asks.
  func set(_ path: String, to text: String) {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    let value =
      (try? decoder.decode(ConfigurationValue.self, from: Data(text.utf8))) ?? .string(text)
    root = Self.setting(root, path.split(separator: ".").map(String.init)[...], to: value)
  }

  /// Notes a problem at the key or element that `path` names.
  func report(_ path: String, _ message: String, hint: String? = nil) {
    problems.append(
      Fault(.configuration, message, at: position(of: path), hints: hint.map { [$0] } ?? [])
    )
  }

  /// The problems as they follow each other in the file; those of the file as a whole last.
  var problemsInOrder: [Fault] {
    func place(_ fault: Fault) -> (Int, Int) {
      let (line, column) = (fault.position?.line ?? 1, fault.position?.column ?? 1)
      return (line, column) == (1, 1) ? (.max, 1) : (line, column)
    }
    return problems.enumerated().sorted { left, right in
      let (first, second) = (place(left.element), place(right.element))
      return (first.0, first.1, left.offset) < (second.0, second.1, right.offset)
    }.map(\.element)
  }

  /// Where `path` stands, or the nearest enclosing path that stands somewhere.
  func position(of path: String) -> SourcePosition {
    var candidate = Substring(path)
    while true {
      if let place = positions.places[String(candidate)] {
        return SourcePosition(file: file, line: place.line, column: place.column)
      }
      guard let cut = candidate.lastIndex(where: { $0 == "." || $0 == "[" }) else {
        return SourcePosition(file: file, line: 1, column: 1)
      }
      candidate = candidate[..<cut]
    }
  }

  private static func setting(
    _ value: ConfigurationValue,
    _ path: ArraySlice<String>,
    to newValue: ConfigurationValue
  ) -> ConfigurationValue {
    guard let key = path.first else { return newValue }
    var object: [String: ConfigurationValue] = [:]
    if case .object(let existing) = value { object = existing }
    object[key] = setting(object[key] ?? .null, path.dropFirst(), to: newValue)
    return .object(object)
  }

  private static func syntaxFault(_ positions: JSON5Positions, file: String) -> Fault {
    let place = positions.firstError?.place
    let expected = positions.firstError.map { ": expected \($0.expected)" } ?? ""
    return Fault(
      .configuration,
      "not valid JSON5\(expected)",
      at: SourcePosition(file: file, line: place?.line, column: place?.column),
      hints: ["keys may stand without quotes, comments begin with //, a last comma is fine"]
    )
  }
}

/// A block of a pipeline file being read: hands out typed values and notes what is wrong.
struct ConfigurationSection {
  let document: ConfigurationDocument
  let path: String
  private let values: [String: ConfigurationValue]
  /// False for a value of another kind, which reads as an empty block.
  let isBlock: Bool

  /// The block `value` at `path`; reports and reads as empty when it is something else.
  ///
  /// Keys other than `known` are reported with the nearest known one.
  init(
    _ document: ConfigurationDocument,
    _ path: String,
    _ value: ConfigurationValue,
    known: [String]
  ) {
    self.document = document
    self.path = path
    guard case .object(let object) = value else {
      values = [:]
      isBlock = false
      document.report(path, "expected a block { .. }, found \(value.kind)")
      return
    }
    values = object
    isBlock = true
    for key in object.keys.sorted() where !known.contains(key) {
      let hint =
        NearestName.of(key, among: known).map { "did you mean '\($0)'?" }
        ?? "known keys here: \(known.joined(separator: ", "))"
      document.report(pathOf(key), "unknown key '\(pathOf(key))'", hint: hint)
    }
  }

  /// The path of a key of this block.
  func pathOf(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Notes a problem at one of this block's keys.
  func report(_ key: String, _ message: String, hint: String? = nil) {
    document.report(pathOf(key), message, hint: hint)
  }

  /// The keys present, in byte order.
  var keys: [String] { values.keys.sorted() }

  /// The value of a key, nil when missing or null.
  func value(_ key: String) -> ConfigurationValue? {
    guard let value = values[key], value != .null else { return nil }
    return value
  }

  func string(_ key: String) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value else { return mismatch(key, "a text", value) }
    return text
  }

  /// A text that must be there; reports and returns an empty one otherwise.
  func required(_ key: String, hint: String) -> String {
    if let text = string(key), !text.isEmpty { return text }
    if value(key) == nil { report(key, "'\(pathOf(key))' is missing", hint: hint) }
    return ""
  }

  func bool(_ key: String) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let bool) = value else { return mismatch(key, "true or false", value) }
    return bool
  }

  func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let value = value(key) else { return nil }
    guard case .number(let number) = value else { return mismatch(key, "a number", value) }
    guard range.contains(number) else {
      let (low, high) = (Self.short(range.lowerBound), Self.short(range.upperBound))
      report(key, "'\(pathOf(key))' must lie between \(low) and \(high)")
      return nil
    }
    return number
  }

  /// `1` for `1.0`.
  private static func short(_ number: Double) -> String {
    Int(exactly: number).map { String($0) } ?? String(number)
  }

  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    let bounds = Double(range.lowerBound)...Double(range.upperBound)
    guard let number = number(key, in: bounds) else { return nil }
    guard number == number.rounded() else {
      report(key, "'\(pathOf(key))' must be a whole number")
      return nil
    }
    return Int(number)
  }

  /// A list of texts; a single text counts as a list of one.
  func strings(_ key: String) -> [String]? {
    guard let value = value(key) else { return nil }
    switch value {
    case .string(let text): return [text]
    case .array(let elements):
      return elements.enumerated().compactMap { index, element in
        if case .string(let text) = element { return text }
        document.report("\(pathOf(key))[\(index)]", "expected a text, found \(element.kind)")
        return nil
      }
    default: return mismatch(key, "a text or a list of texts", value)
    }
  }

  /// One of a closed set of words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ type: Choice.Type
  ) -> Choice? {
    guard let text = string(key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let hint =
      NearestName.of(text, among: names).map { "did you mean '\($0)'?" }
      ?? "one of: \(names.joined(separator: ", "))"
    report(key, "'\(text)' is not a value of '\(pathOf(key))'", hint: hint)
    return nil
  }

  /// A block below this one.
  func section(_ key: String, known: [String]) -> ConfigurationSection? {
    value(key).map { ConfigurationSection(document, pathOf(key), $0, known: known) }
  }

  /// A list of blocks; a single block counts as a list of one.
  func sections(_ key: String, known: [String]) -> [ConfigurationSection] {
    guard let value = value(key) else { return [] }
    guard case .array(let elements) = value else {
      return [ConfigurationSection(document, pathOf(key), value, known: known)]
    }
    return elements.enumerated().map { index, element in
      ConfigurationSection(document, "\(pathOf(key))[\(index)]", element, known: known)
    }
  }

  /// A block whose keys are free: name to text.
  func texts(_ key: String) -> [(key: String, value: String)] {
    guard let value = value(key) else { return [] }
    guard case .object(let object) = value else {
      let nothing: String? = mismatch(key, "a block { name: \"..\" }", value)
      return nothing.map { [(key, $0)] } ?? []
    }
    return object.sorted { $0.key < $1.key }.compactMap { name, value in
      if case .string(let text) = value { return (name, text) }
      document.report("\(pathOf(key)).\(name)", "expected a text, found \(value.kind)")
      return nil
    }
  }

  private func mismatch<Value>(
    _ key: String,
    _ expected: String,
    _ found: ConfigurationValue
  ) -> Value? {
    report(key, "'\(pathOf(key))' must be \(expected), found \(found.kind)")
    return nil
  }
}
