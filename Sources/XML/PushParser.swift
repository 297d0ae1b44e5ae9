internal import CLibXML2

/// libxml2's push parser with SAX2 callbacks, feeding a `RecordWalker`.
///
/// This file, `XMLElement` and `XMLEncoding` alone touch C. What holds throughout: the context and the link
/// live from `init` to `deinit`, callbacks run only inside `push` on the calling thread, names that
/// libxml2 hands over stay in its dictionary as long as the context, and text is copied before a
/// callback returns.
///
/// No network (XML_PARSE_NONET), no external subset, no external or parameter entities: a document
/// that declares one is refused there. Entities that stand for plain text are expanded within the
/// bounds of `EntityTable`, others refused where they are used. XML_PARSE_HUGE is not set, so that
/// libxml2's own limits stay in force.
@safe
final class PushParser {
  /// What stopped the parser.
  struct Failure {
    enum Cause {
      /// libxml2's words.
      case malformed(String)
      /// Bytes that the encoding, declared or assumed, does not have.
      case wrongEncoding
      /// It ended before its root element did.
      case truncated
      case declaresEntity
      case usesEntity
      case tooManyEntities
      case usesComplexEntity
      case expandsTooMuch
      case tooDeep
      case nameTooLong
      case tooManyAttributes
      case tooManyPaths
    }

    let cause: Cause
    let line: Int
    let column: Int
  }

  /// A record that was begun, for its origin and its bytes in quarantine.
  struct RecordStart {
    var line: Int64 = 0
    var byteOffset: Int64 = 0
  }

  /// A record that ended beyond a limit.
  struct Oversized {
    let start: RecordStart
    let record: Int64
    let endOffset: Int64
  }

  /// What the callbacks reach through their user data.
  @safe
  fileprivate struct Link {
    var context: xmlParserCtxtPtr?
    var walker: RecordWalker
    var entities: EntityTable
    /// libxml2 looks an entity up once right after its declaration, which is no use of it
    /// (xmlParseEntityDecl).
    var isEntityNew = false
    var failure: Failure?
    var recordStart = RecordStart()
    var oversized: [Oversized] = []
    /// Where the records that became rows stand in the document.
    var finished: [Range<Int64>] = []
    /// Start tags of the elements that are open, while the first record is looked for.
    var tags: [[UInt8]] = []
    var keepsTags = false
    var tagsOfFirstRecord: [[UInt8]]?
    /// Faults that libxml2 goes on after, such as an undeclared namespace prefix.
    var warnings: [(message: String, line: Int)] = []
  }

  /// Distinct warnings kept.
  private static let maximumWarnings = 20

  private let context: xmlParserCtxtPtr
  private let link: UnsafeMutablePointer<Link>

  /// Nil when libxml2 has no memory left.
  init?(_ walker: (_ intern: (String) -> InternedName) -> RecordWalker) {
    Self.prepareLibrary
    var handler = unsafe Self.handler
    let link = UnsafeMutablePointer<Link>.allocate(capacity: 1)
    guard let context = unsafe xmlCreatePushParserCtxt(&handler, link, nil, 0, nil) else {
      unsafe link.deallocate()
      return nil
    }
    // What is pushed is UTF-8, whatever the document declares; see DocumentDecoder.
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue
    _ = unsafe xmlCtxtUseOptions(context, Int32(bitPattern: options))
    unsafe self.context = context
    unsafe self.link = link
    let built = walker { name in
      guard let address = unsafe xmlDictLookup(context.pointee.dict, name, -1) else { return .none }
      return InternedName(address: UInt(bitPattern: address))
    }
    let entities = EntityTable(limits: built.limits)
    unsafe link.initialize(to: Link(context: context, walker: built, entities: entities))
  }

  deinit {
    // libxml2 leaves the document, which holds an internal subset, to whoever made the context.
    unsafe xmlFreeDoc(context.pointee.myDoc)
    unsafe xmlFreeParserCtxt(context)
    unsafe link.deinitialize(count: 1)
    unsafe link.deallocate()
  }

