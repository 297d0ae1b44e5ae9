import Foundation
import Synchronization

/// SIGINT and SIGTERM ask a run to stop at the next safe place; a second one ends the process.
enum Interruption {
  private static let requested = Atomic<Int32>(0)

  /// Begins to listen.
  static func watch() {
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        if Interruption.requested.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }

  /// Whether a signal arrived.
  static var isRequested: Bool { requested.load(ordering: .relaxed) != 0 }

  /// 130 after SIGINT, 143 after SIGTERM (128 plus the signal's number, as shells count).
  static var exitCode: Int32? {
    let number = requested.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }
}
