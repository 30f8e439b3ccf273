import Comparison
import Configuration
import Metering
import Testing

/// More than one answer, side by side, from the month of V04.
@Suite struct ScenarioTableTests {
  private func table(_ scenarios: [Scenario], of inputs: [StackInput]? = nil) throws -> ScenarioTable {
    let month = try MonthOfFourTenants().input()
    return try ScenarioTable(of: inputs ?? [month], scenarios: scenarios, months: .one, currency: try usd())
  }

  private func outcome(_ scenario: Scenario, of inputs: [StackInput]? = nil) throws -> ScenarioOutcome {
    try #require(try table([scenario], of: inputs).outcomes.last)
  }

  @Test("V04: today, right-sized and one platform")
  func threeAnswers() throws {
    let outcomes = try table([]).outcomes
    #expect(outcomes.map(\.kind) == [.today, .rightSized, .onePlatform])
    #expect(outcomes.map(\.costPerMonth) == ["260482.00", "237122.00", "145683.00"])
    #expect(outcomes.map(\.savingPerMonth) == ["0.00", "23360.00", "114799.00"])
    #expect(outcomes.map(\.cashableSavingPerMonth) == ["0.00", "23360.00", "66949.00"])
    #expect(outcomes.map(\.oneTimeCost) == [0, 0, "471366.00"])
    #expect(outcomes.map(\.paybackMonth) == [nil, 1, 5])
    #expect(outcomes.map(\.verdict) == [.nothingToShare, .pays, .pays])
    #expect(outcomes.map { $0.capacity.map(\.today) } == [[96], [96], [96]])
    #expect(outcomes.map { $0.capacity.map(\.shared) } == [[96], [80], [56]])
    #expect(outcomes.map(\.team) == [nil, nil, "3.5"])
  }

  @Test("a scenario's assumptions are those of the comparison with these changed")
  func changes() throws {
    let changed = try outcome(
      Scenario(name: "cautious", changes: [AssumptionChange(key: .headroom, value: .number(Fraction(3, 10)))]))
    #expect(changed.name == "cautious" && changed.kind == .scenario)
    #expect(changed.netOverHorizon == "3217558.00")  // The adverse headroom of V05.
  }

  @Test("at twice the demand all that is held doubles, and the platform needs less than twice as much")
  func demand() throws {
    let doubled = try outcome(Scenario(name: "double", demand: Fraction(2)))
    // 140,160 more of capacity; 80 · 1.1 · 1.04 = 91.52, so 96 and 8 spare.
    #expect(doubled.todayPerMonth == "400642.00")
    #expect(doubled.capacity == [.init(resource: "gpu", today: 192, shared: 104)])
    #expect(doubled.costPerMonth == "215763.00")
  }

  @Test("without a team its environments are on neither side, and a team that owns nothing is told")
  func without() throws {
    let left = try outcome(Scenario(name: "without", without: ["delta", "epsilon"]))
    let all = try MonthOfFourTenants().input()
    let three = all.restricted(to: ["notebooks-alpha", "notebooks-beta", "notebooks-gamma"])
    let comparison = try StackComparison(of: three)
    #expect(left.todayPerMonth == comparison.today && left.costPerMonth == comparison.shared)
    #expect(left.unknownTenants == ["epsilon"])
  }

  @Test("a platform for each region shares within regions; what switching crosses them stays on both sides")
  func regions() throws {
    let input = try MonthOfFourTenants().input()
    let regions: [EnvironmentID: RegionID] = [
      "notebooks-alpha": "eu", "notebooks-beta": "eu", "notebooks-gamma": "us", "notebooks-delta": "us",
    ]
    let placed = input.with(environments: input.environments.map { $0.placed(in: regions[$0.environment]) })
    let two = try outcome(Scenario(name: "two", platformPer: .region), of: [placed])
    #expect(two.todayPerMonth == "260482.00")
    // Each has a team of 3, and 100 of 600 switched pairs are within a region: 4,500 ÷ 6 each.
    #expect(two.team == 6)
    let parts = try Scenario(name: "two", platformPer: .region).inputs(of: [placed])
    let comparisons = try parts.map { try StackComparison(of: $0) }
    #expect(comparisons.map { $0.pair(.switching).today } == ["750.00", "750.00"])
    #expect(try comparisons.map(\.shared).total().plus("3000.00") == two.costPerMonth)
  }

