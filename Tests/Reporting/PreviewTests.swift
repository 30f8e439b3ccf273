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
      ("empty", SampleOrganization.input().with(periods: [])),
    ] {
      let place = URL(fileURLWithPath: folder).appendingPathComponent(name)
      let files = try ReportSet.files(for: input)
      // The statements of many teams are alike, and a browser takes its time.
      for file in files where name != "many-teams" || !file.name.hasPrefix("tenants/") {
        let url = place.appendingPathComponent(file.name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
      }
      #expect(files.contains { $0.name == "summary.html" })
    }
  }
}
