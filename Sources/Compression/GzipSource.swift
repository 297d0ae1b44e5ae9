package import ByteIO
internal import Diagnostics

/// Bytes inflated from gzip data (RFC 1952), member after member.
///
/// Damaged or truncated data throw a `Fault` that names the compressed offset; bytes after the
/// last member that are not a member end the data and stand in `trailingGarbage`.
package final class GzipSource: ByteSource {
  /// What follows the last member.
  package struct TrailingGarbage: Hashable, Sendable {
    /// Where it begins, in compressed bytes.
    package let offset: Int64
  }

  /// Set at the end of the data, when something other than zeros follows the last member.
  package private(set) var trailingGarbage: TrailingGarbage?

  /// Compressed bytes read at a time.
  package static let chunkSize = 1 << 17

  private let source: any ByteSource
  private let name: String
  private let inflater = Inflater(.gzip)
  private var input: [UInt8] = []
  private var position = 0
  /// Compressed bytes before `input`.
  private var inputOffset: Int64 = 0
  private var state = State.betweenMembers
  private var members = 0

  private enum State { case betweenMembers, inMember, ended }

  /// - Parameters:
  ///   - source: The compressed bytes.
  ///   - name: What messages call the input: its path.
  package init(_ source: any ByteSource, name: String) {
    self.source = source
    self.name = name
  }

  package func read(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    while state != .ended {
      switch state {
      case .betweenMembers: try beginMember()
      case .inMember:
        let count = try inflate(maximum, appendingTo: &buffer)
        if count > 0 { return count }
      case .ended: break
      }
    }
    return 0
  }

  /// Compressed bytes consumed so far.
  package var compressedOffset: Int64 { inputOffset + Int64(position) }

  private func inflate(_ maximum: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    if position == input.count, try refill() == 0 {
      throw fault("gzip data end before their end mark")
        .hinting("the file is truncated; fetch or export it again")
    }
    let before = buffer.count
    let bytes = input
    let rest = bytes.span.extracting(position..<bytes.count)
    var step: (verdict: Inflater.Verdict, consumed: Int) = (.damaged, 0)
    buffer.append(addingCapacity: maximum) { output in
      step = inflater.step(rest, into: &output)
    }
    position += step.consumed
    switch step.verdict {
    case .damaged:
      throw fault("gzip data are damaged")
        .hinting("nothing after this place can be trusted; fetch or export the file again")
    case .end: state = .betweenMembers
    case .more: break
    }
    return buffer.count - before
  }

  /// Looks at what follows: a member, nothing, padding, or garbage.
  private func beginMember() throws {
    while input.count - position < 3, try refill() > 0 {}
    let bytes = input
    let rest = bytes.span.extracting(position..<bytes.count)
    if Gzip.isGzip(rest) {
      if members > 0 { inflater.reset() }
      members += 1
      state = .inMember
    } else if members == 0 {
      throw rest.isEmpty ? fault("empty where gzip data should be") : fault("not gzip data")
    } else {
      try endOfMembers()
    }
  }

  /// Zeros up to the end are padding (gzip(1), "tapes"); anything else is garbage.
  private func endOfMembers() throws {
    state = .ended
    repeat {
      guard let index = input[position...].firstIndex(where: { $0 != 0 }) else {
        position = input.count
        continue
      }
      position = index
      trailingGarbage = TrailingGarbage(offset: compressedOffset)
      return
    } while try refill() > 0
  }

  /// Appends a chunk to what is left of `input`.
  private func refill() throws -> Int {
    inputOffset += Int64(position)
    input.removeSubrange(..<position)
    position = 0
    return try source.read(Self.chunkSize, appendingTo: &input)
  }

  private func fault(_ message: String) -> Fault {
    let place = "compressed byte \(compressedOffset)"
    return Fault(.input, "\(message) at \(place)", at: SourcePosition(file: name))
  }
}
