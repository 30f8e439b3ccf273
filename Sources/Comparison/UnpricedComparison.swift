import Metering

extension StackComparison {
  /// Whether some of its usage has no price, so that its amounts are lower bounds.
  package var isLowerBound: Bool { notes.contains { if case .unratedUsage = $0 { true } else { false } } }

  /// Whether nothing of it costs anything that is known while some of its usage has no price: its cost is unknown,
  /// which is not 0.
  package var isUnpriced: Bool { today == .zero && isLowerBound }

  /// Whether nothing that was used of one of its environments, or held by it, has a price, and something was.
  package func isUseUnpriced(_ cost: EnvironmentCost) -> Bool {
    let isLowerBound = cost.unratedResources.map { !$0.isEmpty } ?? self.isLowerBound
    return isLowerBound && cost.used.isZero && cost.idle.isZero && cost.paidByUse.isZero
  }
}

extension OrganizationComparison {
  /// The same of all stacks together.
  package func isUnpriced(_ comparisons: [StackComparison]) -> Bool {
    today == .zero && comparisons.contains(where: \.isLowerBound)
  }
}
