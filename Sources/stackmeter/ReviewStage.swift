import Aggregation
import Configuration
import Ledger
import Metering

/// Puts an open month beside its bills, its budgets and the month before.
///
/// A closed month keeps the reconciliation that it was closed with. It is reconciled once more in the first open month
/// when its bills are other than at the last closing, or when corrections of it are billed there.
struct ReviewStage {
  let books: Books
  let ledger: Ledger
  let calendar: OrganizationCalendar
  let configuration: ProjectConfiguration

  private var project: Project { configuration.project }

  /// `previous`: the open month before; nil where that is closed, or there is none.
  func review(
    _ summary: AggregateStage.PeriodSummary, previous: AggregateStage.PeriodSummary?
  ) throws -> PeriodReview {
    let period = summary.period
    let isOver = summary.days.upperBound == period.endDay
    // A month in progress has not been used up to what is billed for it.
    let matchings = [
      BillMatching(
        period: period, bills: isOver ? configuration.bills.of(period) : .none, lines: summary.lines,
        idle: summary.idle, currency: project.currency, settings: project.reconciliation)
    ]
    let closed = period == books.state.correctionPeriod ? try closedMatchings(summary.lines) : []
    func reconciliation(_ basis: CostBasis) throws -> Reconciliation {
      Reconciliation(
        basis: basis,
        rows: try matchings.flatMap { try $0.rows(basis) } + closed.flatMap { try $0.billedRows(basis) })
    }
    return PeriodReview(
      cash: try reconciliation(.cash), effective: try reconciliation(.effective),
      budgets: try BudgetForecast(
        period: period, days: summary.days, fixedOfMonth: isOver ? [] : try fixedCosts(of: period),
        currency: project.currency
      ).rows(configuration.budgets, lines: summary.lines),
      movements: isOver ? try movements(to: summary, from: previous) : [])
  }

  /// What is due for a whole month however much is used.
  private func fixedCosts(of period: Period) throws -> [ChargeLine] {
    try PeriodCharges(
      period: period, days: period.days, configuration: configuration,
      credits: CreditBalances(configuration.adjustments)
    ).lines()
  }

  private func movements(
    to summary: AggregateStage.PeriodSummary, from previous: AggregateStage.PeriodSummary?
  ) throws -> [Movement] {
    let before = summary.period.previous
    let lines = previous?.period == before ? previous?.lines ?? [] : try books.lines(before)
    return lines.isEmpty ? [] : try Movement.all(from: lines, to: summary.lines, currency: project.currency)
  }

  /// The closed months that are to be reconciled once more. `lines`: of the month that corrections are billed in.
  private func closedMatchings(_ lines: [StoredChargeLine]) throws -> [BillMatching] {
    let closed = books.state.closed.filter { !configuration.bills.of($0).isEmpty }
    guard !closed.isEmpty, let last = books.state.closedThrough,
      let lastBills = try books.configuration(ofClosed: last)?.bills
    else { return [] }
    let corrected = Set(lines.filter(\.line.isCorrection).map(\.line.identity.chargePeriod))
    var matchings: [BillMatching] = []
    for period in closed {
      let bills = configuration.bills.of(period)
      guard corrected.contains(period) || !bills.bill(likeThoseOf: lastBills.of(period)) else { continue }
      let later = try books.state.closed.filter { $0 > period }.flatMap { try books.lines($0) } + lines
      matchings.append(
        BillMatching(
          period: period, bills: bills, lines: try books.lines(period),
          late: later.filter { $0.line.isCorrection && $0.line.identity.chargePeriod == period },
          idle: try idle(of: bills.environments, in: period), currency: project.currency,
          settings: project.reconciliation))
    }
    return matchings
  }

  /// What is idle in a closed month by what is known today, at the prices it was closed with.
  private func idle(
    of environments: Set<EnvironmentID>, in period: Period
  ) throws -> [EnvironmentID: UnusedCapacity.Amount] {
    guard let configuration = try books.configuration(ofClosed: period) else { return [:] }
    var idle = UnusedCapacity(of: environments, configuration: configuration, calendar: calendar, days: period.days)
    try ledger.usage(days: period.days, units: configuration.project.unit) { try idle.add($0) }
    return try idle.amounts()
  }
}
