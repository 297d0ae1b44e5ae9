import Foundation

/// Lines for a terminal: as wide as it is, with emphasis where it shows some.
struct Page {
  /// How a line stands out.
  enum Emphasis: String {
    case heading = "1"
    case warning = "33"
    case failure = "31"
    case success = "32"
  }

  let width: Int
  /// Whether emphasis is shown.
  let isStyled: Bool
  private(set) var text = ""

  init(width: Int, isStyled: Bool) {
    self.width = width
    self.isStyled = isStyled
  }

  /// Adds a line as it is, made harmless.
  mutating func add(_ line: String = "", _ emphasis: Emphasis? = nil) {
    let line = DisplayWidth.printable(line)
    if isStyled, let emphasis, !line.isEmpty {
      // ECMA-48, 8.3.117: select graphic rendition.
      text += "\u{1B}[\(emphasis.rawValue)m\(line)\u{1B}[0m\n"
    } else {
      text += line + "\n"
    }
  }

  /// Adds words after a label, on as many lines as the page needs.
  mutating func add(
    _ label: String,
    _ words: String,
    indent: Int? = nil,
    _ emphasis: Emphasis? = nil
  ) {
    let rest = String(repeating: " ", count: indent ?? DisplayWidth.of(label))
    let lines = DisplayWidth.printable(words).wrapped(to: width, first: label, rest: rest)
    for line in lines { add(line, emphasis) }
  }

  /// Adds names after a label; of very many the first.
  mutating func add(_ label: String, names: [String], indent: Int) {
    // A name is not cut in two.
    let space = "\u{A0}"
    let shown = Self.fitting(names).map { $0.replacing(" ", with: space) }
    let others = names.count - shown.count
    let more = others > 0 ? ["and\(space)\(others)\(space)more"] : []
    let words = (shown + more).joined(separator: ", ")
    let rest = String(repeating: " ", count: indent)
    for line in DisplayWidth.printable(words).wrapped(to: width, first: label, rest: rest) {
      add(line.replacing(space, with: " "))
    }
  }

  /// The first names; more on a page are no help.
  static func fitting(_ names: [String]) -> ArraySlice<String> {
    var room = maximumCharacters
    return names.prefix { name in
      room -= name.count
      return room > 0
    }
  }

  private static let maximumCharacters = 2000
}

extension Terminal {
  /// A page for standard output: plain where that is a file, or where NO_COLOR asks for it.
  ///
  /// https://no-color.org: present and not empty.
  var page: Page {
    let environment = ProcessInfo.processInfo.environment
    let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
    return Page(width: pageWidth, isStyled: isatty(STDOUT_FILENO) == 1 && !isPlain)
  }
}
