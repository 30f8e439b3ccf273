package import Configuration
package import Metering

/// Gathers what a comparison needs from rollups, charge lines and the catalogue: one input per stack.
///
///     var builder = StackInputBuilder(configuration: configuration, calendar: calendar, days: october)
///     for usage in rollups { try builder.add(usage) }
///     let inputs = try builder.inputs(lines: lines)
///
/// Hours are the cells of the days compared, in order: those of daylight saving days are as many as the clock showed.
package struct StackInputBuilder {
  private let project: Project
  private let rateCard: RateCard
  private let catalogue: Catalogue
  private let calendar: OrganizationCalendar
  private let days: Range<CivilDate>
  private let monthDays: Int
  /// The first cell of each day, and behind them the number of all.
  private let firstCells: [Int]
  private var environments: [EnvironmentID: Seen] = [:]

  /// What the rollups show of an environment.
  private struct Seen {
    var stack: StackID?
    var tenants: Set<TenantID> = []
    var versions: Set<VersionID> = []
    /// Quantities in the resource's own unit, hour by hour.
    var demand: [ResourceID: [TenantID: [ExactDecimal]]] = [:]
  }

  /// A builder over `days`, all of one month and one at least.
  package init(configuration: ProjectConfiguration, calendar: OrganizationCalendar, days: Range<CivilDate>) {
    precondition(!days.isEmpty, "a comparison is over some days")
    project = configuration.project
    rateCard = configuration.rateCard
    catalogue = configuration.catalogue
    self.calendar = calendar
    self.days = days
    monthDays = days.lowerBound.period.dayCount
    var cells = [0]
    for day in days { cells.append(cells[cells.count - 1] + calendar.hourCount(of: day)) }
    firstCells = cells
    for entry in catalogue.environments where !entry.validity.clamped(to: days).isEmpty {
      environments[entry.environment] = Seen()
    }
  }

  /// Takes a day's usage of a series in. Days that are not compared are passed over.
  package mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    guard days.contains(usage.day) else { return }
    let series = usage.series
    // Taken out and put back, so that its arrays are changed in place.
    var seen = environments.removeValue(forKey: series.environment) ?? Seen()
    let entry = catalogue.environment(series.environment, on: usage.day)
    seen.tenants.insert(series.tenant)
    let version = series.version.isEmpty ? entry?.version ?? "" : series.version
    if !version.isEmpty { seen.versions.insert(version) }
    // Of the stacks that logs name for an environment the catalogue does not know, the first by name stands for it.
    let logged = series.stack.isEmpty ? StackID(ReservedName.unmapped) : series.stack
    seen.stack = min(seen.stack ?? logged, logged)
    let first = firstCells[days.lowerBound.distance(to: usage.day)]
    var tenants = seen.demand.removeValue(forKey: series.resource) ?? [:]
    var cells = tenants.removeValue(forKey: series.tenant) ?? noDemand
    for hour in usage.hours { cells[first + hour.hour] = try cells[first + hour.hour].plus(hour.quantity) }
    tenants[series.tenant] = cells
    seen.demand[series.resource] = tenants
    environments[series.environment] = seen
  }

  private var hourCount: Int { firstCells[firstCells.count - 1] }

  private var noDemand: [ExactDecimal] { [ExactDecimal](repeating: .zero, count: hourCount) }

  /// The inputs, by stack. `lines`: the charge lines of the same days, for what is paid by use and what is fixed.
  ///
  /// Lines of cost pools are passed over: they tell who is charged. Idle capacity is counted with what is held, costs
  /// of environments with the fixed costs that pools take from, and what is of no environment is compared with nothing.
  package func inputs(lines: [ChargeLine]) throws(ArithmeticOverflow) -> [StackInput] {
    let linesByEnvironment = Dictionary(
      grouping: lines.filter { Self.isOfUse($0.identity.category) || $0.identity.category.isFixedCost },
      by: \.identity.environment)
    var stacks: [StackID: [EnvironmentInput]] = [:]
    for environment in Set(environments.keys).union(linesByEnvironment.keys).sorted() {
      let entry = lastEntry(of: environment)
      let seen = environments[environment] ?? Seen()
      let stack = entry?.stack ?? seen.stack ?? StackID(ReservedName.unmapped)
      let input = try input(environment, entry, seen, linesByEnvironment[environment] ?? [])
      stacks[stack, default: []].append(input)
    }
    var inputs: [StackInput] = []
    for (stack, environments) in stacks.sorted(by: { $0.key < $1.key }) {
      let resources = Set(environments.flatMap { $0.resources.map(\.resource) })
      var unitCosts: [ResourceID: ExactDecimal] = [:]
      for resource in resources.sorted() {
        let priced = UsageSubject(tenant: "", stack: stack, environment: "", resource: resource)
        if let cost = try unitCost(of: priced, on: days) { unitCosts[resource] = cost }
      }
      inputs.append(
        StackInput(
          stack: stack, environments: environments, sharedUnitCosts: unitCosts, hours: hourCount,
          months: Fraction(Int128(days.count), Int128(monthDays)), currency: project.currency,
          assumptions: project.assumptions.forStack(stack)))
    }
    return inputs
  }

  /// What the catalogue says of an environment on the last of the days that it says anything of.
  private func lastEntry(of environment: EnvironmentID) -> CataloguedEnvironment? {
    catalogue.environments(environment).filter { !$0.validity.clamped(to: days).isEmpty }
      .max { $0.validity.clamped(to: days).lowerBound < $1.validity.clamped(to: days).lowerBound }
  }

  private func input(
    _ environment: EnvironmentID, _ entry: CataloguedEnvironment?, _ seen: Seen, _ lines: [ChargeLine]
  ) throws(ArithmeticOverflow) -> EnvironmentInput {
    let held = catalogue.capacities(of: environment).filter { !$0.validity.clamped(to: days).isEmpty }
    var resources: [ResourceInput] = []
    var unrated = Set(lines.filter(\.isUnrated).map { ResourceID($0.identity.item) })
    for (resource, capacities) in Dictionary(grouping: held, by: \.resource).sorted(by: { $0.key < $1.key }) {
      if let input = try resourceInput(resource, capacities, environment, entry, seen) {
        resources.append(input)
      } else {
        unrated.insert(resource)
      }
    }
    let withCapacity = Set(held.map { $0.resource.text })
    func sum(_ category: ChargeCategory) throws(ArithmeticOverflow) -> ExactDecimal {
      try lines.filter { $0.identity.category == category }.compactMap(\.amount).total()
    }
    var versions = seen.versions
    if versions.isEmpty, let version = entry?.version, !version.isEmpty { versions = [version] }
    let paidByUse = try Self.amountsOfTenants(
      lines.filter { Self.isOfUse($0.identity.category) && !withCapacity.contains($0.identity.item) })
    return EnvironmentInput(
      environment: environment, kind: entry?.kind, owner: entry?.owner, region: entry?.region,
      dataClass: entry?.dataClass, keptApart: entry?.keepApart, retireAfter: entry?.retireAfter,
      wave: entry?.wave, versions: versions.sorted(),
      tenants: seen.tenants.sorted(), resources: resources, paidByUse: try paidByUse.map(\.amount).total(),
      paidByUseOfTenants: paidByUse,
      controlPlane: try sum(.controlPlane), licences: try sum(.licences), staff: try sum(.operationsStaff),
      otherFixed: try sum(.otherFixed),
      isStaffRecorded: lines.contains { $0.identity.category == .operationsStaff },
      unratedResources: unrated.sorted())
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

  /// A resource with capacity; nil when no rate prices it on every day that it is held, so that holding it has no known
  /// cost.
  private func resourceInput(
    _ resource: ResourceID, _ capacities: [Capacity], _ environment: EnvironmentID, _ entry: CataloguedEnvironment?,
    _ seen: Seen
  ) throws(ArithmeticOverflow) -> ResourceInput? {
    guard let unit = project.unit(of: resource), let secondsHeld = unit.secondsHeld else { return nil }
    let priced = UsageSubject(
      tenant: entry?.owner ?? "", stack: entry?.stack ?? "", environment: environment, resource: resource)
    let tenants = (seen.demand[resource] ?? [:]).sorted { $0.key < $1.key }
    let cells = try DemandCurve(sumOf: [DemandCurve(noDemand)] + tenants.map { DemandCurve($0.value) }).unitSeconds
    var segments: [ResourceInput.Segment] = []
    var usedCost = ExactDecimal.zero
    for capacity in capacities.sorted(by: {
      $0.validity.clamped(to: days).lowerBound < $1.validity.clamped(to: days).lowerBound
    }) {
      let held = capacity.validity.clamped(to: days)
      guard let cost = try unitCost(of: priced, on: held) else { return nil }
      segments.append(ResourceInput.Segment(units: capacity.units, unitCost: cost, hours: cellRange(held)))
      for day in held {
        let used = try usedQuantity(cells, day: day, units: capacity.units, secondsHeld: secondsHeld)
        let price = try self.cost(of: used, priced, on: day)
        usedCost = try usedCost.plus(price ?? .zero)
      }
    }
    func unitSeconds(_ cells: [ExactDecimal]) throws(ArithmeticOverflow) -> [ExactDecimal] {
      var demand: [ExactDecimal] = []
      for cell in cells { demand.append(try cell.times(Fraction(secondsHeld))) }
      return demand
    }
    var demandOfTenants: [TenantDemand] = []
    for (tenant, cells) in tenants {
      demandOfTenants.append(TenantDemand(tenant: tenant, unitSeconds: try unitSeconds(cells)))
    }
    return ResourceInput(
      resource: resource, segments: segments, demand: try unitSeconds(cells), demandOfTenants: demandOfTenants,
      usedCost: usedCost)
  }

  private func cellRange(_ held: Range<CivilDate>) -> Range<Int> {
    let first = firstCells[days.lowerBound.distance(to: held.lowerBound)]
    return first..<firstCells[days.lowerBound.distance(to: held.upperBound)]
  }

  /// A day's usage within capacity: min(usage, capacity) hour by hour, in the resource's own unit.
  private func usedQuantity(
    _ cells: [ExactDecimal], day: CivilDate, units: ExactDecimal, secondsHeld: Int128
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    let range = cellRange(day..<day.adding(days: 1))
    let length = calendar.start(of: day.adding(days: 1)) - calendar.start(of: day)
    var sum = ExactDecimal.zero
    for (hour, cell) in range.enumerated() {
      // The last hour of a day on which the clock moves by half an hour is half an hour.
      let seconds = min(3_600, length - Int64(hour) * 3_600)
      let capacity = try units.times(Fraction(Int128(seconds), secondsHeld))
      sum = try sum.plus(min(cells[cell], capacity))
    }
    return sum
  }

  /// What holding one unit through some days costs; nil when a day has no rate.
  private func unitCost(
    of priced: UsageSubject, on held: Range<CivilDate>
  ) throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let secondsHeld = project.unit(of: priced.resource)?.secondsHeld else { return nil }
    var sum = ExactDecimal.zero
    for day in held {
      let seconds = calendar.start(of: day.adding(days: 1)) - calendar.start(of: day)
      let quantity = try ExactDecimal(Fraction(Int128(seconds), secondsHeld))
      guard let cost = try cost(of: quantity, priced, on: day) else {
        return nil
      }
      sum = try sum.plus(cost)
    }
    return sum
  }

  /// What a quantity in the resource's own unit costs on a day at the list price; nil without a rate.
  private func cost(
    of quantity: ExactDecimal, _ priced: UsageSubject, on day: CivilDate
  ) throws(ArithmeticOverflow) -> ExactDecimal? {
    guard let rate = rateCard.rate(of: priced, on: day),
      let ratio = project.unit(of: priced.resource)?.ratio(to: rate.unit)
    else { return nil }
    return try rate.listCost(of: quantity, ratio: ratio)
  }
}
