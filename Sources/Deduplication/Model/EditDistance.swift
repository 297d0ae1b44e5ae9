/// Number of edits between two texts: insertions, deletions, substitutions and transpositions of
/// neighbours (optimal string alignment).
enum EditDistance {
  /// Most edits that are told apart; more count as `limit + 1`.
  static let limit = 2

  /// The edits between `text[left]` and `text[right]`, at most `limit + 1`.
  static func between(_ text: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Int {
    guard abs(left.count - right.count) <= limit else { return limit + 1 }
    var (leftStart, leftEnd) = (left.lowerBound, left.upperBound)
    var (rightStart, rightEnd) = (right.lowerBound, right.upperBound)
    while leftStart < leftEnd, rightStart < rightEnd, text[leftStart] == text[rightStart] {
      leftStart += 1
      rightStart += 1
    }
    while leftStart < leftEnd, rightStart < rightEnd, text[leftEnd - 1] == text[rightEnd - 1] {
      leftEnd -= 1
      rightEnd -= 1
    }
    let short = min(leftEnd - leftStart, rightEnd - rightStart)
    let long = max(leftEnd - leftStart, rightEnd - rightStart)
    if short == 0 { return min(long, limit + 1) }
    if short == 1, long == 1 { return 1 }
    if short == 2, long == 2, text[leftStart] == text[rightStart + 1],
      text[leftStart + 1] == text[rightStart]
    {
      return 1
    }
    return band(text, leftStart..<leftEnd, rightStart..<rightEnd)
  }

  /// Columns of the band of `limit` cells on either side of the diagonal.
  private static let width = 2 * limit + 1

  /// Dynamic programming within `limit` cells of the diagonal, three rows at a time.
  private static func band(
    _ text: Span<UInt8>,
    _ left: Range<Int>,
    _ right: Range<Int>
  ) -> Int {
    let far = limit + 1
    var before = InlineArray<5, Int>(repeating: far)
    var last = InlineArray<5, Int>(repeating: far)
    for offset in 0...limit { last[limit + offset] = offset }
    for row in 1...left.count {
      var current = InlineArray<5, Int>(repeating: far)
      var best = far
      for cell in 0..<width {
        let column = row + cell - limit
        guard column >= 0, column <= right.count else { continue }
        if column == 0 {
          current[cell] = min(row, far)
        } else {
          let mine = text[left.lowerBound + row - 1]
          let theirs = text[right.lowerBound + column - 1]
          var edits = last[cell] + (mine == theirs ? 0 : 1)
          if cell + 1 < width { edits = min(edits, last[cell + 1] + 1) }
          if cell > 0 { edits = min(edits, current[cell - 1] + 1) }
          if row > 1, column > 1, mine == text[right.lowerBound + column - 2],
            theirs == text[left.lowerBound + row - 2]
          {
            edits = min(edits, before[cell] + 1)
          }
          current[cell] = min(edits, far)
        }
        best = min(best, current[cell])
      }
      if best >= far { return far }
      before = last
      last = current
    }
    return last[right.count - left.count + limit]
  }
}