  @Test("ten times the tenants cost ten times as much today, and share one platform with a team for all")
  func tenants() throws {
    let forty = try outcome(Scenario(name: "forty", tenants: 40))
    #expect(forty.todayPerMonth == "2604820.00")
    // 400 · 1.1 · 1.04 = 457.6, so 464 and 8 spare at 1,460; 7,073; 12,000; 21.5 FTE; 3 · 920 h · 90 ÷ 12; 4,500.
    #expect(forty.capacity == [.init(resource: "gpu", today: 960, shared: 472)])
    #expect(forty.team == "21.5")
    #expect(forty.costPerMonth == "1055893.00")
    // 40 environments at 45,000, and two months in parallel.
    #expect(forty.oneTimeCost == "3911786.00")
    let same = try outcome(Scenario(name: "same", tenants: 4))
    #expect(same.costPerMonth == "145683.00" && same.oneTimeCost == "471366.00")
  }

  @Test("the table of growth has today's number of tenants among its rows, and the number from which sharing pays")
  func growth() throws {
    let growth = try #require(try table([]).growth)
    #expect(growth.tenants == 4)
    #expect(growth.rows.map(\.tenants) == [4, 10, 20, 50, 100, 200, 500, 1_000])
    #expect(growth.rows.first?.todayPerMonth == "260482.00" && growth.rows.first?.sharedPerMonth == "145683.00")
    // One: 65,120.50 today, 85,400 shared (16 and 8 spare GPUs …); two: 130,241 against 107,000 and less.
    #expect(growth.breakEvenTenants == 2)
    let alone = try MonthOfFourTenants().input().restricted(to: ["notebooks-alpha"])
    #expect(try table([], of: [alone]).growth == nil)
  }

  @Test("V20: three tenants break even")
  func breakEvenTenants() throws {
    let smallest = try GrowthTable.smallest(upTo: 1_000) { count in count * 45_000 >= 90_000 + count * 12_000 }
    #expect(smallest == 3)
    #expect(try GrowthTable.smallest(upTo: 1_000) { count in count * 5 >= 90_000 + count * 6 } == nil)
    #expect(try GrowthTable.smallest(upTo: 1_000) { _ in true } == 1)
  }

  @Test("for every stack, one platform is the comparison, and growing to as many tenants as there are changes nothing")
  func laws() throws {
    for seed in 0..<25 as Range<UInt64> {
      var stack = RandomStack(seed: seed)
      let input = try stack.input()
      let tenants = Set(input.environments.flatMap(\.tenants)).count
      let table = try ScenarioTable(
        of: [input], scenarios: [Scenario(name: "same", tenants: tenants)], months: input.months,
        currency: input.currency)
      let comparison = try StackComparison(of: input)
      let (one, same) = (table.outcomes[2], table.outcomes[3])
      #expect(one.netOverHorizon == comparison.netOverHorizon && one.verdict == comparison.verdict, "seed \(seed)")
      #expect(one.paybackMonth == comparison.paybackMonth && one.oneTimeCost == comparison.oneTimeCost, "seed \(seed)")
      #expect(same.todayPerMonth == one.todayPerMonth && same.costPerMonth == one.costPerMonth, "seed \(seed)")
      #expect(same.capacity == one.capacity && same.team == one.team, "seed \(seed)")
      #expect(table.outcomes[1].costPerMonth <= table.outcomes[0].costPerMonth, "seed \(seed)")
    }
  }
}

extension EnvironmentInput {
  fileprivate func placed(in region: RegionID?) -> EnvironmentInput {
    EnvironmentInput(
      environment: environment, kind: kind, owner: owner, region: region, versions: versions, tenants: tenants,
      resources: resources, paidByUse: paidByUse, paidByUseOfTenants: paidByUseOfTenants, controlPlane: controlPlane,
      licences: licences, staff: staff, otherFixed: otherFixed, isStaffRecorded: isStaffRecorded,
      unratedResources: unratedResources)
  }
}
