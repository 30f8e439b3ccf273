internal import Comparison
internal import Metering

/// `savings_<period>.csv`: what a stack costs, what sharing it could save, what the plan promised and what has come of
/// it, one row a stack.
///
/// Potential (a model of this month), promised (the plan of `baseline_period`) and realised (measured against
/// `baseline_period`) are three answers to three questions and are never summed with each other (economics.md §3.1);
/// cashable is a part of potential. A loss is below 0. What is not known is empty, and the column before it says why.
enum SavingsFile {
  /// What potential is measured on.
  enum PotentialBasis: String, Sendable {
    case fullMonth = "full_month"
    case monthToDate = "month_to_date"
    /// Nothing that was used has a price, so nothing is known.
    case notPriced = "not_priced"
    case notCompared = "not_compared"
  }

  /// What promised and realised are measured against, or why there is nothing of them.
  enum Basis: String, Sendable {
    /// Realised: today's cost against that of the baseline.
    case baseline
    /// Promised: what the plan made in the baseline counts on with so many environments retired.
    case plan
    /// Environments are retired, and no plan was made in the baseline: it had nothing to share, or is not known.
    case noPlan = "no_plan"
    /// Nothing of the stack was retired by the first day of the month.
    case nothingRetired = "nothing_retired"
    /// No full month was metered before the first environment was retired.
    case noFullMonthBefore = "no_full_month_before"
    /// Only full months are held against the baseline.
    case monthInProgress = "month_in_progress"
    /// Nothing of the stack has a price in the month.
    case notPriced = "not_priced"
    /// No environment of the stack was metered in the month.
    case notCompared = "not_compared"
  }

  struct Row: Sendable {
    let stack: StackID
    let isComplete: Bool
    let daysMeasured: Int
    /// nil: no environment of it was metered in the month.
    let comparison: StackComparison?
    /// The same where something of it has a price.
    var known: StackComparison? { comparison.flatMap { $0.isUnpriced ? nil : $0 } }
    /// The same where all of its capacity has a price, so that sharing is judged.
    var judged: StackComparison? { known.flatMap { $0.verdict == .notPriced ? nil : $0 } }
    /// What the month realised; nil where `realisedBasis` is anything but `baseline`.
    let savings: RealisedSavings?
    let month: RealisedSavings.Month?
    let realisedBasis: Basis

    var potentialBasis: PotentialBasis {
      if comparison == nil { return .notCompared }
      if known == nil { return .notPriced }
      return isComplete ? .fullMonth : .monthToDate
    }

    var promisedBasis: Basis {
      guard let month else { return realisedBasis }
      return month.promised == nil ? .noPlan : .plan
    }
  }

  static func name(_ period: Period) -> String { "savings_\(period).csv" }

  /// The stacks that were compared, those that are charged all the same, and those that have begun to realise savings
  /// and are gone: none vanishes from the file without a word.
  static func rows(_ period: PeriodInput, _ input: ReportInput) -> [Row] {
    let comparisons = Dictionary(period.comparisons.map { ($0.stack, $0) }, uniquingKeysWith: { first, _ in first })
    let realised = Dictionary(
      input.realised.map { (StackID($0.stack), $0) }, uniquingKeysWith: { first, _ in first })
    let charged = Set(period.lines.map(\.line.identity.stack))
      .subtracting([StackID(ReservedName.all), StackID(ReservedName.unmapped)])
    let begun = realised.filter { $0.value.savings.map { $0.baseline < period.period } ?? false }.keys
    return charged.union(comparisons.keys).union(begun).sorted().map { stack in
      row(stack, comparisons[stack], realised[stack], period)
    }
  }

