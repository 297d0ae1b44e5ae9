package import ByteIO
internal import Diagnostics

/// The root element of a document.
package struct XMLRoot: Hashable, Sendable {
  package let name: String
  /// Empty outside any namespace.
  package let namespace: String

  /// Reads a document up to its root element; nil when it does not get there.
  ///
  /// - Throws: what the source throws.
  package init?(_ source: any ByteSource) throws {
    let parser = PushParser { _ in
      RecordWalker(recordPaths: [], paths: [], pathFields: [], fields: [], limits: .standard)
    }
    guard let parser else { throw Fault(.system, "no memory for an XML parser") }
    let document = DocumentDecoder(source)
    var root: NodeName?
    while root == nil {
      let chunk = try document.read(4 << 10)
      guard !chunk.isEmpty else { break }
      let isRunning = parser.push(chunk)
      root = parser.withWalker { $0.tree.slots.dropFirst().first?.name }
      guard isRunning else { break }
    }
    guard let root else { return nil }
    name = parser.string(root.local)
    namespace = parser.string(root.namespace)
  }
}

/// The start tags around the first record of a document, as they stand there but in UTF-8.
package struct XMLEnvelope: Hashable, Sendable {
  /// From the root element inwards.
  package let startTags: [[UInt8]]

  /// Reads a document up to its first record; nil when there is none.
  ///
  /// - Throws: what the source throws; a configuration fault for a path that cannot be parsed.
  package init?(
    _ source: any ByteSource,
    record: String,
    prefixes: [String: String] = [:]
  ) throws {
    let paths = try XMLRecordReader.recordPaths(record, prefixes)
    let parser = PushParser { intern in
      RecordWalker(
        recordPaths: paths.map { CompiledPath($0, intern: intern) },
        paths: [],
        pathFields: [],
        fields: [],
        limits: .standard
      )
    }
    guard let parser else { throw Fault(.system, "no memory for an XML parser") }
    parser.keepsTags()
    let document = DocumentDecoder(source)
    var size: Int64 = 0
    while parser.tagsOfFirstRecord == nil {
      let chunk = try document.read(16 << 10)
      guard !chunk.isEmpty, parser.push(chunk) else { break }
      size += Int64(chunk.count)
      document.forget(before: size)
    }
    guard let tags = parser.tagsOfFirstRecord else { return nil }
    startTags = tags
  }

  /// Whether `text` is well-formed within the start tags.
  package func isWhole(_ text: [UInt8]) -> Bool {
    let parser = PushParser { _ in
      RecordWalker(recordPaths: [], paths: [], pathFields: [], fields: [], limits: .standard)
    }
    guard let parser else { return false }
    let end = startTags.reversed().map { "</\(Self.name(of: $0))>" }.joined()
    return parser.push(Array(startTags.joined()) + text + Array(end.utf8)) && parser.finish()
  }

  /// The name in a start tag, prefix included.
  package static func name(of startTag: [UInt8]) -> String {
    let name = startTag.dropFirst().prefix { byte in
      !XMLText.isBlank(byte) && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "/")
    }
    return String(decoding: name, as: UTF8.self)
  }
}
