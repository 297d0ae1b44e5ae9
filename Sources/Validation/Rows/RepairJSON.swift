import CRMModel
import Columns
import Diagnostics
import JSONText

/// Writes `[{"field":..,"old":..,"new":..,"rule":..}]` (RFC 8259) row by row.
struct RepairJSON {
  private var bytes: [UInt8] = []
  private var offsets: [Int32] = [0]
  private var isOpen = false

  private static let heads: [[UInt8]] = MappableField.names.map {
    Array("{\"field\":\"\($0)\",\"old\":".utf8)
  }
  private static let tails: [[UInt8]] = ValueCode.allCases.map {
    Array(",\"rule\":\"\($0.code.rawValue)\"}".utf8)
  }
  private static let new = Array(",\"new\":".utf8)
  private static let null = Array("null".utf8)

  init(capacity: Int, bytes byteCapacity: Int) {
    offsets.reserveCapacity(capacity + 1)
    bytes.reserveCapacity(byteCapacity)
  }

  /// Begins a row.
  mutating func begin() { isOpen = false }

  /// Adds a repair to the row.
  mutating func append(
    field: InputField,
    rule: ValueCode,
    old: Span<UInt8>,
    new: Span<UInt8>,
    isNull: Bool
  ) {
    bytes.append(isOpen ? UInt8(ascii: ",") : UInt8(ascii: "["))
    isOpen = true
    bytes += Self.heads[Int(field.index)]
    // What was added where nothing stood has no old value.
    if old.isEmpty { bytes += Self.null } else { bytes.append(jsonString: old) }
    bytes += Self.new
    if isNull { bytes += Self.null } else { bytes.append(jsonString: new) }
    bytes += Self.tails[Int(rule.rawValue)]
  }

  /// Ends a row.
  mutating func end() {
    if isOpen { bytes.append(UInt8(ascii: "]")) }
    offsets.append(Int32(bytes.count))
  }

  consuming func finish() -> TextColumn {
    TextColumn(bytes: bytes, offsets: offsets)
  }
}
