import Diagnostics
import Testing
import XML

/// A field path and what it gives for each record of `XMLPathTests.document`.
struct PathCase: Sendable, CustomTestStringConvertible {
  let path: String
  let expected: [String?]
  var testDescription: String { path }

  init(_ path: String, _ expected: String?...) {
    self.path = path
    self.expected = expected
  }
}

@Suite("Field paths")
struct XMLPathTests {
  static let document = """
    <list xmlns:c="urn:c">
      <r id="1" c:kind="k">
        <name lang="en"> Ann <b>B</b> </name>
        <phone type="home">11</phone><phone type="mobile">12</phone><phone type="mobile">13</phone>
        <address><type>billing</type><city>Rom</city></address>
        <address><city>Bonn</city><type>shipping</type><zip><code>5</code></zip></address>
        <empty/><email></email><email>a@b.c</email><c:tax>DE1</c:tax><tax>XX</tax>
        <deep><er><email>deep@b.c</email></er></deep>
      </r>
      <r id="2"><address><zip><code>7</code></zip><type>billing</type></address><other>o</other></r>
    </list>
    """

  @Test(
    "give the values that XPath gives",
    arguments: [
      PathCase("@id", "1", "2"), PathCase("@kind", "k", nil), PathCase("name", "Ann B", nil),
      PathCase("name/text()", "Ann", nil), PathCase("name/@lang", "en", nil),
      PathCase("name/b", "B", nil), PathCase("empty", "", nil), PathCase("email", "a@b.c", nil),
      PathCase("nothing", nil, nil), PathCase("phone", "11", nil), PathCase("*/b", "B", nil),
      PathCase("//email", "a@b.c", nil), PathCase("deep//email", "deep@b.c", nil),
      PathCase("//code", "5", "7"), PathCase("other | name", "Ann B", "o"),
      // Predicates.
      PathCase("phone[@type='mobile']", "12", nil), PathCase("phone[2]", "12", nil),
      PathCase("phone[@type='mobile'][2]", "13", nil), PathCase("phone[3][@type='home']", nil, nil),
      PathCase("phone[@type=\"mobile\" and .='13']", "13", nil),
      PathCase("phone[@type!='home']", "12", nil), PathCase("phone[@other]", nil, nil),
      PathCase("address[type='billing']/city", "Rom", nil),
      PathCase("address[type='shipping']/city", "Bonn", nil),
      PathCase("address[ type = 'billing' ]/zip/code", nil, "7"),
      PathCase("address[zip/code]/type", "shipping", "billing"),
      PathCase("address[zip[code='5']]/city", "Bonn", nil),
      PathCase("address[2]/city", "Bonn", nil),
      PathCase("address[city/text()='Rom']/type", "billing", nil),
      PathCase("phone[.='12']/@type", "mobile", nil), PathCase("*[@type='home']", "11", nil),
      PathCase("deep[er]//email", "deep@b.c", nil),
      PathCase("deep/er[email]/email", "deep@b.c", nil),
    ]
  )
  func values(_ test: PathCase) throws {
    #expect(try XMLTests.values(test.path, in: Self.document) == test.expected)
  }

  @Test("match names in the namespaces of the prefix map, or in any without prefix")
  func namespaces() throws {
    let prefixes = ["t": "urn:c", "none": "urn:none"]
    #expect(try XMLTests.values("t:tax", in: Self.document, prefixes: prefixes) == ["DE1", nil])
    #expect(try XMLTests.values("tax", in: Self.document, prefixes: prefixes) == ["DE1", nil])
    #expect(try XMLTests.values("none:tax", in: Self.document, prefixes: prefixes) == [nil, nil])
    #expect(try XMLTests.values("@t:kind", in: Self.document, prefixes: prefixes) == ["k", nil])
    #expect(try XMLTests.values("t:*", in: Self.document, prefixes: prefixes) == ["DE1", nil])
  }

  @Test("join all values when asked")
  func joined() throws {
    #expect(try XMLTests.values("phone", in: Self.document, .joined("; ")) == ["11; 12; 13", nil])
    #expect(
      try XMLTests.values("phone[@type='mobile']", in: Self.document, .joined(",")) == [
        "12,13", nil,
      ]
    )
    #expect(
      try XMLTests.values("phone/@type", in: Self.document, .joined(" ")) == [
        "home mobile mobile", nil,
      ]
    )
  }

  @Test("do not mix attribute values into an element's text")
  func attributesApart() throws {
    let xml = #"<l><r><a>x<b k="1">y</b>z</a><a p="2"><b k="3">w</b></a></r></l>"#
    let document = try readDocument(
      Array(xml.utf8),
      record: "//r",
      fields: [XMLField("a", "a"), XMLField("k", "a/b/@k"), XMLField("p", "a[@p='2']")]
    )
    #expect(document.rows == [["xyz", "1", "w"]])
  }

  @Test(
    "are refused with the place of the mistake",
    arguments: [
      ("a[", "expected a name at character 3"), ("a[@b='c]", "unclosed quote at character 6"),
      ("a b", "unexpected character at character 3"), ("", "expected a name at character 1"),
      ("a[0]", "positions begin with 1 at character 4"), ("a/", "expected a name at character 3"),
      ("a[@b=c]", "expected a text in quotes at character 6"),
      ("a]", "unexpected character at character 2"),
      ("x:a", "prefix x has no namespace at character 4"),
    ]
  )
  func mistakes(_ path: String, _ message: String) {
    #expect {
      try XMLPath.parse(path)
    } throws: { error in
      (error as? Fault)?.message == "path \(path): \(message)"
    }
  }
}
