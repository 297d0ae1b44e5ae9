import ByteIO
import Columns
import Synchronization

/// Sets batches aside until they are needed again: the first in memory, the others in a file
/// without a name.
///
/// Any thread may put and get.
final class BatchSpool: Sendable {
  /// A batch set aside.
  struct Ticket: Sendable {
    fileprivate enum Place: Sendable {
      case memory(RecordBatch)
      case file(File, offset: Int64, length: Int)
    }

    fileprivate let schema: Schema
    fileprivate let place: Place
  }

  private struct State {
    var heldBytes = 0
    var file: File?
    var end: Int64 = 0
  }

  private let directory: String
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - directory: where the file is made, once it is needed.
  ///   - limit: bytes of batches that stay in memory.
  init(directory: String, limit: Int) {
    self.directory = directory
    self.limit = limit
  }

  /// Sets a batch aside.
  ///
  /// - Throws: `IOError` when the file cannot be made or the disk is full.
  func put(_ batch: RecordBatch) throws(IOError) -> Ticket {
    let size = batch.encodedSize
    let isHeld = state.withLock { state in
      guard state.heldBytes + size <= limit else { return false }
      state.heldBytes += size
      return true
    }
    if isHeld { return Ticket(schema: batch.schema, place: .memory(batch)) }
    let (file, offset) = try reserve(size)
    try unsafe file.write(batch.encoded().span.bytes, at: offset)
    return Ticket(schema: batch.schema, place: .file(file, offset: offset, length: size))
  }

  private func reserve(_ size: Int) throws(IOError) -> (File, Int64) {
    try state.withLock { (state: inout State) throws(IOError) -> (File, Int64) in
      let file: File
      if let open = state.file { file = open } else { file = try File.unnamed(in: directory) }
      state.file = file
      defer { state.end += Int64(size) }
      return (file, state.end)
    }
  }

  /// The batch of a ticket.
  ///
  /// - Throws: `IOError` when the file cannot be read.
  static func get(_ ticket: Ticket) throws(IOError) -> RecordBatch {
    switch ticket.place {
    case .memory(let batch): return batch
    case .file(let file, let offset, let length):
      var bytes: [UInt8] = []
      while bytes.count < length {
        let place = offset + Int64(bytes.count)
        let count = try file.read(at: place, length - bytes.count, appendingTo: &bytes)
        guard count > 0 else { throw IOError(.read, file.path, code: 5) }
      }
      return RecordBatch(decoding: bytes, schema: ticket.schema)
    }
  }
}
