import Bytes
import Comparison
import Metering
import Testing

@testable import Reporting

@Suite("The page")
struct SummaryPageTests {
  private static let html = render(SampleOrganization.input())

  private static func render(_ input: ReportInput) -> String {
    (try? SummaryPage.file(for: input)).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  private static func period(
    _ period: Int = 1, _ change: ([StackComparison]) -> [StackComparison]
  ) throws -> ReportInput {
    let input = SampleOrganization.input()
    let old = input.periods[period]
    return input.with(periods: [
      try PeriodInput(
        period: old.period, state: old.state, days: old.days, lines: old.lines,
        comparisons: change(old.comparisons))
    ])
  }

  @Test("tags nest, ids are unique, and every reference has its target")
  func structure() {
    let page = PageReader(Self.html)
    #expect(page.faults == [])
    let ids = page.tags.compactMap { $0.value("id") }
    #expect(Set(ids).count == ids.count)
    let references = page.tags.flatMap { tag in
      (tag.value("aria-labelledby")?.split(separator: " ").map(String.init) ?? [])
        + (tag.value("href").map { [String($0.dropFirst())] } ?? [])
    }
    #expect(references.count > 100)
    for reference in references { #expect(ids.contains(reference), "\(reference)") }
    #expect(page.all("html").first?.value("lang") == "en")
  }

  @Test("there is one h1, and no level of headings is skipped")
  func headings() {
    let levels = PageReader(Self.html).tags.compactMap { tag in
      tag.name.count == 2 && tag.name.first == "h" ? tag.name.last?.wholeNumberValue : nil
    }
    #expect(levels.filter { $0 == 1 }.count == 1)
    #expect(levels.first == 1)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
  }

  @Test("the page asks for nothing: no script, no address, no style attribute, only its own style sheet by its hash")
  func selfContained() throws {
    let page = PageReader(Self.html)
    #expect(page.all("script").isEmpty)
    #expect(page.all("img").isEmpty && page.all("link").isEmpty && page.all("iframe").isEmpty)
    for tag in page.tags {
      for attribute in tag.attributes {
        #expect(attribute.name != "style" && !attribute.name.hasPrefix("on"), "\(tag.name) \(attribute.name)")
        #expect(!attribute.value.contains("//"))
        if attribute.name == "href" { #expect(attribute.value.hasPrefix("#")) }
      }
    }
    #expect(!Self.html.contains("http:") && !Self.html.contains("https:") && !Self.html.contains("@import"))
    #expect(Self.html.split(separator: "url(").dropFirst().allSatisfy { $0.hasPrefix("#") })
    let style = try #require(Self.html.split(separator: "<style>").last?.split(separator: "</style>").first)
    let hash = base64(SHA256.digest(of: Array(style.utf8)))
    let policy = page.all("meta").compactMap { $0.value("content") }.first { $0.contains("style-src") }
    #expect(policy?.contains("style-src 'sha256-\(hash)'") == true)
    #expect(policy?.hasPrefix("default-src 'none'") == true)
  }

  @Test("tables have captions, header cells with scope, and a region that the keyboard reaches")
  func tables() {
    let page = PageReader(Self.html)
    let tables = page.all("table").count
    #expect(tables > 8)
    #expect(page.all("caption").count == tables)
    #expect(page.tags.filter { $0.value("role") == "region" && $0.value("tabindex") == "0" }.count >= tables)
    #expect(page.all("th").allSatisfy { ["row", "col", "rowgroup"].contains($0.value("scope") ?? "") })
  }

  @Test("every bar in a table is an image with a title and a description, and its lengths stay in the cell")
  func bars() {
    let page = PageReader(Self.html)
    let bars = page.all("svg").filter { $0.value("class") == "bar" }
    #expect(bars.count > 10)
    #expect(bars.allSatisfy { $0.value("role") == "img" && $0.value("aria-labelledby") != nil })
    // Lengths have two decimals, where segments meet there is a gap: a place in the cell, as lengths are.
    let gaps = page.all("line").filter { $0.value("class") == "gap" }
    #expect(!gaps.isEmpty && gaps.allSatisfy { $0.value("x1") == $0.value("x2") })
    for rectangle in page.all("rect") where rectangle.value("x")?.hasSuffix("%") == true {
      let x = rectangle.value("x") ?? "", width = rectangle.value("width") ?? ""
      for length in [x, width] {
        #expect(length.hasSuffix("%") && length.dropLast().split(separator: ".").last?.count == 2)
      }
    }
  }

  @Test("the sample's page is small, and the same input gives the same bytes")
  func sizeAndDeterminism() {
    #expect(Self.html.utf8.count <= 1_048_576)
    #expect(Self.html == Self.render(SampleOrganization.input()))
  }

  @Test("the headline is of the newest complete month and holds what it cost, saves and when it pays")
  func headline() throws {
    let input = try Self.period { $0.filter { $0.stack != "feature-store" } }
    let text = PageReader(Self.render(input)).text.replacing("\u{A0}", with: " ")
    #expect(
      text.contains(
        "In September 2026, compute cost at least USD 879,286. One shared environment per stack would cost USD 645,612 "
          + "a month, USD 233,674 less, and pay for itself in month"))
    #expect(!text.contains("only where it pays"))
  }

  @Test("where sharing pays for some stacks only, the headline says which save what and which do not")
  func mixedHeadline() {
    let text = PageReader(Self.html).text.replacing("\u{A0}", with: " ")
    #expect(
      text.contains(
        "In September 2026, compute cost at least USD 936,241. Sharing one platform would save USD 233,674 a month in "
          + "training, serving and notebooks; it does not pay in feature-store."))
    #expect(text.contains("936,241.00") && text.contains("736,073.00") && text.contains("200,168.00"))
  }

  @Test("what all stacks save and what only those save that pay are two cards that name each other's stacks")
  func mixedCards() throws {
    let page = Self.html.replacing("\u{A0}", with: " ")
    let cards = try #require(page.split(separator: "<ul class=\"cards\">").last?.split(separator: "</ul>").first)
      .split(separator: "</li>").map { PageReader(String($0) + "</li>").text }
    let all = try #require(cards.first { $0.contains("Sharing all stacks saves") })
    let only = try #require(cards.first { $0.contains("Or sharing only where it pays saves") })
    #expect(all.contains("USD 200,168") && !all.contains("USD 233,674"))
    #expect(only.contains("USD 233,674") && !only.contains("USD 200,168"))
    #expect(only.contains("instead of sharing all stacks, not on top of it"))
    #expect(cards.contains { $0.contains("All stacks shared (model)") && $0.contains("USD 736,073") })
    #expect(cards.contains { $0.contains("Sharing all stacks pays back") && $0.contains("In month 7") })
    #expect(!page.contains("433,842"), "the two savings are alternatives and never added")
  }

  @Test("where sharing loses money, the page says no in its headline, its cards and its verdicts")
  func losing() throws {
    let input = try Self.period { $0.filter { $0.stack == "feature-store" } }
    let text = PageReader(Self.render(input)).text.replacing("\u{A0}", with: " ")
    #expect(
      text.contains(
        "sharing does not pay here: one shared environment per stack would cost USD 90,461 a month, USD 33,506 more."))
    #expect(text.contains("Sharing costs more"))
    #expect(text.contains("Never"))
    #expect(text.contains("Sharing does not pay for the only stack that runs more than once."))
    #expect(text.contains("−33,506.00"))
    #expect(text.contains("so pooling is not the reason to share"))
    #expect(!text.contains("uplication costs"))
  }

