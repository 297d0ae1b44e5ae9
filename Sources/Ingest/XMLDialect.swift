import Diagnostics
import XML

/// Kinds of XML documents that need no paths in the pipeline, known by their root element.
enum XMLDialect: String, CaseIterable {
  /// RFC 6351.
  case xCard
  /// Workbooks of Microsoft Office 2003, "XML Spreadsheet Reference".
  case spreadsheet
  /// Invoices and credit notes of OASIS UBL 2.1; their customers are the leads.
  case universalBusinessLanguage

  /// The dialect of a document that begins with `sample`; nil for any other.
  static func of(_ stack: InputStack) throws -> XMLDialect? {
    guard let root = try XMLRoot(try stack.open()) else { return nil }
    switch (root.namespace, root.name) {
    case ("urn:ietf:params:xml:ns:vcard-4.0", "vcards"): return .xCard
    case ("urn:schemas-microsoft-com:office:spreadsheet", "Workbook"): return .spreadsheet
    case ("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "Invoice"),
      ("urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "CreditNote"):
      return .universalBusinessLanguage
    default: return nil
    }
  }

  /// The dialect that a source is read in: the document's, unless the pipeline has paths of its own.
  static func of(_ stack: InputStack, for specification: SourceSpecification) throws -> XMLDialect?
  {
    guard let dialect = try of(stack) else { return nil }
    guard let record = specification.recordPath else { return dialect }
    guard record == dialect.recordPath else { return nil }
    switch dialect {
    case .spreadsheet: return dialect
    case .xCard, .universalBusinessLanguage: return specification.fields.isEmpty ? dialect : nil
    }
  }

  /// The path of a record; names without prefix stand for any namespace.
  var recordPath: String {
    switch self {
    case .xCard: "/vcards/vcard"
    case .spreadsheet: "/Workbook/Worksheet/Table/Row"
    case .universalBusinessLanguage: "//AccountingCustomerParty"
    }
  }

  /// Field paths, of a dialect that is read by paths; empty for the others.
  var fields: [String: String] {
    self == .universalBusinessLanguage ? UBLParty.fields : [:]
  }
}
