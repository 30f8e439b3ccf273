package import Metering

/// What the organisation says of its environments, tenants and components: `environments.csv`, `capacity.csv`,
/// `costs.csv`, `tenants.csv`, `components.csv`, `releases.csv`. Every row but a release's holds from a day until
/// another, the last one not included.
package struct Catalogue: Sendable, Equatable {
  package let environments: [CataloguedEnvironment]
  package let capacities: [Capacity]
  package let costs: [FixedCost]
  package let tenants: [CataloguedTenant]
  package let components: [CataloguedComponent]
  package let releases: [ComponentRelease]
  private let environmentsByID: [EnvironmentID: [CataloguedEnvironment]]
  private let capacitiesByEnvironment: [EnvironmentID: [Capacity]]
  private let tenantsByID: [TenantID: [CataloguedTenant]]

  package init(
    environments: [CataloguedEnvironment] = [], capacities: [Capacity] = [], costs: [FixedCost] = [],
    tenants: [CataloguedTenant] = [], components: [CataloguedComponent] = [], releases: [ComponentRelease] = []
  ) {
    self.environments = environments
    self.capacities = capacities
    self.costs = costs
    self.tenants = tenants
    self.components = components
    self.releases = releases
    environmentsByID = Dictionary(grouping: environments, by: \.environment)
    capacitiesByEnvironment = Dictionary(grouping: capacities, by: \.environment)
    tenantsByID = Dictionary(grouping: tenants, by: \.tenant)
  }

  package static let empty = Catalogue()

  /// What the catalogue says of an environment over time, in the order of the file.
  package func environments(_ id: EnvironmentID) -> [CataloguedEnvironment] { environmentsByID[id] ?? [] }

  /// What an environment holds ready, in the order of the file.
  package func capacities(of id: EnvironmentID) -> [Capacity] { capacitiesByEnvironment[id] ?? [] }

  /// Where a tenant's charges are booked over time, in the order of the file.
  package func tenants(_ id: TenantID) -> [CataloguedTenant] { tenantsByID[id] ?? [] }

  /// What the catalogue says of an environment on a day; nil when it says nothing.
  package func environment(_ id: EnvironmentID, on day: CivilDate) -> CataloguedEnvironment? {
    environmentsByID[id]?.first { $0.validity.contains(day) }
  }

  /// Where a tenant's charges are booked on a day; nil: unmapped.
  package func tenant(_ id: TenantID, on day: CivilDate) -> CataloguedTenant? {
    tenantsByID[id]?.first { $0.validity.contains(day) }
  }
}

/// The days on which a row holds.
package struct Validity: Sendable, Hashable {
  /// nil: since ever.
  package let from: CivilDate?
  /// The first day on which it no longer holds; nil: until further notice.
  package let to: CivilDate?

  package init(from: CivilDate? = nil, to: CivilDate? = nil) {
    self.from = from
    self.to = to
  }

  package func contains(_ day: CivilDate) -> Bool { (from.map { $0 <= day } ?? true) && (to.map { day < $0 } ?? true) }

  /// The part of `days` on which the row holds; empty where none.
  package func clamped(to days: Range<CivilDate>) -> Range<CivilDate> {
    let lower = max(from ?? days.lowerBound, days.lowerBound)
    let upper = min(to ?? days.upperBound, days.upperBound)
    return lower..<max(lower, upper)
  }
}

/// A row of `capacity.csv`: how many units of a resource an environment holds ready.
package struct Capacity: Sendable, Hashable {
  package let environment: EnvironmentID
  package let resource: ResourceID
  /// In units held at a time: GPUs, cores, GiB.
  package let units: ExactDecimal
  package let validity: Validity
  package let reference: String

  package init(
    environment: EnvironmentID, resource: ResourceID, units: ExactDecimal, validity: Validity, reference: String
  ) {
    self.environment = environment
    self.resource = resource
    self.units = units
    self.validity = validity
    self.reference = reference
  }
}

/// A row of `costs.csv`: what an environment costs a month whether used or not.
package struct FixedCost: Sendable, Hashable {
  package let environment: EnvironmentID
  /// Any category but usage.
  package let category: ChargeCategory
  /// The row's name on the bill: `control plane`, `MLflow licence`.
  package let item: String
  /// A full month's amount. Of staff: FTE × loaded cost a year ÷ 12.
  package let amountPerMonth: ExactDecimal
  /// The people it pays, when it is staff.
  package let fullTimeEquivalents: ExactDecimal?
  package let currency: Currency
  package let validity: Validity
  package let reference: String

  package init(
    environment: EnvironmentID, category: ChargeCategory, item: String, amountPerMonth: ExactDecimal,
    fullTimeEquivalents: ExactDecimal?, currency: Currency, validity: Validity, reference: String
  ) {
    self.environment = environment
    self.category = category
    self.item = item
    self.amountPerMonth = amountPerMonth
    self.fullTimeEquivalents = fullTimeEquivalents
    self.currency = currency
    self.validity = validity
    self.reference = reference
  }
}

/// A row of `tenants.csv`.
package struct CataloguedTenant: Sendable, Hashable {
  package let tenant: TenantID
  package let account: TenantAccount
  /// How many people it has; nil where that is not told.
  package let headcount: ExactDecimal?
  package let validity: Validity
  package let reference: String

  package init(
    tenant: TenantID, account: TenantAccount, headcount: ExactDecimal? = nil, validity: Validity, reference: String
  ) {
    self.tenant = tenant
    self.account = account
    self.headcount = headcount
    self.validity = validity
    self.reference = reference
  }
}
