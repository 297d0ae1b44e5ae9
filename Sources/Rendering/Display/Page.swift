/// An HTML document that needs nothing but itself.
enum Page {
  /// The document around `body`.
  static func document(
    title: String,
    language: String,
    isWide: Bool = false,
    _ body: (inout Markup) -> Void
  ) -> String {
    var page = Markup()
    page.literal("<!DOCTYPE html>\n")
    page.open("html", ["lang": language])
    page.literal("\n<head>\n<meta charset=\"utf-8\">\n")
    page.literal("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.literal("<meta name=\"color-scheme\" content=\"light dark\">\n")
    // Nothing may be loaded and nothing run, whatever a value says.
    page.literal("<meta http-equiv=\"Content-Security-Policy\" ")
    page.literal("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
    page.element("title", title)
    page.literal("\n<style>\n")
    page.literal(Stylesheet.text)
    page.literal("\n</style>\n</head>\n<body>\n")
    page.open("main", isWide ? ["class": "wide"] : [:])
    page.literal("\n")
    body(&page)
    page.literal("</main>\n</body>\n</html>\n")
    return page.text
  }
}

/// A table for people: headings, rows of texts, perhaps totals.
struct HTMLTable {
  /// A column's heading and whether it holds numbers.
  struct Column {
    let title: String
    var isNumeric = false
    var isCode = false
    /// Whether its values stay on one line.
    var isShort = false
  }

  var caption: String?
  var columns: [Column]
  var rows: [[String]]
  var totals: [String]?
  /// Small print below the first cell of each row; none, or one for each row.
  var notes: [String] = []

  func write(to page: inout Markup) {
    page.element("div", ["class": "scroll"]) { page in
      page.element("table") { page in
        if let caption { page.element("caption", caption) }
        page.element("thead") { page in
          page.element("tr") { page in
            for column in columns { heading(column.title, column, scope: "col", &page) }
          }
        }
        page.literal("\n")
        page.element("tbody") { page in
          for (index, row) in rows.enumerated() {
            write(row, note: notes.isEmpty ? nil : notes[index], to: &page)
          }
        }
        if let totals {
          page.element("tfoot") { page in write(totals, to: &page) }
        }
      }
    }
    page.literal("\n")
  }

  private func write(_ row: [String], note: String? = nil, to page: inout Markup) {
    page.element("tr") { page in
      for (index, (column, value)) in zip(columns, row).enumerated() {
        if index == 0 {
          heading(value, column, note: note, scope: "row", &page)
        } else {
          page.element("td", Self.style(column, value)) { page in
            Self.put(value, column, &page)
          }
        }
      }
    }
    page.literal("\n")
  }

  private func heading(
    _ value: String,
    _ column: Column,
    note: String? = nil,
    scope: String,
    _ page: inout Markup
  ) {
    let attributes: Markup.Attributes =
      column.isNumeric
      ? ["scope": scope, "class": "number"]
      : column.isShort && scope == "row" ? ["scope": scope, "class": "short"] : ["scope": scope]
    page.element("th", attributes) { page in
      if scope == "row" { Self.put(value, column, &page) } else { page.put(value) }
      if let note { page.element("small", note) }
    }
  }

  private static func style(_ column: Column, _ value: String) -> Markup.Attributes {
    if column.isNumeric { return ["class": value == "0" ? "number none" : "number"] }
    return column.isShort ? ["class": "short"] : [:]
  }

  private static func put(_ value: String, _ column: Column, _ page: inout Markup) {
    if column.isCode, !value.isEmpty { page.element("code", value) } else { page.put(value) }
  }
}
