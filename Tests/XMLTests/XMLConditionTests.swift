import TestSupport
import Testing
import XML

/// A path without `//` is followed as the document comes, one with it over noted elements: where
/// names tell the depth, `//a` and `a` are the same, so that each checks the other.
@Suite("Conditions of field paths")
struct XMLConditionTests {
  /// Names of elements by depth.
  private static let names = [["a", "b"], ["c", "d"], ["e", "f"]]

  private static func element(_ depth: Int, _ random: inout SeededGenerator) -> String {
    let name = names[depth][Int.random(in: 0...1, using: &random)]
    var tag = name
    for attribute in ["x", "y"] where Bool.random(using: &random) {
      tag += " \(attribute)='\(Int.random(in: 0...2, using: &random))'"
    }
    var content = Bool.random(using: &random) ? "\(Int.random(in: 0...2, using: &random))" : ""
    if depth < 2 {
      for _ in 0..<Int.random(in: 0...3, using: &random) { content += element(depth + 1, &random) }
    }
    return "<\(tag)>\(content)</\(name)>"
  }

  private static func condition(_ depth: Int, _ random: inout SeededGenerator) -> String {
    let below = depth < 2 ? names[depth + 1][Int.random(in: 0...1, using: &random)] : "."
    let operands = ["@x", "@y", "@*", ".", "text()", below, depth < 2 ? "\(below)/@x" : "@x"]
    let operand = operands[Int.random(in: operands.indices, using: &random)]
    let value = Int.random(in: 0...2, using: &random)
    return switch Int.random(in: 0..<4, using: &random) {
    case 0: "[\(Int.random(in: 1...3, using: &random))]"
    case 1: "[\(operand)='\(value)']"
    case 2: "[\(operand)!='\(value)']"
    default: operand.hasPrefix(".") ? "[.='\(value)']" : "[\(operand)]"
    }
  }

  private static func path(_ random: inout SeededGenerator) -> String {
    var steps: [String] = []
    for depth in 0...Int.random(in: 0...2, using: &random) {
      var step = names[depth][Int.random(in: 0...1, using: &random)]
      for _ in 0..<Int.random(in: 0...2, using: &random) { step += condition(depth, &random) }
      steps.append(step)
    }
    let ends = ["", "", "/@x", "/text()"]
    return steps.joined(separator: "/") + ends[Int.random(in: ends.indices, using: &random)]
  }

  @Test("give the same whether elements are noted or not")
  func agreement() throws {
    var random = SeededGenerator(seed: 1999)
    var filled = 0
    for number in 0..<400 {
      let records = (0..<3).map { _ in
        "<r>" + (0..<4).map { _ in Self.element(0, &random) }.joined() + "</r>"
      }
      let paths = (0..<8).map { _ in Self.path(&random) }
      func rows(_ prefix: String) throws -> [[String?]] {
        let fields = paths.enumerated().map { XMLField("\($0)", prefix + $1, .joined(" ")) }
        let document = try readDocument(
          Array("<l>\(records.joined())</l>".utf8),
          record: "//r",
          fields: fields,
          pieceSize: 1 + number % 50
        )
        return document.rows
      }
      let direct = try rows("")
      #expect(try direct == rows("//"), "\(paths) in \(records)")
      filled += direct.joined().count { $0 != nil && $0 != "" }
    }
    #expect(filled > 1000)
  }
}
