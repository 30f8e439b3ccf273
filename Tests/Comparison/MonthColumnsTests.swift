import Configuration
import Metering
import Testing

@testable import Comparison

/// Three months that are compared as one.
@Suite("Several months as one") struct MonthColumnsTests {
  /// Random environments, each with hours, prices and costs of its own in each month, and the whole of them.
  private struct Quarter {
    let months: [(period: Period, inputs: [StackInput])]
    let whole: StackInput

    init(seed: UInt64) throws {
      var stack = RandomStack(seed: seed, hasCorrections: false)
      let first = try stack.input()
      let assumptions = first.assumptions
      var inputs = [first]
      for _ in 0..<2 {
        inputs.append(try first.changed(&stack.random))
      }
      months = try zip(inputs, 1...3).map { input, number in
        (try #require(Period(year: 2026, month: number)), [input.assuming(assumptions)])
      }
      whole = try Self.joined(inputs)
    }

    private static func joined(_ inputs: [StackInput]) throws -> StackInput {
      var environments: [EnvironmentInput] = []
      for (position, environment) in inputs[0].environments.enumerated() {
        let parts = inputs.map { $0.environments[position] }
        var resources: [ResourceInput] = []
        for (place, resource) in environment.resources.enumerated() {
          let parts = parts.map { $0.resources[place] }
          var (segments, demand) = ([ResourceInput.Segment](), [ExactDecimal]())
          for part in parts {
            segments += part.segments.map {
              ResourceInput.Segment(
                units: $0.units, unitCost: $0.unitCost,
                hours: $0.hours.lowerBound + demand.count..<$0.hours.upperBound + demand.count)
            }
            demand += part.demand
          }
          resources.append(
            ResourceInput(
              resource: resource.resource, segments: segments, demand: demand,
              usedCost: try parts.map(\.usedCost).total()))
        }
        func sum(_ amount: (EnvironmentInput) -> ExactDecimal) throws -> ExactDecimal {
          try parts.map(amount).total()
        }
        environments.append(
          costing(
            environment, resources, try sum(\.paidByUse), try sum(\.controlPlane), try sum(\.licences),
            try sum(\.staff), try sum(\.otherFixed)))
      }
      var unitCosts: [ResourceID: ExactDecimal] = [:]
      for resource in inputs[0].sharedUnitCosts.keys {
        unitCosts[resource] = try inputs.compactMap { $0.sharedUnitCosts[resource] }.total()
      }
      return StackInput(
        stack: inputs[0].stack, environments: environments, sharedUnitCosts: unitCosts,
        hours: inputs.reduce(0) { $0 + $1.hours }, months: try inputs.map(\.months).total(),
        currency: inputs[0].currency, assumptions: inputs[0].assumptions)
    }
  }

  @Test("the whole is the sum of its months to the smallest unit, on both sides", arguments: 0..<60)
  func ties(seed: UInt64) throws {
    let quarter = try Quarter(seed: seed)
    let currency = quarter.whole.currency
    let (stacks, columns) = try MonthColumns.compare([quarter.whole], months: quarter.months, currency: currency)
    let comparison = try #require(stacks.first).comparison
    #expect(columns.months.map(\.period) == quarter.months.map(\.period))
    #expect(try columns.months.map(\.all.today).total() == comparison.today)
    #expect(try columns.months.map(\.all.shared).total() == comparison.shared)
    #expect(try columns.months.map(\.all.saving).total() == comparison.saving)
    for (column, month) in zip(columns.months, quarter.months) {
      // What a month cost is what its own comparison says.
      #expect(column.all.today == (try StackComparison(of: month.inputs[0]).today))
      #expect(column.stacks.map(\.stack) == ["stack"] && column.stacks.map(\.today) == [column.all.today])
      #expect(column.all.saving == (try column.all.today.minus(column.all.shared)))
      for amount in [column.all.today, column.all.shared] { #expect(try currency.rounded(amount.fraction) == amount) }
    }
    #expect(
      try comparison.environments.map(\.total).total().plus(comparison.pair(.switching).today) == comparison.today)
    // Ranges start from the same answer.
    let ranges = try Ranges(of: stacks, months: quarter.whole.months, currency: currency)
    #expect(ranges.stacks.first?.base.saving == comparison.saving)
  }

