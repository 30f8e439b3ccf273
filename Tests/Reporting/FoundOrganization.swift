import Comparison
import Metering

@testable import Configuration
@testable import Reporting

/// A month of four teams and two stacks that went through the comparison itself, so that all its findings are there:
/// notebooks that are cheaper shared, a store that is not, one environment kept apart, one that nobody catalogued.
struct FoundOrganization {
  /// What becomes of every name.
  var name: (String) -> String = { $0 }
  /// Whether sharing loses as a whole: only the store is there.
  var loses = false
  /// Further teams with notebooks of their own.
  var furtherTeams = 0
  /// Further stacks that two of the teams run each, and that are dearer shared.
  var furtherStacks = 0
  /// How many days of the month are compared.
  var dayCount = 30
  var horizonMonths = SharingAssumptions().horizonMonths
  /// Whether capacity is recorded; without it usage is all that is known of an environment's resources.
  var isCapacityRecorded = true
  /// Whether people are.
  var isStaffRecorded = true
  /// What was measured of people.
  var switching: [StackID: MeasuredSwitching] = [:]
  var switchMinutes = SharingAssumptions().switchMinutes
  var split = SplitSettings()
  /// Whether any release is known.
  var areReleasesListed = true

  private var days: Range<CivilDate> {
    let first = CivilDate(dayNumber: 20_697)
    return first..<first.adding(days: dayCount)
  }
  private var stacks: [String] { (0..<furtherStacks).map { "stack-\($0 + 100)" } }
  private static let calendar = OrganizationCalendar(zone: .utc)
  private var hours: Int { 24 * days.count }
  private var teams: [String] { ["fraud", "risk", "vision", "claims"] + (0..<furtherTeams).map { "team-\($0 + 10)" } }

  /// September 2026 in the place of the sample's.
  func input() throws -> ReportInput {
    let sample = SampleOrganization.input()
    return sample.with(periods: [try month()])
  }

  func month() throws -> PeriodInput {
    let stacks = try MeasuredStack.all(inputs())
    let comparisons = stacks.map(\.comparison)
    let findings = try PeriodFindings(
      configuration: configuration(), calendar: Self.calendar, days: days, months: .one, stacks: stacks,
      switching: switching, asOf: days.upperBound.adding(days: -1))
    let organization = try OrganizationComparison(
      of: comparisons, months: .one, currency: SampleOrganization.usd)
    return PeriodInput(
      period: days.lowerBound.period, state: "open", days: days, lines: SampleOrganization.input().periods[1].lines,
      comparisons: comparisons, organization: organization, findings: .found(findings))
  }

  private func inputs() throws -> [StackInput] {
    var assumptions = SharingAssumptions()
    assumptions.nodeSizes = ["gpu": 4]
    assumptions.teamFloor = 1
    assumptions.teamBase = "0.5"
    assumptions.teamPerTenant = "0.1"
    assumptions.horizonMonths = horizonMonths
    assumptions.switchesPerMonth = 60
    assumptions.switchMinutes = switchMinutes
    var dear = assumptions
    dear.teamFloor = 6
    var environments = try teams.enumerated().map { position, team in
      try environment("notebooks", team, position, held: 16)
    }
    environments.append(try environment("notebooks", nil, 7, held: 2))
    let stores = try teams.prefix(2).enumerated().map { position, team in
      try environment("store", team, position, held: 4)
    }
    func input(
      _ stack: String, _ environments: [EnvironmentInput], _ assumptions: SharingAssumptions
    ) throws -> StackInput {
      try StackInput(
        stack: StackID(name(stack)), environments: environments,
        sharedUnitCosts: [ResourceID(name("gpu")): ExactDecimal(2 * hours)], hours: hours, months: .one,
        currency: SampleOrganization.usd, assumptions: assumptions
      ).with(switching: switching[StackID(name(stack))].flatMap { try SwitchingVolume($0) })
    }
    let store = try input("store", Array(stores), dear)
    let further = try stacks.map { stack in
      let own = try teams.prefix(2).enumerated().map { try environment(stack, $1, 5 * $0, held: 4 + 8 * $0) }
      return try input(stack, own, dear)
    }
    guard !loses else { return [store] }
    return ([try input("notebooks", environments, assumptions), store] + further).sorted { $0.stack < $1.stack }
  }

