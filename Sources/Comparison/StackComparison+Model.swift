import Configuration
package import Metering

extension StackComparison {
  /// Compares the environments of a stack with one shared environment for the same demand: economics.md §1.2–1.4.
  ///
  /// Pure and exact: the same input gives the same comparison, in whatever order the environments come. It throws where
  /// a figure does not fit in the exact types, and never wraps.
  package init(of input: StackInput) throws(ArithmeticOverflow) {
    precondition(input.months > .zero, "a comparison is over some days")
    let input = try input.ordered.atLevels()
    let pools = try ResourcePool.pools(of: input)
    var environments: [EnvironmentCost] = []
    for environment in input.environments { environments.append(try EnvironmentCost(of: environment, in: input)) }
    let team = input.hasSomethingToShare && input.isStaffRecorded ? try SharedEnvironment(input).team() : .zero
    let items = try Self.items(of: input, environments, pools, team: team)
    let bridge = try Self.bridge(of: input, items, pools)
    let (today, shared, saving) = try items.totals()
    let cashableSaving = try items.cashableSaving()

    let oneTimeCost =
      input.hasSomethingToShare
      ? try input.currency.rounded(try SharedEnvironment(input).oneTimeCost(sharedCost: shared)) : .zero
    let horizon = input.assumptions.horizonMonths
    let payback = try Payback(
      saving: saving, months: input.months, oneTimeCost: oneTimeCost, horizonMonths: horizon)
    let cashablePayback = try Payback(
      saving: cashableSaving, months: input.months, oneTimeCost: oneTimeCost, horizonMonths: horizon)
    let paybackMonth = try payback.month()
    self.init(
      stack: input.stack, currency: input.currency, tenants: input.tenants, environments: environments,
      pooling: pools.map(\.pooling), items: items, bridge: bridge, today: today, shared: shared, sharedTeam: team,
      oneTimeCost: oneTimeCost, paybackMonth: paybackMonth, cashablePaybackMonth: try cashablePayback.month(),
      horizonMonths: horizon, netOverHorizon: try input.currency.rounded(try payback.netOverHorizon()),
      cashableSaving: cashableSaving, saving: saving,
      verdict: input.hasSomethingToShare ? Verdict(saving: saving, paybackMonth: paybackMonth) : .nothingToShare,
      notes: try input.notes(pools))
  }

  /// Every item on both sides. With nothing to share the shared side is today's, and nobody switches between
  /// environments.
  private static func items(
    of input: StackInput, _ environments: [EnvironmentCost], _ pools: [ResourcePool], team: ExactDecimal
  ) throws(ArithmeticOverflow) -> [ItemPair] {
    var items: [ItemPair] = []
    for item in Item.allCases {
      let today = try Self.today(item, environments, input)
      let shared = input.hasSomethingToShare ? try Self.shared(item, today: today, input, pools, team: team) : today
      items.append(ItemPair(item: item, today: today, shared: shared))
    }
    return items
  }

  private static func today(
    _ item: Item, _ environments: [EnvironmentCost], _ input: StackInput
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    switch item {
    case .capacity: try environments.map(\.used).total().plus(try environments.map(\.idle).total())
    case .paidByUse: try environments.map(\.paidByUse).total()
    case .controlPlane: try environments.map(\.controlPlane).total()
    case .licences: try environments.map(\.licences).total()
    case .staff: try environments.map(\.staff).total()
    case .otherFixed: try environments.map(\.otherFixed).total()
    case .upgrades: try environments.map(\.upgrades).total()
    case .switching:
      input.hasSomethingToShare ? try input.currency.rounded(try Labour(input).switching()) : .zero
    }
  }

  private static func shared(
    _ item: Item, today: ExactDecimal, _ input: StackInput, _ pools: [ResourcePool], team: ExactDecimal
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    let environment = SharedEnvironment(input)
    let amount =
      switch item {
      case .capacity: try pools.total { (pool) throws(ArithmeticOverflow) in try pool.sharedCost }
      case .paidByUse: today.fraction
      case .controlPlane: try environment.controlPlane()
      case .licences: try environment.licences()
      case .staff: try Labour(input).staff(team)
      case .otherFixed: environment.otherFixed()
      case .upgrades: try environment.upgrades()
      case .switching: try environment.switching()
      }
    return try input.currency.rounded(amount)
  }

  private static func bridge(
    of input: StackInput, _ items: [ItemPair], _ pools: [ResourcePool]
  ) throws(ArithmeticOverflow) -> [BridgeAmount] {
    guard input.hasSomethingToShare else {
      let capacity = items.first { $0.item == .capacity }?.today ?? .zero
      return try items.bridge(rightSized: capacity, pooled: capacity)
    }
    var rightSized = ExactDecimal.zero
    for environment in input.environments {
      rightSized = try rightSized.plus(try environment.rightSizedCost(pools, input.currency))
    }
    return try items.bridge(
      rightSized: rightSized,
      pooled: try input.currency.rounded(try pools.total { (pool) throws(ArithmeticOverflow) in try pool.pooledCost }))
  }
}
