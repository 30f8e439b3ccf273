import Comparison
import Configuration
import Metering
import Testing

/// What holds of ranges for every input: economics.md §1.11.
@Suite struct RangeLawTests {
  private func forEachSeed(_ count: UInt64, _ check: (StackInput, UInt64) throws -> Void) throws {
    for seed in 0..<count {
      var stack = RandomStack(seed: seed)
      try check(try stack.input(), seed)
    }
  }

  @Test("moving any assumption to its adverse end never raises the net, and to its favourable end never lowers it")
  func monotonicity() throws {
    try forEachSeed(6) { input, seed in
      var assumptions = input.assumptions
      for key in AssumptionKey.allCases {
        guard let number = assumptions.number(of: key), let most = key.most else { continue }
        assumptions.ranges[key] = AssumptionRange(
          low: max(key.least, try number.times(Fraction(1, 2))), base: number,
          high: min(most, try number.times(Fraction(7, 4)).plus(.one)))
      }
      let ranged = input.assuming(assumptions)
      let ranges = try Ranges(of: [ranged], months: input.months, currency: input.currency)
      let figures = try #require(ranges.stacks.first)
      // A net has the cents of each month's saving.
      let slack = try input.currency.smallestUnit.times(ExactDecimal(input.assumptions.horizonMonths))
      for row in figures.tornado where row.assumption.orientation != nil {
        #expect(try row.adverseNet <= figures.base.netOverHorizon.plus(slack), "\(row.assumption), seed \(seed)")
        #expect(try row.favourableNet.plus(slack) >= figures.base.netOverHorizon, "\(row.assumption), seed \(seed)")
      }
      for row in figures.tornado { #expect(row.adverseNet <= row.favourableNet, "\(row.assumption), seed \(seed)") }
      #expect(figures.tornado.map(\.width) == figures.tornado.map(\.width).sorted(by: >), "seed \(seed)")
    }
  }

  @Test(
    "a net is that of the whole comparison with the assumption at that value, though only what it changes is redone")
  func twins() throws {
    try forEachSeed(8) { input, seed in
      let figures = try #require(
        try Ranges(of: [input], months: input.months, currency: input.currency).stacks.first)
      // What people cost today moves with the loaded cost, which the plain comparison leaves as it is recorded.
      for row in figures.tornado where row.assumption != .loadedCostPerYear {
        for (value, net) in [(row.adverseValue, row.adverseNet), (row.favourableValue, row.favourableNet)] {
          let assumptions = try input.assumptions.setting(row.assumption, to: value ?? .zero)
          let whole = try StackComparison(of: input.assuming(assumptions))
          #expect(net == whole.netOverHorizon, "\(row.assumption), seed \(seed)")
        }
      }
    }
  }

  @Test("levels of 100% change nothing, and a level scales what it is of")
  func levels() throws {
    try forEachSeed(20) { input, seed in
      let base = try StackComparison(of: input)
      let dear = try StackComparison(of: input.with { $0.priceLevel = Fraction(3) })
      let staffed = try StackComparison(of: input.with { $0.staffTodayLevel = Fraction(2) })
      let crowded = try StackComparison(of: input.with { $0.pooledPeakLevel = Fraction(5, 4) })
      #expect(staffed.pair(.staff).today >= base.pair(.staff).today, "seed \(seed)")
      #expect(staffed.pair(.capacity) == base.pair(.capacity), "seed \(seed)")
      #expect(dear.pair(.staff) == base.pair(.staff), "seed \(seed)")
      for (pool, other) in zip(base.pooling, crowded.pooling) {
        #expect(pool.shared <= other.shared && pool.pooledPeak == other.pooledPeak, "seed \(seed)")
        #expect(pool.rightSized == other.rightSized && pool.heldToday == other.heldToday, "seed \(seed)")
      }
      // Each side is rounded once, per environment today.
      let cents = try input.currency.smallestUnit.times(ExactDecimal(3 * (input.environments.count + 1)))
      let tripled = try base.pair(.capacity).shared.times(3)
      let difference = try dear.pair(.capacity).shared.minus(tripled)
      #expect(try difference <= cents && difference.plus(cents) >= .zero, "seed \(seed)")
    }
  }

  @Test("what the saving rests on adds up to all of it, and better evidence never counts as worse")
  func evidence() throws {
    try forEachSeed(30) { input, seed in
      let ranges = try Ranges(of: [input], months: input.months, currency: input.currency)
      let grade = ranges.organization.evidence
      if grade.steps.isEmpty {
        #expect(grade.shares.isEmpty, "seed \(seed)")
      } else {
        #expect(try grade.shares.reduce(.zero) { try $0.plus($1.share) } == Fraction.one, "seed \(seed)")
      }
    }
  }

  @Test("V04: right-sizing and pooling are measured, other fixed cost is recorded, the rest as the file says")
  func evidenceOfFour() throws {
    func shares(_ change: (inout SharingAssumptions) -> Void) throws -> [Fraction] {
      let input = try MonthOfFourTenants().input().with(assumptions: change)
      let ranges = try Ranges(of: [input], months: .one, currency: try usd())
      return try #require(ranges.stacks.first).evidence.shares.map(\.share)
    }
    // 23,360 and 46,720 of 138,159 in all; nobody says what the rest rests on.
    #expect(try shares { _ in } == [Fraction(70_080, 138_159), .zero, .zero, Fraction(68_079, 138_159)])
    func range(_ number: Fraction, _ evidence: AssumptionRange.Evidence) -> AssumptionRange {
      AssumptionRange(low: number, base: number, high: number, evidence: evidence)
    }
    let stated = try shares { assumptions in
      assumptions.ranges[.licencePerMonth] = range(Fraction(2_000), .invoice)
      assumptions.ranges[.licencePerTenant] = range(Fraction(250), .measured)
      assumptions.ranges[.isolationOverhead] = range(Fraction(4, 100), .measured)
      assumptions.ranges[.spareNodes] = range(.one, .measured)
    }
    // What licences cost today is a row of costs.csv, which no stated invoice of the shared ones makes invoiced.
    #expect(
      stated == [Fraction(81_760, 138_159), .zero, Fraction(5_000, 138_159), Fraction(51_399, 138_159)])
    // Nor are they assumed where the shared ones cost what the dearest environment pays.
    let untold = try shares { assumptions in
      assumptions.licencePerMonth = nil
      assumptions.licencePerTenant = .zero
    }
    #expect(untold[1] == .zero && untold[2] > .zero)
  }
}
