import Comparison
import Configuration
import Foundation
import Metering
import Testing

@Suite struct StackComparisonTests {
  /// Two environments of 10 GPUs, of which at most 4 and 6 are used, at other hours.
  private func two(
    hours: Int = 720, months: Fraction = .one, prices: [ResourceID: ExactDecimal] = ["gpu": 720],
    change: (inout [EnvironmentInput]) throws -> Void = { _ in }
  ) throws -> StackInput {
    var a = [Int](repeating: 1, count: hours)
    var b = a
    a[0] = 4
    b[hours - 1] = 6
    var environments = [
      environment("a", owner: "x", resources: [try gpus(held: 10, price: 1, demand: a)]),
      environment("b", owner: "y", resources: [try gpus(held: 10, price: 1, demand: b)]),
    ]
    try change(&environments)
    return StackInput(
      stack: "serving", environments: environments, sharedUnitCosts: prices, hours: hours, months: months,
      currency: try usd(), assumptions: SharingAssumptions())
  }

  @Test("with one environment there is nothing to share: both sides are today's")
  func oneEnvironment() throws {
    let input = try MonthOfFourTenants().input()
    let comparison = try StackComparison(of: input.with(environments: [input.environments[0]]))
    #expect(comparison.verdict == .nothingToShare)
    #expect(comparison.today == comparison.environments[0].total)
    #expect(comparison.items.allSatisfy { $0.today == $0.shared })
    #expect(comparison.bridge.dropFirst().dropLast().allSatisfy { $0.amount.isZero })
    #expect(comparison.saving == .zero)
    #expect(comparison.oneTimeCost == .zero)
    #expect(comparison.netOverHorizon == .zero)
    #expect(comparison.paybackMonth == nil)
    #expect(comparison.sharedTeam == .zero)
    let pooling = try #require(comparison.pooling.first)
    #expect(pooling.heldToday == 40 && pooling.shared == 40 && pooling.rightSized == 40)
  }

  @Test("without environments everything is 0")
  func noEnvironment() throws {
    let comparison = try StackComparison(of: try two().with(environments: []) { $0.switchesPerMonth = 100 })
    #expect(comparison.verdict == .nothingToShare)
    #expect(comparison.today == .zero && comparison.shared == .zero)
    #expect(comparison.notes == [])
  }

  @Test("without demand a spare node is all that is shared, and there is no diversity factor")
  func noDemand() throws {
    let comparison = try StackComparison(
      of: two {
        for position in $0.indices {
          let idle = try gpus(held: 10, price: 1, demand: [Int](repeating: 0, count: 720))
          $0[position] = environment("e\(position)", resources: [idle])
        }
      })
    let pooling = try #require(comparison.pooling.first)
    #expect(pooling.diversityFactor == nil)
    #expect(pooling.rightSized == 0 && pooling.pooled == 0 && pooling.shared == 1)
    #expect(comparison.environments.map(\.used) == [0, 0])
    #expect(comparison.environments.map(\.idle) == [7_200, 7_200])
  }

  @Test("a period in progress: rates a month count for its part, payback as for a full month")
  func periodInProgress() throws {
    let input = try MonthOfFourTenants().input()
    let third = StackInput(
      stack: input.stack, environments: input.environments, sharedUnitCosts: input.sharedUnitCosts, hours: 240,
      months: Fraction(1, 3), currency: input.currency, assumptions: input.assumptions)
    let comparison = try StackComparison(of: third)
    // 3,000 / 3 + 240 × 0.10 + 4 × 100 / 3 = 1,157.333…
    #expect(comparison.pair(.controlPlane).shared == "1157.33")
    #expect(comparison.pair(.licences).shared == "1000.00")
    #expect(comparison.pair(.staff).shared == "17500.00")
    #expect(comparison.pair(.upgrades).today == "3600.00")
    #expect(comparison.pair(.switching).today == "1500.00")
    // 180,000 for moving, and two full months of the shared environment.
    let perMonth = try comparison.shared.times(6)
    #expect(try comparison.oneTimeCost == perMonth.plus(180_000))
  }

