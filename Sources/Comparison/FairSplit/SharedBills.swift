import Configuration
import Metering

/// Who would pay what on the shared environment: economics.md §1.7, "Full shared bill".
///
///     paid by use        who uses it, as today
///     capacity           each resource's cost by the shares of its need
///     everything else    evenly among those who use the stack
///
/// What the assumptions add per tenant is the same for each, and so is in the even part.
struct SharedBills {
  /// The items' amounts of each tenant, in whole smallest units.
  private let amounts: [StackComparison.Item: [ExactDecimal]]
  private let allowances: [ExactDecimal]

  /// `tenants`: everybody with a bill, in order; `users`: those of them who use what is shared, one at least;
  /// `totals`: what the shared environment costs, item by item, which the amounts add to; `today`: what those pay for
  /// what is shared; `pools`: of what is shared, each with its split.
  init(
    of tenants: [TenantID], users: [TenantID], totals: [StackComparison.Item: ExactDecimal], today: TodaysBills,
    pools: [(pool: ResourcePool, split: PoolSplit)], rule: SplitRule, currency: Currency
  ) throws(ArithmeticOverflow) {
    let active = tenants.indices.filter { users.contains(tenants[$0]) }
    let capacity = try Capacity(of: tenants, active: active, pools)
    let byUse = tenants.map { today.amount(.paidByUse, of: $0) }
    let items = StackComparison.Item.allCases.filter { $0 != .paidByUse }
    var shared: [SharedAmount] = []
    if rule == .standAloneProportional {
      // The same percentage off for everybody: of the whole bill, whatever is capacity and whatever is not.
      var weights: [ExactDecimal] = []
      for (tenant, paid) in zip(tenants, byUse) {
        let whole = try (today.amounts[tenant] ?? [:]).values.total()
        weights.append(max(.zero, try whole.minus(paid)))
      }
      for item in items { shared.append(try SharedAmount(total: totals[item] ?? .zero, by: weights)) }
    } else {
      for item in items {
        let total = totals[item] ?? .zero
        shared.append(
          item == .capacity
            ? SharedAmount(total: total, parts: capacity.costs)
            : try SharedAmount(total: total, evenlyTo: active, of: tenants.count))
      }
    }
    var amounts: [StackComparison.Item: [ExactDecimal]] = [.paidByUse: byUse]
    for (item, parts) in zip(items, try currency.tied(shared)) { amounts[item] = parts }
    self.amounts = amounts

    var allowances: [ExactDecimal] = []
    for (index, paid) in (amounts[.capacity] ?? []).enumerated() {
      let needed = try currency.rounded(capacity.needed[index].fraction)
      allowances.append(max(.zero, try paid.minus(needed)))
    }
    self.allowances = allowances
  }

  /// `tenant`: a position in the tenants.
  func amount(_ item: StackComparison.Item, of tenant: Int) -> ExactDecimal { amounts[item]?[tenant] ?? .zero }

  func allowance(of tenant: Int) -> ExactDecimal { allowances[tenant] }
}

extension PoolSplit.TenantShare {
  /// Its part of the need: exact, or of units to 10⁻¹² where the exact fraction does not fit in 128 bits, as with
  /// hundreds of tenants. Bills are whole smallest units tied to the total, which neither changes.
  func part(of need: Fraction) throws(ArithmeticOverflow) -> Fraction {
    do throws(ArithmeticOverflow) {
      return try units.over(need)
    } catch {
      return try ExactDecimal(units).fraction.over(need)
    }
  }
}

/// What the shared capacity costs each tenant, exact to 10⁻¹².
private struct Capacity {
  /// With headroom, isolation and spare nodes.
  private(set) var costs: [ExactDecimal]
  /// What the shares of the need alone would cost at the same prices.
  private(set) var needed: [ExactDecimal]

  /// `active`: the positions of those who pay for capacity that nobody has a need for, such as spare nodes.
  init(
    of tenants: [TenantID], active: [Int], _ pools: [(pool: ResourcePool, split: PoolSplit)]
  ) throws(ArithmeticOverflow) {
    let positions = Dictionary(uniqueKeysWithValues: tenants.enumerated().map { ($1, $0) })
    costs = tenants.map { _ in .zero }
    needed = costs
    for (pool, split) in pools {
      let cost = try ExactDecimal(try pool.sharedCost)
      if split.need == .zero {
        for position in active {
          costs[position] = try costs[position].plus(try cost.times(Fraction(1, Int128(active.count))))
        }
        continue
      }
      let price = try ExactDecimal(pool.unitCost)
      for share in split.shares {
        guard let position = positions[share.tenant] else {
          preconditionFailure("everybody with demand has a bill")
        }
        costs[position] = try costs[position].plus(try cost.times(try share.part(of: split.need)))
        needed[position] = try needed[position].plus(try price.times(share.units))
      }
    }
  }
}
