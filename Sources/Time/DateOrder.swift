/// In which order a date of numbers alone gives day, month and year.
package enum DateOrder: String, Hashable, Sendable, CaseIterable {
  case dayMonthYear = "dmy"
  case monthDayYear = "mdy"
  case yearMonthDay = "ymd"
}
