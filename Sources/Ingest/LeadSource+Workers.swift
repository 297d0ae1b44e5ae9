package import CRMModel
package import Concurrency

extension LeadSource {
  /// The batches that are still to come, each handed to `work` on one of `threads` threads; the
  /// products come in the order of the source.
  ///
  /// Nobody may call `next()` or look at the description before the last product has come.
  package func batches<Product: Sendable>(
    threads: Int,
    _ work: @escaping @Sendable (SourceBatch<RawLeads>) throws -> Product
  ) -> OrderedWork<SourceBatch<RawLeads>, Product> {
    let source = Pulled(source: self)
    return OrderedWork(
      threads: threads,
      window: threads * Self.batchesAhead,
      pull: source.next,
      work: work
    )
  }

  /// Batches for each thread that are in work or wait for their turn: one that is worked on, and
  /// some that are done while an earlier one takes longer.
  private static var batchesAhead: Int { 3 }

  /// A source that one thread at a time reads, whichever it is.
  private final class Pulled: @unchecked Sendable {
    // Sendable: `OrderedWork` pulls by one thread at a time.
    private let source: LeadSource

    init(source: LeadSource) { self.source = source }

    func next() throws -> SourceBatch<RawLeads>? { try source.next() }
  }
}
