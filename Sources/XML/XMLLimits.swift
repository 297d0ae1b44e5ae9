/// Bounds on hostile input.
///
/// libxml2 has wider ones of its own (XML_PARSE_HUGE is never set); these are reached first.
package struct XMLLimits: Hashable, Sendable {
  /// Elements open at once; a deeper document is refused.
  package var maximumDepth = 100
  /// Bytes of an element's or attribute's name without its prefix; a longer one is refused.
  package var maximumNameBytes = 1000
  /// Attributes of one element; more are refused.
  package var maximumAttributes = 500
  /// Bytes of text kept for one record; a larger record is quarantined, and reading goes on.
  package var maximumRecordBytes = 16 << 20
  /// Elements noted for one record's paths with conditions, and values of its joined fields; a
  /// larger record is quarantined.
  package var maximumRecordElements = 100_000
  /// Distinct paths of elements and attributes; a document with more is refused.
  package var maximumPaths = 20_000

  package static let standard = XMLLimits()
}
