package import Configuration
package import Metering

/// Who gains and who pays when a stack is shared: what each tenant pays today and would pay, economics.md §1.7.
///
/// The tenants' amounts add to the comparison's to the smallest unit, item by item, on both sides. Where there is
/// nothing to share, both sides are today's; so they are of environments that are kept apart.
package struct FairSplit: Sendable, Equatable, Codable {
  package let stack: StackID
  package let currency: Currency
  /// The rule that was asked for; each pool tells the one that was used.
  package let rule: SplitRule
  /// How the need of each pool is shared out, in the order of `StackComparison.pooling`; none where nothing is shared.
  package let pools: [PoolSplit]
  /// In the order of their names: who pays today, uses the stack, or both.
  package let tenants: [TenantBill]
  /// The comparison's.
  package let today: ExactDecimal
  package let shared: ExactDecimal
  package let relief: TransitionRelief

  /// Splits a comparison.
  /// `comparison`: of this input.
  package init(
    of input: StackInput, comparison: StackComparison, settings: SplitSettings
  ) throws(ArithmeticOverflow) {
    try self.init(
      of: input, comparison: comparison, demand: try StackDemand(of: input.sharing), settings: settings)
  }

  /// The same with the demand measured before.
  /// `demand`: of what the input may share, measured by its statistic.
  package init(
    of input: StackInput, comparison: StackComparison, demand: StackDemand, settings: SplitSettings
  ) throws(ArithmeticOverflow) {
    let input = input.ordered
    let apart = try TodaysBills(of: input.apart.environments, comparison)
    var sharing = try TodaysBills(of: input.sharing.environments, comparison)
    let users = input.sharing.tenants.isEmpty ? sharing.payers : input.sharing.tenants
    try sharing.add(switching: comparison.items.total(.switching, \.today), to: users, input.currency)

    let isShared = comparison.verdict.isOfSharing
    let pools = isShared ? try Self.pools(of: input.sharing, demand, settings) : []
    let demanding = pools.flatMap { $0.split.shares.map(\.tenant) }
    let everybody = Set(
      Array(apart.amounts.keys) + Array(sharing.amounts.keys) + comparison.tenants + (isShared ? users : []) + demanding
    ).sorted()
    var shared: SharedBills?
    if isShared {
      var totals: [StackComparison.Item: ExactDecimal] = [:]
      for pair in comparison.items { totals[pair.item] = try pair.shared.minus(try apart.total(pair.item)) }
      shared = try SharedBills(
        of: everybody, users: users, totals: totals, today: sharing, pools: pools, rule: settings.rule,
        currency: input.currency)
    }
    var bills: [TenantBill] = []
    for (position, tenant) in everybody.enumerated() {
      var items: [StackComparison.ItemPair] = []
      for item in StackComparison.Item.allCases {
        let (stays, moves) = (apart.amount(item, of: tenant), sharing.amount(item, of: tenant))
        items.append(
          StackComparison.ItemPair(
            item: item, today: try stays.plus(moves),
            shared: try stays.plus(shared?.amount(item, of: position) ?? moves)))
      }
      bills.append(
        try TenantBill(
          tenant: tenant, items: items, capacityAllowance: shared?.allowance(of: position) ?? .zero, relief: .zero))
    }
    let items = try bills.flatMap(\.items).summedByItem()
    precondition(items == comparison.items, "the tenants' bills add up to the comparison, item by item")
    stack = input.stack
    currency = input.currency
    rule = settings.rule
    self.pools = pools.map(\.split)
    today = comparison.today
    self.shared = comparison.shared
    (tenants, relief) = settings.relief ? try Self.relieved(bills, input.currency) : (bills, .notAsked)
  }

  /// Who would pay more than today, in order.
  package var losers: [TenantBill] { tenants.filter(\.loses) }

  private static func pools(
    of sharing: StackInput, _ demand: StackDemand, _ settings: SplitSettings
  ) throws(ArithmeticOverflow) -> [(pool: ResourcePool, split: PoolSplit)] {
    let highestHours =
      switch demand.statistic {
      case .peak: 1
      case .topHours(let count): count
      }
    var pools: [(pool: ResourcePool, split: PoolSplit)] = []
    for (pool, demand) in zip(try ResourcePool.pools(of: sharing, demand: demand), demand.pools) {
      let tenants = demand.members.flatMap(\.tenants)
      pools.append(
        (pool, try PoolSplit(demand.key, tenants, highestHours: highestHours, settings: settings)))
    }
    return pools
  }

  private static func relieved(
    _ bills: [TenantBill], _ currency: Currency
  ) throws(ArithmeticOverflow) -> ([TenantBill], TransitionRelief) {
    let relief = try TransitionRelief.lines(
      today: bills.map { currency.minorUnits(of: $0.today) }, shared: bills.map { currency.minorUnits(of: $0.shared) })
    func amount(_ minorUnits: Int128) -> ExactDecimal {
      ExactDecimal(picounits: minorUnits * currency.smallestUnit.picounits)
    }
    guard relief.shortfall == 0 else { return (bills, .infeasible(shortfall: amount(relief.shortfall))) }
    var relieved: [TenantBill] = []
    for (bill, line) in zip(bills, relief.lines) { relieved.append(try bill.with(relief: amount(line))) }
    return (relieved, .applied)
  }
}

extension [StackComparison.ItemPair] {
  fileprivate func total(
    _ item: StackComparison.Item, _ side: KeyPath<StackComparison.ItemPair, ExactDecimal>
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    try filter { $0.item == item }.map { $0[keyPath: side] }.total()
  }
}
