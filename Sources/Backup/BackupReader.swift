internal import Age
internal import Archive
internal import ByteIO
internal import Compression
internal import Cryptography
internal import Diagnostics

/// Reads a backup from its first byte to its last and believes nothing before the end.
enum BackupReader {
  /// Hands each file and folder to `receive`, then compares what was read with the manifest.
  ///
  /// Whatever `receive` made is to be thrown away when this throws.
  static func read(
    _ path: String,
    _ identities: [AgeIdentity],
    _ receive: (TarMember, any ByteSource) throws -> Void
  ) throws -> BackupManifest {
    guard !identities.isEmpty else {
      throw Fault(
        .configuration,
        "a secret key is needed to open a backup",
        at: SourcePosition(file: path),
        hints: ["name its file with --identity"]
      )
    }
    do {
      return try readAll(path, identities, receive)
    } catch let fault as Fault where fault.kind == .input {
      // Damaged gzip data: below age's seal they are no input any more.
      throw damaged(path, fault.message)
    }
  }

  private static func readAll(
    _ path: String,
    _ identities: [AgeIdentity],
    _ receive: (TarMember, any ByteSource) throws -> Void
  ) throws -> BackupManifest {
    let plain = try AgeDecryptor(try FileSource(path: path), identities: identities)
    let gzip = GzipSource(plain, name: path)
    let tar = TarReader(gzip)
    var files: [BackupManifest.Member] = []
    var manifest: BackupManifest?
    while let member = try tar.next() {
      guard manifest == nil else { throw damaged(path, "something follows the backup's manifest") }
      if member.kind == .file, member.path == BackupManifest.path {
        manifest = BackupManifest(json: try tar.readToEnd(limit: BackupManifest.maximumSize))
        guard manifest != nil else { throw damaged(path, "the backup's manifest cannot be read") }
      } else {
        let content = MeasuringSource(tar)
        try receive(member, content)
        guard member.kind == .file else { continue }
        let digest = try content.finish()
        files.append(.init(path: member.path, size: content.byteCount, sha256: digest.hex))
      }
    }
    try refuseRest(path, plain, gzip)
    guard let manifest else { throw damaged(path, "the backup has no manifest") }
    guard manifest.members == files else {
      throw damaged(path, "the backup's files are not those of its manifest")
    }
    return manifest
  }

  /// After the archive: no further bytes, and the end of the age file is authentic.
  private static func refuseRest(
    _ path: String,
    _ plain: AgeDecryptor,
    _ gzip: GzipSource
  ) throws {
    var rest: [UInt8] = []
    guard gzip.trailingGarbage == nil, try plain.read(1, appendingTo: &rest) == 0 else {
      throw damaged(path, "something follows the backup's archive")
    }
  }

  private static func damaged(_ path: String, _ message: String) -> Fault {
    Fault(
      .integrity,
      message,
      at: SourcePosition(file: path),
      hints: ["it was not made by `starcrm backup create`, or is damaged; try another backup"]
    )
  }
}

/// Runs `body` and throws its errors as faults, with what is wrong in a backup as `.integrity`.
///
/// A file that cannot be read at `path` itself is a missing input where the person named it.
func translatingErrors<Value>(
  _ path: String,
  isInput: Bool = false,
  _ body: () throws -> Value
) throws -> Value {
  do {
    return try body()
  } catch let error as AgeError {
    throw error.fault(file: path)
  } catch let error as TarError {
    throw error.fault(file: path).hinting("the file is damaged; try another backup")
  } catch let error as IOError {
    throw isInput && error.path == path ? error.inputFault : error.fault
  } catch is ByteLimitExceeded {
    throw Fault(.integrity, "the backup's manifest is too large", at: SourcePosition(file: path))
  }
}
