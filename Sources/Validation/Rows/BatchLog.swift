import Columns

/// What is noticed and changed while a batch is validated.
struct BatchLog {
  private(set) var findings: [FieldFinding] = []
  private var repairs: [Repair] = []
  /// The old and new values of all repairs.
  private var arena: [UInt8] = []

  private struct Repair {
    let row: Int32
    let field: InputField
    let rule: ValueCode
    let isNull: Bool
    let start: Int32
    let middle: Int32
    let end: Int32
  }

  /// Notes something about a value that stays as it is.
  mutating func note(_ row: Int, _ field: InputField, _ code: ValueCode) {
    findings.append(FieldFinding(row: Int32(row), kind: .init(field: field, code: code)))
  }

  /// Records that a value became another.
  mutating func repaired(
    _ row: Int,
    _ field: InputField,
    _ rule: ValueCode,
    old: Span<UInt8>,
    new: Span<UInt8>
  ) {
    record(row, field, rule, old: old, new: new, isNull: false)
  }

  /// Records that a value was left out.
  mutating func dropped(_ row: Int, _ field: InputField, _ code: ValueCode, old: Span<UInt8>) {
    let nothing: [UInt8] = []
    record(row, field, code, old: old, new: nothing.span, isNull: true)
  }

  private mutating func record(
    _ row: Int,
    _ field: InputField,
    _ rule: ValueCode,
    old: Span<UInt8>,
    new: Span<UInt8>,
    isNull: Bool
  ) {
    note(row, field, rule)
    let start = Int32(arena.count)
    arena.append(old)
    let middle = Int32(arena.count)
    arena.append(new)
    repairs.append(
      Repair(
        row: Int32(row),
        field: field,
        rule: rule,
        isNull: isNull,
        start: start,
        middle: middle,
        end: Int32(arena.count)
      )
    )
  }

  /// The findings by row; within a row in the order of the checks.
  func findingsByRow(rowCount: Int) -> [FieldFinding] {
    let order = Self.order(findings.map(\.row), rowCount: rowCount)
    return order.map { findings[Int($0)] }
  }

  /// The repairs of each row as JSON, null for a row without.
  func repairsColumn(rowCount: Int) -> TextColumn {
    let order = Self.order(repairs.map(\.row), rowCount: rowCount)
    var json = RepairJSON(capacity: rowCount, bytes: arena.count + repairs.count * 48)
    let arena = arena
    let values = arena.span
    var next = 0
    for row in 0..<rowCount {
      json.begin()
      while next < order.count, repairs[Int(order[next])].row == Int32(row) {
        let repair = repairs[Int(order[next])]
        json.append(
          field: repair.field,
          rule: repair.rule,
          old: values.extracting(Int(repair.start)..<Int(repair.middle)),
          new: values.extracting(Int(repair.middle)..<Int(repair.end)),
          isNull: repair.isNull
        )
        next += 1
      }
      json.end()
    }
    return json.finish()
  }

  /// A stable counting sort: positions of the items by row.
  private static func order(_ rows: [Int32], rowCount: Int) -> [Int32] {
    var starts = [Int32](repeating: 0, count: rowCount + 1)
    for row in rows { starts[Int(row) + 1] += 1 }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    var order = [Int32](repeating: 0, count: rows.count)
    for (index, row) in rows.enumerated() {
      order[Int(starts[Int(row)])] = Int32(index)
      starts[Int(row)] += 1
    }
    return order
  }
}
