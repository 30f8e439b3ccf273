package import Metering

/// What both sides cost with more tenants and fewer: economics.md §1.4, break-even tenants.
package struct GrowthTable: Sendable, Equatable, Codable {
  package struct Row: Sendable, Equatable, Codable {
    package let tenants: Int
    package let todayPerMonth: ExactDecimal
    package let sharedPerMonth: ExactDecimal
    /// FTE of the shared environments.
    package let team: ExactDecimal
  }

  /// How many tenants there are.
  package let tenants: Int
  /// By number of tenants, that of today among them.
  package let rows: [Row]
  /// The smallest number of tenants from which sharing costs no more a month; nil: none up to a thousand.
  package let breakEvenTenants: Int?

  private static let counts = [10, 20, 50, 100, 200, 500, mostTenants]
  private static let mostTenants = 1_000

  /// nil where there are no tenants, or nothing to share.
  init?(_ growth: TenantGrowth, months: Fraction, currency: Currency) throws(ArithmeticOverflow) {
    guard growth.tenants > 0, try growth.figures(tenants: growth.tenants).isSharing else { return nil }
    tenants = growth.tenants
    var rows: [Row] = []
    for count in Set(Self.counts + [growth.tenants]).sorted() {
      let figures = try growth.figures(tenants: count)
      rows.append(
        Row(
          tenants: count, todayPerMonth: try currency.rounded(try figures.today.fraction.over(months)),
          sharedPerMonth: try currency.rounded(try figures.shared.fraction.over(months)), team: figures.team))
    }
    self.rows = rows
    breakEvenTenants = try Self.smallest(upTo: Self.mostTenants) { (count) throws(ArithmeticOverflow) in
      let figures = try growth.figures(tenants: count)
      return figures.shared <= figures.today
    }
  }

  /// The smallest number from which something holds, and nil where it does not hold at `most`.
  /// `holds`: of a number and, once it holds, of every larger one; whole nodes may break this by a step, and then the
  /// number is one of those at which it begins to hold.
  package static func smallest(
    upTo most: Int, _ holds: (Int) throws(ArithmeticOverflow) -> Bool
  ) throws(ArithmeticOverflow) -> Int? {
    guard try holds(most) else { return nil }
    var (below, from) = (0, most)
    while from - below > 1 {
      let middle = (below + from) / 2
      if try holds(middle) { from = middle } else { below = middle }
    }
    return from
  }
}
