/// What is known about the export of one system.
package struct Preset: Sendable {
  /// `hubspot-contacts` and the like; the name in pipeline files.
  package let name: String
  /// Name of the source system when the pipeline gives none.
  package let system: String
  /// Headers that must all be there.
  package internal(set) var signature: [String] = []
  /// At least one of these must be there too, when there are any.
  package internal(set) var signatureAny: [String] = []
  package internal(set) var mapping = LeadMapping()
  /// Other names of columns, by the name that the mapping uses.
  package internal(set) var otherNames: [(column: String, other: String)] = []
  /// Columns left at the door with the reason; others that are not mapped are dropped too.
  package internal(set) var drops: [DroppedColumn] = []
  /// What the first words of a file's name say about all its records.
  package internal(set) var fileNames: [FileName] = []

  /// A beginning of a file's name that says something about its records.
  package struct FileName: Hashable, Sendable {
    package let beginning: String
    package let constant: LeadMapping.Constant
  }

  func matches(_ header: Set<String>) -> Bool {
    signature.allSatisfy(header.contains)
      && (signatureAny.isEmpty || signatureAny.contains(where: header.contains))
  }

  /// The preset with its columns called as the header calls them, and as a pipeline says that they
  /// are called.
  func adapted(to header: Set<String>, renamed: [String: String] = [:]) -> Preset {
    var result = self
    for (column, other) in otherNames
    where header.contains(other) && !header.contains(column) {
      result.mapping = result.mapping.renaming(column, other)
    }
    for (column, other) in renamed.sorted(by: { $0.key < $1.key }) {
      result.mapping = result.mapping.renaming(column, other)
      result.signature = result.signature.map { $0 == column ? other : $0 }
      result.signatureAny = result.signatureAny.map { $0 == column ? other : $0 }
    }
    return result
  }

  /// The columns of a header that the mapping or the drops name.
  func known(of header: [String]) -> Set<String> {
    let named = Set(mapping.columns + otherNames.map(\.other) + drops.map(\.column))
    let endings = drops.map(\.column).filter { $0.hasPrefix("*") }.map { $0.dropFirst() }
    return Set(
      header.filter { column in
        named.contains(column) || endings.contains { column.hasSuffix($0) }
      }
    )
  }

  /// Why a column is left at the door; nil when the preset does not know it.
  func reason(for column: String) -> String? {
    drops.first { drop in
      guard drop.column.hasPrefix("*") else { return drop.column == column }
      return column.hasSuffix(drop.column.dropFirst())
    }?.reason
  }

  /// The mapping for a file: with what its name says.
  func mapping(forFile path: String) -> LeadMapping {
    let name = (path.split(separator: "/").last ?? "").lowercased()
    var result = mapping
    result.constants += fileNames.filter { name.hasPrefix($0.beginning) }.map(\.constant)
    return result
  }

  /// Every preset, the more specific before the more general.
  package static let all = [starCRM] + tables.flatMap { PresetTable($0).presets }

  /// Lines of the tables that say nothing understood; a test expects none.
  package static var unreadLines: [String] { tables.flatMap { PresetTable($0).problems } }

  private static let tables = [salesSystems, mailings, localised, addressBooks]
}
