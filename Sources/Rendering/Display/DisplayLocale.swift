internal import CRMModel
internal import Time

/// How people of a place write numbers, days and amounts: what XLSX and HTML files need of a
/// locale, by CLDR, for the pipeline's `locale`.
///
/// Files for programs (CSV, JSON, metrics, journals) never look here.
package struct DisplayLocale: Hashable, Sendable {
  /// BCP 47: `de-DE`.
  package let identifier: String
  let language: Language
  private let point: String
  private let grouping: String
  private let days: DayStyle

  /// The languages that headings and texts exist in.
  enum Language: Hashable, Sendable {
    case english, german
  }

  private enum DayStyle {
    /// 31.10.2026
    case dotted
    /// Oct 31, 2026
    case american
    /// 31 Oct 2026
    case british
    /// 31/10/2026
    case slashed
    /// 2026-10-31
    case iso
  }

  /// The locale of a BCP 47 identifier; languages that are not known are shown in English with ISO
  /// dates.
  package init(_ identifier: String) {
    self.identifier = identifier
    let parts = identifier.lowercased().split { $0 == "-" || $0 == "_" }
    let region = parts.dropFirst().last ?? ""
    language = parts.first == "de" ? .german : .english
    switch parts.first {
    case "de" where region == "ch" || region == "li":
      (point, grouping, days) = (".", "\u{2019}", .dotted)
    case "de" where region == "at": (point, grouping, days) = (",", "\u{A0}", .dotted)
    case "de": (point, grouping, days) = (",", ".", .dotted)
    case "fr": (point, grouping, days) = (",", "\u{202F}", .slashed)
    case "es", "it", "nl", "pt": (point, grouping, days) = (",", ".", .slashed)
    case "da", "nb", "no", "fi", "cs", "pl": (point, grouping, days) = (",", "\u{A0}", .dotted)
    case "en" where region == "us" || region.isEmpty:
      (point, grouping, days) = (".", ",", .american)
    case "en": (point, grouping, days) = (".", ",", .british)
    default: (point, grouping, days) = (".", ",", .iso)
    }
  }
}

// MARK: - Texts

extension DisplayLocale {
  /// A whole number, thousands grouped.
  func number(_ value: Int64) -> String { decimal(value, scale: 0) }

  /// `unscaled / 10^scale` with all its decimals, thousands grouped.
  func decimal(_ unscaled: Int64, scale: Int) -> String {
    let digits = String(unscaled.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    let whole = padded.dropLast(scale)
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { grouped += grouping }
      grouped.append(digit)
    }
    let sign = unscaled < 0 ? "\u{2212}" : ""
    return sign + grouped + (scale > 0 ? point + padded.suffix(scale) : "")
  }

  /// An amount with its currency's symbol or code.
  func amount(_ minorUnits: Int64, _ currency: Currency) -> String {
    let symbol = Self.symbols[currency.code] ?? currency.code
    guard hasLeadingSymbol else {
      return "\(decimal(minorUnits, scale: currency.digits))\u{A0}\(symbol)"
    }
    let gap = symbol.utf8.count == 3 && symbol == currency.code ? "\u{A0}" : ""
    let magnitude = minorUnits.magnitude > UInt64(Int64.max) ? Int64.max : abs(minorUnits)
    let sign = minorUnits < 0 ? "\u{2212}" : ""
    return "\(sign)\(symbol)\(gap)\(decimal(magnitude, scale: currency.digits))"
  }

  /// A share as percent with one decimal, none when it is whole.
  func percent(_ part: Int64, of whole: Int64) -> String {
    guard whole > 0 else { return "" }
    let tenths = Int64((Double(part) / Double(whole) * 1000).rounded())
    let text = tenths % 10 == 0 ? number(tenths / 10) : decimal(tenths, scale: 1)
    return language == .german ? "\(text)\u{A0}%" : "\(text)%"
  }

  /// A day.
  func day(_ date: CalendarDate) -> String {
    switch days {
    case .iso: date.iso
    case .dotted: "\(two(date.day)).\(two(date.month)).\(date.year)"
    case .slashed: "\(two(date.day))/\(two(date.month))/\(date.year)"
    case .american: "\(Self.months[date.month - 1]) \(date.day), \(date.year)"
    case .british: "\(date.day) \(Self.months[date.month - 1]) \(date.year)"
    }
  }

  /// An instant in UTC, to the second.
  func instant(_ instant: Instant) -> String {
    let time = instant.rfc3339.dropFirst(11).prefix(8)
    return "\(day(instant.date)), \(time)\u{A0}UTC"
  }

  /// A length of time: `340 ms`, `12.4 s`, `3 min 20 s`.
  func duration(microseconds: Int64) -> String {
    switch microseconds {
    case ..<1000: return "\(number(max(microseconds, 0)))\u{A0}\u{B5}s"
    case ..<1_000_000: return "\(number(microseconds / 1000))\u{A0}ms"
    case ..<60_000_000: return "\(decimal(microseconds / 100_000, scale: 1))\u{A0}s"
    default:
      let seconds = microseconds / 1_000_000
      return "\(number(seconds / 60))\u{A0}min \(seconds % 60)\u{A0}s"
    }
  }

  /// A size in bytes with a decimal prefix.
  func bytes(_ count: Int64) -> String {
    for (power, unit) in [(Int64(1_000_000_000), "GB"), (1_000_000, "MB"), (1000, "kB")]
    where count >= power {
      return "\(decimal(count / (power / 10), scale: 1))\u{A0}\(unit)"
    }
    return "\(number(count))\u{A0}B"
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Symbols that mean one currency; all others are shown by their code.
  static let symbols = ["EUR": "\u{20AC}", "USD": "$", "GBP": "\u{A3}", "JPY": "\u{A5}"]
}

// MARK: - Spreadsheets

extension DisplayLocale {
  /// Whether a currency's symbol stands before the amount.
  var hasLeadingSymbol: Bool { identifier.lowercased().hasPrefix("en") }

  /// The format code of days.
  var spreadsheetDay: String {
    switch days {
    case .dotted: "dd\\.mm\\.yyyy"
    case .slashed, .british: "dd\\/mm\\/yyyy"
    case .american: "mm\\/dd\\/yyyy"
    case .iso: "yyyy\\-mm\\-dd"
    }
  }

  /// The Windows language id in hexadecimal digits ([MS-LCID]) of the commonest locales.
  var windowsLanguage: String? {
    switch identifier.lowercased() {
    case "de-de", "de": "407"
    case "de-at": "C07"
    case "de-ch": "807"
    case "en-us", "en": "409"
    case "en-gb": "809"
    case "fr-fr", "fr": "40C"
    default: nil
    }
  }

  /// Whether pages are printed on Letter paper instead of A4.
  var usesLetterPaper: Bool {
    ["us", "ca", "mx"].contains { identifier.lowercased().hasSuffix("-\($0)") }
  }
}
