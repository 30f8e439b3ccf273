package import Metering

/// What has been saved since the first environment was retired, beside what the plan promised for as many: from metered
/// months, against the last full month before that day.
///
/// The two are never summed. A fall in usage lowers the cost without any sharing: how the cost of what was used changed
/// stands beside each month, and is no part of the promise.
package struct RealisedSavings: Sendable, Equatable, Codable {
  /// A metered month of the stack's environments, bespoke and shared.
  package struct MeteredMonth: Sendable, Equatable {
    package let period: Period
    /// Whether all its days are metered; a month in progress is compared with nothing.
    package let isFull: Bool
    /// Whether its cost is known; a month in which nothing of the stack has a price is compared with nothing either.
    package let isPriced: Bool
    /// What all of them cost.
    package let cost: ExactDecimal
    /// What of it was used, rather than held.
    package let usedCost: ExactDecimal
    /// How many bespoke environments were retired by its first day.
    package let retired: Int
    /// How many were retired by its last day: those of its first day, and those that ended on a day of the month.
    package let retiredByEnd: Int

    package init(
      period: Period, isFull: Bool, isPriced: Bool = true, cost: ExactDecimal, usedCost: ExactDecimal, retired: Int,
      retiredByEnd: Int
    ) {
      self.period = period
      self.isFull = isFull
      self.isPriced = isPriced
      self.cost = cost
      self.usedCost = usedCost
      self.retired = retired
      self.retiredByEnd = retiredByEnd
    }
  }

  package struct Month: Sendable, Equatable, Codable {
    package let period: Period
    package let retired: Int
    package let cost: ExactDecimal
    /// Baseline less cost.
    package let realised: ExactDecimal
    /// The plan's figure for the waves that are complete with so many retired; 0 before the first is, nil without a
    /// plan.
    package let promised: ExactDecimal?
    /// How what was used changed since the baseline; negative where less was used.
    package let usageChange: ExactDecimal
  }

  package let baseline: Period
  package let baselineCost: ExactDecimal
  /// The full months with a known cost by whose first day something was retired, in order.
  package let months: [Month]

  /// nil: nothing is retired yet, or no full month with a known cost was metered before.
  /// The month that what is saved counts from: the last full one with a known cost before any day on which something
  /// was retired. A month in which an environment ends is cheaper by the days after, whichever they are, and counts as
  /// little as those that follow. nil: nothing is retired yet, or there is no such month.
  package static func baseline(of metered: [MeteredMonth]) -> MeteredMonth? {
    guard let first = metered.filter({ $0.retiredByEnd > 0 }).map(\.period).min() else { return nil }
    return metered.filter { $0.isFull && $0.isPriced && $0.period < first }.max { $0.period < $1.period }
  }

  /// `promises`: of the plan made in the baseline; nil where none was.
  package init?(
    of metered: [MeteredMonth], promises: [MigrationPlan.Promise]?
  ) throws(ArithmeticOverflow) {
    let full = metered.filter { $0.isFull && $0.isPriced }.sorted { $0.period < $1.period }
    guard let first = metered.filter({ $0.retired > 0 }).map(\.period).min(),
      let before = Self.baseline(of: metered)
    else { return nil }
    baseline = before.period
    baselineCost = before.cost
    var months: [Month] = []
    for month in full where month.period >= first {
      let kept = promises?.filter { $0.retired <= month.retired }.max { $0.retired < $1.retired }
      months.append(
        Month(
          period: month.period, retired: month.retired, cost: month.cost,
          realised: try before.cost.minus(month.cost), promised: promises.map { _ in kept?.savingPerMonth ?? .zero },
          usageChange: try month.usedCost.minus(before.usedCost)))
    }
    self.months = months
  }
}
