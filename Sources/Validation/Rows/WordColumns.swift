import CRMModel
import Columns

/// Words and lists that programs group by.
enum WordColumns {
  /// Statuses in one notation: lower case, underscores for blanks.
  static func status(_ walk: inout FieldWalk) -> TextColumn {
    var memo = ByteMemo()
    var canonical: [[UInt8]] = []
    let walked = walk.walk(InputField(.status)) { text, _, output, _ in
      // The number of the canonical word, -1 for a word that is canonical.
      let number = memo.value(text) { text in
        let word = canonicalWord(text)
        if word.isEqual(to: text) { return -1 }
        canonical.append(word)
        return Int32(canonical.count - 1)
      }
      guard number >= 0 else { return .keep }
      output += canonical[Int(number)]
      return .replace(.wordNotation)
    }
    return walked ?? .empty(count: walk.rowCount)
  }

  private static func canonicalWord(_ text: Span<UInt8>) -> [UInt8] {
    var word: [UInt8] = []
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case 0x41...0x5A: word.append(byte | 0x20)
      case 0x20, UInt8(ascii: "-"): word.append(UInt8(ascii: "_"))
      default: word.append(byte)
      }
    }
    return word
  }

  /// Lists as `a; b`, each item once, in their order.
  static func tags(_ walk: inout FieldWalk) -> TextColumn {
    let walked = walk.walk(InputField(.tags)) { text, _, output, _ in
      var items: [[UInt8]] = []
      var item: [UInt8] = []
      for index in 0...text.count {
        let byte = index < text.count ? text[index] : UInt8(ascii: ";")
        guard byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",") else {
          if byte != 0x20 || !item.isEmpty { item.append(byte) }
          continue
        }
        while item.last == 0x20 { item.removeLast() }
        if !item.isEmpty, !items.contains(item) { items.append(item) }
        item.removeAll(keepingCapacity: true)
      }
      guard !items.isEmpty else { return .drop(.textPlaceholder) }
      output += Array(items.joined(separator: [UInt8(ascii: ";"), 0x20]))
      return output.isEqual(to: text) ? .keep : .replace(.listNotation)
    }
    return walked ?? .empty(count: walk.rowCount)
  }
}