  @Test("days of 23 and 25 hours are hours like others", arguments: [743, 745])
  func daylightSaving(hours: Int) throws {
    let comparison = try StackComparison(
      of: two(hours: hours, prices: ["gpu": ExactDecimal(hours)]) { _ in }.with { $0.controlPlanePerHour = 1 })
    #expect(comparison.pair(.controlPlane).shared == ExactDecimal(hours))
    // Peak 6 + 1: 7 × 1.10 × 1.04 = 8.008, so 9, and a spare one.
    #expect(comparison.pair(.capacity).shared == ExactDecimal(10 * hours))
    #expect(comparison.pair(.capacity).today == ExactDecimal(20 * hours))
  }

  @Test("an amount that does not fit is thrown, not wrapped")
  func overflow() throws {
    let huge = ExactDecimal(picounits: .max)
    let input = try two { environments in
      environments = environments.map { environment($0.environment.text, licences: huge) }
    }
    #expect(throws: ArithmeticOverflow.self) { try StackComparison(of: input) }
    let assumed = try two().with { $0.controlPlanePerMonth = huge }.with { $0.controlPlanePerHour = huge }
    #expect(throws: ArithmeticOverflow.self) { try StackComparison(of: assumed) }
  }

  @Test("half a cent is rounded away from zero, once an amount")
  func rounding() throws {
    let comparison = try StackComparison(
      of: two {
        $0 = $0.map { environment($0.environment.text, paidByUse: "0.005", licences: "-0.005") }
      })
    #expect(comparison.pair(.paidByUse).today == "0.02")
    #expect(comparison.pair(.licences).today == "-0.02")
  }

  @Test("a resource without recorded capacity costs the same on both sides")
  func paidByUse() throws {
    let comparison = try StackComparison(
      of: two { $0[0] = environment("a", owner: "x", paidByUse: "1234.56") })
    #expect(comparison.pair(.paidByUse).today == "1234.56")
    #expect(comparison.pair(.paidByUse).shared == "1234.56")
    #expect(comparison.notes.contains(.capacityNotRecorded(["a"])))
    #expect(comparison.pooling.first?.pooledPeak == Fraction(6))
  }

  @Test("where the project is silent, the shared environment has the fixed costs of the dearest")
  func dearestFixedCosts() throws {
    let comparison = try StackComparison(
      of: two {
        $0[0] = environment("a", controlPlane: 70, licences: 10, otherFixed: 5)
        $0[1] = environment("b", controlPlane: 30, licences: 40, otherFixed: 9)
      })
    #expect(comparison.pair(.controlPlane) == .init(item: .controlPlane, today: 100, shared: 70))
    #expect(comparison.pair(.licences) == .init(item: .licences, today: 50, shared: 40))
    #expect(comparison.pair(.otherFixed) == .init(item: .otherFixed, today: 14, shared: 9))
    #expect(comparison.amount(.otherFixed) == -5)
  }

  @Test("without staff in the catalogue people are left out on both sides, and a note says so")
  func staffNotRecorded() throws {
    let comparison = try StackComparison(of: try two())
    #expect(comparison.pair(.staff) == .init(item: .staff, today: 0, shared: 0))
    #expect(comparison.sharedTeam == .zero)
    #expect(comparison.notes.contains(.staffNotRecorded))
  }

  @Test("the team follows the staffing function, never below its floor")
  func staffing() throws {
    let staffed = try two { $0[0] = environment("a", tenants: (1...9).map { "t\($0)" }, staff: 20_000) }
    // 1.5 + 0.5 × 10 tenants; 200,000 / 12 each.
    let comparison = try StackComparison(of: staffed)
    #expect(comparison.sharedTeam == "6.5")
    #expect(comparison.pair(.staff).shared == "108333.33")
    #expect(try StackComparison(of: staffed.with { $0.teamFloor = 7 }).sharedTeam == 7)
  }

  @Test("without a wage an hour costs the loaded year over 1,800")
  func wageFromLoadedCost() throws {
    let comparison = try StackComparison(
      of: try two().with {
        $0.upgradesPerYear = 3
        $0.loadedCostPerYear = 100_000
      })
    // 3 / 12 × 120 h × 55.5…, rounded once for each of two; 3 / 12 × 160 h × 55.5….
    #expect(comparison.environments.map(\.upgrades) == ["1666.67", "1666.67"])
    #expect(comparison.pair(.upgrades) == .init(item: .upgrades, today: "3333.34", shared: "2222.22"))
  }

