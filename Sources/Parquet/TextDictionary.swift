internal import Columns

/// The distinct texts of a column chunk in the order of their first occurrence: a hash table of
/// bytes, without a String for any of them.
struct TextDictionary {
  /// Bytes of all entries, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Ascending, one more than there are entries.
  private(set) var offsets: [Int] = [0]
  /// The hash in the upper half, the entry's number + 1 in the lower; 0 for a free slot.
  ///
  /// A power of two in length, at most half full.
  private var slots: [UInt64]

  init() { slots = Array(repeating: 0, count: 1024) }

  /// Number of entries.
  var count: Int { offsets.count - 1 }

  /// Size of the entries in PLAIN encoding.
  var plainSize: Int { bytes.count + 4 * count }

  /// The number of `value`, which becomes an entry when it is new.
  mutating func code(_ value: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = unsafe Self.hash(value)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if entry >> 32 == UInt64(hash) {
        let index = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
        if unsafe equals(index, value) { return UInt32(truncatingIfNeeded: index) }
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt64(hash) << 32 | UInt64(count + 1)
    unsafe bytes.append(contentsOf: value)
    offsets.append(bytes.count)
    if count * 2 > slots.count { grow() }
    return UInt32(count - 1)
  }

  private func equals(_ index: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = offsets[index]
    let count = value.count
    guard offsets[index + 1] - start == count else { return false }
    let other = UnsafeRawBufferPointer(value)
    // Safe: both texts are `count` long and every load ends at or before that.
    return unsafe bytes.withUnsafeBytes { own in
      func differ<Word: FixedWidthInteger>(_ offset: Int, _: Word.Type) -> Bool {
        unsafe own.loadUnaligned(fromByteOffset: start + offset, as: Word.self)
          != other.loadUnaligned(fromByteOffset: offset, as: Word.self)
      }
      if count >= 8 {
        var position = 0
        while position + 8 < count {
          if differ(position, UInt64.self) { return false }
          position += 8
        }
        return !differ(count - 8, UInt64.self)
      }
      if count >= 4 { return !differ(0, UInt32.self) && !differ(count - 4, UInt32.self) }
      return !(0..<count).contains { differ($0, UInt8.self) }
    }
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for entry in slots where entry != 0 {
      var slot = Int(truncatingIfNeeded: entry >> 32) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = entry
    }
    slots = larger
  }

  /// Eight bytes at a time, mixed by the halves of a 128-bit product; the same on every run.
  private static func hash(_ value: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(value)
    let count = raw.count
    var state = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    // Safe: each load ends at or before `count`.
    if count >= 8 {
      var position = 0
      while position + 8 < count {
        state = mix(state ^ (unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
        position += 8
      }
      state = mix(state ^ (unsafe raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)))
    } else if count >= 4 {
      let head = unsafe raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
      let tail = unsafe raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      state = mix(state ^ (UInt64(head) << 32 | UInt64(tail)))
    } else if count > 0 {
      let ends = unsafe UInt64(raw[0]) << 16 | UInt64(raw[count - 1])
      state = unsafe mix(state ^ (ends | UInt64(raw[count / 2]) << 8))
    }
    return UInt32(truncatingIfNeeded: mix(state ^ 0xD1B5_4A32_D192_ED03) >> 32)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}

/// The distinct integers of a column chunk in the order of their first occurrence.
struct IntegerDictionary {
  private(set) var values: [Int64] = []
  /// Entry numbers + 1, 0 for a free slot; a power of two in length, at most half full.
  private var slots = [UInt32](repeating: 0, count: 1024)

  /// Number of entries.
  var count: Int { values.count }

  /// The number of `value`, which becomes an entry when it is new.
  mutating func code(_ value: Int64) -> UInt32 {
    let mask = slots.count - 1
    var slot = Self.hash(value) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if values[Int(entry) - 1] == value { return entry - 1 }
      slot = (slot + 1) & mask
    }
    values.append(value)
    slots[slot] = UInt32(count)
    if count * 2 > slots.count { grow() }
    return UInt32(count - 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, value) in values.enumerated() {
      var slot = Self.hash(value) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
  }

  private static func hash(_ value: Int64) -> Int {
    Int(truncatingIfNeeded: (UInt64(bitPattern: value) &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}
