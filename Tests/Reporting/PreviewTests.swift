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
  }
}
