import Foundation
import Testing

/// Whatever the importing half of the program can say stands in some transcript.
///
/// The codes and messages are taken from the sources themselves, so that a new one without a
/// transcript fails here and nobody keeps a list.
@Suite("gallery of messages")
struct GalleryTests {
  /// What cannot be brought about from a command line, and why; `*` is any text.
  private static let unreachable: [String: String] = [
    // Larger than a quick test should be; the modules' own tests have them.
    "csv.record-too-long": "takes a record of 16 MiB",
    "vcard.too-large": "takes a card of 32 MiB",
    "a line of more than * MiB": "takes a line of 16 MiB",
    "a line of standard input is longer than * bytes": "takes a line of 1 MiB",
    // Races and signals, tested where they can be arranged.
    "interrupted": "takes a signal at the right moment",
    "the file became shorter while it was read": "takes another program that cuts the file",
    "the file changed while it was being read": "takes another program that writes the file",
    "a run died in the middle of its commit*: ": "takes a kill at the right moment",
    "the intent of an interrupted run cannot be read": "takes a kill and damage together",
    "an interrupted run cannot be finished: *": "takes a kill and another program",
    // Guards that hold unless the program has a mistake.
    "conservation: * records went in, * came out": "a law; nothing known breaks it",
    "a column that is no text was read from a text": "readers of text give text",
    "something unexpected happened: *": "for errors that nothing is known to throw",
    "no memory for an XML parser": "takes a machine without memory",
    "no random bytes": "takes a machine without randomness",
    "a passphrase cannot be combined with other recipients": "encrypt takes no passphrase",
    "empty passphrase or work factor out of range": "encrypt takes no passphrase",
    "no recipient": "encrypt refuses to run without --recipient before",
    "empty where gzip data should be": "what is no gzip is read as it stands",
    "not gzip data": "what is no gzip is read as it stands",
    "too much white space before the armor": "what has no such line is read as it stands",
    "the column '*' is named for two fields, * and *": "a pipeline file is refused for it before",
    // What only a program that writes age files wrongly makes; the foreign vectors have them.
    "the age file is cut": "takes a cut at the very beginning of the payload",
    "the age file ends after its header": "needs a true header code without a payload",
    "the age file ends with an empty chunk": "needs chunks sealed wrongly",
    "the age file goes on after its end": "needs chunks sealed wrongly",
    // The other half of the program.
    "* * belongs to a lead that run * made; nothing was undone": "in the tests of billing",
    "run * billed: it wrote to the table *; nothing was undone": "in the tests of billing",
    "the table * has a column * that starcrm does not know": "in the tests of the store",
  ]

  @Test("every code of a finding stands in a transcript")
  func codes() throws {
    let shown = try Self.shown()
    let codes = try MessageSources.codes()
    #expect(codes.count > 90)
    for code in codes where Self.unreachable[code] == nil {
      #expect(shown.contains { $0.contains(code) }, "no transcript shows \(code)")
    }
  }

  @Test("every message of a fault stands in a transcript")
  func faults() throws {
    let errors = try Self.shown().filter { $0.contains("error: ") }
    let messages = try MessageSources.faults()
    #expect(messages.count > 100)
    for message in messages where Self.unreachable[message.text] == nil {
      let isShown = errors.contains { message.matches($0) }
      #expect(isShown, "no transcript shows «\(message.text)» of \(message.place)")
    }
  }

  @Test("nothing is excused that a transcript shows or that no source says")
  func excuses() throws {
    let shown = try Self.shown()
    let codes = try MessageSources.codes()
    let faults = try MessageSources.faults()
    for (text, reason) in Self.unreachable {
      let isSaid = codes.contains(text) || faults.contains { $0.text == text }
      #expect(isSaid, "no source says «\(text)» (\(reason))")
      let isShown = shown.contains {
        codes.contains(text) ? $0.contains(text) : Message(text: text, place: "").matches($0)
      }
      #expect(!isShown, "a transcript shows «\(text)»")
    }
  }

  @Test("messages begin with a small letter and have no full stop")
  func style() throws {
    for message in try MessageSources.faults() {
      // An operand is called as the help calls it: FILE.
      let first = message.text.prefix { $0 != " " }
      let isName = first.count > 1 && first.allSatisfy(\.isUppercase)
      #expect(isName || first.first?.isUppercase == false, "\(message.text)")
      #expect(!message.text.hasSuffix("."), "\(message.text)")
    }
  }

