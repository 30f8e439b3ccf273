import Metering
import Testing

@testable import Aggregation
@testable import Configuration

/// A day as `2026-10-01`.
func day(_ text: String) -> CivilDate {
  guard let day = CivilDate(text) else { preconditionFailure("\(text) is no day") }
  return day
}

func unit(_ text: String) -> MeteringUnit {
  guard let unit = MeteringUnit(text) else { preconditionFailure("\(text) is no unit") }
  return unit
}

let dollars: Currency = {
  guard let currency = Currency("USD") else { preconditionFailure("the dollar is a currency") }
  return currency
}()

func currency(_ code: String) -> Currency {
  guard let currency = Currency(code) else { preconditionFailure("\(code) is no currency") }
  return currency
}

let october = day("2026-10-01").period

func validity(_ from: String? = nil, _ to: String? = nil) -> Validity {
  Validity(from: from.map(day), to: to.map(day))
}

/// An organisation in a few words, and what it is charged.
struct Organization {
  var rates: [Rate] = []
  var adjustments: [Adjustment] = []
  var environments: [CataloguedEnvironment] = []
  var costs: [FixedCost] = []
  var tenants: [CataloguedTenant] = []
  var units: [ResourceID: MeteringUnit] = [:]
  var exchangeRates: [ExchangeRate] = []
  var currency = dollars
  var capacities: [Capacity] = []
  var pools: [CostPool] = []
  var receivers: [PoolReceiver] = []
  var zone = ZoneRules.utc

  /// A rate that is called by what it is for, as `rates.csv` would call it.
  mutating func rate(
    _ resource: ResourceID = "gpu", _ price: ExactDecimal, per priced: String = "GPU-hours",
    from: String = "2020-01-01", to: String? = nil, tenant: TenantID? = nil, stack: StackID? = nil,
    environment: EnvironmentID? = nil, currency: Currency? = nil
  ) {
    rate(
      resource, .unit(price), per: priced, from: from, to: to, tenant: tenant, stack: stack, environment: environment,
      currency: currency)
  }

  mutating func rate(
    _ resource: ResourceID = "gpu", _ pricing: RatePricing, per priced: String = "GPU-hours",
    from: String = "2020-01-01", to: String? = nil, tenant: TenantID? = nil, stack: StackID? = nil,
    environment: EnvironmentID? = nil, currency: Currency? = nil
  ) {
    let parts = [tenant?.text, stack?.text, environment?.text].compactMap { $0.map { " \($0)" } }
    rates.append(
      Rate(
        id: "\(resource)@\(from)" + parts.joined(), resource: resource, unit: unit(priced), pricing: pricing,
        currency: currency ?? self.currency, validity: validity(from, to),
        scope: UsageScope(tenant: tenant, stack: stack, environment: environment, resource: resource),
        reference: "rates.csv:\(rates.count + 2)"))
  }

  mutating func adjust(
    _ id: String, _ terms: Adjustment.Terms, tenant: TenantID? = nil, stack: StackID? = nil,
    environment: EnvironmentID? = nil, resource: ResourceID? = nil, from: String? = nil, to: String? = nil,
    currency: Currency? = nil
  ) {
    adjustments.append(
      Adjustment(
        id: id, terms: terms, currency: currency,
        scope: UsageScope(tenant: tenant, stack: stack, environment: environment, resource: resource),
        validity: validity(from, to), reference: "adjustments.csv:\(adjustments.count + 2)"))
  }

  mutating func environment(
    _ name: EnvironmentID, stack: StackID = "notebooks", owner: TenantID = "ada", version: VersionID = "",
    kind: CataloguedEnvironment.Kind = .bespoke, from: String? = nil, to: String? = nil
  ) {
    environments.append(
      CataloguedEnvironment(
        environment: name, stack: stack, kind: kind, owner: owner, version: version, validity: validity(from, to),
        reference: "environments.csv:\(environments.count + 2)"))
  }

