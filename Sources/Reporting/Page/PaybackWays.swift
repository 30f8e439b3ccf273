internal import Comparison
internal import Metering

/// When the money is back by the way it is moved, each way counting everything and counting cash alone: all stacks at
/// once, as the model compares them; wave by wave, as the plan has it, both sides paid for until the old one is
/// retired; and the same for only those stacks for which sharing pays. They are answers to different questions: every
/// place on the page that tells a month says which it is.
struct PaybackWays: Sendable {
  let atOnce: OrganizationComparison
  /// nil: no plan is known.
  let waves: MovingTotals?
  /// Only the stacks for which sharing pays; nil where those are all or none.
  let payingAtOnce: OrganizationComparison?
  let payingWaves: MovingTotals?

  init?(_ context: SummaryContext) {
    guard context.organization != nil else { return nil }
    self.init(context.shown)
  }

  /// nil when there is nothing to compare.
  init?(_ period: PeriodInput) {
    guard let organization = period.organization else { return nil }
    atOnce = organization
    let plans = period.findings.value?.plans ?? []
    // The sums of all are the findings' own; a sum of fewer is no larger.
    waves = try? MovingTotals(of: plans)
    let sharing = SharingByStack(period.comparisons)
    guard sharing.isMixed else {
      (payingAtOnce, payingWaves) = (nil, nil)
      return
    }
    let paying = sharing.paying
    let stacks = Set(paying.map(\.stack))
    payingAtOnce = try? OrganizationComparison(
      of: paying, months: Fraction(Int128(period.days.count), Int128(period.period.dayCount)),
      currency: organization.currency)
    payingWaves = try? MovingTotals(of: plans.filter { stacks.contains($0.stack) })
  }

  /// `in month 18 (cash alone: in month 30)`.
  static func months(_ all: Int?, cash: Int?, of horizon: Int) -> String {
    let never = "not within \(DisplayText.counted(horizon, "month", "months"))"
    func text(_ month: Int?) -> String { month.map { "in month \($0)" } ?? never }
    return all == nil && cash == nil ? never : "\(text(all)) (cash alone: \(text(cash)))"
  }

  static func months(_ comparison: OrganizationComparison) -> String {
    months(
      comparison.paybackMonth, cash: comparison.cashablePaybackMonth, of: comparison.horizonMonths)
  }

  static func months(_ totals: MovingTotals) -> String {
    months(totals.all.paybackMonth, cash: totals.cashable.paybackMonth, of: totals.all.months.count)
  }
}

/// The ways beside each other, with the ends of the ranges.
struct PaybackWaysTable: Sendable {
  private let ways: PaybackWays
  private let context: SummaryContext

  init(_ ways: PaybackWays, _ context: SummaryContext) {
    self.ways = ways
    self.context = context
  }

  var markup: Markup {
    let table = PageTable(
      id: "ways", caption: "When the money is back, by the way of moving, in \(context.code)",
      columns: [
        .text("Way of moving"), .text("Assumptions"), .number("Most out"), .text("Paid back"),
        .text("On cash alone"), .number("Net over the horizon, + earned"), .number("of it cash"),
      ], groups: [.init(rows: atOnce + waves + paying)])
    return """
      <h4>All at once, or wave by wave</h4>
      <p class="how">All at once is the comparison itself: every stack moves in month 1 and saves from then on. Wave \
      by wave is the plan of question 8: both sides are paid for until the old one is retired, so the money is back \
      later; where sharing loses, the loss begins later too.</p>
      \(table.markup)
      """
  }

  private var atOnce: [[Markup]] {
    guard let figures = context.findings?.ranges.organization else {
      return [row("All stacks at once", "as assumed", ways.atOnce)]
    }
    return [
      row("All stacks at once", "all adverse", figures.adverse), row("All stacks at once", "as assumed", ways.atOnce),
      row("All stacks at once", "all favourable", figures.favourable),
    ]
  }

  private var waves: [[Markup]] {
    guard let waves = ways.waves else { return [] }
    let name: Markup = "All stacks wave by wave"
    let base = row(name, "as assumed", waves.all, cash: waves.cashable)
    guard let curve = context.findings?.savingsCurve else { return [base] }
    return [row(name, "all adverse", curve.adverse), base, row(name, "all favourable", curve.favourable)]
  }

  private var paying: [[Markup]] {
    var rows: [[Markup]] = []
    if let comparison = ways.payingAtOnce { rows.append(row("Only where it pays, at once", "as assumed", comparison)) }
    if let waves = ways.payingWaves {
      rows.append(row("Only where it pays, wave by wave", "as assumed", waves.all, cash: waves.cashable))
    }
    return rows
  }

  /// All at once, it is out in the first month, and more than that only where sharing loses month by month.
  private func mostOut(_ oneTimeCost: ExactDecimal, _ net: ExactDecimal) -> Markup {
    context.exact(min(-context.cents(oneTimeCost), context.cents(net)))
  }

  private func month(_ month: Int?) -> Markup { "\(ComparisonWording.month(month))" }

  private func row(_ way: Markup, _ assumptions: Markup, _ comparison: OrganizationComparison) -> [Markup] {
    [
      way, assumptions, mostOut(comparison.oneTimeCost, comparison.netOverHorizon), month(comparison.paybackMonth),
      month(comparison.cashablePaybackMonth), context.exact(comparison.netOverHorizon), .none,
    ]
  }

  private func row(_ way: Markup, _ assumptions: Markup, _ outcome: RangeOutcome) -> [Markup] {
    [
      way, assumptions, mostOut(outcome.oneTimeCost, outcome.netOverHorizon), month(outcome.paybackMonth),
      month(outcome.cashablePaybackMonth), context.exact(outcome.netOverHorizon), .none,
    ]
  }

  private func row(
    _ way: Markup, _ assumptions: Markup, _ costs: PhasedCosts, cash: PhasedCosts? = nil
  ) -> [Markup] {
    [
      way, assumptions, costs.trough.map { context.exact($0.amount) } ?? "none", month(costs.paybackMonth),
      cash.map { month($0.paybackMonth) } ?? .none, costs.months.last.map { context.exact($0.cumulative) } ?? .none,
      cash?.months.last.map { context.exact($0.cumulative) } ?? .none,
    ]
  }
}
