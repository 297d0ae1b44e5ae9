import ByteIO
import Diagnostics
import Ingest
import TestSupport
import Testing

@Suite("a signal while a source is read")
struct InterruptionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Whether an error says that a signal came.
  private static func isInterruption(_ error: any Error) -> Bool {
    (error as? IOError)?.isInterruption ?? ((error as? Fault)?.kind == .interrupted)
  }

  @Test("ends the reading of an XML document at any I/O call, also of what nothing takes")
  func document() throws {
    let path = "\(folder.path)/people.xml"
    try Publish.replacing(path) {
      try $0.write("<all><person><mail>ada@firma.de</mail><size>38</size></person></all>")
    }
    var specification = SourceSpecification(file: path)
    specification.recordPath = "/all/person"
    specification.fields = ["email": "mail"]
    var call = 1
    while true {
      FaultInjection.arm(.interrupt, at: call, under: folder.path)
      let result = Result { try Self.dropped(specification) }
      let calls = FaultInjection.disarm(under: folder.path)
      switch result {
      case .success(let dropped):
        #expect(calls < call, "call \(call)")
        #expect(dropped == ["size"])
      case .failure(let error): #expect(Self.isInterruption(error), "call \(call)")
      }
      guard calls >= call else { break }
      call += 1
    }
    #expect(call > 4)
  }

  /// Reads a source to its end and returns the columns that nothing takes.
  private static func dropped(_ specification: SourceSpecification) throws -> [String] {
    let source = try LeadSource(specification)
    while try source.next() != nil {}
    return source.description.dropped.map(\.column)
  }
}
