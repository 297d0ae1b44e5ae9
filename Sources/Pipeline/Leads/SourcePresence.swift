import CRMModel

/// Which stored records their sources no longer hold, and which they hold again.
///
/// A source that is declared complete delivers all of its records: those that it leaves out are
/// marked, never erased, and lose the mark when they come back.
struct SourcePresence: Sendable {
  /// Positions of known records that are missing now and were not before.
  private(set) var gone: [Int32] = []
  /// Positions of known records that were missing and are there again.
  private(set) var returned: [Int32] = []
  /// By source: how many of its records are missing now, and how many it held before.
  private(set) var counts: [String: (gone: Int, held: Int)] = [:]

  /// The value of a run that reads no leads.
  static let unknown = SourcePresence()

  private init() {}

  /// - Parameters:
  ///   - known: the store's records.
  ///   - complete: names of the sources of which this run has read all records.
  ///   - delivered: by position, whether the run has delivered the record unchanged.
  ///   - updated: positions of records of which it has delivered a new version.
  init(
    _ known: KnownRecords,
    _ complete: Set<String>,
    _ delivered: [Bool],
    updated: [Int32]
  ) {
    let isComplete = known.systems.map(complete.contains)
    guard isComplete.contains(true) || known.isGone.contains(true) else { return }
    var isThere = delivered
    for position in updated { isThere[Int(position)] = true }
    var gone = [Int](repeating: 0, count: known.systems.count)
    var held = gone
    for position in known.ids.indices {
      let system = Int(known.systemNumbers[position])
      if known.isGone[position] {
        if isThere[position] { returned.append(Int32(position)) }
      } else if isComplete[system] {
        held[system] += 1
        if !isThere[position] {
          gone[system] += 1
          self.gone.append(Int32(position))
        }
      }
    }
    for (system, name) in known.systems.enumerated() where isComplete[system] {
      counts[name] = (gone[system], held[system])
    }
  }
}
