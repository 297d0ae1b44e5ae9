import CRMModel
package import Diagnostics
import XML

/// What an XML document's records and their fields probably are, judged by names alone.
package struct XMLProposal: Sendable {
  package let recordPath: String
  /// Records seen in the part of the document that was looked at.
  package let recordCount: Int
  /// Model field to path, for `SourceSpecification.fields`.
  package let fields: [String: String]
  /// Every path that holds text, in the order of the document.
  package let paths: [String]
  /// Where the part that was looked at could not be read on.
  package let fault: Fault?

  /// Looks at the beginning of a document.
  ///
  /// - Throws: `Fault` for a document without records.
  package init(_ stack: InputStack) throws {
    if let dialect = try XMLDialect.of(stack) {
      recordPath = dialect.recordPath
      fields = dialect.fields
      let structure = try XMLStructure.survey(try stack.open(), file: stack.displayName)
      let proposal = structure.proposals.first { $0.recordPath == dialect.recordPath }
      recordCount = proposal?.count ?? 1
      paths = (proposal ?? structure.proposals.first)?.fields.filter(\.hasText).map(\.path) ?? []
      fault = structure.fault
      return
    }
    let structure = try XMLStructure.survey(try stack.open(), file: stack.displayName)
    guard let proposal = structure.proposals.first else {
      throw structure.fault ?? Self.nothing(stack)
    }
    recordPath = proposal.recordPath
    recordCount = proposal.count
    paths = proposal.fields.filter(\.hasText).map(\.path)
    fields = Self.guess(proposal)
    fault = structure.fault
  }

  /// What to say of a document without records.
  package static func nothing(_ stack: InputStack) -> Fault {
    Fault(
      .input,
      "the document holds no records",
      at: SourcePosition(file: stack.displayName),
      hints: ["expected one element for each record, with elements or attributes in it"]
    )
  }

  /// The field of each path; of several paths for one field, the one with the fewest steps, then
  /// the first.
  private static func guess(_ proposal: XMLStructure.Proposal) -> [String: String] {
    let isDocument = isDocument(proposal.recordPath)
    var best: [String: (path: String, rank: Int)] = [:]
    for found in proposal.fields where found.hasText {
      guard let field = field(of: found.path) else { continue }
      // Of a list only ways to reach the person are the person's: a line of an invoice is none.
      guard !isOfList(found) || listed.contains(field) else { continue }
      if field == SourceField.externalID.name, !isOwnID(found.path, isDocument) { continue }
      let isDocumentsOwn = isDocument && field == SourceField.externalID.name
      let rank = rank(found.path) + (isDocumentsOwn && !names(customer: found.path) ? 100 : 0)
      if rank < best[field]?.rank ?? .max { best[field] = (found.path, rank) }
    }
    return best.mapValues(\.path)
  }

  private static let listed: Set<String> = Set(
    [LeadField.email, .phone, .website, .street, .locality, .region, .postalCode, .country]
      .map(\.name)
  )

  /// Whether an id is the record's own: an attribute or a child of the record itself, or below an
  /// element that only gathers its ids or names the person.
  ///
  /// The id of a telephone, a company or a group is that of something else, and the same in many
  /// records.
  private static func isOwnID(_ path: String, _ isDocument: Bool) -> Bool {
    let parents = path.lowercased().split(separator: "/").filter { $0 != "text()" }.dropLast()
    if isDocument, names(customer: path) { return true }
    return parents.allSatisfy { parent in
      // Without its namespace prefix.
      let name = parent.split(separator: ":").last.map(String.init) ?? ""
      return ["id", "ids", "identifier", "identifiers", "identification", "key", "keys"]
        .contains(name)
        || ["contact", "customer", "client", "person", "lead", "party"].contains(name)
    }
  }

  /// Whether a path leads through a list, or to a field that the users of the system made up.
  private static func isOfList(_ field: XMLStructure.FieldPath) -> Bool {
    let parents = field.path.lowercased().split(separator: "/").dropLast()
    return field.isRepeated || parents.contains { $0.contains("customfield") || $0 == "lines" }
  }

  /// Whether a record is a document about a customer, whose own number is not the customer's.
  private static func isDocument(_ recordPath: String) -> Bool {
    let name = recordPath.lowercased().split(separator: "/").last ?? ""
    return ["invoice", "order", "creditnote", "quote"].contains { name.contains($0) }
  }

  private static func names(customer path: String) -> Bool {
    ["customer", "client", "account"].contains { path.lowercased().contains($0) }
  }

  private static func field(of path: String) -> String? {
    var names = path.split(separator: "/").filter { $0 != "text()" }.map(String.init)
    guard let last = names.popLast() else { return nil }
    if last.hasPrefix("@"), HeaderAliases.field(for: last) != SourceField.externalID.name {
      return nil
    }
    // A part of a structure that is named by what it holds: PrimaryEmailAddr/Address.
    if let parent = names.last, HeaderAliases.key(parent).contains("email") {
      return LeadField.email.name
    }
    let bare = String(last.drop { $0 == "@" })
    let unnumbered = bare.last == "1" ? String(bare.dropLast()) : bare
    return HeaderAliases.field(for: bare) ?? HeaderAliases.field(for: unnumbered)
      ?? names.last.flatMap { isPart(bare) ? HeaderAliases.field(for: $0) : nil }
  }

  /// Names that say nothing without that of their parent: `street/string`, `region/region_code`.
  private static func isPart(_ name: String) -> Bool {
    ["string", "value", "text", "line", "line1", "number"].contains(name.lowercased())
  }

  /// Smaller is likelier the lead's own.
  private static func rank(_ path: String) -> Int {
    let isSecondary = path.lowercased().contains("ship")
    return path.split(separator: "/").count + (isSecondary ? 100 : 0)
  }
}
