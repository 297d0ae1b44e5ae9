internal import Columns
internal import Diagnostics

/// Follows a document's elements, counts its paths, and collects the fields of each record.
///
/// Advice for changes: `start`, `attribute`, `text` and `end` run for every element of a file that
/// may be larger than memory. They compare numbers and move ranges of `text`; whatever makes a
/// String or asks a dictionary belongs where a slot is made or a record ends.
struct RecordWalker: Sendable {
  /// An element that is open.
  struct Open {
    let slot: Int32
    /// Where its text begins in the record's text; -1 when it is not kept.
    var textStart: Int32 = -1
    /// Where its own text ended because a child began; -1 before that.
    var ownEnd: Int32 = -1
    /// Its number among the noted elements; -1 when it is not noted.
    var node: Int32 = -1
    /// Its number among all elements.
    let serial: Int
  }

  /// Where a record begins.
  struct Origin {
    let line: Int64
    let byteOffset: Int64
    /// The number of its parent among all elements.
    let parent: Int
  }

  /// Something that ends the reading.
  enum Refusal {
    case tooDeep
    case tooManyPaths
  }

  let recordPaths: [CompiledPath]
  let gated: GatedPaths
  /// The field of each path.
  let pathFields: [Int]
  let limits: XMLLimits
  var tree = PathTree()
  var wants: [SlotWants] = []
  var recordStates: [Int: [PathState]] = [:]

  var open: [Open] = []
  private var serial = 0
  var text = RecordText()
  /// Kept elements that are open; text counts while there are any.
  private(set) var keptDepth = 0
  /// `open.count` of the current record's element, 0 outside records.
  private(set) var recordDepth = 0
  private(set) var isOverflowing = false
  private(set) var refusal: Refusal?

  private var gates: PathGates
  /// Attributes that wait for the end of the start tag, and the conditions that stand there.
  private var heldAttributes: [PathGates.Waiting] = []
  /// The slot of the element whose start tag is being read, when gates or such attributes are there;
  /// -1 otherwise.
  private(set) var undecidedSlot = -1
  var notes = NotedElements()
  private var values: FieldValues
  var rows: RecordRows

  init(
    recordPaths: [CompiledPath],
    paths: [CompiledPath],
    pathFields: [Int],
    fields: [XMLField],
    limits: XMLLimits
  ) {
    self.recordPaths = recordPaths
    gated = GatedPaths(paths)
    gates = PathGates(gated.gates, counters: gated.counters)
    self.pathFields = pathFields
    var limits = limits
    limits.maximumRecordBytes = min(limits.maximumRecordBytes, RecordText.attributeBase - 1)
    self.limits = limits
    values = FieldValues(fields)
    rows = RecordRows(fields)
    recordStates[PathTree.document] = recordPaths.indices.map { PathState(path: $0, matched: 0) }
    text.elements.reserveCapacity(64 * 1024)
    open.reserveCapacity(limits.maximumDepth)
  }

  /// The number of the innermost open element.
  var innermost: Int { open.isEmpty ? 0 : open[open.count - 1].serial }

  var isInRecord: Bool { recordDepth > 0 }
}

// MARK: - Elements

extension RecordWalker {
  /// An element begins; returns whether a record begins with it.
  mutating func start(_ name: NodeName) -> Bool {
    let parent = open.isEmpty ? PathTree.document : Int(open[open.count - 1].slot)
    let slot = tree.child(of: parent, name, isAttribute: false) ?? addElement(name, under: parent)
    tree.slots[slot].occur(within: open.isEmpty ? 0 : open[open.count - 1].serial)
    if open.count >= limits.maximumDepth { refusal = .tooDeep }
    if keptDepth > 0, !open.isEmpty, open[open.count - 1].ownEnd < 0 {
      open[open.count - 1].ownEnd = Int32(truncatingIfNeeded: text.elements.count)
    }
    serial += 1
    open.append(Open(slot: Int32(slot), serial: serial))
    let beginsRecord = tree.slots[slot].isRecord && recordDepth == 0
    if beginsRecord { beginRecord() }
    undecidedSlot = -1
    if recordDepth > 0 {
      keep(slot)
      if tree.slots[slot].isGate { beginGates(slot) }
    }
    return beginsRecord
  }

  private mutating func keep(_ slot: Int) {
    let isNoted = notes.depth > 0 || tree.slots[slot].isAnchor
    guard isNoted || tree.slots[slot].isKept, !isOverflowing else { return }
    let top = open.count - 1
    keptDepth += 1
    open[top].textStart = Int32(truncatingIfNeeded: text.elements.count)
    guard isNoted else { return }
    let parent = top > 0 ? open[top - 1] : open[top]
    open[top].node = notes.begin(
      slot: slot,
      parentNode: top > 0 ? parent.node : -1,
      parentSerial: parent.serial,
      textStart: open[top].textStart
    )
    if notes.count > limits.maximumRecordElements { isOverflowing = true }
  }

