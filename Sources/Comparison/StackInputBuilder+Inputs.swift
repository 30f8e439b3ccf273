import Configuration
package import Metering

extension StackInputBuilder {
  /// The days compared in months: a full calendar month is 1, a month in progress its share of days.
  package func months() throws(ArithmeticOverflow) -> Fraction { try Self.months(days) }

  private static func months(_ days: Range<CivilDate>) throws(ArithmeticOverflow) -> Fraction {
    var months = Fraction.zero
    var first = days.lowerBound
    while first < days.upperBound {
      let period = first.period
      let end = min(period.endDay, days.upperBound)
      months = try months.plus(Fraction(Int128(first.distance(to: end)), Int128(period.dayCount)))
      first = end
    }
    return months
  }

  /// The inputs, by stack. `lines`: the charge lines of the same days, for what is paid by use and what is fixed.
  /// Throws `MissingExchangeRate` where capacity is priced in a currency that nothing converts.
  ///
  /// Lines of cost pools are passed over: they tell who is charged. Idle capacity is counted with what is held, costs
  /// of environments with the fixed costs that pools take from, and what is of no environment is compared with nothing.
  package func inputs(lines: [ChargeLine]) throws -> [StackInput] {
    try inputs(on: days, lines: lines, try demandOfEnvironments(), isWithTenants: true)
  }

  /// The same, and what environments cost in each month: inputs whose demand is not told by tenant.
  /// `lines`: those of each month that the days compared are of, in order.
  package func inputs(
    months: [(period: Period, lines: [ChargeLine])]
  ) throws -> (whole: [StackInput], months: [(period: Period, inputs: [StackInput])]) {
    let demand = try demandOfEnvironments()
    var parts: [(period: Period, inputs: [StackInput])] = []
    for (period, lines) in months {
      let inputs = try inputs(on: period.days.clamped(to: days), lines: lines, demand, isWithTenants: false)
      parts.append((period, inputs))
    }
    return (try inputs(on: days, lines: months.flatMap(\.lines), demand, isWithTenants: true), parts)
  }

  /// Quantities by environment and resource, in each hour.
  private typealias Demand = [StackEnvironment: [ResourceID: [ExactDecimal]]]

  private func demandOfEnvironments() throws(ArithmeticOverflow) -> Demand {
    var sums: Demand = [:]
    for (environment, seen) in environments {
      for (resource, tenants) in seen.demand {
        var cells = [ExactDecimal](repeating: .zero, count: hourCount)
        for demand in tenants.values { try demands[demand].add(to: &cells) }
        sums[environment, default: [:]][resource] = cells
      }
    }
    return sums
  }

  private func inputs(
    on days: Range<CivilDate>, lines: [ChargeLine], _ demand: Demand, isWithTenants: Bool
  ) throws -> [StackInput] {
    let linesByEnvironment = Dictionary(
      grouping: lines.filter { Self.isOfUse($0.identity.category) || $0.identity.category.isFixedCost }
    ) { StackEnvironment(stack: $0.identity.stack, environment: $0.identity.environment) }
    let months = try Self.months(days)
    let hours = cellRange(days).count
    var there: [EnvironmentID: [StackID]] = [:]
    for key in Set(environments.keys).union(linesByEnvironment.keys).sorted() where key.isKnown {
      let isThere =
        linesByEnvironment[key] != nil || isUsed(environments[key] ?? Seen(), on: days)
        || catalogue.lastEntry(of: key.environment, in: key.stack, on: days) != nil
      if isThere { there[key.environment, default: []].append(key.stack) }
    }
    var stacks: [StackID: [EnvironmentInput]] = [:]
    for (environment, its) in there.sorted(by: { $0.key < $1.key }) {
      for stack in its {
        let key = StackEnvironment(stack: stack, environment: environment)
        let input = try input(
          key, otherStacks: its.filter { $0 != stack }, linesByEnvironment[key] ?? [], on: days, demand[key] ?? [:],
          isWithTenants)
        stacks[stack, default: []].append(input)
      }
    }
    var inputs: [StackInput] = []
    for (stack, environments) in stacks.sorted(by: { $0.key < $1.key }) {
      let resources = Set(environments.flatMap { $0.resources.map(\.resource) })
      var unitCosts: [ResourceID: ExactDecimal] = [:]
      for resource in resources.sorted() {
        let priced = UsageSubject(tenant: "", stack: stack, environment: "", resource: resource)
        let cost = try prices.unitCost(of: priced, on: days)
        if cost.unpricedFrom == nil { unitCosts[resource] = cost.amount }
      }
      inputs.append(
        StackInput(
          stack: stack, environments: environments, sharedUnitCosts: unitCosts, hours: hours, months: months,
          currency: project.currency, assumptions: project.assumptions.forStack(stack)))
    }
    return inputs
  }

