import Foundation

/// The built program, run as a process of its own, so that it can be killed.
struct KillProcess: Sendable {
  /// How a process ended.
  enum Ending: Equatable, Sendable {
    case exited(Int32)
    case killed
    case signalled(Int32)

    /// Done, perhaps with rejected rows.
    var isDone: Bool { self == .exited(0) || self == .exited(1) }
  }

  /// When a process is killed.
  enum Moment: Sendable, CustomStringConvertible {
    case never
    /// Before its n-th I/O call, counted from 1 (FaultInjection).
    case call(Int)
    case after(microseconds: UInt32)
    /// Asked to stop by a signal, after a while.
    case signal(Int32, after: UInt32)

    var description: String {
      switch self {
      case .signal(let number, let microseconds): "signal-\(number)-\(microseconds)"
      case .never: "never"
      case .call(let number): "call-\(number)"
      case .after(let microseconds): "after-\(microseconds)"
      }
    }
  }

  /// The program beside the test bundle, or `$STARCRM`; nil when it is not there.
  static let binary: String? = {
    let environment = ProcessInfo.processInfo.environment["STARCRM"]
    let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = bundle.deletingLastPathComponent().appending(path: "starcrm").path
    let found = [environment, beside].compactMap { $0 }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    if found == nil { print("note: skipped, no program \(beside); run swift build") }
    return found
  }()

  let binary: String
  /// Paths in `arguments` are relative to it; the program's words go to `log.txt` in it.
  let folder: String
  let arguments: [String]
  /// What the process reads as its standard input.
  var input = "/dev/null"

  /// Runs to the end, or to the moment.
  func run(killedAt moment: Moment = .never) async throws -> Ending {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try runBlocking(moment) })
      }
    }
  }

  /// Waits, but no longer than the process runs: a moment taken from a run on a busy machine may lie
  /// far beyond the end of one on an idle machine.
  private func wait(_ microseconds: UInt32, for process: pid_t) {
    let step: UInt32 = 2000
    for start in stride(from: 0, to: microseconds, by: Int(step)) {
      usleep(min(step, microseconds - start))
      let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if state?.contains(") Z ") ?? true { return }
    }
  }

  /// Until `waitpid` the number belongs to the process, so nothing else can be hit.
  private func runBlocking(_ moment: Moment) throws -> Ending {
    let process = try start(moment)
    if case .after(let microseconds) = moment {
      wait(microseconds, for: process)
      kill(process, SIGKILL)
    }
    if case .signal(let number, let microseconds) = moment {
      wait(microseconds, for: process)
      kill(process, number)
    }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw POSIXError(.ECHILD) }
    }
    // As WIFSIGNALED and WEXITSTATUS of wait(2), which are macros.
    let signal = status & 0x7F
    if signal == 0 { return .exited((status >> 8) & 0xFF) }
    return signal == SIGKILL ? .killed : .signalled(signal)
  }

  /// `env` changes into the folder and becomes the program.
  private func start(_ moment: Moment) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let log = "\(folder)/log.txt"
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let words = ["env", "-i", "-C", folder] + environment(moment) + [binary] + arguments
    let pointers = unsafe words.map { unsafe strdup($0) }
    defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, "/usr/bin/env", &actions, nil, pointers + [nil], nil)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    return process
  }

  /// Nothing of the user's own: no credentials, no configuration.
  private func environment(_ moment: Moment) -> [String] {
    let usual = ["HOME=\(folder)", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"]
    guard case .call(let number) = moment else { return usual }
    return usual + ["STARCRM_IO_FAULT=kill@\(number)"]
  }
}
