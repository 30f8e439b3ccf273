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
    #expect(
      words(DemandPeaksPart(pools: many, context: context).markup).contains(
        "Not drawn: 3 more pools, with less to gain"))
    #expect(!DemandPeaksPart(pools: Array(many.prefix(10)), context: context).markup.html.contains("Not drawn"))
  }

  @Test("which pool is drawn hour by hour is said with the reason, and the answer is that pool's")
  func choice() throws {
    let context = try context()
    let section = DemandSection.section(context)
    let week = try #require(context.findings?.demandWeek)
    #expect(week.pooling.pooled < week.pooling.rightSized)
    let body = words(section.body)
    #expect(body.contains("One of 2 pools is drawn hour by hour, that of \(week.stack.text) (gpu): pooling"))
    #expect(body.contains("takes most off the cost of capacity there"))
    let factor = DisplayText.decimal(try #require(week.pooling.diversityFactor), places: 2)
    #expect(words(section.howMeasured).contains("diversity factor, \(factor) here"))
  }

  @Test("where there is one pool, there was nothing to choose")
  func onePool() throws {
    let body = words(DemandSection.section(try context(FoundOrganization(loses: true))).body)
    #expect(!body.contains("hour by hour") && body.contains("own peaks added up → all together"))
  }

  /// A pool of which only what the headline says is of interest.
  private func pool(held: ExactDecimal, shared: ExactDecimal, peaks: Int128, together: Int128) -> PooledDemand {
    let factor = Fraction(peaks, together)
    return PooledDemand(
      stack: "training",
      pooling: .init(
        resource: "gpu.a100", region: "eu-central", dataClass: "confidential", sumOfPeaks: Fraction(peaks),
        pooledPeak: Fraction(together), pooledPeakHour: 0, atPeak: [], diversityFactor: factor, loadFactor: .one,
        sumOfPercentiles: .zero, pooledPercentile: .zero, censored: [], heldToday: held, rightSized: held,
        pooled: shared, shared: shared), factor: factor)
  }

  @Test("the headline tells what is held, what would do, and what becomes of the lower peaks, whatever is gained")
  func headlines() {
    func check(_ held: ExactDecimal, _ shared: ExactDecimal, _ peaks: Int128, _ rest: String) {
      let pool = pool(held: held, shared: shared, peaks: peaks, together: 100)
      #expect(words(PooledHeadline(pool).markup) == "training holds 104 units of gpu.a100 today, \(rest).")
    }
    let lower = "peaks are 29% lower together, "
    let taken = lower + "but headroom, isolation and spare nodes take"
    let noReason = "so pooling is not the reason to share"
    check(104, 96, 140, "96 would do on one platform: \(taken) most of it back")
    check(104, 80, 140, "80 would do on one platform: \(taken) some of it back")
    check(
      104, 70, 140,
      "70 would do on one platform: \(lower)and one platform would keep no more above its peak than is kept today")
    check(104, 104, 140, "as many as one platform would need: \(taken) all of it back")
    check(104, 120, 140, "one platform would need 120: \(taken) more than that")
    check(104, 90, 105, "90 would do on one platform: peaks are only 5% lower together, \(noReason)")
    check(104, 120, 100, "one platform would need 120: all peak together, \(noReason)")
  }

  @Test("most of it is more than half of the fall of the peaks, to the last unit")
  func halves() {
    for shared in 1...103 {
      let pool = pool(held: 104, shared: ExactDecimal(shared), peaks: 140, together: 100)
      // In 140ths of what is held: peaks fall by 40 of them.
      let freed = (104 - shared) * 140
      let expected: PooledHeadline.Outcome = freed >= 40 * 104 ? .all : freed >= 20 * 104 ? .some : .few
      #expect(PooledHeadline.outcome(of: pool) == expected, "\(shared)")
    }
  }

  @Test("a diversity factor of 1.1 is a reason, less is none")
  func reason() throws {
    let pool = try #require(PooledDemand.all(try context().shown.comparisons).first?.pooling)
    #expect(PooledDemand(stack: "s", pooling: pool, factor: Fraction(11, 10)).isReason)
    #expect(!PooledDemand(stack: "s", pooling: pool, factor: Fraction(109, 100)).isReason)
  }
}
