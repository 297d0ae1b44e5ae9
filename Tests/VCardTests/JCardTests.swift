import ByteIO
import Foundation
import TestSupport
import Testing
import VCard

@Suite("jCard")
struct JCardTests {
  @Test(
    "agrees with the corpus",
    arguments: ["vcard", "vcard3", "vcard_author", "vcard_grouped"]
  )
  func corpus(_ name: String) throws {
    guard let source = Corpora.item("vcard/jcard/\(name).vcf"),
      let expected = Corpora.item("vcard/jcard/\(name).json")
    else { return }
    let batch = try read(Array(try Data(contentsOf: source)))
    #expect(batch.cards.count == 1)
    let actual = try JSONSerialization.jsonObject(with: Data(JCard.bytes(batch.cards[0])))
    let wanted = try JSONSerialization.jsonObject(with: Data(contentsOf: expected))
    #expect(try Self.canonical(actual) == Self.canonical(wanted))
  }

  @Test("imports every card of the Evolution corpus")
  func evolution() throws {
    guard let folder = Corpora.item("vcard/evolution") else { return }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files.count == 78)
    for file in files {
      let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
      let batch = try read(bytes)
      #expect(batch.cards.count == 1, "\(file)")
      #expect(batch.quarantined.isEmpty, "\(file)")
      #expect(batch.cards[0].properties.count >= 1, "\(file)")
    }
  }

  @Test(
    "writes dates and times in the extended format (RFC 7095 section 3.5)",
    arguments: [
      ("BDAY:19850412", "1985-04-12"), ("BDAY:1985-04", "1985-04"), ("BDAY:1985", "1985"),
      ("BDAY:--0412", "--04-12"), ("BDAY:---12", "---12"),
      ("BDAY:19850412T1022", "1985-04-12T10:22"),
      ("BDAY:T102200Z", "T10:22:00Z"), ("BDAY:T10", "T10"), ("BDAY:T-2200", "T-22:00"),
      ("BDAY:T--00", "T--00"), ("BDAY:--0412T1022-0500", "--04-12T10:22-05:00"),
      ("BDAY;VALUE=text:circa 1800", "circa 1800"), ("BDAY:unknown", "unknown"),
      ("REV:19951031T222710Z", "1995-10-31T22:27:10Z"), ("TZ;VALUE=utc-offset:-05", "-05"),
      ("X-A;VALUE=time:102200", "10:22:00"), ("X-B;VALUE=date:19850412", "1985-04-12"),
    ]
  )
  func times(_ line: String, _ expected: String) throws {
    let json = JCard.bytes(try read(card("4.0", line)).cards[0])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [Any])
    let properties = try #require(object[1] as? [[Any]])
    #expect(properties[1].last as? String == expected)
  }

  @Test("keeps the value of an unknown property unprocessed, and escapes for JSON")
  func unknown() throws {
    let json = JCard.bytes(try read(card("4.0", "X-FOO;BAR=\"\u{8}\\\":a\\,b\"\u{1}")).cards[0])
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"["vcard",[["version",{},"text","4.0"],["x-foo",{"bar":"\u0008\\"},"unknown","a\\,b\"\u0001"]],[]]"#
    )
  }

  @Test("decodes vCard 2.1 and leaves out what is decoded")
  func twoOne() throws {
    let json = JCard.bytes(
      try read(
        card(
          "2.1",
          "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;A, B",
          "TEL;CELL;PREF:1"
        )
      ).cards[0]
    )
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"["vcard",[["version",{},"text","2.1"],["n",{},"text",["Müller","A, B"]],["tel",{"type":["CELL","PREF"]},"phone-number","1"]],[]]"#
    )
  }

  private static func canonical(_ object: Any) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    return String(decoding: data, as: UTF8.self)
  }
}
