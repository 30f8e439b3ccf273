import Comparison
import Configuration
import Metering
import Testing

/// The organisation of V05 with its ranges as the project file would state them.
struct RangedMonth {
  static let ranges: [(AssumptionKey, AssumptionRange)] = [
    // 0.5, 1.5 and 2.5 FTE an environment; 1.50, 2.00 and 3.00 a GPU-hour; a pooled peak of 32, 40 and 60.
    (.staffTodayLevel, AssumptionRange(low: Fraction(1, 3), base: .one, high: Fraction(5, 3))),
    (.priceLevel, AssumptionRange(low: Fraction(3, 4), base: .one, high: Fraction(3, 2))),
    (.pooledPeakLevel, AssumptionRange(low: Fraction(4, 5), base: .one, high: Fraction(3, 2))),
    // With 0.5 FTE for each of four tenants: a team of 3, 3.5 and 8.
    (.teamBase, AssumptionRange(low: .one, base: Fraction(3, 2), high: Fraction(6))),
    (.loadedCostPerYear, AssumptionRange(low: Fraction(120_000), base: Fraction(180_000), high: Fraction(240_000))),
    (.parallelMonths, AssumptionRange(low: .one, base: Fraction(2), high: Fraction(6))),
    (.migrationHoursPerEnvironment, AssumptionRange(low: Fraction(200), base: Fraction(500), high: Fraction(1_500))),
    (.headroom, AssumptionRange(low: Fraction(5, 100), base: Fraction(10, 100), high: Fraction(30, 100))),
    (.isolationOverhead, AssumptionRange(low: Fraction(1, 100), base: Fraction(4, 100), high: Fraction(15, 100))),
    (.switchMinutes, AssumptionRange(low: .zero, base: Fraction(10), high: Fraction(23))),
  ]

  static func input() throws -> StackInput {
    try MonthOfFourTenants().input().with { assumptions in
      for key in AssumptionKey.allCases {
        // What V05 does not vary is certain.
        guard let number = assumptions.number(of: key) else { continue }
        assumptions.ranges[key] = AssumptionRange(low: number, base: number, high: number)
      }
      for (key, range) in ranges { assumptions.ranges[key] = range }
    }
  }

  static func ranges(of inputs: [StackInput]) throws -> Ranges {
    try Ranges(of: inputs, months: .one, currency: try usd())
  }

  static func figures() throws -> RangeFigures { try #require(try ranges(of: [try input()]).stacks.first) }
}

/// V05 of vectors.json: what the ranges of its assumptions make of the net over 36 months.
@Suite struct RangesTests {
  private typealias Row = (key: AssumptionKey, adverse: ExactDecimal, favourable: ExactDecimal, width: ExactDecimal)

  @Test("V05: the tornado, the widest first and ties by name")
  func tornado() throws {
    let expected: [Row] = [
      (.staffTodayLevel, "1501398.00", "5821398.00", "4320000.00"),
      (.teamBase, "1096398.00", "3946398.00", "2850000.00"),
      (.pooledPeakLevel, "2329878.00", "4105238.00", "1775360.00"),
      (.priceLevel, "3176678.00", "4630838.00", "1454160.00"),
      (.loadedCostPerYear, "3246398.00", "4076398.00", "830000.00"),
      (.parallelMonths, "3078666.00", "3807081.00", "728415.00"),
      (.migrationHoursPerEnvironment, "3301398.00", "3769398.00", "468000.00"),
      (.headroom, "3217558.00", "3661398.00", "443840.00"),
      (.isolationOverhead, "3217558.00", "3661398.00", "443840.00"),
      (.switchMinutes, "3516498.00", "3849768.00", "333270.00"),
    ]
    let figures = try RangedMonth.figures()
    #expect(figures.tornado.map(\.assumption) == expected.map(\.key))
    for (row, expected) in zip(figures.tornado, expected) {
      #expect(row.adverseNet == expected.adverse, "\(row.assumption)")
      #expect(row.favourableNet == expected.favourable, "\(row.assumption)")
      #expect(row.width == expected.width, "\(row.assumption)")
    }
    // The price of people and of capacity is adverse where it is low: today holds more of both.
    let price = try #require(figures.tornado.first { $0.assumption == .priceLevel })
    #expect(price.adverseValue == Fraction(3, 4) && price.favourableValue == Fraction(3, 2))
    let loadedCost = try #require(figures.tornado.first { $0.assumption == .loadedCostPerYear })
    #expect(loadedCost.adverseValue == Fraction(120_000))
    let headroom = try #require(figures.tornado.first { $0.assumption == .headroom })
    #expect(headroom.adverseValue == Fraction(3, 10) && headroom.favourableValue == Fraction(1, 20))
  }

