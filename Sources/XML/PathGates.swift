/// A value that a path leads to, and the conditions above it.
struct Taking: Sendable {
  let field: Int
  /// The innermost gate of the path; -1 for a path without conditions.
  let gate: Int
}

/// What an element or attribute says for a condition.
struct GateTest: Sendable {
  enum Kind: Sendable {
    case exists
    case equals([UInt8])
    case differs([UInt8])
  }

  let gate: Int
  /// Which of the gate's answers it gives.
  let answer: UInt64
  let kind: Kind

  func passes(_ value: ArraySlice<UInt8>) -> Bool {
    switch kind {
    case .exists: true
    case .equals(let wanted): value == wanted[...]
    case .differs(let other): value != other[...]
    }
  }
}

/// The conditions of one step of a field path.
struct PathGate: Sendable {
  enum Condition: Sendable {
    /// The number among siblings that met the conditions before; counted by `counter`.
    case position(Int, counter: Int)
    /// An answer that some value must have given.
    case answer(UInt64)
  }

  /// Elements between the record and the step's elements, these included.
  let depth: Int
  /// The gate of an earlier step of the path; -1 for none.
  let outer: Int
  let conditions: [Condition]
  /// Whether only the end of the element tells: some condition asks for its text or for what is in
  /// it.
  ///
  /// Otherwise its start tag does.
  let isDeferred: Bool
}

/// The conditions of all field paths, and how they stand within the current record.
///
/// A step of a path without `//` has at most one open element at a time, so that one answer a step
/// is enough: nothing of a record needs to be kept for looking at it again. Values beneath an
/// element of which only the end tells whether it counts wait until then.
struct PathGates: Sendable {
  /// A value that waits for the end of a gate's element.
  struct Waiting: Sendable {
    let field: Int
    var gate: Int
    let slot: Int
    let range: Range<Int>
  }

  private struct Counter: Sendable {
    var parent = -1
    var count = 0
  }

  let gates: [PathGate]
  private var answers: [UInt64]
  private var isOpen: [Bool]
  private var counters: [Counter]
  /// Values that waited already when the gate's element began.
  private var marks: [Int]
  private(set) var waiting: [Waiting] = []

  init(_ gates: [PathGate], counters: Int) {
    self.gates = gates
    answers = gates.map { _ in 0 }
    isOpen = gates.map { _ in false }
    marks = gates.map { _ in 0 }
    self.counters = Array(repeating: Counter(), count: counters)
  }

  /// A record begins.
  mutating func reset() { waiting.removeAll(keepingCapacity: true) }

  /// An element of the gate's step begins.
  mutating func begin(_ gate: Int) {
    answers[gate] = 0
    marks[gate] = waiting.count
  }

  mutating func answer(_ test: GateTest) { answers[test.gate] |= test.answer }

  /// Decides whether the gate's element, a child of the element numbered `parent`, counts.
  mutating func decide(_ gate: Int, parent: Int) { isOpen[gate] = passes(gate, parent) }

  private mutating func passes(_ gate: Int, _ parent: Int) -> Bool {
    for index in gates[gate].conditions.indices {
      switch gates[gate].conditions[index] {
      case .answer(let answer):
        if answers[gate] & answer == 0 { return false }
      case .position(let wanted, let counter):
        if counters[counter].parent == parent {
          counters[counter].count += 1
        } else {
          counters[counter] = Counter(parent: parent, count: 1)
        }
        if counters[counter].count != wanted { return false }
      }
    }
    return true
  }

  /// Whether a value beneath `gate` counts now; one that may count later waits.
  mutating func admits(_ field: Int, _ slot: Int, _ range: Range<Int>, beneath gate: Int) -> Bool {
    var gate = gate
    while gate >= 0 {
      if gates[gate].isDeferred {
        waiting.append(Waiting(field: field, gate: gate, slot: slot, range: range))
        return false
      }
      guard isOpen[gate] else { return false }
      gate = gates[gate].outer
    }
    return true
  }

