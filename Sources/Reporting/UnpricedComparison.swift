internal import Comparison
internal import Metering

extension StackComparison {
  /// Whether some of its usage has no price, so that its amounts are lower bounds.
  var isLowerBound: Bool { notes.contains { if case .unratedUsage = $0 { true } else { false } } }

  /// Whether nothing of it costs anything that is known while some of its usage has no price: its cost is unknown,
  /// which is not 0.
  var isUnpriced: Bool { today == .zero && isLowerBound }
}

extension OrganizationComparison {
  /// The same of all stacks together.
  func isUnpriced(_ comparisons: [StackComparison]) -> Bool {
    today == .zero && comparisons.contains(where: \.isLowerBound)
  }
}
