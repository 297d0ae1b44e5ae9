internal import ByteIO
internal import Diagnostics

/// A part of the input in memory: the bytes of one chunk and enough of what follows.
struct LoadedChunk: Sendable {
  var bytes: [UInt8]
  /// The offset of `bytes[0]` in the whole input.
  var base: Int64
  /// Where the chunk begins in `bytes`; a record that starts right here belongs to the chunk
  /// before.
  var from: Int
  /// The last place where a record of this chunk may start.
  var limit: Int
  /// Whether no chunk follows.
  var isLast: Bool
  var window: Window
  /// The file to load more from; nil for a stream, which is read on in order.
  var file: FileChunks?
}

/// How the input is cut into chunks: by offset alone, so that neither threads nor the sizes of
/// reads can change what a batch holds.
struct ChunkGrid: Sendable {
  /// Where the first record starts.
  let origin: Int64
  let chunkBytes: Int

  /// Bytes loaded behind a chunk for the record that crosses its end.
  ///
  /// When the input ends within them they belong to the chunk, so that a footer is never cut.
  static let tail = 64 * 1024

  /// Where chunk `index` begins.
  func start(_ index: Int) -> Int64 { origin + Int64(index) * Int64(chunkBytes) }
}

/// Chunks of a file, read with pread(2) by whichever thread wants one.
///
/// Not mapped: a file that somebody truncates meanwhile would kill the process with SIGBUS.
struct FileChunks: Sendable {
  let file: File
  let grid: ChunkGrid
  /// As it was at the beginning; what is appended later is not read.
  let size: Int64

  /// Number of chunks.
  var count: Int {
    let length = max(0, size - grid.origin - Int64(ChunkGrid.tail))
    let chunk = Int64(grid.chunkBytes)
    return max(1, Int((length + chunk - 1) / chunk))
  }

  /// Loads chunk `index` into `buffer`.
  func load(_ index: Int, into buffer: consuming [UInt8]) throws -> LoadedChunk {
    let base = grid.start(index)
    let isLast = index == count - 1
    let limit = isLast ? Int(max(0, size - base)) : grid.chunkBytes
    var chunk = LoadedChunk(
      bytes: buffer,
      base: base,
      from: 0,
      limit: limit,
      isLast: isLast,
      window: Window(end: 0, isFinal: false),
      file: self
    )
    try extend(&chunk, to: limit + (isLast ? 0 : ChunkGrid.tail))
    return chunk
  }

  /// Reads on until `length` bytes are there, or the file ends.
  func extend(_ chunk: inout LoadedChunk, to length: Int) throws {
    chunk.bytes.removeLast(chunk.bytes.count - chunk.window.end)
    let wanted = min(length, Int(max(0, size - chunk.base)))
    chunk.bytes.reserveCapacity(wanted + windowPadding)
    while chunk.bytes.count < wanted {
      let offset = chunk.base + Int64(chunk.bytes.count)
      let rest = wanted - chunk.bytes.count
      guard try file.read(at: offset, rest, appendingTo: &chunk.bytes) > 0 else {
        throw Fault(
          .input,
          "the file became shorter while it was read",
          at: SourcePosition(file: file.path),
          hints: ["let the program that writes it finish, then run again"]
        )
      }
    }
    let isFinal = chunk.base + Int64(wanted) >= size
    chunk.window = Window(end: chunk.bytes.count, isFinal: isFinal)
    chunk.bytes.append(contentsOf: repeatElement(0, count: windowPadding))
  }
}

/// Bytes behind the end of a window, so that engines may load words without asking.
let windowPadding = 64

/// Chunks of a stream: read in order, several at a time into one buffer.
struct StreamChunks {
  private let source: any ByteSource
  private let grid: ChunkGrid
  private var buffer: [UInt8] = []
  /// The offset of `buffer[0]`.
  private var base: Int64
  private var next = 0
  private var isAtEnd = false

  /// Skips what stands in front of the first record.
  init(source: any ByteSource, grid: ChunkGrid) throws {
    self.source = source
    self.grid = grid
    base = grid.origin
    var left = grid.origin
    while left > 0 {
      buffer.removeAll(keepingCapacity: true)
      let count = try source.read(Int(min(left, 1 << 16)), appendingTo: &buffer)
      guard count > 0 else { break }
      left -= Int64(count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Loads the next chunks, at most `count`; empty after the last.
  mutating func load(_ count: Int) throws -> [LoadedChunk] {
    guard next == 0 || !isAtEnd || hasMore else { return [] }
    let used = Int(grid.start(next) - base)
    buffer.removeFirst(min(used, buffer.count))
    base = grid.start(next)
    try fill(count * grid.chunkBytes + ChunkGrid.tail + 1)
    let end = buffer.count
    var bytes = buffer
    bytes.append(contentsOf: repeatElement(0, count: windowPadding))
    var chunks: [LoadedChunk] = []
    for index in 0..<count {
      let from = index * grid.chunkBytes
      guard index == 0 || from + ChunkGrid.tail < end else { break }
      let isLast = isAtEnd && from + grid.chunkBytes + ChunkGrid.tail >= end
      chunks.append(
        LoadedChunk(
          bytes: bytes,
          base: base,
          from: from,
          limit: isLast ? end : from + grid.chunkBytes,
          isLast: isLast,
          window: Window(end: end, isFinal: isAtEnd)
        )
      )
      next += 1
      guard !isLast else { break }
    }
    return chunks
  }

  /// The chunk with as many bytes again behind it, for a record that goes far beyond its end.
  mutating func extend(_ chunk: consuming LoadedChunk) throws -> LoadedChunk {
    try fill(chunk.window.end * 2)
    chunk.bytes = buffer
    chunk.bytes.append(contentsOf: repeatElement(0, count: windowPadding))
    chunk.window = Window(end: buffer.count, isFinal: isAtEnd)
    return chunk
  }

  /// Whether a chunk that begins at `next` is not part of the last one.
  private var hasMore: Bool {
    grid.start(next) + Int64(ChunkGrid.tail) < base + Int64(buffer.count)
  }

  private mutating func fill(_ wanted: Int) throws {
    buffer.reserveCapacity(wanted)
    while buffer.count < wanted, !isAtEnd {
      let rest = min(wanted - buffer.count, 1 << 20)
      if try source.read(rest, appendingTo: &buffer) == 0 { isAtEnd = true }
    }
  }
}
