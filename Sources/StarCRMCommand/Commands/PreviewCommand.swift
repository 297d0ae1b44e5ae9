import CRMModel
import Diagnostics
import Ingest
import Validation

/// `starcrm preview`: what a file is and what an import would make of it.
enum PreviewCommand: Command {
  static let name = "preview"
  static let summary = "show what a file is and what an import would make of it"
  static let operands = "FILE"
  static let options = [
    Option("preset", "NAME", "how the file's columns are named; found by the header unless told"),
    Option("country", "CODE", "of phones and postal codes in records that name no country"),
    Option("require", "FIELDS", "what a record must have; 'email or phone' unless told"),
    InputOption.identity,
  ]
  static let examples = [
    "starcrm preview export.csv.gz", "starcrm preview customers.xml",
    "unzip -p exports.zip contacts.csv | starcrm preview -",
  ]

  /// Records looked at; more say nothing new about a file.
  static let maximumRecords = 100_000

  static func run(_ arguments: Arguments, _ terminal: Terminal) throws -> Int32 {
    let path = try arguments.operand("FILE", command: name)
    let stack = try InputOption.probe(path, arguments)
    var specification = SourceSpecification(file: stack.path)
    specification.displayName = stack.displayName
    specification.identities = try InputOption.identities(arguments)
    specification.preset = arguments["preset"]
    let xml = stack.format == .xml ? try XMLProposal(stack) : nil
    specification.recordPath = xml?.recordPath
    specification.fields = xml?.fields ?? [:]
    let country = try ValidateCommand.country(arguments)
    var preview = Preview(stack, specification)
    try preview.open(xml: xml)
    let wanted = try arguments["require"].map { text throws(Fault) in
      try Requirement(parsing: text)
    }
    let requirement = wanted ?? preview.requirement
    let rules = ValidationRules(country: country, required: [requirement])
    try preview.tryImport(LeadValidator(rules: rules))
    let conditions = PreviewText.Conditions(
      requirement: "\(requirement)",
      country: country?.description
    )
    var page = terminal.page
    PreviewText(preview, xml: xml, conditions).print(on: &page)
    terminal.output(page.text)
    return 0
  }
}
