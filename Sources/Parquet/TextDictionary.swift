internal import Columns

/// The distinct texts of a column chunk in the order of their first occurrence: a hash table of
/// bytes, without a String for any of them.
struct TextDictionary {
  /// Bytes of all entries, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Ascending, one more than there are entries.
  private(set) var offsets: [Int] = [0]
  private var hashes: [UInt32] = []
  /// Entry numbers + 1, 0 for a free slot; a power of two in length, at most half full.
  private var slots: [UInt32]

  init() { slots = Array(repeating: 0, count: 1024) }

  /// Number of entries.
  var count: Int { hashes.count }

  /// Size of the entries in PLAIN encoding.
  var plainSize: Int { bytes.count + 4 * count }

  /// The number of `value`, which becomes an entry when it is new.
  mutating func code(_ value: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = unsafe Self.hash(value)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      let index = Int(entry) - 1
      if hashes[index] == hash, unsafe equals(index, value) { return UInt32(index) }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt32(count + 1)
    hashes.append(hash)
    unsafe bytes.append(contentsOf: value)
    offsets.append(bytes.count)
    if count * 2 > slots.count { grow() }
    return UInt32(count - 1)
  }

  private func equals(_ index: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = offsets[index]
    guard offsets[index + 1] - start == value.count else { return false }
    for position in 0..<value.count {
      guard unsafe bytes[start + position] == value[position] else { return false }
    }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// Eight bytes at a time, mixed by the halves of a 128-bit product; the same on every run.
  private static func hash(_ value: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(value)
    var state = UInt64(truncatingIfNeeded: value.count) &* 0x9E37_79B9_7F4A_7C15
    var position = 0
    // Safe: each load ends at or before `count`.
    while position + 8 <= raw.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      state = mix(state ^ word)
      position += 8
    }
    var tail: UInt64 = 0
    while position < raw.count {
      tail = unsafe tail << 8 | UInt64(raw[position])
      position += 1
    }
    state = mix(state ^ tail ^ 0xD1B5_4A32_D192_ED03)
    return UInt32(truncatingIfNeeded: state >> 32)
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
