/// Parses some chunks at once, each in a workspace of its own.
struct ChunkRound: Sendable {
  let plan: ReadPlan
  /// Bytes that each column is likely to get.
  let hints: [Int]
  /// Where the first record of the input starts.
  let origin: Int64

  /// One chunk to be parsed.
  enum Task: Sendable {
    case file(FileChunks, index: Int)
    case loaded(LoadedChunk)

    var isLast: Bool {
      switch self {
      case .file(let chunks, let index): index == chunks.count - 1
      case .loaded(let chunk): chunk.isLast
      }
    }
  }

  struct Outcome: Sendable {
    var loaded: LoadedChunk
    /// Nil when no record seems to start in the chunk.
    var chunk: ParsedChunk?
    /// Whether the loaded bytes were enough for the chunk's last record.
    var isComplete = true
    var sizes: [Int]
  }

  /// Loads and parses a chunk from where its first record seems to start.
  func parse(_ task: Task, _ workspace: Workspace) throws -> Outcome {
    let loaded =
      switch task {
      case .file(let chunks, let index): try chunks.load(index, into: workspace.takeBytes())
      case .loaded(let chunk): chunk
      }
    let isFirst = loaded.base + Int64(loaded.from) == origin
    let start =
      isFirst ? loaded.from : plan.guessStart(loaded.bytes, from: loaded.from, in: loaded.window)
    guard let start, start <= loaded.limit else {
      return Outcome(loaded: loaded, chunk: nil, sizes: hints)
    }
    return try parse(loaded, from: start, workspace)
  }

  /// Parses a loaded chunk from the record at `start`.
  func parse(
    _ chunk: LoadedChunk,
    from start: Int,
    _ workspace: Workspace
  ) throws -> Outcome {
    var loaded = chunk
    var parser = ChunkParser(
      plan: plan,
      base: loaded.base,
      start: start,
      hints: hints,
      workspace
    )
    defer { parser.giveBack(workspace) }
    var isComplete = parser.parse(loaded.bytes, in: loaded.window, until: loaded.limit)
    while !isComplete, let file = loaded.file, !loaded.window.isFinal {
      try file.extend(&loaded, to: loaded.window.end * 2 + ChunkGrid.tail)
      isComplete = parser.parse(loaded.bytes, in: loaded.window, until: loaded.limit)
    }
    return Outcome(
      loaded: loaded,
      chunk: parser.chunk,
      isComplete: isComplete,
      sizes: parser.sizes
    )
  }
}
