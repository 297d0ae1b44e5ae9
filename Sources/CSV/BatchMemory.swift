/// The arrays that a batch fills, used again when whoever read the batch is done with it.
///
/// Memory that the system gives anew must be zeroed by it page by page, which takes as long as the
/// parsing. An array that somebody still holds is not touched: it is copied on write, that is,
/// replaced by a new one.
struct BatchMemory {
  var columns: [ColumnBytes]
  var byteOffset: [Int64] = []
  var kept: [UInt8] = []
  var keptRanges: [Range<Int>] = []

  /// New memory; `hints` are the sizes that the columns are likely to get.
  init(_ plan: ReadPlan, _ hints: [Int]) {
    columns = plan.requested.indices.map { index in
      ColumnBytes(
        byteCapacity: index < hints.count ? hints[index] + hints[index] / 8 : 0,
        rowCapacity: plan.batchRows
      )
    }
    byteOffset.reserveCapacity(plan.batchRows)
  }

  private mutating func removeAll() {
    for index in columns.indices { columns[index].removeAll() }
    byteOffset.removeAll(keepingCapacity: true)
    kept.removeAll(keepingCapacity: true)
    keptRanges.removeAll(keepingCapacity: true)
  }

  /// The memory of the last batches of one thread, the oldest first.
  final class Pool: @unchecked Sendable {
    // Sendable: a workspace has one of its own, and is used by one task at a time.
    private var lent: [BatchMemory] = []
    private var free: [BatchMemory] = []

    /// Batches that a consumer is likely to hold at once.
    private static let depth = 3

    /// Memory for a batch: of the oldest one, else new.
    func take(_ plan: ReadPlan, _ hints: [Int]) -> BatchMemory {
      if let memory = free.popLast() { return memory }
      guard lent.count >= Self.depth else { return BatchMemory(plan, hints) }
      var memory = lent.removeFirst()
      memory.removeAll()
      return memory
    }

    /// Remembers the memory of a batch that is handed out.
    func lend(_ memory: BatchMemory) { lent.append(memory) }

    /// Takes back memory of which nothing was handed out.
    func giveBack(_ memory: consuming BatchMemory) {
      memory.removeAll()
      free.append(memory)
    }
  }
}