  private static let prepareLibrary: Void = xmlInitParser()

  /// Parses the next bytes; returns false once the parser has stopped.
  func push(_ bytes: [UInt8]) -> Bool {
    // What libxml2 has to say without a context would go to standard error; the handler is the
    // thread's own.
    unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
    unsafe bytes.withUnsafeBytes { buffer in
      let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      _ = unsafe xmlParseChunk(context, start, Int32(truncatingIfNeeded: buffer.count), 0)
    }
    return failure == nil
  }

  /// Tells the parser that there is no more; returns false when the document is not complete.
  func finish() -> Bool {
    if failure == nil { _ = unsafe xmlParseChunk(context, nil, 0, 1) }
    return failure == nil
  }

  var failure: Failure? { unsafe link.pointee.failure }

  /// Records beyond a limit, since the last call.
  func takeOversized() -> [Oversized] {
    defer { unsafe link.pointee.oversized = [] }
    return unsafe link.pointee.oversized
  }

  /// Where the records that became rows since the last call stand in the document.
  func takeFinished() -> [Range<Int64>] {
    defer { unsafe link.pointee.finished.removeAll(keepingCapacity: true) }
    return unsafe link.pointee.finished
  }

  /// Start tags are kept until the first record.
  func keepsTags() { unsafe link.pointee.keepsTags = true }

  /// The start tags around the first record, once that has begun.
  var tagsOfFirstRecord: [[UInt8]]? { unsafe link.pointee.tagsOfFirstRecord }

  /// Warnings since the last call.
  func takeWarnings() -> [(message: String, line: Int)] {
    defer { unsafe link.pointee.warnings = [] }
    return unsafe link.pointee.warnings
  }

  var recordStart: RecordStart { unsafe link.pointee.recordStart }

  /// Reads or changes the walker between two pushes.
  func withWalker<Result>(_ body: (inout RecordWalker) -> Result) -> Result {
    unsafe body(&link.pointee.walker)
  }

  /// The text of a name.
  func string(_ name: InternedName) -> String {
    guard let address = unsafe UnsafePointer<xmlChar>(bitPattern: name.address) else { return "" }
    return unsafe String(cString: address)
  }

  /// Offset in the decoded document that the parser has reached.
  var byteOffset: Int64 { unsafe Self.byteOffset(context) }
}

// MARK: - Callbacks

extension PushParser {
  /// SAX2 callbacks; what is not set here is not done, above all nothing is loaded or resolved.
  private static var handler: xmlSAXHandler {
    var sax = unsafe xmlSAXHandler()
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { user, local, prefix, namespace, _, _, count, _, attributes in
      unsafe PushParser.start(user, local, namespace, Int(count), attributes)
    }
    unsafe sax.endElementNs = { user, _, _, _ in unsafe PushParser.end(user) }
    unsafe sax.characters = { user, bytes, count in unsafe PushParser.text(user, bytes, count) }
    unsafe sax.cdataBlock = { user, bytes, count in unsafe PushParser.text(user, bytes, count) }
    unsafe sax.ignorableWhitespace = { user, bytes, count in
      unsafe PushParser.text(user, bytes, count)
    }
    unsafe sax.entityDecl = { user, name, type, _, _, content in
      unsafe PushParser.declare(user, name, type, content)
    }
    unsafe sax.getEntity = { user, name in unsafe PushParser.entity(user, name) }
    unsafe sax.unparsedEntityDecl = { user, _, _, _, _ in
      unsafe PushParser.stop(user, .declaresEntity)
    }
    unsafe sax.reference = { user, name in unsafe PushParser.reference(user, name) }
    unsafe sax.serror = { user, error in unsafe PushParser.fault(user, error) }
    return unsafe sax
  }

