package import Configuration
package import Metering

/// Gathers what a comparison needs from rollups, charge lines and the catalogue: one input per stack.
///
///     var builder = StackInputBuilder(configuration: configuration, calendar: calendar, days: october)
///     for usage in rollups { try builder.add(usage) }
///     let inputs = try builder.inputs(lines: lines)
///
/// Hours are the cells of the days compared, in order: those of daylight saving days are as many as the clock showed.
/// Demand is kept of what capacity is recorded for; what else is used is in the lines alone.
package struct StackInputBuilder {
  private let project: Project
  private let catalogue: Catalogue
  private let days: Range<CivilDate>
  private let prices: HeldPrices
  /// The months that the days are of, in order, and by day the place of its month in them.
  private let periods: [Period]
  private let periodOfDay: [Int]
  /// The first cell of each day, and behind them the number of all.
  private let firstCells: [Int]
  private var environments: [EnvironmentID: Seen] = [:]
  /// Quantities in the resource's own unit, hour by hour.
  private var demands: [HourlyDemand] = []
  /// By environment, as `Seen` numbers it, and month: whether it was used in it.
  private var isUsed: [[Bool]] = []
  /// What `expect` told, and what is known of each of its series.
  private var expected: [SeriesKey] = []
  private var places: [Place?] = []

  /// What the rollups show of an environment.
  private struct Seen {
    var number: Int?
    var stack: StackID?
    var tenants: Set<TenantID> = []
    var versions: Set<VersionID> = []
    /// Where its demand is in `demands`.
    var demand: [ResourceID: [TenantID: Int]] = [:]
  }

  /// What is known of a series.
  private struct Place {
    let environment: Int
    /// nil: nothing of it is held.
    let demand: Int?
    /// Days on which it shows nothing new of its environment.
    let settled: Range<CivilDate>
  }

  /// A builder over `days`, one at least.
  package init(configuration: ProjectConfiguration, calendar: OrganizationCalendar, days: Range<CivilDate>) {
    precondition(!days.isEmpty, "a comparison is over some days")
    project = configuration.project
    catalogue = configuration.catalogue
    self.days = days
    prices = HeldPrices(
      project: configuration.project, rateCard: configuration.rateCard, exchangeRates: configuration.exchangeRates,
      calendar: calendar, days: days)
    var (cells, periods, periodOfDay) = ([0], [Period](), [Int]())
    for day in days {
      cells.append(cells[cells.count - 1] + calendar.hourCount(of: day))
      let period = day.period
      if periods.last != period { periods.append(period) }
      periodOfDay.append(periods.count - 1)
    }
    (firstCells, self.periods, self.periodOfDay) = (cells, periods, periodOfDay)
    for entry in catalogue.environments where !entry.validity.clamped(to: days).isEmpty {
      environments[entry.environment] = Seen()
    }
  }

  /// Takes a day's usage of a series in. Days that are not compared are passed over.
  package mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    guard days.contains(usage.day) else { return }
    try add(usage.hours, on: usage.day, to: place(of: usage.series, on: usage.day))
  }

  /// Tells the series of the usage that is added by place.
  package mutating func expect(_ series: [SeriesKey]) {
    expected = series
    places = [Place?](repeating: nil, count: series.count)
  }

  /// The same by the series' place in what is expected.
  package mutating func add(_ usage: PlacedUsage) throws(ArithmeticOverflow) {
    guard days.contains(usage.day) else { return }
    if let place = places[usage.place], place.settled.contains(usage.day) {
      try add(usage.hours, on: usage.day, to: place)
      return
    }
    let place = place(of: expected[usage.place], on: usage.day)
    places[usage.place] = place
    try add(usage.hours, on: usage.day, to: place)
  }

  private mutating func add(
    _ hours: [DayUsage.Hour], on day: CivilDate, to place: Place
  ) throws(ArithmeticOverflow) {
    let position = days.lowerBound.distance(to: day)
    isUsed[place.environment][periodOfDay[position]] = true
    guard let demand = place.demand else { return }
    try demands[demand].add(hours, ofDay: firstCells[position]..<firstCells[position + 1])
  }

  /// Takes what a series shows of its environment on a day.
  private mutating func place(of series: SeriesKey, on day: CivilDate) -> Place {
    // Taken out and put back, so that its sets are changed in place.
    var seen = environments.removeValue(forKey: series.environment) ?? Seen()
    let number = seen.number ?? isUsed.count
    if seen.number == nil { isUsed.append([Bool](repeating: false, count: periods.count)) }
    seen.number = number
    let entry = catalogue.environment(series.environment, on: day)
    seen.tenants.insert(series.tenant)
    let version = series.version.isEmpty ? entry?.version ?? "" : series.version
    if !version.isEmpty { seen.versions.insert(version) }
    // Of the stacks that logs name for an environment the catalogue does not know, the first by name stands for it.
    if !series.stack.isEmpty { seen.stack = min(seen.stack ?? series.stack, series.stack) }
    // What is told in a unit that is not the resource's is no use of what is held of it.
    let isOfOwnUnit = series.toldUnit == nil
    var demand = isOfOwnUnit ? seen.demand[series.resource]?[series.tenant] : nil
    if demand == nil, isOfOwnUnit,
      held(by: series.environment, on: days).contains(where: { $0.resource == series.resource })
    {
      demand = demands.count
      seen.demand[series.resource, default: [:]][series.tenant] = demands.count
      demands.append(HourlyDemand(hourCount: hourCount))
    }
    environments[series.environment] = seen
    let settled =
      series.version.isEmpty ? entry?.validity.clamped(to: days) ?? day..<day.adding(days: 1) : days
    return Place(environment: number, demand: demand, settled: settled)
  }

  private var hourCount: Int { firstCells[firstCells.count - 1] }

  private func held(by environment: EnvironmentID, on days: Range<CivilDate>) -> [Capacity] {
    catalogue.capacities(of: environment).filter { !$0.validity.clamped(to: days).isEmpty }
  }

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
  private typealias Demand = [EnvironmentID: [ResourceID: [ExactDecimal]]]

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
      grouping: lines.filter { Self.isOfUse($0.identity.category) || $0.identity.category.isFixedCost },
      by: \.identity.environment)
    let months = try Self.months(days)
    let hours = cellRange(days).count
    var stacks: [StackID: [EnvironmentInput]] = [:]
    for environment in Set(environments.keys).union(linesByEnvironment.keys).sorted() {
      let seen = environments[environment] ?? Seen()
      let isThere =
        linesByEnvironment[environment] != nil || isUsed(seen, on: days) || entry(of: environment, on: days) != nil
      guard isThere else { continue }
      // It is of one stack on all the days compared, so that parts of them add up to the whole.
      guard let stack = stack(of: environment) else { continue }
      let input = try input(
        environment, seen, linesByEnvironment[environment] ?? [], on: days, demand[environment] ?? [:], isWithTenants)
      stacks[stack, default: []].append(input)
    }
    var inputs: [StackInput] = []
    for (stack, environments) in stacks.sorted(by: { $0.key < $1.key }) {
      let resources = Set(environments.flatMap { $0.resources.map(\.resource) })
      var unitCosts: [ResourceID: ExactDecimal] = [:]
      for resource in resources.sorted() {
        let priced = UsageSubject(tenant: "", stack: stack, environment: "", resource: resource)
        if let cost = try prices.unitCost(of: priced, on: days) { unitCosts[resource] = cost }
      }
      inputs.append(
        StackInput(
          stack: stack, environments: environments, sharedUnitCosts: unitCosts, hours: hours, months: months,
          currency: project.currency, assumptions: project.assumptions.forStack(stack)))
    }
    return inputs
  }

  private func isUsed(_ seen: Seen, on days: Range<CivilDate>) -> Bool {
    guard let number = seen.number else { return false }
    let first = periodOfDay[self.days.lowerBound.distance(to: days.lowerBound)]
    let last = periodOfDay[self.days.lowerBound.distance(to: days.upperBound) - 1]
    return isUsed[number][first...last].contains(true)
  }

  /// What an environment is of; nil where neither catalogue nor logs tell. What nobody has classified is compared with
  /// nothing: two environments of unknown stacks are not two of the same.
  private func stack(of environment: EnvironmentID) -> StackID? {
    guard environment.text != ReservedName.unmapped else { return nil }
    return entry(of: environment, on: days)?.stack ?? environments[environment]?.stack
  }

  /// The environments that were used and are compared with nothing, as nobody tells what they are of.
  package var withoutStack: [EnvironmentID] { environments.keys.filter { stack(of: $0) == nil }.sorted() }

  /// What the catalogue says of an environment on the last of the days that it says anything of.
  private func entry(of environment: EnvironmentID, on days: Range<CivilDate>) -> CataloguedEnvironment? {
    catalogue.environments(environment).filter { !$0.validity.clamped(to: days).isEmpty }
      .max { $0.validity.clamped(to: days).lowerBound < $1.validity.clamped(to: days).lowerBound }
  }

  private func input(
    _ environment: EnvironmentID, _ seen: Seen, _ lines: [ChargeLine], on days: Range<CivilDate>,
    _ demand: [ResourceID: [ExactDecimal]], _ isWithTenants: Bool
  ) throws -> EnvironmentInput {
    let entry = entry(of: environment, on: days)
    let held = held(by: environment, on: days)
    var resources: [ResourceInput] = []
    var unrated = Set(lines.filter(\.isUnrated).map { ResourceID($0.identity.item) })
    for (resource, capacities) in Dictionary(grouping: held, by: \.resource).sorted(by: { $0.key < $1.key }) {
      if let input = try resourceInput(capacities, entry, seen, on: days, demand[resource], isWithTenants) {
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
  /// `capacities`: one at least, all of the resource in the environment; `demand`: nil where there is none.
  private func resourceInput(
    _ capacities: [Capacity], _ entry: CataloguedEnvironment?, _ seen: Seen, on days: Range<CivilDate>,
    _ demand: [ExactDecimal]?, _ isWithTenants: Bool
  ) throws -> ResourceInput? {
    let (environment, resource) = (capacities[0].environment, capacities[0].resource)
    guard let secondsHeld = project.unit(of: resource)?.secondsHeld else { return nil }
    let priced = UsageSubject(
      tenant: entry?.owner ?? "", stack: entry?.stack ?? "", environment: environment, resource: resource)
    let cells = demand ?? [ExactDecimal](repeating: .zero, count: hourCount)
    var segments: [ResourceInput.Segment] = []
    var usedCost = ExactDecimal.zero
    let first = cellRange(days).lowerBound
    for capacity in capacities.sorted(by: {
      $0.validity.clamped(to: days).lowerBound < $1.validity.clamped(to: days).lowerBound
    }) {
      let held = capacity.validity.clamped(to: days)
      guard let cost = try prices.unitCost(of: priced, on: held) else { return nil }
      let range = cellRange(held)
      segments.append(
        ResourceInput.Segment(
          units: capacity.units, unitCost: cost, hours: range.lowerBound - first..<range.upperBound - first))
      let used = try prices.usedCost(of: priced, units: capacity.units, on: held) {
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
      demandOfTenants: demandOfTenants, usedCost: usedCost)
  }

  private func cellRange(_ held: Range<CivilDate>) -> Range<Int> {
    let first = firstCells[days.lowerBound.distance(to: held.lowerBound)]
    return first..<firstCells[days.lowerBound.distance(to: held.upperBound)]
  }
}
