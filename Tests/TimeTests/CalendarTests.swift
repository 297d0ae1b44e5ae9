import Testing
import Time

@Suite("calendar dates")
struct CalendarTests {
  @Test("every day of four centuries survives the round trip and follows its predecessor")
  func roundTrip() {
    var previous = CalendarDate(daysSinceEpoch: -135_141)
    for day in -135_140...48_000 {
      let date = CalendarDate(daysSinceEpoch: day)
      #expect(date.daysSinceEpoch == day)
      #expect(previous < date)
      previous = date
    }
  }

  @Test(
    "reads ISO dates and refuses days that do not exist",
    arguments: [
      ("2026-11-22", 20_779), ("1970-01-01", 0), ("2000-02-29", 11_016), ("1900-02-29", nil),
      ("2026-13-01", nil), ("2026-1-01", nil), ("2026-11-31", nil), ("", nil), ("+026-01-01", nil),
    ] as [(String, Int?)]
  )
  func iso(text: String, days: Int?) {
    #expect(CalendarDate(iso: text)?.daysSinceEpoch == days)
  }

  @Test("adding months keeps to the month's last day")
  func months() {
    let last = CalendarDate(iso: "2024-01-31")
    #expect(last?.adding(months: 1).iso == "2024-02-29")
    #expect(last?.adding(months: -2).iso == "2023-11-30")
    #expect(last?.adding(months: 12).iso == "2025-01-31")
  }

  @Test("prints instants as RFC 3339, before the epoch too")
  func instants() {
    #expect(Instant(microseconds: 0).rfc3339 == "1970-01-01T00:00:00Z")
    #expect(Instant(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
    let date = CalendarDate(daysSinceEpoch: 20_779)
    #expect(Instant(date, hour: 13, minute: 5, second: 9).rfc3339 == "2026-11-22T13:05:09Z")
  }
}
