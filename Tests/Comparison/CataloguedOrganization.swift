import Metering
import Testing

@testable import Comparison
@testable import Configuration

/// An organisation whose catalogue a test writes, with what its logs show, through the builder of what is compared.
struct CataloguedOrganization {
  var zone = ZoneRules.utc
  var units: [ResourceID: MeteringUnit] = [:]
  var rates: [Rate] = []
  var environments: [CataloguedEnvironment] = []
  var capacities: [Capacity] = []
  var assumptions = SharingAssumptions()
  var usage: [DayUsage] = []
  var lines: [ChargeLine] = []

  static let berlin = ZoneRules(
    name: "Europe/Berlin",
    // 2026-03-29T01:00:00Z and 2026-10-25T01:00:00Z.
    changes: [1_774_746_000, 1_792_890_000], offsets: [3_600, 7_200, 3_600])

  /// A laboratory of ada's that holds four GPUs at 2.00 an hour.
  static func lab(zone: ZoneRules = .utc) throws -> CataloguedOrganization {
    var organization = CataloguedOrganization()
    organization.zone = zone
    organization.environment("lab")
    organization.capacity("lab", 4)
    try organization.rate("gpu", 2)
    return organization
  }

  static func unit(_ text: String) -> MeteringUnit {
    guard let unit = MeteringUnit(text) else { preconditionFailure("\(text) is no unit") }
    return unit
  }

  mutating func rate(
    _ resource: ResourceID = "gpu", _ price: ExactDecimal, per priced: String = "GPU-hours",
    from: String = "2020-01-01", to: String? = nil, tenant: TenantID? = nil, environment: EnvironmentID? = nil
  ) throws {
    rates.append(
      Rate(
        id: "gpu", resource: resource, unit: Self.unit(priced), pricing: .unit(price), currency: try usd(),
        validity: Validity(from: Landscape.day(from), to: to.map(Landscape.day)),
        scope: UsageScope(tenant: tenant, environment: environment, resource: resource), reference: "rates.csv:2"))
  }

  mutating func environment(
    _ name: EnvironmentID, stack: StackID = "notebooks", owner: TenantID = "ada", version: VersionID = "",
    kind: CataloguedEnvironment.Kind = .bespoke, from: String? = nil, to: String? = nil
  ) {
    environments.append(
      CataloguedEnvironment(
        environment: name, stack: stack, kind: kind, owner: owner, version: version,
        validity: Validity(from: from.map(Landscape.day), to: to.map(Landscape.day)), reference: "environments.csv:2"))
  }

  mutating func capacity(
    _ environment: EnvironmentID, _ units: ExactDecimal, of resource: ResourceID = "gpu", from: String? = nil,
    to: String? = nil
  ) {
    capacities.append(
      Capacity(
        environment: environment, resource: resource, units: units,
        validity: Validity(from: from.map(Landscape.day), to: to.map(Landscape.day)), reference: "capacity.csv:2"))
  }

  mutating func use(
    _ date: String, _ hours: [Int: ExactDecimal], in environment: EnvironmentID = "lab",
    of resource: ResourceID = "gpu",
    by tenant: TenantID = "ada", stack: StackID = "", version: VersionID = "", toldUnit: MeteringUnit? = nil
  ) {
    usage.append(
      DayUsage(
        series: SeriesKey(
          tenant: tenant, stack: stack, environment: environment, version: version, resource: resource,
          toldUnit: toldUnit),
        day: Landscape.day(date),
        hours: hours.sorted { $0.key < $1.key }.map { DayUsage.Hour(hour: $0.key, quantity: $0.value) }))
  }

  mutating func line(
    _ environment: EnvironmentID, _ category: ChargeCategory, _ item: String, _ amount: ExactDecimal?,
    stack: StackID = "notebooks", on days: Range<CivilDate>? = nil
  ) throws {
    let period = Landscape.day("2026-10-01").period
    lines.append(
      ChargeLine(
        identity: ChargeLine.Identity(
          period: period, days: days ?? period.days, tenant: "ada", stack: stack, environment: environment, version: "",
          category: category, item: item, rule: ""),
        account: nil, quantity: .one, meterUnit: nil, pricing: nil, amount: amount, currency: try usd()))
  }

  var configuration: ProjectConfiguration {
    get throws {
      ProjectConfiguration(
        project: Project(
          organization: "Example", currency: try usd(), zone: zone, sources: [], resourceUnits: units,
          assumptions: assumptions),
        rateCard: RateCard(rates: rates), catalogue: Catalogue(environments: environments, capacities: capacities),
        files: [])
    }
  }

  /// With nothing added to it.
  func builder(_ first: String = "2026-10-01", _ end: String = "2026-11-01") throws -> StackInputBuilder {
    StackInputBuilder(
      configuration: try configuration, calendar: OrganizationCalendar(zone: zone),
      days: Landscape.day(first)..<Landscape.day(end))
  }

  func inputs(_ first: String = "2026-10-01", _ end: String = "2026-11-01") throws -> [StackInput] {
    var builder = try builder(first, end)
    var placed = builder
    for usage in usage { try builder.add(usage) }
    let inputs = try builder.inputs(lines: lines)
    // Series told by their place come to the same.
    let series = Set(usage.map(\.series)).sorted()
    placed.expect(series)
    for usage in usage {
      let place = try #require(series.firstIndex(of: usage.series))
      try placed.add(PlacedUsage(place: place, day: usage.day, hours: usage.hours))
    }
    #expect(try placed.inputs(lines: lines) == inputs)
    return inputs
  }
}

extension [StackInput] {
  func environment(_ name: EnvironmentID) throws -> EnvironmentInput {
    try #require(flatMap(\.environments).first { $0.environment == name })
  }
}
