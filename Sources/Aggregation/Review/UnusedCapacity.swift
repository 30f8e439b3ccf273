package import Configuration
package import Metering

/// What capacity costs that nobody used (`IdleDay`), at the owner's list price, of the environments that are billed:
/// whether or not a cost pool charges it to somebody.
///
///     var idle = UnusedCapacity(of: environments, configuration: configuration, calendar: calendar, days: october)
///     for usage in rollups { try idle.add(usage) }
///     let amounts = try idle.amounts()
package struct UnusedCapacity {
  /// What is idle in an environment.
  package struct Amount: Sendable, Equatable {
    /// Rounded once, half-even, to 10⁻¹² for each resource and rate.
    package var amount: ExactDecimal
    /// Resources that no rate prices on some day on which they are held: what they cost is not known.
    package var withoutRate: Int
    /// In how many hours more of a resource was used than is held: charged to tenants, and in no bill for the capacity.
    package var hoursBeyond: Int

    package init(amount: ExactDecimal, withoutRate: Int = 0, hoursBeyond: Int = 0) {
      self.amount = amount
      self.withoutRate = withoutRate
      self.hoursBeyond = hoursBeyond
    }

    package static let none = Amount(amount: .zero)
  }

  private struct Place: Hashable {
    let environment: EnvironmentID
    let resource: ResourceID
    let day: CivilDate
  }

  private let environments: Set<EnvironmentID>
  private let configuration: ProjectConfiguration
  private let calendar: OrganizationCalendar
  private let days: Range<CivilDate>
  private let held: [EnvironmentID: [Capacity]]
  /// Demand of all tenants, hour by hour, in the resource's own unit.
  private var demand: [Place: [Int: ExactDecimal]] = [:]

  /// `environments`: which are looked at; `days`: of one month.
  package init(
    of environments: Set<EnvironmentID>, configuration: ProjectConfiguration, calendar: OrganizationCalendar,
    days: Range<CivilDate>
  ) {
    self.environments = environments
    self.configuration = configuration
    self.calendar = calendar
    self.days = days
    var held: [EnvironmentID: [Capacity]] = [:]
    for environment in environments {
      held[environment] = configuration.catalogue.capacities(of: environment)
        .filter { !$0.validity.clamped(to: days).isEmpty }
    }
    self.held = held
  }

  /// Whether usage of a series is of something that is held: in the resource's own unit, that is.
  package func takesUsage(of series: SeriesKey) -> Bool {
    guard series.toldUnit == nil else { return false }
    return held[series.environment]?.contains { $0.resource == series.resource } ?? false
  }

  /// Takes a day's usage of a series in. What has no capacity to hold is passed over.
  package mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) {
    let series = usage.series
    guard days.contains(usage.day), takesUsage(of: series) else { return }
    let place = Place(environment: series.environment, resource: series.resource, day: usage.day)
    var hours = demand.removeValue(forKey: place) ?? [:]
    for hour in usage.hours { hours[hour.hour] = try (hours[hour.hour] ?? .zero).plus(hour.quantity) }
    demand[place] = hours
  }

  /// What is idle, for each of the environments.
  package func amounts() throws(ArithmeticOverflow) -> [EnvironmentID: Amount] {
    var amounts: [EnvironmentID: Amount] = [:]
    for environment in environments.sorted() {
      var amount = Amount.none
      for (resource, capacities) in Dictionary(grouping: held[environment] ?? [], by: \.resource)
        .sorted(by: { $0.key < $1.key })
      {
        let unused = try unusedByRate(capacities)
        if !unused.isPriced { amount.withoutRate += 1 }
        amount.hoursBeyond += unused.hoursBeyond
        for (price, quantity) in unused.quantities {
          guard let ratio = configuration.project.unit(of: resource)?.ratio(to: price.rate.unit) else { continue }
          let cost = try price.rate.listCost(of: quantity, ratio: ratio)
          amount.amount = try amount.amount.plus(try price.exchange.converted(cost))
        }
      }
      amounts[environment] = amount
    }
    return amounts
  }

  /// The rate that holds on a day, and how what it prices comes into the project's currency.
  private struct Price: Hashable {
    let rate: Rate
    let exchange: Exchange
  }

  /// What of a resource was held and not used.
  private struct Unused {
    /// By the price of the day.
    var quantities: [Price: ExactDecimal] = [:]
    /// Whether each day has a price.
    var isPriced = true
    var hoursBeyond = 0
  }

  private func unusedByRate(_ capacities: [Capacity]) throws(ArithmeticOverflow) -> Unused {
    var unused = Unused()
    for capacity in capacities {
      guard let secondsHeld = configuration.project.unit(of: capacity.resource)?.secondsHeld else { continue }
      for day in capacity.validity.clamped(to: days) {
        let entry = configuration.catalogue.environment(capacity.environment, on: day)
        // Nothing is held for an environment that is not there.
        guard entry != nil || configuration.catalogue.environments(capacity.environment).isEmpty else { continue }
        let subject = UsageSubject(
          tenant: entry?.owner ?? "", stack: entry?.stack ?? "", environment: capacity.environment,
          resource: capacity.resource)
        guard let price = price(of: subject, on: day) else {
          unused.isPriced = false
          continue
        }
        let (quantity, hoursBeyond) = try unusedQuantity(capacity, day, secondsHeld)
        unused.quantities[price] = try (unused.quantities[price] ?? .zero).plus(quantity)
        unused.hoursBeyond += hoursBeyond
      }
    }
    return unused
  }

  /// nil: no rate names it, or nothing tells what its currency is worth.
  private func price(of subject: UsageSubject, on day: CivilDate) -> Price? {
    guard let rate = configuration.rateCard.rate(of: subject, on: day) else { return nil }
    let projects = configuration.project.currency
    guard rate.currency != projects else { return Price(rate: rate, exchange: Exchange(within: projects)) }
    return configuration.exchangeRates.rate(from: rate.currency, to: projects, on: day).map {
      Price(rate: rate, exchange: Exchange(from: $0.from, to: $0.to, rate: $0.rate))
    }
  }

  private func unusedQuantity(
    _ capacity: Capacity, _ day: CivilDate, _ secondsHeld: Int128
  ) throws(ArithmeticOverflow) -> (quantity: ExactDecimal, hoursBeyond: Int) {
    let hours = demand[Place(environment: capacity.environment, resource: capacity.resource, day: day)] ?? [:]
    let idle = try IdleDay(units: capacity.units, on: day, calendar, secondsHeld: secondsHeld) { hours[$0] ?? .zero }
    return (idle.idle, idle.hoursBeyond)
  }
}
