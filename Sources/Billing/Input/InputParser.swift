package import CRMModel
package import Columns
package import Diagnostics
package import Time

/// A row that was refused, with why.
package struct RejectedInput: Hashable, Sendable {
  /// Row of the batch.
  package let row: Int
  package let findings: [Finding]
}

/// What a file's rows came to: each row is in one of the two.
package struct ParsedInputs<Entity: Sendable>: Sendable {
  /// A row without an id of its own has an empty one; an id may come more than once.
  package var accepted: [Entity] = []
  /// By index of `accepted`: the day as the row writes it, where an instant lies on another day in
  /// the pipeline's time zone.
  package var writtenDays: [Int: CalendarDate] = [:]
  package var rejected: [RejectedInput] = []

  package init(accepted: [Entity] = [], writtenDays: [Int: CalendarDate] = [:]) {
    self.accepted = accepted
    self.writtenDays = writtenDays
  }
}

/// Turns rows of text into charges, subscriptions and payments.
///
/// Numbers and dates are read in the forms that leave no doubt. Where one row alone could mean two
/// things (`1,234`, `04/05/2026`), the other rows of the file decide; where they do not, the row is
/// refused.
package struct InputParser: Sendable {
  /// Currency of rows that name none.
  package let currency: Currency
  /// Tax of rows that name a category or a rate but not both.
  package let defaultTax: Tax?
  /// Fixes the decimal mark; nil lets the file decide.
  package let decimalMark: DecimalMark?
  /// Fixes the order of day and month; nil lets the file decide.
  package let dateOrder: DateOrder?
  /// The day of an instant where the pipeline's clocks are; a date without a zone is what it says.
  package let localDay: @Sendable (Instant) -> CalendarDate

  package init(
    currency: Currency,
    defaultTax: Tax? = nil,
    decimalMark: DecimalMark? = nil,
    dateOrder: DateOrder? = nil,
    localDay: @escaping @Sendable (Instant) -> CalendarDate = { $0.date }
  ) {
    self.currency = currency
    self.defaultTax = defaultTax
    self.decimalMark = decimalMark
    self.dateOrder = dateOrder
    self.localDay = localDay
  }

  /// Reads charges.
  package func charges(_ batch: RecordBatch, origins: RowOrigins) -> ParsedInputs<Charge> {
    parse(batch, origins) { $0.charge() }
  }

  /// Reads subscriptions.
  package func subscriptions(
    _ batch: RecordBatch,
    origins: RowOrigins
  ) -> ParsedInputs<Subscription> {
    parse(batch, origins) { $0.subscription() }
  }

  /// Reads payments.
  package func payments(_ batch: RecordBatch, origins: RowOrigins) -> ParsedInputs<Payment> {
    parse(batch, origins) { $0.payment() }
  }

  private func parse<Entity: InputEntity>(
    _ batch: RecordBatch,
    _ origins: RowOrigins,
    _ read: (inout InputRow) -> Entity?
  ) -> ParsedInputs<Entity> {
    precondition(origins.count == batch.rowCount, "an origin for each row")
    let forms = InputForms(batch, decimalMark: decimalMark, dateOrder: dateOrder)
    var result = ParsedInputs<Entity>()
    for row in 0..<batch.rowCount {
      var reader = InputRow(batch, row, origins[row], forms, self)
      let entity = read(&reader)
      if let entity, reader.findings.isEmpty {
        result.writtenDays[result.accepted.count] = reader.writtenDay
        result.accepted.append(entity)
      } else {
        result.rejected.append(RejectedInput(row: row, findings: reader.findings))
      }
    }
    return result
  }
}

/// How a file writes numbers and dates, learnt from all of its rows.
struct InputForms {
  let decimalMark: DecimalMark?
  let dateOrder: DateOrder?

  private static let numberColumns = ["quantity", "unit_price", "net_amount", "amount", "tax_rate"]
  private static let dateColumns = ["service_date", "start_date", "end_date", "paid_on"]

  init(_ batch: RecordBatch, decimalMark: DecimalMark?, dateOrder: DateOrder?) {
    self.decimalMark =
      decimalMark
      ?? Self.unanimous(Self.values(batch, Self.numberColumns)) {
        InputNumber.evidence(InputRow.withoutUnits($0).number)
      }
    // That the year stands first says nothing of dates whose year stands last.
    self.dateOrder =
      dateOrder.flatMap { $0 == .yearMonthDay ? nil : $0 }
      ?? Self.unanimous(Self.values(batch, Self.dateColumns), InputDate.evidence)
  }

  private static func values(_ batch: RecordBatch, _ names: [String]) -> [String] {
    names.compactMap(batch.column).flatMap { column in
      (0..<batch.rowCount).compactMap { column.string($0).map(InputRow.trimmed) }
    }
  }

  /// The one thing that all texts with evidence show; nil when they contradict each other.
  private static func unanimous<Form: Hashable>(
    _ texts: [String],
    _ evidence: (String) -> Form?
  ) -> Form? {
    let shown = Set(texts.compactMap(evidence))
    return shown.count == 1 ? shown.first : nil
  }
}