  /// What people see in the transcripts.
  private static func shown() throws -> [String] {
    CommandTests.transcripts.flatMap(\.steps).flatMap { $0.output + $0.errors }
  }
}

/// A message as a source has it, `*` for each value put into it.
struct Message: Hashable {
  let text: String
  let place: String

  /// Whether a line of a transcript is this message.
  func matches(_ line: String) -> Bool {
    var parts = text.components(separatedBy: "*")
    if !parts[0].isEmpty { parts[0] = ": " + parts[0] }
    var rest = line[...]
    for part in parts where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

/// The sources of the importing half, read for what they say to people.
enum MessageSources {
  private static let modules = [
    "CSV", "VCard", "XML", "JSONLines", "Compression", "Age", "Ingest", "Validation", "ByteIO",
    "Store", "Pipeline", "StarCRMCommand",
  ]

  /// Files of the other half (billing, reports, backups, matching), which have their own tests.
  private static let others = [
    "Billing", "Report", "Backup", "Bill", "Dedupe", "Keys", "KeyOptions", "Encrypt", "Export",
    "Status", "Leads", "StoredRows", "Runs", "AgeRecipientsFile", "MonthEnd",
  ]

  /// The codes of all findings.
  static func codes() throws -> [String] {
    let literal = /"((csv|vcard|xml|json|mapping)\.[a-z]+(-[a-z]+)*)"/
    let value = /\("([a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*)", "/
    var codes: Set<String> = []
    for (_, text) in try files() {
      codes.formUnion(text.matches(of: literal).map { String($0.1) })
    }
    for (path, text) in try files() where path.hasSuffix("/ValueCode.swift") {
      codes.formUnion(text.matches(of: value).map { String($0.1) })
    }
    return codes.sorted()
  }

  /// The messages of all faults.
  static func faults() throws -> [Message] {
    let begins = [
      // A fault where it is thrown, its kind first.
      /\bFault\(\s*\.[a-z]+,\s*(?=")/,
      // Functions that make one, or note a mistake of a pipeline file under its key.
      /\b(?:fault|empty|changedLater)\((?=")/,
      /\breport\([^"\n]*?(?:"[^"\n]*")?[^"\n]*?,\s*(?=")/,
      /\blet message =\s*(?=")/,
      // What age says, and the table of XML's faults.
      /\bAgeError\(\s*\.[a-zA-Z]+,\s*(?=")/,
      /\bcase \.[a-zA-Z]+(?:\(let words\))?:\s*\(\s*(?="[a-z])/,
    ]
    var messages: Set<Message> = []
    for (path, text) in try files() {
      for begin in begins where !(path.hasSuffix("/ValueCode.swift")) {
        for match in text.matches(of: begin) {
          guard let literal = SwiftLiteral(text[match.range.upperBound...]) else { continue }
          // A code stands where a message stands in the tables of findings.
          guard literal.text.contains(" ") || !literal.text.contains(".") else { continue }
          messages.insert(Message(text: literal.text, place: path))
        }
      }
    }
    return messages.sorted { ($0.place, $0.text) < ($1.place, $1.text) }
  }

  private static func files() throws -> [(path: String, text: String)] {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var found: [(String, String)] = []
    for module in modules {
      let folder = package.appending(path: "Sources/\(module)")
      let paths = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      for case let url as URL in paths.map(Array.init) ?? [] where url.pathExtension == "swift" {
        let name = url.lastPathComponent
        guard !others.contains(where: { name.hasPrefix($0) || name.contains("+\($0)") }) else {
          continue
        }
        found.append((url.path, try String(contentsOf: url, encoding: .utf8)))
      }
    }
    return found
  }
}

/// A string literal of Swift, `*` for each value put into it.
private struct SwiftLiteral {
  let text: String

  /// Reads the literal that `source` begins with; nil for one over several lines.
  init?(_ source: Substring) {
    var rest = source.dropFirst()
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        self.text = text
        return
      case "\n": return nil
      case "\\":
        guard let escaped = rest.popFirst() else { return nil }
        if escaped == "(" {
          Self.skip(&rest)
          text += "*"
        } else {
          text.append(escaped)
        }
      default: text.append(character)
      }
    }
    return nil
  }

  /// Passes over an interpolation, whose own brackets are balanced.
  private static func skip(_ rest: inout Substring) {
    var depth = 1
    while depth > 0, let character = rest.popFirst() {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
    }
  }
}
