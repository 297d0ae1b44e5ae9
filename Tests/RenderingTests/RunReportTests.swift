import CRMModel
import Diagnostics
import Foundation
import Rendering
import Reporting
import TestSupport
import Testing
import Time

@Suite("A run's report")
struct RunReportRenderingTests {
  private func page(_ locale: String) throws -> String {
    let bytes = try rendered("report-\(locale).html") { sink in
      try SampleRun.make().writePage(to: sink, locale: DisplayLocale(locale))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("is one page that loads and runs nothing", arguments: ["de-DE", "en-US"])
  func selfContained(locale: String) throws {
    let page = try page(locale)
    for forbidden in ["<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test("has well-formed charts with title and description")
  func charts() throws {
    let page = try page("en-US")
    let charts = page.components(separatedBy: "<svg").dropFirst()
      .map { "<svg" + $0.components(separatedBy: "</svg>")[0] + "</svg>" }
    #expect(charts.count == 5)
    for chart in charts {
      #expect(chart.contains("<title") && chart.contains("<desc"))
      let parser = XMLParserCheck(chart)
      #expect(parser.isWellFormed)
    }
  }

  @Test("writes numbers and words as the locale does")
  func wording() throws {
    let german = try page("de-DE")
    #expect(german.contains("Warum Datensätze draußen blieben"))
    #expect(german.contains("14.332,48\u{A0}€"))
    #expect(german.contains("22.11.2026"))
    let american = try page("en-US")
    #expect(american.contains("$") == false)
    #expect(american.contains("€14,332.48"))
    #expect(american.contains("Nov 22, 2026"))
    #expect(american.contains("¥88,000"))
  }

  @Test("tells a stopped run from one that is done")
  func stopped() throws {
    var report = SampleRun.make()
    report.outcome.exitCode = 4
    report.outcome.isCommitted = false
    report.outcome.message = "5.4 % of the records were rejected, the gate allows 5 %"
    let bytes = try rendered("stopped.html") { sink in
      try report.writePage(to: sink, locale: DisplayLocale("en-GB"))
    }
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(page.contains("Stopped"))
    #expect(page.contains("5.4 % of the records were rejected"))
    #expect(page.contains("Nothing was committed"))
  }

  @Test("a run without anything still gives a page")
  func empty() throws {
    let now = Instant(microseconds: 0)
    var report = RunReport(
      runID: "r",
      pipeline: "p",
      asOf: now.date,
      startedAt: now,
      finishedAt: now
    )
    report.leads = RunReport.Leads()
    let bytes = try rendered("empty.html") { sink in
      try report.writePage(to: sink, locale: DisplayLocale("en-US"))
    }
    #expect(String(decoding: bytes, as: UTF8.self).contains("There are no leads yet."))
  }

  @Test("as JSON keeps every count")
  func json() throws {
    let bytes = try rendered("run.json") { try SampleRun.make().writeJSON(to: $0) }
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    )
    let total = try #require(root["total"] as? [String: Int])
    #expect(total["read"] == 1304)
    #expect(total["accepted"] == 1266)
    let billing = try #require(root["billing"] as? [[String: Any]])
    #expect(billing.compactMap { $0["gross"] as? String } == ["14332.48", "88000"])
  }

  @Test("as JSON is read back as it was")
  func readBack() throws {
    var whole = SampleRun.make()
    // Counts by name are an object in JSON; a run reports the most frequent first.
    whole.leads?.byConsent.sort { $1.count < $0.count }
    whole.sources[0].changes = [.init(name: "phone", count: 2), .init(name: "name", count: 1)]
    var undo = whole
    undo.finishedAt = Instant(microseconds: undo.startedAt.microseconds + 1_234_567)
    undo.leads = nil
    undo.merging = nil
    undo.notes = ["billing of a month: \u{1F600} \"done\""]
    undo.attention = [.init(.held, "charges.csv:2: charge C2", hint: "add the customer", count: 2)]
    undo.reversal = RunReport.Reversal(
      runID: "r0",
      pipeline: "nightly",
      asOf: undo.asOf,
      tables: [.init(name: "leads", removed: 3, restored: 2)]
    )
    for report in [whole, undo] {
      let bytes = try rendered("read-back.json") { try report.writeJSON(to: $0) }
      #expect(try RunReport(json: Array(bytes), file: "run.json") == report)
      #expect(throws: Fault.self) {
        try RunReport(json: Array(bytes.dropLast(9)), file: "run.json")
      }
    }
  }

  @Test("as metrics declares each family once and each series once")
  func metrics() throws {
    let bytes = try rendered("metrics.prom") { try SampleRun.make().writeMetrics(to: $0) }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.last == "# EOF")
    let types = lines.filter { $0.hasPrefix("# TYPE") }
    #expect(Set(types).count == types.count)
    let series = lines.filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: "}").first }
    #expect(Set(series).count == series.count)
    #expect(lines.contains("starcrm_stage_seconds{pipeline=\"nightly\",stage=\"read\"} 0.820000"))
    #expect(
      lines.contains(
        "starcrm_billed_amount{pipeline=\"nightly\",currency=\"EUR\",kind=\"gross\"} 14332.48"
      )
    )
  }
}

/// Whether a text is well-formed XML, by its tags alone: every start tag has its end tag.
private struct XMLParserCheck {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var isFine = true
    for piece in text.split(separator: "<").dropFirst(0) {
      guard let tag = piece.split(separator: ">").first else { continue }
      if tag.hasPrefix("/") {
        isFine = isFine && open.popLast() == tag.dropFirst()
      } else {
        open.append(tag.prefix { $0 != " " })
      }
    }
    isWellFormed = isFine && open.isEmpty
  }
}
