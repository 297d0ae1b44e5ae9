/// A distinct path of a document: each element path, and each attribute path, has one slot, made
/// when it is first seen.
///
/// What fields want of a path is worked out once for its slot; from then on an element costs one
/// comparison with the slot that followed last time.
struct PathSlot: Sendable {
  let name: NodeName
  let parent: Int32
  let depth: Int32
  let isAttribute: Bool
  /// Slots below, as a list in the order of their first occurrence; -1 for none.
  var firstChild: Int32 = -1
  var lastChild: Int32 = -1
  var nextSibling: Int32 = -1
  /// The child that came last: most often its next sibling comes next.
  var cursor: Int32 = -1

  /// Times it occurred.
  var count = 0
  /// Whether text other than white space stood directly in it (for an attribute: it had a value).
  var hasText = false
  /// Elements of it within one parent, at most.
  var maximumRun = 0
  /// The run within the current parent.
  var run = 0
  var runParent = -1

  /// Whether a record begins here.
  var isRecord = false
  /// Whether its text is kept, for a field or for predicates.
  var isKept = false
  /// Whether a path with predicates branches here whose elements must be noted.
  var isAnchor = false
  /// Whether gates stand here.
  var isGate = false
  /// Whether some field took or looked at its value.
  var isUsed = false
  /// Index of what fields want of it; -1 for nothing.
  var wants: Int32 = -1
}

extension PathSlot {
  /// Counts an element whose parent is the element numbered `parent`.
  mutating func occur(within parent: Int) {
    count += 1
    if runParent == parent {
      run += 1
    } else {
      runParent = parent
      run = 1
    }
    if run > maximumRun { maximumRun = run }
  }
}

/// What fields want of a slot's elements.
struct SlotWants: Sendable {
  /// Paths matched down to a number of their steps, predicates aside.
  var states: [PathState] = []
  /// Fields that take the element's text.
  var elementFields: [Taking] = []
  /// Fields that take its own text before the first child.
  var textFields: [Taking] = []
  /// Fields that take an attribute.
  var attributeFields: [(name: CompiledPath.NameTest, taking: Taking)] = []
  /// Conditions that ask for the element's text, for its own text, for an attribute.
  var elementTests: [GateTest] = []
  var textTests: [GateTest] = []
  var attributeTests: [(name: CompiledPath.NameTest, test: GateTest)] = []
  /// Gates whose step this element is of: those that its start tag decides, those that its end does.
  var earlyGates: [Int] = []
  var deferredGates: [Int] = []
  /// Paths whose first predicate stands at this element, and whose elements are noted.
  var anchoredPaths: [Int] = []
}

/// A path of which the first steps are matched.
struct PathState: Hashable, Sendable {
  let path: Int
  let matched: Int
}

/// All slots of a document, and the search among them.
struct PathTree: Sendable {
  private struct Key: Hashable {
    let parent: Int32
    let name: NodeName
    let isAttribute: Bool
  }

  /// Siblings looked at one by one before the dictionary is asked.
  private static let linearProbes = 12

  var slots: [PathSlot]
  private var index: [Key: Int32] = [:]

  /// Slot 0 is the document.
  static let document = 0

  init() {
    let none = NodeName(local: .none, namespace: .none)
    slots = [PathSlot(name: none, parent: -1, depth: 0, isAttribute: false)]
  }

  /// The slot of a child; nil when it has not been seen before.
  mutating func child(of parent: Int, _ name: NodeName, isAttribute: Bool) -> Int? {
    let cursor = slots[parent].cursor
    if cursor >= 0 {
      let next = slots[Int(cursor)].nextSibling
      if next >= 0, matches(next, name, isAttribute) {
        slots[parent].cursor = next
        return Int(next)
      }
      if matches(cursor, name, isAttribute) { return Int(cursor) }
    }
    return search(parent, name, isAttribute)
  }

  private func matches(_ slot: Int32, _ name: NodeName, _ isAttribute: Bool) -> Bool {
    slots[Int(slot)].name == name && slots[Int(slot)].isAttribute == isAttribute
  }

  private mutating func search(_ parent: Int, _ name: NodeName, _ isAttribute: Bool) -> Int? {
    var child = slots[parent].firstChild
    for _ in 0..<Self.linearProbes {
      guard child >= 0 else { return nil }
      if matches(child, name, isAttribute) {
        slots[parent].cursor = child
        return Int(child)
      }
      child = slots[Int(child)].nextSibling
    }
    let key = Key(parent: Int32(parent), name: name, isAttribute: isAttribute)
    guard let found = index[key] else { return nil }
    slots[parent].cursor = found
    return Int(found)
  }

  /// Makes the slot of a child that has not been seen before.
  mutating func add(_ name: NodeName, under parent: Int, isAttribute: Bool) -> Int {
    let slot = slots.count
    let number = Int32(slot)
    slots.append(
      PathSlot(
        name: name,
        parent: Int32(parent),
        depth: slots[parent].depth + 1,
        isAttribute: isAttribute
      )
    )
    if slots[parent].firstChild < 0 {
      slots[parent].firstChild = number
    } else {
      slots[Int(slots[parent].lastChild)].nextSibling = number
    }
    slots[parent].lastChild = number
    slots[parent].cursor = number
    index[Key(parent: Int32(parent), name: name, isAttribute: isAttribute)] = number
    return slot
  }

  /// The slots directly below, in the order of their first occurrence.
  func children(of slot: Int) -> [Int] {
    var result: [Int] = []
    var child = slots[slot].firstChild
    while child >= 0 {
      result.append(Int(child))
      child = slots[Int(child)].nextSibling
    }
    return result
  }
}
