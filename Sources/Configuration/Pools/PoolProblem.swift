package import Metering

/// What can be wrong with the rows of `pools.csv` and `pool_receivers.csv`.
package enum PoolProblem: Sendable, Equatable {
  /// A floor or a cap is of a pool that is shared out in parts, each by weights of its own.
  case boundsOfParts(pool: String)
  case floorAboveCap(floor: String, cap: String)
  case unknownPool(String, suggestion: String?)
  case unknownTenant(TenantID, suggestion: String?)
  /// Percentages that do not add to 100; `from` is the first such day, nil: since ever.
  case percentagesDoNotAdd(pool: String, sum: ExactDecimal, from: CivilDate?)
  /// An amount that names no environment or stack is shared among its users.
  case amongNothing(among: String)
}

extension PoolProblem {
  var wording: Wording {
    switch self {
    case .boundsOfParts(let pool):
      (
        "the pool \(quoted(pool)) is shared out in parts, and a floor or cap holds for a whole",
        "share it among the organization, or name its environment, and its resource where it goes by usage"
      )
    case .floorAboveCap(let floor, let cap): ("the floor \(floor) is above the cap \(cap)", "lower one of the two")
    case .unknownPool(let name, let suggestion):
      ("pools.csv has no pool \(quoted(name))", suggestion.map { "did you mean \(quoted($0))?" } ?? "add it there")
    case .unknownTenant(let tenant, let suggestion):
      (
        "tenants.csv has no tenant \(quoted(tenant.text))",
        suggestion.map { "did you mean \(quoted($0))?" } ?? "add it there"
      )
    case .percentagesDoNotAdd(let pool, let sum, let from):
      (
        "the percentages of \(quoted(pool)) add to \(sum) from \(from.map { "\($0) on" } ?? "the beginning")",
        "make them add to 100 on each day of the pool"
      )
    case .amongNothing(let among):
      (
        "an amount is shared among the users of no \(among)",
        "name the \(among), or leave \"among\" empty"
      )
    }
  }
}
