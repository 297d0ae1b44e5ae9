import ByteIO
import CRMModel
import Pipeline
import Reporting
import TestSupport
import Testing
import Time

/// Files in which many records have the same id, or the same content and no id.
@Suite("records that repeat", .serialized)
struct RepeatedRecordsTests {
  private final class Watch: RunObserver {
    let isCancelled = false

    func progress(_ text: String, _ share: Double?) {}

    func notice(_ text: String) {}
  }

  private static let count = 20_000

  /// Imports a file; returns what became of its records, and how long it took.
  private func importing(_ text: String, to folder: String) throws -> (Buckets, Duration) {
    try Publish.replacing("\(folder)/leads.csv") { try $0.write(text) }
    var source = PipelineConfiguration.Source()
    source.files = ["\(folder)/leads.csv"]
    source.system = "crm"
    var configuration = PipelineConfiguration()
    configuration.name = "test"
    configuration.store = "\(folder)/store"
    configuration.sources = [source]
    let now = Instant(CalendarDate(daysSinceEpoch: 20_758), hour: 3)
    var options = PipelineRun.Options(asOf: now, startedAt: now, toolVersion: "test")
    options.stages = [.leads]
    var report: RunReport?
    let time = try ContinuousClock().measure {
      report = try PipelineRun(configuration, options, observer: Watch()).run()
    }
    return (try #require(report).total, time)
  }

  /// Imports a file twice into a store of its own; returns how long both took.
  private func deliveringTwice(_ lines: [String]) throws -> Duration {
    let folder = try TemporaryFolder()
    let text = lines.joined(separator: "\n") + "\n"
    let (first, firstTime) = try importing(text, to: folder.path)
    #expect(first.read == Int64(Self.count))
    #expect(first.created + first.updated + first.unchanged + first.merged == first.read)
    let (second, secondTime) = try importing(text, to: folder.path)
    #expect(second.unchanged == Int64(Self.count))
    return firstTime + secondTime
  }

  @Test("take about as long as others, delivered once and again")
  func time() throws {
    let numbers = 0..<Self.count
    let different = try deliveringTwice(
      ["id,last name,email"] + numbers.map { "\($0),Kohl\($0),a\($0)@kohl.example" }
    )
    let sameContent = try deliveringTwice(
      ["last name,email"] + numbers.map { _ in "Kohl,anna@kohl.example" }
    )
    #expect(sameContent < different * 4)
    let sameKey = try deliveringTwice(
      ["id,last name,email,note"] + numbers.map { "7,Kohl,anna@kohl.example,note \($0)" }
    )
    #expect(sameKey < different * 4)
  }
}
