import Diagnostics
import Testing

@Suite("faults and names")
struct FaultTests {
  @Test("a fault prints its place, its message and its hints")
  func rendering() {
    let position = SourcePosition(file: "Pipelines/nightly.json5", line: 4, column: 7)
    let fault = Fault(.configuration, "unknown key 'tiemzone'", at: position)
      .hinting("did you mean 'timezone'?")
    #expect(
      fault.rendered == """
        error: Pipelines/nightly.json5:4:7: unknown key 'tiemzone'
        hint: did you mean 'timezone'?
        """
    )
    #expect(fault.exitCode == 2)
  }

  @Test(
    "offers the nearest name or none",
    arguments: [
      ("tiemzone", "timezone"), ("Store", "store"), ("currenzy", "currency"), ("xyz", nil),
      ("", nil),
    ] as [(String, String?)]
  )
  func nearest(name: String, expected: String?) {
    let names = ["store", "timezone", "currency", "locale"]
    #expect(NearestName.of(name, among: names) == expected)
  }
}
