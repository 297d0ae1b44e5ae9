// Numbers in sentences.

extension BinaryInteger {
  /// The number with its noun: `1 invoice`, `2 invoices`.
  package func counting(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
