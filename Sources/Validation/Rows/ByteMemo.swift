import Columns

/// Remembers a small number for each text met, so that values which repeat are worked out once.
///
/// Open addressing with linear probing; past `limit` texts nothing is added, so that a column
/// without repetition costs no memory.
struct ByteMemo {
  private struct Slot {
    var start: Int32 = 0
    var length: Int32 = -1
    var value: Int32 = 0
  }

  private static let slotCount = 4096
  private static let limit = 2048

  private var slots = [Slot](repeating: Slot(), count: slotCount)
  private var arena: [UInt8] = []
  private var count = 0

  /// The number of a text, worked out at its first occurrence.
  mutating func value(_ text: Span<UInt8>, _ compute: (Span<UInt8>) -> Int32) -> Int32 {
    var index = Self.hash(text) & (Self.slotCount - 1)
    while slots[index].length >= 0 {
      let slot = slots[index]
      if Int(slot.length) == text.count, isEqual(text, Int(slot.start)) { return slot.value }
      index = (index + 1) & (Self.slotCount - 1)
    }
    let value = compute(text)
    guard count < Self.limit else { return value }
    slots[index] = Slot(start: Int32(arena.count), length: Int32(text.count), value: value)
    arena.append(text)
    count += 1
    return value
  }

  private func isEqual(_ text: Span<UInt8>, _ start: Int) -> Bool {
    for index in text.indices where arena[start + index] != text[index] { return false }
    return true
  }

  /// Eight bytes at a time, mixed by the multiplier of MurmurHash64A.
  private static func hash(_ text: Span<UInt8>) -> Int {
    var hash = UInt64(truncatingIfNeeded: text.count) &* multiplier
    // Safe: each load lies within the text.
    unsafe text.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<UInt8>) in
      let raw = UnsafeRawBufferPointer(buffer)
      var position = 0
      while position + 8 <= raw.count {
        let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        hash = (hash ^ word) &* multiplier
        hash ^= hash >> 29
        position += 8
      }
      var rest: UInt64 = 0
      while position < raw.count {
        unsafe rest = rest << 8 | UInt64(raw[position])
        position += 1
      }
      hash = (hash ^ rest) &* multiplier
    }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }

  private static let multiplier: UInt64 = 0xC6A4_A793_5BD1_E995
}
