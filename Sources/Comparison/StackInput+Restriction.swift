package import Metering

extension StackInput {
  /// The same stack with only these environments of it, and with the assumptions, prices and days as they are.
  package func restricted(to kept: Set<EnvironmentID>) -> StackInput {
    with(environments: environments.filter { kept.contains($0.environment) })
  }

  /// The same stack with other environments.
  func with(environments: [EnvironmentInput]) -> StackInput {
    StackInput(
      stack: stack, environments: environments, sharedUnitCosts: sharedUnitCosts, hours: hours, months: months,
      currency: currency, assumptions: assumptions)
  }
}
