import Aggregation
import Comparison
import Metering

@testable import Reporting

extension PeriodInput {
  /// A month with its stacks summed up as the stage before does it.
  init(
    period: Period, state: String, days: Range<CivilDate>, lines: [PostedLine], comparisons: [StackComparison],
    daily: DailyUsage = .none
  ) throws {
    let organization =
      comparisons.isEmpty
      ? nil
      : try OrganizationComparison(
        of: comparisons, months: Fraction(Int128(days.count), Int128(period.dayCount)),
        currency: comparisons[0].currency)
    self.init(
      period: period, state: state, days: days, lines: lines, comparisons: comparisons, organization: organization,
      daily: daily)
  }
}
