package import Foundation

/// Foreign test vectors, read where they lie and never copied into the project.
package enum Corpora {
  /// `$STARCRM_CORPORA`, else `../shared/corpora` beside the package; nil when neither is there.
  package static let folder: URL? = {
    let environment = ProcessInfo.processInfo.environment["STARCRM_CORPORA"]
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates = [
      environment.map { URL(filePath: $0) },
      package.appending(path: "../shared/corpora").standardizedFileURL,
    ]
    return candidates.compactMap { $0 }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  /// A file or folder of the corpora; prints a note and returns nil when it is missing.
  package static func item(_ path: String) -> URL? {
    guard let url = folder?.appending(path: path),
      FileManager.default.fileExists(atPath: url.path)
    else {
      print("note: skipped, no corpus \(path); set STARCRM_CORPORA to the folder that has it")
      return nil
    }
    return url
  }
}

/// A new empty folder, removed when the value goes away.
package final class TemporaryFolder {
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "starcrm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
