package import ByteIO
package import Diagnostics

/// What the beginning of a document looks like, and which of its elements are its records.
package struct XMLStructure: Hashable, Sendable {
  /// An element that may be the record.
  package struct Proposal: Hashable, Sendable {
    /// For `XMLRecordReader`.
    package let recordPath: String
    /// Times it occurred in the sample.
    package let count: Int
    /// Share of the document's values that stand in it, 0 to 100.
    package let percent: Int
    /// What it holds, in the order of the first occurrence.
    package let fields: [FieldPath]
  }

  /// A value within a record.
  package struct FieldPath: Hashable, Sendable {
    /// For `XMLField`.
    package let path: String
    /// Times it occurred in the sample, empty ones included.
    package let count: Int
    /// Whether a record can have more than one.
    package let isRepeated: Bool
    /// Whether the sample had a value other than white space.
    package let hasText: Bool
  }

  /// The most likely first.
  package let proposals: [Proposal]
  /// The fault at which the sample could not be read on, if any.
  package let fault: Fault?

  /// Bytes looked at unless told otherwise.
  package static let sampleSize = 8 << 20

  /// Reads up to `sampleSize` bytes of a document and proposes its record element: the outermost
  /// repeated element that holds most of its values, or in a document of one record the first
  /// element with values of its own.
  ///
  /// - Throws: what the source throws.
  package static func survey(
    _ source: any ByteSource,
    file: String,
    sampleSize: Int = Self.sampleSize,
    limits: XMLLimits = .standard
  ) throws -> XMLStructure {
    let parser = PushParser { _ in
      RecordWalker(recordPaths: [], paths: [], pathFields: [], fields: [], limits: limits)
    }
    guard let parser else { throw Fault(.system, "no memory for an XML parser") }
    let document = DocumentDecoder(source)
    var size = 0
    var isRunning = true
    while isRunning, size < sampleSize {
      let chunk = try document.read(min(64 << 10, sampleSize - size))
      size += chunk.count
      isRunning = chunk.isEmpty ? parser.finish() && false : parser.push(chunk)
      document.forget(before: Int64(size))
    }
    let fault = parser.failure.map { XMLFaultText.fault($0, file: file) }
    let tree = parser.withWalker { $0.tree }
    var surveyor = Surveyor(tree: tree, name: parser.string)
    return XMLStructure(proposals: surveyor.proposals(), fault: fault)
  }
}

/// Weighs the elements of a surveyed document.
private struct Surveyor {
  /// A repeated element that holds less of the document's values is not proposed, in percent.
  private static let leastShare = 5
  /// A repeated element is the record only when it holds most of the document, in percent.
  private static let mainShare = 50
  /// More elements of a kind are a list, whatever else stands beside them.
  private static let listLength = 50

  let tree: PathTree
  let name: (InternedName) -> String
  /// Values in each slot and below it.
  private let weights: [Int]

  init(tree: PathTree, name: @escaping (InternedName) -> String) {
    self.tree = tree
    self.name = name
    var weights = tree.slots.map { $0.hasText ? $0.count : 0 }
    // A slot is made after its parent, so that going backwards adds children before parents.
    for slot in tree.slots.indices.reversed() where tree.slots[slot].parent >= 0 {
      weights[Int(tree.slots[slot].parent)] += weights[slot]
    }
    self.weights = weights
  }

  mutating func proposals() -> [XMLStructure.Proposal] {
    let total = max(1, weights[PathTree.document])
    let repeated = outermostRepeated(below: PathTree.document)
      .filter { weights[$0] * 100 >= total * Self.leastShare }
      .sorted { (weights[$0], -$0) > (weights[$1], -$1) }
    var chosen = repeated
    if let single = singleRecord(), !isList(single, of: repeated.first, total) {
      chosen.insert(single, at: 0)
    }
    return chosen.map { slot in
      XMLStructure.Proposal(
        recordPath: path(slot, from: PathTree.document),
        count: tree.slots[slot].count,
        percent: weights[slot] * 100 / total,
        fields: fields(of: slot)
      )
    }
  }

  /// Whether `slot` rather holds the list of `repeated` records than being a record itself: that
  /// has most of the values, often, and most of the different ones.
  private func isList(_ slot: Int, of repeated: Int?, _ total: Int) -> Bool {
    guard let repeated else { return false }
    guard slot != repeated else { return true }
    guard weights[repeated] * 100 >= total * Self.mainShare else { return false }
    let inside = variety(below: repeated)
    let outside = variety(below: slot) - inside
    return outside < 3 || outside * 2 < inside || tree.slots[repeated].count > Self.listLength
  }

  /// Different paths with values at and below `slot`.
  private func variety(below slot: Int) -> Int {
    tree.children(of: slot).reduce(tree.slots[slot].hasText ? 1 : 0) { $0 + variety(below: $1) }
  }

  private func elements(below slot: Int) -> [Int] {
    tree.children(of: slot).filter { !tree.slots[$0].isAttribute }
  }

  private func isComplex(_ slot: Int) -> Bool { tree.slots[slot].firstChild >= 0 }

  private func outermostRepeated(below slot: Int) -> [Int] {
    elements(below: slot).flatMap { child in
      tree.slots[child].maximumRun > 1 && isComplex(child)
        ? [child] : outermostRepeated(below: child)
    }
  }

  /// Goes down from the root as long as there is one way to go and no value on it.
  private func singleRecord() -> Int? {
    guard var slot = elements(below: PathTree.document).first else { return nil }
    // The root itself is a list of one unless it has values of its own.
    while true {
      let below = elements(below: slot)
      guard below.count == 1, isComplex(below[0]) else { break }
      slot = below[0]
    }
    return isComplex(slot) ? slot : nil
  }

  private func path(_ slot: Int, from top: Int) -> String {
    var parts: [String] = []
    var current = slot
    while current != top {
      let entry = tree.slots[current]
      parts.append((entry.isAttribute ? "@" : "") + name(entry.name.local))
      current = Int(entry.parent)
    }
    return (top == PathTree.document ? "/" : "") + parts.reversed().joined(separator: "/")
  }

  private func fields(of record: Int) -> [XMLStructure.FieldPath] {
    var result: [XMLStructure.FieldPath] = []
    var seen: Set<String> = []
    func visit(_ slot: Int, isRepeated: Bool) {
      let entry = tree.slots[slot]
      let isRepeated = isRepeated || slot != record && entry.maximumRun > 1
      let isLeaf = elements(below: slot).isEmpty
      if entry.hasText || isLeaf && !entry.isAttribute || entry.isAttribute {
        // An element with values of its own and children besides gives its own text.
        let text = slot == record ? "." : path(slot, from: record)
        let field =
          isLeaf || entry.isAttribute ? text : slot == record ? "text()" : text + "/text()"
        if seen.insert(field).inserted, slot != record || entry.hasText {
          result.append(
            XMLStructure.FieldPath(
              path: field,
              count: entry.count,
              isRepeated: isRepeated,
              hasText: entry.hasText
            )
          )
        }
      }
      for child in tree.children(of: slot) { visit(child, isRepeated: isRepeated) }
    }
    visit(record, isRepeated: false)
    return result
  }
}
