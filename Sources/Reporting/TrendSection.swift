internal import Comparison
internal import Metering

/// Whether it is moving: all months, the oldest first.
enum TrendSection {
  private struct Month {
    let period: PeriodInput
    let sum: LineSum
    /// Against the month before; nil when there is none or one of the two is in progress.
    var change: (from: Int128, to: Int128)?
  }

  static func section(_ context: SummaryContext) -> PageSection? {
    var months = context.input.periods.map { Month(period: $0, sum: LineSum($0.lines)) }
    guard !months.isEmpty else { return nil }
    for index in months.indices.dropFirst() {
      let (before, now) = (months[index - 1], months[index])
      guard before.period.isComplete, now.period.isComplete, before.period.period.next == now.period.period else {
        continue
      }
      months[index].change = (before.sum.minorUnits, now.sum.minorUnits)
    }
    return PageSection(
      id: "trend", question: "Is it moving?", headline: headline(months, context),
      howMeasured:
        "Charges are posted cents. What environments cost today also counts idle capacity and people's time.",
      body: Bar.legend([(.used, false, "usage"), (.overhead, false, "fixed costs")]) + table(months, context).markup)
  }

  private static func headline(_ months: [Month], _ context: SummaryContext) -> Markup {
    guard let last = months.last(where: { $0.change != nil }), let change = last.change else {
      return months.count == 1 ? "One month is measured so far." : "No two complete months can be compared yet."
    }
    let difference = change.to - change.from
    let (before, now) = (DisplayText.month(last.period.period.previous), DisplayText.month(last.period.period))
    guard difference != 0, let share = DisplayText.percent(abs(difference), of: change.from) else {
      return "Charges did not change from \(before) to \(now)."
    }
    return """
      Charges \(difference > 0 ? "rose" : "fell") by \(share) from \(before) to \(now), \
      \(difference > 0 ? "up" : "down") \(context.rounded(abs(difference))) to \(context.rounded(change.to)).
      """
  }

  /// An amount of the month's comparison; without stacks to compare there is none.
  private static func compared(
    _ month: Month, _ amount: (OrganizationComparison) -> ExactDecimal, _ context: SummaryContext
  ) -> Markup {
    month.period.organization.map { context.exact(amount($0)) } ?? .none
  }

  private static func table(_ months: [Month], _ context: SummaryContext) -> PageTable {
    let scale = months.map(\.sum.minorUnits).max() ?? 0
    let rows = months.enumerated().map { index, month -> [Markup] in
      let change = month.change.map { change -> Markup in
        let percent = DisplayText.percent(change.to - change.from, of: change.from) ?? "–"
        return "\(change.to > change.from ? "+" : "")\(percent)"
      }
      let bar = Bar(
        id: "month-\(index)", title: "Charged in \(SummaryContext.text(of: month.period))",
        description: context.rounded(month.sum.minorUnits),
        segments: [
          .init(colour: .used, amount: month.sum.usage), .init(colour: .overhead, amount: month.sum.fixed),
        ], scale: scale)
      return [
        "\(SummaryContext.label(month.period))", "\(month.period.state)",
        "\(month.period.days.count) of \(month.period.period.dayCount)", context.exact(month.sum.minorUnits),
        change ?? .none, compared(month, \.today, context), compared(month, \.shared, context),
        compared(month, \.saving, context), "\(DisplayText.count(month.sum.unratedLines))", bar.markup,
      ]
    }
    return PageTable(
      id: "months", caption: "All months, in \(context.code)",
      columns: [
        .name("Month"), .text("State"), .number("Days"), .number("Charged"), .number("Change"),
        .number("Environments"), .number("Shared (model)"), .number("Difference"), .number("Lines without a price"),
        .chart("Usage, fixed"),
      ], groups: [.init(rows: rows)], moreIn: ControlTotals.name)
  }
}
