package import Metering

/// All stacks of the organisation together: what every stack on its shared environment would come to.
///
/// Every amount is the sum of the stacks' amounts, so headline and table tie to the cent. Stacks with nothing to share,
/// or not priced, are the same on both sides; stacks for which sharing does not pay are in the sums with their loss, so
/// it can say no.
package struct OrganizationComparison: Sendable, Equatable, Codable {
  package let currency: Currency
  /// Each item over all stacks, in their order.
  package let items: [StackComparison.ItemPair]
  /// Each step over all stacks, in their order.
  package let bridge: [StackComparison.BridgeAmount]
  package let today: ExactDecimal
  package let shared: ExactDecimal
  package let saving: ExactDecimal
  package let cashableSaving: ExactDecimal
  package let oneTimeCost: ExactDecimal
  /// The smallest whole month in which all savings together have earned all one-time cost; nil: not within the horizon.
  package let paybackMonth: Int?
  /// The same, counting only savings that leave the bank account.
  package let cashablePaybackMonth: Int?
  /// The longest horizon of the stacks that have something to share.
  package let horizonMonths: Int
  /// The sum of the stacks' own, each over its horizon.
  package let netOverHorizon: ExactDecimal
  package let verdict: StackComparison.Verdict

  /// Sums up the stacks.
  /// `comparisons`: all over the same days and in `currency`; `months`: those days, as in `StackInput.months`.
  package init(
    of comparisons: [StackComparison], months: Fraction, currency: Currency
  ) throws(ArithmeticOverflow) {
    precondition(months > .zero, "a comparison is over some days")
    precondition(comparisons.allSatisfy { $0.currency == currency }, "amounts are summed in one currency")
    let sharing = comparisons.filter { $0.verdict.isOfSharing }
    self.currency = currency
    items = try Self.items(of: comparisons)
    bridge = try Self.bridge(of: comparisons)
    (today, shared, saving) = try items.totals()
    cashableSaving = try items.cashableSaving()
    oneTimeCost = try comparisons.map(\.oneTimeCost).total()
    horizonMonths = sharing.map(\.horizonMonths).max() ?? 0
    netOverHorizon = try comparisons.map(\.netOverHorizon).total()
    paybackMonth = try Payback(
      saving: saving, months: months, oneTimeCost: oneTimeCost, horizonMonths: horizonMonths
    ).month()
    cashablePaybackMonth = try Payback(
      saving: cashableSaving, months: months, oneTimeCost: oneTimeCost, horizonMonths: horizonMonths
    ).month()
    verdict =
      if !sharing.isEmpty {
        StackComparison.Verdict(saving: saving, paybackMonth: paybackMonth)
      } else if comparisons.contains(where: { $0.verdict == .notPriced }) {
        .notPriced
      } else {
        .nothingToShare
      }
  }

  private static func items(
    of comparisons: [StackComparison]
  ) throws(ArithmeticOverflow) -> [StackComparison.ItemPair] {
    var items: [StackComparison.ItemPair] = []
    for item in StackComparison.Item.allCases {
      let pairs = comparisons.flatMap(\.items).filter { $0.item == item }
      items.append(
        StackComparison.ItemPair(
          item: item, today: try pairs.map(\.today).total(), shared: try pairs.map(\.shared).total()))
    }
    return items
  }

  private static func bridge(
    of comparisons: [StackComparison]
  ) throws(ArithmeticOverflow) -> [StackComparison.BridgeAmount] {
    var bridge: [StackComparison.BridgeAmount] = []
    for step in StackComparison.BridgeStep.allCases {
      let amounts = comparisons.flatMap(\.bridge).filter { $0.step == step }.map(\.amount)
      bridge.append(StackComparison.BridgeAmount(step: step, amount: try amounts.total()))
    }
    return bridge
  }
}
