import Configuration
package import Metering

/// Lines of a cost pool that do not add up: a fault of the program, and nothing is published.
package struct PoolNotConserved: Error, Equatable, Sendable, CustomStringConvertible {
  package let period: Period
  package let distribution: String
  package let sum: ExactDecimal

  package var description: String {
    "\(period): the lines of \(distribution) add to \(sum) where they must add to 0; nothing is published"
  }
}

/// What cost pools gather and share out, in the published order (economics.md §2.3):
///
///     direct → idle → shared infrastructure → platform team → overhead → unallocated
///
/// Each step begins from the lines of the steps before: what is weighed by charges counts what they gave, and usage of
/// nobody hands on what it received. Pools of one step know nothing of each other. Every distribution is double entry:
/// a line takes from who held the cost what other lines give to receivers.
struct CostPooling {
  private let configuration: ProjectConfiguration
  private let poolDays: PoolDays
  private var idle: IdleCapacity?

  init(period: Period, days: Range<CivilDate>, configuration: ProjectConfiguration) {
    self.configuration = configuration
    poolDays = PoolDays(period: period, days: days, configuration: configuration)
    idle = IdleCapacity(poolDays, configuration: configuration)
  }

  /// Whether usage matters to any pool.
  var takesUsage: Bool { idle != nil }

  /// Takes usage of a day in that is charged.
  mutating func add(_ usage: DayUsage) throws(ArithmeticOverflow) { try idle?.add(usage) }

  /// The direct lines and those of the pools, in the order of their identities.
  func lines(direct: [ChargeLine]) throws -> [ChargeLine] {
    guard !configuration.pools.isEmpty else { return direct }
    let gathering = PoolGathering(poolDays: poolDays, catalogue: configuration.catalogue)
    var charges = ChargesSoFar()
    try charges.add(direct)
    let carriers = try self.carriers(gathering, direct)
    var (lines, leftIdle) = (direct, [GatheredCost]())
    for source in CostPool.Source.allCases {
      var gathered = try gathering.fixedCosts(of: source, direct) + gathering.amounts(of: source)
      switch source {
      case .idle: gathered += try idle?.gathered() ?? []
      case .sharedInfrastructure: gathered += try gathering.leftIdle(leftIdle)
      case .unallocated: gathered += try gathering.unallocated(lines)
      case .platformTeam, .overhead: break
      }
      let weights = ReceiverWeights(
        charges: charges, catalogue: configuration.catalogue, pools: configuration.pools, carriers: carriers)
      var step = PoolStep(poolDays: poolDays, configuration: configuration)
      try step.share(gathered, weights)
      let stepLines = try step.lines()
      if source == .idle { leftIdle = step.left }
      try charges.add(stepLines)
      lines += stepLines
    }
    try check(lines)
    return lines.sorted { $0.identity < $1.identity }
  }

  /// Owners of pools, and those whose costs of environments pools take.
  private func carriers(
    _ gathering: PoolGathering, _ direct: [ChargeLine]
  ) throws(ArithmeticOverflow) -> Set<TenantID> {
    var carriers: Set<TenantID> = []
    for source in CostPool.Source.allCases {
      let pools = configuration.pools.pools(of: source, on: poolDays.days)
      carriers.formUnion(pools.compactMap(\.owner))
      carriers.formUnion(try gathering.fixedCosts(of: source, direct).map(\.holder))
    }
    return carriers
  }

  private func check(_ lines: [ChargeLine]) throws {
    var sums: [ExactText: ExactDecimal] = [:]
    for line in lines {
      guard let allocation = line.allocation, allocation.part != .cost, let amount = line.amount else { continue }
      let distribution = ExactText(allocation.distribution)
      sums[distribution] = try (sums[distribution] ?? .zero).plus(amount)
    }
    for (distribution, sum) in sums.sorted(by: { $0.key < $1.key }) where !sum.isZero {
      throw PoolNotConserved(period: poolDays.period, distribution: distribution.text, sum: sum)
    }
  }
}
