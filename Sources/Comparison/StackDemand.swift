import Configuration
package import Metering

/// The measured demand of a stack's pools. It hangs on no assumption but the statistic, so that whoever varies the
/// others measures once.
package struct StackDemand: Sendable {
  let statistic: SharingAssumptions.Statistic
  let pools: [PoolDemand]
  /// Where each environment is among the pools' members.
  private let positions: [EnvironmentID: [(pool: Int, member: Int)]]

  private init(statistic: SharingAssumptions.Statistic, pools: [PoolDemand]) {
    self.statistic = statistic
    self.pools = pools
    var positions: [EnvironmentID: [(pool: Int, member: Int)]] = [:]
    for (pool, demand) in pools.enumerated() {
      for (member, input) in demand.members.enumerated() {
        positions[input.environment, default: []].append((pool, member))
      }
    }
    self.positions = positions
  }

  /// `input`: only environments that may be shared.
  package init(of input: StackInput) throws(ArithmeticOverflow) {
    let statistic = input.assumptions.statistic
    var members: [PoolKey: [PoolDemand.Member]] = [:]
    for environment in input.ordered.environments {
      for resource in environment.resources {
        let key = PoolKey(resource: resource.resource, region: environment.region, dataClass: environment.dataClass)
        members[key, default: []].append(
          try PoolDemand.Member(environment.environment, resource, statistic: statistic))
      }
    }
    var pools: [PoolDemand] = []
    for (key, members) in members.sorted(by: { $0.key < $1.key }) {
      pools.append(try PoolDemand(key: key, members: members, statistic: statistic, isInspected: true))
    }
    self.init(statistic: statistic, pools: pools)
  }

  /// The demand of these environments alone, each measured before: what is sized on, without what is told beside it.
  func restricted(to kept: Set<EnvironmentID>) throws(ArithmeticOverflow) -> StackDemand {
    var members = [[Int]](repeating: [], count: pools.count)
    for environment in kept {
      for position in positions[environment] ?? [] { members[position.pool].append(position.member) }
    }
    var pools: [PoolDemand] = []
    for (pool, members) in zip(self.pools, members) where !members.isEmpty {
      let kept = members.sorted().map { pool.members[$0] }
      pools.append(try PoolDemand(key: pool.key, members: kept, statistic: statistic, isInspected: false))
    }
    return StackDemand(statistic: statistic, pools: pools)
  }
}
