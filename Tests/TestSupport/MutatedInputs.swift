internal import Foundation

/// Seeded mutations of a corpus: byte flips, truncations, splices of two members, repeats.
///
/// A few thousand by default, 1,000,000 with `STARCRM_SLOW=1`.
package struct MutatedInputs: Sequence, IteratorProtocol {
  private let corpus: [[UInt8]]
  private let signs: [UInt8]
  private var random: SeededGenerator
  private var left: Int
  /// The inputs handed out.
  package private(set) var count = 0

  /// `signs` are the bytes that mean something to the format, put in more often than others.
  package init(_ corpus: [[UInt8]], signs: String, seed: UInt64) {
    self.corpus = corpus.filter { !$0.isEmpty }
    self.signs = Array(signs.utf8)
    random = SeededGenerator(seed: seed)
    let isSlow = ProcessInfo.processInfo.environment["STARCRM_SLOW"] == "1"
    left = isSlow ? 1_000_000 : 3_000
  }

  /// The files of a folder of the corpora that end in `ending`, none larger than 4,096 bytes.
  package static func files(_ folder: String, _ ending: String) -> [[UInt8]] {
    guard let url = Corpora.item(folder),
      let names = try? FileManager.default.contentsOfDirectory(atPath: url.path)
    else { return [] }
    return names.sorted().filter { $0.hasSuffix(ending) }.compactMap { name in
      guard let data = try? Data(contentsOf: url.appending(path: name)), data.count <= 4096 else {
        return nil
      }
      return Array(data)
    }
  }

  package mutating func next() -> [UInt8]? {
    guard left > 0, var bytes = corpus.randomElement(using: &random) else { return nil }
    left -= 1
    count += 1
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 2, 3: bytes[index] = signs.randomElement(using: &random) ?? 0
      case 4: bytes.removeSubrange(index..<Swift.min(bytes.count, index + 9))
      case 5: bytes.removeSubrange(index...)
      case 6: bytes.insert(contentsOf: Array(bytes[..<index].suffix(40)), at: index)
      default: splice(&bytes, index)
      }
    }
    return bytes
  }

  private mutating func splice(_ bytes: inout [UInt8], _ index: Int) {
    guard let other = corpus.randomElement(using: &random) else { return }
    let start = Int.random(in: other.indices, using: &random)
    bytes.replaceSubrange(index..., with: other[start...])
  }
}
