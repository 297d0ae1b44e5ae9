// Charts as inline SVG. All sizes are in the units of a view box 900 wide, and whole numbers, so
// that the bytes are the same everywhere. A chart is one image to assistive technology, with title
// and description; the figures stand in a table beside it.

/// What a bar stands for, and so its colour in the stylesheet.
enum Tone: String {
  case main, good, calm, join, warn, bad, change
}

/// Horizontal bars, one below the other.
struct BarChart {
  struct Bar {
    let label: String
    let value: Int64
    let tone: Tone
    /// Written behind the bar.
    let text: String
    /// Where the bar begins: what the bars above it took of the whole.
    var offset: Int64 = 0
  }

  /// Unique on its page.
  let id: String
  let title: String
  let description: String
  let bars: [Bar]
  /// What the whole width stands for; the longest bar by default.
  var whole: Int64?
  /// Whether the room behind a bar is tinted.
  var hasTrack = false

  private static let width = 900
  private static let labelWidth = 220
  private static let textWidth = 160
  private static let rowHeight = 32
  private static let barHeight = 18

  func write(to page: inout Markup) {
    let height = bars.count * Self.rowHeight
    page.open(
      "svg",
      [
        "viewBox": "0 0 \(Self.width) \(height)", "role": "img",
        "aria-labelledby": "\(id)-title \(id)-description",
      ]
    )
    page.element("title", ["id": "\(id)-title"], title)
    page.element("desc", ["id": "\(id)-description"], description)
    for (index, bar) in bars.enumerated() { write(bar, top: index * Self.rowHeight, to: &page) }
    page.close("svg")
    page.literal("\n")
  }

  private func write(_ bar: Bar, top: Int, to page: inout Markup) {
    let room = Self.width - Self.labelWidth - Self.textWidth
    let whole = max(self.whole ?? bars.map(\.value).max() ?? 1, 1)
    let baseline = "\(top + 21)"
    let y = "\(top + (Self.rowHeight - Self.barHeight) / 2)"
    page.element("text", ["x": "0", "y": baseline], Self.shortened(bar.label, to: 28))
    if hasTrack {
      rectangle(x: Self.labelWidth, y, width: room, "track", label: nil, &page)
    }
    let start = Self.labelWidth + Self.share(bar.offset, of: whole, room: room)
    var end = start
    if bar.value > 0 {
      end = Self.labelWidth + Self.share(bar.offset + bar.value, of: whole, room: room)
      // A value that is there can be seen.
      end = max(end, start + 2)
      rectangle(x: start, y, width: end - start, bar.tone.rawValue, label: bar.label, &page)
    }
    let textStart = hasTrack ? Self.labelWidth + room + 10 : end + 8
    page.element("text", ["x": "\(textStart)", "y": baseline, "class": "quiet"], bar.text)
  }

  private func rectangle(
    x: Int,
    _ y: String,
    width: Int,
    _ style: String,
    label: String?,
    _ page: inout Markup
  ) {
    page.open(
      "rect",
      [
        "class": style, "x": "\(x)", "y": y, "width": "\(width)",
        "height": "\(Self.barHeight)", "rx": "3",
      ]
    )
    if let label { page.element("title", label) }
    page.close("rect")
  }

  private static func share(_ value: Int64, of whole: Int64, room: Int) -> Int {
    Int((Double(min(value, whole)) / Double(whole) * Double(room)).rounded())
  }

  /// The label, its end replaced by an ellipsis where it is longer than `count` characters.
  private static func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(count - 1) + "\u{2026}"
  }
}
