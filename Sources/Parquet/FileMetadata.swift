// The structs of parquet.thrift, as far as this module uses them; numbers are field numbers there.

/// enum Type.
enum PhysicalType: Int32 {
  case boolean = 0
  case int32 = 1
  case int64 = 2
  case int96 = 3
  case float = 4
  case double = 5
  case byteArray = 6
  case fixedLengthByteArray = 7
}

/// enum FieldRepetitionType.
enum Repetition: Int32 {
  case required = 0
  case optional = 1
  case repeated = 2
}

/// enum ConvertedType, the older annotation that every reader knows.
enum ConvertedType: Int32 {
  case utf8 = 0
  case enumeration = 4
  case decimal = 5
  case date = 6
  case timestampMillis = 9
  case timestampMicros = 10
  case uint8 = 11
  case uint16 = 12
  case uint32 = 13
  case uint64 = 14
  case json = 19
}

/// enum Encoding.
enum Encoding: Int32 {
  case plain = 0
  case plainDictionary = 2
  case rle = 3
  case bitPacked = 4
  case deltaBinaryPacked = 5
  case deltaLengthByteArray = 6
  case deltaByteArray = 7
  case rleDictionary = 8
  case byteStreamSplit = 9

  /// Whether values are indices into the dictionary page.
  var isDictionary: Bool { self == .plainDictionary || self == .rleDictionary }
}

/// enum CompressionCodec.
enum Codec: Int32 {
  case uncompressed = 0
  case snappy = 1
  case gzip = 2
  case lzo = 3
  case brotli = 4
  case lz4 = 5
  case zstd = 6
  case lz4Raw = 7
}

/// union TimeUnit.
enum TimeUnit: Int {
  case millis = 1
  case micros = 2
  case nanos = 3
}

/// union LogicalType; `other` for what has no counterpart in `ColumnType`.
enum LogicalType: Hashable {
  case string
  case enumeration
  case decimal(precision: Int, scale: Int)
  case date
  case timestamp(isAdjustedToUTC: Bool, unit: TimeUnit)
  case integer(bitWidth: Int, isSigned: Bool)
  case json
  case other(Int)
}

/// struct SchemaElement.
struct SchemaElement {
  var type: PhysicalType?
  var typeLength = 0
  var repetition: Repetition?
  var name = ""
  /// 0 for a leaf.
  var childCount = 0
  var converted: ConvertedType?
  var scale = 0
  var precision = 0
  var logical: LogicalType?
}

/// struct Statistics.
struct ColumnStatistics: Hashable, Sendable {
  var nullCount = 0
  var minimum: [UInt8]?
  var maximum: [UInt8]?
}

/// struct ColumnMetaData.
struct ColumnChunkMetadata {
  var type = PhysicalType.int32
  var encodings: [Encoding] = []
  var path: [String] = []
  var codec = Codec.uncompressed
  var valueCount = 0
  var uncompressedSize = 0
  var compressedSize = 0
  var dataPageOffset = 0
  var dictionaryPageOffset: Int?
  var statistics: ColumnStatistics?
  var pageCounts: [PageCount] = []

  /// struct PageEncodingStats.
  struct PageCount {
    let page: PageType
    let encoding: Encoding
    let count: Int
  }
}

/// struct RowGroup.
struct RowGroupMetadata {
  var columns: [ColumnChunkMetadata] = []
  var byteSize = 0
  var rowCount = 0
  var fileOffset = 0
  var compressedSize = 0
}

/// struct FileMetaData.
struct FileMetadata {
  var version: Int32 = 2
  var schema: [SchemaElement] = []
  var rowCount = 0
  var rowGroups: [RowGroupMetadata] = []
  var keyValues: [KeyValue] = []
  var createdBy: String?

  /// struct KeyValue.
  struct KeyValue {
    var key = ""
    var value: String?
  }
}

/// enum PageType.
enum PageType: Int32 {
  case data = 0
  case index = 1
  case dictionary = 2
  case dataV2 = 3
}

/// struct PageHeader with the one struct of its kind that it holds.
struct PageHeader {
  var type = PageType.data
  var uncompressedSize = 0
  var compressedSize = 0
  var checksum: UInt32?
  var valueCount = 0
  var encoding = Encoding.plain
  /// Data page V1: how definition levels are encoded.
  var levelEncoding = Encoding.rle
  // Data page V2 alone:
  var nullCount = 0
  var definitionLevelsSize = 0
  var repetitionLevelsSize = 0
  var isCompressed = true
}
