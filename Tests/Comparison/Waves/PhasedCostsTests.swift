import Comparison
import Metering
import Testing

/// V22 of vectors.json: the curve of a migration in waves.
@Suite struct PhasedCostsTests {
  private typealias Expected = (month: Int, cost: ExactDecimal, delta: ExactDecimal, cumulative: ExactDecimal)

  private func curve(months: Int, oneTime: ExactDecimal = .zero) throws -> PhasedCosts {
    try PhasedCosts(
      phases: [
        PhasedCosts.Phase(costPerMonth: 100, movesFrom: 1, retiredFrom: 3),
        PhasedCosts.Phase(costPerMonth: 100, movesFrom: 2, retiredFrom: 4),
      ],
      months: months, oneTimeCost: { $0 == 1 ? oneTime : .zero },
      platform: { ExactDecimal(60 + 20 * $0.count) })
  }

  @Test("V22: both run in parallel, the trough is 180 and month 5 pays back")
  func waves() throws {
    let expected: [Expected] = [
      (1, 280, -80, -80), (2, 300, -100, -180), (3, 200, 0, -180), (4, 100, 100, -80), (5, 100, 100, 20),
      (6, 100, 100, 120),
    ]
    let curve = try curve(months: 6)
    #expect(curve.months.map(\.month) == expected.map(\.month))
    #expect(curve.months.map(\.cost) == expected.map(\.cost))
    #expect(curve.months.map(\.delta) == expected.map(\.delta))
    #expect(curve.months.map(\.cumulative) == expected.map(\.cumulative))
    #expect(curve.trough == PhasedCosts.Trough(amount: -180, month: 2))
    #expect(curve.paybackMonth == 5)
  }

  @Test("a horizon that ends before the money is back has no payback, and one-time cost deepens the trough")
  func horizon() throws {
    #expect(try curve(months: 4).paybackMonth == nil)
    let built = try curve(months: 12, oneTime: 300)
    #expect(built.trough == PhasedCosts.Trough(amount: -480, month: 2))
    #expect(built.paybackMonth == 8)
  }

  @Test("what never costs more has no trough, and pays from the month in which it first saves")
  func atOnce() throws {
    let curve = try PhasedCosts(
      phases: [PhasedCosts.Phase(costPerMonth: 100, movesFrom: 3, retiredFrom: 3)], months: 6, platform: { _ in 40 })
    #expect(curve.trough == nil)
    #expect(curve.paybackMonth == 3)
    #expect(curve.months.map(\.delta) == [0, 0, 60, 60, 60, 60])
  }
}
