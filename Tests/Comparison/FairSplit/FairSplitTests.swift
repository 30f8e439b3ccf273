import Configuration
import Foundation
import Metering
import Testing

@testable import Comparison

/// V09 and V23 of vectors.json to the cent, and bills worked out by hand.
@Suite struct FairSplitTests {
  /// V09: the demand of V06; today 9,500, 14,000 and 5,500, all of it fixed; shared 12 units at 1,000 and 9,000 fixed.
  private func threeTenants() throws -> StackInput {
    let demand = [[4, 4, 4, 4], [0, 8, 6, 0], [6, 0, 0, 6]]
    let today: [ExactDecimal] = [9_500, 14_000, 5_500]
    var environments: [EnvironmentInput] = []
    for (position, name) in ["a", "b", "c"].enumerated() {
      environments.append(
        environment(
          "e-\(name)", owner: name,
          resources: [try gpus(held: 8, price: 0, demand: demand[position], of: TenantID(name))],
          controlPlane: today[position]))
    }
    return try input(environments, prices: ["gpu": 1_000]) { $0.controlPlanePerMonth = 9_000 }
  }

  /// A stack for which only what a test sets costs anything.
  private func input(
    _ environments: [EnvironmentInput], prices: [ResourceID: ExactDecimal] = [:], hours: Int = 4,
    _ change: (inout SharingAssumptions) -> Void = { _ in }
  ) throws -> StackInput {
    var assumptions = SharingAssumptions()
    assumptions.headroom = .zero
    assumptions.isolationOverhead = .zero
    assumptions.spareNodes = 0
    assumptions.controlPlanePerMonth = 0
    assumptions.licencePerMonth = 0
    change(&assumptions)
    return StackInput(
      stack: "training", environments: environments, sharedUnitCosts: prices, hours: hours, months: .one,
      currency: try usd(), assumptions: assumptions)
  }

  private func split(_ input: StackInput, _ settings: SplitSettings = SplitSettings()) throws -> FairSplit {
    try FairSplit(of: input, comparison: try StackComparison(of: input), settings: settings)
  }

  @Test("V09: 7,000, 8,000 and 6,000; the third loses 500 and it is told why")
  func threeBills() throws {
    let split = try split(threeTenants())
    #expect(split.tenants.map(\.tenant) == ["a", "b", "c"])
    #expect(split.tenants.map(\.today) == [9_500, 14_000, 5_500])
    #expect(split.tenants.map(\.shared) == [7_000, 8_000, 6_000])
    #expect(split.tenants.map(\.gain) == [2_500, 6_000, -500])
    #expect(try split.tenants.map(\.gain).total() == 8_000)
    #expect(split.losers.map(\.tenant) == ["c"])
    // 3,000 of capacity, for which nothing is paid today; of the fixed cost it pays 3,000 instead of 5,500.
    #expect(split.losers[0].reasons == [LossReason(kind: .capacityShare, amount: 3_000)])
    #expect(split.tenants[0].reasons.isEmpty)
    #expect(split.pools.map(\.need) == [Fraction(12)])
    #expect(split.pools[0].shares.map(\.units) == [4, 5, 3].map { Fraction($0) })
    #expect(split.relief == .notAsked)
    #expect(split.tenants.allSatisfy { $0.relief == .zero })
  }

  @Test("V09: with relief nobody pays more than today, and who gains pays for it by what it gains")
  func relief() throws {
    let split = try split(threeTenants(), SplitSettings(relief: true))
    #expect(split.relief == .applied)
    let paid = try split.tenants.map { try $0.sharedWithRelief }
    #expect(paid == ["7147.06", "8352.94", "5500.00"])
    #expect(split.tenants.map(\.relief) == ["147.06", "352.94", "-500.00"])
    #expect(split.tenants.map(\.shared) == [7_000, 8_000, 6_000], "a line of its own")
    #expect(split.tenants.map(\.gain) == [2_500, 6_000, -500])
  }

  @Test("V09: in proportion to today's bills: the same percentage off for everybody")
  func proportional() throws {
    let split = try split(threeTenants(), SplitSettings(rule: .standAloneProportional))
    #expect(split.tenants.map(\.shared) == ["6879.31", "10137.93", "3982.76"])
    #expect(split.losers.isEmpty)
  }

