import Metering

extension StackInput {
  /// Whether something is duplicated: with one environment or none, both sides are today's. They are, too, where
  /// something is held without a price: what shared capacity would save of it nobody knows.
  var hasSomethingToShare: Bool { isDuplicated && !traits.hasUnpricedCapacity }

  /// Whether it runs in more than one environment.
  var isDuplicated: Bool { environments.count >= 2 }

  /// Whether people are compared at all.
  var isStaffRecorded: Bool { traits.isStaffRecorded }

  /// The same with the environments in the order of their names, so that no output hangs on the order of the input.
  var ordered: StackInput {
    traits.isInOrder ? self : with(environments: environments.sorted { $0.environment < $1.environment })
  }

  /// Only what may be shared: without the environments that are kept apart by decision.
  var sharing: StackInput {
    traits.hasSomethingKeptApart ? with(environments: environments.filter { $0.keptApart == nil }) : self
  }

  /// Only the environments that stay as they are whatever is shared.
  var apart: StackInput { with(environments: environments.filter { $0.keptApart != nil }) }
}
