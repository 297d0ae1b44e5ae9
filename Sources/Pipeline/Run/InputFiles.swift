import ByteIO
import Columns
import Cryptography
package import Diagnostics
import Foundation
package import Ingest

/// One file of a run, with what identifies its content.
package struct InputFile: Sendable {
  /// As messages, reports and the store call it.
  package let path: String
  /// Where it is opened.
  private let location: String
  package let source: PipelineConfiguration.Source
  /// In bytes.
  package let size: Int64
  /// SHA-256 of the file as it lies there, in hexadecimal.
  package let digest: String

  /// Whether the file is still what it was when it was fingerprinted.
  func refuseChanged() throws {
    guard let now = try Directory.status(location), now.size == size else {
      throw Fault(
        .input,
        "the file changed while it was being read",
        at: SourcePosition(file: path),
        hints: ["run again when whoever writes it has finished"]
      )
    }
  }

  /// The files that the sources of a pipeline name, in the order of the pipeline and, within a
  /// pattern, of their names.
  ///
  /// - Throws: `Fault` for a missing file, a pattern without a match, a folder, or a file named by
  ///   two sources.
  package static func resolve(_ sources: [PipelineConfiguration.Source]) throws -> [InputFile] {
    var files: [InputFile] = []
    var seen: Set<String> = []
    for source in sources {
      if let location = source.location {
        files += try source.files.map { try fingerprint($0, at: location, source) }
        continue
      }
      for pattern in source.files {
        let paths = try matches(of: pattern, isOptional: source.isOptional)
        for path in paths where seen.insert(path).inserted {
          files.append(try fingerprint(path, at: path, source))
        }
      }
    }
    return files
  }

  /// The paths that a name or pattern stands for.
  package static func matches(of pattern: String, isOptional: Bool) throws -> [String] {
    guard pattern.contains(where: { "*?".contains($0) }) else {
      if try isThere(pattern) { return [pattern] }
      if isOptional { return [] }
      throw try missing(pattern)
    }
    let folder = Directory.parent(of: pattern)
    let name = Array(Directory.name(of: pattern).utf8)
    let names = try names(in: folder)
    let found = names.filter { Self.glob(name[...], Array($0.utf8)[...]) && !$0.hasPrefix(".") }
    if found.isEmpty, !isOptional {
      throw Fault(
        .input,
        "no file matches",
        at: SourcePosition(file: pattern),
        hints: ["check the folder, or write optional: true if it may be empty"]
      )
    }
    let prefix = pattern.contains("/") ? folder + (folder == "/" ? "" : "/") : ""
    return found.map { prefix + $0 }
  }

  /// Whether a path that a person named as an input leads to anything.
  package static func isThere(_ path: String) throws(Fault) -> Bool {
    do { return try Directory.status(path) != nil } catch { throw error.inputFault }
  }

  /// The names in a folder; none when it is missing.
  private static func names(in folder: String) throws(Fault) -> [String] {
    guard try isThere(folder) else { return [] }
    do { return try Directory.names(in: folder) } catch { throw error.inputFault }
  }

  private static func missing(_ path: String) throws -> Fault {
    let folder = Directory.parent(of: path)
    let names = try names(in: folder)
    let nearest = NearestName.of(Directory.name(of: path), among: names)
    let hint =
      nearest.map { "did you mean \(folder)/\($0)?" }
      ?? "paths are relative to the folder that starcrm is started in"
    return Fault(.input, "no such file", at: SourcePosition(file: path), hints: [hint])
  }

  /// Shell patterns of one path component: `*` and `?` (POSIX.1, 2.13.1 and 2.13.2).
  static func glob(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    switch first {
    case UInt8(ascii: "*"):
      let rest = pattern.dropFirst()
      return (name.startIndex...name.endIndex).contains { glob(rest, name[$0...]) }
    case UInt8(ascii: "?"): return !name.isEmpty && glob(pattern.dropFirst(), name.dropFirst())
    default: return name.first == first && glob(pattern.dropFirst(), name.dropFirst())
    }
  }

  private static func fingerprint(
    _ path: String,
    at location: String,
    _ source: PipelineConfiguration.Source
  ) throws -> InputFile {
    do {
      let file = try File.open(location, .read)
      var hasher = SHA256()
      var buffer: [UInt8] = []
      var offset: Int64 = 0
      while true {
        buffer.removeAll(keepingCapacity: true)
        let count = try file.read(at: offset, 1 << 20, appendingTo: &buffer)
        guard count > 0 else { break }
        hasher.update(buffer.span)
        offset += Int64(count)
      }
      return InputFile(
        path: path,
        location: location,
        source: source,
        size: offset,
        digest: hasher.finish().hex
      )
    } catch {
      throw error.inputFault
    }
  }

  /// How the file is to be read.
  ///
  /// - Throws: `Fault` when the key that it is encrypted to cannot be read.
  package func specification(threads: Int) throws -> SourceSpecification {
    var specification = source.specification(file: location)
    specification.displayName = path
    specification.identities = try source.identity.map { try Credential.identities($0) } ?? []
    specification.threads = threads
    return specification
  }
}

extension PipelineConfiguration.Source {
  /// How a file of this source is to be read, as far as the pipeline's words go.
  func specification(file: String) -> SourceSpecification {
    var specification = SourceSpecification(file: file)
    specification.system = system
    specification.preset = preset
    specification.fields = fields
    specification.renamed = renamed
    specification.recordPath = record
    specification.namespaces = namespaces
    specification.delimiter = delimiter
    specification.encoding = encoding
    return specification
  }
}
