package import Configuration
package import Metering

/// How the need of one pool (a resource, of one region and class of data) is shared out, held against what tenants and
/// groups of them would need alone.
package struct PoolSplit: Sendable, Equatable, Codable {
  /// One tenant's part of the need, and what it would need alone, in units.
  package struct TenantShare: Sendable, Equatable, Codable {
    package let tenant: TenantID
    package let units: Fraction
    package let alone: Fraction

    /// Whether the tenant would bear less without the others.
    package var isAboveAlone: Bool { units > alone }
  }

  /// A group that bears more units than it would need on its own, and so has a reason to leave.
  package struct GroupObjection: Sendable, Equatable, Codable {
    package let tenants: [TenantID]
    package let units: Fraction
    package let alone: Fraction
  }

  /// Why another rule was used than the one asked for.
  package enum Fallback: Sendable, Equatable, Codable {
    /// So many tenants with demand; Shapley's value is exact for at most `most` of them.
    case tooManyTenants(count: Int, most: Int)
  }

  /// Groups are looked at one by one up to so many tenants with demand: 1,023 groups.
  package static let mostCheckedTenants = 10
  /// Of the groups that object, so many are listed: those that bear most above what they would need alone.
  package static let mostListedGroups = 5

  package let resource: ResourceID
  package let region: RegionID?
  package let dataClass: DataClassID?
  /// The rule that was used.
  package let rule: SplitRule
  /// nil: it is the rule that was asked for.
  package let fallback: Fallback?
  /// What all need together, in units; the shares add up to it.
  package let need: Fraction
  /// Everybody with recorded demand, in the order of their names.
  package let shares: [TenantShare]
  /// Whether every group was looked at: with at most `mostCheckedTenants`.
  package let areGroupsChecked: Bool
  /// How many groups of two and more bear more than they would need alone.
  package let objectingGroups: Int
  /// The worst of them, the worst first.
  package let objections: [GroupObjection]

  /// Splits the demand for one pool.
  /// `highestHours`: what capacity is sized on; 1 is the peak.
  package init(
    _ pool: PoolKey, _ demand: [TenantDemand], highestHours: Int = 1, settings: SplitSettings
  ) throws(ArithmeticOverflow) {
    var game = try PeakGame(demand, highestHours: highestHours)
    if settings.rule == .topHours { game = PeakGame(game, highestHours: try game.hours(settings.topHours)) }
    let count = game.players.count
    if settings.rule == .shapley, count > PeakGame.mostShapleyPlayers {
      rule = .scrb
      fallback = .tooManyTenants(count: count, most: PeakGame.mostShapleyPlayers)
    } else {
      (rule, fallback) = (settings.rule, nil)
    }
    let split = try game.shares(by: rule)
    let alone = try game.aloneUnits()
    (resource, region, dataClass) = (pool.resource, pool.region, pool.dataClass)
    need = split.need
    shares = game.tenants.indices.map {
      TenantShare(tenant: game.tenants[$0], units: split.shares[$0], alone: alone[$0])
    }
    areGroupsChecked = count <= Self.mostCheckedTenants
    let objections = areGroupsChecked ? try game.objections(to: split.shares) : []
    objectingGroups = objections.count
    self.objections = Array(objections.prefix(Self.mostListedGroups))
  }
}

extension PeakGame {
  /// The groups of two players and more that bear more than they would need alone: first those that bear most above it,
  /// of equals the smaller groups, then those whose first tenants come first.
  /// `shares`: in the order of `tenants`.
  fileprivate func objections(
    to shares: [Fraction]
  ) throws(ArithmeticOverflow) -> [PoolSplit.GroupObjection] {
    var found: [(objection: PoolSplit.GroupObjection, excess: Fraction, members: [Int])] = []
    for group in 0..<1 << players.count where group.nonzeroBitCount >= 2 {
      let members = players.indices.filter { group & 1 << $0 != 0 }
      let units = try members.map { shares[players[$0]] }.total()
      let alone = try self.units(cost(ofPlayers: members))
      guard units > alone else { continue }
      let tenants = members.map { self.tenants[players[$0]] }
      found.append(
        (
          PoolSplit.GroupObjection(tenants: tenants, units: units, alone: alone), try units.minus(alone), members
        ))
    }
    found.sort { left, right in
      if left.excess != right.excess { return left.excess > right.excess }
      if left.members.count != right.members.count { return left.members.count < right.members.count }
      return left.members.lexicographicallyPrecedes(right.members)
    }
    return found.map(\.objection)
  }
}
