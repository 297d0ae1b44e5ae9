import Cryptography
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "gives the digests of FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ]
  )
  func examples(text: String, hex: String) {
    let bytes = Array(text.utf8)
    #expect(SHA256.hash(bytes.span).hex == hex)
    #expect(SHA256.hash(bytes).bytes == Hexadecimal.bytes(hex))
  }

  @Test("gives the same digest wherever the input is cut, and begins anew after each")
  func pieces() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SHA256.hash(bytes)
    var hasher = SHA256()
    for cut in 0...bytes.count {
      hasher.update(bytes.span.extracting(0..<cut))
      hasher.update(bytes.span.extracting(cut..<bytes.count))
      #expect(hasher.finish() == whole)
    }
  }

  @Test("a copy goes its own way")
  func copies() {
    let (first, second) = (Array("ab".utf8), Array("c".utf8))
    var one = SHA256()
    one.update(first.span)
    var two = one
    two.update(second.span)
    #expect(one.finish() == SHA256.hash(first))
    #expect(two.finish() == SHA256.hash(first + second))
  }

  @Test("digests are ordered as their bytes and read back from hexadecimal digits")
  func values() throws {
    let digests = (0..<50).map { SHA256.hash([UInt8($0)]) }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    #expect(digests.allSatisfy { SHA256.Digest(hex: $0.hex) == $0 })
    #expect(SHA256.Digest(hex: "00") == nil)
    #expect(SHA256.Digest(hex: String(repeating: "0g", count: 32)) == nil)
  }
}