  private func input(
    _ key: StackEnvironment, otherStacks: [StackID], _ lines: [ChargeLine], on days: Range<CivilDate>,
    _ demand: [ResourceID: [ExactDecimal]], _ isWithTenants: Bool
  ) throws -> EnvironmentInput {
    let seen = environments[key] ?? Seen()
    let entry = catalogue.lastEntry(of: key.environment, in: key.stack, on: days)
    let held = held(by: key, on: days)
    var resources: [ResourceInput] = []
    var unrated = Set(lines.filter(\.isUnrated).map { ResourceID($0.identity.item) })
    for (resource, held) in Dictionary(grouping: held, by: \.capacity.resource).sorted(by: { $0.key < $1.key }) {
      if let input = try resourceInput(held, of: key, seen, on: days, demand[resource], isWithTenants) {
        resources.append(input)
        if input.unpricedFrom != nil { unrated.insert(resource) }
      } else {
        unrated.insert(resource)
      }
    }
    let withCapacity = Set(held.map { $0.capacity.resource.text })
    func sum(_ category: ChargeCategory) throws(ArithmeticOverflow) -> ExactDecimal {
      try lines.filter { $0.identity.category == category }.compactMap(\.amount).total()
    }
    var versions = seen.versions
    if versions.isEmpty, let version = entry?.version, !version.isEmpty { versions = [version] }
    let paidByUse = try Self.amountsOfTenants(
      lines.filter { line in
        let isInCapacity = withCapacity.contains(line.identity.item) && mayHold(key.environment, at: line)
        return Self.isOfUse(line.identity.category) && !isInCapacity
      })
    return EnvironmentInput(
      environment: key.environment, kind: entry?.kind, owner: entry?.owner, region: entry?.region,
      dataClass: entry?.dataClass, keptApart: entry?.keepApart, retireAfter: entry?.retireAfter,
      wave: entry?.wave, versions: versions.sorted(),
      tenants: seen.tenants.sorted(), resources: resources, paidByUse: try paidByUse.map(\.amount).total(),
      paidByUseOfTenants: paidByUse,
      controlPlane: try sum(.controlPlane), licences: try sum(.licences), staff: try sum(.operationsStaff),
      otherFixed: try sum(.otherFixed),
      isStaffRecorded: lines.contains { $0.identity.category == .operationsStaff },
      unratedResources: unrated.sorted(), otherStacks: otherStacks, share: share(of: key, on: days),
      isUsedOutsideItsDays: isUsedOutsideItsDays(seen, on: days))
  }

  /// Of the days on which the catalogue has an environment, the share on which it is of the stack: what is assumed of
  /// an environment as a whole counts so much of it. One that logs alone tell of is wholly of each stack.
  private func share(of key: StackEnvironment, on days: Range<CivilDate>) -> Fraction {
    let all = catalogue.environments(key.environment).reduce(0) { $0 + $1.validity.clamped(to: days).count }
    guard all > 0 else { return .one }
    let own = catalogue.presence(of: key.environment, in: key.stack, on: days).reduce(0) { $0 + $1.days.count }
    return Fraction(Int128(own), Int128(all))
  }

  /// Whether capacity may be held on the days of a line. Lines end where an environment's days do.
  private func mayHold(_ environment: EnvironmentID, at line: ChargeLine) -> Bool {
    catalogue.environments(environment).isEmpty
      || catalogue.environment(environment, on: max(line.identity.days.lowerBound, days.lowerBound)) != nil
  }

  /// Discounts and markups are of a resource in an environment, and so of what its use costs. Minimums and credits are
  /// of a tenant's use as a whole and say nothing of what an environment costs.
  private static func isOfUse(_ category: ChargeCategory) -> Bool { [.usage, .discount, .markup].contains(category) }

  private static func amountsOfTenants(_ lines: [ChargeLine]) throws(ArithmeticOverflow) -> [TenantAmount] {
    var amounts: [TenantAmount] = []
    for (tenant, lines) in Dictionary(grouping: lines, by: \.identity.tenant).sorted(by: { $0.key < $1.key }) {
      amounts.append(TenantAmount(tenant: tenant, amount: try lines.compactMap(\.amount).total()))
    }
    return amounts
  }

  /// A resource with capacity; nil when it is not held over time.
  /// `held`: one at least, all of the resource, in the order of their days; `demand`: nil where there is none.
  private func resourceInput(
    _ held: [Held], of key: StackEnvironment, _ seen: Seen, on days: Range<CivilDate>,
    _ demand: [ExactDecimal]?, _ isWithTenants: Bool
  ) throws -> ResourceInput? {
    let resource = held[0].capacity.resource
    guard let secondsHeld = project.unit(of: resource)?.secondsHeld else { return nil }
    let cells = demand ?? [ExactDecimal](repeating: .zero, count: hourCount)
    var segments: [ResourceInput.Segment] = []
    var usedCost = ExactDecimal.zero
    var unpricedFrom: CivilDate?
    let first = cellRange(days).lowerBound
    for held in held {
      let priced = UsageSubject(
        tenant: held.owner ?? "", stack: key.stack, environment: key.environment, resource: resource)
      let cost = try prices.unitCost(of: priced, on: held.days)
      if unpricedFrom == nil { unpricedFrom = cost.unpricedFrom }
      let range = cellRange(held.days)
      segments.append(
        ResourceInput.Segment(
          units: held.capacity.units, unitCost: cost.amount, hours: range.lowerBound - first..<range.upperBound - first)
      )
      let used = try prices.usedCost(of: priced, units: held.capacity.units, on: held.days) {
        cells[cellRange($0..<$0.adding(days: 1))]
      }
      usedCost = try usedCost.plus(used)
    }
    let demand = HourlyDemand(days == self.days ? cells : Array(cells[cellRange(days)]))
    var demandOfTenants: [TenantDemand] = []
    for (tenant, demand) in (seen.demand[resource] ?? [:]).sorted(by: { $0.key < $1.key }) where isWithTenants {
      demandOfTenants.append(
        TenantDemand(tenant: tenant, demand: try demands[demand].times(Fraction(secondsHeld))))
    }
    return ResourceInput(
      resource: resource, segments: segments, demand: try demand.times(Fraction(secondsHeld)).quantities,
      demandOfTenants: demandOfTenants, usedCost: usedCost, unpricedFrom: unpricedFrom)
  }
}
