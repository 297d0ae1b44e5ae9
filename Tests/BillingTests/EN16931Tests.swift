import Billing
import CRMModel
import Foundation
import TestSupport
import Testing

/// The rules of EN 16931 against the norm's own test sets, as far as they are about amounts.
@Suite struct EN16931Tests {
  static let rules =
    ["BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17", "BR-CO-18"]
    + ["S", "Z", "E", "AE", "IC", "G", "O"].flatMap { category in
      ["08", "09", "10"].map { "BR-\(category)-\($0)" }
    }.filter { $0 != "BR-IC-10" }  // The norm has no test set for it.

  @Test("rule tests come out as the norm's authors state", arguments: rules)
  func ruleTests(rule: String) throws {
    var held = 0
    var refused = 0
    for folder in ["Invoice-unit-UBL", "CreditNote-unit-UBL"] {
      guard let url = Corpora.item("billing/en16931/rule-tests/\(folder)") else { return }
      let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      for name in names where name == "\(rule).xml" || name.hasPrefix("\(rule)-") {
        for (index, test) in try UBLAmountsReader.read(url.appending(path: name)).enumerated() {
          guard test.isReadable else { continue }
          let broken = test.amounts.violatedRules.contains(rule)
          let place = Comment(rawValue: "\(folder)/\(name) test \(index + 1)")
          if test.holding.contains(rule) {
            held += 1
            #expect(!broken, place)
          }
          if test.broken.contains(rule) {
            refused += 1
            #expect(broken, place)
          }
        }
      }
    }
    // Each rule was judged on documents that keep it and on documents that break it.
    #expect(held > 0 && refused > 0)
  }

  @Test("the norm's example documents break no rule")
  func examples() throws {
    guard let url = Corpora.item("billing/en16931/examples") else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    var read = 0
    for name in names where name.lowercased().hasSuffix(".xml") {
      for document in try UBLAmountsReader.read(url.appending(path: name)) where document.isReadable
      {
        read += 1
        #expect(document.amounts.violatedRules == [], "\(name)")
      }
    }
    #expect(read >= 10)
  }
}
