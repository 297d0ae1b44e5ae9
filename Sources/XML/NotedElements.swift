/// The elements of one record that paths with predicates must be able to look at again, in the
/// order of the document.
struct NotedElements: Sendable {
  struct Element: Sendable {
    let slot: Int32
    /// -1 when its parent is not noted.
    let parent: Int32
    let parentSerial: Int
    var textStart: Int32
    var textEnd: Int32 = 0
    var ownEnd: Int32 = 0
    /// The next element that is not inside this one.
    var next: Int32 = -1
    let firstAttribute: Int32
    var attributeCount: Int32 = 0
  }

  struct Attribute: Sendable {
    let name: NodeName
    let slot: Int32
    let start: Int32
    let end: Int32
  }

  private(set) var elements: [Element] = []
  private(set) var attributes: [Attribute] = []
  /// Noted elements that are open.
  private(set) var depth = 0

  var isEmpty: Bool { elements.isEmpty }
  var count: Int { elements.count }

  mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
    depth = 0
  }

  /// Returns the element's number.
  mutating func begin(slot: Int, parentNode: Int32, parentSerial: Int, textStart: Int32) -> Int32 {
    depth += 1
    elements.append(
      Element(
        slot: Int32(truncatingIfNeeded: slot),
        parent: parentNode,
        parentSerial: parentSerial,
        textStart: textStart,
        firstAttribute: Int32(truncatingIfNeeded: attributes.count)
      )
    )
    return Int32(truncatingIfNeeded: elements.count - 1)
  }

  mutating func end(_ element: Int32, textEnd: Int32, ownEnd: Int32) {
    depth -= 1
    elements[Int(element)].textEnd = textEnd
    elements[Int(element)].ownEnd = ownEnd
    elements[Int(element)].next = Int32(truncatingIfNeeded: elements.count)
  }

  mutating func addAttribute(_ name: NodeName, _ slot: Int, _ range: Range<Int>, to element: Int32)
  {
    attributes.append(
      Attribute(
        name: name,
        slot: Int32(truncatingIfNeeded: slot),
        start: Int32(truncatingIfNeeded: range.lowerBound),
        end: Int32(truncatingIfNeeded: range.upperBound)
      )
    )
    elements[Int(element)].attributeCount += 1
  }
}

/// Evaluates a path over noted elements as XPath 1.0 does (section 2).
struct NotedPathEvaluator {
  let notes: NotedElements
  let tree: PathTree
  let text: RecordText
  /// Slots whose elements were looked at or taken for the first time.
  private(set) var newlyUsed: [Int] = []

  init(notes: NotedElements, tree: PathTree, text: RecordText) {
    self.notes = notes
    self.tree = tree
    self.text = text
  }

  /// The values of `path` in the order of the document; `candidates` are the elements that its
  /// steps up to `anchor` match, predicates aside.
  mutating func values(
    of path: CompiledPath,
    anchor: Int,
    at candidates: [Int]
  ) -> [Range<Int>] {
    let passing = filter(candidates, path.steps[anchor].predicates)
    return take(path.target, walk(passing, path.steps[(anchor + 1)...]))
  }

  private mutating func use(_ slot: Int32) {
    if !tree.slots[Int(slot)].isUsed { newlyUsed.append(Int(slot)) }
  }

  private mutating func walk(_ start: [Int], _ steps: ArraySlice<CompiledPath.Step>) -> [Int] {
    var current = start
    for step in steps {
      var next: [Int] = []
      for element in current {
        let below = step.isDescendant ? descendants(of: element) : children(of: element)
        next += below.filter { step.test.matches(name(of: $0)) }
      }
      // Nested starting points can reach an element twice.
      current = filter(step.isDescendant ? Array(Set(next)).sorted() : next, step.predicates)
    }
    return current
  }

  private func name(of element: Int) -> NodeName {
    tree.slots[Int(notes.elements[element].slot)].name
  }

  private func children(of element: Int) -> [Int] {
    var result: [Int] = []
    var child = element + 1
    while child < Int(notes.elements[element].next) {
      result.append(child)
      child = Int(notes.elements[child].next)
    }
    return result
  }

  private func descendants(of element: Int) -> [Int] {
    Array((element + 1)..<Int(notes.elements[element].next))
  }

  /// Applies predicates one after the other; positions count among the children of one parent.
  private mutating func filter(_ elements: [Int], _ predicates: [CompiledPath.Predicate]) -> [Int] {
    var current = elements
    for predicate in predicates {
      if case .position(let wanted) = predicate {
        current = atPosition(wanted, current)
      } else {
        current = current.filter { passes($0, predicate) }
      }
    }
    return current
  }

  private func atPosition(_ wanted: Int, _ elements: [Int]) -> [Int] {
    var positions: [Int: Int] = [:]
    return elements.filter { element in
      let position = (positions[notes.elements[element].parentSerial] ?? 0) + 1
      positions[notes.elements[element].parentSerial] = position
      return position == wanted
    }
  }

  private mutating func passes(_ element: Int, _ predicate: CompiledPath.Predicate) -> Bool {
    switch predicate {
    case .position: true
    case .exists(let path): !operand(path, element).isEmpty
    case .equals(let path, let wanted):
      operand(path, element).contains { trimmed($0) == wanted[...] }
    case .differs(let path, let other):
      operand(path, element).contains { trimmed($0) != other[...] }
    }
  }

  private mutating func operand(_ path: CompiledPath, _ element: Int) -> [Range<Int>] {
    take(path.target, walk([element], path.steps[...]))
  }

  private mutating func take(_ target: CompiledPath.Target, _ elements: [Int]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for index in elements {
      let element = notes.elements[index]
      switch target {
      case .element:
        use(element.slot)
        result.append(Int(element.textStart)..<Int(element.textEnd))
      case .text:
        use(element.slot)
        result.append(Int(element.textStart)..<Int(element.ownEnd))
      case .attribute(let test):
        let first = Int(element.firstAttribute)
        for attribute in notes.attributes[first..<(first + Int(element.attributeCount))]
        where test.matches(attribute.name) {
          use(attribute.slot)
          result.append(Int(attribute.start)..<Int(attribute.end))
        }
      }
    }
    return result
  }

  private func trimmed(_ range: Range<Int>) -> ArraySlice<UInt8> { text[text.trimmed(range)] }
}
