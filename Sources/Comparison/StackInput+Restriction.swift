package import Metering

extension StackInput {
  /// The same stack with only these environments of it, and with the assumptions, prices and days as they are.
  package func restricted(to kept: Set<EnvironmentID>) -> StackInput {
    with(environments: environments.filter { kept.contains($0.environment) })
  }

  /// The same stack with other environments, and with the switching between those of them that it had.
  func with(environments: [EnvironmentInput]) -> StackInput {
    let kept = Set(environments.map(\.environment))
    let isWhole = self.environments.allSatisfy { kept.contains($0.environment) }
    return StackInput(
      stack: stack, environments: environments, sharedUnitCosts: sharedUnitCosts, hours: hours, months: months,
      currency: currency, assumptions: assumptions, switching: isWhole ? switching : switching?.within(kept))
  }
}
