import Configuration
import Metering

/// What a pool gathers at one place on some days, from one holder.
struct GatheredCost {
  let pool: CostPool
  /// Days of the pool on which its receivers' rows stay the same, among them `days`.
  let segment: Range<CivilDate>
  let days: Range<CivilDate>
  /// Who is charged with it before it is shared out.
  let holder: TenantID
  /// Of the holder, the same on all the days.
  let account: TenantAccount?
  let stack: StackID
  let environment: EnvironmentID
  let item: String
  /// nil: it has no price, and is shown without being shared out.
  let amount: ExactDecimal?
  /// Whether nobody is charged with it until a line does so; else it is in the lines of the holder.
  let isNew: Bool
  /// Where it is idle capacity that is new.
  var idle: IdleQuantity?

  /// Idle capacity as it is metered and priced.
  struct IdleQuantity {
    /// Idle, in the resource's own unit.
    let quantity: ExactDecimal
    /// Held, in the same.
    let capacity: ExactDecimal
    let unit: MeteringUnit
    let rate: Rate?
    /// How its price becomes one in the project's currency.
    let exchange: Exchange
  }

  /// The same with other days and another amount.
  func with(days: Range<CivilDate>, amount: ExactDecimal?) -> GatheredCost {
    precondition(idle == nil || days == self.days, "idle capacity is metered on its days")
    return GatheredCost(
      pool: pool, segment: segment, days: days, holder: holder, account: account, stack: stack,
      environment: environment, item: item, amount: amount, isNew: isNew, idle: idle)
  }

  /// The identity of the line that charges a tenant with all or some of it. `rule`: behind the pool's name.
  func identity(_ tenant: TenantID, _ period: Period, rule: String = "") -> ChargeLine.Identity {
    ChargeLine.Identity(
      period: period, days: days, tenant: tenant, stack: stack, environment: environment, version: "",
      category: pool.source.category, item: item, rule: pool.name + rule)
  }

  func distribution(_ period: Period) -> String {
    RunIdentity.distributionID(identity(holder, period), pool: pool.name)
  }
}

extension [GatheredCost] {
  private struct Place: Hashable {
    let pool: CostPool
    let stack: StackID
    let environment: EnvironmentID
    let item: String

    init(_ cost: GatheredCost) {
      pool = cost.pool
      stack = cost.stack
      environment = cost.environment
      item = cost.item
    }
  }

  /// The costs with days that are the same or have none in common, at each place of a pool:
  ///
  ///     ├─ control plane ─────────┤        ├─────┼───────────┤
  ///           ├─ licence ─────────┤   →          ├───────────┤
  ///
  /// So what is shared out as one has days of its own, and so have its lines.
  func cutAlike() throws(ArithmeticOverflow) -> [GatheredCost] {
    var ends: [Place: Set<CivilDate>] = [:]
    for cost in self { ends[Place(cost), default: []].formUnion([cost.days.lowerBound, cost.days.upperBound]) }
    var cut: [GatheredCost] = []
    for cost in self {
      let days = (ends[Place(cost)] ?? []).filter { cost.days.contains($0) || $0 == cost.days.upperBound }.sorted()
      for (first, end) in zip(days, days.dropFirst()) {
        cut.append(
          cost.with(days: first..<end, amount: try cost.amount?.due(on: first..<end, of: cost.days)))
      }
    }
    return cut
  }
}

/// The days of a period by the segments of its pools.
struct PoolDays {
  let period: Period
  /// The days charged.
  let days: Range<CivilDate>
  let pools: CostPools
  private let segments: [CostPool: [Range<CivilDate>]]

  init(period: Period, days: Range<CivilDate>, configuration: ProjectConfiguration) {
    self.period = period
    self.days = days
    pools = configuration.pools
    var segments: [CostPool: [Range<CivilDate>]] = [:]
    for pool in pools.pools {
      segments[pool] = pools.segments(of: pool, on: days, catalogue: configuration.catalogue)
    }
    self.segments = segments
  }

  func segments(of pool: CostPool) -> [Range<CivilDate>] { segments[pool] ?? [] }

  /// The stretches of some days on which one pool in one segment gathers something, and what `facts` tells stays the
  /// same.
  func stretches<Facts: Equatable>(
    of days: Range<CivilDate>, _ facts: (CivilDate) -> (pool: CostPool?, facts: Facts)
  ) -> [(pool: CostPool, segment: Range<CivilDate>, days: Range<CivilDate>, facts: Facts)] {
    var stretches: [(pool: CostPool, segment: Range<CivilDate>, days: Range<CivilDate>, facts: Facts)] = []
    for day in days {
      let (pool, facts) = facts(day)
      guard let pool, let segment = segments(of: pool).first(where: { $0.contains(day) }) else { continue }
      if let last = stretches.last, last.days.upperBound == day, last.pool == pool, last.segment == segment,
        last.facts == facts
      {
        stretches[stretches.count - 1].days = last.days.lowerBound..<day.adding(days: 1)
      } else {
        stretches.append((pool, segment, day..<day.adding(days: 1), facts))
      }
    }
    return stretches
  }
}

extension ExactDecimal {
  /// What falls on some of the days that it is due for, by the day. What is due up to a day is rounded and each part is
  /// a difference, so that parts add to the whole.
  func due(on part: Range<CivilDate>, of days: Range<CivilDate>) throws(ArithmeticOverflow) -> ExactDecimal {
    guard part != days else { return self }
    func due(upTo day: CivilDate) throws(ArithmeticOverflow) -> ExactDecimal {
      try times(Fraction(Int128(days.lowerBound.distance(to: day)), Int128(days.count)))
    }
    return try due(upTo: part.upperBound).minus(due(upTo: part.lowerBound))
  }
}
