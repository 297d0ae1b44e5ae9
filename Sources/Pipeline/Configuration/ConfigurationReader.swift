import ByteIO
import CRMModel
import Columns
import Cryptography
import Deduplication
package import Diagnostics
import Foundation
import Ingest
import Reporting
import Time
import Validation

/// Reads a pipeline file into a `PipelineConfiguration`, or says everything that is wrong with it.
package struct ConfigurationReader {
  private let document: ConfigurationDocument
  private var result = PipelineConfiguration()

  /// Larger pipeline files are refused.
  package static let maximumBytes = 1 << 20

  /// Everything found wrong with a pipeline file.
  package struct Problems: Error, Hashable, Sendable {
    package let faults: [Fault]
  }

  /// Reads the pipeline file at `path`; `overrides` are the `key=value` of `--set`.
  ///
  /// - Throws: `Problems` for what the file says, `Fault` when it cannot be read.
  package static func read(
    _ path: String,
    overrides: [(key: String, value: String)] = []
  ) throws -> PipelineConfiguration {
    let text: [UInt8]
    do {
      text = try FileSource(path: path).readToEnd(limit: maximumBytes)
    } catch let error as IOError {
      let fault = error.fault
      throw Fault(.configuration, fault.message, at: fault.position, hints: fault.hints)
    } catch is ByteLimitExceeded {
      let message = "a pipeline file has at most \(maximumBytes) bytes"
      throw Fault(.configuration, message, at: SourcePosition(file: path))
    }
    return try read(text, file: path, overrides: overrides)
  }

  /// Reads a pipeline from its text.
  package static func read(
    _ text: [UInt8],
    file: String,
    overrides: [(key: String, value: String)] = []
  ) throws -> PipelineConfiguration {
    let document = try ConfigurationDocument(file: file, text: text)
    for (key, value) in overrides { document.set(key, to: value) }
    var reader = ConfigurationReader(document: document)
    reader.readTop()
    guard document.problems.isEmpty else { throw Problems(faults: document.problemsInOrder) }
    let settings = overrides.map { "\u{0}\($0.key)=\($0.value)" }.joined()
    reader.result.digest = SHA256.hash(text + Array(settings.utf8)).hex
    return reader.result
  }

  private init(document: ConfigurationDocument) { self.document = document }

  private mutating func readTop() {
    let top = ConfigurationSection(
      document,
      "",
      document.root,
      known: [
        "name", "purpose", "store", "timezone", "locale", "currency", "policy", "threads", "read",
        "validate", "deduplicate", "bill", "report", "backup",
      ]
    )
    result.name = top.required("name", hint: "a short name for reports, such as name: \"nightly\"")
    result.store = top.required("store", hint: "the folder of the store: store: \"output/store\"")
    readPurposes(top)
    readEnvironment(top)
    let sourceKeys = [
      "files", "as", "source", "trust", "preset", "fields", "renamed", "record", "namespaces",
      "delimiter", "encoding", "identity", "optional", "blank", "complete",
    ]
    result.sources = top.sections("read", known: sourceKeys).map(source)
    if let section = top.section(
      "validate",
      known: ["country", "require", "dates", "stop", "warn"]
    ) {
      readValidation(section)
    }
    if let section = top.section("deduplicate", known: ["merge", "review", "survive"]) {
      readDeduplication(section)
    }
    let billKeys = ["period", "series", "due", "seller", "tax", "accounts"]
    result.billing = top.section("bill", known: billKeys).map(billing)
    result.report = top.section("report", known: ["to", "files", "formats"]).map(report)
    result.backup = top.section("backup", known: ["to", "recipients", "keep"]).map(backup)
  }

  private mutating func readPurposes(_ top: ConfigurationSection) {
    let words = top.strings("purpose") ?? []
    let names = PipelineConfiguration.Purpose.allCases.map(\.rawValue)
    if top.value("purpose") == nil {
      let hint = "one or more of: \(names.joined(separator: ", "))"
      top.report("purpose", "'purpose' is missing: what is this run for?", hint: hint)
    }
    for word in words {
      if let purpose = PipelineConfiguration.Purpose(rawValue: word) {
        result.purposes.append(purpose)
      } else {
        let hint = "the policy allows: \(names.joined(separator: ", "))"
        top.report("purpose", "'\(word)' is not an allowed purpose", hint: hint)
      }
    }
  }

  private mutating func readEnvironment(_ top: ConfigurationSection) {
    if let zone = top.string("timezone") {
      if TimeZone(identifier: zone) == nil {
        let known = TimeZone.knownTimeZoneIdentifiers
        let hint = NearestName.of(zone, among: known).map { "did you mean '\($0)'?" }
        top.report("timezone", "'\(zone)' is not a time zone of the IANA database", hint: hint)
      }
      result.timezone = zone
    }
    if let locale = top.string("locale") { result.locale = locale }
    if let code = top.string("currency") {
      if let currency = Currency(code) {
        result.currency = currency.code
      } else {
        let hint = "three letters such as \"EUR\""
        top.report("currency", "'\(code)' is not a currency of ISO 4217", hint: hint)
      }
    }
    if let version = top.string("policy") { result.policyVersion = version }
    result.threads = top.integer("threads", in: 1...1024)
  }

  private func source(_ section: ConfigurationSection) -> PipelineConfiguration.Source {
    var source = PipelineConfiguration.Source()
    source.path = section.path
    source.files = section.strings("files") ?? []
    if source.files.isEmpty, section.isBlock {
      let hint = "name a file or a pattern: files: \"exports/*.csv\""
      section.report("files", "'\(section.pathOf("files"))' is missing", hint: hint)
    }
    if let kind = section.choice("as", PipelineConfiguration.Source.Kind.self) {
      source.kind = kind
    }
    source.system = section.string("source")
    if let trust = section.number("trust", in: 0...1) {
      source.trust = Int((trust * 1000).rounded())
    }
    source.preset = section.string("preset")
    source.record = section.string("record")
    source.delimiter = section.string("delimiter")
    source.encoding = section.string("encoding")
    source.identity = section.string("identity")
    source.isOptional = section.bool("optional") ?? false
    source.isComplete = section.bool("complete") ?? false
    source.blankClears =
      section.choice("blank", PipelineConfiguration.Source.Blank.self) == .clears
    for (name, target) in section.texts("fields") { source.fields[name] = target }
    for (old, new) in section.texts("renamed") { source.renamed[old] = new }
    for (prefix, uri) in section.texts("namespaces") { source.namespaces[prefix] = uri }
    checkFields(source, section)
    checkWords(source, section)
    return source
  }

  private func checkFields(_ source: PipelineConfiguration.Source, _ section: ConfigurationSection)
  {
    guard source.kind == .leads else { return }
    for name in source.fields.keys.sorted() where !MappableField.names.contains(name) {
      let hint =
        NearestName.of(name, among: MappableField.names).map { "did you mean '\($0)'?" }
        ?? "fields: \(MappableField.names.joined(separator: ", "))"
      document.report("\(section.pathOf("fields")).\(name)", "unknown field '\(name)'", hint: hint)
    }
    let targets = Dictionary(grouping: source.fields.keys.sorted()) { source.fields[$0] ?? "" }
    for (target, names) in targets.sorted(by: { $0.key < $1.key }) where names.count > 1 {
      let message = "\(names.joined(separator: " and ")) are both read from '\(target)'"
      section.report("fields", message, hint: "keep the one that it means")
    }
  }

  private func checkWords(_ source: PipelineConfiguration.Source, _ section: ConfigurationSection) {
    for mistake in source.specification(file: "").mistakes {
      section.report(mistake.key, mistake.fault.message, hint: mistake.fault.hints.first)
    }
    if let identity = source.identity, identity.hasPrefix(Credential.prefix) {
      report("identity", of: section) { () throws(Fault) in _ = try Credential(identity) }
    }
  }

  /// Notes what `body` throws under a key.
  func report(
    _ key: String,
    of section: ConfigurationSection,
    _ body: () throws(Fault) -> Void
  ) {
    do throws(Fault) {
      try body()
    } catch {
      section.report(key, error.message, hint: error.hints.first)
    }
  }

  private mutating func readValidation(_ section: ConfigurationSection) {
    if let country = section.string("country") {
      let isCode = country.utf8.count == 2 && country.utf8.allSatisfy { (0x41...0x5A).contains($0) }
      if !isCode {
        section.report(
          "country",
          "'\(country)' is not a country code",
          hint: "two capitals: \"DE\""
        )
      }
      result.validation.country = country
    }
    result.validation.require = section.strings("require") ?? []
    for text in result.validation.require {
      report("require", of: section) { () throws(Fault) in _ = try Requirement(parsing: text) }
    }
    result.validation.dates = section.choice("dates", DateOrder.self)
    if let stop = section.section("stop", known: ["rejected", "reused_keys", "gone"]) {
      result.validation.stopRejected = share(stop, "rejected")
      result.validation.stopReusedKeys =
        share(stop, "reused_keys") ?? result.validation.stopReusedKeys
      result.validation.stopGone = share(stop, "gone") ?? result.validation.stopGone
    }
    let kinds = RunReport.Attention.Kind.allCases
    if let warn = section.section("warn", known: ["rejected"] + kinds.map(\.rawValue)) {
      result.validation.warnRejected = share(warn, "rejected") ?? 0
      for kind in kinds {
        result.validation.warnAttention[kind] = warn.integer(kind.rawValue, in: 0...1_000_000)
      }
    }
  }

  /// A share written as `0.05` or `"5 %"`.
  private func share(_ section: ConfigurationSection, _ key: String) -> Double? {
    guard case .string(let text) = section.value(key) else {
      return section.number(key, in: 0...1)
    }
    let digits = text.split(separator: "%").first.map { $0.filter { $0 != " " } } ?? ""
    guard text.hasSuffix("%"), let percent = Double(digits), (0...100).contains(percent) else {
      section.report(key, "'\(text)' is not a share", hint: "write \"5 %\" or 0.05")
      return nil
    }
    return percent / 100
  }

  private mutating func readDeduplication(_ section: ConfigurationSection) {
    let both = ["merge", "review"].map { key -> Double? in
      section.section(key, known: ["precision"])?.number("precision", in: 0...1)
    }
    if let merge = both[0] { result.deduplication.mergeProbability = merge }
    if let review = both[1] { result.deduplication.reviewProbability = review }
    if result.deduplication.reviewProbability > result.deduplication.mergeProbability {
      let hint = "pairs below 'merge' and above 'review' are kept for a person"
      section.report("review", "'review' must not be stricter than 'merge'", hint: hint)
    }
    guard let survive = section.section("survive", known: SurvivorshipRules.names) else { return }
    for key in survive.keys {
      guard let rules = survive.strings(key) else { continue }
      result.deduplication.survive[key] = rules
      report(key, of: survive) { () throws(Fault) in
        _ = try LeadStage.survivorshipRules([key: rules])
      }
    }
  }
}
