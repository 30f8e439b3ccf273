import Configuration
package import Metering

/// The months of a comparison that is over several, side by side: what each cost, and what the shared environment of
/// all of them would have cost in it.
///
///                today      shared
///     2026-08    210,000    150,000     capacity is sized once, on all the months: the shared environment
///     2026-09    231,000    150,000     holds in each what the highest of them needs
///     all        441,000    300,000     to the cent
///
/// Today's amounts are those of the months' own comparisons, and the whole is their sum. Its shared amounts
/// are shared out item by item: capacity by what its units cost in the month, switching by today's, and everything else
/// by the months' days; the parts are tied to the whole.
package struct MonthColumns: Sendable, Equatable, Codable {
  /// A stack in a month, or all of them.
  package struct Amounts: Sendable, Equatable, Codable {
    /// nil: all.
    package let stack: StackID?
    package let today: ExactDecimal
    package let shared: ExactDecimal
    /// Today's less the shared.
    package let saving: ExactDecimal

    init(stack: StackID?, today: ExactDecimal, shared: ExactDecimal) throws(ArithmeticOverflow) {
      self.stack = stack
      self.today = today
      self.shared = shared
      saving = try today.minus(shared)
    }
  }

  package struct Month: Sendable, Equatable, Codable {
    package let period: Period
    package let all: Amounts
    /// In the order of the stacks compared.
    package let stacks: [Amounts]
  }

  package let months: [Month]
}

/// What the environments of a stack cost in each of several months that are compared as one.
struct StackMonths {
  /// One month of it.
  struct Month {
    let input: StackInput
    let costs: TodaysCosts
    let switching: ExactDecimal
    /// The days of it, as in `StackInput.months`.
    let months: Fraction
  }

  /// In their order; a month in which the stack had nothing costs nothing.
  let months: [Month]
  private let stack: StackInput

  /// `stack`: over all the months; `months`: the inputs of each month, of all stacks.
  init(_ stack: StackInput, months: [[StackInput]]) throws(ArithmeticOverflow) {
    self.stack = stack
    let keptApart = Set(stack.apart.environments.map(\.environment))
    let members = Set(stack.environments.map(\.environment))
    var all: [Month] = []
    for inputs in months {
      // A scenario may have several platforms of one stack, and a month none of what is on one.
      let ofStack = inputs.filter { $0.stack == stack.stack }
      let environments = ofStack.flatMap(\.environments).filter { members.contains($0.environment) }
      let input = (ofStack.first ?? stack).with(environments: environments).assuming(stack.assumptions)
      let leveled = try LeveledStack(input)
      let costs = try TodaysCosts(StackComparison.EnvironmentCost.all(of: leveled.input), apart: keptApart)
      let isSharing = stack.sharing.hasSomethingToShare && !input.environments.isEmpty
      all.append(
        Month(
          input: leveled.input, costs: costs,
          switching: isSharing ? try stack.currency.rounded(try Labour(leveled.input).switching()) : .zero,
          months: inputs.first?.months ?? .zero))
    }
    self.months = all
  }

  /// What of the comparison over all months is the sum of theirs.
  func known() throws(ArithmeticOverflow) -> ComparisonParts {
    let keptApart = Set(stack.apart.environments.map(\.environment))
    var costs: [StackComparison.EnvironmentCost] = []
    let byEnvironment = Dictionary(grouping: months.flatMap(\.costs.environments), by: \.environment)
    for environment in stack.ordered.environments {
      costs.append(
        try StackComparison.EnvironmentCost(sumOf: byEnvironment[environment.environment] ?? [], environment))
    }
    return ComparisonParts(
      costs: try TodaysCosts(costs, apart: keptApart), switching: try months.map(\.switching).total())
  }

  /// What the months cost today, in their order.
  func today() throws(ArithmeticOverflow) -> [ExactDecimal] {
    var amounts: [ExactDecimal] = []
    for month in months { amounts.append(try month.costs.environments.map(\.total).total().plus(month.switching)) }
    return amounts
  }

