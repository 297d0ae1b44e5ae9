// The parts of a workbook's package but its sheets and styles (ISO/IEC 29500-1 and -2).

enum OOXML {
  static let declaration = Array(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".utf8
  )

  /// `[Content_Types].xml` (29500-2, 10.1.2).
  static func contentTypes(sheetCount: Int) -> [UInt8] {
    let spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    var overrides = [
      ("/xl/workbook.xml", "\(spreadsheet).sheet.main+xml"),
      ("/xl/styles.xml", "\(spreadsheet).styles+xml"),
      ("/xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
      ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
      (
        "/docProps/app.xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml"
      ),
    ]
    for number in 1...sheetCount {
      overrides.append(("/xl/worksheets/sheet\(number).xml", "\(spreadsheet).worksheet+xml"))
    }
    let relationships = "application/vnd.openxmlformats-package.relationships+xml"
    var text = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    text += "<Default Extension=\"rels\" ContentType=\"\(relationships)\"/>"
    text += "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    for (part, type) in overrides {
      text += "<Override PartName=\"\(part)\" ContentType=\"\(type)\"/>"
    }
    return declaration + Array("\(text)</Types>".utf8)
  }

  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

  private static func relationshipPart(_ targets: [(type: String, target: String)]) -> [UInt8] {
    var text = "<Relationships xmlns=\"\(package)\">"
    for (index, entry) in targets.enumerated() {
      text += "<Relationship Id=\"rId\(index + 1)\" Type=\"\(entry.type)\" "
      text += "Target=\"\(entry.target)\"/>"
    }
    return declaration + Array("\(text)</Relationships>".utf8)
  }

  /// `_rels/.rels`.
  static let packageRelationships = relationshipPart([
    ("\(office)/officeDocument", "xl/workbook.xml"),
    ("\(package)/metadata/core-properties", "docProps/core.xml"),
    ("\(office)/extended-properties", "docProps/app.xml"),
  ])

  /// `xl/_rels/workbook.xml.rels`: the sheets first, so that `rIdN` is sheet N.
  static func relationships(sheetCount: Int) -> [UInt8] {
    relationshipPart(
      (1...sheetCount).map { ("\(office)/worksheet", "worksheets/sheet\($0).xml") } + [
        ("\(office)/styles", "styles.xml"), ("\(office)/theme", "theme/theme1.xml"),
      ]
    )
  }

  /// `docProps/core.xml` (29500-2, 11): a title and, when given, when the document was made.
  ///
  /// No author: that would be a personal value.
  static func coreProperties(title: String, created: String?) -> [UInt8] {
    var part = declaration
    part.markup(
      """
      <cp:coreProperties \
      xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>
      """
    )
    part.escaped(title)
    part.markup("</dc:title>")
    if let created {
      for name in ["created", "modified"] {
        part += Array("<dcterms:\(name) xsi:type=\"dcterms:W3CDTF\">".utf8)
        part.escaped(created)
        part += Array("</dcterms:\(name)>".utf8)
      }
    }
    part.markup("</cp:coreProperties>")
    return part
  }

  /// `docProps/app.xml` (29500-1, 22.2).
  static let applicationProperties =
    declaration
    + Array(
      """
      <Properties \
      xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
      <Application>starcrm</Application></Properties>
      """.utf8
    )

  /// `xl/workbook.xml` (18.2): the sheets, their filters, and the header as print title.
  static func workbook(names: [String], _ sheets: [Sheet], bodyCounts: [Int]) -> [UInt8] {
    var part = declaration
    part.markup(
      """
      <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
      xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">\
      <workbookPr/><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" \
      windowHeight="17000"/></bookViews><sheets>
      """
    )
    for (index, name) in names.enumerated() {
      part.markup("<sheet name=\"")
      part.escaped(name)
      part += Array("\" sheetId=\"\(index + 1)\" r:id=\"rId\(index + 1)\"/>".utf8)
    }
    part.markup("</sheets><definedNames>")
    // Sorted by name, then by sheet, as Excel writes them.
    for (index, name) in names.enumerated() {
      let last = SheetWriter.letters(sheets[index].columns.count - 1)
      let filter = "$A$1:$\(last)$\(bodyCounts[index] + 1)"
      part += Array(
        "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"\(index)\" hidden=\"1\">".utf8
      )
      part.escaped("\(quoted(name))!\(filter)")
      part.markup("</definedName>")
    }
    for (index, name) in names.enumerated() {
      part += Array("<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"\(index)\">".utf8)
      part.escaped("\(quoted(name))!$1:$1")
      part.markup("</definedName>")
    }
    part.markup("</definedNames><calcPr calcId=\"191029\" fullCalcOnLoad=\"1\"/></workbook>")
    return part
  }

  /// A sheet's name inside a formula: always quoted, apostrophes doubled.
  private static func quoted(_ name: String) -> String {
    "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// `xl/theme/theme1.xml` (20.1.6.9): the least that the schema asks for.
  static let theme: [UInt8] = {
    let colours = [
      ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F2937"), ("lt2", "EEF1F5"),
      ("accent1", "2F6DB5"), ("accent2", "2C8C6B"), ("accent3", "B7791F"), ("accent4", "B4483E"),
      ("accent5", "6B5CA5"), ("accent6", "4B7F8C"), ("hlink", "1D5FA8"), ("folHlink", "6B5CA5"),
    ]
    let scheme = colours.map { name, value in
      "<a:\(name)><a:srgbClr val=\"\(value)\"/></a:\(name)>"
    }
    let font = "<a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>"
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>"
    let line = "<a:ln w=\"9525\">\(fill)</a:ln>"
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    func thrice(_ text: String) -> String { String(repeating: text, count: 3) }
    let text = """
      <a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office">\
      <a:themeElements><a:clrScheme name="Office">\(scheme.joined())</a:clrScheme>\
      <a:fontScheme name="Office"><a:majorFont>\(font)</a:majorFont>\
      <a:minorFont>\(font)</a:minorFont></a:fontScheme><a:fmtScheme name="Office">\
      <a:fillStyleLst>\(thrice(fill))</a:fillStyleLst><a:lnStyleLst>\(thrice(line))</a:lnStyleLst>\
      <a:effectStyleLst>\(thrice(effect))</a:effectStyleLst>\
      <a:bgFillStyleLst>\(thrice(fill))</a:bgFillStyleLst></a:fmtScheme></a:themeElements>\
      </a:theme>
      """
    return declaration + Array(text.utf8)
  }()
}
