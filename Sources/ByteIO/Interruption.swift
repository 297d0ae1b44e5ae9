internal import Glibc
internal import Synchronization

/// Lets SIGINT and SIGTERM end a command at its next I/O call, as an error there would: everything
/// is undone or left to the next run, and the exit code says which signal it was.
///
/// A command that does not get to an I/O call is ended after some seconds all the same, and at once
/// by a second signal: what it leaves is what a killed one leaves.
package enum Interruption {
  private static let requested = Atomic<Int32>(0)
  private static let isTaken = Atomic<Bool>(false)
  /// How many stretches are running that must not be broken off.
  private static let shields = Atomic<Int>(0)

  /// Seconds until a command is ended that does not come to an end by itself.
  private static let grace: UInt32 = 5

  /// Begins to listen, also where the parent process had the signals blocked.
  package static func watch() {
    handle(SIGINT) { Interruption.request($0) }
    handle(SIGTERM) { Interruption.request($0) }
    handle(SIGALRM) { _ in Interruption.end() }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGALRM] { unsafe sigaddset(&signals, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// 130 after SIGINT, 143 after SIGTERM (128 plus the signal's number, as shells count).
  package static var exitCode: Int32? {
    let number = requested.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }

  /// Whether to stop now: true for the first call after a signal outside of `shielded`, false for
  /// all others, so that the command can clean up behind itself.
  package static func take() -> Bool {
    guard requested.load(ordering: .relaxed) != 0, shields.load(ordering: .relaxed) == 0 else {
      return false
    }
    return !isTaken.exchange(true, ordering: .relaxed)
  }

  /// Runs `body` to its end when a signal comes, for what must not be left half done; only a second
  /// signal ends the process there.
  package static func shielded<Result>(_ body: () throws -> Result) rethrows -> Result {
    shields.add(1, ordering: .relaxed)
    defer { shields.subtract(1, ordering: .relaxed) }
    return try body()
  }

  // MARK: - In the signal's handler: atomics and what signal-safety(7) lists

  private static func request(_ number: Int32) {
    if requested.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
    FaultInjection.wake()
    alarm(grace)
  }

  private static func end() {
    guard shields.load(ordering: .relaxed) == 0 else {
      alarm(1)
      return
    }
    let message: StaticString = "error: interrupted\nhint: run again, which ends what was begun\n"
    // Safe: the bytes are constant and the length is theirs.
    unsafe _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
    _exit(128 + requested.load(ordering: .relaxed))
  }

  /// Without SA_RESTART, so that a read that waits for a terminal or a pipe ends too.
  private static func handle(_ number: Int32, _ body: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = body
    unsafe _ = sigaction(number, &action, nil)
  }
}
