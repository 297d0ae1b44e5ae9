/// Memory that a thread needs while it parses a chunk, kept from chunk to chunk: fresh pages cost
/// as much as the parsing.
final class Workspace: @unchecked Sendable {
  // Sendable: a round gives each of its tasks one of its own, and waits for all of them.
  var bytes: [UInt8] = []
  var table: RowTable
  var index: StructuralIndex
  let pool = BatchMemory.Pool()

  init(_ plan: ReadPlan) {
    table = RowTable(fieldCount: plan.fieldCount, rows: plan.batchRows)
    index = StructuralIndex(plan.dialect)
  }

  /// Takes over the buffer of a chunk that is done with.
  func takeOver(_ buffer: inout [UInt8]) { swap(&bytes, &buffer) }

  /// Takes the buffer out, empty but with its capacity.
  func takeBytes() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    taken.removeAll(keepingCapacity: true)
    return taken
  }
}