  /// The innermost element ends.
  ///
  /// Returns whether a record ended with it.
  mutating func end() -> Bool {
    guard let element = open.popLast() else { return false }
    guard recordDepth > 0 else { return false }
    if element.textStart >= 0 { finish(element) }
    guard open.count < recordDepth else { return false }
    return true
  }

  private mutating func finish(_ element: Open) {
    keptDepth -= 1
    let end = Int32(truncatingIfNeeded: text.elements.count)
    let ownEnd = element.ownEnd < 0 ? end : element.ownEnd
    if element.node >= 0 { notes.end(element.node, textEnd: end, ownEnd: ownEnd) }
    let wanted = Int(tree.slots[Int(element.slot)].wants)
    guard wanted >= 0, !isOverflowing else { return }
    let whole = Int(element.textStart)..<Int(end)
    let own = Int(element.textStart)..<Int(ownEnd)
    for index in wants[wanted].elementTests.indices {
      answer(wants[wanted].elementTests[index], whole)
    }
    for index in wants[wanted].textTests.indices { answer(wants[wanted].textTests[index], own) }
    for index in wants[wanted].elementFields.indices {
      offer(whole, of: Int(element.slot), wants[wanted].elementFields[index])
    }
    for index in wants[wanted].textFields.indices {
      offer(own, of: Int(element.slot), wants[wanted].textFields[index])
    }
    if !wants[wanted].deferredGates.isEmpty { endGates(wanted) }
    if values.joined.count + gates.waiting.count > limits.maximumRecordElements {
      isOverflowing = true
    }
  }
}

// MARK: - Conditions

extension RecordWalker {
  private mutating func beginGates(_ slot: Int) {
    undecidedSlot = slot
    let wanted = Int(tree.slots[slot].wants)
    for index in wants[wanted].earlyGates.indices { gates.begin(wants[wanted].earlyGates[index]) }
    for index in wants[wanted].deferredGates.indices {
      gates.begin(wants[wanted].deferredGates[index])
    }
  }

  /// All attributes of the element that began are known.
  mutating func endStartTag() {
    guard undecidedSlot >= 0 else { return }
    let parent = open.count > 1 ? open[open.count - 2].serial : 0
    let wanted = Int(tree.slots[undecidedSlot].wants)
    undecidedSlot = -1
    if wanted >= 0 {
      for index in wants[wanted].earlyGates.indices {
        gates.decide(wants[wanted].earlyGates[index], parent: parent)
      }
    }
    for held in heldAttributes {
      offer(held.range, of: held.slot, Taking(field: held.field, gate: held.gate))
    }
    heldAttributes.removeAll(keepingCapacity: true)
  }

  /// The element that ended just now is of the steps of deferred gates.
  private mutating func endGates(_ wanted: Int) {
    let parent = open.isEmpty ? 0 : open[open.count - 1].serial
    for index in wants[wanted].deferredGates.indices {
      gates.decide(wants[wanted].deferredGates[index], parent: parent)
    }
    let depth = open.count + 1 - recordDepth
    for value in gates.settle(first: wants[wanted].deferredGates[0], depth: depth) {
      take(value.range, of: value.slot, for: value.field)
    }
  }

  private mutating func answer(_ test: GateTest, _ range: Range<Int>) {
    if test.passes(text[text.trimmed(range)]) { gates.answer(test) }
  }

  private mutating func offer(_ range: Range<Int>, of slot: Int, _ taking: Taking) {
    guard taking.gate < 0 || gates.admits(taking.field, slot, range, beneath: taking.gate) else {
      return
    }
    take(range, of: slot, for: taking.field)
  }

  private mutating func take(_ range: Range<Int>, of slot: Int, for field: Int) {
    tree.slots[slot].isUsed = true
    values.take(range, for: field, text)
  }
}

// MARK: - Attributes and text

extension RecordWalker {
  /// Whether the attributes of the element that just began matter.
  var countsAttributes: Bool { recordDepth > 0 || recordPaths.isEmpty }

  /// An attribute of the innermost element; its value was appended to `text.attributes`, from
  /// position `start` on.
  mutating func attribute(_ name: NodeName, valueFrom start: Int) {
    guard let element = open.last else { return }
    let parent = Int(element.slot)
    let slot =
      tree.child(of: parent, name, isAttribute: true) ?? addAttribute(name, under: parent)
    let range = start..<text.attributeEnd
    tree.slots[slot].count += 1
    tree.slots[slot].maximumRun = 1
    if !range.isEmpty { tree.slots[slot].hasText = true }
    checkSize()
    let wanted = tree.slots[slot].wants
    if recordDepth > 0, !isOverflowing {
      if wanted >= 0 { takeAttribute(Int(wanted), slot, range, parent) }
      if element.node >= 0 {
        notes.addAttribute(name, slot, range, to: element.node)
        if notes.attributes.count > limits.maximumRecordElements { isOverflowing = true }
      }
      if wanted >= 0 || element.node >= 0 { return }
    }
    text.attributes.removeSubrange((start - RecordText.attributeBase)...)
  }

