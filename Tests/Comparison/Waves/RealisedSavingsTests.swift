import Comparison
import Metering
import Testing

@Suite struct RealisedSavingsTests {
  private func month(
    _ period: String, cost: ExactDecimal, used: ExactDecimal, retired: Int, byEnd: Int? = nil, isFull: Bool = true,
    isPriced: Bool = true
  ) throws -> RealisedSavings.MeteredMonth {
    RealisedSavings.MeteredMonth(
      period: try #require(Period(period)), isFull: isFull, isPriced: isPriced, cost: cost, usedCost: used,
      retired: retired, retiredByEnd: byEnd ?? retired)
  }

  private let promises = [
    MigrationPlan.Promise(retired: 2, savingPerMonth: 150), MigrationPlan.Promise(retired: 3, savingPerMonth: 400),
  ]

  @Test("savings count from the last full month before the first was retired, beside the plan's for as many")
  func realised() throws {
    let metered = [
      try month("2026-05", cost: 700, used: 210, retired: 3), try month("2026-01", cost: 900, used: 300, retired: 0),
      try month("2026-02", cost: 1_000, used: 310, retired: 0), try month("2026-03", cost: 990, used: 310, retired: 1),
      try month("2026-04", cost: 1_030, used: 400, retired: 2),
      try month("2026-06", cost: 100, used: 20, retired: 3, isFull: false),
    ]
    let savings = try #require(try RealisedSavings(of: metered, promises: promises))
    #expect(savings.baseline.description == "2026-02" && savings.baselineCost == 1_000)
    #expect(savings.months.map(\.period.description) == ["2026-03", "2026-04", "2026-05"])
    #expect(savings.months.map(\.realised) == [10, -30, 300])
    #expect(savings.months.map(\.promised) == [0, 150, 400])
    // In April more was used, in May less: 100 of May's 300 is no merit of sharing.
    #expect(savings.months.map(\.usageChange) == [0, 90, -100])
  }

  @Test("a month in which nothing has a price saved nothing that is known, and is no baseline")
  func unpriced() throws {
    let metered = [
      try month("2026-01", cost: 900, used: 300, retired: 0),
      try month("2026-02", cost: 0, used: 0, retired: 0, isPriced: false),
      try month("2026-03", cost: 0, used: 0, retired: 1, isPriced: false),
      try month("2026-04", cost: 800, used: 300, retired: 1),
    ]
    let savings = try #require(try RealisedSavings(of: metered, promises: nil))
    #expect(savings.baseline.description == "2026-01")
    #expect(savings.months.map(\.period.description) == ["2026-04"] && savings.months.map(\.realised) == [100])
  }

  @Test("without a plan nothing was promised, which is not 0")
  func noPlan() throws {
    let metered = [
      try month("2026-01", cost: 900, used: 300, retired: 0), try month("2026-02", cost: 800, used: 300, retired: 1),
    ]
    func promised(_ promises: [MigrationPlan.Promise]?) throws -> [ExactDecimal?]? {
      try RealisedSavings(of: metered, promises: promises)?.months.map(\.promised)
    }
    #expect(try promised(nil) == [nil])
    #expect(try promised(promises) == [0])
  }

  @Test("the month in which the first was retired, on whichever day, is no baseline and is not measured")
  func retiredWithin() throws {
    let metered = [
      try month("2026-01", cost: 900, used: 300, retired: 0), try month("2026-02", cost: 1_000, used: 310, retired: 0),
      try month("2026-03", cost: 600, used: 310, retired: 0, byEnd: 1),
      try month("2026-04", cost: 500, used: 310, retired: 1, byEnd: 3),
      try month("2026-05", cost: 400, used: 310, retired: 3),
    ]
    let savings = try #require(try RealisedSavings(of: metered.reversed(), promises: promises))
    #expect(savings.baseline.description == "2026-02" && savings.baselineCost == 1_000)
    #expect(savings.months.map(\.period.description) == ["2026-04", "2026-05"])
    #expect(savings.months.map(\.realised) == [500, 600] && savings.months.map(\.promised) == [0, 400])
    // In the first month of all there is no month before, and in the month itself nothing to measure.
    #expect(try RealisedSavings(of: Array(metered[2...]), promises: promises) == nil)
    #expect(try RealisedSavings(of: Array(metered[..<3]), promises: promises) == nil)
  }

  @Test("without a retired environment, or a full month before, nothing can be realised")
  func nothing() throws {
    #expect(try RealisedSavings(of: [], promises: promises) == nil)
    #expect(try RealisedSavings(of: [month("2026-01", cost: 1, used: 1, retired: 0)], promises: promises) == nil)
    let late = [
      try month("2026-01", cost: 9, used: 1, retired: 0, isFull: false),
      try month("2026-02", cost: 5, used: 1, retired: 1),
    ]
    #expect(try RealisedSavings(of: late, promises: promises) == nil)
  }
}