  private static func link(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Link>? {
    // Safe: the user data is the link given to xmlCreatePushParserCtxt.
    unsafe user?.assumingMemoryBound(to: Link.self)
  }

  private static func start(
    _ user: UnsafeMutableRawPointer?,
    _ local: UnsafePointer<xmlChar>?,
    _ namespace: UnsafePointer<xmlChar>?,
    _ count: Int,
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    guard let link = unsafe link(user), let local = unsafe local else { return }
    let name = unsafe name(local, namespace)
    let limits = unsafe link.pointee.walker.limits
    let known = unsafe link.pointee.walker.tree.slots.count
    let beginsRecord = unsafe link.pointee.walker.start(name)
    if unsafe link.pointee.keepsTags { unsafe keepTag(link, beginsRecord) }
    if beginsRecord {
      unsafe link.pointee.recordStart = unsafe elementStart(link.pointee.context)
      unsafe link.pointee.walker.rows.record += 1
    }
    if count > 0, unsafe link.pointee.walker.countsAttributes {
      if count > limits.maximumAttributes { return unsafe stop(user, .tooManyAttributes) }
      unsafe take(attributes, count, link)
    }
    if unsafe link.pointee.walker.undecidedSlot >= 0 { unsafe link.pointee.walker.endStartTag() }
    if let refusal = unsafe link.pointee.walker.refusal {
      unsafe stop(user, refusal == .tooDeep ? .tooDeep : .tooManyPaths)
    } else if unsafe link.pointee.walker.tree.slots.count > known,
      unsafe hasLongName(link.pointee.walker.tree.slots[known...], limits.maximumNameBytes)
    {
      unsafe stop(user, .nameTooLong)
    }
  }

  private static func keepTag(_ link: UnsafeMutablePointer<Link>, _ beginsRecord: Bool) {
    if beginsRecord {
      unsafe link.pointee.tagsOfFirstRecord = unsafe link.pointee.tags
      unsafe link.pointee.keepsTags = false
    } else {
      let tag = unsafe startTag(link.pointee.context)
      unsafe link.pointee.tags.append(tag)
    }
  }

  /// Looks at names only when they are new.
  private static func hasLongName(_ slots: ArraySlice<PathSlot>, _ maximum: Int) -> Bool {
    slots.contains { slot in
      guard let name = unsafe UnsafePointer<xmlChar>(bitPattern: slot.name.local.address)
      else { return false }
      return unsafe xmlStrlen(name) > maximum
    }
  }

  /// Attributes come in fives: local name, prefix, namespace, begin and end of the value.
  private static func take(
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
    _ count: Int,
    _ link: UnsafeMutablePointer<Link>
  ) {
    guard let attributes = unsafe attributes else { return }
    for index in 0..<count {
      let fields = unsafe attributes + index * 5
      guard let local = unsafe fields[0], let begin = unsafe fields[3], let end = unsafe fields[4]
      else { continue }
      let start = unsafe link.pointee.walker.text.attributeEnd
      let value = unsafe UnsafeBufferPointer(start: begin, count: end - begin)
      unsafe append(value, link.pointee.entities, to: &link.pointee.walker.text.attributes)
      unsafe link.pointee.walker.attribute(name(local, fields[2]), valueFrom: start)
    }
  }

  /// Appends an attribute's value.
  ///
  /// As entities are not replaced, libxml2 writes every ampersand of a value as `&#38;` and leaves
  /// the references to declared entities (xmlParseAttValueComplex).
  private static func append(
    _ value: UnsafeBufferPointer<xmlChar>,
    _ entities: EntityTable,
    to target: inout [UInt8]
  ) {
    guard unsafe value.contains(0x26) else { return unsafe target.append(contentsOf: value) }
    let text = unsafe Array(value)
    var index = 0
    while index < text.count {
      guard text[index] == 0x26, let end = text[index...].firstIndex(of: 0x3B) else {
        target.append(text[index])
        index += 1
        continue
      }
      let name = text[(index + 1)..<end]
      target += name.elementsEqual("#38".utf8) ? [0x26] : entities.text(name) ?? []
      index = end + 1
    }
  }

  private static func end(_ user: UnsafeMutableRawPointer?) {
    guard let link = unsafe link(user) else { return }
    if unsafe link.pointee.keepsTags { _ = unsafe link.pointee.tags.popLast() }
    guard unsafe link.pointee.walker.end() else { return }
    let start = unsafe link.pointee.recordStart
    let origin = unsafe RecordWalker.Origin(
      line: start.line,
      byteOffset: start.byteOffset,
      parent: link.pointee.walker.innermost
    )
    let end = unsafe link.pointee.context.map { unsafe byteOffset($0) } ?? start.byteOffset
    if unsafe link.pointee.walker.finishRecord(origin, size: end - start.byteOffset) {
      unsafe link.pointee.finished.append(start.byteOffset..<max(end, start.byteOffset))
    } else {
      let record = unsafe link.pointee.walker.rows.record
      let oversized = Oversized(start: start, record: record, endOffset: end)
      unsafe link.pointee.oversized.append(oversized)
    }
  }

  private static func text(
    _ user: UnsafeMutableRawPointer?,
    _ bytes: UnsafePointer<xmlChar>?,
    _ count: Int32
  ) {
    guard let link = unsafe link(user), let bytes = unsafe bytes else { return }
    let run = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
    if unsafe link.pointee.walker.keepsText {
      unsafe link.pointee.walker.text.elements.append(contentsOf: run)
      unsafe link.pointee.walker.checkSize()
    }
    guard unsafe link.pointee.walker.wonderingAboutText else { return }
    if unsafe run.contains(where: { !XMLText.isBlank($0) }) {
      unsafe link.pointee.walker.noteText()
    }
  }

  private static func name(
    _ local: UnsafePointer<xmlChar>,
    _ namespace: UnsafePointer<xmlChar>?
  ) -> NodeName {
    NodeName(
      local: InternedName(address: UInt(bitPattern: local)),
      namespace: InternedName(address: UInt(bitPattern: namespace))
    )
  }

  // MARK: Entities

  private static func declare(
    _ user: UnsafeMutableRawPointer?,
    _ name: UnsafePointer<xmlChar>?,
    _ type: Int32,
    _ content: UnsafeMutablePointer<xmlChar>?
  ) {
    guard let link = unsafe link(user), let name = unsafe name else { return }
    guard type == Int32(bitPattern: XML_INTERNAL_GENERAL_ENTITY.rawValue) else {
      return unsafe stop(user, .declaresEntity)
    }
    unsafe link.pointee.isEntityNew = true
    let refusal = unsafe link.pointee.entities.declare(bytes(name), bytes(content))
    if refusal != nil { unsafe stop(user, .tooManyEntities) }
  }

  /// A reference to an entity: what libxml2 keeps of its declaration, unless that is refused.
  private static func entity(
    _ user: UnsafeMutableRawPointer?,
    _ name: UnsafePointer<xmlChar>?
  ) -> xmlEntityPtr? {
    guard let link = unsafe link(user), let context = unsafe link.pointee.context else {
      return nil
    }
    if unsafe link.pointee.isEntityNew {
      unsafe link.pointee.isEntityNew = false
      return unsafe xmlSAX2GetEntity(context, name)
    }
    let size = unsafe byteOffset(context)
    switch unsafe link.pointee.entities.use(bytes(name), at: size) {
    case nil: return unsafe xmlSAX2GetEntity(context, name)
    case .expandsTooMuch: unsafe stop(user, .expandsTooMuch)
    default: unsafe stop(user, .usesComplexEntity)
    }
    return nil
  }

  /// Comes after the text of an entity that is declared, and alone for one that is not.
  private static func reference(
    _ user: UnsafeMutableRawPointer?,
    _ name: UnsafePointer<xmlChar>?
  ) {
    guard let link = unsafe link(user) else { return }
    if unsafe link.pointee.entities.text(bytes(name)[...]) == nil { unsafe stop(user, .usesEntity) }
  }

  private static func bytes(_ text: UnsafePointer<xmlChar>?) -> [UInt8] {
    guard let text = unsafe text else { return [] }
    // Safe: libxml2's texts end in a zero byte.
    return unsafe Array(UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text))))
  }

  // MARK: Positions

  private static func byteOffset(_ context: xmlParserCtxtPtr) -> Int64 {
    guard let input = unsafe context.pointee.input, let base = unsafe input.pointee.base,
      let current = unsafe input.pointee.cur
    else { return 0 }
    return unsafe Int64(input.pointee.consumed) + Int64(current - base)
  }

  /// Where the start tag being parsed begins: the nearest `<` before the parser's position, as
  /// none can stand within a tag (XML 1.0 productions 10 and 40).
  private static func elementStart(_ context: xmlParserCtxtPtr?) -> RecordStart {
    guard let context = unsafe context, let input = unsafe context.pointee.input,
      let base = unsafe input.pointee.base, let current = unsafe input.pointee.cur
    else { return RecordStart() }
    var place = unsafe current
    var lines = 0
    while unsafe place > base {
      unsafe place -= 1
      let byte = unsafe place.pointee
      if byte == 0x3C { break }
      if byte == 0x0A { lines += 1 }
    }
    return unsafe RecordStart(
      line: Int64(input.pointee.line) - Int64(lines),
      byteOffset: Int64(input.pointee.consumed) + Int64(place - base)
    )
  }

  /// The start tag being parsed: the parser stands at its end.
  private static func startTag(_ context: xmlParserCtxtPtr?) -> [UInt8] {
    guard let context = unsafe context, let input = unsafe context.pointee.input,
      let base = unsafe input.pointee.base, let current = unsafe input.pointee.cur
    else { return [] }
    let start = unsafe elementStart(context).byteOffset - Int64(input.pointee.consumed)
    let count = unsafe current - base - Int(start)
    // Safe: both places are within the parser's input.
    return unsafe Array(UnsafeBufferPointer(start: base + Int(start), count: count)) + [0x3E]
  }

  // MARK: Faults

  private static func stop(_ user: UnsafeMutableRawPointer?, _ cause: Failure.Cause) {
    guard let link = unsafe link(user), unsafe link.pointee.failure == nil else { return }
    let input = unsafe link.pointee.context.flatMap { unsafe $0.pointee.input }
    unsafe link.pointee.failure = unsafe Failure(
      cause: cause,
      line: input.map { unsafe Int($0.pointee.line) } ?? 0,
      column: input.map { unsafe Int($0.pointee.col) } ?? 0
    )
    if let context = unsafe link.pointee.context { unsafe xmlStopParser(context) }
  }

  private static func fault(_ user: UnsafeMutableRawPointer?, _ error: xmlErrorPtr?) {
    guard let link = unsafe link(user), let error = unsafe error,
      unsafe link.pointee.failure == nil
    else { return }
    let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "not XML"
    let line = unsafe Int(error.pointee.line)
    guard unsafe error.pointee.level == XML_ERR_FATAL else {
      if unsafe link.pointee.warnings.count < maximumWarnings {
        unsafe link.pointee.warnings.append((message, line))
      }
      return
    }
    unsafe link.pointee.failure = unsafe Failure(
      cause: cause(error.pointee.code, message),
      line: line,
      column: Int(error.pointee.int2)
    )
  }

  private static func cause(_ code: Int32, _ message: String) -> Failure.Cause {
    switch UInt32(bitPattern: code) {
    case XML_ERR_UNDECLARED_ENTITY.rawValue: .usesEntity
    case XML_ERR_INVALID_ENCODING.rawValue, XML_ERR_UNSUPPORTED_ENCODING.rawValue,
      XML_ERR_UNKNOWN_ENCODING.rawValue, XML_I18N_CONV_FAILED.rawValue:
      .wrongEncoding
    // The code of a control character too; only the words tell them apart.
    case XML_ERR_INVALID_CHAR.rawValue where message.contains("UTF-8"): .wrongEncoding
    case XML_ERR_DOCUMENT_END.rawValue, XML_ERR_TAG_NOT_FINISHED.rawValue,
      XML_ERR_DOCUMENT_EMPTY.rawValue:
      .truncated
    default: .malformed(message)
    }
  }
}