  private static func row(
    _ stack: StackID, _ comparison: StackComparison?, _ realised: RealisedByStack?, _ period: PeriodInput
  ) -> Row {
    let month = comparison == nil ? nil : realised?.savings?.months.first { $0.period == period.period }
    let basis: Basis =
      if comparison == nil {
        .notCompared
      } else if month != nil {
        .baseline
      } else if comparison?.isUnpriced == true, realised?.savings.map({ $0.baseline < period.period }) ?? false {
        .notPriced
      } else if let realised {
        if let savings = realised.savings {
          // A full month after the baseline that is not measured is the one in which the first was retired.
          savings.baseline < period.period && !period.isComplete ? .monthInProgress : .nothingRetired
        } else {
          .noFullMonthBefore
        }
      } else {
        .nothingRetired
      }
    return Row(
      stack: stack, isComplete: period.isComplete, daysMeasured: period.days.count, comparison: comparison,
      savings: month == nil ? nil : realised?.savings, month: month, realisedBasis: basis)
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    identity(period) + potential(input.currency, period) + realised(input.currency) + [
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }

  private static func identity(_ period: Period) -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month compared, YYYY-MM.") { _ in period.description },
      .date("period_start", "First day of the month, in the organisation's time zone.") { _ in period.firstDay },
      .date("period_end", "The day after the last day of the month.") { _ in period.endDay },
      .text("stack_role", key: true, "The stack.") { $0.stack.text },
    ]
  }

  private static func potential(_ currency: Currency, _ period: Period) -> [CSVColumn<Row>] {
    @Sendable func cents(_ amount: ExactDecimal?) -> Int128? { amount.map(currency.minorUnits(of:)) }
    return [
      .text(
        "potential_basis",
        """
        What the next amounts are of. full_month; month_to_date: the days so far, not a month; not_priced: nothing \
        used has a price, so they are empty; not_compared: no environment was metered, so there are none.
        """
      ) { $0.potentialBasis.rawValue },
      .count("days_measured", "Days of the month that are in the amounts.") {
        $0.comparison == nil ? nil : $0.daysMeasured
      },
      .count("days_in_month", "Days of the month.") { _ in period.dayCount },
      .money("today_cost", in: currency, "What its environments cost: idle capacity and people's time too.") {
        cents($0.known?.today)
      },
      .money(
        "shared_cost", in: currency, "What one shared environment for the same demand would cost: a model."
      ) { cents($0.judged?.shared) },
      .money(
        "potential_saving", in: currency,
        "today_cost less shared_cost, below 0 where sharing costs more: a model, in no bank account."
      ) { $0.judged.map { currency.minorUnits(of: $0.today) - currency.minorUnits(of: $0.shared) } },
      .money(
        "cashable_saving", in: currency,
        "The part of potential_saving that would leave the bank account; the rest frees people's time."
      ) { cents($0.judged?.cashableSaving) },
      .text(
        "verdict", "pays, pays_too_late (not within the horizon), does_not_pay, nothing_to_share or not_priced."
      ) { row in
        row.comparison.map { row.known == nil ? "not_priced" : $0.verdict.rawValue }
      },
    ]
  }

  private static func realised(_ currency: Currency) -> [CSVColumn<Row>] {
    @Sendable func cents(_ amount: ExactDecimal?) -> Int128? { amount.map(currency.minorUnits(of:)) }
    return [
      .text(
        "promised_basis",
        """
        What promised_saving is of. plan: the migration plan made in baseline_period; no_plan: none was made then; \
        else why there is none, as in realised_basis.
        """
      ) { $0.promisedBasis.rawValue },
      .money(
        "promised_saving", in: currency,
        "What the plan counts on a month with so many environments retired; 0.00 before its first wave is complete."
      ) { cents($0.month?.promised) },
      .text(
        "realised_basis",
        """
        What realised_saving is against. baseline: today_cost of baseline_period; nothing_retired by the first day of \
        the month; no_full_month_before the first was retired; month_in_progress; not_priced; not_compared.
        """
      ) { $0.realisedBasis.rawValue },
      .money("realised_saving", in: currency, "baseline_cost less today_cost, below 0 where it costs more: measured.") {
        cents($0.month?.realised)
      },
      .text(
        "baseline_period",
        "The last full month before the day on which the first environment was retired, YYYY-MM: never the month of it."
      ) { $0.savings?.baseline.description },
      .money("baseline_cost", in: currency, "today_cost of baseline_period.") { cents($0.savings?.baselineCost) },
      .count("retired_environments", "How many bespoke ones were retired by the first day of the month.") {
        $0.month?.retired
      },
      .money(
        "usage_change", in: currency,
        "How the cost of what was used changed since baseline_period: in realised_saving, and no merit of sharing."
      ) { cents($0.month?.usageChange) },
    ]
  }
}
