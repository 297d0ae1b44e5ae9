import CRMModel
import Columns
import Diagnostics

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
  private static let hexadecimal = Array("0123456789abcdef".utf8)

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
    if old.isEmpty { bytes += Self.null } else { append(string: old) }
    bytes += Self.new
    if isNull { bytes += Self.null } else { append(string: new) }
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

  /// RFC 8259 clause 7: quotation mark, reverse solidus and controls are escaped.
  private mutating func append(string: Span<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    for index in string.indices {
      let byte = string[index]
      if byte < 0x20 {
        bytes += [0x5C, 0x75, 0x30, 0x30]
        bytes.append(Self.hexadecimal[Int(byte >> 4)])
        bytes.append(Self.hexadecimal[Int(byte & 15)])
      } else {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(0x5C) }
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
