import Metering
import Testing

@testable import Comparison
@testable import Configuration

/// An environment of several stacks is in each of them with its part, and the parts are the whole.
@Suite("Environments of several stacks") struct SeveralStacksTests {
  /// What a day's use of a stack in an environment costs, as its charge line and its rollup say.
  private func use(
    _ organization: inout CataloguedOrganization, _ environment: EnvironmentID, _ stack: StackID, _ amount: ExactDecimal
  ) throws {
    organization.use("2026-10-05", [0: amount], in: environment, of: "cpu.core", stack: stack)
    try organization.line(environment, .usage, "cpu.core", amount, stack: stack)
  }

  @Test("the partitions of one cluster are a stack each, with what was used of it")
  func partitions() throws {
    var organization = CataloguedOrganization()
    let parts: [(StackID, ExactDecimal)] = [("black", "20.39"), ("crumpet", "417.29"), ("focaccia", "675.60")]
    for (stack, amount) in parts { try use(&organization, "phillips", stack, amount) }
    let comparisons = try organization.inputs().map { try StackComparison(of: $0) }
    #expect(comparisons.map(\.stack) == parts.map(\.0) && comparisons.map(\.today) == parts.map(\.1))
    for comparison in comparisons {
      #expect(comparison.verdict == .nothingToShare && comparison.environments.map(\.environment) == ["phillips"])
      #expect(comparison.notes.contains(.otherStacks(["phillips"])))
    }
    let whole = try OrganizationComparison(of: comparisons, months: .one, currency: try usd())
    #expect(whole.today == "1113.28")
  }

  @Test("a stack of two clusters is there twice, though one of them runs another one, too")
  func twoClusters() throws {
    var organization = CataloguedOrganization()
    try use(&organization, "c1", "batch", 31_000)
    try use(&organization, "c1", "gpu", 15_500)
    try use(&organization, "c2", "gpu", 15_500)
    let comparisons = try organization.inputs().map { try StackComparison(of: $0) }
    #expect(comparisons.map(\.stack) == ["batch", "gpu"] && comparisons.map(\.today) == [31_000, 31_000])
    #expect(comparisons[1].environments.map(\.total) == [15_500, 15_500])
    #expect(comparisons.map(\.verdict) == [.nothingToShare, .doesNotPay])
    let findings = try EnvironmentFindings(
      configuration: try organization.configuration, calendar: OrganizationCalendar(zone: .utc),
      days: Landscape.day("2026-10-01")..<Landscape.day("2026-11-01"),
      stacks: try MeasuredStack.all(organization.inputs()))
    #expect(findings.inventory.entries.map(\.stack) == ["batch", "gpu", "gpu"])
    #expect(findings.inventory.entries.map(\.cost) == [31_000, 15_500, 15_500])
  }

