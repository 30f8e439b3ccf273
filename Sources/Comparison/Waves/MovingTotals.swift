package import Metering

/// What moving several stacks wave by wave comes to, month by month: their plans' curves added up, counting everything
/// and counting only what leaves the bank account (economics.md §0, point 4).
package struct MovingTotals: Sendable, Equatable {
  package let all: PhasedCosts
  package let cashable: PhasedCosts

  /// `plans`: all beginning in the same month; nil of none.
  package init?(of plans: [MigrationPlan]) throws(ArithmeticOverflow) {
    guard let first = plans.first else { return nil }
    precondition(plans.allSatisfy { $0.firstMonth == first.firstMonth }, "plans are added up month by month")
    all = try PhasedCosts(sumOf: plans.map(\.curve))
    cashable = try PhasedCosts(sumOf: plans.map(\.cashableCurve))
  }
}
