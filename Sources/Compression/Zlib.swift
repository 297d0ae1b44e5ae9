// The one file that touches zlib. Everything above it sees spans, arrays and verdicts.

internal import CZlib

/// The wrapping of a DEFLATE stream, as zlib's `windowBits` tells it.
package enum DeflateFormat: Sendable, Hashable {
  /// RFC 1951 alone, as in ZIP.
  case raw
  /// RFC 1952.
  case gzip

  fileprivate var windowBits: Int32 {
    switch self {
    case .raw: -MAX_WBITS
    case .gzip: MAX_WBITS + 16
    }
  }
}

/// A `z_stream` at a fixed address: zlib keeps a pointer back to it.
///
/// Not to be shared between threads at the same time.
@safe private struct StreamPointer {
  let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
  }

  /// Runs `call` with input and output set; returns its verdict and how far both moved.
  func run(
    _ input: Span<UInt8>,
    into output: inout OutputSpan<UInt8>,
    _ call: (UnsafeMutablePointer<z_stream>) -> Int32
  ) -> (verdict: Int32, consumed: Int) {
    unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
      unsafe input.withUnsafeBufferPointer { bytes in
        // Safe: both lengths are bounded by their buffers and zlib never writes to `next_in`.
        let room = min(buffer.count - initialized, Int(Int32.max))
        let available = min(bytes.count, Int(Int32.max))
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(available)
        unsafe stream.pointee.next_out = buffer.baseAddress.map { unsafe $0 + initialized }
        unsafe stream.pointee.avail_out = UInt32(room)
        let verdict = unsafe call(stream)
        unsafe initialized += room - Int(stream.pointee.avail_out)
        return unsafe (verdict, available - Int(stream.pointee.avail_in))
      }
    }
  }

  func free() {
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }
}

/// One run of inflate(3): bytes in, verdict and bytes out.
final class Inflater {
  /// What a step came to.
  enum Verdict { case more, end, damaged }

  private let pointer: StreamPointer

  init(_ format: DeflateFormat) {
    pointer = StreamPointer()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let verdict = unsafe inflateInit2_(pointer.stream, format.windowBits, ZLIB_VERSION, size)
    precondition(verdict == Z_OK, "inflateInit2 out of memory or another zlib than compiled for")
  }

  deinit {
    unsafe inflateEnd(pointer.stream)
    pointer.free()
  }

  /// Forgets the stream and begins a new one.
  func reset() { unsafe _ = inflateReset(pointer.stream) }

  /// Inflates what fits into `output`; `more` with nothing consumed and nothing written means that
  /// input is missing.
  func step(
    _ input: Span<UInt8>,
    into output: inout OutputSpan<UInt8>
  ) -> (verdict: Verdict, consumed: Int) {
    let (verdict, consumed) = unsafe pointer.run(input, into: &output) { stream in
      unsafe inflate(stream, Z_NO_FLUSH)
    }
    switch verdict {
    case Z_OK, Z_BUF_ERROR: return (.more, consumed)
    case Z_STREAM_END: return (.end, consumed)
    default: return (.damaged, consumed)
    }
  }
}

/// Deflates whole blocks, each independent of those before it (RFC 1951).
final class Deflater {
  /// How a block ends.
  enum Ending {
    /// Aligned to a byte, the stream goes on.
    case fullFlush
    /// The last block of the stream.
    case finish
  }

  private let pointer: StreamPointer

  /// - Parameter level: 0 (stored) to 9.
  init(level: Int) {
    pointer = StreamPointer()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let memoryLevel: Int32 = 8
    let verdict = unsafe deflateInit2_(
      pointer.stream,
      Int32(min(max(level, 0), 9)),
      Z_DEFLATED,
      DeflateFormat.raw.windowBits,
      memoryLevel,
      Z_DEFAULT_STRATEGY,
      ZLIB_VERSION,
      size
    )
    precondition(verdict == Z_OK, "deflateInit2 out of memory or another zlib than compiled for")
  }

  deinit {
    unsafe deflateEnd(pointer.stream)
    pointer.free()
  }

  /// Appends `input` as one raw DEFLATE block sequence to `output`.
  func deflate(_ input: Span<UInt8>, _ ending: Ending, appendingTo output: inout [UInt8]) {
    unsafe _ = deflateReset(pointer.stream)
    // A full flush adds an empty stored block of at most 6 bytes to deflateBound's figure.
    let bound = unsafe Int(deflateBound(pointer.stream, UInt(input.count))) + 16
    let flush = ending == .finish ? Z_FINISH : Z_FULL_FLUSH
    var position = 0
    var isDone = false
    while !isDone {
      let rest = input.extracting(position..<input.count)
      output.append(addingCapacity: max(bound - position, 1024)) { free in
        let (verdict, consumed) = unsafe pointer.run(rest, into: &free) { stream in
          unsafe CZlib.deflate(stream, flush)
        }
        position += consumed
        let isComplete = ending == .finish ? verdict == Z_STREAM_END : free.freeCapacity > 0
        isDone = position == input.count && isComplete
      }
    }
  }
}

/// CRC-32 as of RFC 1952, clause 8 (ISO 3309), the check of gzip, ZIP and Parquet pages.
package struct CRC32: Sendable, Hashable {
  /// The checksum of what was added so far.
  package private(set) var value: UInt32 = 0

  package init() {}

  /// The checksum of `bytes`.
  package init(_ bytes: Span<UInt8>) { update(bytes) }

  /// Adds bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    let start = UInt(value)
    // Safe: the buffer is only read, inside the closure. A null buffer would reset the checksum.
    let sum = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe buffer.isEmpty ? start : crc32_z(start, buffer.baseAddress, buffer.count)
    }
    value = UInt32(truncatingIfNeeded: sum)
  }

  /// Adds the `count` bytes whose own checksum is `other`.
  package mutating func append(_ other: CRC32, count: Int) {
    value = UInt32(truncatingIfNeeded: crc32_combine(UInt(value), UInt(other.value), count))
  }
}
