import ByteIO
import Columns
import Diagnostics
import TestSupport
import Testing
import XML

@Suite("Hostile documents")
struct XMLRefusalTests {
  private let fields = [XMLField("a", "a")]

  @Test("refuses an entity bomb where it is used")
  func bomb() throws {
    var dtd = "<!DOCTYPE l [<!ENTITY x0 \"ha\">"
    for level in 1...30 { dtd += "<!ENTITY x\(level) \"&x\(level - 1);&x\(level - 1);\">" }
    let xml = dtd + "]><l><r><a>&x30;</a></r></l>"
    let document = try readDocument(Array(xml.utf8), record: "//r", fields: fields)
    #expect(document.rows.isEmpty)
    #expect(document.fault?.message.hasPrefix("document uses an entity that holds") == true)
    #expect(document.fault?.position?.line == 1)
  }

  @Test(
    "refuses external and parameter entities, and entities without declaration",
    arguments: [
      "<!DOCTYPE l [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><l><r><a>&f;</a></r></l>",
      "<!DOCTYPE l [<!ENTITY % p SYSTEM \"http://localhost:1/p\">%p;]><l><r><a>1</a></r></l>",
      "<!DOCTYPE l SYSTEM \"http://localhost:1/l.dtd\"><l><r><a>&f;</a></r></l>",
      "<!DOCTYPE l SYSTEM \"http://localhost:1/l.dtd\"><l><r b=\"&f;\"><a>1</a></r></l>",
      "<l><r><a>&f;</a></r></l>", "<l><r b='&f;'/></l>",
      "<!DOCTYPE l [<!ENTITY f \"<b/>\">]><l><r><a>&f;</a></r></l>",
      "<!DOCTYPE l [<!ENTITY f \"&g;\"><!ENTITY g \"x\">]><l><r><a>&f;</a></r></l>",
      "<!DOCTYPE l [<!ENTITY f \"&f;\">]><l><r><a>&f;</a></r></l>",
      "<!DOCTYPE l [<!ENTITY f \"&g;\">]><l><r b=\"&f;\"><a>1</a></r></l>",
      "<!DOCTYPE l [<!ENTITY f SYSTEM \"f\" NDATA n>]><l><r><a>1</a></r></l>",
    ]
  )
  func entities(_ xml: String) throws {
    let document = try readDocument(Array(xml.utf8), record: "//r", fields: fields)
    #expect(document.rows.isEmpty)
    #expect(document.fault?.kind == .input)
    #expect(
      document.fault?.message.contains("entit") == true,
      "\(String(describing: document.fault))"
    )
  }

  @Test(
    "expands entities that stand for plain text",
    arguments: [
      ("<!ENTITY f \"Nord AG\">", "&f;", "Nord AG"),
      ("<!ENTITY f \"Nord AG\">", "bei &f;, &f;!", "bei Nord AG, Nord AG!"),
      (
        "<!ENTITY f \"S\u{F6}hne &#38;#38; Co &#x2014; &lt;x&gt;\">", "&f;",
        "S\u{F6}hne & Co \u{2014} <x>"
      ),
      ("<!ENTITY f \"\">", "a&f;b", "ab"),
      ("<!ENTITY f \"1\"><!ENTITY f \"2\">", "&f;", "1"),
      ("<!ENTITY f \"&g;\"><!ENTITY g \"<x/>\"><!ELEMENT l ANY>", "unused", "unused"),
      ("<!ATTLIST r b CDATA 'usual'>", "x", "x"),
    ]
  )
  func plainEntities(_ declarations: String, _ use: String, _ text: String) throws {
    let quoted = use.replacing("\"", with: "&quot;")
    let xml = "<!DOCTYPE l [\(declarations)]><l><r c=\"\(quoted)\"><a>\(use)</a></r></l>"
    for size in [1, 7, Int.max] {
      let document = try readDocument(
        Array(xml.utf8),
        record: "//r",
        fields: [XMLField("a", "a"), XMLField("c", "@c")],
        pieceSize: size
      )
      #expect(document.rows == [[text, text]], "\(String(describing: document.fault))")
    }
  }

  @Test("bounds how many entities there are, how long they are and what they come to")
  func entityBounds() throws {
    var limits = XMLLimits.standard
    limits.maximumEntities = 3
    limits.maximumEntityBytes = 10
    limits.freeExpansion = 100
    limits.maximumAmplification = 1
    func fault(_ declarations: String, _ content: String) throws -> String? {
      let xml = "<!DOCTYPE l [\(declarations)]><l><r><a>\(content)</a></r></l>"
      return try readDocument(Array(xml.utf8), record: "//r", fields: fields, limits: limits)
        .fault?.message
    }
    let names = ["a", "b", "c", "d"].map { "<!ENTITY \($0) \"x\">" }
    #expect(try fault(names[..<3].joined(), "&a;&c;") == nil)
    #expect(try fault(names.joined(), "x") == "document declares too many entities")
    let ten = "<!ENTITY a \"0123456789\">"
    #expect(try fault(ten, "&a;&a;") == nil)
    #expect(try fault("<!ENTITY a \"0123456789x\">", "x") == nil)
    #expect(try fault("<!ENTITY a \"0123456789x\">", "&a;")?.contains("too much text") == true)
    let many = String(repeating: "&a;", count: 100)
    #expect(try fault(ten, many)?.contains("many times larger") == true)
    limits.maximumAmplification = 10
    #expect(try fault(ten, many) == nil)
  }

  @Test("does not grow with a quadratic bomb")
  func quadratic() throws {
    let entity = String(repeating: "x", count: XMLLimits.standard.maximumEntityBytes)
    let uses = String(repeating: "&a;", count: 200_000)
    let xml = "<!DOCTYPE l [<!ENTITY a \"\(entity)\">]><l><r><a>\(uses)</a></r></l>"
    let document = try readDocument(Array(xml.utf8), record: "//r", fields: fields)
    #expect(document.rows.isEmpty)
    #expect(document.fault?.message.contains("many times larger") == true)
  }

  @Test("reads a document whose DOCTYPE declares nothing, without loading it")
  func harmlessDoctype() throws {
    let xml = "<!DOCTYPE l SYSTEM \"http://localhost:1/l.dtd\"><l><r><a>&lt;&#65;</a></r></l>"
    #expect(try values("a", in: xml) == ["<A"])
  }

  @Test("refuses what is nested too deeply, before the parser's own limit")
  func depth() throws {
    let depth = XMLLimits.standard.maximumDepth
    let fine = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    #expect(try readDocument(Array(fine.utf8), record: "/b", fields: fields).fault == nil)
    let deep = "<a>" + fine + "</a>"
    let document = try readDocument(Array(deep.utf8), record: "/b", fields: fields)
    #expect(document.fault?.message == "elements are nested too deeply")
  }

  @Test("refuses names that are too long")
  func names() throws {
    let name = String(repeating: "n", count: XMLLimits.standard.maximumNameBytes + 1)
    for xml in ["<l><\(name)/></l>", "<l \(name)=''/>"] {
      let document = try readDocument(Array(xml.utf8), record: "/l", fields: fields)
      #expect(document.fault?.message == "a name is too long")
    }
  }

  @Test("refuses too many attributes")
  func attributes() throws {
    let many = (0...XMLLimits.standard.maximumAttributes).map { " a\($0)=''" }.joined()
    let document = try readDocument(Array("<l><r\(many)/></l>".utf8), record: "//r", fields: fields)
    #expect(document.fault?.message == "an element has too many attributes")
  }

  @Test("refuses too many different elements")
  func paths() throws {
    let many = (0...XMLLimits.standard.maximumPaths).map { "<a\($0)/>" }.joined()
    let document = try readDocument(Array("<l>\(many)</l>".utf8), record: "//r", fields: fields)
    #expect(document.fault?.message == "document has too many different elements")
  }

  @Test("quarantines a record larger than the limit and reads on")
  func recordSize() throws {
    var limits = XMLLimits.standard
    limits.maximumRecordBytes = 1000
    let big = "<r><a>\(String(repeating: "x", count: 1001))</a></r>"
    let xml = "<l><r><a>1</a></r>" + big + "<r><a>3</a></r></l>"
    let document = try readDocument(Array(xml.utf8), record: "//r", fields: fields, limits: limits)
    #expect(document.rows == [["1"], ["3"]])
    #expect(document.records == [1, 3])
    #expect(document.quarantined.map(\.finding.code) == ["xml.record-too-large"])
    #expect(document.quarantined.map(\.finding.origin.record) == [2])
    #expect(document.quarantined[0].raw == Array(big.utf8))
  }

  @Test("quarantines a record with too many elements under a path with conditions at any depth")
  func recordElements() throws {
    var limits = XMLLimits.standard
    limits.maximumRecordElements = 10
    let big = "<r>" + String(repeating: "<a>1</a>", count: 11) + "</r>"
    let document = try readDocument(
      Array("<l>\(big)<r><a>2</a></r></l>".utf8),
      record: "//r",
      fields: [XMLField("a", "//a[1]")],
      limits: limits
    )
    #expect(document.rows == [["2"]])
    #expect(document.quarantined.count == 1)
  }

  @Test("quarantines a record with too many values that wait for a condition")
  func waitingValues() throws {
    var limits = XMLLimits.standard
    limits.maximumRecordElements = 10
    let big = "<r><b>" + String(repeating: "<a>1</a>", count: 11) + "<c/></b></r>"
    let document = try readDocument(
      Array("<l>\(big)<r><b><a>2</a><c/></b></r></l>".utf8),
      record: "//r",
      fields: [XMLField("a", "b[c]/a")],
      limits: limits
    )
    #expect(document.rows == [["2"]])
    #expect(document.quarantined.count == 1)
  }

  @Test("quarantines a record whose joined values are too many or overlap to too much")
  func joinedSize() throws {
    var limits = XMLLimits.standard
    limits.maximumRecordElements = 10
    limits.maximumRecordBytes = 60
    let many = "<r>" + String(repeating: "<a>1</a>", count: 11) + "</r>"
    let nested = "<r><a>0123456789<a>0123456789<a>0123456789<a>0</a></a></a></a></r>"
    for big in [many, nested] {
      let document = try readDocument(
        Array("<l>\(big)<r><a>2</a></r></l>".utf8),
        record: "//r",
        fields: [XMLField("a", "//a", .joined(" "))],
        limits: limits
      )
      #expect(document.rows == [["2"]])
      #expect(document.quarantined.map(\.finding.code) == ["xml.record-too-large"])
    }
  }

  @Test("survives any bytes, each record counted once", arguments: 1...6 as ClosedRange<UInt64>)
  func fuzz(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let original = Array(XMLPathTests.document.utf8)
    let fields = [XMLField("a", "//email"), XMLField("b", "address[type='billing']/city")]
    for _ in 0..<200 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + 5))
        default: bytes.insert(contentsOf: original.prefix(index).suffix(12), at: index)
        }
      }
      let piece = Int.random(in: 1...200, using: &random)
      let document = try readDocument(bytes, record: "//r", fields: fields, pieceSize: piece)
      let records = document.records + document.quarantined.map(\.finding.origin.record)
      #expect(records.sorted() == Array(1..<Int64(records.count + 1)), "seed \(seed)")
    }
  }
}
