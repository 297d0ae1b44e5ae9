import CRMModel
import Diagnostics
import Foundation
import TestSupport
import Testing
import Validation

@Suite("Telephone numbers")
struct PhoneTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let given: String
    let country: String?
    let e164: String?

    init(_ given: String, _ country: String?, _ e164: String?) {
      self.given = given
      self.country = country
      self.e164 = e164
    }

    var testDescription: String { "\(given) in \(country ?? "-")" }
  }

  @Test(
    "reads numbers as people write them",
    arguments: [
      // With the calling code, in every dress.
      Example("+49 30 901820", nil, "+4930901820"),
      Example("+49 (0)30 901820", nil, "+4930901820"),
      Example("0049 30 901820", "DE", "+4930901820"),
      Example("0049 30 901820", nil, "+4930901820"),
      Example("011 49 30 901820", "US", "+4930901820"),
      Example("tel:+1-212-736-5000", nil, "+12127365000"),
      Example("\u{FF0B}\u{FF14}\u{FF19} 30 901820", nil, "+4930901820"),
      Example("Tel.: +49 30 / 90 18 20", nil, "+4930901820"),
      // As dialled at home.
      Example("030/901820", "DE", "+4930901820"),
      Example("(212) 736-5000", "US", "+12127365000"),
      Example("1-212-736-5000", "US", "+12127365000"),
      Example("020 7946 0018", "GB", "+442079460018"),
      Example("06 12 34 56 78", "FR", "+33612345678"),
      // Italian numbers keep their zero.
      Example("06 6982", "IT", "+39066982"),
      Example("+39 06 6982", nil, "+39066982"),
      // The calling code without its sign.
      Example("4930901820", "DE", "+4930901820"),
      // Carrier codes and transforms.
      Example("0 11 15 2345 6789", "AR", "+5491123456789"),
      Example("011 15 2345-6789", "AR", "+5491123456789"),
      Example("0 15 21 98765 4321", "BR", "+5521987654321"),
      // Extensions are kept apart.
      Example("+1 212-736-5000 ext. 42", nil, "+12127365000"),
      Example("+1 212-736-5000 x42", nil, "+12127365000"),
      Example("+12127365000;ext=42", nil, "+12127365000"),
      // Words beside the number are no part of it.
      Example("030 901820 privat", "DE", "+4930901820"),
      Example("030/901820 abends", "DE", "+4930901820"),
      Example("Tel. 030 901820 (Büro)", "DE", "+4930901820"),
      Example("030 901820 (HOME)", "DE", "+4930901820"),
      Example("030 901820, Herr Müller", "DE", "+4930901820"),
      Example("+49 30 901820 Büro", nil, "+4930901820"),
      Example("030 901820 über Zentrale", "DE", "+4930901820"),
      Example("(212) 736-5000 home", "US", "+12127365000"),
      // Letters never become digits.
      Example("1-800-FLOWERS", "US", nil), Example("0800 FLOWERS", "DE", nil),
      Example("030 1234 HILFE", "DE", nil), Example("030 9018 xxx", "DE", nil),
      Example("1-800-flowers", "US", nil), Example("030 901820abc", "DE", nil),
      Example("call 030901820 after 5", "DE", nil), Example("030 901820 ab 18 Uhr", "DE", nil),
      Example("030 901820 privat 0171 2345678", "DE", nil),
      Example("030 901820 Zimmer \u{0663}", "DE", nil), Example("030 901820 a@b", "DE", nil),
      // No numbers.
      Example("n/a", "DE", nil), Example("12", "DE", nil), Example("0000000000", "DE", nil),
      Example("030 901820", nil, nil), Example("+999 123456", nil, nil),
      Example("+49 30 901820 oder 030 12", nil, nil), Example("", "DE", nil),
      Example("++49 30 901820", nil, nil), Example("555-0199 call me", "US", nil),
    ]
  )
  func reads(_ example: Example) {
    let country = example.country.flatMap { CountryCode($0) }
    let number = try? PhoneNumber.read(example.given, country: country).get()
    #expect(number?.e164 == example.e164)
  }

  @Test("keeps the extension beside the number")
  func extensions() throws {
    let number = try PhoneNumber.read("+1 212 736 5000 ext. 42", country: nil).get()
    #expect(number.extensionDigits == "42")
  }

  @Test(
    "writes a number as its country does",
    arguments: [
      ("+49 30 901820", "030 901820", "+49 30 901820"),
      ("+12127365000", "(212) 736-5000", "+1 212-736-5000"),
      ("+33612345678", "06 12 34 56 78", "+33 6 12 34 56 78"),
      ("+442079460018", "020 7946 0018", "+44 20 7946 0018"),
      ("+5491123456789", "011 15-2345-6789", "+54 9 11 2345-6789"),
    ]
  )
  func formats(given: String, national: String, international: String) throws {
    let number = try PhoneNumber.read(given, country: nil).get()
    #expect(number.national == national)
    #expect(number.international == international)
  }

  @Test(
    "says why a text is no number",
    arguments: [
      ("12", "DE", "phone.too-short"), ("212 736 5000 123", "US", "phone.too-long"),
      ("+999 123456", "DE", "phone.calling-code"), ("abc", "DE", "phone.no-digits"),
      ("+1 999 123 4567", "DE", "phone.unassigned"), ("1111111111", "DE", "phone.placeholder"),
    ]
  )
  func faults(given: String, country: String, code: String) {
    guard case .failure(let fault) = PhoneNumber.read(given, country: CountryCode(country)) else {
      Issue.record("taken for a number")
      return
    }
    #expect(fault.code.code.rawValue == code)
  }

  @Test("agrees with the example numbers of all territories")
  func conformance() throws {
    guard let file = Corpora.item("fields/phone_examples.tsv") else { return }
    var disagreements: [String] = []
    var count = 0
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 5 else { continue }
      count += 1
      if let fault = Self.disagreement(fields) { disagreements.append(fault) }
    }
    #expect(count > 1000)
    #expect(disagreements == [])
  }

  @Test("the fast way of a batch gives what the slow one does, on examples and on damaged ones")
  func fastAndSlow() throws {
    guard let file = Corpora.item("fields/phone_examples.tsv") else { return }
    var generator = SeededGenerator(seed: 7)
    var numbers: [String] = []
    var countries: [String] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      // Ascension and Tristan da Cunha have telephones but no ISO 3166-1 code.
      guard fields.count == 5, ValueKind.country.check(fields[0], ValueContext()).isValid else {
        continue
      }
      var damaged = Array(fields[3])
      damaged[Int.random(in: damaged.indices, using: &generator)] =
        "0123456789".randomElement(using: &generator) ?? "0"
      let national = (try? PhoneNumber.read(fields[4], country: nil).get().national) ?? ""
      for form in [
        fields[4], national, fields[3], String(damaged), "0" + fields[3], "1" + fields[3],
        "00" + fields[4].dropFirst(), "+" + String(damaged), String(fields[3].dropLast()),
      ] {
        numbers.append(form)
        countries.append(fields[0])
      }
    }
    let result = Batches.validate([("phone", numbers), ("country", countries)])
    for (index, number) in numbers.enumerated() {
      let slow = try? PhoneNumber.read(number, country: CountryCode(countries[index])).get().e164
      #expect(result.text("phone", index) == slow, "\(number) in \(countries[index])")
    }
  }

  /// What is wrong with the reading of an example: from abroad, and as written at home.
  private static func disagreement(_ fields: [String]) -> String? {
    let (region, type, national, e164) = (fields[0], fields[2], fields[3], fields[4])
    guard case .success(let number) = PhoneNumber.read(e164, country: nil) else {
      return "\(region) \(e164): not taken"
    }
    if number.e164 != e164 { return "\(e164): read as \(number.e164)" }
    // Territories of one calling code share their special numbers; the main one comes first.
    let isElsewhere = number.region != region && !e164.hasPrefix("+\(fields[1])")
    if isElsewhere { return "\(e164): of \(number.region), not \(region)" }
    if !number.types.contains(where: { "\($0)" == type }) {
      return "\(e164): \(number.types), not \(type)"
    }
    guard let country = CountryCode(region) else { return nil }
    let home = try? PhoneNumber.read(national, country: country).get().e164
    let written = try? PhoneNumber.read(number.national, country: country).get().e164
    let abroad = try? PhoneNumber.read(number.international, country: nil).get().e164
    return abroad == e164 && home == e164 && written == e164
      ? nil : "\(region) \(national) \(number.national): \(home ?? "-") \(written ?? "-")"
  }
}