  @Test("without a price for the shared environment it pays the dearest own price, scaled to all hours")
  func missingSharedPrice() throws {
    let comparison = try StackComparison(
      of: two(hours: 4, prices: [:]) {
        $0[0] = environment("a", resources: [try gpus(held: 4, price: 1, demand: [4, 0, 0, 0])])
        // Three an hour, in two of four hours.
        let half = ResourceInput(
          resource: "gpu", segments: [.init(units: 4, unitCost: 6, hours: 2..<4)], demand: unitSeconds([0, 0, 4, 0]),
          usedCost: 12)
        $0[1] = environment("b", resources: [half])
      })
    // Peak 4 × 1.10 × 1.04 = 4.576: five and a spare one, at 12.
    #expect(comparison.pair(.capacity) == .init(item: .capacity, today: 40, shared: 72))
    #expect(comparison.notes.contains(.sharedPriceMissing("gpu")))
  }

  @Test("a node that moves between environments within the days is held once")
  func movedCapacity() throws {
    let first = ResourceInput(
      resource: "gpu", segments: [.init(units: 8, unitCost: 2, hours: 0..<2)], demand: unitSeconds([8, 8, 0, 0]),
      usedCost: 16)
    let second = ResourceInput(
      resource: "gpu", segments: [.init(units: 8, unitCost: 2, hours: 2..<4)], demand: unitSeconds([0, 0, 3, 8]),
      usedCost: 11)
    let comparison = try StackComparison(
      of: two(hours: 4, prices: ["gpu": 4]) {
        $0 = [environment("a", resources: [first]), environment("b", resources: [second])]
      })
    #expect(comparison.pooling.first?.heldToday == 8)
    #expect(comparison.pair(.capacity).today == 32)
  }

  @Test("capacity is right-sized in each of its stretches")
  func rightSizedStretches() throws {
    let demand = unitSeconds([2, 4, 1, 1])
    let changing = ResourceInput(
      resource: "gpu",
      segments: [.init(units: 10, unitCost: 2, hours: 0..<2), .init(units: 3, unitCost: 20, hours: 2..<4)],
      demand: demand, usedCost: 0)
    let comparison = try StackComparison(
      of: two(hours: 4, prices: ["gpu": 4]) {
        $0 = [environment("a", resources: [changing]), environment("b")]
      })
    // Today 10 × 2 + 3 × 20. Peak 4 × 1.10 needs five: 5 × 2, and the three there are.
    #expect(comparison.pair(.capacity).today == 80)
    #expect(comparison.amount(.rightSize) == -10)
    #expect(comparison.pooling.first?.rightSized == 5)
  }

  @Test("different resources are sized apart and never pooled with each other")
  func separateResources() throws {
    let comparison = try StackComparison(
      of: two(hours: 2, prices: ["gpu": 2, "gpu.a100": 2]) {
        $0 = [
          environment("a", resources: [try gpus(held: 4, price: 1, demand: [4, 0])]),
          environment("b", resources: [try gpus(held: 4, price: 1, demand: [0, 4], resource: "gpu.a100")]),
        ]
      })
    #expect(comparison.pooling.map(\.resource) == ["gpu", "gpu.a100"])
    #expect(comparison.pooling.map(\.pooledPeak) == [Fraction(4), Fraction(4)])
    #expect(comparison.pooling.map(\.shared) == [6, 6])
  }

  @Test("an environment that is shared already does not move")
  func sharedDoesNotMove() throws {
    let moving = try StackComparison(of: try two().with { $0.parallelMonths = 0 })
    let staying = try StackComparison(
      of: two { $0[0] = environment("a", kind: .shared) }.with { $0.parallelMonths = 0 })
    // 500 h × 200,000 / 1,800 each.
    #expect(moving.oneTimeCost == "111111.11")
    #expect(staying.oneTimeCost == "55555.56")
  }

  @Test("savings that come too late are told from savings that come")
  func paysTooLate() throws {
    let input = try MonthOfFourTenants().input()
    #expect(try StackComparison(of: input.with { $0.horizonMonths = 5 }).verdict == .pays)
    let late = try StackComparison(of: input.with { $0.horizonMonths = 4 })
    #expect(late.verdict == .paysTooLate)
    #expect(late.paybackMonth == nil)
    #expect(late.saving == "114799.00")
  }

