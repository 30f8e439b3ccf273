import Configuration
import Metering

/// What stacks come to with more tenants or fewer than they have.
///
///     10 tenants  ──►  today: 10/4 of four tenants' cost
///                      shared: 10/4 of the pooled demand, one platform with a team for 10
///
/// Today's environments are replicated with all that they cost. Their demand is added up hour by hour as if the new
/// tenants worked in the very hours of the old, which is the least favourable to sharing. Stacks with nothing to share
/// and environments kept apart grow alike on both sides.
struct TenantGrowth {
  private struct Stack {
    let input: StackInput
    let sharing: StackInput
    let demand: StackDemand
    let rightSized: ExactDecimal
    let base: ScenarioFigures
    let apart: ScenarioFigures
    let migration: Fraction
  }

  /// How many tenants there are.
  let tenants: Int
  private let stacks: [Stack]
  private let currency: Currency

  init(_ measured: [MeasuredStack], currency: Currency) throws(ArithmeticOverflow) {
    tenants = Set(measured.flatMap(\.input.tenants)).count
    self.currency = currency
    var stacks: [Stack] = []
    for stack in measured {
      let input = stack.input
      let sharing = input.sharing
      stacks.append(
        Stack(
          input: input, sharing: sharing, demand: stack.demand,
          rightSized: try stack.comparison.rightSizedCapacity, base: try ScenarioFigures(stack.comparison),
          apart: try ScenarioFigures(try StackComparison(of: input.apart)),
          migration: try product(
            input.assumptions.migrationHoursPerEnvironment.fraction, Fraction(Int128(sharing.traits.moving)),
            try Labour(input).wage())))
    }
    self.stacks = stacks
  }

  /// `count`: how many tenants there would be; there are some now.
  func figures(tenants count: Int) throws(ArithmeticOverflow) -> ScenarioFigures {
    precondition(tenants > 0, "what has no tenants does not grow")
    let factor = Fraction(Int128(count), Int128(tenants))
    var figures = ScenarioFigures()
    for stack in stacks { try figures.add(try self.figures(of: stack, times: factor)) }
    return figures
  }

  private func figures(of stack: Stack, times factor: Fraction) throws(ArithmeticOverflow) -> ScenarioFigures {
    func grown(_ amount: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
      try currency.rounded(try amount.fraction.times(factor))
    }
    var figures = stack.base
    figures.today = try grown(figures.today)
    figures.cashableToday = try grown(figures.cashableToday)
    for position in figures.capacity.indices {
      figures.capacity[position].today = try figures.capacity[position].today.times(factor)
    }
    guard figures.isSharing else {
      (figures.shared, figures.cashableShared) = (figures.today, figures.cashableToday)
      for position in figures.capacity.indices { figures.capacity[position].shared = figures.capacity[position].today }
      return figures
    }
    let grownInput = try stack.sharing.withDemandOfTenants(times: factor)
    // Of today's side only what is paid by use is on the shared side, too; nobody asks for what would be right-sized.
    let today = try TodaysCosts([try grownInput.paidByUseOfAll()], apart: [])
    let shared = try StackComparison(
      of: grownInput, demand: stack.demand,
      known: ComparisonParts(costs: today, rightSized: stack.rightSized, notes: []))
    let sharedFigures = try ScenarioFigures(shared)
    figures.shared = try sharedFigures.shared.plus(try grown(stack.apart.today))
    figures.cashableShared = try sharedFigures.cashableShared.plus(try grown(stack.apart.cashableToday))
    figures.oneTimeCost = try shared.oneTimeCost.plus(
      try currency.rounded(try stack.migration.times(try factor.minus(.one))))
    figures.team = shared.sharedTeam
    for position in figures.capacity.indices {
      let resource = figures.capacity[position].resource
      figures.capacity[position].shared = sharedFigures.capacity.first { $0.resource == resource }?.shared ?? .zero
    }
    return figures
  }
}

extension StackInput {
  /// What the shared side of so many times the tenants is made from: pooled demand, what is paid by use, and switching
  /// grow with them.
  fileprivate func withDemandOfTenants(times factor: Fraction) throws(ArithmeticOverflow) -> StackInput {
    var assumptions = self.assumptions
    assumptions.pooledPeakLevel = try assumptions.pooledPeakLevel.times(factor)
    assumptions.switchesPerMonth = try assumptions.switchesPerMonth.times(factor)
    let names = tenants
    let count = max(1, Int(clamping: try Fraction(Int128(names.count)).times(factor).roundedUp))
    let kept = Set(names.prefix(count))
    // The new ones are named in one environment; the platform counts tenants, whichever environment they come from.
    var added = names.count < count ? (names.count..<count).map { TenantID("(tenant \($0 + 1))") } : []
    var environments: [EnvironmentInput] = []
    for environment in self.environments {
      environments.append(
        EnvironmentInput(
          environment: environment.environment, kind: environment.kind, owner: environment.owner,
          region: environment.region, dataClass: environment.dataClass, versions: environment.versions,
          tenants: environment.tenants.filter(kept.contains) + added, resources: environment.resources,
          paidByUse: try environment.paidByUse.times(factor), paidByUseOfTenants: environment.paidByUseOfTenants,
          controlPlane: environment.controlPlane, licences: environment.licences, staff: environment.staff,
          otherFixed: environment.otherFixed, isStaffRecorded: environment.isStaffRecorded,
          unratedResources: environment.unratedResources))
      added = []
    }
    return with(environments: environments).assuming(assumptions).with(switching: try switching?.times(factor))
  }
  /// What all environments pay by use, each rounded as it is today, as if it were one environment's.
  fileprivate func paidByUseOfAll() throws(ArithmeticOverflow) -> StackComparison.EnvironmentCost {
    var paidByUse = ExactDecimal.zero
    for environment in environments {
      paidByUse = try paidByUse.plus(try currency.rounded(environment.paidByUse.fraction))
    }
    return StackComparison.EnvironmentCost(
      environment: "(all)", kind: nil, owner: nil, versions: [], tenants: [], used: .zero, idle: .zero,
      paidByUse: paidByUse, controlPlane: .zero, licences: .zero, staff: .zero, otherFixed: .zero, upgrades: .zero,
      total: paidByUse)
  }
}