  @Test("V23: when sharing costs more than today the shortfall is told, and nobody is capped")
  func infeasible() throws {
    let environments = ["a", "b"].map { (name: String) in environment("e-\(name)", owner: name, controlPlane: 100) }
    let input = try input(environments) { $0.controlPlanePerMonth = 230 }
    let split = try split(input, SplitSettings(relief: true))
    #expect(split.relief == .infeasible(shortfall: 30))
    #expect(split.tenants.map(\.shared) == [115, 115])
    #expect(split.tenants.map(\.relief) == [0, 0])
    #expect(try self.split(input).relief == .notAsked)
  }

  @Test("an environment of several tenants is paid for by use as far as it is used, and evenly otherwise")
  func paidByMany() throws {
    // 10 GPUs for 4 hours at 1.00: 40.00, of which 24 GPU-hours are used, 18 by a and 6 by b. Idle 16.00.
    let demand = [[5, 5, 4, 4], [1, 1, 2, 2]].map { unitSeconds($0) }
    let many = ResourceInput(
      resource: "gpu", segments: [ResourceInput.Segment(units: 10, unitCost: 4, hours: 0..<4)],
      demand: unitSeconds([6, 6, 6, 6]),
      demandOfTenants: [
        TenantDemand(tenant: "a", unitSeconds: demand[0]), TenantDemand(tenant: "b", unitSeconds: demand[1]),
      ], usedCost: 24)
    let environments = [
      environment("e1", owner: "a", kind: .shared, tenants: ["a", "b"], resources: [many], controlPlane: 100),
      environment("e2", kind: nil, tenants: ["b", "c"], paidByUse: 9, licences: "0.05"),
      environment("e3", owner: "d", tenants: ["c"], otherFixed: 7),
    ]
    let split = try split(input(environments, prices: ["gpu": 4]))
    func today(_ tenant: Int, _ item: StackComparison.Item) -> ExactDecimal {
      split.tenants[tenant].items.first { $0.item == item }?.today ?? .zero
    }
    #expect(split.tenants.map(\.tenant) == ["a", "b", "c", "d"])
    // 18 + 8 and 6 + 8; the control plane evenly; who used e2 pays its use, b and c its licence; d owns e3.
    #expect((0...3).map { today($0, .capacity) } == [26, 14, 0, 0])
    #expect((0...3).map { today($0, .controlPlane) } == [50, 50, 0, 0])
    #expect((0...3).map { today($0, .paidByUse) } == [0, 9, 0, 0])
    #expect((0...3).map { today($0, .licences) } == [0, "0.02", "0.03", 0])
    #expect((0...3).map { today($0, .otherFixed) } == [0, 0, 0, 7])
    // Shared: 6 GPUs at 4.00, of which Shapley gives 4½ and 1½; 7.00 of other cost evenly to the three who use it.
    func shared(_ tenant: Int, _ item: StackComparison.Item) -> ExactDecimal {
      split.tenants[tenant].items.first { $0.item == item }?.shared ?? .zero
    }
    #expect(split.pools[0].shares.map(\.units) == [Fraction(9, 2), Fraction(3, 2)])
    #expect((0...3).map { shared($0, .capacity) } == [18, 6, 0, 0])
    #expect((0...3).map { shared($0, .paidByUse) } == [0, 9, 0, 0])
    #expect((0...3).map { shared($0, .otherFixed) } == ["2.34", "2.33", "2.33", 0])
    #expect(split.losers.map(\.tenant) == ["c"])
    #expect(split.losers[0].reasons == [LossReason(kind: .fixedShare, amount: "2.33")])
  }

