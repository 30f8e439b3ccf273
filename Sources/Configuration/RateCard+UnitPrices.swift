package import Metering

extension RateCard {
  /// Whether any usage of a resource on some days has a price of a unit that hangs on no other usage: then what some of
  /// it costs can be told without the rest.
  package func hasUnitPrices(for resource: ResourceID, on days: Range<CivilDate>) -> Bool {
    let rates = rates.filter { $0.resource == resource && !$0.validity.clamped(to: days).isEmpty }
    let isByUnit = rates.allSatisfy { rate in
      if case .unit = rate.pricing { true } else { false }
    }
    // Rows of one scope do not overlap.
    let general = rates.filter { $0.scope == UsageScope(resource: resource) }
    return isByUnit && general.reduce(0) { $0 + $1.validity.clamped(to: days).count } == days.count
  }
}
