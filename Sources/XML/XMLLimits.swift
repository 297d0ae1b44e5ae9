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
  /// Entities that a document may declare; one with more is refused.
  package var maximumEntities = 1000
  /// Bytes of text that an entity may stand for; the use of a longer one is refused.
  package var maximumEntityBytes = 1000
  /// Bytes that all uses of entities may come to, beyond `maximumAmplification` times the bytes read
  /// so far; a document that needs more is refused.
  package var freeExpansion = 1 << 20
  /// How many times larger than itself its entities may make a document.
  package var maximumAmplification = 10
  /// Bytes of text kept for one record; a larger record is quarantined, and reading goes on.
  package var maximumRecordBytes = 16 << 20
  /// Bytes of one record's element as it stands in the document, whatever is kept of it; a larger
  /// record is quarantined.
  package var maximumOriginalBytes = 32 << 20
  /// Elements (and attributes) noted for one record's paths with conditions, and values of its joined fields; a
  /// larger record is quarantined.
  package var maximumRecordElements = 100_000
  /// A batch ends when its rows, or their elements in the file, hold so many bytes, however few they
  /// are; far below what a column's offsets can hold.
  package var maximumBatchBytes = 32 << 20
  /// Distinct paths of elements and attributes; a document with more is refused.
  package var maximumPaths = 20_000

  package static let standard = XMLLimits()
}
