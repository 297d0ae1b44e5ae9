import ByteIO
import CSV
import Columns
import Deduplication
import Diagnostics
import Ingest

/// What `dedupe` found.
struct DedupeOutcome {
  let records: DedupeRecords
  let matches: MatchResult
  /// By record: the number of its cluster, counted from 1 in the order of the records.
  let clusters: [Int]
  let clusterCount: Int

  /// Matches and clusters; without a model, the standard one is fitted to the records.
  init(_ records: DedupeRecords, model: MatchModel?, threads: Int) {
    var options = MatchOptions()
    options.threads = threads
    let model = model ?? MatchModel.standard.fitted(to: records.table, options: options)
    var matches = findMatches(records.table, model: model, options: options)
    let found = cluster(records.table, &matches, model: model, thresholds: options.thresholds)
    var clusterOfRecord = [Int32](repeating: -1, count: records.ids.count)
    for (row, record) in records.recordOfRow.enumerated() {
      clusterOfRecord[Int(record)] = found.clusterOf[row]
    }
    var numbers = [Int](repeating: 0, count: found.count)
    var count = 0
    clusters = clusterOfRecord.map { cluster in
      if cluster >= 0, numbers[Int(cluster)] > 0 { return numbers[Int(cluster)] }
      count += 1
      if cluster >= 0 { numbers[Int(cluster)] = count }
      return count
    }
    clusterCount = count
    self.matches = matches
    self.records = records
  }

  /// Records beyond the first of their cluster.
  var duplicates: Int { records.ids.count - clusterCount }

  /// What keeps the records of a pair apart, nil for nothing.
  func reason(_ edge: MatchEdge) -> String? {
    records.table.contradiction(Int(edge.left), Int(edge.right))?.label
  }

  /// The id of a row of the match table.
  func id(ofRow row: Int32) -> String { records.ids[Int(records.recordOfRow[Int(row)])] }
}

/// Which records are one in truth: a CSV file `id,entity_id`.
struct DedupeTruth {
  private var entities: [String: Int] = [:]
  private var numbers: [String: Int] = [:]

  init(_ path: String) throws {
    let stack = try InputStack.probe(path)
    let detection = try stack.detectCSV(CSVHints(hasHeader: true))
    let layout = detection.layout
    guard let id = layout.index(of: "id") ?? layout.columnNames.indices.first,
      let entity = layout.index(of: "entity_id") ?? layout.columnNames.indices.dropFirst().first
    else {
      throw Fault(
        .input,
        "the truth needs two columns, id and entity_id",
        at: SourcePosition(file: path, line: 1)
      )
    }
    let reader = try CSVReader(
      .source(try stack.open()),
      name: path,
      layout: layout,
      columns: [id, entity]
    )
    while let read = try reader.next() {
      for row in 0..<read.batch.rowCount {
        guard let id = read.batch.columns[0].string(row),
          let entity = read.batch.columns[1].string(row)
        else { continue }
        entities[id] = number(entity)
      }
    }
  }

  private mutating func number(_ entity: String) -> Int {
    if let number = numbers[entity] { return number }
    defer { numbers[entity] = numbers.count }
    return numbers.count
  }

  /// How well an outcome agrees, and how many of its records the truth does not know (each counts
  /// as an entity of its own).
  func quality(of outcome: DedupeOutcome) -> (ClusterQuality, unknown: Int) {
    var unknown = 0
    let labels = outcome.records.ids.map { id -> Int in
      if let entity = entities[id] { return entity }
      unknown += 1
      return -unknown
    }
    return (ClusterQuality(clusters: outcome.clusters, entities: labels), unknown)
  }
}
