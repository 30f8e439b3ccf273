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
///
/// An environment is of the stacks that its charge lines are of (`ChargeSegments`): on the days on which the catalogue
/// has it of the one that it names there, which has all that is held and paid for on them; on other days of those that
/// the logs name, each with its own usage.
///
///     environments.csv   lab   old   until 2026-10-11      old   its use, capacity and fixed costs of 10 days
///                        lab   new   from 2026-10-11       new   the same of 21 days
///     (not told)         den                               batch, gpu   what the log says was used of each
package struct StackInputBuilder {
  let project: Project
  let catalogue: Catalogue
  let days: Range<CivilDate>
  let prices: HeldPrices
  /// The months that the days are of, in order, and by day the place of its month in them.
  private let periods: [Period]
  private let periodOfDay: [Int]
  /// The first cell of each day, and behind them the number of all.
  private let firstCells: [Int]
  private(set) var environments: [StackEnvironment: Seen] = [:]
  /// Those of which something was used that is of no stack.
  private var unclassified: Set<EnvironmentID> = []
  /// Quantities in the resource's own unit, hour by hour.
  private(set) var demands: [HourlyDemand] = []
  /// By environment, as `Seen` numbers it, and month: whether it was used in it.
  private var isUsed: [[Bool]] = []
  /// What `expect` told, and what is known of each of its series.
  private var expected: [SeriesKey] = []
  private var places: [Place?] = []

  /// What the rollups show of an environment, as far as it is of one stack.
  struct Seen {
    fileprivate(set) var number: Int?
    fileprivate(set) var tenants: Set<TenantID> = []
    fileprivate(set) var versions: Set<VersionID> = []
    /// Where its demand is in `demands`.
    fileprivate(set) var demand: [ResourceID: [TenantID: Int]] = [:]
    /// By month: whether it was used on a day on which the catalogue, which has it on others, does not.
    fileprivate(set) var isUsedOutsideItsDays: [Bool] = []
  }

  /// What is known of a series.
  private struct Place {
    /// nil: it is of no stack, and compared with nothing.
    let environment: Int?
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
      environments[StackEnvironment(stack: entry.stack, environment: entry.environment)] = Seen()
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
    guard let environment = place.environment else { return }
    let position = days.lowerBound.distance(to: day)
    isUsed[environment][periodOfDay[position]] = true
    guard let demand = place.demand else { return }
    try demands[demand].add(hours, ofDay: firstCells[position]..<firstCells[position + 1])
  }

  /// Takes what a series shows of its environment on a day.
  private mutating func place(of series: SeriesKey, on day: CivilDate) -> Place {
    let (entry, stretch) = catalogue.environmentAndDays(series.environment, around: day, within: days)
    let isOutsideItsDays = entry == nil && !catalogue.environments(series.environment).isEmpty
    // Whether it is used outside its days is told month by month.
    let settled = isOutsideItsDays ? stretch.clamped(to: day.period.days) : stretch
    guard let stack = stack(of: series, entry) else {
      unclassified.insert(series.environment)
      return Place(environment: nil, demand: nil, settled: settled)
    }
    let key = StackEnvironment(stack: stack, environment: series.environment)
    // Taken out and put back, so that its sets are changed in place.
    var seen = environments.removeValue(forKey: key) ?? Seen()
    let number = seen.number ?? isUsed.count
    if seen.number == nil { isUsed.append([Bool](repeating: false, count: periods.count)) }
    seen.number = number
    seen.tenants.insert(series.tenant)
    let version = series.version.isEmpty ? entry?.version ?? "" : series.version
    if !version.isEmpty { seen.versions.insert(version) }
    if isOutsideItsDays {
      if seen.isUsedOutsideItsDays.isEmpty {
        seen.isUsedOutsideItsDays = [Bool](repeating: false, count: periods.count)
      }
      seen.isUsedOutsideItsDays[periodOfDay[days.lowerBound.distance(to: day)]] = true
    }
    // Outside its days it holds nothing, so that its usage counts at what it costs; and what is told in a unit that is
    // not the resource's is no use of what is held of it.
    let isOfHeld = !isOutsideItsDays && series.toldUnit == nil
    var demand = isOfHeld ? seen.demand[series.resource]?[series.tenant] : nil
    if demand == nil, isOfHeld, held(by: key, on: days).contains(where: { $0.capacity.resource == series.resource }) {
      demand = demands.count
      seen.demand[series.resource, default: [:]][series.tenant] = demands.count
      demands.append(HourlyDemand(hourCount: hourCount))
    }
    environments[key] = seen
    return Place(environment: number, demand: demand, settled: settled)
  }

  /// What a series' lines are of on days of this entry; nil where neither catalogue nor log tells. What nobody has
  /// classified is compared with nothing: two environments of unknown stacks are not two of the same.
  private func stack(of series: SeriesKey, _ entry: CataloguedEnvironment?) -> StackID? {
    let stack = entry?.stack ?? series.stack
    let isKnown = !stack.isEmpty && ![stack.text, series.environment.text].contains(ReservedName.unmapped)
    return isKnown ? stack : nil
  }

  /// The environments of which something was used that is compared with nothing, as nobody tells what it is of.
  package var withoutStack: [EnvironmentID] { unclassified.sorted() }

  var hourCount: Int { firstCells[firstCells.count - 1] }

  /// Capacity held by an environment on some days, with what holds on them.
  struct Held {
    let capacity: Capacity
    let days: Range<CivilDate>
    /// Who runs it; nil where the catalogue does not tell.
    let owner: TenantID?
  }

  /// What an environment holds for a stack on the days on which it is of it, in the order of the days.
  func held(by key: StackEnvironment, on days: Range<CivilDate>) -> [Held] {
    let capacities = catalogue.capacities(of: key.environment)
    guard !capacities.isEmpty else { return [] }
    return catalogue.presence(of: key.environment, in: key.stack, on: days).flatMap { present in
      capacities.map {
        Held(capacity: $0, days: $0.validity.clamped(to: present.days), owner: present.owner)
      }
    }.filter { !$0.days.isEmpty }.sorted { $0.days.lowerBound < $1.days.lowerBound }
  }

  /// Whether it was used on some of the days, those of whole months or up to the last one compared.
  func isUsed(_ seen: Seen, on days: Range<CivilDate>) -> Bool {
    guard let number = seen.number else { return false }
    return isUsed[number][places(of: days)].contains(true)
  }

  /// The same of days on which the catalogue does not have it though it has it on others.
  func isUsedOutsideItsDays(_ seen: Seen, on days: Range<CivilDate>) -> Bool {
    !seen.isUsedOutsideItsDays.isEmpty && seen.isUsedOutsideItsDays[places(of: days)].contains(true)
  }

  /// Where the months of some days are in `periods`.
  private func places(of days: Range<CivilDate>) -> ClosedRange<Int> {
    let first = periodOfDay[self.days.lowerBound.distance(to: days.lowerBound)]
    return first...periodOfDay[self.days.lowerBound.distance(to: days.upperBound) - 1]
  }

  func cellRange(_ held: Range<CivilDate>) -> Range<Int> {
    let first = firstCells[days.lowerBound.distance(to: held.lowerBound)]
    return first..<firstCells[days.lowerBound.distance(to: held.upperBound)]
  }
}
