/// What the C library does with memory that is freed.
package enum FreedMemory {
  /// The largest block that glibc may take from its heap rather than from the kernel
  /// (`DEFAULT_MMAP_THRESHOLD_MAX` on 64-bit systems, malloc.h), less room for the block's header.
  private static let largestHeapBlock = 32 * 1024 * 1024 - 8192

  /// Has freed memory used again instead of given back to the kernel and asked for anew.
  ///
  /// Batches come and go several times a second; without this every one of them is given zeroed
  /// pages by the kernel, one fault a page, and two threads wait for each other there. glibc raises
  /// its threshold to the size of the first large block that is freed (mallopt(3),
  /// `M_MMAP_THRESHOLD`), so one block is taken and freed, untouched but for its first byte. Other C
  /// libraries are none the worse for it. Called once, before anything is read.
  package static func keep() {
    // Safe: the block is written inside its bounds and freed at once.
    let block = UnsafeMutableRawPointer.allocate(byteCount: largestHeapBlock, alignment: 16)
    unsafe block.storeBytes(of: 1, as: UInt8.self)
    unsafe block.deallocate()
  }
}
