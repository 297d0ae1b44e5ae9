package import Diagnostics
import XML

extension SourceSpecification {
  /// What is wrong with the words of a specification before any file is opened, each with the key
  /// of the pipeline file under which it stands.
  package var mistakes: [(key: String, fault: Fault)] {
    var mistakes: [(String, Fault)] = []
    func check(_ key: String, _ body: () throws(Fault) -> Void) {
      do { try body() } catch { mistakes.append((key, error)) }
    }
    if let preset {
      check("preset") { () throws(Fault) in _ = try MappingResolver.preset(called: preset) }
    }
    if let delimiter {
      check("delimiter") { () throws(Fault) in _ = try CSVOpening.delimiter(delimiter) }
    }
    if let encoding {
      check("encoding") { () throws(Fault) in _ = try CSVOpening.encoding(encoding) }
    }
    guard let recordPath else { return mistakes }
    check("record") { () throws(Fault) in
      try XMLRecordReader.checkRecordPath(recordPath, prefixes: namespaces)
    }
    for (field, path) in fields.sorted(by: { $0.key < $1.key }) {
      check("fields.\(field)") { () throws(Fault) in
        _ = try XMLPath.parse(path, prefixes: namespaces)
      }
    }
    return mistakes
  }
}
