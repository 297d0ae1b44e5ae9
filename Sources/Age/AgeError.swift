package import Diagnostics

/// Why an age file cannot be written or read.
///
/// Two errors are equal when their codes are; the reason is for people and holds no secret.
package struct AgeError: Error, Sendable {
  /// The stages of reading, in their order.
  package enum Code: Hashable, Sendable, CaseIterable {
    /// The text around the file is not strict PEM (RFC 7468, figure 3).
    case armor
    /// Not an age file, or one whose header breaks a rule of the format.
    case header
    /// The header is well formed, and no key opens any of its stanzas.
    case noMatch
    /// The header was changed after it was written.
    case headerCode
    /// The payload is truncated, changed, or goes on after its end.
    case payload
    /// A public key that is none.
    case recipient
    /// A secret key, passphrase or key file that is none.
    case identity
    /// libcrypto failed.
    case cryptography
  }

  package let code: Code
  package let reason: String

  @inline(never)
  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// The error as a person should read it.
  package func fault(file: String) -> Fault {
    let position = SourcePosition(file: file)
    switch code {
    case .armor, .header:
      let hint = "the file may be no age file, or damaged; try another copy of it"
      return Fault(.integrity, reason, at: position, hints: [hint])
    case .noMatch:
      let hint = "use the key file whose public key was a recipient when the file was made"
      return Fault(.integrity, reason, at: position, hints: [hint])
    case .headerCode, .payload:
      let hint = "the file was changed or cut after it was made; try another copy of it"
      return Fault(.integrity, reason, at: position, hints: [hint])
    case .recipient:
      let hint = "a public key begins with age1; `starcrm keys show` prints it"
      return Fault(.configuration, reason, at: position, hints: [hint])
    case .identity:
      let hint = "a key file holds lines that begin with AGE-SECRET-KEY-1"
      return Fault(.configuration, reason, at: position, hints: [hint])
    case .cryptography:
      return Fault(.bug, reason, at: position)
    }
  }
}

extension AgeError: Hashable {
  package static func == (left: AgeError, right: AgeError) -> Bool { left.code == right.code }

  package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
