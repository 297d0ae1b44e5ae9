/// Reads the tables that are kept as text in the program.
enum TableText {
  /// The fields of each line: lines end with a line feed, fields are parted by tabs.
  static func lines(of text: StaticString) -> [[ArraySlice<UInt8>]] {
    Array("\(text)".utf8).split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    }
  }

  /// A field as a String.
  static func string(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field, as: UTF8.self)
  }
}
