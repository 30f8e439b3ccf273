package import Metering

/// One of the other answers that the comparison works out beside its own: issue 3, item 10. Its changes combine.
package struct Scenario: Sendable, Equatable {
  /// What has a platform of its own.
  package enum Platform: String, Sendable, Equatable, CaseIterable {
    case region
  }

  package let name: String
  /// nil: one platform for all.
  package let platformPer: Platform?
  /// Teams that stay as they are: the environments they own are on neither side.
  package let without: [TenantID]
  /// All demand, and all that is held for it today, times this; 1: as it is.
  package let demand: Fraction
  /// How many tenants there are; nil: as many as there are.
  package let tenants: Int?
  /// Assumptions set for this scenario, in the order of their keys.
  package let changes: [AssumptionChange]

  package init(
    name: String, platformPer: Platform? = nil, without: [TenantID] = [], demand: Fraction = .one,
    tenants: Int? = nil, changes: [AssumptionChange] = []
  ) {
    precondition(demand > .zero, "a scenario has some demand")
    self.name = name
    self.platformPer = platformPer
    self.without = without
    self.demand = demand
    self.tenants = tenants
    self.changes = changes
  }
}