  private mutating func takeAttribute(
    _ wanted: Int,
    _ slot: Int,
    _ range: Range<Int>,
    _ element: Int
  ) {
    for index in wants[wanted].elementTests.indices {
      answer(wants[wanted].elementTests[index], range)
    }
    for index in wants[wanted].elementFields.indices {
      let taking = wants[wanted].elementFields[index]
      if taking.gate < 0 {
        take(range, of: slot, for: taking.field)
      } else {
        undecidedSlot = element
        heldAttributes.append(
          PathGates.Waiting(field: taking.field, gate: taking.gate, slot: slot, range: range)
        )
      }
    }
  }

  /// Whether text that comes now is kept; otherwise it only matters whether it is white space.
  var keepsText: Bool { keptDepth > 0 && !isOverflowing }

  /// Whether it is still unknown that the innermost element has text of its own.
  var wonderingAboutText: Bool {
    guard !open.isEmpty else { return false }
    return !tree.slots[Int(open[open.count - 1].slot)].hasText
  }

  /// The innermost element has text other than white space.
  mutating func noteText() {
    guard let element = open.last else { return }
    tree.slots[Int(element.slot)].hasText = true
  }

  /// Text was appended.
  mutating func checkSize() {
    if text.count > limits.maximumRecordBytes { isOverflowing = true }
  }
}

// MARK: - Records

extension RecordWalker {
  private mutating func beginRecord() {
    recordDepth = open.count
    keptDepth = 0
    isOverflowing = false
    text.removeAll()
    notes.removeAll()
    gates.reset()
    heldAttributes.removeAll(keepingCapacity: true)
    values.reset()
  }

  /// The record that ended becomes a row, unless it was larger than the limits.
  ///
  /// Returns whether it did.
  mutating func finishRecord(_ origin: Origin, size: Int64) -> Bool {
    recordDepth = 0
    keptDepth = 0
    guard !isOverflowing, size <= limits.maximumOriginalBytes else { return false }
    if !notes.isEmpty { takeAnchored() }
    guard values.joinedBytes <= limits.maximumRecordBytes,
      values.joined.count <= limits.maximumRecordElements
    else { return false }
    rows.append(values, text, origin)
    return true
  }

  /// The record that is open will not become a row.
  mutating func giveUpRecord() { isOverflowing = true }

  /// Gives up the record that is open, as the document ends within it.
  mutating func abandonRecord() { recordDepth = 0 }

  private mutating func takeAnchored() {
    for path in pathFields.indices {
      guard let anchor = gated.paths[path].anchor else { continue }
      let (ranges, newlyUsed) = anchoredValues(path, anchor)
      for range in ranges { values.take(range, for: pathFields[path], text) }
      for slot in newlyUsed { tree.slots[slot].isUsed = true }
    }
  }

  private func anchoredValues(_ path: Int, _ anchor: Int) -> ([Range<Int>], newlyUsed: [Int]) {
    let candidates = notes.elements.indices.filter { element in
      let wanted = tree.slots[Int(notes.elements[element].slot)].wants
      return wanted >= 0 && wants[Int(wanted)].anchoredPaths.contains(path)
    }
    guard !candidates.isEmpty else { return ([], []) }
    var evaluator = NotedPathEvaluator(notes: notes, tree: tree, text: text)
    let ranges = evaluator.values(of: gated.paths[path], anchor: anchor, at: candidates)
    return (ranges, evaluator.newlyUsed)
  }
}

// MARK: - New paths

extension RecordWalker {
  private mutating func addElement(_ name: NodeName, under parent: Int) -> Int {
    let slot = tree.add(name, under: parent, isAttribute: false)
    if tree.slots.count > limits.maximumPaths { refusal = .tooManyPaths }
    if recordDepth == 0 {
      findRecord(slot, name, parent)
    } else {
      let inherited = tree.slots[parent].wants
      if inherited >= 0 {
        setStates(advance(wants[Int(inherited)].states, name, gated.paths), of: slot)
      }
    }
    return slot
  }

  /// Outside records: follows the record path.
  private mutating func findRecord(_ slot: Int, _ name: NodeName, _ parent: Int) {
    let states = advance(recordStates[parent] ?? [], name, recordPaths)
    recordStates[slot] = states
    guard states.contains(where: { $0.matched == recordPaths[$0.path].steps.count }) else { return }
    tree.slots[slot].isRecord = true
    setStates(pathFields.indices.map { PathState(path: $0, matched: 0) }, of: slot)
  }

