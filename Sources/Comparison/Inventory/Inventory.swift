package import Configuration
package import Metering

/// What there is: every environment of the days compared, whether the catalogue knows it or only the logs do.
///
///     training   fraud-training    bespoke, fraud     Crucible 7.9.0   16 GPUs   1 FTE     61,204.18
///     training   mystery           (not catalogued)            ?          ?       ?          812.50
///
/// What nobody recorded is nil or empty and never 0.
package struct Inventory: Sendable, Equatable, Codable {
  /// A piece of software, in the version that it had last on the days.
  package struct Component: Sendable, Hashable, Codable {
    package let component: ComponentID
    package let version: VersionID

    package init(component: ComponentID, version: VersionID) {
      self.component = component
      self.version = version
    }
  }

  /// A resource that an environment holds ready.
  package struct HeldResource: Sendable, Equatable, Codable {
    package let resource: ResourceID
    /// The most units held at one time on the days.
    package let units: ExactDecimal

    package init(resource: ResourceID, units: ExactDecimal) {
      self.resource = resource
      self.units = units
    }
  }

  /// One environment. What the catalogue tells of it is what it tells last on the days.
  package struct Entry: Sendable, Equatable, Codable {
    package let stack: StackID
    package let environment: EnvironmentID
    /// nil, like `owner`, when it is in the logs and not in the catalogue.
    package let kind: CataloguedEnvironment.Kind?
    package let owner: TenantID?
    package let product: ProductID?
    package let region: RegionID?
    package let dataClass: DataClassID?
    package let keepApart: CataloguedEnvironment.KeepApartReason?
    package let retireAfter: CivilDate?
    package let wave: Int?
    package let isolation: String?
    package let availabilityTarget: String?
    /// In the order of their names; empty when nobody told any.
    package let components: [Component]
    /// In the order of their names; empty when nobody told any.
    package let capacities: [HeldResource]
    /// The most people at one time that `costs.csv` pays for it, in FTE; nil when it has no row of staff.
    package let fullTimeEquivalents: ExactDecimal?
    /// What it cost on the days: `StackComparison.EnvironmentCost.total`.
    package let cost: ExactDecimal
    /// Who used it, in order.
    package let tenants: [TenantID]
    /// The versions its usage ran on, in order: as the logs name them, the catalogue's where they name none.
    package let versionsSeen: [VersionID]
    package let isSeenInLogs: Bool
    package let isCatalogued: Bool
  }

  /// By stack, then by environment.
  package let entries: [Entry]
}

extension Inventory {
  /// `costs`: of every environment, on the days of the histories.
  init(
    of histories: [EnvironmentHistory], costs: [StackEnvironment: ExactDecimal], catalogue: Catalogue
  ) throws(ArithmeticOverflow) {
    let capacities = Dictionary(grouping: catalogue.capacities, by: \.environment)
    let fixedCosts = Dictionary(grouping: catalogue.costs, by: \.environment)
    var entries: [Entry] = []
    for history in histories {
      let environment = history.environment
      entries.append(
        Entry(
          history, cost: costs[history.key] ?? .zero,
          capacities: Self.held(capacities[environment] ?? [], on: history.cataloguedDays),
          fullTimeEquivalents: try Self.people(fixedCosts[environment] ?? [], on: history.cataloguedDays)))
    }
    self.entries = entries
  }

  /// `days`: stretches of them.
  private static func held(_ capacities: [Capacity], on days: [Range<CivilDate>]) -> [HeldResource] {
    // Two rows of one resource never hold on the same day, so the most at one time is the largest row.
    var most: [ResourceID: ExactDecimal] = [:]
    for capacity in capacities where days.contains(where: { !capacity.validity.clamped(to: $0).isEmpty }) {
      most[capacity.resource] = max(most[capacity.resource] ?? .zero, capacity.units)
    }
    return most.sorted { $0.key < $1.key }.map { HeldResource(resource: $0.key, units: $0.value) }
  }

  private static func people(
    _ costs: [FixedCost], on days: [Range<CivilDate>]
  ) throws(ArithmeticOverflow) -> ExactDecimal? {
    var staff: [(people: ExactDecimal, days: Range<CivilDate>)] = []
    for cost in costs {
      guard let people = cost.fullTimeEquivalents else { continue }
      staff += days.map { (people, cost.validity.clamped(to: $0)) }.filter { !$0.1.isEmpty }
    }
    var most: ExactDecimal?
    // How many there are rises only where a row begins.
    for first in Set(staff.map(\.days.lowerBound)) {
      let people = try staff.filter { $0.days.contains(first) }.map(\.people).total()
      most = max(most ?? people, people)
    }
    return most
  }
}

extension Inventory.Entry {
  fileprivate init(
    _ history: EnvironmentHistory, cost: ExactDecimal, capacities: [Inventory.HeldResource],
    fullTimeEquivalents: ExactDecimal?
  ) {
    let entry = history.entry
    stack = history.stack
    environment = history.environment
    kind = entry?.kind
    owner = entry?.owner
    product = entry?.product
    region = entry?.region
    dataClass = entry?.dataClass
    keepApart = entry?.keepApart
    retireAfter = entry?.retireAfter
    wave = entry?.wave
    isolation = entry?.isolation
    availabilityTarget = entry?.availabilityTarget
    var versions: [ComponentID: VersionID] = [:]
    for row in history.components where !row.validity.clamped(to: history.days).isEmpty {
      versions[row.component] = row.version
    }
    components = versions.sorted { $0.key < $1.key }.map {
      Inventory.Component(component: $0.key, version: $0.value)
    }
    self.capacities = capacities
    self.fullTimeEquivalents = fullTimeEquivalents
    self.cost = cost
    tenants = history.input.tenants
    versionsSeen = history.seenVersions
    isSeenInLogs = history.isSeenInLogs
    isCatalogued = entry != nil
  }
}
