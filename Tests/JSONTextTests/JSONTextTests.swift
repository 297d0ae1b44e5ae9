import Foundation
import JSONText
import TestSupport
import Testing

@Suite("JSON text")
struct JSONTextTests {
  static let value: JSON = [
    "z": .array([.integer(-1), .number("12.50"), .bool(true), .null]),
    "a": ["name": .string("a\"b\\c\n\u{1}\u{7F}é"), "empty": [:], "none": .array([])],
    "m": .optional(nil),
  ]

  @Test("members keep their order, on one line without spaces")
  func compact() {
    #expect(
      Self.value.text
        == #"{"z":[-1,12.50,true,null],"#
        + #""a":{"name":"a\"b\\c\n\u0001\u007fé","empty":{},"none":[]},"m":null}"#
    )
  }

  @Test("a document is indented by two spaces and ends with a line feed")
  func document() {
    #expect(
      Self.value.document == """
        {
          "z": [
            -1,
            12.50,
            true,
            null
          ],
          "a": {
            "name": "a\\"b\\\\c\\n\\u0001\\u007fé",
            "empty": {},
            "none": []
          },
          "m": null
        }

        """
    )
  }

  @Test("texts are sorted by name") func strings() {
    #expect(JSON.strings(["b": "2", "a": "1"]).text == #"{"a":"1","b":"2"}"#)
  }

  @Test("Foundation reads back every string", arguments: 1...4 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let highest: UInt32 = Bool.random(using: &random) ? 0x80 : 0x10FFFF
        let code = UInt32.random(in: 0...highest, using: &random)
        if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
      }
      let json = JSON.array([.string(text)])
      for form in [json.text, json.document] {
        let read = try JSONSerialization.jsonObject(with: Data(form.utf8)) as? [String]
        #expect(read.map { Array($0[0].utf8) } == Array(text.utf8))
      }
    }
  }
}