  /// What is shared of `comparison`, which is over all the months, in each of them.
  func shared(_ comparison: StackComparison) throws(ArithmeticOverflow) -> [ExactDecimal] {
    guard comparison.verdict.isOfSharing else { return try today() }
    var sums = months.map { _ in ExactDecimal.zero }
    for pair in comparison.items {
      let kept = months.map { $0.costs.apart(pair.item) }
      let rest = try pair.shared.minus(try kept.total())
      for (position, part) in try parts(of: rest, pair.item, comparison).enumerated() {
        sums[position] = try sums[position].plus(try kept[position].plus(part))
      }
    }
    return sums
  }

  /// An amount of an item by months, tied to it.
  private func parts(
    of amount: ExactDecimal, _ item: StackComparison.Item, _ comparison: StackComparison
  ) throws(ArithmeticOverflow) -> [ExactDecimal] {
    var weights = try self.weights(item, comparison)
    if try weights.total().isZero {
      weights = []
      for month in months { weights.append(try ExactDecimal(month.months)) }
    }
    let shares = try SharedAmount(total: amount, by: weights)
    return try stack.currency.tied([shares])[0]
  }

  private func weights(
    _ item: StackComparison.Item, _ comparison: StackComparison
  ) throws(ArithmeticOverflow) -> [ExactDecimal] {
    var weights: [ExactDecimal] = []
    for month in months {
      switch item {
      case .capacity:
        var cost = ExactDecimal.zero
        for pool in comparison.pooling {
          cost = try cost.plus(try pool.shared.times(month.input.sharedUnitCosts[pool.resource] ?? .zero))
        }
        weights.append(cost)
      case .paidByUse: weights.append(max(.zero, try month.costs[item].minus(month.costs.apart(item))))
      case .switching: weights.append(month.switching)
      default: weights.append(try ExactDecimal(month.months))
      }
    }
    return weights
  }
}

extension StackComparison.EnvironmentCost {
  /// What an environment cost in several months.
  fileprivate init(
    sumOf costs: [StackComparison.EnvironmentCost], _ input: EnvironmentInput
  ) throws(ArithmeticOverflow) {
    self.init(
      environment: input.environment, kind: input.kind, owner: input.owner, versions: input.versions,
      tenants: input.tenants, used: try costs.map(\.used).total(), idle: try costs.map(\.idle).total(),
      paidByUse: try costs.map(\.paidByUse).total(), controlPlane: try costs.map(\.controlPlane).total(),
      licences: try costs.map(\.licences).total(), staff: try costs.map(\.staff).total(),
      otherFixed: try costs.map(\.otherFixed).total(), upgrades: try costs.map(\.upgrades).total(),
      total: try costs.map(\.total).total())
  }
}

extension MonthColumns {
  /// Compares stacks over several months.
  /// `inputs`: over all the months; `months`: the inputs of each, whose environments are of the same stacks.
  package static func compare(
    _ inputs: [StackInput], months: [(period: Period, inputs: [StackInput])], currency: Currency
  ) throws(ArithmeticOverflow) -> (stacks: [MeasuredStack], columns: MonthColumns) {
    var stacks: [MeasuredStack] = []
    var columns: [(today: [ExactDecimal], shared: [ExactDecimal])] = []
    for input in inputs {
      let stackMonths = try StackMonths(input, months: months.map(\.inputs))
      let measured = try MeasuredStack(input, known: try stackMonths.known())
      stacks.append(measured)
      columns.append((try stackMonths.today(), try stackMonths.shared(measured.comparison)))
    }
    var all: [Month] = []
    for (position, month) in months.enumerated() {
      var amounts: [Amounts] = []
      for (input, column) in zip(inputs, columns) {
        amounts.append(
          try Amounts(stack: input.stack, today: column.today[position], shared: column.shared[position]))
      }
      all.append(
        Month(
          period: month.period,
          all: try Amounts(
            stack: nil, today: try amounts.map(\.today).total(), shared: try amounts.map(\.shared).total()),
          stacks: amounts))
    }
    return (stacks, MonthColumns(months: all))
  }
}
