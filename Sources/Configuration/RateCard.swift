package import Metering

/// One row of `rates.csv`: the price of one unit of a resource, from a day until another.
package struct Rate: Sendable, Hashable {
  package let resource: ResourceID
  /// The unit priced, of the same dimension as the resource's own.
  package let unit: MeteringUnit
  package let price: ExactDecimal
  package let currency: Currency
  package let validFrom: CivilDate
  /// The first day on which the rate no longer holds; nil: it holds until further notice.
  package let validTo: CivilDate?
  /// Only this environment, or all.
  package let environment: EnvironmentID?
  /// Only this tenant, or all.
  package let tenant: TenantID?
  /// Where the row is: `rates.csv:7`.
  package let reference: String

  package init(
    resource: ResourceID, unit: MeteringUnit, price: ExactDecimal, currency: Currency, validFrom: CivilDate,
    validTo: CivilDate?, environment: EnvironmentID?, tenant: TenantID?, reference: String
  ) {
    self.resource = resource
    self.unit = unit
    self.price = price
    self.currency = currency
    self.validFrom = validFrom
    self.validTo = validTo
    self.environment = environment
    self.tenant = tenant
    self.reference = reference
  }

  package func isValid(on day: CivilDate) -> Bool { validFrom <= day && validTo.map { day < $0 } ?? true }
}

/// The prices of resources, checked: no two rates of one scope hold on the same day.
package struct RateCard: Sendable, Equatable {
  /// In the order of the file.
  package let rates: [Rate]
  private let byResource: [ResourceID: [Rate]]

  package init(rates: [Rate]) {
    self.rates = rates
    byResource = Dictionary(grouping: rates, by: \.resource)
  }

  package static let empty = RateCard(rates: [])

  /// The rate of a resource on a day for a tenant in an environment: the most specific wins, where tenant and
  /// environment beat tenant, tenant beats environment, and environment beats neither. nil: unrated.
  package func rate(
    of resource: ResourceID, tenant: TenantID, environment: EnvironmentID, on day: CivilDate
  ) -> Rate? {
    var best: (rate: Rate, rank: Int)?
    for rate in byResource[resource] ?? [] where rate.isValid(on: day) {
      if let only = rate.tenant, only != tenant { continue }
      if let only = rate.environment, only != environment { continue }
      let rank = (rate.tenant == nil ? 0 : 2) + (rate.environment == nil ? 0 : 1)
      if rank > best?.rank ?? -1 { best = (rate, rank) }
    }
    return best?.rate
  }
}
