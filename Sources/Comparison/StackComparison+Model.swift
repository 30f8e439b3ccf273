import Configuration
package import Metering

extension StackComparison {
  /// Compares the environments of a stack with one shared environment for the same demand: economics.md §1.2–1.4.
  ///
  /// Pure and exact: the same input gives the same comparison, in whatever order the environments come. It throws where
  /// a figure does not fit in the exact types, and never wraps.
  ///
  /// Environments that are kept apart by decision stay as they are: their cost is on both sides.
  package init(of input: StackInput) throws(ArithmeticOverflow) {
    try self.init(of: input, demand: try StackDemand(of: input.sharing))
  }

  /// The same with the demand measured before.
  /// `demand`: of what the input may share, measured by its statistic.
  package init(of input: StackInput, demand: StackDemand) throws(ArithmeticOverflow) {
    try self.init(of: input, demand: demand, known: ComparisonParts())
  }

  /// The same with parts that are known already.
  init(of input: StackInput, demand: StackDemand, known: ComparisonParts) throws(ArithmeticOverflow) {
    precondition(input.months > .zero, "a comparison is over some days")
    let stack = if let stack = known.stack { stack } else { try LeveledStack(input) }
    let (input, sharing) = (stack.input, stack.sharing)
    let pools = if let pools = known.pools { pools } else { try ResourcePool.pools(of: sharing, demand: demand) }
    let costs =
      if let costs = known.costs { costs } else { try TodaysCosts(EnvironmentCost.all(of: input), apart: stack.apart) }
    let notes = if let notes = known.notes { notes } else { try input.notes(pools) }
    let team = sharing.hasSomethingToShare && sharing.isStaffRecorded ? try SharedEnvironment(sharing).team() : .zero
    let items = try Self.items(of: sharing, costs, pools, team: team, switching: known.switching)
    let (today, shared, saving) = try items.totals()

    let oneTimeCost =
      sharing.hasSomethingToShare
      ? try input.currency.rounded(
        try SharedEnvironment(sharing).oneTimeCost(sharedCost: try shared.minus(costs.keptApart))) : .zero
    let horizon = input.assumptions.horizonMonths
    let payback = try Payback(
      saving: saving, months: input.months, oneTimeCost: oneTimeCost, horizonMonths: horizon)
    let cashableSaving = try items.cashableSaving()
    let cashablePayback = try Payback(
      saving: cashableSaving, months: input.months, oneTimeCost: oneTimeCost, horizonMonths: horizon)
    let paybackMonth = try payback.month()
    self.init(
      stack: input.stack, currency: input.currency, tenants: input.tenants, environments: costs.environments,
      pooling: pools.compactMap(\.pooling), items: items,
      bridge: try Self.bridge(of: sharing, items, costs, pools, rightSized: known.rightSized),
      today: today, shared: shared, keptApart: costs.keptApart, sharedTeam: team, oneTimeCost: oneTimeCost,
      paybackMonth: paybackMonth, cashablePaybackMonth: try cashablePayback.month(), horizonMonths: horizon,
      netOverHorizon: try input.currency.rounded(try payback.netOverHorizon()), cashableSaving: cashableSaving,
      saving: saving,
      verdict: sharing.hasSomethingToShare
        ? Verdict(saving: saving, paybackMonth: paybackMonth) : sharing.isDuplicated ? .notPriced : .nothingToShare,
      notes: notes)
  }

  /// What all capacity would cost right-sized.
  var rightSizedCapacity: ExactDecimal {
    get throws(ArithmeticOverflow) {
      let step = bridge.first { $0.step == .rightSize }?.amount ?? .zero
      return try (items.first { $0.item == .capacity }?.today ?? .zero).plus(step)
    }
  }

  /// Every item on both sides. With nothing to share the shared side is today's, and nobody switches between
  /// environments.
  /// `sharing`: what may be shared, of what costs so much today; `switching`: today's, where it is known.
  private static func items(
    of sharing: StackInput, _ costs: TodaysCosts, _ pools: [ResourcePool], team: ExactDecimal, switching: ExactDecimal?
  ) throws(ArithmeticOverflow) -> [ItemPair] {
    var items: [ItemPair] = []
    for item in Item.allCases {
      var today = costs[item]
      if item == .switching, sharing.hasSomethingToShare {
        today = if let switching { switching } else { try sharing.currency.rounded(try Labour(sharing).switching()) }
      }
      var shared = today
      if sharing.hasSomethingToShare {
        let kept = costs.apart(item)
        shared = try kept.plus(try Self.shared(item, today: try today.minus(kept), sharing, pools, team: team))
      }
      items.append(ItemPair(item: item, today: today, shared: shared))
    }
    return items
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
    of sharing: StackInput, _ items: [ItemPair], _ costs: TodaysCosts, _ pools: [ResourcePool],
    rightSized known: ExactDecimal?
  ) throws(ArithmeticOverflow) -> [BridgeAmount] {
    guard sharing.hasSomethingToShare else {
      let capacity = items.first { $0.item == .capacity }?.today ?? .zero
      return try items.bridge(rightSized: capacity, pooled: capacity)
    }
    let kept = costs.apart(.capacity)
    let rightSized = if let known { known } else { try kept.plus(try Self.rightSized(sharing, pools)) }
    let pooled = try pools.total { (pool) throws(ArithmeticOverflow) in try pool.pooledCost }
    return try items.bridge(
      rightSized: rightSized, pooled: try kept.plus(try sharing.currency.rounded(pooled)))
  }

  private static func rightSized(
    _ sharing: StackInput, _ pools: [ResourcePool]
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    var cost = ExactDecimal.zero
    for environment in sharing.environments {
      cost = try cost.plus(try environment.rightSizedCost(pools, sharing.currency))
    }
    return cost
  }
}