  @Test("headroom, isolation, whole nodes and spare ones are told apart from the share of the need; so are licences")
  func reasons() throws {
    // Each holds and uses 2 GPUs at 10.00; shared 4 · 1.5 = 6 GPUs and a spare one: 70.00 instead of 40.00.
    let environments = try ["a", "b"].map { name in
      environment(
        "e-\(name)", owner: name, resources: [try gpus(held: 2, price: 10, demand: [2], of: TenantID(name))],
        licences: 1)
    }
    let input = try input(environments, prices: ["gpu": 10], hours: 1) {
      $0.headroom = Fraction(1, 2)
      $0.spareNodes = 1
      $0.licencePerTenant = 5
      $0.controlPlanePerMonth = 60
    }
    let split = try split(input)
    for bill in split.tenants {
      #expect(bill.today == 21)
      #expect(bill.shared == 70)
      #expect(bill.capacityAllowance == 15)
      #expect(
        bill.reasons == [
          LossReason(kind: .fixedShare, amount: 30), LossReason(kind: .capacityAllowance, amount: 15),
          LossReason(kind: .licences, amount: 4),
        ])
    }
  }

  @Test("spare capacity of what nobody uses is borne evenly")
  func idleStack() throws {
    let environments = try ["a", "b"].map { name in
      environment("e-\(name)", owner: name, resources: [try gpus(held: 2, price: 1, demand: [0], of: TenantID(name))])
    }
    let split = try split(input(environments, prices: ["gpu": 9], hours: 1) { $0.spareNodes = 1 })
    #expect(split.tenants.map(\.shared) == ["4.50", "4.50"])
    #expect(split.pools[0].need == .zero)
  }

  @Test("with nothing to share everybody pays what it pays today")
  func nothingToShare() throws {
    let input = try threeTenants()
    let split = try split(input.with(environments: [input.environments[1]]), SplitSettings(relief: true))
    #expect(split.pools.isEmpty)
    #expect(split.tenants.map(\.tenant) == ["b"])
    #expect(split.tenants.allSatisfy { $0.today == $0.shared && $0.gain == .zero && $0.relief == .zero })
    #expect(try self.split(input.with(environments: [])).tenants.isEmpty)
  }

  @Test("without an owner and without users nobody in particular pays")
  func nobody() throws {
    let environments = [
      environment("e1", kind: nil, tenants: [], controlPlane: 5), environment("e2", owner: "x", controlPlane: 3),
    ]
    let split = try split(input(environments))
    #expect(split.tenants.map(\.tenant) == [TenantID(ReservedName.unallocated), "x"])
    #expect(split.tenants.map(\.today) == [5, 3])
    #expect(split.tenants.map(\.shared) == [0, 0])
  }

  @Test("a split is the same after JSON, and its JSON is always the same")
  func json() throws {
    let split = try split(threeTenants(), SplitSettings(rule: .ownPeak, relief: true))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(split)
    #expect(try JSONDecoder().decode(FairSplit.self, from: bytes) == split)
    #expect(try encoder.encode(JSONDecoder().decode(FairSplit.self, from: bytes)) == bytes)
    let text = try #require(String(bytes: bytes, encoding: .utf8))
    #expect(text.contains(#""rule":"own_peak""#))
    #expect(text.contains(#""objections":[{"alone":"8","tenants":["b","c"],"units":"28/3"}]"#))
  }

  @Test("an organisation's bills are the sums of its stacks' bills: a loss here may be a gain in all")
  func organization() throws {
    let first = try split(threeTenants(), SplitSettings(relief: true))
    let other = [environment("e1", owner: "c", controlPlane: 900), environment("e2", owner: "d", controlPlane: 900)]
    let second = try split(input(other), SplitSettings(relief: true))
    let whole = try OrganizationSplit(of: [first, second], currency: try usd())
    #expect(whole.tenants.map(\.tenant) == ["a", "b", "c", "d"])
    #expect(whole.tenants.map(\.gain) == [2_500, 6_000, 400, 900])
    #expect(whole.tenants.map(\.relief) == ["147.06", "352.94", -500, 0])
    #expect(whole.losers.isEmpty)
    #expect(whole.today == 30_800)
    #expect(whole.shared == 21_000)
    #expect(try whole.tenants.map(\.shared).total() == whole.shared)
    #expect(try OrganizationSplit(of: [first, first], currency: try usd()).losers[0].gain == -1_000)
  }

  @Test("a part of a need whose exact fraction does not fit is that of units to twelve places")
  func largeFraction() throws {
    let need = Fraction(54_585_363_062_500_000_001, 900_000_000_000_000)
    let units = Fraction(
      15_453_663_916_620_471_774_328_676_258_928_571_451, 100_758_310_242_857_143_016_400_000_000_000_000)
    #expect(throws: ArithmeticOverflow.self) { try units.over(need) }
    let part = try PoolSplit.TenantShare(tenant: "ada", units: units, alone: .zero).part(of: need)
    // 153.373592… of 60,650.4034…
    #expect(try ExactDecimal(part).rounded(places: 9, .halfEven) == "0.002528814")
    let exact = PoolSplit.TenantShare(tenant: "ada", units: Fraction(1, 3), alone: .zero)
    #expect(try exact.part(of: Fraction(2)) == Fraction(1, 6))
  }
}
