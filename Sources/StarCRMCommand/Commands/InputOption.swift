import Age
import Ingest

/// The option that opens encrypted input files, for every command that reads some.
enum InputOption {
  static let identity = Option(
    "identity",
    "KEYFILE",
    "secret keys, as age-keygen writes them, for files that are encrypted with age"
  )

  /// The keys that `--identity` names; none without it.
  static func identities(_ arguments: Arguments) throws -> [AgeIdentity] {
    try arguments[identity.name].map { try AgeKeyFile.read($0).identities } ?? []
  }

  /// Looks at a file that the command line names.
  static func probe(_ path: String, _ arguments: Arguments) throws -> InputStack {
    try InputStack.probe(path, identities: identities(arguments))
  }
}
