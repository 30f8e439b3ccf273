/// How a charge line came out of a cost pool (economics.md §2.3): the step of the allocation that the line is.
///
///     cost   (idle)     400.00     what the pool costs, where nobody is charged for it otherwise
///     out    (idle)    −400.00  ┐
///     in     ada        266.67  ├ one distribution: adds to 0
///     in     bob        133.33  ┘
package struct Allocation: Sendable, Hashable {
  package enum Part: String, Sendable, Hashable, CaseIterable {
    /// What the pool costs.
    case cost
    /// What is taken from who held the cost.
    case out
    /// What a receiver takes over.
    case received = "in"
  }

  package let part: Part
  /// The pool's name.
  package let pool: String
  /// Names what is shared out as one, for ever: its lines add to exactly 0.
  package let distribution: String
  /// How the pool is shared out, in the word of `pools.csv`.
  package let method: String
  /// What the weights are: `usage of gpu.a100 in gpu-east`, `headcount`; empty where nothing is weighed.
  package let basis: String
  /// The receiver's weight; nil of what is no receiver's, and of a correction, which is a difference.
  package let weight: ExactDecimal?
  /// The line's part of what is shared out; nil where the weight is.
  package let share: ExactDecimal?
  /// What else decided: a cap, a floor, weights below 0; empty for nothing.
  package let note: String

  package init(
    part: Part, pool: String, distribution: String, method: String, basis: String = "", weight: ExactDecimal? = nil,
    share: ExactDecimal? = nil, note: String = ""
  ) {
    self.part = part
    self.pool = pool
    self.distribution = distribution
    self.method = method
    self.basis = basis
    self.weight = weight
    self.share = share
    self.note = note
  }

  /// The same step of a line that is the difference of two.
  package var ofDifference: Allocation {
    Allocation(part: part, pool: pool, distribution: distribution, method: method, basis: basis)
  }
}
