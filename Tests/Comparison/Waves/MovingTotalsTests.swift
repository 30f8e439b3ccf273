import Configuration
import Metering
import Testing

@testable import Comparison

/// Several plans added up.
@Suite("Plans added up")
struct MovingTotalsTests {
  private let january = Landscape.day("2026-01-01").period

  @Test("V04 twice: every month is the sum of the stacks', counting everything and cash alone")
  func sums() throws {
    let long = try MonthOfFourTenants().input()
    let plans = try [long, long.with { $0.horizonMonths = 12 }].map { input in
      try #require(try MigrationPlan(of: input, from: january))
    }
    let totals = try #require(try MovingTotals(of: plans))
    for (sum, curves) in [
      (totals.all, plans.map(\.curve)), (totals.cashable, plans.map(\.cashableCurve)),
    ] {
      #expect(sum.months.count == 36)
      for (position, month) in sum.months.enumerated() {
        let parts = curves.compactMap { $0.months.indices.contains(position) ? $0.months[position].delta : nil }
        #expect(try month.delta == parts.total())
      }
    }
    // People's time is what the two differ by.
    #expect(totals.all.months.last?.delta == "114799.00" && totals.cashable.months.last?.delta == "66949.00")
    #expect(totals.cashable.paybackMonth.map { cash in totals.all.paybackMonth.map { $0 < cash } ?? false } != false)
  }

  @Test("of no plan there is nothing to add up")
  func none() throws {
    #expect(try MovingTotals(of: []) == nil)
  }
}
