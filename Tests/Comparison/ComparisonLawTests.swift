import Comparison
import Configuration
import Metering
import Testing

/// What holds for every input: economics.md §1.11.
@Suite struct ComparisonLawTests {
  private func forEachSeed(
    _ count: UInt64 = 150, hasCorrections: Bool = true, _ check: (StackInput, UInt64) throws -> Void
  ) throws {
    for seed in 0..<count {
      var stack = RandomStack(seed: seed, hasCorrections: hasCorrections)
      try check(try stack.input(), seed)
    }
  }

  @Test("bridge, items and environments add up to the same totals, in whole smallest units")
  func ties() throws {
    try forEachSeed { input, seed in
      let comparison = try StackComparison(of: input)
      let reached = try comparison.bridge.dropLast().map(\.amount).total()
      #expect(reached == comparison.shared, "seed \(seed)")
      #expect(comparison.amount(.shared) == comparison.shared, "seed \(seed)")
      #expect(comparison.amount(.today) == comparison.today, "seed \(seed)")
      #expect(try comparison.items.map(\.today).total() == comparison.today, "seed \(seed)")
      #expect(try comparison.items.map(\.shared).total() == comparison.shared, "seed \(seed)")
      let environments = try comparison.environments.map(\.total).total()
      #expect(try environments.plus(comparison.pair(.switching).today) == comparison.today, "seed \(seed)")
      #expect(try comparison.today.minus(comparison.saving) == comparison.shared, "seed \(seed)")
      for amount in comparison.bridge.map(\.amount) + comparison.environments.flatMap({ [$0.used, $0.idle] }) {
        #expect(try amount.rounded(places: input.currency.exponent, .truncating) == amount, "seed \(seed)")
      }
    }
  }

  @Test("right-sizing never adds a cent, and never a unit")
  func rightSizing() throws {
    try forEachSeed { input, seed in
      let comparison = try StackComparison(of: input)
      #expect(try #require(comparison.amount(.rightSize)) <= .zero, "seed \(seed)")
      #expect(comparison.pooling.allSatisfy { $0.rightSized <= $0.heldToday }, "seed \(seed)")
    }
  }

  @Test("the pooled peak is at most the sum of the peaks, and isolation and spare never lower capacity")
  func pooling() throws {
    try forEachSeed { input, seed in
      for pooling in try StackComparison(of: input).pooling {
        #expect(pooling.pooledPeak <= pooling.sumOfPeaks, "seed \(seed)")
        #expect(pooling.diversityFactor.map { $0 >= .one } ?? (pooling.pooledPeak == .zero), "seed \(seed)")
        #expect(pooling.pooled <= pooling.shared, "seed \(seed)")
      }
    }
  }

  @Test("the order of the environments changes nothing")
  func permutation() throws {
    try forEachSeed { input, seed in
      var random = SeededGenerator(seed: seed)
      let shuffled = input.with(environments: input.environments.shuffled(using: &random))
      let (first, second) = (try StackComparison(of: input), try StackComparison(of: shuffled))
      #expect(first == second, "seed \(seed)")
    }
  }

  @Test("raising an adverse assumption never raises the saving")
  func monotonicity() throws {
    let adverse: [(String, (inout SharingAssumptions) throws -> Void)] = [
      ("headroom", { $0.headroom = try $0.headroom.plus(Fraction(7, 100)) }),
      ("isolation", { $0.isolationOverhead = try $0.isolationOverhead.plus(Fraction(3, 100)) }),
      ("spare nodes", { $0.spareNodes += 1 }),
      ("team floor", { $0.teamFloor = try $0.teamFloor.plus("0.25") }),
      ("team base", { $0.teamBase = try $0.teamBase.plus("0.25") }),
      ("team per tenant", { $0.teamPerTenant = try $0.teamPerTenant.plus("0.1") }),
      ("licence per tenant", { $0.licencePerTenant = try $0.licencePerTenant.plus(1) }),
      ("control plane per hour", { $0.controlPlanePerHour = try $0.controlPlanePerHour.plus("0.01") }),
      ("residual switching", { $0.residualSwitching = try $0.residualSwitching.plus(Fraction(1, 10)) }),
      ("hours per tenant", { $0.upgradeHoursPerTenant = try $0.upgradeHoursPerTenant.plus(5) }),
    ]
    try forEachSeed(40) { input, seed in
      let saving = try StackComparison(of: input).saving
      for (name, raise) in adverse {
        var assumptions = input.assumptions
        try raise(&assumptions)
        let raised = try StackComparison(of: input.with { $0 = assumptions }).saving
        #expect(raised <= saving, "\(name), seed \(seed)")
      }
    }
  }

