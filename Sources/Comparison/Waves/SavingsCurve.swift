import Configuration
import Metering

/// When the money comes back: what moving every stack wave by wave has earned or cost by each month, with all
/// assumptions at their base and with all at the end that speaks against sharing or for it (economics.md §1.4).
///
/// Each is the sum of the stacks' curves, so it ties with their plans; a stack counts up to its own horizon.
package struct SavingsCurve: Sendable, Equatable, Codable {
  package let adverse: PhasedCosts
  package let base: PhasedCosts
  package let favourable: PhasedCosts

  /// nil where no stack has something to share.
  /// `plans`: those of the stacks, from `firstMonth` on.
  init?(
    of stacks: [MeasuredStack], plans: [MigrationPlan], from firstMonth: Period
  ) throws(ArithmeticOverflow) {
    var (adverse, favourable): ([PhasedCosts], [PhasedCosts]) = ([], [])
    for stack in stacks {
      let evaluator = try RangeEvaluator(stack)
      guard evaluator.isSharing else { continue }
      var (against, forIt): ([RangeEvaluator.Move], [RangeEvaluator.Move]) = ([], [])
      for key in AssumptionKey.allCases {
        guard let ends = try evaluator.ends(of: key) else { continue }
        against.append(.init(key: key, value: ends.adverse))
        forIt.append(.init(key: key, value: ends.favourable))
      }
      func curve(_ moves: [RangeEvaluator.Move]) throws(ArithmeticOverflow) -> PhasedCosts? {
        try MigrationPlan(of: try evaluator.input(at: moves), demand: stack.demand, from: firstMonth)?.curve
      }
      if let curve = try curve(against) { adverse.append(curve) }
      if let curve = try curve(forIt) { favourable.append(curve) }
    }
    guard !plans.isEmpty else { return nil }
    self.adverse = try PhasedCosts(sumOf: adverse)
    base = try PhasedCosts(sumOf: plans.map(\.curve))
    self.favourable = try PhasedCosts(sumOf: favourable)
  }
}

extension PhasedCosts {
  /// Several migrations that begin in the same month, as one. Beyond its own months, each adds nothing.
  init(sumOf curves: [PhasedCosts]) throws(ArithmeticOverflow) {
    var months: [Month] = []
    var cumulative = ExactDecimal.zero
    for position in 0..<(curves.map(\.months.count).max() ?? 0) {
      let parts = curves.compactMap { $0.months.indices.contains(position) ? $0.months[position] : nil }
      let delta = try parts.map(\.delta).total()
      cumulative = try cumulative.plus(delta)
      months.append(
        Month(month: position + 1, cost: try parts.map(\.cost).total(), delta: delta, cumulative: cumulative))
    }
    self.init(months: months)
  }
}
