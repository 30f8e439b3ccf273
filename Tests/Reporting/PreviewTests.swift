import Foundation
import Testing

@testable import Reporting

@Suite("Preview")
struct PreviewTests {
  private static let folder = ProcessInfo.processInfo.environment["STACKMETER_PREVIEW"]

  /// For people and for the browser of `.ci/check-pages`:
  /// `STACKMETER_PREVIEW=/tmp/preview swift test --filter Preview`.
  @Test("organisations that the sample is not are written where STACKMETER_PREVIEW says", .enabled(if: folder != nil))
  func preview() throws {
    let folder = try #require(Self.folder)
    let accents = String(repeating: "\u{301}", count: 400)
    let long = String(repeating: "ä", count: 300)
    for (name, input) in [
      ("invented", SampleOrganization.input()), ("found", try FoundOrganization().input()),
      ("losing", try FoundOrganization(loses: true).input()),
      ("many-teams", try FoundOrganization(furtherTeams: 40).input()),
      ("long-names", try FoundOrganization(name: { "\($0) \(long)" }).input()),
      ("wide-names", try FoundOrganization(name: { "漢字👩🏽‍🔬WWWW <script>\($0)" }).input()),
      ("tall-names", try FoundOrganization(name: { "a\(accents)\u{FDFA}\u{FDFD} \($0)" }).input()),
      ("hostile-names", try HostileNamesTests.input("漢字👩🏽‍🔬WWWW <script>\(long)")),
      ("empty", SampleOrganization.input().with(periods: [])),
    ] {
      let place = URL(fileURLWithPath: folder).appendingPathComponent(name)
      let files = try ReportSet.files(for: input)
      // Statements of an organisation are alike but for how much they say, and a browser takes its time.
      let statements = files.filter { $0.name.hasPrefix("tenants/") && $0.name.hasSuffix(".html") }
        .sorted { ($0.bytes.count, $0.name) < ($1.bytes.count, $1.name) }.map(\.name)
      let shown = Set([statements.first, statements.last])
      for file in files where !statements.contains(file.name) || shown.contains(file.name) {
        let url = place.appendingPathComponent(file.name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
      }
      #expect(files.contains { $0.name == "summary.html" })
    }
    let place = URL(fileURLWithPath: folder).appendingPathComponent("charts")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data(try Self.charts().file.bytes).write(to: place.appendingPathComponent("summary.html"))
  }

  /// Charts whose words have little room: marks close to each other, and a long label in the midst of a narrow chart.
  private static func charts() throws -> WrittenPage {
    let titles = ["Levels close to each other", "Levels that are one", "Words in the midst", "Words past the midst"]
    func week(_ index: Int, _ held: Int128) -> Markup {
      WeekChart(
        id: "week\(index)", title: "\(titles[index])", finding: "Levels and a peak.",
        series: [(0..<168).map { (80..<82).contains($0) ? 500 : 0 }],
        levels: [
          .init(value: 1_000, label: "own peaks added up: 1.00", isModel: false),
          .init(value: held, label: "held today: \(held / 1_000)", isModel: false),
          .init(value: 2_000, label: "one platform would hold: 2", isModel: true),
        ], days: (0..<7).map { .init(weekday: "Mon", day: "\($0 + 2)", firstHour: 24 * $0) },
        peak: (hour: 80, value: 500, label: "peak: 0.50")
      ).markup
    }
    func curve(_ index: Int, _ month: Int) -> Markup {
      CurveChart(
        id: "curve\(index)", title: "\(titles[index])", finding: "A loss that is made good.",
        base: (0...36).map { Int128(100 * abs($0 - month) - 3_890) },
        ends: (adverse: "adverse", base: "base: −1.2 million", favourable: "favourable"),
        points: [.init(month: month, value: -3_890, label: "most out: −38.9 million, month \(month)")],
        ticks: [0, 12, 24, 36]
      ).markup
    }
    let charts = [week(0, 8_000), week(1, 2_000), curve(2, 13), curve(3, 22)]
    let main = zip(titles, charts).map { title, chart -> Markup in "<h2>\(title)</h2>\n\(chart)" }.joined()
    return try WrittenPage(
      "summary.html",
      PageDocument(title: "Charts", header: "<h1>Charts</h1>\n", main: main, footer: "<p>Invented.</p>\n"))
  }
}
