internal import Comparison
internal import Metering

/// The comparisons of several stacks together, in whole cents: plain sums of the stacks' own amounts, so that the headline
/// and the tables tie. A stack with nothing to share counts the same on both sides; one for which sharing does not pay
/// counts with its loss.
struct ComparisonTotals: Sendable, Equatable {
  let currency: Currency
  let stackCount: Int
  let environmentCount: Int
  let items: [Item]
  let bridge: [Step]
  let today: Int128
  let shared: Int128
  let cashableSaving: Int128
  let oneTimeCost: Int128
  let netOverHorizon: Int128
  /// The longest horizon of the stacks that have something to share.
  let horizonMonths: Int
  let paybackMonth: Int?
  let cashablePaybackMonth: Int?
  let verdict: StackComparison.Verdict

  /// One item on both sides.
  struct Item: Sendable, Equatable {
    let item: StackComparison.Item
    let today: Int128
    let shared: Int128
  }

  /// One step of the bridge: a cost for the first and the last, a signed change between them.
  struct Step: Sendable, Equatable {
    let step: StackComparison.BridgeStep
    let amount: Int128
  }

  /// Positive when sharing costs less.
  var saving: Int128 { today - shared }

  /// Sums the stacks of one period.
  /// `months`: the days compared, as months: 1 for a full month, its share of days for a month in progress.
  init(of stacks: [StackComparison], months: Fraction, currency: Currency) {
    func cents(_ amount: ExactDecimal) -> Int128 { currency.minorUnits(of: amount) }
    func sum(_ amount: (StackComparison) -> ExactDecimal) -> Int128 { stacks.reduce(0) { $0 + cents(amount($1)) } }
    let sharable = stacks.filter { $0.verdict != .nothingToShare }
    self.currency = currency
    stackCount = stacks.count
    environmentCount = stacks.reduce(0) { $0 + $1.environments.count }
    items = StackComparison.Item.allCases.map { item in
      let pairs = stacks.flatMap(\.items).filter { $0.item == item }
      return Item(
        item: item, today: pairs.reduce(0) { $0 + cents($1.today) },
        shared: pairs.reduce(0) { $0 + cents($1.shared) })
    }
    bridge = StackComparison.BridgeStep.allCases.map { step in
      let amounts = stacks.flatMap(\.bridge).filter { $0.step == step }
      return Step(step: step, amount: amounts.reduce(0) { $0 + cents($1.amount) })
    }
    let (today, shared) = (sum(\.today), sum(\.shared))
    let (oneTimeCost, cashable) = (sum(\.oneTimeCost), sum(\.cashableSaving))
    let horizon = sharable.map(\.horizonMonths).max() ?? 0
    self.today = today
    self.shared = shared
    self.oneTimeCost = oneTimeCost
    cashableSaving = cashable
    netOverHorizon = sum(\.netOverHorizon)
    horizonMonths = horizon
    paybackMonth = Self.payback(saving: today - shared, months: months, of: oneTimeCost, within: horizon)
    cashablePaybackMonth = Self.payback(saving: cashable, months: months, of: oneTimeCost, within: horizon)
    verdict =
      if sharable.isEmpty { .nothingToShare } else if today <= shared { .doesNotPay } else if paybackMonth == nil {
        .paysTooLate
      } else { .pays }
  }

  /// The first whole month in which the savings have earned the one-time cost (economics.md §1.4): the smallest m with
  /// m × saving ≥ cost × months.
  private static func payback(saving: Int128, months: Fraction, of cost: Int128, within horizon: Int) -> Int? {
    guard saving > 0 else { return nil }
    return (1...max(1, horizon)).first { month in
      Fraction(Int128(month) * saving) >= Fraction(cost * months.numerator, months.denominator)
    }
  }
}

extension PeriodInput {
  /// The days charged as months: 1 for a complete month.
  var months: Fraction { Fraction(Int128(max(1, days.count)), Int128(period.dayCount)) }

  /// The comparison of all stacks.
  func comparisonTotals(in currency: Currency) -> ComparisonTotals {
    ComparisonTotals(of: comparisons, months: months, currency: currency)
  }
}