  private func advance(
    _ states: [PathState],
    _ name: NodeName,
    _ paths: [CompiledPath]
  ) -> [PathState] {
    var result: [PathState] = []
    // Nested elements of one name reach a state in many ways.
    var seen: Set<PathState> = []
    for state in states where state.matched < paths[state.path].steps.count {
      let step = paths[state.path].steps[state.matched]
      if step.isDescendant, seen.insert(state).inserted { result.append(state) }
      guard step.test.matches(name) else { continue }
      let next = PathState(path: state.path, matched: state.matched + 1)
      if seen.insert(next).inserted { result.append(next) }
    }
    return result
  }

  private mutating func setStates(_ reached: [PathState], of slot: Int) {
    guard !reached.isEmpty else { return }
    let states = withOperands(reached)
    var found = SlotWants(states: states)
    for state in Set(states) {
      if state.path >= pathFields.count {
        if state.matched == gated.paths[state.path].steps.count { addTest(state.path, to: &found) }
      } else {
        addPath(state, to: &found)
      }
    }
    found.elementFields.sort { ($0.field, $0.gate) < ($1.field, $1.gate) }
    found.textFields.sort { ($0.field, $0.gate) < ($1.field, $1.gate) }
    found.earlyGates.sort()
    found.deferredGates.sort()
    found.anchoredPaths.sort()
    let isTested = !found.elementTests.isEmpty || !found.textTests.isEmpty
    let takings = found.elementFields + found.textFields
    tree.slots[slot].isKept = isTested || !takings.isEmpty || !found.deferredGates.isEmpty
    tree.slots[slot].isUsed = isTested || takings.contains { $0.gate < 0 }
    tree.slots[slot].isGate = !found.earlyGates.isEmpty || !found.deferredGates.isEmpty
    tree.slots[slot].isAnchor = !found.anchoredPaths.isEmpty
    tree.slots[slot].wants = Int32(truncatingIfNeeded: wants.count)
    wants.append(found)
  }

  /// The operands of the conditions at an element begin with it.
  private func withOperands(_ states: [PathState]) -> [PathState] {
    var result = states
    for state in states {
      guard let gate = gate(at: state) else { continue }
      result += gated.operands[gate].map { PathState(path: $0.path, matched: 0) }
    }
    return result
  }

  /// The gate of the step that a path reached last.
  private func gate(at state: PathState) -> Int? {
    guard state.path < pathFields.count, state.matched > 0,
      !gated.gatesOfSteps[state.path].isEmpty
    else { return nil }
    let gate = gated.gatesOfSteps[state.path][state.matched - 1]
    return gate < 0 ? nil : gate
  }

  private func addTest(_ operand: Int, to found: inout SlotWants) {
    guard let test = gated.tests[operand] else { return }
    switch gated.paths[operand].target {
    case .element: found.elementTests.append(test)
    case .text: found.textTests.append(test)
    case .attribute(let name): found.attributeTests.append((name, test))
    }
  }

  private func addPath(_ state: PathState, to found: inout SlotWants) {
    let path = gated.paths[state.path]
    if let gate = gate(at: state) {
      if gated.gates[gate].isDeferred {
        found.deferredGates.append(gate)
      } else {
        found.earlyGates.append(gate)
      }
    }
    if let anchor = path.anchor, gated.gatesOfSteps[state.path].isEmpty {
      if state.matched == anchor + 1 { found.anchoredPaths.append(state.path) }
    } else if state.matched == path.steps.count {
      let taking = Taking(field: pathFields[state.path], gate: gated.gate(of: state.path))
      switch path.target {
      case .element: found.elementFields.append(taking)
      case .text: found.textFields.append(taking)
      case .attribute(let name): found.attributeFields.append((name, taking))
      }
    }
  }

  private mutating func addAttribute(_ name: NodeName, under parent: Int) -> Int {
    let slot = tree.add(name, under: parent, isAttribute: true)
    if tree.slots.count > limits.maximumPaths { refusal = .tooManyPaths }
    let inherited = tree.slots[parent].wants
    guard recordDepth > 0, inherited >= 0 else { return slot }
    let takings = wants[Int(inherited)].attributeFields.filter { $0.name.matches(name) }
    let tests = wants[Int(inherited)].attributeTests.filter { $0.name.matches(name) }
    guard !takings.isEmpty || !tests.isEmpty else { return slot }
    tree.slots[slot].isUsed = !tests.isEmpty
    tree.slots[slot].wants = Int32(truncatingIfNeeded: wants.count)
    wants.append(
      SlotWants(elementFields: takings.map(\.taking), elementTests: tests.map(\.test))
    )
    return slot
  }
}
