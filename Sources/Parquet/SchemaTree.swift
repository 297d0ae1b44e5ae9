/// The leaves of a schema, told apart into flat ones and others.
struct SchemaTree {
  private(set) var mappings: [ColumnMapping] = []
  private(set) var omitted: [ParquetFile.OmittedColumn] = []
  private(set) var leafCount = 0

  private let elements: [SchemaElement]
  private var next = 1

  /// Groups within groups; hostile schemas cannot exhaust the stack.
  static let maximumDepth = 40

  init(_ elements: [SchemaElement]) throws(ParquetError) {
    self.elements = elements
    guard let root = elements.first, root.type == nil else {
      throw .damaged("the schema has no root", at: 0)
    }
    for _ in 0..<min(root.childCount, elements.count) { try child(path: [], depth: 1) }
    guard next == elements.count, root.childCount < elements.count else {
      throw .damaged("the schema does not add up", at: 0)
    }
    guard Set(mappings.map(\.name)).count == mappings.count else {
      throw .damaged("two columns of one name", at: 0)
    }
  }

  private mutating func child(path: [String], depth: Int) throws(ParquetError) {
    guard next < elements.count else { throw .damaged("the schema does not add up", at: 0) }
    let element = elements[next]
    next += 1
    if element.type == nil {
      guard depth < Self.maximumDepth else { throw .damaged("groups nested too deeply", at: 0) }
      for _ in 0..<min(element.childCount, elements.count) {
        try child(path: path + [element.name], depth: depth + 1)
      }
      return
    }
    let leaf = leafCount
    leafCount += 1
    let name = (path + [element.name]).joined(separator: ".")
    guard path.isEmpty else {
      omitted.append(.init(name: name, reason: "a nested column"))
      return
    }
    switch try ColumnMapping.reading(element, leaf: leaf) {
    case .readable(let mapping): mappings.append(mapping)
    case .omitted(let reason): omitted.append(.init(name: name, reason: reason))
    }
  }
}
