import Metering

extension StackInput {
  /// Whether something is duplicated: with one environment or none, both sides are today's.
  var hasSomethingToShare: Bool { environments.count >= 2 }

  /// Who uses the stack, each once, in order.
  var tenants: [TenantID] { Set(environments.flatMap(\.tenants)).sorted() }

  /// Whether people are compared at all.
  var isStaffRecorded: Bool { environments.contains(where: \.isStaffRecorded) }

  /// The same with the environments in the order of their names, so that no output hangs on the order of the input.
  var ordered: StackInput {
    StackInput(
      stack: stack, environments: environments.sorted { $0.environment < $1.environment },
      sharedUnitCosts: sharedUnitCosts, hours: hours, months: months, currency: currency, assumptions: assumptions)
  }
}
