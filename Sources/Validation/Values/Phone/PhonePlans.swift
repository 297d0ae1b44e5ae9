/// All numbering plans.
struct PhonePlans: Sendable {
  static let all = PhonePlans(PhoneTable.text)

  let territories: [PhoneTerritory]
  private let byRegion: [Int16]
  private let byCallingCode: [[PhoneTerritory]]

  init(_ text: StaticString) {
    var reader = PhoneTableReader()
    for line in TableText.lines(of: text) { reader.read(line) }
    let territories = reader.finish()
    self.territories = territories
    var regions = [Int16](repeating: -1, count: CountryCode.count)
    var codes = [[PhoneTerritory]](repeating: [], count: 1000)
    for (index, territory) in territories.enumerated() {
      if let country = CountryCode(territory.id) { regions[country.index] = Int16(index) }
      if territory.isMain {
        codes[territory.callingCode].insert(territory, at: 0)
      } else {
        codes[territory.callingCode].append(territory)
      }
    }
    byRegion = regions
    byCallingCode = codes
    mainByCallingCode = codes.map { plans in
      plans.first.map { main in Int16(territories.firstIndex { $0 === main } ?? -1) } ?? -1
    }
  }

  /// The place of a country's plan in `territories`, -1 for one without telephones of its own.
  func index(of country: CountryCode?) -> Int {
    country.map { Int(byRegion[$0.index]) } ?? -1
  }

  /// The place of the plan that speaks for each calling code, -1 for codes not given out.
  let mainByCallingCode: [Int16]

  /// The plan of a country, nil for one without telephones of its own.
  func territory(of country: CountryCode?) -> PhoneTerritory? {
    guard let country, byRegion[country.index] >= 0 else { return nil }
    return territories[Int(byRegion[country.index])]
  }

  /// The plans that share a calling code, the main one first.
  func territories(ofCallingCode code: Int) -> [PhoneTerritory] {
    code < byCallingCode.count ? byCallingCode[code] : []
  }
}

/// Builds plans from the lines of `PhoneTable`.
private struct PhoneTableReader {
  private var finished: [PhoneTerritory] = []
  private var head: [ArraySlice<UInt8>] = []
  private var nationalPrefix: [UInt8] = []
  private var lengths = [UInt32](repeating: 0, count: PhoneType.allCases.count)
  private var formats: [PhoneFormat] = []
  private var source = PhoneTerritory.Source()

  mutating func read(_ line: [ArraySlice<UInt8>]) {
    guard let kind = line.first?.first else { return }
    let fields = line.dropFirst() + Array(repeating: [], count: 6)
    switch kind {
    case UInt8(ascii: "T"):
      endTerritory()
      head = Array(fields)
    case UInt8(ascii: "i"): source.internationalPrefix = fields[1]
    case UInt8(ascii: "n"): nationalPrefix = Array(fields[1])
    case UInt8(ascii: "p"): (source.prefixForParsing, source.transform) = (fields[1], fields[2])
    case UInt8(ascii: "l"): source.leadingDigits = fields[1]
    case UInt8(ascii: "g"): source.general = fields[1]
    case UInt8(ascii: "f"): formats.append(PhoneFormat(Array(fields)))
    default:
      guard let type = PhoneType(rawValue: Int(kind) - 0x30) else { return }
      lengths[type.rawValue] = Self.lengths(fields[1])
      source.types.append((type, fields[2]))
    }
  }

  mutating func finish() -> [PhoneTerritory] {
    endTerritory()
    return finished
  }

  private mutating func endTerritory() {
    guard !head.isEmpty else { return }
    finished.append(
      PhoneTerritory(
        id: TableText.string(head[0]),
        callingCode: Int(TableText.string(head[1])) ?? 0,
        isMain: !head[2].isEmpty,
        nationalPrefix: nationalPrefix,
        lengthsByType: lengths,
        formats: formats,
        source: source
      )
    )
    self = PhoneTableReader(finished: finished)
  }

  private init(finished: [PhoneTerritory]) { self.finished = finished }

  init() {}

  /// `8,10-12` as one bit a length.
  private static func lengths(_ field: ArraySlice<UInt8>) -> UInt32 {
    var bits: UInt32 = 0
    for part in TableText.string(field).split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let low = ends.first, let high = ends.last, low <= high, high < 32 else { continue }
      for length in low...high { bits |= 1 << UInt32(length) }
    }
    return bits
  }
}
