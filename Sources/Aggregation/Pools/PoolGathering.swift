import Configuration
import Metering

/// What pools take of the lines that are there, and their amounts a month.
struct PoolGathering {
  let poolDays: PoolDays
  let catalogue: Catalogue

  /// What environments cost that a source takes: the lines of fixed costs, from who is charged with them.
  func fixedCosts(of source: CostPool.Source, _ lines: [ChargeLine]) throws(ArithmeticOverflow) -> [GatheredCost] {
    let pools = poolDays.pools.pools(of: source, on: poolDays.days)
    guard !pools.isEmpty else { return [] }
    var gathered: [GatheredCost] = []
    for line in lines where source.takes.contains(line.identity.category) {
      gathered += try taken(of: line, pools) { day in
        self.catalogue.environment(line.identity.environment, on: day)?.kind == .shared
      }
    }
    return gathered
  }

  /// What usage of nobody comes to, with what earlier pools gave to nobody.
  func unallocated(_ lines: [ChargeLine]) throws(ArithmeticOverflow) -> [GatheredCost] {
    let pools = poolDays.pools.pools(of: .unallocated, on: poolDays.days)
    guard !pools.isEmpty else { return [] }
    var gathered: [GatheredCost] = []
    for line in lines where line.identity.tenant.text == ReservedName.unallocated {
      gathered += try taken(of: line, pools) { _ in true }
    }
    return gathered
  }

  /// What pools of idle capacity have left of the environments whose pool takes it.
  func leftIdle(_ left: [GatheredCost]) throws(ArithmeticOverflow) -> [GatheredCost] {
    let pools = poolDays.pools.pools(of: .sharedInfrastructure, on: poolDays.days)
    guard pools.contains(where: \.takesIdle) else { return [] }
    var gathered: [GatheredCost] = []
    for idle in left {
      guard let amount = idle.amount, !amount.isZero else { continue }
      let stretches = poolDays.stretches(of: idle.days) { day in
        let pool = pools.gathering(
          subject(idle.stack, idle.environment),
          isShared: catalogue.environment(idle.environment, on: day)?.kind == .shared, on: day)
        return (pool?.takesIdle == true ? pool : nil, 0)
      }
      for stretch in stretches {
        gathered.append(
          GatheredCost(
            pool: stretch.pool, segment: stretch.segment, days: stretch.days, holder: idle.holder,
            account: idle.account, stack: idle.stack, environment: idle.environment, item: "idle \(idle.item)",
            amount: try amount.due(on: stretch.days, of: idle.days), isNew: false))
      }
    }
    return gathered
  }

  /// The amounts a month of a source's pools, by the day.
  func amounts(of source: CostPool.Source) throws(ArithmeticOverflow) -> [GatheredCost] {
    var gathered: [GatheredCost] = []
    for pool in poolDays.pools.pools(of: source, on: poolDays.days) {
      guard let amountPerMonth = pool.amountPerMonth else { continue }
      let held = pool.validity.clamped(to: poolDays.days)
      let due = try amountPerMonth.times(Fraction(Int128(held.count), Int128(poolDays.period.dayCount)))
      for stretch in poolDays.stretches(of: held, { (pool, Booking(pool, catalogue, on: $0)) }) {
        let amount = try due.due(on: stretch.days, of: held)
        guard !amount.isZero else { continue }
        gathered.append(
          GatheredCost(
            pool: pool, segment: stretch.segment, days: stretch.days, holder: pool.holder,
            account: stretch.facts.account, stack: stretch.facts.stack,
            environment: pool.scope.environment ?? EnvironmentID(ReservedName.all), item: pool.name, amount: amount,
            isNew: true))
      }
    }
    return gathered
  }

  private struct Booking: Equatable {
    let account: TenantAccount?
    let stack: StackID

    init(_ pool: CostPool, _ catalogue: Catalogue, on day: CivilDate) {
      account = catalogue.tenant(pool.holder, on: day)?.account
      let entry = pool.scope.environment.flatMap { catalogue.environment($0, on: day) }
      stack = pool.scope.stack ?? entry?.stack ?? StackID(ReservedName.all)
    }
  }

  /// The parts of a line that pools take, by the day.
  private func taken(
    of line: ChargeLine, _ pools: [CostPool], isShared: (CivilDate) -> Bool
  ) throws(ArithmeticOverflow) -> [GatheredCost] {
    guard let amount = line.amount, !amount.isZero else { return [] }
    let identity = line.identity
    let stretches = poolDays.stretches(of: identity.days) { day in
      (pools.gathering(subject(identity.stack, identity.environment), isShared: isShared(day), on: day), 0)
    }
    var gathered: [GatheredCost] = []
    for stretch in stretches {
      gathered.append(
        GatheredCost(
          pool: stretch.pool, segment: stretch.segment, days: stretch.days, holder: identity.tenant,
          account: line.account, stack: identity.stack, environment: identity.environment, item: stretch.pool.name,
          amount: try amount.due(on: stretch.days, of: identity.days), isNew: false))
    }
    return gathered
  }

  private func subject(_ stack: StackID, _ environment: EnvironmentID) -> UsageSubject {
    UsageSubject(tenant: "", stack: stack, environment: environment, resource: "")
  }
}
