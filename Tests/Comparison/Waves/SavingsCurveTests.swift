import Configuration
import Metering
import Testing

@testable import Comparison

/// When the money comes back, of all stacks and at both ends of the assumptions.
@Suite("The curve of savings")
struct SavingsCurveTests {
  private let january = Landscape.day("2026-01-01").period

  private func plan(_ input: StackInput) throws -> MigrationPlan {
    let plan = try MigrationPlan(of: input, from: january)
    return try #require(plan)
  }

  private func curve(_ inputs: [StackInput]) throws -> SavingsCurve? {
    try SavingsCurve(of: try MeasuredStack.all(inputs), plans: try inputs.map(plan), from: january)
  }

  @Test("V04: of one stack it is that of its plan, and the ends lie on either side of it")
  func oneStack() throws {
    let input = try MonthOfFourTenants().input()
    let curve = try #require(try curve([input]))
    #expect(try curve.base == plan(input).curve)
    let base = try #require(curve.base.months.last?.cumulative)
    let adverse = try #require(curve.adverse.months.last?.cumulative)
    let favourable = try #require(curve.favourable.months.last?.cumulative)
    #expect(adverse < base && base < favourable)
    #expect(curve.favourable.paybackMonth.map { $0 < 12 } == true)
    #expect(curve.adverse.paybackMonth == nil)
  }

  @Test("of two stacks it is their sum, month by month; a stack counts up to its own horizon")
  func twoStacks() throws {
    let long = try MonthOfFourTenants().input()
    let short = long.with { $0.horizonMonths = 12 }
    let curve = try #require(try curve([long, short])).base
    let (first, second) = (try plan(long).curve, try plan(short).curve)
    #expect(curve.months.count == 36)
    for (index, month) in curve.months.enumerated() {
      let other = second.months[min(index, 11)].cumulative
      #expect(month.month == index + 1)
      #expect(try month.cumulative == first.months[index].cumulative.plus(other))
    }
    let lowest = try #require(curve.months.map(\.cumulative).min())
    #expect(curve.trough?.amount == lowest)
  }

  @Test("there is none where nothing is shared")
  func nothingShared() throws {
    let input = try MonthOfFourTenants().input()
    let alone = input.with(environments: [input.environments[0]])
    #expect(try SavingsCurve(of: [try MeasuredStack(alone)], plans: [], from: january) == nil)
  }
}
