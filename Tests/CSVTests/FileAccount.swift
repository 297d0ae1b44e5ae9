import ByteIO
import CSV
import Columns
import Diagnostics

/// An exact account of a file: every byte belongs to the preamble, the header, a record and its line
/// end, a blank line, a comment or the footer, and each of them is counted once.
struct FileAccount {
  private let bytes: [UInt8]
  private let layout: CSVLayout
  private let limits: CSVLimits
  private var blankLines: Int64 = 0
  private var comments: Int64 = 0
  private var footer: ArraySlice<[UInt8]>
  /// Whether only the beginning of some record is kept, which may end on a later line.
  private var hasCutRecord = false

  private struct Piece {
    let offset: Int
    let content: [UInt8]
  }

  /// What is wrong with a reading of `bytes` as an account of them, nil when all is accounted for.
  static func complaint(
    _ bytes: [UInt8],
    _ detection: CSVDetection,
    _ limits: CSVLimits
  ) throws -> String? {
    let reader = try CSVReader(
      .source(MemorySource(bytes)),
      name: "f",
      layout: detection.layout,
      options: CSVReadOptions(batchRows: 100, limits: limits, keepsRecordBytes: true)
    )
    var pieces: [Piece] = []
    while let batch = try reader.next() {
      for row in 0..<batch.batch.rowCount {
        let offset = Int(batch.origins[row].byteOffset)
        pieces.append(Piece(offset: offset, content: Array(batch.recordBytes?[row] ?? [])))
      }
      pieces += batch.quarantined.map {
        Piece(offset: Int($0.finding.origin.byteOffset), content: $0.raw)
      }
    }
    pieces.sort { $0.offset < $1.offset }
    var account = FileAccount(
      bytes: bytes,
      layout: detection.layout,
      limits: limits,
      footer: reader.footer[...]
    )
    if let complaint = account.beginning(detection) { return complaint }
    return account.records(pieces) ?? account.sums(reader.counts)
  }

  private init(bytes: [UInt8], layout: CSVLayout, limits: CSVLimits, footer: ArraySlice<[UInt8]>) {
    self.bytes = bytes
    self.layout = layout
    self.limits = limits
    self.footer = footer
  }

  private var terminator: UInt8 { layout.dialect.lineEnd == .cr ? 0x0D : 0x0A }

  // MARK: Above the first record

  private func beginning(_ detection: CSVDetection) -> String? {
    var place = min(bytes.count, Int(layout.dataOffset))
    if detection.hasHeader {
      place -= lineEnd(endingAt: place)
      let header = layout.headerBytes
      guard place >= header.count, bytes[place - header.count..<place].elementsEqual(header) else {
        return "the header has other bytes than the file"
      }
      place -= header.count
    }
    var above = Array(bytes[..<place])
    if layout.dialect.hasByteOrderMark { above.removeFirst(min(3, above.count)) }
    var lines = above.split(separator: terminator, omittingEmptySubsequences: false)
    for (line, text) in zip(
      detection.preambleLines,
      detection.preamble.suffix(detection.preambleLines.count)
    ) {
      let count = text.utf8.count { $0 == terminator }
      for index in Int(line) - 1..<Int(line) + count where lines.indices.contains(index) {
        lines[index] = []
      }
    }
    let lost = lines.enumerated().first { index, line in
      let start = String(decoding: line.prefix(4), as: UTF8.self).lowercased()
      let isDeclaration = index == 0 && start == "sep="
      return !isBlank(line) && line.first != layout.dialect.comment && !isDeclaration
    }
    return lost.map { "line \($0.offset + 1) is neither preamble nor header" }
  }

  private func lineEnd(endingAt place: Int) -> Int {
    var start = place
    if start > 0, bytes[start - 1] == terminator { start -= 1 }
    while terminator == 0x0A, start > 0, bytes[start - 1] == 0x0D { start -= 1 }
    return place - start
  }

  // MARK: From the first record on

  private mutating func records(_ pieces: [Piece]) -> String? {
    var place = min(bytes.count, Int(layout.dataOffset))
    for (index, piece) in pieces.enumerated() {
      guard piece.offset >= place else { return "a record begins inside another, \(piece.offset)" }
      if let complaint = gap(place..<piece.offset) { return complaint }
      let end = piece.offset + piece.content.count
      guard end <= bytes.count, bytes[piece.offset..<end].elementsEqual(piece.content) else {
        return "a record has other bytes than the file"
      }
      if piece.content.count >= limits.recordBytes {
        hasCutRecord = true
        place = index + 1 < pieces.count ? pieces[index + 1].offset : bytes.count
        continue
      }
      guard let next = behindLineEnd(end) else {
        return "something stands between the record at \(piece.offset) and its line end"
      }
      place = next
    }
    return gap(place..<bytes.count)
  }

  /// The start of the next line.
  private func behindLineEnd(_ end: Int) -> Int? {
    var place = end
    while terminator == 0x0A, place < bytes.count, bytes[place] == 0x0D { place += 1 }
    if place < bytes.count, bytes[place] == terminator { place += 1 }
    return place > end || place == bytes.count ? place : nil
  }

  /// Lines that are in no record.
  private mutating func gap(_ range: Range<Int>) -> String? {
    var place = range.lowerBound
    while place < range.upperBound {
      if let line = footer.first, bytes[place...].starts(with: line) {
        footer.removeFirst()
        guard let next = behindLineEnd(place + line.count) else {
          return "a line of the footer does not end"
        }
        place = next
        continue
      }
      let line = bytes[place..<range.upperBound].prefix { $0 != terminator }
      if line.first == layout.dialect.comment, !line.isEmpty {
        comments += 1
      } else if isBlank(line) {
        blankLines += 1
      } else {
        return "\(String(decoding: line, as: UTF8.self)) is in no record"
      }
      place = line.endIndex + 1
    }
    return nil
  }

  private func isBlank(_ line: some Sequence<UInt8>) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  private func sums(_ counts: CSVCounts) -> String? {
    if hasCutRecord { return nil }
    if !footer.isEmpty { return "a line of the footer is not in the file" }
    if blankLines != counts.blankLines {
      return "\(blankLines) blank lines, counted \(counts.blankLines)"
    }
    return comments == counts.comments ? nil : "\(comments) comments, counted \(counts.comments)"
  }
}
