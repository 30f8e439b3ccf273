import Comparison
import Metering
import Testing

@testable import Reporting

/// The peaks of every pool beside the week of one.
@Suite("The page's demand")
struct DemandPageTests {
  private func context(_ organization: FoundOrganization = FoundOrganization()) throws -> SummaryContext {
    try #require(SummaryContext(organization.input()))
  }

  private func words(_ markup: Markup) -> String { PageReader(markup.html).text.replacing("\u{A0}", with: " ") }

  @Test("one bar a pool: what all hold together at their highest hour, of their own peaks added up")
  func bars() throws {
    let context = try context()
    let pools = PooledDemand.all(context.shown.comparisons)
    #expect(pools.map(\.stack) == ["notebooks", "store"])
    let page = PageReader(DemandPeaksPart(pools: pools, context: context).markup.html)
    let held = page.all("rect").filter { $0.value("class") == "used" && $0.value("x") != nil }
    let widths = try held.map { bar in
      try #require(bar.value("width").flatMap { Double($0.dropLast()) })
    }
    let shares = pools.map { Double($0.factor.denominator) / Double($0.factor.numerator) * 100 }.sorted()
    #expect(widths.count == pools.count)
    for (width, share) in zip(widths, shares) { #expect(abs(width - share) < 0.006) }
  }

  @Test("pools that gain most come first; with many, the others are counted and left to the table")
  func order() throws {
    let context = try context()
    let pool = try #require(PooledDemand.all(context.shown.comparisons).first?.pooling)
    let many = (10..<23).map { PooledDemand(stack: StackID("s\($0)"), pooling: pool, factor: Fraction(Int128($0), 10)) }
    let html = DemandPeaksPart(pools: many, context: context).markup.html
    let labels = PageNumbers.labels(in: html[...]).filter { $0.hasPrefix("s") }
    #expect(labels == (13..<23).reversed().map { "s\($0): gpu" })
    #expect(words(DemandPeaksPart(pools: many, context: context).markup).contains("Others: 3"))
    #expect(!DemandPeaksPart(pools: Array(many.prefix(10)), context: context).markup.html.contains("Others"))
  }

  @Test("which pool is drawn hour by hour is said with the reason, and the answer is that pool's")
  func choice() throws {
    let context = try context()
    let section = DemandSection.section(context)
    let week = try #require(context.findings?.demandWeek)
    #expect(week.pooling.pooled < week.pooling.rightSized)
    let body = words(section.body)
    #expect(body.contains("One of 2 pools is drawn hour by hour, gpu of \(week.stack.text): pooling alone takes most"))
    let factor = DisplayText.decimal(try #require(week.pooling.diversityFactor), places: 2)
    #expect(words(section.headline).contains("diversity factor \(factor)"))
  }

  @Test("where there is one pool, there was nothing to choose")
  func onePool() throws {
    let body = words(DemandSection.section(try context(FoundOrganization(loses: true))).body)
    #expect(!body.contains("hour by hour") && body.contains("own peaks added up → all together"))
  }

  @Test("a diversity factor of 1.1 is a reason, less is none")
  func reason() throws {
    let pool = try #require(PooledDemand.all(try context().shown.comparisons).first?.pooling)
    #expect(PooledDemand(stack: "s", pooling: pool, factor: Fraction(11, 10)).isReason)
    #expect(!PooledDemand(stack: "s", pooling: pool, factor: Fraction(109, 100)).isReason)
  }
}
