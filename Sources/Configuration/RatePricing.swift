package import Metering

/// How a rate turns a quantity into an amount (economics.md §2.2).
package enum RatePricing: Sendable, Hashable {
  /// Every unit at one price.
  case unit(ExactDecimal)
  /// The price hangs on how much the month's usage comes to.
  case tiers(TierTable)
  /// Whole packages, the last one even where it is only begun.
  case packages(PackagePrice)
}

/// Whose usage is added up to find the tier that is reached, or the packages that are begun. It begins anew with every
/// calendar month.
package enum AccumulatorScope: String, Sendable, Hashable, CaseIterable {
  case tenant
  /// A cost centre's tenants together; a tenant without one counts for itself.
  case costCentre = "cost_centre"
  case organization
}

/// Prices by quantity, in bands that meet:
///
///     (0, 1000]     2.00        graduated: each unit at the price of the band it falls in
///     (1000, 5000]  1.80        volume: all units at the price of the band that their sum reaches
///     (5000, ∞)     1.50
package struct TierTable: Sendable, Hashable {
  package enum Method: String, Sendable, Hashable, CaseIterable {
    case graduated
    case volume
  }

  package struct Band: Sendable, Hashable {
    /// In the rate's unit; quantities in the band are larger.
    package let above: ExactDecimal
    /// The largest quantity in the band; nil: it has no end.
    package let upTo: ExactDecimal?
    package let price: ExactDecimal

    package init(above: ExactDecimal, upTo: ExactDecimal?, price: ExactDecimal) {
      self.above = above
      self.upTo = upTo
      self.price = price
    }

    /// The band as lines name it: `(1000,5000]`.
    package var text: String { "(\(above)," + (upTo.map { "\($0)]" } ?? "inf)") }
  }

  package let method: Method
  package let scope: AccumulatorScope
  /// Ascending from 0, each beginning where the one before ends; the last has no end.
  package let bands: [Band]

  package init(method: Method, scope: AccumulatorScope, bands: [Band]) {
    precondition(bands.first?.above.isZero == true && bands.last?.upTo == nil, "tiers reach from 0 to any quantity")
    precondition(zip(bands, bands.dropFirst()).allSatisfy { $0.upTo == $1.above }, "tiers meet")
    self.method = method
    self.scope = scope
    self.bands = bands
  }
}

/// What a package costs and how much is in it.
package struct PackagePrice: Sendable, Hashable {
  /// In the rate's unit, above 0.
  package let size: ExactDecimal
  /// Of one package.
  package let price: ExactDecimal
  package let scope: AccumulatorScope

  package init(size: ExactDecimal, price: ExactDecimal, scope: AccumulatorScope) {
    precondition(size > .zero, "something is in a package")
    self.size = size
    self.price = price
    self.scope = scope
  }
}

extension Rate {
  /// What a quantity costs at the list price, rounded once: at the price of the first tier, and of packages as the part
  /// of one. It is what holding capacity is priced by, which reaches no tier.
  /// `ratio`: how many of the rate's units one unit of the quantity is.
  package func listCost(of quantity: ExactDecimal, ratio: Fraction) throws(ArithmeticOverflow) -> ExactDecimal {
    switch pricing {
    case .unit(let price): try quantity.times(price, ratio: ratio)
    case .tiers(let table): try quantity.times(table.bands[0].price, ratio: ratio)
    case .packages(let package):
      try quantity.times(package.price, ratio: try ratio.over(package.size.fraction))
    }
  }
}
