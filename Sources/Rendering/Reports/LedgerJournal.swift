package import ByteIO
package import CRMModel
internal import Time

/// A plain-text journal as hledger reads it (hledger manual, "Journal"): every posting of the books
/// for anybody's tools, and an independent check that they balance.
///
/// Strict: commodities and accounts are declared, so `hledger check --strict` passes.
package struct LedgerJournal {
  private let title: String
  private let transactions: [[LedgerEntry]]

  /// A journal of `entries`, by day and then by number.
  package init(title: String, entries: [LedgerEntry]) {
    self.title = title
    transactions = Dictionary(grouping: entries, by: \.entryNumber)
      .map { $0.value.sorted { $0.entryLine < $1.entryLine } }
      .sorted { ($0[0].date, $0[0].entryNumber) < ($1[0].date, $1[0].entryNumber) }
  }

  /// Writes the journal; does not finish the sink.
  package func write(to sink: any ByteSink) throws {
    try sink.write(declarations)
    var text = ""
    for transaction in transactions {
      append(transaction, to: &text)
      if text.utf8.count >= 1 << 18 {
        try sink.write(text)
        text = ""
      }
    }
    try sink.write(text)
  }

  private var declarations: String {
    let entries = transactions.joined()
    var text = "; \(Self.line(title))\n\ndecimal-mark .\n\n"
    for currency in Set(entries.map(\.currency)).sorted(by: { $0.code < $1.code }) {
      // hledger wants a decimal mark here even where no decimals follow.
      let zeros = String(repeating: "0", count: currency.digits)
      text += "commodity 1000.\(zeros) \(currency.code)\n"
    }
    text += "\n"
    let accounts = Dictionary(entries.map { (Self.account($0), $0.role) }) { first, _ in first }
    for (account, role) in accounts.sorted(by: { $0.key < $1.key }) {
      text += "account \(account)  ; type: \(Self.type(role))\n"
    }
    return text + "\n"
  }

  private func append(_ transaction: [LedgerEntry], to text: inout String) {
    guard let head = transaction.first else { return }
    text += "\(head.date.iso) (\(Self.code(head.document))) \(Self.description(head.text))\n"
    for entry in transaction {
      let amount = entry.debit.minorUnits - entry.credit.minorUnits
      let account = Self.account(entry)
      let number = PlainNumber.text(amount, entry.currency)
      let gap = String(repeating: " ", count: max(2, 64 - account.count - number.utf8.count))
      text += "    \(account)\(gap)\(number) \(entry.currency.code)\n"
    }
    text += "\n"
  }
}

// MARK: - Names

extension LedgerJournal {
  /// The account in hledger's tree of five types; receivables branch by lead.
  private static func account(_ entry: LedgerEntry) -> String {
    let own = name("\(entry.account) \(entry.accountName)")
    return switch entry.role {
    case .receivable: "assets:receivable:\(name(entry.leadID ?? "unassigned"))"
    case .bank: "assets:bank:\(own)"
    case .revenue: "income:\(own)"
    case .tax: "liabilities:vat:\(own)"
    }
  }

  private static func type(_ role: LedgerAccountRole) -> String {
    switch role {
    case .receivable: "A"
    case .bank: "C"
    case .revenue: "R"
    case .tax: "L"
    }
  }

  /// One segment of an account's name: no colon, nothing that begins a comment or a virtual
  /// posting, single spaces.
  private static func name(_ text: String) -> String {
    let words = line(text).split { " :;()[]|=".contains($0) }
    return words.isEmpty ? "unnamed" : words.joined(separator: " ")
  }

  /// What stands between the parentheses after the date.
  private static func code(_ text: String) -> String {
    String(line(text).filter { !"();".contains($0) })
  }

  /// A semicolon would begin a comment, a bar end the payee.
  private static func description(_ text: String) -> String {
    String(line(text).map { $0 == ";" || $0 == "|" ? "," : $0 })
  }

  /// A text on one line.
  private static func line(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
      )
    )
  }
}
