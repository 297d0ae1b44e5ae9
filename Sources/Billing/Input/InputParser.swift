package import CRMModel
package import Columns
package import Diagnostics

/// A row that was refused, with why.
package struct RejectedInput: Hashable, Sendable {
  /// Row of the batch.
  package let row: Int
  package let findings: [Finding]
}

/// What a file's rows came to: each row is in one of the two.
package struct ParsedInputs<Entity: Sendable>: Sendable {
  package var accepted: [Entity] = []
  package var rejected: [RejectedInput] = []
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

  package init(
    currency: Currency,
    defaultTax: Tax? = nil,
    decimalMark: DecimalMark? = nil,
    dateOrder: DateOrder? = nil
  ) {
    self.currency = currency
    self.defaultTax = defaultTax
    self.decimalMark = decimalMark
    self.dateOrder = dateOrder
  }

  /// Reads charges; `sourceKey` names the source in the ids of rows that have none.
  package func charges(
    _ batch: RecordBatch,
    origins: RowOrigins,
    sourceKey: String
  ) -> ParsedInputs<Charge> {
    parse(batch, origins, \.chargeID) { $0.charge(sourceKey) }
  }

  /// Reads subscriptions.
  package func subscriptions(
    _ batch: RecordBatch,
    origins: RowOrigins
  ) -> ParsedInputs<Subscription> {
    parse(batch, origins, \.subscriptionID) { $0.subscription() }
  }

  /// Reads payments; `sourceKey` names the source in the ids of rows that have none.
  package func payments(
    _ batch: RecordBatch,
    origins: RowOrigins,
    sourceKey: String
  ) -> ParsedInputs<Payment> {
    parse(batch, origins, \.paymentID) { $0.payment(sourceKey) }
  }

  private func parse<Entity: Sendable>(
    _ batch: RecordBatch,
    _ origins: RowOrigins,
    _ id: KeyPath<Entity, String>,
    _ read: (inout InputRow) -> Entity?
  ) -> ParsedInputs<Entity> {
    precondition(origins.count == batch.rowCount, "an origin for each row")
    let forms = InputForms(batch, decimalMark: decimalMark, dateOrder: dateOrder)
    var result = ParsedInputs<Entity>()
    var lineOfID: [String: Int64] = [:]
    for row in 0..<batch.rowCount {
      var reader = InputRow(batch, row, origins[row], forms, self)
      let entity = read(&reader)
      if let entity, reader.findings.isEmpty {
        guard let line = lineOfID[entity[keyPath: id]] else {
          lineOfID[entity[keyPath: id]] = origins[row].line
          result.accepted.append(entity)
          continue
        }
        let message = "the id stands on line \(line) already"
        reader.refuse("input.duplicate-id", "id", message)
      }
      result.rejected.append(RejectedInput(row: row, findings: reader.findings))
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
    self.dateOrder =
      dateOrder ?? Self.unanimous(Self.values(batch, Self.dateColumns), InputDate.evidence)
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
