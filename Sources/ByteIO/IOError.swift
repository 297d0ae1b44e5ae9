package import Diagnostics
internal import Glibc

/// A refusal of the operating system: which call, on which path, and its `errno`.
package struct IOError: Error, Hashable, Sendable {
  package let operation: IOOperation
  package let path: String
  /// The value of `errno` (POSIX.1, <errno.h>).
  package let code: Int32

  @inline(never)
  package init(_ operation: IOOperation, _ path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// `errno` as it stands after a failed call.
  static func last(_ operation: IOOperation, _ path: String) -> IOError {
    IOError(operation, path, code: errno)
  }

  /// Whether the path exists although it must not.
  package var isExisting: Bool { code == EEXIST }

  /// Whether a signal asked the command to stop.
  package var isInterruption: Bool { code == EINTR }

  /// The operating system's words for the code.
  package var reason: String {
    // Safe: strerror_r writes at most `count` bytes, with a zero among them.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, unsafe strerror_r(code, base, buffer.count) == 0 else {
        return "error \(code)"
      }
      return unsafe String(cString: base)
    }
  }

  /// The error as a person should read it.
  package var fault: Fault {
    let verb =
      switch operation {
      case .open: "open"
      case .read: "read"
      case .write: "write"
      case .sync: "make durable"
      case .link: "publish"
      case .rename: "replace"
      case .remove: "remove"
      case .makeDirectory: "create folder"
      case .list: "list"
      case .lock: "lock"
      }
    let position = SourcePosition(file: path)
    let message = "cannot \(verb): \(reason.lowercased())"
    switch code {
    case EINTR:
      return Fault(.interrupted, "interrupted", hints: ["nothing half-done is left; run again"])
    case ENOENT: return Fault(.input, message, at: position, hints: ["check the path"])
    case EISDIR:
      let hint = "name the files in the folder: \(path == "." ? "" : path + "/")*"
      return Fault(.input, message, at: position, hints: [hint])
    case EACCES, EPERM:
      let hint = "the user that runs starcrm needs permission there"
      return Fault(.system, message, at: position, hints: [hint])
    case ENOSPC, EDQUOT:
      let hint = "free some space and run again; nothing half-written is kept"
      return Fault(.system, message, at: position, hints: [hint])
    default: return Fault(.system, message, at: position)
    }
  }

  /// The error as a person should read it who named the file as an input: whatever keeps it from
  /// being read, the input is at fault.
  package var inputFault: Fault {
    let fault = fault
    let isReading = [.open, .read, .list].contains(operation) && ![ENOSPC, EDQUOT].contains(code)
    guard fault.kind == .system, isReading else { return fault }
    return Fault(.input, fault.message, at: fault.position, hints: fault.hints)
  }
}
