import Metering

/// What finance looks at of a month beside its lines: bills, budgets, and what moved since the month before.
package struct PeriodReview: Sendable, Equatable, Codable {
  package let cash: Reconciliation
  package let effective: Reconciliation
  /// By tenant, then by stack, what has none of its own last.
  package let budgets: [BudgetStatus]
  /// By tenant, then by stack; none where either month is not over, or nothing is known of the one before.
  package let movements: [Movement]

  package init(
    cash: Reconciliation, effective: Reconciliation, budgets: [BudgetStatus], movements: [Movement]
  ) {
    self.cash = cash
    self.effective = effective
    self.budgets = budgets
    self.movements = movements
  }

  /// The movements from the largest to the smallest, either way.
  package var largestMovements: [Movement] {
    movements.sorted { left, right in
      left.size == right.size ? left.precedes(right) : left.size > right.size
    }
  }
}
