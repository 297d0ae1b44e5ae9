import CRMModel
import Columns
import Diagnostics
import Dispatch
import VCard

/// Turns the cards of a file into leads, several stretches of it at once.
///
/// Each stretch is read as if a card began where it does. Where the one before turns out to end
/// elsewhere, its reader goes on with the next stretch, and what was read of that is forgotten. So
/// the leads are those of one pass over the file, whatever the number of threads.
final class CardStretches {
  private let file: String
  private let threads: Int
  private var cutter: VCardCutter
  private var pending: [Task] = []
  private let queue = DispatchQueue(label: "starcrm.cards", attributes: .concurrent)
  /// A reader that is within a card where its stretch ended.
  private var open: VCardStretchReader?
  /// Records and lines before those that the current reader counts.
  private var records: Int64 = 0
  private var lines: Int64 = 0
  /// What cards have beyond the model.
  private(set) var dropped = DroppedProperties()

  init(_ cutter: VCardCutter, file: String, threads: Int) {
    self.cutter = cutter
    self.file = file
    self.threads = max(1, threads)
  }

  /// The leads of the next stretch, nil at the end.
  func next() throws -> SourceBatch<RawLeads>? {
    while true {
      try readAhead()
      guard !pending.isEmpty else { return nil }
      let task = pending.removeFirst()
      let isContinued = open != nil
      let outcome = outcome(of: task)
      dropped.add(outcome.dropped)
      let batch = outcome.batch.shifted(records: records, lines: lines)
      if outcome.reader.isBetweenCards {
        records += outcome.reader.records
        lines += outcome.reader.lines
      } else {
        open = outcome.reader
      }
      // Stretches within one large card have nothing of their own.
      if !isContinued || !batch.isEmpty { return batch }
    }
  }

  /// A reader within a card goes on; it is handed over, so that what it holds is not copied.
  private func outcome(of task: Task) -> Outcome {
    guard let begun = open.take() else { return task.outcome(file) }
    return Outcome(begun, task.stretch, file)
  }

  private func readAhead() throws {
    let wanted = threads > 1 ? threads + 1 : 1
    while pending.count < wanted, let stretch = try cutter.next() {
      let task = Task(stretch)
      pending.append(task)
      if threads > 1, stretch.isCut { task.start(on: queue, file) }
    }
  }
}

/// What was read of a stretch.
private struct Outcome {
  let reader: VCardStretchReader
  let batch: SourceBatch<RawLeads>
  let dropped: DroppedProperties

  init(_ begun: consuming VCardStretchReader, _ stretch: VCardStretch, _ file: String) {
    var reader = begun
    var leads = VCardLeads()
    let read = reader.read(stretch)
    var batch = leads.assemble(read.cards, file: file)
    batch.quarantined = read.quarantined
    batch.findings = read.findings
    self.batch = batch
    self.reader = reader
    dropped = leads.dropped
  }
}

/// A stretch that is read on a thread of its own, or when it is asked for.
private final class Task: @unchecked Sendable {
  // Sendable: the queue alone touches `found` until it signals, `outcome` alone after.
  let stretch: VCardStretch
  private var found: Outcome?
  private var isStarted = false
  private let isRead = DispatchSemaphore(value: 0)

  init(_ stretch: VCardStretch) { self.stretch = stretch }

  func start(on queue: DispatchQueue, _ file: String) {
    isStarted = true
    queue.async {
      self.found = self.read(file)
      self.isRead.signal()
    }
  }

  func outcome(_ file: String) -> Outcome {
    if isStarted { isRead.wait() }
    return found ?? read(file)
  }

  private func read(_ file: String) -> Outcome {
    Outcome(VCardStretchReader(from: stretch, file: file), stretch, file)
  }
}

extension SourceBatch<RawLeads> {
  fileprivate var isEmpty: Bool {
    rows.batch.rowCount == 0 && quarantined.isEmpty && skipped.isEmpty && findings.isEmpty
  }

  /// The same with `records` and `lines` before them.
  fileprivate func shifted(records: Int64, lines: Int64) -> SourceBatch<RawLeads> {
    guard records > 0 || lines > 0 else { return self }
    let origins = rows.origins
    return SourceBatch(
      rows: RawLeads(
        batch: rows.batch,
        origins: RowOrigins(
          file: origins.file,
          record: origins.record.map { $0 + records },
          line: origins.line.map { $0 + lines },
          byteOffset: origins.byteOffset
        ),
        points: rows.points,
        originals: rows.originals
      ),
      quarantined: quarantined.map {
        QuarantinedRecord(finding: $0.finding.after(records: records, lines: lines), raw: $0.raw)
      },
      skipped: skipped.map { $0.after(records: records, lines: lines) },
      findings: findings.map { $0.after(records: records, lines: lines) }
    )
  }
}
