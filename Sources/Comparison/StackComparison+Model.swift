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
    precondition(input.months > .zero, "a comparison is over some days")
    let input = try input.ordered.atLevels()
    let sharing = input.sharing
    let pools = try ResourcePool.pools(of: sharing, demand: demand)
    var environments: [EnvironmentCost] = []
    for environment in input.environments { environments.append(try EnvironmentCost(of: environment, in: input)) }
    let keptApartNames = Set(input.apart.environments.map(\.environment))
    let apart = environments.filter { keptApartNames.contains($0.environment) }
    let team = sharing.hasSomethingToShare && sharing.isStaffRecorded ? try SharedEnvironment(sharing).team() : .zero
    let items = try Self.items(of: sharing, environments, apart: apart, pools, team: team)
    let (today, shared, saving) = try items.totals()
    let keptApart = try apart.map(\.total).total()

    let oneTimeCost =
      sharing.hasSomethingToShare
      ? try input.currency.rounded(
        try SharedEnvironment(sharing).oneTimeCost(sharedCost: try shared.minus(keptApart))) : .zero
    let horizon = input.assumptions.horizonMonths
    let payback = try Payback(
      saving: saving, months: input.months, oneTimeCost: oneTimeCost, horizonMonths: horizon)
    let cashableSaving = try items.cashableSaving()
    let cashablePayback = try Payback(
      saving: cashableSaving, months: input.months, oneTimeCost: oneTimeCost, horizonMonths: horizon)
    let paybackMonth = try payback.month()
    self.init(
      stack: input.stack, currency: input.currency, tenants: input.tenants, environments: environments,
      pooling: pools.map(\.pooling), items: items, bridge: try Self.bridge(of: sharing, items, apart: apart, pools),
      today: today, shared: shared, keptApart: keptApart, sharedTeam: team, oneTimeCost: oneTimeCost,
      paybackMonth: paybackMonth, cashablePaybackMonth: try cashablePayback.month(), horizonMonths: horizon,
      netOverHorizon: try input.currency.rounded(try payback.netOverHorizon()), cashableSaving: cashableSaving,
      saving: saving,
      verdict: sharing.hasSomethingToShare ? Verdict(saving: saving, paybackMonth: paybackMonth) : .nothingToShare,
      notes: try input.notes(pools))
  }

  /// Every item on both sides. With nothing to share the shared side is today's, and nobody switches between
  /// environments.
  /// `sharing`: what may be shared; `apart`: what stays as it is, among `environments`.
  private static func items(
    of sharing: StackInput, _ environments: [EnvironmentCost], apart: [EnvironmentCost], _ pools: [ResourcePool],
    team: ExactDecimal
  ) throws(ArithmeticOverflow) -> [ItemPair] {
    var items: [ItemPair] = []
    for item in Item.allCases {
      let today = try Self.today(item, environments, sharing)
      var shared = today
      if sharing.hasSomethingToShare {
        let kept = try apart.total(of: item)
        shared = try kept.plus(try Self.shared(item, today: try today.minus(kept), sharing, pools, team: team))
      }
      items.append(ItemPair(item: item, today: today, shared: shared))
    }
    return items
  }

  private static func today(
    _ item: Item, _ environments: [EnvironmentCost], _ sharing: StackInput
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    if case .switching = item {
      return sharing.hasSomethingToShare ? try sharing.currency.rounded(try Labour(sharing).switching()) : .zero
    }
    return try environments.total(of: item)
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
    of sharing: StackInput, _ items: [ItemPair], apart: [EnvironmentCost], _ pools: [ResourcePool]
  ) throws(ArithmeticOverflow) -> [BridgeAmount] {
    guard sharing.hasSomethingToShare else {
      let capacity = items.first { $0.item == .capacity }?.today ?? .zero
      return try items.bridge(rightSized: capacity, pooled: capacity)
    }
    let kept = try apart.total(of: .capacity)
    var rightSized = kept
    for environment in sharing.environments {
      rightSized = try rightSized.plus(try environment.rightSizedCost(pools, sharing.currency))
    }
    let pooled = try pools.total { (pool) throws(ArithmeticOverflow) in try pool.pooledCost }
    return try items.bridge(
      rightSized: rightSized, pooled: try kept.plus(try sharing.currency.rounded(pooled)))
  }
}

extension [StackComparison.EnvironmentCost] {
  /// What the environments cost today of one item; nobody pays switching environment by environment.
  fileprivate func total(of item: StackComparison.Item) throws(ArithmeticOverflow) -> ExactDecimal {
    switch item {
    case .capacity: try map(\.used).total().plus(try map(\.idle).total())
    case .paidByUse: try map(\.paidByUse).total()
    case .controlPlane: try map(\.controlPlane).total()
    case .licences: try map(\.licences).total()
    case .staff: try map(\.staff).total()
    case .otherFixed: try map(\.otherFixed).total()
    case .upgrades: try map(\.upgrades).total()
    case .switching: .zero
    }
  }
}
