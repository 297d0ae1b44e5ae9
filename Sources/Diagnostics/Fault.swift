/// An error for the person at the terminal: what is wrong, where, and what to do.
///
/// Thrown only for I/O, configuration and corruption; a bad record is a `Finding`. Rules for the
/// texts: lower case, no full stop, the fault first, hints on lines of their own, no personal value.
package struct Fault: Error, Hashable, Sendable {
  /// A closed list for programs; decides the exit code.
  package enum Kind: Hashable, Sendable, CaseIterable {
    /// Arguments or a pipeline file that cannot be carried out.
    case configuration
    /// An input is missing, late, still growing, or cannot be read as what it should be.
    case input
    /// A gate of the pipeline stopped the run.
    case gate
    /// A law of design.md was about to be broken.
    case law
    /// The store or a backup is damaged, or an integrity check failed.
    case integrity
    /// The operating system refused (disk full, permission).
    case system
    /// Another run holds the lock.
    case locked
    /// The person or the system asked to stop.
    case interrupted
    /// A bug in this program.
    case bug
  }

  package let kind: Kind
  package let message: String
  package let position: SourcePosition?
  package let hints: [String]

  @inline(never)
  package init(
    _ kind: Kind,
    _ message: String,
    at position: SourcePosition? = nil,
    hints: [String] = []
  ) {
    self.kind = kind
    self.message = message
    self.position = position
    self.hints = hints
  }

  /// The same fault with one more hint.
  package func hinting(_ hint: String) -> Fault {
    Fault(kind, message, at: position, hints: hints + [hint])
  }

  /// The exit code of design.md, "The command line".
  package var exitCode: Int32 {
    switch kind {
    case .configuration: 2
    case .input: 3
    case .gate: 4
    case .law: 5
    case .integrity, .system: 6
    case .bug: 70
    case .locked: 75
    case .interrupted: 130
    }
  }

  /// `error: position: message` and a `hint:` line for each hint.
  package var rendered: String {
    let place = position.map { "\($0): " } ?? ""
    return (["error: \(place)\(message)"] + hints.map { "hint: \($0)" }).joined(separator: "\n")
  }
}

/// A place in a text file, printed as `file:line:column`.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
  package let file: String
  /// 1-based; nil for the file as a whole.
  package let line: Int?
  /// 1-based, in bytes; nil for the line as a whole.
  package let column: Int?

  package init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String {
    ([file] + [line, column].compactMap { $0 }.map(String.init)).joined(separator: ":")
  }
}

extension SourcePosition {
  /// Where a row of an input begins.
  package init(_ origin: RowOrigin, column: Int? = nil) {
    self.init(file: origin.file, line: Int(origin.line), column: column)
  }
}