  /// Each team is busy in hours of its own, and all a little in the same.
  private func environment(
    _ stack: String, _ team: String?, _ position: Int, held: Int
  ) throws -> EnvironmentInput {
    let tenant = TenantID(name(team ?? "nobody"))
    let demand = (0..<hours).map { hour in
      ExactDecimal(3_600 * ((hour / 5 + 3 * position) % 11 == 0 ? held - 1 : 1 + (hour + position) % 3))
    }
    let used = demand.reduce(Int128(0)) { $0 + $1.picounits } / ExactDecimal.one.picounits / 3_600
    let paidByUse = isCapacityRecorded ? ExactDecimal.zero : ExactDecimal(Int(used) * 2)
    return EnvironmentInput(
      environment: EnvironmentID(name("\(team ?? "mystery")-\(stack)")), kind: team == nil ? nil : .bespoke,
      owner: team == nil ? nil : tenant, keptApart: team == "claims" ? .regulatory : nil,
      versions: [VersionID(name(position.isMultiple(of: 2) ? "7.4" : "8.1"))], tenants: [tenant],
      resources: !isCapacityRecorded
        ? []
        : [
          ResourceInput(
            resource: ResourceID(name("gpu")),
            segments: [.init(units: ExactDecimal(held), unitCost: ExactDecimal(2 * hours), hours: 0..<hours)],
            demand: demand, demandOfTenants: [TenantDemand(tenant: tenant, unitSeconds: demand)],
            usedCost: ExactDecimal(Int(used) * 2))
        ], paidByUse: paidByUse,
      paidByUseOfTenants: isCapacityRecorded ? [] : [TenantAmount(tenant: tenant, amount: paidByUse)],
      controlPlane: 900, licences: 1_200, staff: isStaffRecorded ? 9_000 : .zero, otherFixed: .zero,
      isStaffRecorded: isStaffRecorded && team != nil, unratedResources: [])
  }

  private func configuration() throws -> ProjectConfiguration {
    func day(_ text: String) -> CivilDate { CivilDate(text) ?? days.lowerBound }
    func entry(_ stack: String, _ team: String, _ position: Int) -> CataloguedEnvironment {
      CataloguedEnvironment(
        environment: EnvironmentID(name("\(team)-\(stack)")), stack: StackID(name(stack)), kind: .bespoke,
        owner: TenantID(name(team)), version: VersionID(name(position.isMultiple(of: 2) ? "7.4" : "8.1")),
        product: ProductID(name("Atelier")), keepApart: team == "claims" ? .regulatory : nil,
        isolation: position == 0 ? name("quotas, tested in August") : nil,
        availabilityTarget: position == 0 ? "99.5%" : nil, validity: Validity(), reference: "environments.csv:2")
    }
    let environments =
      teams.enumerated().map { entry("notebooks", $1, $0) }
      + (["store"] + stacks).flatMap { stack in teams.prefix(2).enumerated().map { entry(stack, $1, $0) } }
    let components = environments.enumerated().map { position, environment in
      CataloguedComponent(
        environment: environment.environment, component: ComponentID(name("postgres")),
        version: VersionID(name(position.isMultiple(of: 2) ? "13" : "16")), validity: Validity(),
        reference: "components.csv:2")
    }
    let releases = [
      ("Atelier", "7.4", "2024-02-20", "2026-03-31"), ("Atelier", "8.1", "2025-11-18", "2027-06-30"),
      ("postgres", "13", "2020-09-24", "2026-11-13"), ("postgres", "16", "2023-09-14", "2028-11-09"),
    ].map { component, version, released, end in
      ComponentRelease(
        component: ComponentID(name(component)), version: VersionID(name(version)), released: day(released),
        endOfSupport: day(end), surchargePerHour: nil, reference: "releases.csv:2")
    }
    return ProjectConfiguration(
      project: Project(
        organization: name("Example"), currency: SampleOrganization.usd, zone: .utc, sources: [], split: split),
      rateCard: .empty,
      catalogue: Catalogue(
        environments: environments, components: components, releases: areReleasesListed ? releases : []),
      files: [])
  }
}
