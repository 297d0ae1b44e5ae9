package import Diagnostics

/// Why an archive cannot be written or read.
///
/// Two errors are equal when their codes are; the reason is for people.
package struct TarError: Error, Sendable {
  /// A closed list for programs.
  package enum Code: Hashable, Sendable, CaseIterable {
    /// Shorter than its own headers say.
    case truncated
    /// A header whose checksum or numbers are wrong, or bytes after the end.
    case damaged
    /// A name that would leave the folder of extraction.
    case unsafeName
    /// A link, device or other member that is neither file nor folder.
    case unsupportedMember
    /// A file whose content has not the size that was announced.
    case wrongSize
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
    Fault(.integrity, reason, at: SourcePosition(file: file))
  }
}

extension TarError: Hashable {
  package static func == (left: TarError, right: TarError) -> Bool { left.code == right.code }

  package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
