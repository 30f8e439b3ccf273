package import Metering

/// What a migration costs month by month, beside today's cost: economics.md §1.4, the phased form.
///
///     cost(m) = Σ cost of what is not yet retired + cost of the platform for those on it or moving + one-time cost
///
///     month        1     2     3     4     5
///     delta      −80  −100     0   100   100      today less cost
///     cumulative −80  −180  −180   −80    20      trough −180 in month 2, payback in month 5
package struct PhasedCosts: Sendable, Equatable, Codable {
  package struct Month: Sendable, Equatable, Codable {
    /// From 1.
    package let month: Int
    package let cost: ExactDecimal
    /// What the month saves against today; negative where it costs more.
    package let delta: ExactDecimal
    package let cumulative: ExactDecimal
  }

  /// The most money out at once.
  package struct Trough: Sendable, Equatable, Codable {
    package let amount: ExactDecimal
    /// The first month in which it is reached.
    package let month: Int

    package init(amount: ExactDecimal, month: Int) {
      self.amount = amount
      self.month = month
    }
  }

  /// What runs today and when it moves.
  package struct Phase: Sendable, Equatable {
    package let costPerMonth: ExactDecimal
    /// The first month in which it is on the platform too.
    package let movesFrom: Int
    /// The first month in which it costs nothing any more.
    package let retiredFrom: Int

    package init(costPerMonth: ExactDecimal, movesFrom: Int, retiredFrom: Int) {
      self.costPerMonth = costPerMonth
      self.movesFrom = movesFrom
      self.retiredFrom = retiredFrom
    }
  }

  /// All months of the horizon.
  package let months: [Month]
  /// nil: there is never money out.
  package let trough: Trough?
  /// The first month from which all that was spent is earned for good; nil: not within the horizon.
  package let paybackMonth: Int?

  /// `months`: of the horizon; `others`: today's costs a month that are none of the phases', and the same costs in a
  /// month in which `isDone` tells whether all phases are retired; `oneTimeCost`: of a month; `platform`: the cost a
  /// month for the phases at some positions, none of them twice and at least one.
  package init(
    phases: [Phase], months: Int, others: (today: ExactDecimal, done: ExactDecimal) = (.zero, .zero),
    oneTimeCost: (Int) throws(ArithmeticOverflow) -> ExactDecimal = { _ in .zero },
    platform: ([Int]) throws(ArithmeticOverflow) -> ExactDecimal
  ) throws(ArithmeticOverflow) {
    let today = try phases.map(\.costPerMonth).total().plus(others.today)
    var curve: [Month] = []
    var cumulative = ExactDecimal.zero
    var last: (positions: [Int], cost: ExactDecimal) = ([], .zero)
    for month in 1...max(1, months) {
      let positions = phases.indices.filter { phases[$0].movesFrom <= month }
      if positions != last.positions { last = (positions, try platform(positions)) }
      let remaining = phases.filter { month < $0.retiredFrom }
      let cost = try remaining.map(\.costPerMonth).total()
        .plus(last.cost)
        .plus(remaining.isEmpty ? others.done : others.today)
        .plus(try oneTimeCost(month))
      let delta = try today.minus(cost)
      cumulative = try cumulative.plus(delta)
      curve.append(Month(month: month, cost: cost, delta: delta, cumulative: cumulative))
    }
    self.init(months: curve)
  }

  /// `months`: in order from month 1.
  init(months: [Month]) {
    self.months = months
    trough = Self.trough(of: months)
    paybackMonth = Self.payback(of: months)
  }

  private static func trough(of months: [Month]) -> Trough? {
    guard let lowest = months.map(\.cumulative).min(), lowest.isNegative else { return nil }
    return months.first { $0.cumulative == lowest }.map { Trough(amount: lowest, month: $0.month) }
  }

  /// The month after the last in which money is out; where none ever is, the first that saves.
  private static func payback(of months: [Month]) -> Int? {
    guard let last = months.last, !last.cumulative.isNegative else { return nil }
    if let out = months.last(where: \.cumulative.isNegative) { return out.month + 1 }
    return months.first { $0.delta > .zero }?.month
  }
}
