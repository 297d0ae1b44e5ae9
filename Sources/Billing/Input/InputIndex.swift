import CRMModel
import Time

/// Where the rows of a merge are found: by key, by key and content, by content.
///
/// Each look-up is one step, however many rows share a key or a content.
struct InputIndex<Entity: InputEntity>: Sendable {
  struct Key: Hashable, Sendable {
    let system: String?
    let key: String
  }

  /// A key with one of the contents that were seen under it.
  struct Version: Hashable, Sendable {
    let key: Key
    let content: Entity.Content
  }

  /// A key with one of the customers and days that were seen under it.
  struct Other: Hashable, Sendable {
    let key: Key
    let occasion: InputOccasion?
  }

  /// A content within one source.
  struct Slot: Hashable, Sendable {
    let system: String?
    let content: Entity.Content
  }

  /// The row that counts under each key.
  var mains: [Key: Int] = [:]
  /// The rows that are held because another row has their key.
  var others: [Other: Int] = [:]
  var versions: [Version: Int] = [:]
  /// Rows that are known by their content alone: without a key, or with one that is in doubt.
  var loose = InputGroups<Slot>()
  /// Rows that have a key.
  var keyed = InputGroups<Slot>()
}

/// Positions by a value, each group with cursors that go through it once a file.
struct InputGroups<Slot: Hashable & Sendable>: Sendable {
  /// What goes through a group.
  enum Cursor: Int, Sendable {
    case keyedRows
    case unnamedRows
  }

  private struct Group: Sendable {
    var positions: [Int] = []
    /// The file that the cursors belong to.
    var file = 0
    var next = [0, 0]
  }

  private var groupOfSlot: [Slot: Int] = [:]
  private var groups: [Group] = []

  mutating func add(_ position: Int, to slot: Slot) {
    let group = groupOfSlot[slot] ?? groups.count
    if group == groups.count {
      groupOfSlot[slot] = group
      groups.append(Group())
    }
    groups[group].positions.append(position)
  }

  /// The group of a value, with its cursors at the beginning when the file has not asked yet; nil
  /// when there is none.
  mutating func group(_ slot: Slot, file: Int) -> Int? {
    guard let group = groupOfSlot[slot] else { return nil }
    if groups[group].file != file {
      groups[group].file = file
      groups[group].next = [0, 0]
    }
    return group
  }

  /// The next position of a group; nil when there is no further one.
  mutating func advance(_ group: Int, _ cursor: Cursor) -> Int? {
    let next = groups[group].next[cursor.rawValue]
    guard next < groups[group].positions.count else { return nil }
    groups[group].next[cursor.rawValue] += 1
    return groups[group].positions[next]
  }
}
