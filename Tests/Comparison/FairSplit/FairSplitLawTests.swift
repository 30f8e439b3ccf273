import Configuration
import Metering
import Testing

@testable import Comparison

/// What holds for every stack: economics.md §1.11.
@Suite struct FairSplitLawTests {
  private struct Case {
    let input: StackInput
    let comparison: StackComparison
    let split: FairSplit
    let settings: SplitSettings
    let seed: UInt64
  }

  private func forEachSplit(_ count: UInt64 = 24, _ check: (Case) throws -> Void) throws {
    for seed in 0..<count {
      var stack = RandomStack(seed: seed)
      let input = try withTenants(try stack.input(), &stack.random)
      let comparison = try StackComparison(of: input)
      for rule in SplitRule.allCases {
        let settings = SplitSettings(rule: rule, topHours: Fraction(1, 4), relief: seed.isMultiple(of: 2))
        let split = try FairSplit(of: input, comparison: comparison, settings: settings)
        try check(Case(input: input, comparison: comparison, split: split, settings: settings, seed: seed))
      }
    }
  }

  /// The same with demand and use spread over the tenants of each environment, some of them kept apart.
  private func withTenants(_ input: StackInput, _ random: inout SeededGenerator) throws -> StackInput {
    var environments: [EnvironmentInput] = []
    for environment in input.environments {
      var resources: [ResourceInput] = []
      for resource in environment.resources {
        var demand = environment.tenants.map { _ in [ExactDecimal](repeating: .zero, count: input.hours) }
        for hour in 0..<input.hours { demand[random.int(0...demand.count - 1)][hour] = resource.demand[hour] }
        resources.append(
          ResourceInput(
            resource: resource.resource, segments: resource.segments, demand: resource.demand,
            demandOfTenants: zip(environment.tenants, demand).map { TenantDemand(tenant: $0, unitSeconds: $1) },
            usedCost: resource.usedCost))
      }
      let first = try environment.paidByUse.times(Fraction(1, 3))
      var paid = [TenantAmount(tenant: environment.tenants[0], amount: first)]
      paid.append(TenantAmount(tenant: "zeta", amount: try environment.paidByUse.minus(first)))
      environments.append(
        EnvironmentInput(
          environment: environment.environment, kind: environment.kind,
          owner: random.int(0...3) == 0 ? nil : environment.owner,
          region: random.bool() ? "eu" : nil, keptApart: random.int(0...5) == 0 ? .regulatory : nil,
          versions: environment.versions, tenants: environment.tenants, resources: resources,
          paidByUse: environment.paidByUse, paidByUseOfTenants: paid, controlPlane: environment.controlPlane,
          licences: environment.licences, staff: environment.staff, otherFixed: environment.otherFixed,
          isStaffRecorded: environment.isStaffRecorded, unratedResources: []))
    }
    return input.with(environments: environments)
  }

