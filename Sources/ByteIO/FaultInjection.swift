// The seam through which tests make the operating system fail, and at which a signal ends a command
// (`Interruption`). Every call of this module that reaches the disk passes
// `FaultInjection.pass(_:_:)` first; unarmed, that is one relaxed load.

internal import Glibc
internal import Synchronization

/// A call to the operating system, as faults are counted and reported.
package enum IOOperation: String, Sendable, CaseIterable {
  case open
  case read
  case write
  case sync
  case link
  case rename
  case remove
  case makeDirectory
  case list
  case lock
}

/// Makes the n-th I/O call fail or kills the process there.
///
/// Armed by tests, or by the environment variable `STARCRM_IO_FAULT` of the binary:
/// `kill@N` (SIGKILL before call N), `full@N` (ENOSPC from write call N on), `error@N` (EIO once),
/// `interrupt@N` (EINTR once, as after a signal). Calls are counted from 1.
package enum FaultInjection {
  /// What happens at the chosen call.
  package enum Action: String, Sendable, Equatable {
    case kill
    /// ENOSPC for this and every later write, sync or open-for-writing.
    case full
    case error
    /// EINTR once, as when a signal asks the command to stop.
    case interrupt
  }

  private struct Plan {
    let action: Action
    let at: Int
    var calls = 0
  }

  private static let armed = Atomic<Bool>(false)
  private static let plans = Mutex<[String: Plan]>([:])

  /// From now on, `action` happens at I/O call number `at` on a path that begins with `prefix` (so
  /// that tests running side by side do not meet).
  ///
  /// Use `Int.max` to only count.
  package static func arm(_ action: Action, at: Int, under prefix: String = "") {
    plans.withLock { $0[prefix] = Plan(action: action, at: at) }
    armed.store(true, ordering: .sequentiallyConsistent)
  }

  /// Ends injection under `prefix` and returns how many calls were counted.
  @discardableResult
  package static func disarm(under prefix: String = "") -> Int {
    plans.withLock { plans in
      let calls = plans.removeValue(forKey: prefix)?.calls ?? 0
      armed.store(!plans.isEmpty, ordering: .sequentiallyConsistent)
      return calls
    }
  }

  /// Arms injection from a text such as `kill@37`; false when it is malformed.
  package static func arm(specification: String) -> Bool {
    let parts = specification.split(separator: "@")
    guard parts.count == 2, let action = Action(rawValue: String(parts[0])),
      let at = Int(parts[1])
    else { return false }
    arm(action, at: at)
    return true
  }

  /// Makes every call from now on ask `Interruption` whether a signal came.
  static func wake() { armed.store(true, ordering: .sequentiallyConsistent) }

  static func pass(_ operation: IOOperation, _ path: String) throws(IOError) {
    guard armed.load(ordering: .relaxed) else { return }
    if operation != .remove, Interruption.take() { throw IOError(operation, path, code: EINTR) }
    let due = plans.withLock { plans -> Action? in
      for prefix in plans.keys where path.hasPrefix(prefix) {
        guard var plan = plans[prefix] else { continue }
        plan.calls += 1
        plans[prefix] = plan
        if plan.calls == plan.at { return plan.action }
        if plan.action == .full, plan.calls > plan.at { return .full }
      }
      return nil
    }
    switch due {
    case .kill: kill(getpid(), SIGKILL)
    case .full where operation.needsSpace: throw IOError(operation, path, code: ENOSPC)
    case .error: throw IOError(operation, path, code: EIO)
    case .interrupt: throw IOError(operation, path, code: EINTR)
    case .full, nil: break
    }
  }
}

extension IOOperation {
  fileprivate var needsSpace: Bool {
    switch self {
    case .write, .sync, .makeDirectory, .link: true
    default: false
    }
  }
}
