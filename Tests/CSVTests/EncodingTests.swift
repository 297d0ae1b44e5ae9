import ByteIO
import CSV
import Diagnostics
import TestSupport
import Testing

@Suite("encodings")
struct EncodingTests {
  /// A table with accents in the given encoding, with a byte order mark if wanted.
  private func table(_ encoding: TextEncoding, mark: Bool) -> [UInt8] {
    let text = "Name;Ort;Betrag\r\nJürgen Groß;Köln;5 €\r\nŽofie „Ž“;Olomouc;\"a;\r\nb\"\r\n"
    let lead = mark ? (encoding == .utf8 ? "\u{FEFF}" : "") : ""
    let bytes = encoding.encoded(utf8: Array((lead + text).utf8))
    return mark && encoding.isUTF16 ? encoding.byteOrderMark + bytes : bytes
  }

  @Test(
    "tells encodings apart and reads them alike",
    arguments: [
      (TextEncoding.utf8, false), (.utf8, true), (.utf16LittleEndian, true),
      (.utf16LittleEndian, false), (.utf16BigEndian, true), (.utf16BigEndian, false),
      (.windows1252, false),
    ]
  )
  func detection(encoding: TextEncoding, mark: Bool) throws {
    let bytes = table(encoding, mark: mark)
    let detection = try CSVSniffer.detect(bytes, isWhole: true, file: "f")
    #expect(detection.dialect.encoding == encoding)
    #expect(detection.dialect.hasByteOrderMark == mark)
    #expect(detection.dialect.delimiter == UInt8(ascii: ";"))
    #expect(detection.dialect.lineEnd == .crlf)
    for engine in CSVEngine.allCases {
      let options = CSVReadOptions(chunkBytes: 20, engine: engine)
      let reading = try read(bytes, layout: detection.layout, options: options, pieceSize: 3)
      #expect(reading.columns == ["Name", "Ort", "Betrag"])
      #expect(
        reading.rows == [["Jürgen Groß", "Köln", "5 €"], ["Žofie „Ž“", "Olomouc", "a;\r\nb"]]
      )
      #expect(reading.quarantined.isEmpty)
    }
  }

  @Test(
    "recognises the encodings of older programs by the words they make",
    arguments: [
      (TextEncoding.windows1252, "Zoë Müller,Straße „Süd“,5 €\nJosé Núñez,Coruña – Galicia,7\n"),
      (.windows1252, "L’été,François,Besançon\nÉlodie,Hélène,Château-d’Oex\n"),
      (.latin2, "Łukasz Wiśniewski,Łódź,Żeromskiego\nJiří Dvořák,Plzeň,Přemyslova\n"),
      (.latin9, "Müller,100 €,Köln\nGroß,250 €,Lübeck\n"),
      (.macRoman, "Jürgen Groß,Köln,Müllerstraße\nJosé Núñez,Málaga,élève à Orléans\n"),
      (.shiftJIS, "山田太郎,とうきょうと,カタカナ株式会社\n鈴木花子,大阪府,ありがとうございます\n"),
      (.gb18030, "王小明,北京市朝阳区,中国银行\n李华,上海市浦东新区,电子商务有限公司\n"),
    ]
  )
  func legacy(encoding: TextEncoding, rows: String) throws {
    let text = "name,place,note\n" + rows + rows
    let bytes = encoding.encoded(utf8: Array(text.utf8))
    let detection = try CSVSniffer.detect(bytes, isWhole: true, file: "f")
    #expect(detection.dialect.encoding == encoding, "\(detection.evidence)")
    let reading = try read(bytes, layout: detection.layout)
    let lines = text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").map(String.init)
    }
    #expect(reading.rows == Array(lines))
    #expect(reading.quarantined.isEmpty)
  }

  @Test("an encoding that shows only at the end of a file is found there")
  func furtherSamples() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/f.csv"
    try Publish.replacing(path) { sink in
      try sink.write("id;name\n")
      for number in 1...60_000 { try sink.write("\(number);plain\n") }
      for number in 1...9000 {
        try sink.write(TextEncoding.windows1252.encoded(utf8: Array("\(number);Müller\n".utf8)))
      }
    }
    let file = try File.open(path, .read)
    var sample: [UInt8] = []
    _ = try file.read(at: 0, CSVSniffer.sampleBytes, appendingTo: &sample)
    let further = try CSVSniffer.furtherSamples(of: file)
    let blind = try CSVSniffer.detect(sample, isWhole: false, file: path)
    let detection = try CSVSniffer.detect(sample, isWhole: false, file: path, further: further)
    #expect(blind.dialect.encoding == .utf8)
    #expect(detection.dialect.encoding == .windows1252)
  }

  @Test("a wrong byte in UTF-8 sets its record aside with the byte's column, and only that record")
  func wrongByte() throws {
    var bytes = Array("a,b\né,1\nx".utf8)
    bytes.append(0xFC)
    bytes += Array("y,2\nü,3\n".utf8)
    let layout = CSVLayout(dialect: CSVDialect(), header: ["a", "b"], dataOffset: 4, dataLine: 2)
    for engine in CSVEngine.allCases {
      let reading = try read(bytes, layout: layout, options: CSVReadOptions(engine: engine))
      #expect(reading.rows == [["é", "1"], ["ü", "3"]])
      #expect(reading.faults == ["csv.invalid-bytes@3"])
      #expect(reading.quarantined.first?.finding.column == 2)
      #expect(reading.quarantined.first?.raw == [0x78, 0xFC, 0x79, 0x2C, 0x32])
    }
  }

  @Test("half a surrogate pair is set aside with its own bytes")
  func loneSurrogate() throws {
    let good = TextEncoding.utf16LittleEndian.encoded(utf8: Array("a,b\n1,😀\n".utf8))
    let bad: [UInt8] = [0x78, 0, 0x2C, 0, 0x3D, 0xD8]
    let end: [UInt8] = [0x0A, 0]
    let more = TextEncoding.utf16LittleEndian.encoded(utf8: Array("2,é\n".utf8))
    let reading = try read([0xFF, 0xFE] + good + bad + end + more)
    #expect(reading.rows == [["1", "😀"], ["2", "é"]])
    #expect(reading.quarantined.map(\.raw) == [bad])
  }

  @Test("UTF-8 is judged as the standard library judges it")
  func validation() {
    var generator = SeededGenerator(seed: 3)
    let interesting: [UInt8] = [
      0x41, 0x80, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xA0, 0x9F, 0xED, 0xEF, 0xF0, 0x90, 0x8F, 0xF4,
      0xF5,
    ]
    let header = CSVLayout(dialect: CSVDialect(), header: ["a"], dataOffset: 0, dataLine: 1)
    for _ in 0..<1000 {
      let count = Int.random(in: 1...40, using: &generator)
      let bytes = (0..<count).map { _ in
        Bool.random(using: &generator) ? 0x42 : interesting.randomElement(using: &generator) ?? 0
      }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      let reading = try? read(bytes, layout: header)
      #expect(reading?.rows.count == (isValid ? 1 : 0), "\(bytes)")
    }
  }
}
