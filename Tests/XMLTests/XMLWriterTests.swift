import ByteIO
import TestSupport
import Testing
import XML

@Suite("Writing XML")
struct XMLWriterTests {
  @Test("indents elements and leaves text alone")
  func indents() throws {
    let sink = MemorySink()
    var writer = XMLWriter(sink)
    try writer.start("a", [("k", "1 < \"2\"\n"), ("xmlns:c", "urn:c")])
    try writer.element("b", "x & y > z\r")
    try writer.element("c:empty")
    try writer.start("d")
    try writer.element("e", "1", [("f", "'")])
    try writer.finish()
    #expect(
      String(decoding: sink.bytes, as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <a k="1 &lt; &quot;2&quot;&#10;" xmlns:c="urn:c">
          <b>x &amp; y &gt; z&#13;</b>
          <c:empty/>
          <d>
            <e f="'">1</e>
          </d>
        </a>

        """
    )
  }

  @Test("keeps mixed content on its line, and can do without line breaks")
  func mixed() throws {
    let sink = MemorySink()
    var writer = XMLWriter(sink, indentation: nil, declaration: false)
    try writer.start("a")
    try writer.text("x")
    try writer.element("b", "y\u{0}")
    try writer.text("z")
    try writer.finish()
    #expect(String(decoding: sink.bytes, as: UTF8.self) == "<a>x<b>y\u{FFFD}</b>z</a>")
    let lines = MemorySink()
    var indenting = XMLWriter(lines, declaration: false)
    try indenting.start("a")
    try indenting.text("x")
    try indenting.element("b", "y")
    try indenting.finish()
    #expect(String(decoding: lines.bytes, as: UTF8.self) == "<a>x<b>y</b></a>\n")
  }

  @Test("writes what the reader reads back", arguments: 1...20 as ClosedRange<UInt64>)
  func roundTrip(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("ab&<>\"'\n\t\r ]]>é😀;#x")
    func text() -> String {
      let inner = (0..<Int.random(in: 0...30, using: &random)).compactMap { _ in
        alphabet.randomElement(using: &random)
      }
      // The reader does not keep white space around values.
      return "." + String(inner) + "."
    }
    let sink = MemorySink()
    var writer = XMLWriter(sink)
    try writer.start("list")
    var expected: [[String?]] = []
    for _ in 0..<50 {
      let (attribute, value) = (text(), text())
      expected.append([attribute, value])
      try writer.start("r", [("k", attribute)])
      try writer.element("v", value)
      try writer.end()
    }
    try writer.finish()
    let document = try readDocument(
      sink.bytes,
      record: "/list/r",
      fields: [XMLField("k", "@k"), XMLField("v", "v")]
    )
    #expect(document.fault == nil)
    #expect(document.rows == expected)
  }
}