  @Test("V05: all adverse it never pays back, at its base in month 5, all favourable in month 1")
  func outcomes() throws {
    let figures = try RangedMonth.figures()
    #expect(figures.adverse.today == "150942.00")
    #expect(figures.adverse.shared == "204853.00")
    #expect(figures.adverse.savingPerMonth == "-53911.00")
    #expect(figures.adverse.oneTimeCost == "1769118.00")
    #expect(figures.adverse.netOverHorizon == "-3709914.00")
    #expect(figures.adverse.paybackMonth == nil)
    #expect(figures.adverse.verdict == .doesNotPay)
    #expect(figures.base.netOverHorizon == "3661398.00")
    #expect(figures.base.paybackMonth == 5 && figures.base.cashablePaybackMonth == 8)
    #expect(figures.favourable.today == "446412.00")
    #expect(figures.favourable.shared == "177128.00")
    #expect(figures.favourable.savingPerMonth == "269284.00")
    #expect(figures.favourable.oneTimeCost == "249128.00")
    #expect(figures.favourable.netOverHorizon == "9445096.00")
    #expect(figures.favourable.paybackMonth == 1)
    #expect(figures.favourable.verdict == .pays)
  }

  @Test("V05: the platform's team may grow to 9.92 FTE before sharing loses")
  func breakEvenTeam() throws {
    let figures = try RangedMonth.figures()
    // 3.5 FTE and 3,661,398.00 at 15,000 a month through 36 months and 2 parallel ones.
    let team = try Fraction(7, 2).plus(Fraction(3_661_398, 570_000))
    #expect(figures.breakEvenTeam == team)
    #expect(try ExactDecimal(team).rounded(places: 2, .halfEven) == "9.92")
    let base = try #require(figures.breakEvens.first { $0.assumption == .teamBase }?.interval)
    #expect(base == BreakEven.Interval(low: Fraction(792, 100), high: Fraction(793, 100)))
  }

  @Test("at an exact break-even value nothing is earned or lost; around a stepped one the sign turns")
  func breakEvens() throws {
    let input = try RangedMonth.input()
    let figures = try RangedMonth.figures()
    func net(_ key: AssumptionKey, _ value: Fraction) throws -> ExactDecimal {
      let assumptions = try input.assumptions.setting(key, to: value)
      return try StackComparison(of: input.assuming(assumptions)).netOverHorizon
    }
    func interval(_ key: AssumptionKey) throws -> BreakEven.Interval {
      try #require(figures.breakEvens.first { $0.assumption == key }?.interval)
    }
    for key in [AssumptionKey.parallelMonths] {
      let value = try interval(key)
      #expect(value.low == value.high)
      let net = try net(key, value.low)
      // A cent a month, over 36 of them.
      #expect(net <= "0.36" && net >= "-0.36", "\(key): \(net)")
    }
    for key in [AssumptionKey.headroom, .pooledPeakLevel, .horizonMonths] {
      let value = try interval(key)
      #expect(try net(key, value.low).isNegative != net(key, value.high).isNegative, "\(key)")
    }
    #expect(try interval(.horizonMonths) == BreakEven.Interval(low: Fraction(4), high: Fraction(5)))
    // 471,366 of one-time cost are 291,366 and 2,000 hours at 90: the hours could cost 3,661,398 more.
    #expect(
      figures.breakEvens.first { $0.assumption == .migrationHoursPerEnvironment }?.interval?.low
        == Fraction(3_661_398 + 180_000, 360))
    // No wage, no licence and no isolation within ten times the high end turns the answer.
    #expect(figures.breakEvens.first { $0.assumption == .residualSwitching }?.interval == nil)
    #expect(figures.breakEvens.first { $0.assumption == .upgradeHours }?.interval == nil)
  }

  @Test("the organisation's figures are the sums of the stacks', with rows for what any of them varies")
  func organization() throws {
    let first = try RangedMonth.input()
    let second = StackInput(
      stack: "training", environments: first.environments, sharedUnitCosts: first.sharedUnitCosts, hours: first.hours,
      months: first.months, currency: first.currency,
      assumptions: try first.assumptions.setting([
        AssumptionChange(key: .headroom, value: .number(Fraction(2, 10)))
      ]))
    let alone = StackInput(
      stack: "alone", environments: Array(first.environments.prefix(1)), sharedUnitCosts: [:], hours: first.hours,
      months: first.months, currency: first.currency, assumptions: first.assumptions)
    let ranges = try RangedMonth.ranges(of: [first, second, alone])
    let organization = ranges.organization
    for path in [\RangeFigures.adverse, \.base, \.favourable] {
      #expect(
        try ranges.stacks.map { $0[keyPath: path].netOverHorizon }.total()
          == organization[keyPath: path].netOverHorizon)
      #expect(try ranges.stacks.map { $0[keyPath: path].saving }.total() == organization[keyPath: path].saving)
    }
    for row in organization.tornado {
      let parts = ranges.stacks.prefix(2).compactMap { $0.tornado.first { $0.assumption == row.assumption } }
      #expect(try parts.map(\.adverseNet).total() == row.adverseNet, "\(row.assumption)")
      #expect(try parts.map(\.favourableNet).total() == row.favourableNet, "\(row.assumption)")
    }
    #expect(ranges.stacks[2].tornado.isEmpty && ranges.stacks[2].base.verdict == .nothingToShare)
    // The stacks have no one headroom, so none breaks even for all.
    #expect(!organization.breakEvens.contains { $0.assumption == .headroom })
    #expect(organization.breakEvens.contains { $0.assumption == .isolationOverhead })
    #expect(organization.breakEvenTeam == nil)
  }
}