  @Test("the shared environment holds what the highest month needs, in every month")
  func sizedOnce() throws {
    // Ten units in January, four in February, each 2 hours at 1.00: alone they would share 10 and 4.
    func month(_ peak: Int) throws -> StackInput {
      StackInput(
        stack: "stack",
        environments: [
          environment("a", resources: [try gpus(held: 20, price: 1, demand: [peak, 0])]),
          environment("b", resources: [try gpus(held: 20, price: 1, demand: [0, 1])]),
        ], sharedUnitCosts: ["gpu": 2], hours: 2, months: .one, currency: try usd(), assumptions: Self.plain)
    }
    let whole = StackInput(
      stack: "stack",
      environments: [
        environment("a", resources: [try gpus(held: 20, price: 1, demand: [10, 0, 4, 0])]),
        environment("b", resources: [try gpus(held: 20, price: 1, demand: [0, 1, 0, 1])]),
      ], sharedUnitCosts: ["gpu": 4], hours: 4, months: Fraction(2), currency: try usd(), assumptions: Self.plain)
    let january = try #require(Period(year: 2026, month: 1))
    let (stacks, columns) = try MonthColumns.compare(
      [whole], months: [(january, [try month(10)]), (january.next, [try month(4)])], currency: try usd())
    #expect(stacks.first?.comparison.pooling.first?.shared == 10)
    #expect(columns.months.map(\.all.today) == [80, 80])
    #expect(columns.months.map(\.all.shared) == [20, 20])
    #expect(try StackComparison(of: month(4)).pooling.first?.shared == 4)
  }

  private static var plain: SharingAssumptions {
    var assumptions = SharingAssumptions()
    (assumptions.headroom, assumptions.isolationOverhead, assumptions.spareNodes) = (.zero, .zero, 0)
    assumptions.upgradesPerYear = .zero
    assumptions.switchesPerMonth = .zero
    return assumptions
  }

  @Test("a stack that a month has nothing of costs nothing in it")
  func missing() throws {
    let whole = try MonthOfFourTenants().input()
    let january = try #require(Period(year: 2026, month: 1))
    let other = StackInput(
      stack: "other", environments: [], sharedUnitCosts: [:], hours: 10, months: .one, currency: try usd(),
      assumptions: SharingAssumptions())
    let (stacks, columns) = try MonthColumns.compare(
      [whole], months: [(january, [whole]), (january.next, [other])], currency: try usd())
    #expect(columns.months.map(\.all.today) == [try #require(stacks.first).comparison.today, .zero])
  }
}

/// The same environment with other amounts.
private func costing(
  _ input: EnvironmentInput, _ resources: [ResourceInput], _ paidByUse: ExactDecimal, _ controlPlane: ExactDecimal,
  _ licences: ExactDecimal, _ staff: ExactDecimal, _ otherFixed: ExactDecimal
) -> EnvironmentInput {
  environment(
    input.environment.text, owner: input.owner?.text, kind: input.kind, tenants: input.tenants.map(\.text),
    resources: resources, paidByUse: paidByUse, controlPlane: controlPlane, licences: licences,
    staff: input.isStaffRecorded ? staff : nil, otherFixed: otherFixed)
}

extension StackInput {
  /// The same environments with other amounts, demand and prices.
  fileprivate func changed(_ random: inout SeededGenerator) throws -> StackInput {
    var changedEnvironments: [EnvironmentInput] = []
    for environment in environments {
      var resources: [ResourceInput] = []
      for resource in environment.resources {
        resources.append(
          ResourceInput(
            resource: resource.resource,
            segments: try resource.segments.map {
              ResourceInput.Segment(
                units: $0.units, unitCost: try $0.unitCost.times(Fraction(Int128(random.int(1...9)), 7)),
                hours: $0.hours)
            },
            demand: resource.demand.map { _ in random.decimal(upTo: 144_000_000, places: 3) },
            usedCost: random.decimal(upTo: 999_999, places: 5)))
      }
      changedEnvironments.append(
        costing(
          environment, resources, random.decimal(upTo: 999_999, places: 5), random.decimal(upTo: 999_999, places: 4),
          random.decimal(upTo: 999_999, places: 4), random.decimal(upTo: 999_999, places: 3),
          random.decimal(upTo: 999_999, places: 5)))
    }
    return StackInput(
      stack: stack, environments: changedEnvironments, sharedUnitCosts: sharedUnitCosts, hours: hours,
      months: months, currency: currency, assumptions: assumptions)
  }
}