  /// The element of the gates at `depth` ended and they are decided; `first` is one of them.
  ///
  /// Returns the values that count now.
  mutating func settle(first gate: Int, depth: Int) -> [Waiting] {
    let start = marks[gate]
    let end = waiting.count
    guard start < end else { return [] }
    var settled: [Waiting] = []
    for index in start..<end {
      let value = waiting[index]
      if gates[value.gate].depth != depth {
        waiting.append(value)
      } else if isOpen[value.gate],
        admits(value.field, value.slot, value.range, beneath: gates[value.gate].outer)
      {
        settled.append(value)
      }
    }
    waiting.removeSubrange(start..<end)
    return settled
  }
}

/// Field paths with their conditions made into gates.
struct GatedPaths: Sendable {
  /// A condition's operand, as a path from the step's element.
  struct Operand: Sendable {
    /// Its number among all paths.
    let path: Int
    let test: GateTest
  }

  /// Answers that fit a gate.
  private static let maximumAnswers = 64

  /// The field paths, then the operands of their conditions.
  private(set) var paths: [CompiledPath]
  private(set) var gates: [PathGate] = []
  private(set) var counters = 0
  /// By gate.
  private(set) var operands: [[Operand]] = []
  /// For each field path and step its gate, -1 for none; empty for a path that has no gates.
  private(set) var gatesOfSteps: [[Int]]
  /// What each operand path is asked for; nil for field paths.
  private(set) var tests: [GateTest?]

  init(_ fieldPaths: [CompiledPath]) {
    paths = fieldPaths
    gatesOfSteps = fieldPaths.map { _ in [] }
    tests = fieldPaths.map { _ in nil }
    for index in fieldPaths.indices where Self.isGateable(fieldPaths[index]) {
      var outer = -1
      gatesOfSteps[index] = fieldPaths[index].steps.enumerated().map { depth, step in
        guard !step.predicates.isEmpty else { return -1 }
        outer = addGate(step.predicates, depth: depth + 1, outer: outer)
        return outer
      }
    }
  }

  /// The innermost gate of a path.
  func gate(of path: Int) -> Int { gatesOfSteps[path].last { $0 >= 0 } ?? -1 }

  /// Other paths are evaluated over noted elements.
  private static func isGateable(_ path: CompiledPath) -> Bool {
    path.anchor != nil
      && path.steps.allSatisfy { step in
        !step.isDescendant && step.predicates.count <= maximumAnswers
          && step.predicates.allSatisfy { $0.operand.map { $0.anchor == nil } ?? true }
      }
  }

  private mutating func addGate(
    _ predicates: [CompiledPath.Predicate],
    depth: Int,
    outer: Int
  ) -> Int {
    let gate = gates.count
    var conditions: [PathGate.Condition] = []
    var found: [Operand] = []
    var isDeferred = false
    for (index, predicate) in predicates.enumerated() {
      if case .position(let wanted) = predicate {
        conditions.append(.position(wanted, counter: counters))
        counters += 1
      } else if let operand = predicate.operand {
        let test = GateTest(gate: gate, answer: 1 << UInt64(index), kind: predicate.testKind)
        found.append(Operand(path: paths.count, test: test))
        conditions.append(.answer(test.answer))
        paths.append(operand)
        tests.append(test)
        if !operand.isOwnAttribute { isDeferred = true }
      }
    }
    gates.append(
      PathGate(depth: depth, outer: outer, conditions: conditions, isDeferred: isDeferred)
    )
    operands.append(found)
    return gate
  }
}

extension CompiledPath {
  /// Whether it leads to an attribute of the element itself.
  fileprivate var isOwnAttribute: Bool {
    if case .attribute = target { return steps.isEmpty }
    return false
  }
}

extension CompiledPath.Predicate {
  fileprivate var operand: CompiledPath? {
    switch self {
    case .position: nil
    case .exists(let path), .equals(let path, _), .differs(let path, _): path
    }
  }

  fileprivate var testKind: GateTest.Kind {
    switch self {
    case .position, .exists: .exists
    case .equals(_, let text): .equals(text)
    case .differs(_, let text): .differs(text)
    }
  }
}
