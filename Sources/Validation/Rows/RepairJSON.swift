import CRMModel
import Columns
import Diagnostics
import JSONText

/// Writes `[{"field":..,"old":..,"new":..,"rule":..}]` (RFC 8259) row by row.
struct RepairJSON: ~Copyable {
  private var bytes: Draft<UInt8>
  private var offsets: Draft<Int32>
  private var isOpen = false
  /// A string that needs escapes.
  private var scratch: [UInt8] = []

  /// What stands before the old value, by field.
  private let heads = TextColumn(MappableField.names.map { "{\"field\":\"\($0)\",\"old\":" })
  private static let new: StaticString = ",\"new\":"
  /// What stands behind the new value, by rule.
  private let tails = TextColumn(
    ValueCode.allCases.map { ",\"rule\":\"\($0.code.rawValue)\"}" }
  )
  private static let null: StaticString = "null"

  init(capacity: Int, bytes byteCapacity: Int) {
    offsets = Draft(capacity: capacity + 1)
    bytes = Draft(capacity: byteCapacity)
    offsets.append(0)
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
    append(heads, Int(field.index))
    // What was added where nothing stood has no old value.
    if old.isEmpty { append(Self.null) } else { append(string: old) }
    append(Self.new)
    if isNull { append(Self.null) } else { append(string: new) }
    append(tails, Int(rule.rawValue))
  }

  /// Ends a row.
  mutating func end() {
    if isOpen { bytes.append(UInt8(ascii: "]")) }
    offsets.append(Int32(bytes.count))
  }

  consuming func finish() -> TextColumn {
    TextColumn(bytes: bytes.finish(), offsets: offsets.finish())
  }

  private mutating func append(_ words: TextColumn, _ index: Int) {
    let letters = words.bytes
    bytes.append(letters.span.extracting(words.place(index)))
  }

  private mutating func append(_ text: StaticString) {
    // Safe: the text is of the program and ASCII, so that it has an address.
    unsafe bytes.append(atMost: text.utf8CodeUnitCount) { target in
      unsafe target.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
      return text.utf8CodeUnitCount
    }
  }

  private mutating func append(string: Span<UInt8>) {
    for index in string.indices where JSONEscape.isNeeded(string[index]) {
      scratch.removeAll(keepingCapacity: true)
      scratch.append(jsonString: string)
      let escaped = scratch
      bytes.append(escaped.span)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(string)
    bytes.append(UInt8(ascii: "\""))
  }
}
