import Configuration
import Metering

/// Who pays what today: the amounts of the comparison's environments, tenant by tenant.
///
///     bespoke environment with an owner     its owner pays everything
///     any other                             used capacity by what its tenants used, everything else evenly
///     what is paid by use                   who used it
///     switching                             everybody who uses the stack, evenly
struct TodaysBills {
  /// Amounts by tenant and item, in whole smallest units. They add to the environments' costs, and switching.
  private(set) var amounts: [TenantID: [StackComparison.Item: ExactDecimal]] = [:]

  /// What environments cost those who pay for them.
  /// `comparison`: one in which they are.
  init(of environments: [EnvironmentInput], _ comparison: StackComparison) throws(ArithmeticOverflow) {
    let costs = Dictionary(uniqueKeysWithValues: comparison.environments.map { ($0.environment, $0) })
    for environment in environments {
      guard let cost = costs[environment.environment] else {
        preconditionFailure("a comparison has the environments of its input")
      }
      try add(environment, cost, comparison.currency)
    }
  }

  /// Adds what switching costs, evenly to those who use the stack.
  mutating func add(
    switching total: ExactDecimal, to users: [TenantID], _ currency: Currency
  ) throws(ArithmeticOverflow) {
    guard !total.isZero else { return }
    let amount = try SharedAmount(total: total, evenlyTo: Array(users.indices), of: users.count)
    for (user, part) in zip(users, try currency.tied([amount])[0]) { try add(part, .switching, to: user) }
  }

  /// Who pays anything today, in order; nobody in particular where nobody does.
  var payers: [TenantID] {
    amounts.isEmpty ? [TenantID(ReservedName.unallocated)] : amounts.keys.sorted()
  }

  /// All that is paid of an item.
  func total(_ item: StackComparison.Item) throws(ArithmeticOverflow) -> ExactDecimal {
    try amounts.values.map { $0[item] ?? .zero }.total()
  }

  func amount(_ item: StackComparison.Item, of tenant: TenantID) -> ExactDecimal {
    amounts[tenant]?[item] ?? .zero
  }

  private mutating func add(
    _ amount: ExactDecimal, _ item: StackComparison.Item, to tenant: TenantID
  ) throws(ArithmeticOverflow) {
    guard !amount.isZero else { return }
    amounts[tenant, default: [:]][item] = try self.amount(item, of: tenant).plus(amount)
  }

  private mutating func add(
    _ environment: EnvironmentInput, _ cost: StackComparison.EnvironmentCost, _ currency: Currency
  ) throws(ArithmeticOverflow) {
    let payers = environment.payers
    let used = SharedAmount(total: cost.used, parts: try environment.usedCosts(of: payers, total: cost.used))
    var shared: [(item: StackComparison.Item, amount: SharedAmount)] = [(.capacity, used)]
    for (item, total) in [
      (.capacity, cost.idle), (.controlPlane, cost.controlPlane), (.licences, cost.licences), (.staff, cost.staff),
      (.otherFixed, cost.otherFixed), (.upgrades, cost.upgrades),
    ] as [(StackComparison.Item, ExactDecimal)] {
      shared.append((item, try SharedAmount(total: total, evenlyTo: Array(payers.indices), of: payers.count)))
    }
    for (entry, parts) in zip(shared, try currency.tied(shared.map(\.amount))) {
      for (payer, part) in zip(payers, parts) { try add(part, entry.item, to: payer) }
    }
    let byUse = environment.paidByUseOfTenants
    let paid = SharedAmount(total: cost.paidByUse, parts: byUse.map(\.amount))
    for (user, part) in zip(byUse, try currency.tied([paid])[0]) { try add(part, .paidByUse, to: user.tenant) }
  }
}

extension EnvironmentInput {
  /// Who pays for it today, in order.
  fileprivate var payers: [TenantID] {
    if kind != .shared, let owner, !owner.isEmpty { return [owner] }
    let users = Set(tenants + resources.flatMap { $0.demandOfTenants.map(\.tenant) })
    return users.isEmpty ? [owner ?? TenantID(ReservedName.unallocated)] : users.sorted()
  }

  /// Each payer's part of the used capacity's cost, resource by resource by the quantities used.
  fileprivate func usedCosts(
    of payers: [TenantID], total: ExactDecimal
  ) throws(ArithmeticOverflow) -> [ExactDecimal] {
    guard payers.count > 1 else { return [total] }
    var costs = [ExactDecimal](repeating: .zero, count: payers.count)
    for resource in resources {
      let users = Dictionary(grouping: resource.demandOfTenants, by: \.tenant)
      var quantities: [ExactDecimal] = []
      for payer in payers {
        var quantity = ExactDecimal.zero
        for user in users[payer] ?? [] { quantity = try quantity.plus(try user.demand.total()) }
        quantities.append(max(.zero, quantity))
      }
      let parts = try SharedAmount(total: resource.usedCost, by: quantities).parts
      for index in costs.indices { costs[index] = try costs[index].plus(parts[index]) }
    }
    return costs
  }
}
