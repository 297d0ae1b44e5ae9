import ByteIO
import Foundation
import Synchronization

/// Where a command prints: results to standard output, everything else to standard error.
final class Terminal: Sendable {
  /// Whether progress may be drawn (standard error is a terminal and nobody asked for silence).
  let showsProgress: Bool
  let isQuiet: Bool
  /// Columns of the terminal.
  let width: Int
  /// Columns of what standard output is shown on; wide enough for tables where it is a file.
  let pageWidth: Int
  private let progressLength = Mutex(0)
  /// What `--quiet` keeps back until it is known whether the command fails.
  private let heldBack = Mutex(HeldBack())

  private struct HeldBack {
    var lines: [String] = []
    var hasFailed = false
  }

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
    showsProgress = !isQuiet && isatty(STDERR_FILENO) == 1 && !isDumb
    let told = Int(ProcessInfo.processInfo.environment["COLUMNS"] ?? "")
    width = Self.columns(STDERR_FILENO) ?? told ?? 80
    pageWidth = Self.columns(STDOUT_FILENO) ?? told ?? 120
  }

  /// The columns of a terminal (TIOCGWINSZ, tty_ioctl(4)); nil for what is none.
  private static func columns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    // Safe: the call fills the structure and keeps no pointer to it.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Prints to standard output, whatever `--quiet` says: the result that was asked for.
  func output(_ text: String) {
    clearProgress()
    Self.write(text, to: .standardOutput)
  }

  /// Prints a line to standard output unless `--quiet`.
  func say(_ line: String) {
    guard !isQuiet else { return }
    output(line + "\n")
  }

  /// Prints a line to standard error; with `--quiet` only if the command fails.
  func complain(_ line: String) {
    let isHeldBack = heldBack.withLock { held in
      guard isQuiet, !held.hasFailed else { return false }
      held.lines.append(line)
      return true
    }
    guard !isHeldBack else { return }
    clearProgress()
    Self.write(line + "\n", to: .standardError)
  }

  /// Says that the exit code will not be 0: whatever was kept back is printed.
  func fail() {
    let lines = heldBack.withLock { held in
      defer { held = HeldBack(hasFailed: true) }
      return held.lines
    }
    for line in lines { complain(line) }
  }

  /// Draws what is being done and how far it is, 0 to 1, over the last drawing.
  func progress(_ text: String, _ share: Double?) {
    guard showsProgress else { return }
    let bar = share.map { share -> String in
      let filled = Int((min(1, max(0, share)) * 24).rounded())
      return " [" + String(repeating: "#", count: filled)
        + String(repeating: ".", count: 24 - filled) + "] \(Int((share * 100).rounded())) %"
    }
    let line = String((text + (bar ?? "")).prefix(width - 1))
    progressLength.withLock { length in
      Self.write("\r" + line.padded(to: length), to: .standardError)
      length = line.count
    }
  }

  /// Takes the progress line away.
  func clearProgress() {
    progressLength.withLock { length in
      guard length > 0 else { return }
      Self.write("\r" + String(repeating: " ", count: length) + "\r", to: .standardError)
      length = 0
    }
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // A closed pipe (`| head`) is no error worth reporting.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
