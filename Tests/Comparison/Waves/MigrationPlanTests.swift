import Comparison
import Configuration
import Metering
import Testing

/// Which environments move when, and what the months cost.
@Suite struct MigrationPlanTests {
  private let january = Period("2026-01")

  private func plan(_ input: StackInput) throws -> MigrationPlan {
    let january = try #require(january)
    return try #require(try MigrationPlan(of: input, from: january))
  }

  @Test("V04: once all have moved, a month saves what the comparison says it saves")
  func steadyState() throws {
    let plan = try plan(MonthOfFourTenants().input())
    #expect(plan.waves.count == 4 && plan.waves.allSatisfy { $0.moves.count == 1 })
    #expect(plan.curve.months.count == 36)
    #expect(plan.curve.months.last?.delta == "114799.00")
    #expect(plan.cashableCurve.months.last?.delta == "66949.00")
    #expect(plan.promises.map(\.retired) == [1, 2, 3, 4])
    #expect(plan.promises.last?.savingPerMonth == "114799.00")
    // 500 hours at 90 an environment.
    #expect(plan.waves.map(\.oneTimeCost) == ["45000.00", "45000.00", "45000.00", "45000.00"])
  }

  @Test("V04: the first month has all of today, a platform for one and its migration")
  func firstMonth() throws {
    let plan = try plan(MonthOfFourTenants().input())
    let first = try #require(plan.waves.first?.moves.first)
    // The dearest: 40 GPUs at 1,460, 1,938, 2,000, 22,500 and 2,700 of upgrades.
    #expect(first.environment == "notebooks-alpha")
    // Alone it needs 28 · 1.1 · 1.04 = 32.03, so 40 GPUs and 8 spare; 3,173; 2,250; 3 FTE; 3 · 140 h · 90 ÷ 12.
    let alone: ExactDecimal = "123653.00"
    let today: ExactDecimal = "87538.00"
    #expect(try first.savesPerMonth == today.minus(alone))
    #expect(try plan.curve.months.first?.cost == ExactDecimal("260482.00").plus(alone).plus("45000.00"))
    #expect(first.retiredFrom == 3 && !first.isHeldByLease)
    let trough = try #require(plan.curve.trough)
    #expect(trough.amount == plan.curve.months.map(\.cumulative).min())
    #expect(plan.curve.paybackMonth.map { $0 > trough.month } == true)
  }

  @Test("numbered waves come in the order of their numbers, the rest behind them, the most saving first")
  func waves() throws {
    let input = try MonthOfFourTenants().input()
    let waves = ["notebooks-gamma": 7, "notebooks-delta": 3, "notebooks-beta": 7]
    let numbered = input.with(environments: input.environments.map { $0.planned(wave: waves[$0.environment.text]) })
    let moves = try plan(numbered).waves.map { $0.moves.map(\.environment) }
    #expect(moves == [["notebooks-delta"], ["notebooks-beta", "notebooks-gamma"], ["notebooks-alpha"]])
  }

  @Test("an environment that cannot be retired before a day costs until the month that begins on or after it")
  func leases() throws {
    let input = try MonthOfFourTenants().input()
    for (day, month) in [("2026-08-01", 8), ("2026-08-02", 9), ("2025-03-01", 3), ("2027-01-15", 14)] {
      let held = input.with(
        environments: input.environments.map {
          $0.planned(wave: 1, retireAfter: $0.environment == "notebooks-alpha" ? CivilDate(day) : nil)
        })
      let moves = try #require(try plan(held).waves.first).moves
      let alpha = try #require(moves.first { $0.environment == "notebooks-alpha" })
      #expect(alpha.retiredFrom == month && alpha.isHeldByLease == (month > 3), "\(day)")
      #expect(moves.filter { $0.environment != "notebooks-alpha" }.allSatisfy { $0.retiredFrom == 3 }, "\(day)")
    }
  }

  @Test("a stack with nothing to share has no plan, and the order of the environments changes no plan")
  func order() throws {
    let input = try MonthOfFourTenants().input()
    let alone = input.with(environments: Array(input.environments.prefix(1)))
    let january = try #require(january)
    #expect(try MigrationPlan(of: alone, from: january) == nil)
    for seed in 0..<6 as Range<UInt64> {
      var stack = RandomStack(seed: seed, hasCorrections: false)
      let input = try stack.input(environments: 2...5)
      var random = SeededGenerator(seed: seed)
      let shuffled = input.with(environments: input.environments.shuffled(using: &random))
      let (first, second) = (try plan(input), try plan(shuffled))
      #expect(first == second, "seed \(seed)")
      let total = first.curve.months.reduce(Optional(ExactDecimal.zero)) { sum, month in
        sum.flatMap { try? $0.plus(month.delta) }
      }
      #expect(total == first.curve.months.last?.cumulative, "seed \(seed)")
    }
  }

  @Test("beside more than sixteen environments each is weighed alone, in at most twelve waves of one size")
  func many() throws {
    let environments = try (0..<30).map { number in
      environment(
        "e-\(number)", owner: "t-\(number)",
        resources: [try gpus(held: 4 + number, price: 1, demand: [1, 2], of: TenantID("t-\(number)"))], staff: 1_000)
    }
    let input = StackInput(
      stack: "many", environments: environments, sharedUnitCosts: ["gpu": 2], hours: 2, months: .one,
      currency: try usd(), assumptions: SharingAssumptions())
    let plan = try plan(input)
    #expect(plan.waves.map(\.moves.count) == [Int](repeating: 3, count: 10))
    #expect(plan.waves.flatMap { $0.moves.map(\.environment.text) } == (0..<30).reversed().map { "e-\($0)" })
  }
}

extension EnvironmentInput {
  fileprivate func planned(wave: Int?, retireAfter: CivilDate? = nil) -> EnvironmentInput {
    EnvironmentInput(
      environment: environment, kind: kind, owner: owner, retireAfter: retireAfter, wave: wave, versions: versions,
      tenants: tenants, resources: resources, paidByUse: paidByUse, paidByUseOfTenants: paidByUseOfTenants,
      controlPlane: controlPlane, licences: licences, staff: staff, otherFixed: otherFixed,
      isStaffRecorded: isStaffRecorded, unratedResources: unratedResources)
  }
}