  @Test("the month that reaches the one-time cost exactly is the month of payback; without such a cost it is the first")
  func paybackAtEquality() throws {
    // 114,799 a month, and 5 × 114,799 to earn.
    let input = try MonthOfFourTenants(parallelMonths: 0, migrationHours: 0).input()
    #expect(try StackComparison(of: input.with { $0.buildCost = "573995.00" }).paybackMonth == 5)
    #expect(try StackComparison(of: input.with { $0.buildCost = "573995.01" }).paybackMonth == 6)
    #expect(try StackComparison(of: input).paybackMonth == 1)
  }

  @Test("notes tell what a reader must know, each where it applies")
  func notes() throws {
    let comparison = try StackComparison(
      of: two(hours: 4) {
        $0 = [
          environment("b", kind: nil, resources: [try gpus(held: 2, price: 1, demand: [3, 2, 5, 0])], staff: 1),
          environment("a", unrated: ["tokens", "api.calls"]), environment("c", unrated: ["tokens"]),
        ]
      })
    #expect(
      comparison.notes == [
        .capacityNotRecorded(["a", "c"]), .unratedUsage(["api.calls", "tokens"]), .notCatalogued(["b"]),
        .demandAboveCapacity("b", "gpu", hours: 2),
      ])
  }

  @Test("with capacity that has no price on some day sharing is not judged: both sides are what is known of today's")
  func capacityWithoutPrice() throws {
    let day = CivilDate(dayNumber: 20_000)
    let held = try gpus(held: 4, price: 2, demand: [4, 0, 0, 0])
    let unpriced = ResourceInput(
      resource: "gpu", segments: [.init(units: 4, unitCost: 0, hours: 0..<4)], demand: held.demand,
      demandOfTenants: held.demandOfTenants, usedCost: 0, unpricedFrom: day)
    func stack(_ keptApart: CataloguedEnvironment.KeepApartReason? = nil) throws -> StackInput {
      try two(hours: 4, prices: ["gpu": 8]) {
        $0 = [
          environment("a", resources: [held]), environment("b", resources: [unpriced], keptApart: keptApart),
          environment("c", resources: [held]),
        ]
      }
    }
    let comparison = try StackComparison(of: stack())
    #expect(comparison.verdict == .notPriced && !comparison.verdict.isOfSharing)
    #expect(comparison.today == 64 && comparison.shared == 64 && comparison.oneTimeCost == 0)
    #expect(comparison.notes.contains(.capacityWithoutPrice("b", "gpu", from: day)))
    #expect(!comparison.notes.contains { if case .capacityNotRecorded = $0 { true } else { false } })
    // Its demand is a part of the pool that is told.
    #expect(comparison.pooling.first?.sumOfPeaks == Fraction(12) && comparison.pooling.first?.heldToday == 12)
    let whole = try OrganizationComparison(of: [comparison], months: .one, currency: try usd())
    #expect(whole.verdict == .notPriced && whole.saving == 0)
    let one = try StackComparison(of: two(hours: 4) { $0 = [environment("b", resources: [unpriced])] })
    #expect(one.verdict == .nothingToShare)
    // What is kept apart is on both sides at any price.
    #expect(try StackComparison(of: stack(.safety)).verdict.isOfSharing)
  }

  @Test("a correction that takes demand below 0 in an hour does not stop the comparison")
  func negativeHour() throws {
    let corrected = ResourceInput(
      resource: "gpu", segments: [.init(units: 4, unitCost: 2, hours: 0..<2)], demand: [-36_000, 3_600], usedCost: 1)
    let comparison = try StackComparison(
      of: two(hours: 2, prices: ["gpu": 2]) {
        $0 = [
          environment("a", resources: [corrected]),
          environment("b", resources: [try gpus(held: 4, price: 1, demand: [4, 0])]),
        ]
      })
    // In the first hour 4 − 10, in the second 1: less than b's own peak.
    #expect(comparison.pooling.first?.pooledPeak == Fraction(1))
    #expect(comparison.pooling.first?.sumOfPeaks == Fraction(5))
  }

  @Test("a comparison reads back from its JSON as it was")
  func coding() throws {
    let comparison = try StackComparison(
      of: two { $0[0] = environment("a", kind: nil, versions: ["7", "8"], paidByUse: "0.1", unrated: ["tokens"]) })
    let data = try JSONEncoder().encode(comparison)
    #expect(try JSONDecoder().decode(StackComparison.self, from: data) == comparison)
  }
}
