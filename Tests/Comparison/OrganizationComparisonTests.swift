import Comparison
import Configuration
import Metering
import Testing

@Suite struct OrganizationComparisonTests {
  private func paying() throws -> StackComparison { try StackComparison(of: MonthOfFourTenants().input()) }

  private func losing() throws -> StackComparison {
    try StackComparison(
      of: MonthOfFourTenants(
        fullTimeEquivalents: "0.5", teamFloor: 8, pooledPeak: 60, price: "1.50", loadedCost: 120_000,
        parallelMonths: 6, migrationHours: 1_500, headroomPercent: 30, isolationPercent: 15, switchMinutes: 0
      ).input())
  }

  private func alone() throws -> StackComparison {
    let input = try MonthOfFourTenants().input()
    return try StackComparison(of: input.with(environments: [input.environments[3]]) { $0.horizonMonths = 99 })
  }

  @Test("the organisation's figures are the sums of its stacks', step by step")
  func sums() throws {
    let stacks = [try paying(), try losing(), try alone()]
    let whole = try OrganizationComparison(of: stacks, months: .one, currency: try usd())
    #expect(whole.today == (try stacks.map(\.today).total()))
    #expect(whole.shared == (try stacks.map(\.shared).total()))
    #expect(whole.saving == "60888.00")
    #expect(whole.cashableSaving == (try stacks.map(\.cashableSaving).total()))
    #expect(whole.oneTimeCost == "2240484.00")
    #expect(whole.netOverHorizon == "-48516.00")
    #expect(whole.bridge.map(\.step) == StackComparison.BridgeStep.allCases)
    #expect(whole.items.map(\.item) == StackComparison.Item.allCases)
    for (position, step) in StackComparison.BridgeStep.allCases.enumerated() {
      #expect(whole.bridge[position].amount == (try stacks.compactMap { $0.amount(step) }.total()))
    }
    #expect(try whole.bridge.dropLast().map(\.amount).total() == whole.shared)
  }

  @Test("savings that do not earn the one-time cost within the horizon pay too late")
  func paysTooLate() throws {
    // 60,888 a month against 2,240,484: 36.8 months.
    let whole = try OrganizationComparison(of: [try paying(), try losing()], months: .one, currency: try usd())
    #expect(whole.horizonMonths == 36)
    #expect(whole.paybackMonth == nil)
    #expect(whole.verdict == .paysTooLate)
  }

  @Test("one stack alone has its own figures")
  func oneStack() throws {
    let stack = try paying()
    let whole = try OrganizationComparison(of: [stack], months: .one, currency: try usd())
    #expect(whole.paybackMonth == 5)
    #expect(whole.cashablePaybackMonth == 8)
    #expect(whole.netOverHorizon == stack.netOverHorizon)
    #expect(whole.bridge == stack.bridge)
    #expect(whole.verdict == .pays)
  }

  @Test("the organisation says no when its stacks lose together")
  func doesNotPay() throws {
    let whole = try OrganizationComparison(
      of: [try paying(), try losing(), try losing(), try losing()], months: .one, currency: try usd())
    #expect(whole.saving.isNegative)
    #expect(whole.verdict == .doesNotPay)
    #expect(whole.paybackMonth == nil)
  }

  @Test("stacks with nothing to share are the same on both sides, and without others there is nothing to share")
  func nothingToShare() throws {
    let stack = try alone()
    let whole = try OrganizationComparison(of: [stack], months: .one, currency: try usd())
    #expect(whole.today == stack.today && whole.shared == stack.today)
    #expect(whole.verdict == .nothingToShare)
    #expect(whole.horizonMonths == 0)
    let none = try OrganizationComparison(of: [], months: .one, currency: try usd())
    #expect(none.verdict == .nothingToShare)
    #expect(none.today == .zero)
  }

  @Test("for a part of a month payback counts full months")
  func partOfMonth() throws {
    let whole = try OrganizationComparison(of: [try paying()], months: Fraction(1, 3), currency: try usd())
    // Three times 114,799 a month.
    #expect(whole.paybackMonth == 2)
  }
}