  mutating func cost(
    _ environment: EnvironmentID, _ amount: ExactDecimal, _ category: ChargeCategory = .controlPlane,
    item: String = "control plane", from: String? = nil, to: String? = nil, currency: Currency? = nil
  ) {
    costs.append(
      FixedCost(
        environment: environment, category: category, item: item, amountPerMonth: amount, fullTimeEquivalents: nil,
        currency: currency ?? self.currency, validity: validity(from, to), reference: "costs.csv:\(costs.count + 2)"))
  }

  mutating func tenant(
    _ name: TenantID, costCentre: String, headcount: ExactDecimal? = nil, from: String? = nil, to: String? = nil
  ) {
    tenants.append(
      CataloguedTenant(
        tenant: name,
        account: TenantAccount(
          name: name.text, businessUnit: "research", costCentre: costCentre, glAccount: "6000", legalEntity: "01"),
        headcount: headcount, validity: validity(from, to), reference: "tenants.csv:\(tenants.count + 2)"))
  }

  mutating func exchange(_ from: Currency, _ rate: ExactDecimal, from first: String = "2020-01-01", to: String? = nil) {
    exchangeRates.append(
      ExchangeRate(
        from: from, to: currency, rate: rate, validity: validity(first, to),
        reference: "fx.csv:\(exchangeRates.count + 2)"))
  }

  var configuration: ProjectConfiguration {
    ProjectConfiguration(
      project: Project(organization: "Example", currency: currency, zone: zone, sources: [], resourceUnits: units),
      rateCard: RateCard(rates: rates), adjustments: Adjustments(adjustments),
      exchangeRates: ExchangeRates(exchangeRates),
      catalogue: Catalogue(environments: environments, capacities: capacities, costs: costs, tenants: tenants),
      pools: CostPools(pools, receivers: receivers), files: [])
  }

  /// The lines of a period, or of its first days.
  func lines(
    _ usage: [DayUsage] = [], period: Period = october, upTo end: String? = nil, credits: CreditBalances? = nil
  ) throws -> [ChargeLine] {
    let days = period.firstDay..<(end.map(day) ?? period.endDay)
    let configuration = configuration
    var charges = PeriodCharges(
      period: period, days: days, configuration: configuration,
      credits: credits ?? CreditBalances(configuration.adjustments))
    var placed = charges
    for usage in usage { try charges.add(usage) }
    let lines = try charges.lines()
    // Series told by their place come to the same.
    let series = Set(usage.map(\.series)).sorted()
    placed.expect(series)
    for usage in usage {
      let place = try #require(series.firstIndex(of: usage.series))
      try placed.add(PlacedUsage(place: place, day: usage.day, hours: usage.hours))
    }
    #expect(try placed.lines() == lines)
    return lines
  }
}

extension Organization {
  /// The lines of October with how they came about.
  func trace(_ usage: [DayUsage] = []) throws -> RatingTrace {
    let configuration = configuration
    var charges = PeriodCharges(
      period: october, days: october.days, configuration: configuration,
      credits: CreditBalances(configuration.adjustments))
    for usage in usage { try charges.add(usage) }
    return try charges.trace()
  }
}

/// Usage of a day, in its hours.
func usage(
  _ date: String, _ hours: [ExactDecimal], tenant: TenantID = "ada", stack: StackID = "",
  environment: EnvironmentID = "lab", version: VersionID = "", resource: ResourceID = "gpu"
) -> DayUsage {
  DayUsage(
    series: SeriesKey(tenant: tenant, stack: stack, environment: environment, version: version, resource: resource),
    day: day(date),
    hours: hours.enumerated().filter { !$0.element.isZero }
      .map { DayUsage.Hour(hour: $0.offset, quantity: $0.element) })
}

extension Sequence<ChargeLine> {
  /// The amounts, without those of unrated lines.
  var amounts: [ExactDecimal] { compactMap(\.amount) }

  func of(_ category: ChargeCategory) -> [ChargeLine] { filter { $0.identity.category == category } }
}

extension ChargeLine {
  var days: Range<CivilDate> { identity.days }
}
