import Comparison
import Foundation
import Metering
import Testing

@testable import Reporting

/// One month has one headline, and one figure that is called the cost of duplication.
@Suite("The headline") struct HeadlineTests {
  private static func sample(_ stacks: [StackID]? = nil, period: Int = 1) throws -> ReportInput {
    let input = SampleOrganization.input()
    let old = input.periods[period]
    return input.with(periods: [
      try PeriodInput(
        period: old.period, state: old.state, days: old.days, lines: old.lines,
        comparisons: old.comparisons.filter { stacks?.contains($0.stack) ?? true })
    ])
  }

  private static let mixed = "mixed"
  private static let cases = [
    mixed, "all pay", "loses", "nothing to share", "nothing compared", "month to date", "one day", "empty", "found",
    "found, loses", "hostile names",
  ]

  private static func input(_ name: String) throws -> ReportInput {
    switch name {
    case mixed: return try sample()
    case "all pay": return try sample(["training", "notebooks", "serving"])
    case "loses": return try sample(["feature-store"])
    case "nothing to share": return try sample(["vector-search"])
    case "nothing compared": return try sample([])
    case "month to date": return try sample(period: 2)
    case "one day":
      let input = try sample(period: 2)
      let old = input.periods[0]
      let day = old.days.lowerBound..<old.days.lowerBound.adding(days: 1)
      return input.with(periods: [
        try PeriodInput(
          period: old.period, state: old.state, days: day, lines: old.lines, comparisons: old.comparisons)
      ])
    case "empty": return try sample().with(periods: [])
    case "found": return try FoundOrganization().input()
    case "found, loses": return try FoundOrganization(loses: true).input()
    default:
      return try FoundOrganization(name: { "<b>&lt;\u{5D0}\u{202E}漢\"'\($0) " + String(repeating: "ü", count: 90) })
        .input()
    }
  }

  private func headline(_ file: ReportFile) throws -> String {
    let html = String(decoding: file.bytes, as: UTF8.self)
    let start = try #require(html.firstRange(of: "<h1>")), end = try #require(html.firstRange(of: "</h1>"))
    return plain(PageReader("<h1>" + html[start.upperBound..<end.lowerBound] + "</h1>").text)
  }

  /// Without what the terminal does for names from right to left, and with one kind of space.
  private func plain(_ text: String) -> String {
    text.replacing("\u{A0}", with: " ").replacing("\u{200E}", with: "")
  }

  @Test("the summary, the index and the terminal have the same sentence", arguments: cases)
  func same(name: String) throws {
    let input = try Self.input(name)
    let files = try ReportSet.files(for: input)
    let summary = try headline(try #require(files.first { $0.name == "summary.html" }))
    #expect(try headline(try #require(files.first { $0.name == "index.html" })) == summary)
    guard !input.periods.isEmpty else {
      #expect(summary == "No usage has been metered yet.")
      #expect(ReportText(input, width: 200).lines.joined().hasSuffix(": no usage has been metered yet"))
      return
    }
    for width in [40, 80, 1_000] {
      // Words longer than a line are cut, so spaces are left out of both.
      let lines = ReportText(input, width: width).lines.prefix { !$0.isEmpty }
      let spaces: (Character) -> Bool = { $0 == " " }
      #expect(plain(lines.joined()).filter { !spaces($0) } == summary.filter { !spaces($0) })
      if width == 1_000 { #expect(plain(lines.joined()) == summary) }
    }
  }

  @Test("only what duplicates cost more than one environment is called so, by one figure on the whole page")
  func duplication() throws {
    for furtherTeams in [5, 9] {
      let input = try FoundOrganization(furtherTeams: furtherTeams).input()
      let context = try #require(SummaryContext(input))
      let cost = context.cents(try #require(context.findings).environments.duplicates.duplicateCost)
      #expect(cost > 0)
      let page = plain(PageReader(String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)).text)
      let figures = page.matches(of: /[Dd]uplication (?:costs|is) (USD [0-9,.]*[0-9](?: million)?)/).map {
        String($0.1)
      }
      #expect(figures.count >= 2 && Set(figures) == [plain(context.rounded(cost))], "\(figures)")
      #expect(page.contains("Duplication costs \(plain(context.rounded(cost))) a month. Sharing "))
      // The trend's last month, and the table below it.
      #expect(page.contains("Sep 2026: \(plain(context.figure(cost)))"))
      #expect(page.contains(DisplayText.exact(cost, context.currency)))
    }
  }

  @Test("where one environment would cost more, duplication is no waste; where nothing is twice, that is said")
  func noDuplication() throws {
    let losing = try FoundOrganization(loses: true).input()
    let page = plain(PageReader(String(decoding: try SummaryPage.file(for: losing).bytes, as: UTF8.self)).text)
    #expect(page.contains("Duplication is no waste: one environment for each group of duplicates would cost USD"))
    #expect(!page.contains("uplication costs"))
    // One group of two is cheaper shared, the other dearer by more.
    let divided = plain(
      PageReader(String(decoding: try SummaryPage.file(for: FoundOrganization().input()).bytes, as: UTF8.self)).text)
    #expect(divided.contains("Duplication is no waste as a whole: one environment for each group of duplicates would"))
    #expect(divided.contains("more, though less for 1 of 2 groups."))
    let none = try JSONDecoder().decode(
      Duplicates.self,
      from: Data(#"{"clusters":[],"keptApart":[],"undetermined":[],"unique":[],"duplicateCost":"0"}"#.utf8))
    #expect(
      ComparisonWording.duplication(none, unpricedUse: [], rate: "a month", currency: SampleOrganization.usd)
        == "Nothing is run twice.")
  }
}
