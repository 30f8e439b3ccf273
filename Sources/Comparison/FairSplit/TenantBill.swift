package import Metering

/// What one tenant pays today and would pay on the shared environment, item by item, in whole smallest units.
package struct TenantBill: Sendable, Equatable, Codable {
  package let tenant: TenantID
  /// All items in their order, those of amount 0 too.
  package let items: [StackComparison.ItemPair]
  /// The part of the shared capacity that is more than the tenant's share of the need: headroom, isolation, whole nodes
  /// and spare ones.
  package let capacityAllowance: ExactDecimal
  /// Transition relief, as a line of its own: below 0 for who would lose, above 0 for who pays for it.
  package let relief: ExactDecimal
  /// The sums of the items.
  package let today: ExactDecimal
  package let shared: ExactDecimal
  /// What the tenant gains by sharing, before relief; a loss is below 0.
  package let gain: ExactDecimal
  /// Why a tenant that loses does: what costs more than today, the most first. Nothing of one that does not lose.
  package let reasons: [LossReason]

  init(
    tenant: TenantID, items: [StackComparison.ItemPair], capacityAllowance: ExactDecimal, relief: ExactDecimal
  ) throws(ArithmeticOverflow) {
    self.tenant = tenant
    self.items = items
    self.capacityAllowance = capacityAllowance
    self.relief = relief
    (today, shared, gain) = try items.totals()
    reasons = gain.isNegative ? try LossReason.reasons(items, capacityAllowance: capacityAllowance) : []
  }

  /// The same with a line of relief.
  func with(relief: ExactDecimal) throws(ArithmeticOverflow) -> TenantBill {
    try TenantBill(tenant: tenant, items: items, capacityAllowance: capacityAllowance, relief: relief)
  }

  /// One tenant's bills as one, item by item.
  /// `bills`: one at least.
  init(sumOf bills: [TenantBill]) throws(ArithmeticOverflow) {
    precondition(!bills.isEmpty && bills.allSatisfy { $0.tenant == bills[0].tenant }, "a tenant's bills are added up")
    try self.init(
      tenant: bills[0].tenant, items: try bills.flatMap(\.items).summedByItem(),
      capacityAllowance: try bills.map(\.capacityAllowance).total(), relief: try bills.map(\.relief).total())
  }

  /// What is paid on the shared environment while the relief lasts.
  package var sharedWithRelief: ExactDecimal {
    get throws(ArithmeticOverflow) { try shared.plus(relief) }
  }

  /// Whether sharing costs the tenant more than today.
  package var loses: Bool { gain.isNegative }
}

/// Something that costs a losing tenant more on the shared environment than today.
package struct LossReason: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Equatable, Codable, CaseIterable {
    /// Its share of the need costs more than the capacity it pays for today.
    case capacityShare = "capacity_share"
    /// Headroom, isolation, whole nodes and spare ones on top of its share of the need.
    case capacityAllowance = "capacity_allowance"
    /// Its even part of control plane, team, upgrades, switching and other fixed costs.
    case fixedShare = "fixed_share"
    case licences
  }

  package let kind: Kind
  /// Above 0. What is cheaper than today is not set off, so that the reasons of a loss may add to more than it.
  package let amount: ExactDecimal

  /// What costs more than today, the most first; of equals in the order of the kinds.
  fileprivate static func reasons(
    _ items: [StackComparison.ItemPair], capacityAllowance: ExactDecimal
  ) throws(ArithmeticOverflow) -> [LossReason] {
    var increase: [Kind: ExactDecimal] = [:]
    for pair in items {
      let more = try pair.shared.minus(pair.today)
      switch pair.item {
      case .capacity:
        // The allowance first: it is what sharing puts on top of what the tenant needs.
        let allowance = max(.zero, min(more, capacityAllowance))
        increase[.capacityAllowance] = allowance
        increase[.capacityShare] = try more.minus(allowance)
      case .paidByUse: break
      case .licences: increase[.licences] = more
      case .controlPlane, .staff, .otherFixed, .upgrades, .switching:
        increase[.fixedShare] = try (increase[.fixedShare] ?? .zero).plus(more)
      }
    }
    var reasons: [LossReason] = []
    for kind in Kind.allCases {
      guard let amount = increase[kind], amount > .zero else { continue }
      reasons.append(LossReason(kind: kind, amount: amount))
    }
    // Stable: Swift's sort keeps the order of equals.
    return reasons.sorted { $0.amount > $1.amount }
  }
}

extension [StackComparison.ItemPair] {
  /// Each item once, with the sum of its amounts.
  func summedByItem() throws(ArithmeticOverflow) -> [StackComparison.ItemPair] {
    var items: [StackComparison.ItemPair] = []
    for item in StackComparison.Item.allCases {
      let pairs = filter { $0.item == item }
      items.append(
        StackComparison.ItemPair(
          item: item, today: try pairs.map(\.today).total(), shared: try pairs.map(\.shared).total()))
    }
    return items
  }
}