  @Test("one that moves to another stack leaves to the first what was held, used and paid up to that day")
  func moves() throws {
    var organization = try CataloguedOrganization.lab()
    organization.environments = []
    organization.environment("lab", stack: "old", to: "2026-10-11")
    organization.environment("lab", stack: "new", from: "2026-10-11")
    organization.use("2026-10-10", [23: 3_600])
    organization.use("2026-10-11", [0: 7_200])
    let october = Landscape.day("2026-10-01").period.days
    let day = Landscape.day("2026-10-11")
    try organization.line("lab", .controlPlane, "plane", 100, stack: "old", on: october.lowerBound..<day)
    try organization.line("lab", .controlPlane, "plane", 210, stack: "new", on: day..<october.upperBound)
    organization.assumptions.upgradesPerYear = 12
    organization.assumptions.upgradeHours = 31
    organization.assumptions.wagePerHour = 1
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["new", "old"])
    let resources = inputs.flatMap { $0.environments.flatMap(\.resources) }
    #expect(resources.flatMap(\.segments).map(\.hours) == [240..<744, 0..<240])
    #expect(try resources.map { try $0.demand.total() } == [7_200, 3_600])
    let costs = try inputs.flatMap { try StackComparison.EnvironmentCost.all(of: $0) }
    #expect(costs.map(\.used) == [4, 2] && costs.map(\.controlPlane) == [210, 100])
    // One upgrade a month of 31.00, by days.
    #expect(costs.map(\.upgrades) == [21, 10])
    #expect(try costs.map { try $0.used.plus($0.idle) }.total() == 5_952)
  }

  /// Days of two months on which one environment is of stacks that follow each other, with days of none.
  private struct History {
    var organization = CataloguedOrganization()
    /// By day: what the catalogue says.
    var stacks: [CivilDate: StackID] = [:]
    var units: [CivilDate: ExactDecimal] = [:]
    let days = Landscape.day("2026-09-01")..<Landscape.day("2026-11-01")

    init(seed: UInt64) throws {
      var random = SeededGenerator(seed: seed)
      let names: [StackID] = ["notebooks", "serving", "training"]
      try organization.rate("gpu", ExactDecimal(random.int(1...5)))
      try organization.rate("cpu.core", 1, per: "core-hours")
      var first = days.lowerBound.adding(days: random.int(-5...10))
      while first < days.upperBound {
        let end = first.adding(days: random.int(1...30))
        if random.int(0...3) > 0 {
          let stack = names[random.int(0...2)]
          organization.environment("lab", stack: stack, from: "\(first)", to: "\(end)")
          for day in (first..<end).clamped(to: days) { stacks[day] = stack }
        }
        first = end
      }
      let change = days.lowerBound.adding(days: random.int(1...60))
      let held = [ExactDecimal(random.int(1...8)), ExactDecimal(random.int(1...8))]
      organization.capacity("lab", held[0], to: "\(change)")
      organization.capacity("lab", held[1], from: "\(change)")
      for day in days {
        units[day] = day < change ? held[0] : held[1]
        guard random.bool() else { continue }
        let hours = [random.int(0...23): ExactDecimal(3_600 * random.int(1...12))]
        organization.use("\(day)", hours, stack: random.bool() ? names[random.int(0...2)] : "")
      }
    }
  }

  @Test("what stacks hold and use adds up to what the environment did, and months to the whole", arguments: 1...40)
  func conservation(seed: UInt64) throws {
    let history = try History(seed: seed)
    let (organization, days) = (history.organization, history.days)
    guard !organization.environments.isEmpty else { return }
    var builder = try organization.builder("\(days.lowerBound)", "\(days.upperBound)")
    for usage in organization.usage { try builder.add(usage) }
    let september = days.lowerBound.period
    let (whole, months) = try builder.inputs(months: [(september, []), (september.next, [])])
    let calendar = OrganizationCalendar(zone: .utc)
    #expect(calendar.hourCount(of: days.lowerBound) == 24)
    let price = try #require(organization.rates.first).pricing
    guard case .unit(let unitPrice) = price else { return }
    func amounts(_ inputs: [StackInput]) throws -> [StackID: ExactDecimal] {
      var amounts: [StackID: ExactDecimal] = [:]
      for input in inputs {
        let cost = try input.environments.flatMap(\.resources).map { try $0.cost() }.total()
        if cost > .zero { amounts[input.stack] = try ExactDecimal(cost) }
      }
      return amounts
    }
    var expected: [StackID: ExactDecimal] = [:]
    for (day, stack) in history.stacks {
      let cost = try #require(history.units[day]).times(24).times(unitPrice)
      expected[stack] = try (expected[stack] ?? .zero).plus(cost)
    }
    #expect(try amounts(whole) == expected, "seed \(seed)")
    var parts: [StackID: ExactDecimal] = [:]
    for month in months {
      for (stack, amount) in try amounts(month.inputs) { parts[stack] = try (parts[stack] ?? .zero).plus(amount) }
    }
    #expect(parts == expected, "seed \(seed)")
    // Demand is that of the days on which it is there, in the stack of the day.
    var demand: [StackID: ExactDecimal] = [:]
    for usage in organization.usage {
      guard let stack = history.stacks[usage.day] else { continue }
      demand[stack] = try (demand[stack] ?? .zero).plus(try usage.hours.map(\.quantity).total())
    }
    for input in whole {
      let measured = try input.environments.flatMap(\.resources).map { try $0.demand.total() }.total()
      #expect(measured == demand[input.stack] ?? .zero, "seed \(seed)")
    }
    let shares = try whole.flatMap(\.environments).map(\.share).total()
    #expect(shares == (history.stacks.isEmpty ? .zero : .one), "seed \(seed)")
  }
}
