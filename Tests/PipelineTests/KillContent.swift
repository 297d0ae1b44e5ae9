import ByteIO
import CRMModel
import Columns
import Foundation
import Store

/// What a folder of a scene holds for those who use it: the rows of every table, in an order that
/// says nothing of when they were written, and the report files.
struct KillContent: Equatable {
  /// Rows as text, sorted, by table; `runs` tells of runs and not of leads and is left out.
  private(set) var tables: [String: [String]] = [:]
  /// Bytes by path.
  private(set) var reports: [String: [UInt8]] = [:]

  init(_ folder: String) throws {
    let store = try Store("\(folder)/store", .read).snapshot()
    for table in ModelTable.leadTables + ModelTable.billingTables where table != .runs {
      tables[table.name] = Self.rows(try store.rows(table))
    }
    let reports = "\(folder)/reports"
    guard try Directory.status(reports) != nil else { return }
    for period in try Directory.names(in: reports) {
      for name in try Directory.names(in: "\(reports)/\(period)")
      where !name.hasPrefix(Publish.temporaryPrefix) {
        let source = try FileSource(path: "\(reports)/\(period)/\(name)")
        self.reports["\(period)/\(name)"] = try source.readToEnd(limit: 1 << 24)
      }
    }
  }

  private static func rows(_ batch: RecordBatch) -> [String] {
    (0..<batch.rowCount).map { row in
      batch.columns.map { column in
        column.string(row) ?? column.integer(row).map(String.init)
          ?? column.bool(row).map(String.init) ?? "null"
      }
      .joined(separator: "|")
    }
    .sorted()
  }

  /// What differs, one line each; empty when equal.
  func differences(from other: KillContent) -> [String] {
    var lines: [String] = []
    for name in Set(tables.keys).union(other.tables.keys).sorted() {
      let change = (other.tables[name] ?? []).difference(from: tables[name] ?? [])
      for step in change {
        switch step {
        case .remove(_, let row, _): lines.append("\(name) - \(row)")
        case .insert(_, let row, _): lines.append("\(name) + \(row)")
        }
      }
    }
    for path in Set(reports.keys).union(other.reports.keys).sorted()
    where reports[path] != other.reports[path] {
      lines.append("report \(path)")
    }
    return lines
  }

  /// Runs in the list of runs that have left no report, and reports of no run in the list.
  static func lostReports(_ folder: String) throws -> [String] {
    let runs = try Store("\(folder)/store", .read).snapshot().rows(.runs)
    let names = runs.column("run_id").map { column in
      (0..<runs.rowCount).map { column.string($0) ?? "" }
    }
    let folders = try Directory.names(in: "\(folder)/store/runs").filter { run in
      try Directory.status("\(folder)/store/runs/\(run)/run.json") != nil
    }
    return Set(names ?? []).symmetricDifference(folders).sorted()
  }

  /// What a run that died left behind and the next one should have taken away.
  static func leftovers(_ folder: String) throws -> [String] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { path in
      path == "store/intent.json" || Directory.name(of: path).hasPrefix(Publish.temporaryPrefix)
    }
  }
}
