package import Configuration
package import Metering

/// More than one answer, side by side: today, right-sized, one platform, and the scenarios of the project file.
package struct ScenarioTable: Sendable, Equatable, Codable {
  /// Today, right-sized, one platform, then the scenarios in the order given.
  package let outcomes: [ScenarioOutcome]
  /// nil where there are no tenants, or nothing to share.
  package let growth: GrowthTable?

  /// `inputs`: all stacks, over the same days and in `currency`; `months`: those days, as in `StackInput.months`.
  package init(
    of inputs: [StackInput], scenarios: [Scenario], months: Fraction, currency: Currency
  ) throws(ArithmeticOverflow) {
    try self.init(of: try MeasuredStack.all(inputs), scenarios: scenarios, months: months, currency: currency)
  }

  /// The same of stacks that are measured.
  package init(
    of measured: [MeasuredStack], scenarios: [Scenario], months: Fraction, currency: Currency
  ) throws(ArithmeticOverflow) {
    precondition(months > .zero, "a comparison is over some days")
    let inputs = measured.map(\.input)
    let base = measured.map(\.comparison)
    let figures = try ScenarioFigures(base)
    var outcomes = [
      try ScenarioOutcome(
        kind: .today, name: ScenarioOutcome.Kind.today.rawValue, figures.unchanged(), months: months,
        currency: currency),
      try ScenarioOutcome(
        kind: .rightSized, name: ScenarioOutcome.Kind.rightSized.rawValue, try figures.rightSized(base),
        months: months, currency: currency),
      try ScenarioOutcome(
        kind: .onePlatform, name: ScenarioOutcome.Kind.onePlatform.rawValue, figures, months: months,
        currency: currency),
    ]
    for scenario in scenarios {
      outcomes.append(
        try ScenarioOutcome(
          kind: .scenario, name: scenario.name,
          try Self.figures(of: scenario, inputs: inputs, currency: currency), months: months, currency: currency,
          unknownTenants: scenario.unknownTenants(in: inputs)))
    }
    self.outcomes = outcomes
    growth = try GrowthTable(try TenantGrowth(measured, currency: currency), months: months, currency: currency)
  }

  private static func comparisons(of inputs: [StackInput]) throws(ArithmeticOverflow) -> [StackComparison] {
    var comparisons: [StackComparison] = []
    for input in inputs { comparisons.append(try StackComparison(of: input)) }
    return comparisons
  }

  private static func figures(
    of scenario: Scenario, inputs: [StackInput], currency: Currency
  ) throws(ArithmeticOverflow) -> ScenarioFigures {
    let whole = try scenario.wholeStacks(of: inputs)
    let parts = try scenario.inputs(of: inputs)
    // What people lose between platforms stays on both sides.
    let between = try switching(whole, currency).minus(try switching(parts, currency))
    var figures: ScenarioFigures
    var growthFactor = Fraction.one
    if let tenants = scenario.tenants {
      let growth = try TenantGrowth(try MeasuredStack.all(parts), currency: currency)
      guard growth.tenants > 0 else { return ScenarioFigures() }
      figures = try growth.figures(tenants: tenants)
      growthFactor = Fraction(Int128(tenants), Int128(growth.tenants))
    } else {
      figures = try ScenarioFigures(try comparisons(of: parts))
    }
    let grown = try currency.rounded(try between.fraction.times(growthFactor))
    figures.today = try figures.today.plus(grown)
    figures.shared = try figures.shared.plus(grown)
    return figures
  }

  private static func switching(
    _ inputs: [StackInput], _ currency: Currency
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    var sum = ExactDecimal.zero
    for input in inputs where input.sharing.hasSomethingToShare {
      sum = try sum.plus(try currency.rounded(try Labour(input).switching()))
    }
    return sum
  }
}

extension ScenarioFigures {
  /// Everything as it is.
  fileprivate func unchanged() -> ScenarioFigures {
    var figures = self
    (figures.shared, figures.cashableShared, figures.oneTimeCost) = (today, cashableToday, .zero)
    (figures.isSharing, figures.isPartlyUnpriced) = (false, false)
    for position in figures.capacity.indices { figures.capacity[position].shared = figures.capacity[position].today }
    return figures
  }

  /// Every environment at what it needs: today's cost and the bridge's step of right-sizing, which costs nothing once.
  fileprivate func rightSized(_ comparisons: [StackComparison]) throws(ArithmeticOverflow) -> ScenarioFigures {
    var figures = self
    let steps = comparisons.flatMap(\.bridge).filter { $0.step == .rightSize }
    let change = try steps.map(\.amount).total()
    figures.shared = try today.plus(change)
    figures.cashableShared = try cashableToday.plus(change)
    figures.oneTimeCost = .zero
    for position in figures.capacity.indices {
      let pools = comparisons.flatMap(\.pooling).filter { $0.resource == figures.capacity[position].resource }
      figures.capacity[position].shared = try pools.map(\.rightSized).total()
    }
    return figures
  }
}
