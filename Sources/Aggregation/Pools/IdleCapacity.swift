import Configuration
import Metering

/// What is held and not used (`IdleDay`), of the places that cost pools gather it of.
struct IdleCapacity {
  private struct Place: Hashable, Comparable {
    let environment: EnvironmentID
    let resource: ResourceID

    static func < (left: Place, right: Place) -> Bool {
      left.environment != right.environment
        ? left.environment < right.environment : left.resource < right.resource
    }
  }

  /// What decides whether two days of a place are of one line.
  private struct Terms: Equatable {
    let stack: StackID
    let rate: Rate?
    /// nil: fx.csv does not tell.
    let exchange: Exchange?
    let account: TenantAccount?
  }

  private let configuration: ProjectConfiguration
  private let poolDays: PoolDays
  private let pools: [CostPool]
  private let calendar: OrganizationCalendar
  /// The first cell of each day, and behind them the number of all.
  private let firstCells: [Int]
  /// Demand hour by hour of what is watched, in the resource's own unit.
  private var demand: [Place: [ExactDecimal]]

  /// nil where no pool gathers idle capacity on any of the days.
  init?(_ poolDays: PoolDays, configuration: ProjectConfiguration) {
    let days = poolDays.days
    let pools = configuration.pools.pools(of: .idle, on: days)
    guard !pools.isEmpty else { return nil }
    let calendar = OrganizationCalendar(zone: configuration.project.zone)
    var cells = [0]
    for day in days { cells.append(cells[cells.count - 1] + calendar.hourCount(of: day)) }
    var demand: [Place: [ExactDecimal]] = [:]
    for capacity in configuration.catalogue.capacities where !capacity.validity.clamped(to: days).isEmpty {
      let isShared = configuration.catalogue.environments(capacity.environment).contains { $0.kind == .shared }
      let isWatched = pools.contains { pool in
        (pool.scope.resource ?? capacity.resource) == capacity.resource
          && (pool.scope.environment.map { $0 == capacity.environment } ?? isShared)
      }
      guard isWatched else { continue }
      demand[Place(environment: capacity.environment, resource: capacity.resource)] =
        [ExactDecimal](repeating: .zero, count: cells[cells.count - 1])
    }
    self.configuration = configuration
    self.poolDays = poolDays
    self.pools = pools
    self.calendar = calendar
    self.demand = demand
    firstCells = cells
  }

  /// Takes usage of a day in that is charged.
  mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    // What is told in a unit that is not the resource's is no use of what is held of it.
    guard usage.series.toldUnit == nil else { return }
    let place = Place(environment: usage.series.environment, resource: usage.series.resource)
    // Taken out and put back, so that the array is changed in place.
    guard var cells = demand.removeValue(forKey: place) else { return }
    let first = firstCells[poolDays.days.lowerBound.distance(to: usage.day)]
    for hour in usage.hours { cells[first + hour.hour] = try cells[first + hour.hour].plus(hour.quantity) }
    demand[place] = cells
  }

  /// What is idle, place by place: a stretch of days for each pool, price and booking.
  func gathered() throws -> [GatheredCost] {
    var gathered: [GatheredCost] = []
    for (place, cells) in demand.sorted(by: { $0.key < $1.key }) {
      guard let unit = configuration.project.unit(of: place.resource), let secondsHeld = unit.secondsHeld else {
        continue
      }
      for stretch in poolDays.stretches(of: poolDays.days, { terms(place, on: $0) }) {
        var (idle, capacity) = (ExactDecimal.zero, ExactDecimal.zero)
        for day in stretch.days {
          let (dayIdle, dayCapacity) = try quantities(place, cells, on: day, secondsHeld: secondsHeld)
          idle = try idle.plus(dayIdle)
          capacity = try capacity.plus(dayCapacity)
        }
        guard !idle.isZero else { continue }
        guard let exchange = stretch.facts.exchange else {
          throw MissingExchangeRate(
            from: stretch.facts.rate?.currency ?? configuration.project.currency, to: configuration.project.currency,
            day: stretch.days.lowerBound, neededBy: stretch.facts.rate?.reference ?? "")
        }
        var amount: ExactDecimal?
        if let rate = stretch.facts.rate, let ratio = unit.ratio(to: rate.unit) {
          amount = try exchange.converted(rate.listCost(of: idle, ratio: ratio))
        }
        gathered.append(
          GatheredCost(
            pool: stretch.pool, segment: stretch.segment, days: stretch.days, holder: stretch.pool.holder,
            account: stretch.facts.account, stack: stretch.facts.stack, environment: place.environment,
            item: place.resource.text, amount: amount, isNew: true,
            idle: .init(
              quantity: idle, capacity: capacity, unit: unit, rate: amount == nil ? nil : stretch.facts.rate,
              exchange: exchange))
        )
      }
    }
    return gathered
  }

  private func terms(_ place: Place, on day: CivilDate) -> (pool: CostPool?, facts: Terms) {
    let entry = configuration.catalogue.environment(place.environment, on: day)
    let stack = entry?.stack ?? StackID(ReservedName.unmapped)
    func subject(_ tenant: TenantID) -> UsageSubject {
      UsageSubject(tenant: tenant, stack: stack, environment: place.environment, resource: place.resource)
    }
    let pool =
      units(of: place, on: day) == nil
      ? nil : pools.gathering(subject(""), isShared: entry?.kind == .shared, on: day)
    // Priced as the comparison prices capacity: for whoever runs the environment.
    let rate = configuration.rateCard.rate(of: subject(entry?.owner ?? ""), on: day)
    let projects = configuration.project.currency
    let exchange =
      rate.map { $0.currency == projects } ?? true
      ? Exchange(within: projects)
      : rate.flatMap { configuration.exchangeRates.rate(from: $0.currency, to: projects, on: day) }
        .map { Exchange(from: $0.from, to: $0.to, rate: $0.rate) }
    return (
      pool,
      Terms(
        stack: stack, rate: rate, exchange: exchange,
        account: pool.flatMap { configuration.catalogue.tenant($0.holder, on: day)?.account })
    )
  }

  private func units(of place: Place, on day: CivilDate) -> ExactDecimal? {
    configuration.catalogue.capacity(of: place.environment, place.resource, on: day)?.units
  }

  private func quantities(
    _ place: Place, _ cells: [ExactDecimal], on day: CivilDate, secondsHeld: Int128
  ) throws(ArithmeticOverflow) -> (idle: ExactDecimal, capacity: ExactDecimal) {
    guard let units = units(of: place, on: day) else { return (.zero, .zero) }
    let first = firstCells[poolDays.days.lowerBound.distance(to: day)]
    let idle = try IdleDay(units: units, on: day, calendar, secondsHeld: secondsHeld) { cells[first + $0] }
    return (idle.idle, idle.capacity)
  }
}
