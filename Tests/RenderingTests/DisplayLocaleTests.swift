import Rendering
import Testing

@Suite("German wording")
struct WordingTests {
  @Test("exists for every phrase of the program")
  func complete() {
    #expect(GermanCoverage.missing.isEmpty, "\(GermanCoverage.missing)")
  }
}
