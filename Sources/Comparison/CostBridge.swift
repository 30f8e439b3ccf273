import Metering

extension [StackComparison.ItemPair] {
  /// What the items add up to on each side, and their difference: what sharing saves.
  func totals() throws(ArithmeticOverflow) -> (today: ExactDecimal, shared: ExactDecimal, saving: ExactDecimal) {
    let today = try map(\.today).total()
    let shared = try map(\.shared).total()
    return (today, shared, try today.minus(shared))
  }

  /// What is saved of the items that leave the bank account.
  func cashableSaving() throws(ArithmeticOverflow) -> ExactDecimal { try filter(\.item.isCashable).totals().saving }

  /// The bridge from today's cost to the shared one: economics.md §0, point 3, and §1.10.
  ///
  ///     capacity today ──right-size──► rightSized ──pool──► pooled ──isolation, spare──► capacity shared
  ///
  /// Each step is a difference of whole amounts, so the steps add to the last bar to the cent.
  /// `rightSized`, `pooled`: what the capacity would cost then.
  func bridge(
    rightSized: ExactDecimal, pooled: ExactDecimal
  ) throws(ArithmeticOverflow) -> [StackComparison.BridgeAmount] {
    let (today, shared, _) = try totals()
    var bridge: [StackComparison.BridgeAmount] = []
    for step in StackComparison.BridgeStep.allCases {
      let amount =
        switch step {
        case .today: today
        case .rightSize: try rightSized.minus(self[.capacity].today)
        case .poolDemand: try pooled.minus(rightSized)
        case .isolationAndSpare: try self[.capacity].shared.minus(pooled)
        case .controlPlane: try change(of: .controlPlane)
        case .licences: try change(of: .licences)
        case .otherFixed: try change(of: .otherFixed)
        case .staff: try change(of: .staff)
        case .upgrades: try change(of: .upgrades)
        case .switching: try change(of: .switching)
        case .shared: shared
        }
      bridge.append(StackComparison.BridgeAmount(step: step, amount: amount))
    }
    let reached = try bridge.dropLast().map(\.amount).total()
    precondition(reached == shared, "the bridge's steps add up to its last bar")
    return bridge
  }

  private func change(of item: StackComparison.Item) throws(ArithmeticOverflow) -> ExactDecimal {
    try self[item].shared.minus(self[item].today)
  }

  private subscript(item: StackComparison.Item) -> StackComparison.ItemPair {
    first { $0.item == item } ?? StackComparison.ItemPair(item: item, today: .zero, shared: .zero)
  }
}
