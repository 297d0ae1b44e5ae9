import Billing
import TestSupport
import Testing

@Suite("invoice numbers in what payers write")
struct ReferenceIndexTests {
  private static let numbers = ["INV-2026-00001", "INV-2026-00014", "RE 14", nil, "---"]

  private static let texts: [(text: String, named: [Int])] = [
    ("INV-2026-00001", [0]), ("inv 2026/00014, danke", [1]), ("Rechnung inv2026.00014", [1]),
    ("INV-2026-00 001", [0]), ("INV-2026-00001 und INV-2026-00014", [0, 1]),
    ("re14", [2]), ("RE_1_4", [2]), ("RE-14/INV-2026-00001", [0, 2]),
    // A letter or digit before or after makes another number.
    ("XINV-2026-00001", []), ("INV-2026-000011", []), ("RE 141", []), ("0 RE 14", [2]),
    // Other characters between are no separators.
    ("INV#2026-00001", []), ("INV-2026-0000\u{A0}1", []), ("", []), ("---", []),
  ]

  @Test("are found in any notation, and only whole", arguments: texts)
  func found(text: String, named: [Int]) {
    #expect(ReferenceIndex(Self.numbers).named(in: text) == named)
  }

  @Test("are found as a search at every place finds them")
  func property() {
    var random = SeededGenerator(seed: 4)
    let letters = Array("a1B2- ./#")
    func text(_ count: ClosedRange<Int>) -> String {
      String(
        (0..<Int.random(in: count, using: &random)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &random)]
        }
      )
    }
    for _ in 0..<2_000 {
      let numbers = (0..<6).map { _ in text(1...4) }
      let reference = text(0...12)
      let expected = numbers.indices.filter { Self.names(numbers[$0], in: reference) }
      #expect(
        ReferenceIndex(numbers).named(in: reference) == expected,
        "\(numbers) in \(reference)"
      )
    }
  }

  /// Whether a text names a number, by trying every place.
  private static func names(_ number: String, in text: String) -> Bool {
    let wanted = number.uppercased().filter { $0.isLetter || $0.isNumber }
    let given = Array(text.uppercased())
    func isPart(_ index: Int) -> Bool {
      given.indices.contains(index) && (given[index].isLetter || given[index].isNumber)
    }
    guard !wanted.isEmpty else { return false }
    return given.indices.contains { start in
      var place = start
      for (index, character) in wanted.enumerated() {
        while index > 0, place < given.count, " -./_".contains(given[place]) { place += 1 }
        guard place < given.count, given[place] == character else { return false }
        place += 1
      }
      return !isPart(start - 1) && !isPart(place)
    }
  }
}
