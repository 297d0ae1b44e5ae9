/// The address of a name in libxml2's dictionary: equal names have equal addresses, so that names
/// are compared as numbers.
struct InternedName: Hashable, Sendable {
  /// 0 for none, or for any.
  let address: UInt

  static let none = InternedName(address: 0)
}

/// The name of an element or attribute in a document.
struct NodeName: Hashable, Sendable {
  let local: InternedName
  /// `.none` outside any namespace.
  let namespace: InternedName
}

/// A path whose names are interned.
struct CompiledPath: Sendable {
  struct NameTest: Sendable {
    let local: InternedName
    let namespace: InternedName

    /// Whether `name` passes: `.none` here stands for any.
    func matches(_ name: NodeName) -> Bool {
      (local == .none || local == name.local)
        && (namespace == .none || namespace == name.namespace)
    }
  }

  struct Step: Sendable {
    let isDescendant: Bool
    let test: NameTest
    let predicates: [Predicate]
  }

  indirect enum Predicate: Sendable {
    case position(Int)
    case exists(CompiledPath)
    case equals(CompiledPath, [UInt8])
    case differs(CompiledPath, [UInt8])
  }

  enum Target: Sendable {
    case element
    case attribute(NameTest)
    case text
  }

  let steps: [Step]
  let target: Target
  /// The first step with a predicate; nil when there is none.
  let anchor: Int?

  init(_ path: XMLPath, intern: (String) -> InternedName) {
    func compile(_ test: XMLPath.NameTest) -> NameTest {
      NameTest(
        local: test.local.map(intern) ?? .none,
        namespace: test.namespace.map(intern) ?? .none
      )
    }
    func compile(_ predicate: XMLPath.Predicate) -> Predicate {
      switch predicate {
      case .position(let number): .position(number)
      case .exists(let path): .exists(CompiledPath(path, intern: intern))
      case .equals(let path, let text):
        .equals(CompiledPath(path, intern: intern), Array(text.utf8))
      case .differs(let path, let text):
        .differs(CompiledPath(path, intern: intern), Array(text.utf8))
      }
    }
    steps = path.steps.map { step in
      Step(
        isDescendant: step.isDescendant,
        test: compile(step.test),
        predicates: step.predicates.map(compile)
      )
    }
    target =
      switch path.target {
      case .element: .element
      case .text: .text
      case .attribute(let test): .attribute(compile(test))
      }
    anchor = path.steps.firstIndex { !$0.predicates.isEmpty }
  }
}
