import Configuration
import Metering

extension StackComparison.EnvironmentCost {
  /// What every environment of the stack costs today, in their order.
  static func all(of input: StackInput) throws(ArithmeticOverflow) -> [StackComparison.EnvironmentCost] {
    var costs: [StackComparison.EnvironmentCost] = []
    for environment in input.environments { costs.append(try Self(of: environment, in: input)) }
    return costs
  }

  /// What an environment of the stack costs today: economics.md §1.2.
  ///
  /// Idle is capacity less used, of the rounded amounts. It is negative where the used part is priced above what the
  /// capacity costs, which only a fault in prices can do: then it must be seen.
  init(of input: EnvironmentInput, in stack: StackInput) throws(ArithmeticOverflow) {
    let currency = stack.currency
    var (usedCost, capacityCost) = (Fraction.zero, Fraction.zero)
    for resource in input.resources {
      usedCost = try usedCost.plus(resource.usedCost.fraction)
      capacityCost = try capacityCost.plus(try resource.cost())
    }
    let used = try currency.rounded(usedCost)
    let idle = try currency.rounded(capacityCost).minus(used)
    let paidByUse = try currency.rounded(input.paidByUse.fraction)
    let controlPlane = try currency.rounded(input.controlPlane.fraction)
    let licences = try currency.rounded(input.licences.fraction)
    let staff = try currency.rounded(input.staff.fraction)
    let otherFixed = try currency.rounded(input.otherFixed.fraction)
    let upgrades = try currency.rounded(try Labour(stack).upgrades().times(input.share))
    self.init(
      environment: input.environment, kind: input.kind, owner: input.owner, versions: input.versions,
      tenants: input.tenants, used: used, idle: idle, paidByUse: paidByUse, controlPlane: controlPlane,
      licences: licences, staff: staff, otherFixed: otherFixed, upgrades: upgrades,
      total: try [used, idle, paidByUse, controlPlane, licences, staff, otherFixed, upgrades].total(),
      unratedResources: input.unratedResources)
  }
}

extension EnvironmentInput {
  /// What its capacity would cost right-sized, rounded like today's: so right-sizing never seems to add a cent.
  func rightSizedCost(_ pools: [ResourcePool], _ currency: Currency) throws(ArithmeticOverflow) -> ExactDecimal {
    var cost = Fraction.zero
    for resource in resources {
      let most = pools.lazy.filter { $0.resource == resource.resource }.compactMap { $0.rightSized[environment] }.first
      cost = try cost.plus(try resource.cost(holdingAtMost: most))
    }
    return try currency.rounded(cost)
  }
}
