import Foundation
import Testing

@testable import Reporting

@Suite("Preview")
struct PreviewTests {
  private static let folder = ProcessInfo.processInfo.environment["STACKMETER_PREVIEW"]

  /// For people: `STACKMETER_PREVIEW=/tmp/preview swift test --filter Preview`, then open the page.
  @Test("the sample organisation's reports are written where STACKMETER_PREVIEW says", .enabled(if: folder != nil))
  func preview() throws {
    let folder = try #require(Self.folder)
    let files = try ReportSet.files(for: SampleOrganization.input())
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in files {
      try Data(file.bytes).write(to: URL(fileURLWithPath: folder + "/" + file.name))
    }
    #expect(files.contains { $0.name == "summary.html" })
  }
}
