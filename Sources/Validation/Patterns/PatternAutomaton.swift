/// Several patterns compiled into one deterministic automaton: one step a byte says which of them
/// match.
///
/// Subset construction over Thompson's automaton; bytes that no pattern tells apart share a class.
struct PatternAutomaton: Sendable {
  /// One bit a pattern.
  typealias Tags = UInt16

  /// Class of each ASCII character; class 0 leads nowhere.
  fileprivate let classes: [UInt8]
  fileprivate let classCount: Int
  /// Next state by state and class; state 0 is the dead end, state 1 the start.
  fileprivate let transitions: [UInt16]
  /// The patterns that are complete in a state.
  fileprivate let accepted: [Tags]

  /// Matches nothing.
  static let none = PatternAutomaton()

  private init() {
    classes = Array(repeating: 0, count: 128)
    classCount = 1
    transitions = [0, 0]
    accepted = [0, 0]
  }

  /// Compiles patterns; the bit of `tags[i]` stands for `patterns[i]`.
  ///
  /// Nil when there are more than 65 535 states, which no plan comes near.
  init?(_ patterns: [(pattern: Pattern, tag: Tags)]) {
    var network = Network()
    for (pattern, tag) in patterns {
      let final = network.add(tag: tag)
      network.starts.append(network.add(pattern, before: final))
    }
    guard let tables = SubsetConstruction.run(network) else { return nil }
    classes = tables.classes
    classCount = tables.classCount
    transitions = tables.transitions
    accepted = tables.accepted
  }

  /// The patterns that match the whole text.
  func tags(_ text: Span<UInt8>) -> Tags {
    var state = 1
    for index in text.indices {
      let byte = Int(text[index])
      guard byte < 128 else { return 0 }
      state = Int(transitions[state * classCount + Int(classes[byte])])
      if state == 0 { return 0 }
    }
    return accepted[state]
  }

  /// The patterns that match some beginning of the text.
  func prefixTags(_ text: Span<UInt8>) -> Tags {
    var state = 1
    var found = accepted[1]
    for index in text.indices {
      let byte = Int(text[index])
      guard byte < 128 else { break }
      state = Int(transitions[state * classCount + Int(classes[byte])])
      if state == 0 { break }
      found |= accepted[state]
    }
    return found
  }
}

/// Automata of one worker, side by side in flat arrays.
///
/// Values of `PatternAutomaton` are shared between threads; counting references to them for each
/// value makes the threads wait for each other. A copy of the tables costs microseconds a batch.
struct AutomatonBank {
  /// Where the tables of one automaton begin.
  struct Handle {
    fileprivate let classes: Int
    fileprivate let classCount: Int
    fileprivate let transitions: Int
    fileprivate let accepted: Int
  }

  private var classes: [UInt8] = []
  private var transitions: [UInt16] = []
  private var accepted: [PatternAutomaton.Tags] = []

  /// Adds a copy of an automaton.
  mutating func add(_ automaton: PatternAutomaton) -> Handle {
    let handle = Handle(
      classes: classes.count,
      classCount: automaton.classCount,
      transitions: transitions.count,
      accepted: accepted.count
    )
    classes += automaton.classes
    transitions += automaton.transitions
    accepted += automaton.accepted
    return handle
  }

  /// The patterns that match a part of a text as a whole.
  func tags(_ handle: Handle, _ text: Span<UInt8>, _ range: Range<Int>) -> PatternAutomaton.Tags {
    let text = text.extracting(range)
    var state = 1
    // Safe: a handle says where the tables of an automaton begin, each class is below `classCount`,
    // each state below the number of states (`add`).
    unsafe classes.withUnsafeBufferPointer { (classes: UnsafeBufferPointer<UInt8>) in
      unsafe transitions.withUnsafeBufferPointer { (transitions: UnsafeBufferPointer<UInt16>) in
        for index in text.indices {
          let byte = Int(text[index])
          guard byte < 128 else {
            state = 0
            return
          }
          let kind = unsafe Int(classes[handle.classes &+ byte])
          let next = handle.transitions &+ state &* handle.classCount &+ kind
          state = unsafe Int(transitions[next])
          if state == 0 { return }
        }
      }
    }
    return accepted[handle.accepted + state]
  }

  /// The patterns that match some beginning of a part of a text.
  func prefixTags(
    _ handle: Handle,
    _ text: Span<UInt8>,
    _ range: Range<Int>
  ) -> PatternAutomaton.Tags {
    var state = 1
    var found = accepted[handle.accepted + 1]
    for index in range {
      let byte = Int(text[index])
      guard byte < 128 else { break }
      let kind = Int(classes[handle.classes + byte])
      state = Int(transitions[handle.transitions + state * handle.classCount + kind])
      if state == 0 { break }
      found |= accepted[handle.accepted + state]
    }
    return found
  }
}

