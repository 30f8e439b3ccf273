package import Metering

/// The price of a resource for a scope, from a day until another: a row of `rates.csv`, or the rows of its tiers.
package struct Rate: Sendable, Hashable, ScopedRow {
  /// Names the rate for ever, wherever in the file it stands: what the file calls it, or what it is for.
  package let id: String
  package let resource: ResourceID
  /// The unit priced, of the same dimension as the resource's own.
  package let unit: MeteringUnit
  package let pricing: RatePricing
  package let currency: Currency
  /// Since a day, always.
  package let validity: Validity
  /// For which usage, of the resource.
  package let scope: UsageScope
  /// Where the first row is: `rates.csv:7`.
  package let reference: String

  /// A rate of `scope.resource`.
  package init(
    id: String, resource: ResourceID, unit: MeteringUnit, pricing: RatePricing, currency: Currency,
    validity: Validity, scope: UsageScope, reference: String
  ) {
    precondition(scope.resource == resource && validity.from != nil, "a rate is of its resource, since a day")
    self.id = id
    self.resource = resource
    self.unit = unit
    self.pricing = pricing
    self.currency = currency
    self.validity = validity
    self.scope = scope
    self.reference = reference
  }
}

/// The prices of resources, checked: for any usage on any day there is one that is most specific, or none.
package struct RateCard: Sendable, Equatable {
  private struct Key: Hashable {
    let resource: ResourceID
    let tenant: TenantID?
  }

  /// In the order of the file.
  package let rates: [Rate]
  private let byKey: [Key: [Rate]]

  package init(rates: [Rate]) {
    self.rates = rates
    byKey = Dictionary(grouping: rates) { Key(resource: $0.resource, tenant: $0.scope.tenant) }
  }

  package static let empty = RateCard(rates: [])

  /// The rates of a resource that may hold for a tenant somewhere, some day.
  package func rates(of resource: ResourceID, tenant: TenantID) -> [Rate] {
    (byKey[Key(resource: resource, tenant: tenant)] ?? []) + (byKey[Key(resource: resource, tenant: nil)] ?? [])
  }

  /// The rate of some usage on a day; nil: unrated.
  package func rate(of usage: UsageSubject, on day: CivilDate) -> Rate? {
    rates(of: usage.resource, tenant: usage.tenant).mostSpecific(for: usage, on: day)
  }
}
