/// Bounds on hostile input; a card beyond one of them is quarantined, and reading goes on after it.
package struct VCardLimits: Hashable, Sendable {
  /// Bytes of one card, from BEGIN to END as they stand in the file (room for photographs), and of
  /// one line outside a card.
  package var maximumCardBytes = 32 << 20
  /// Properties of one card.
  package var maximumProperties = 4096
  /// Cards inside the AGENT of a card, RFC 2426 section 3.5.4.
  package var maximumNesting = 4

  package static let standard = VCardLimits()
}