/// Thompson's automaton: each node goes on by a byte of a set, freely, or accepts.
private struct Network {
  enum Node {
    case byte(ByteSet, next: Int32)
    case free([Int32])
    case final(PatternAutomaton.Tags)
  }

  var nodes: [Node] = []
  var starts: [Int32] = []

  mutating func add(tag: PatternAutomaton.Tags) -> Int32 { add(.final(tag)) }

  private mutating func add(_ node: Node) -> Int32 {
    nodes.append(node)
    return Int32(nodes.count - 1)
  }

  /// Adds a pattern that goes on to `next`; returns where it begins.
  mutating func add(_ pattern: Pattern, before next: Int32) -> Int32 {
    switch pattern {
    case .byte(let set):
      return add(.byte(set, next: next))
    case .end:
      return next
    case .sequence(let parts):
      return parts.reversed().reduce(next) { add($1, before: $0) }
    case .choice(let branches):
      let begins = branches.map { add($0, before: next) }
      return add(.free(begins))
    case .group(_, let part):
      return add(part, before: next)
    case .repeated(let part, let least, let most):
      var begin = next
      for count in stride(from: most, to: 0, by: -1) {
        let inner = add(part, before: begin)
        begin = count > least ? add(.free([inner, next])) : inner
      }
      return begin
    }
  }
}

/// Turns a network into tables.
private struct SubsetConstruction {
  struct Tables {
    var classes: [UInt8]
    var classCount: Int
    var transitions: [UInt16]
    var accepted: [PatternAutomaton.Tags]
  }

  private let network: Network
  private var numbers: [[Int32]: UInt16] = [[]: 0]
  private var pending: [[Int32]] = []
  private var tables: Tables
  private let representatives: [UInt8]
  private var isMarked: [Bool]

  static func run(_ network: Network) -> Tables? {
    var construction = SubsetConstruction(network)
    _ = construction.number(of: construction.closure(of: network.starts))
    var next = 0
    while next < construction.pending.count {
      guard construction.pending.count < Int(UInt16.max) else { return nil }
      construction.expand(construction.pending[next], state: next + 1)
      next += 1
    }
    return construction.tables
  }

  private init(_ network: Network) {
    self.network = network
    isMarked = Array(repeating: false, count: network.nodes.count)
    let sets = Set(
      network.nodes.compactMap { node -> ByteSet? in
        if case .byte(let set, _) = node { set } else { nil }
      }
    )
    var classOfSignature: [[Bool]: UInt8] = [Array(repeating: false, count: sets.count): 0]
    var representatives: [UInt8] = [0]
    let ordered = Array(sets)
    let classes = (0..<128).map { byte -> UInt8 in
      let signature = ordered.map { $0.contains(UInt8(byte)) }
      if let known = classOfSignature[signature] { return known }
      let number = UInt8(classOfSignature.count)
      classOfSignature[signature] = number
      representatives.append(UInt8(byte))
      return number
    }
    self.representatives = representatives
    let count = representatives.count
    tables = Tables(
      classes: classes,
      classCount: count,
      transitions: Array(repeating: 0, count: count),
      accepted: [0]
    )
  }

  /// All nodes reachable without a byte, only those that read or accept, ascending.
  private mutating func closure(of begins: [Int32]) -> [Int32] {
    var stack = begins
    var seen: [Int32] = []
    var found: [Int32] = []
    while let index = stack.popLast() {
      guard !isMarked[Int(index)] else { continue }
      isMarked[Int(index)] = true
      seen.append(index)
      if case .free(let nexts) = network.nodes[Int(index)] {
        stack.append(contentsOf: nexts)
      } else {
        found.append(index)
      }
    }
    for index in seen { isMarked[Int(index)] = false }
    return found.sorted()
  }

  private mutating func number(of nodes: [Int32]) -> UInt16 {
    if let known = numbers[nodes] { return known }
    let number = UInt16(truncatingIfNeeded: numbers.count)
    numbers[nodes] = number
    pending.append(nodes)
    return number
  }

  private mutating func expand(_ nodes: [Int32], state: Int) {
    var accepted: PatternAutomaton.Tags = 0
    for index in nodes {
      if case .final(let tag) = network.nodes[Int(index)] { accepted |= tag }
    }
    tables.accepted.append(accepted)
    tables.transitions.append(0)
    for representative in representatives.dropFirst() {
      let begins = nodes.compactMap { index -> Int32? in
        guard case .byte(let set, let next) = network.nodes[Int(index)],
          set.contains(representative)
        else { return nil }
        return next
      }
      tables.transitions.append(number(of: closure(of: begins)))
    }
  }
}
