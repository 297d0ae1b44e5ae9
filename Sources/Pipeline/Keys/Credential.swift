import Age
import ByteIO
import Diagnostics
import Foundation

/// A secret that a pipeline names and does not hold: `credential:NAME`.
///
/// It is a file, looked for in this order:
/// 1. `$CREDENTIALS_DIRECTORY/NAME`, where systemd's `LoadCredential=` puts it;
/// 2. `$XDG_CONFIG_HOME/starcrm/NAME`, else `$HOME/.config/starcrm/NAME`.
struct Credential {
  static let prefix = "credential:"

  let name: String

  /// - Throws: `Fault` for something that names no file.
  init(_ text: String) throws(Fault) {
    name = String(text.dropFirst(Self.prefix.count))
    guard text.hasPrefix(Self.prefix), !name.isEmpty, !name.contains("/"), !name.hasPrefix(".")
    else {
      throw Fault(
        .configuration,
        "'\(text)' is not the name of a credential",
        hints: ["credential:NAME names a file, without its folder"]
      )
    }
  }

  /// Where the file may be, the first place first.
  func places(_ environment: [String: String]) -> [String] {
    let home = environment["HOME"].map { "\($0)/.config" }
    let folders = [
      environment["CREDENTIALS_DIRECTORY"],
      (environment["XDG_CONFIG_HOME"] ?? home).map { "\($0)/starcrm" },
    ]
    return folders.compactMap { $0.map { "\($0)/\(name)" } }
  }

  /// The secret keys that `text` names: a credential, or the path of a key file.
  ///
  /// - Throws: `Fault` when there is no such file, or it is not one of keys.
  static func identities(
    _ text: String,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> [AgeIdentity] {
    guard text.hasPrefix(prefix) else { return try AgeKeyFile.read(text).identities }
    let credential = try Credential(text)
    let places = credential.places(environment)
    for place in places where try Directory.status(place) != nil {
      return try AgeKeyFile.read(place).identities
    }
    throw try credential.missing(among: places)
  }

  /// The fault of a credential that is in none of `places`, with the nearest name that is.
  func missing(among places: [String]) throws -> Fault {
    let folders = try places.map(Directory.parent).filter { folder in
      try Directory.status(folder)?.isDirectory == true
    }
    let names = try folders.flatMap { try Directory.names(in: $0) }.filter { !$0.hasPrefix(".") }
    let nearest = NearestName.of(name, among: names).map { "did you mean '\(Self.prefix)\($0)'?" }
    return Fault(
      .configuration,
      "there is no credential '\(name)'",
      hints: (nearest.map { [$0] } ?? []) + ["looked for \(places.joined(separator: ", "))"]
    )
  }
}
