package import Metering

extension StackInput {
  /// The same stack over the same days as if only these of its environments were there: what a part of them would cost
  /// shared. Names of environments it does not have are passed over.
  package func restricted(to kept: Set<EnvironmentID>) -> StackInput {
    StackInput(
      stack: stack, environments: environments.filter { kept.contains($0.environment) },
      sharedUnitCosts: sharedUnitCosts, hours: hours, months: months, currency: currency, assumptions: assumptions)
  }
}
