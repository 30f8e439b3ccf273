package import Metering

/// What groups of tenants need together: the game of economics.md §1.7.
///
///     c(S) = max over the hours of Σ i∈S Uᵢ(t)                 sized on the peak
///     cₖ(S) = mean of the k highest hours of Σ i∈S Uᵢ(t)        sized on the highest hours
///
/// Hours that corrections make negative count as 0: nobody needs fewer than no units. Tenants without any demand are no
/// players: no rule gives them a share.
///
/// Inside, demand is in whole *steps*, the greatest common divisor of all cells, so that all sums are of integers. That
/// the sum of all cells fits is checked once, and with it every partial sum.
package struct PeakGame: Sendable {
  /// Everybody, in the order of the names.
  package let tenants: [TenantID]
  /// How many of the highest hours the need is the mean of; 1 is the peak.
  package let highestHours: Int
  /// The positions in `tenants` of those with demand: the players.
  let players: [Int]
  /// The players' demand in steps, a row each.
  let rows: [[Int128]]
  /// All players together.
  let pooled: [Int128]
  /// Units that one step of one hour is.
  let unitsOfStep: Fraction

  /// The game of some tenants' demand on one clock.
  ///
  /// A tenant may come several times, once for each environment: what they hold in an hour is added up.
  /// `highestHours`: at least 1; all hours where there are fewer.
  package init(_ demand: [TenantDemand], highestHours: Int = 1) throws(ArithmeticOverflow) {
    precondition(highestHours >= 1, "a need is of one hour at least")
    var curves: [TenantID: [ExactDecimal]] = [:]
    let hours = demand.first?.demand.hourCount ?? 0
    for entry in demand {
      precondition(entry.demand.hourCount == hours, "demand is pooled on one clock: the same hours for all")
      var curve = curves.removeValue(forKey: entry.tenant) ?? [ExactDecimal](repeating: .zero, count: hours)
      try entry.demand.add(to: &curve)
      curves[entry.tenant] = curve
    }
    let all = curves.sorted { $0.key < $1.key }.map { (tenant: $0.key, cells: $0.value.map { max(0, $0.picounits) }) }
    tenants = all.map(\.tenant)
    players = all.indices.filter { all[$0].cells.contains { $0 > 0 } }
    var divisor: UInt128 = 0
    for player in players {
      for cell in all[player].cells where divisor == 0 || cell.magnitude % divisor != 0 {
        divisor = greatestCommonDivisor(cell.magnitude, divisor)
      }
    }
    let step = max(1, Int128(divisor))
    rows = players.map { all[$0].cells.map { $0 / step } }
    pooled = try Self.sum(of: rows, hours: hours)
    self.highestHours = max(1, min(highestHours, hours))
    unitsOfStep = Fraction(step, ExactDecimal.one.picounits * 3_600)
  }

  /// The same demand, needed in the mean of other highest hours.
  init(_ game: PeakGame, highestHours: Int) {
    precondition(highestHours >= 1, "a need is of one hour at least")
    (tenants, players, rows, pooled) = (game.tenants, game.players, game.rows, game.pooled)
    self.highestHours = max(1, min(highestHours, pooled.count))
    unitsOfStep = game.unitsOfStep
  }

  /// Hour by hour; throws when not even the sum of all hours fits.
  private static func sum(of rows: [[Int128]], hours: Int) throws(ArithmeticOverflow) -> [Int128] {
    var pooled = [Int128](repeating: 0, count: hours)
    var total: Int128 = 0
    for row in rows {
      for (hour, cell) in row.enumerated() {
        let (sum, overflow) = total.addingReportingOverflow(cell)
        guard !overflow else { throw ArithmeticOverflow("+", ["\(total)", "\(cell)"]) }
        total = sum
        pooled[hour] += cell
      }
    }
    return pooled
  }

  /// What all need together, in units.
  package var need: Fraction {
    get throws(ArithmeticOverflow) { try units(needSteps) }
  }

  /// What some tenants would need together without the others, in units.
  package func cost(of coalition: Set<TenantID>) throws(ArithmeticOverflow) -> Fraction {
    try units(cost(ofPlayers: players.indices.filter { coalition.contains(tenants[players[$0]]) }))
  }

  /// How many hours a share of all hours is: rounded up, one at least.
  package func hours(_ share: Fraction) throws(ArithmeticOverflow) -> Int {
    max(1, Int(try share.times(Fraction(Int128(pooled.count))).roundedUp))
  }
}

// Costs as sums over the highest hours, in steps.
extension PeakGame {
  var needSteps: Int128 { cost(of: pooled) }

  /// `positions`: in `players`.
  func cost(ofPlayers positions: [Int]) -> Int128 {
    var sum = [Int128](repeating: 0, count: pooled.count)
    for position in positions {
      for hour in sum.indices { sum[hour] += rows[position][hour] }
    }
    return cost(of: sum)
  }

  func cost(of demand: [Int128]) -> Int128 {
    if highestHours == 1 { return demand.max() ?? 0 }
    return demand.sorted(by: >).prefix(highestHours).reduce(0, +)
  }

  /// What each player would need alone.
  var standAlone: [Int128] { rows.map(cost(of:)) }

  /// The pool's highest hours, the highest first; of equal hours the earlier.
  var pooledHighest: [Int] {
    let order = pooled.indices.sorted { pooled[$0] == pooled[$1] ? $0 < $1 : pooled[$0] > pooled[$1] }
    return Array(order.prefix(highestHours))
  }

  /// A sum over the highest hours, in units of their mean.
  func units(_ steps: Int128) throws(ArithmeticOverflow) -> Fraction {
    try Fraction(steps, Int128(highestHours)).times(unitsOfStep)
  }
}
