package import Diagnostics
internal import Foundation

extension MatchModel {
  /// The version of the file format; files of a later one are refused.
  package static let fileVersion = 1

  private struct File: Codable {
    struct Comparison: Codable {
      var name: String
      var levels: [Level]
    }
    struct Level: Codable {
      var name: String
      var m: Double
      var u: Double
    }
    var format: String
    var version: Int
    var origin: String
    var matchesPerRecord: Double
    var comparisons: [Comparison]

    static let format = "starcrm match model"

    enum CodingKeys: String, CodingKey {
      case format, version, origin, comparisons
      case matchesPerRecord = "matches_per_record"
    }
  }

  /// The model as JSON text: all comparisons and levels by name, ready for editing.
  package func json() -> String {
    let file = File(
      format: File.format,
      version: Self.fileVersion,
      origin: origin,
      matchesPerRecord: matchesPerRecord,
      comparisons: Comparison.allCases.map { comparison in
        let named = zip(comparison.levels.dropFirst(), levels[comparison.rawValue])
        return File.Comparison(
          name: comparison.name,
          levels: named.map { File.Level(name: $0, m: $1.m, u: $1.u) }
        )
      }
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    // Strings and finite numbers always encode.
    guard let data = try? encoder.encode(file) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Reads a model from JSON (or JSON5) text; `path` is for messages.
  ///
  /// A model must name every comparison and level, so that a level forgotten is not silently
  /// weighed by another model's numbers.
  package init(json text: [UInt8], path: String) throws(Fault) {
    let file = try Self.decode(text, path)
    guard file.format == File.format else {
      throw Self.fault("this is not a match model", path)
    }
    guard file.version <= Self.fileVersion else {
      throw Self.fault("the match model is of a later version (\(file.version))", path)
        .hinting("this program reads version \(Self.fileVersion)")
    }
    let known = Comparison.allCases.map(\.name)
    for comparison in file.comparisons where !known.contains(comparison.name) {
      throw Self.fault("unknown comparison \"\(comparison.name)\"", path)
        .hinting("the nearest is \(NearestName.of(comparison.name, among: known) ?? known[0])")
    }
    guard file.matchesPerRecord > 0, file.matchesPerRecord.isFinite else {
      throw Self.fault("matches_per_record must be greater than 0", path)
    }
    var levels: [[Level]] = []
    for comparison in Comparison.allCases {
      levels.append(try Self.levels(of: comparison, in: file, path))
    }
    self.init(origin: file.origin, matchesPerRecord: file.matchesPerRecord, levels: levels)
  }

  private static func decode(_ text: [UInt8], _ path: String) throws(Fault) -> File {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      return try decoder.decode(File.self, from: Data(text))
    } catch DecodingError.keyNotFound(let key, _) {
      throw fault("the match model lacks \"\(key.stringValue)\"", path)
    } catch DecodingError.typeMismatch(_, let context) {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw fault("\"\(key)\" is of another type in the match model", path)
    } catch {
      throw fault("the match model is not valid json", path)
    }
  }

  private static func levels(
    of comparison: Comparison,
    in file: File,
    _ path: String
  ) throws(Fault) -> [Level] {
    let entries = file.comparisons.filter { $0.name == comparison.name }
    guard entries.count == 1, let entry = entries.first else {
      throw fault("the match model must have \"\(comparison.name)\" once", path)
    }
    let names = Array(comparison.levels.dropFirst())
    guard entry.levels.map(\.name) == names else {
      throw fault("\"\(comparison.name)\" has other levels than it should", path)
        .hinting("in this order: \(names.joined(separator: ", "))")
    }
    for level in entry.levels where !isProbability(level.m) || !isProbability(level.u) {
      throw fault("m and u of \(comparison.name).\(level.name) must lie between 0 and 1", path)
    }
    return entry.levels.map { Level(m: $0.m, u: $0.u) }
  }

  private static func isProbability(_ number: Double) -> Bool { number > 0 && number <= 1 }

  private static func fault(_ message: String, _ path: String) -> Fault {
    Fault(.configuration, message, at: SourcePosition(file: path))
  }
}