  @Test("where sharing holds less, a dearer unit raises the saving, and a dearer shared price always lowers it")
  func priceMonotonicity() throws {
    var savings: [ExactDecimal] = []
    for price in ["1.50", "2.00", "3.00"] as [ExactDecimal] {
      savings.append(try StackComparison(of: MonthOfFourTenants(price: price).input()).saving)
    }
    #expect(savings[0] < savings[1] && savings[1] < savings[2])
    try forEachSeed(40) { input, seed in
      let resources = Set(input.environments.flatMap { $0.resources.map(\.resource) })
      let cheap = Dictionary(uniqueKeysWithValues: resources.map { ($0, "1.25" as ExactDecimal) })
      let dear = cheap.mapValues { _ in "1.75" as ExactDecimal }
      let cheapSaving = try StackComparison(of: input.with(sharedUnitCosts: cheap)).saving
      let dearSaving = try StackComparison(of: input.with(sharedUnitCosts: dear)).saving
      #expect(dearSaving <= cheapSaving, "seed \(seed)")
    }
  }

  @Test("with demand, capacity and nodes times seven, units and the cost of capacity are times seven")
  func scaling() throws {
    let month = MonthOfFourTenants()
    let input = try month.input()
    let once = try StackComparison(of: input)
    let scaled = try StackComparison(
      of: input.with(environments: try input.environments.map { try $0.scaled(by: 7) }) {
        $0.nodeSizes = ["gpu": 56]
      })
    #expect(scaled.pair(.capacity).today == "981120.00")
    #expect(scaled.pair(.capacity).shared == "572320.00")
    #expect(scaled.pair(.staff) == once.pair(.staff))
    #expect(scaled.pooling.first?.shared == 392)
    #expect(scaled.pooling.first?.diversityFactor == once.pooling.first?.diversityFactor)
  }

  @Test("cutting the hours in halves of the same demand changes neither peak nor capacity")
  func splittingHours() throws {
    let (a, b) = ([3, 9, 4], [5, 1, 2])
    var results: [StackComparison.Pooling] = []
    for repeats in [1, 2] {
      let environments = try [("a", a), ("b", b)].map { name, demand in
        environment(
          name,
          resources: [try gpus(held: 10, price: 1, demand: demand.flatMap { [Int](repeating: $0, count: repeats) })])
      }
      let input = StackInput(
        stack: "s", environments: environments, sharedUnitCosts: ["gpu": 3], hours: 3, months: Fraction(1, 240),
        currency: try usd(), assumptions: SharingAssumptions())
      results.append(try #require(try StackComparison(of: input).pooling.first))
    }
    #expect(results[0].pooledPeak == results[1].pooledPeak)
    #expect(results[0].sumOfPeaks == results[1].sumOfPeaks)
    #expect(results[0].shared == results[1].shared)
  }

  @Test("payback is the first month in which the savings reach the one-time cost")
  func payback() throws {
    try forEachSeed { input, seed in
      let comparison = try StackComparison(of: input)
      let monthly = try comparison.saving.fraction.over(input.months)
      // The slow twin: month by month.
      let first = try (1...comparison.horizonMonths).first {
        try monthly.times(Fraction(Int128($0))) >= comparison.oneTimeCost.fraction
      }
      #expect(comparison.paybackMonth == (monthly > .zero ? first : nil), "seed \(seed)")
      #expect((comparison.verdict == .pays) == (comparison.paybackMonth != nil), "seed \(seed)")
      #expect((comparison.verdict == .doesNotPay) == (comparison.saving <= .zero), "seed \(seed)")
    }
  }
}

extension EnvironmentInput {
  fileprivate func scaled(by factor: Int) throws -> EnvironmentInput {
    let factor = ExactDecimal(factor)
    return EnvironmentInput(
      environment: environment, kind: kind, owner: owner, versions: versions, tenants: tenants,
      resources: try resources.map { resource in
        ResourceInput(
          resource: resource.resource,
          segments: try resource.segments.map {
            ResourceInput.Segment(units: try $0.units.times(factor), unitCost: $0.unitCost, hours: $0.hours)
          },
          demand: try resource.demand.map { try $0.times(factor) }, usedCost: try resource.usedCost.times(factor))
      },
      paidByUse: paidByUse, paidByUseOfTenants: paidByUseOfTenants, controlPlane: controlPlane, licences: licences,
      staff: staff, otherFixed: otherFixed,
      isStaffRecorded: isStaffRecorded, unratedResources: unratedResources)
  }
}
