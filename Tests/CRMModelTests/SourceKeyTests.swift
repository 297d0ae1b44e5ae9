import CRMModel
import Testing

@Suite("Keys of sources")
struct SourceKeyTests {
  @Test(
    "fillers, zeros, symbols and rounded numbers are no keys",
    arguments: [
      "", "n/a", "N/A", "#N/A", "#NV", "-", "--", "?", "***", ".", "neu", "NEU", "New", "null",
      "NULL", "#WERT!", "(leer)", "N.N.",
      "(null)", "None", "0", "000", "0.0", "0,00", "-1", "–", "unbekannt", "nový", "\\N", "NaN",
      "1.23457E+11", "1,23457E+11", "1E+11", "-2.5e+07", "9.99E+100",
    ]
  )
  func noKey(_ text: String) { #expect(!SourceKey.isKey(text)) }

  @Test("an id that may be somebody's e-mail address, number, name or account is not shown")
  func printable() {
    for id in [
      "K1", "1", "A", "K-00017", "00Q5g00000AbCdEFGH", "2026/17", "pay.csv:2026-11-05:1", "007",
    ] {
      #expect(SourceKey.isPrintable(id), "\(id)")
    }
    for id in [
      "", "anna@mail.test", "+49 171 5555666", "0171/5555666", "Anna Berg", "Berg", "Jörg1",
      "DE89370400440532013000", "GB82WEST12345698765432",
    ] { #expect(!SourceKey.isPrintable(id), "\(id)") }
  }

  @Test(
    "everything else is a key",
    arguments: [
      "1", "10", "007", "A", "x", "K1", "K-00017", "12E4", "1e5", "1.5", "-5", "n1", "neu-17",
      "Null-Tarif", "NA17", "client 0", "0a", "00Q5g00000AbCdEFGH", "ny@example.org", "名", "ö",
      "1.23457E+1111", "1.2E+", "E+11", "12.3E+11", "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ]
  )
  func key(_ text: String) { #expect(SourceKey.isKey(text)) }
}