  @Test("where no stack runs twice, there is nothing to share, and that is what it says")
  func nothingToShare() throws {
    let input = try Self.period { $0.filter { $0.stack == "vector-search" } }
    let text = PageReader(Self.render(input)).text
    #expect(text.contains("no stack runs in more than one environment, so there is nothing to share."))
    #expect(text.contains("Nothing to share"))
    #expect(text.contains("No stack runs in more than one environment, so there is nothing to share."))
    #expect(!Self.render(input).contains("difference-chart"))
  }

  @Test("a month in progress is month to date when there is no complete one, and its amounts are of its days")
  func inProgress() {
    let input = SampleOrganization.input()
    let text = PageReader(Self.render(input.with(periods: [input.periods[2]]))).text.replacing("\u{A0}", with: " ")
    #expect(text.contains("In October 2026 up to day 12 (month to date)"))
    #expect(text.contains("12 of 31"))
    #expect(text.contains("October 2026, month to date"))
    #expect(text.contains("over these 12 days in training") && text.contains("; over these 12 days, not a whole month"))
    #expect(!text.contains("a month in ") && !text.contains("a month, "))
  }

  @Test("a month in progress is month to date in the trend too, a complete one is not")
  func inProgressTrend() {
    let text = PageReader(Self.html).text
    #expect(text.contains("October 2026, month to date") && !text.contains("September 2026, month to date"))
  }

  @Test("without any month there is a page all the same")
  func empty() {
    let page = PageReader(Self.render(SampleOrganization.input().with(periods: [])))
    #expect(page.faults == [])
    #expect(page.text.contains("No usage has been metered yet."))
  }

  @Test("a month without lines and without comparison has a page that nests")
  func emptyMonth() throws {
    let period = try #require(Period(year: 2026, month: 1))
    let empty = try PeriodInput(period: period, state: "open", days: period.days, lines: [], comparisons: [])
    let page = PageReader(Self.render(SampleOrganization.input().with(periods: [empty])))
    #expect(page.faults == [])
    #expect(page.text.contains("teams were charged"))
  }

  @Test("nobody's usage, unmapped tenants and usage without a price are rows that everyone sees")
  func nothingHidden() {
    let text = PageReader(Self.html).text
    for name in ["(unallocated)", "(unmapped)", "labs-external", "gpu.h200", "so the totals are a lower bound"] {
      #expect(text.contains(name), "\(name)")
    }
  }

  @Test("more rows than anyone reads become one that says how many and where they are")
  func longTables() {
    let input = SampleOrganization.input()
    let records = (0..<250).map { index in
      DataQuality.Quarantined(
        source: "events", file: "logs/a.csv", line: index + 2, byteOffset: 0, code: "Q003", field: "quantity",
        reason: "no number \(index)")
    }
    let quality = DataQuality(files: input.quality.files, quarantined: records, ignoredFields: [:])
    let page = PageReader(Self.render(input.with(quality: quality)))
    #expect(page.text.contains("no number 199") && !page.text.contains("no number 200"))
    #expect(page.text.contains("others: 50"))
  }
}

extension ReportInput {
  func with(
    organization: String? = nil, periods: [PeriodInput]? = nil, quality: DataQuality? = nil,
    assumptions: [AssumptionRow]? = nil
  ) -> ReportInput {
    ReportInput(
      organization: organization ?? self.organization, currency: currency, zone: zone, asOf: asOf, runID: runID,
      rateCardVersion: rateCardVersion, periods: periods ?? self.periods, quality: quality ?? self.quality,
      assumptions: assumptions ?? self.assumptions)
  }
}