  @Test("the bills add to the comparison, item by item and side by side, in whole smallest units")
  func ties() throws {
    try forEachSplit { test in
      let bills = test.split.tenants
      let items = try bills.flatMap(\.items).summedByItem()
      #expect(items == test.comparison.items, "seed \(test.seed)")
      #expect(try bills.map(\.today).total() == test.comparison.today, "seed \(test.seed)")
      #expect(try bills.map(\.shared).total() == test.comparison.shared, "seed \(test.seed)")
      #expect(try bills.map(\.gain).total() == test.comparison.saving, "seed \(test.seed)")
      for amount in bills.flatMap({ $0.items.flatMap { [$0.today, $0.shared] } + [$0.relief] }) {
        #expect(
          try amount.rounded(places: test.input.currency.exponent, .truncating) == amount, "seed \(test.seed)")
      }
      for pool in test.split.pools {
        #expect(try pool.shares.map(\.units).total() == pool.need, "seed \(test.seed)")
      }
    }
  }

  @Test("the order of environments and of tenants in them changes nothing")
  func permutation() throws {
    try forEachSplit(12) { test in
      var random = SeededGenerator(seed: test.seed)
      let shuffled = test.input.with(environments: test.input.environments.shuffled(using: &random))
      let again = try FairSplit(
        of: shuffled, comparison: try StackComparison(of: shuffled), settings: test.settings)
      #expect(again == test.split, "seed \(test.seed)")
    }
  }

  @Test(
    "relief adds to nothing, and with it nobody pays more than today; else the shortfall is what sharing costs more")
  func relief() throws {
    var (applied, infeasible) = (0, 0)
    try forEachSplit { test in
      let bills = test.split.tenants
      switch test.split.relief {
      case .notAsked:
        #expect(!test.settings.relief, "seed \(test.seed)")
        #expect(bills.allSatisfy { $0.relief.isZero }, "seed \(test.seed)")
      case .applied:
        applied += 1
        #expect(try bills.map(\.relief).total() == .zero, "seed \(test.seed)")
        for bill in bills {
          let paid = try bill.sharedWithRelief
          #expect(paid <= bill.today, "seed \(test.seed)")
          #expect(bill.relief.isNegative == bill.loses, "seed \(test.seed)")
        }
      case .infeasible(let shortfall):
        infeasible += 1
        #expect(try test.comparison.saving.plus(shortfall) == .zero, "seed \(test.seed)")
        #expect(shortfall > .zero, "seed \(test.seed)")
        #expect(bills.allSatisfy { $0.relief.isZero }, "seed \(test.seed)")
      }
    }
    #expect(applied > 0 && infeasible > 0, "both come up")
  }

  @Test("who loses is told a reason, the reasons cover the loss, and who does not lose is told none")
  func reasons() throws {
    try forEachSplit { test in
      for bill in test.split.tenants {
        #expect(bill.reasons.isEmpty == !bill.loses, "seed \(test.seed)")
        #expect(bill.reasons.allSatisfy { $0.amount > .zero }, "seed \(test.seed)")
        let covered = try bill.reasons.map(\.amount).total()
        #expect(try !bill.loses || covered.plus(bill.gain) >= .zero, "seed \(test.seed)")
      }
    }
  }

  @Test("two tenants who do the same pay the same, or a smallest unit more or less")
  func symmetry() throws {
    for seed in UInt64(0)..<60 {
      var random = SeededGenerator(seed: seed)
      let hours = random.int(1...6)
      var environments: [EnvironmentInput] = []
      for name in ["a", "b", "c"] {
        // b does what a does.
        let demand = name == "b" ? [] : (0..<hours).map { _ in random.int(0...9) }
        let cost = random.decimal(upTo: 999_999, places: 2)
        let same = name == "b" ? environments[0].resources[0].demand : unitSeconds(demand)
        let held = ResourceInput(
          resource: "gpu", segments: [ResourceInput.Segment(units: 9, unitCost: "3.33", hours: 0..<hours)],
          demand: same, of: TenantID(name), usedCost: 0)
        environments.append(environment("e-\(name)", owner: name, resources: [held], controlPlane: cost, staff: cost))
      }
      var assumptions = SharingAssumptions()
      assumptions.licencePerTenant = "0.01"
      assumptions.controlPlanePerMonth = "1000.01"
      assumptions.upgradesPerYear = 5
      assumptions.switchesPerMonth = 7
      let input = StackInput(
        stack: "s", environments: environments, sharedUnitCosts: ["gpu": "7.77"], hours: hours, months: Fraction(1, 3),
        currency: try usd(), assumptions: assumptions)
      for rule in SplitRule.allCases where rule != .standAloneProportional {
        let split = try FairSplit(
          of: input, comparison: try StackComparison(of: input), settings: SplitSettings(rule: rule))
        let difference = try split.tenants[0].shared.minus(split.tenants[1].shared)
        #expect(difference <= "0.01" && difference >= "-0.01", "seed \(seed), \(rule)")
      }
    }
  }

  @Test("who has no demand pays nothing of capacity that is used", arguments: SplitRule.allCases)
  func idle(rule: SplitRule) throws {
    guard rule != .standAloneProportional else { return }
    for seed in UInt64(0)..<40 {
      var random = SeededGenerator(seed: seed)
      var environments = [environment("idle", owner: "idle", tenants: ["idle"])]
      for name in ["a", "b", "c"] {
        environments.append(
          environment(
            "e-\(name)", owner: name,
            resources: [
              try gpus(held: 5, price: 1, demand: (0...5).map { _ in random.int(1...5) }, of: TenantID(name))
            ]))
      }
      let input = StackInput(
        stack: "s", environments: environments, sharedUnitCosts: ["gpu": random.decimal(upTo: 9_999, places: 3)],
        hours: 6, months: .one, currency: try usd(), assumptions: SharingAssumptions())
      let split = try FairSplit(
        of: input, comparison: try StackComparison(of: input), settings: SplitSettings(rule: rule))
      let idle = try #require(split.tenants.first { $0.tenant == "idle" })
      #expect(idle.items.first { $0.item == .capacity }?.shared == .zero, "seed \(seed)")
    }
  }
}
