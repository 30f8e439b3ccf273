internal import Comparison
internal import Metering

/// Question 10: whether it is moving: the last thirteen months in small charts, the oldest first.
enum TrendSection {
  private struct Month {
    let period: PeriodInput
    let sum: LineSum
    let unallocated: Int128
    /// Against the month before; nil when there is none or one of the two is in progress.
    var change: (from: Int128, to: Int128)?

    init(_ period: PeriodInput) {
      self.period = period
      sum = LineSum(period.lines)
      unallocated = LineSum(period.lines.filter { $0.line.identity.tenant.text == ReservedName.unallocated }).minorUnits
    }

    var exposure: SupportExposure? { period.findings.value?.environments.exposure }
    /// nil where its cost is not known.
    var duplicates: Duplicates? { isPriced ? period.findings.value?.environments.duplicates : nil }
    /// nil where there is none, or nothing of the month has a price.
    var organization: OrganizationComparison? { isPriced ? period.organization : nil }
    private var isPriced: Bool { !sum.isUnpriced && period.organization?.isUnpriced(period.comparisons) != true }
  }

  static func section(_ context: SummaryContext) -> PageSection {
    var months = context.input.periods.map(Month.init)
    for index in months.indices.dropFirst() {
      let (before, now) = (months[index - 1], months[index])
      guard before.period.isComplete, now.period.isComplete, before.period.period.next == now.period.period,
        !before.sum.isUnpriced, !now.sum.isUnpriced
      else {
        continue
      }
      months[index].change = (before.sum.minorUnits, now.sum.minorUnits)
    }
    let shown = Array(months.suffix(TrendChart.monthLimit))
    return PageSection(
      .trend, headline: headline(months, context),
      howMeasured: """
        Charges are posted cents; what environments cost also counts idle capacity and people's time. A month in \
        progress is an outline: it will grow; hatched is a model. A month whose findings are not known has no column.
        """, body: charts(shown, context), tables: charges(months, context).markup + findings(months, context).markup)
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
      \(difference > 0 ? "up" : "down") \
      \(DisplayText.rounded(abs(difference), context.currency)) to \
      \(DisplayText.rounded(change.to, context.currency)).
      """
  }

  // MARK: The small charts

  private static func charts(_ months: [Month], _ context: SummaryContext) -> Markup {
    func chart(
      _ id: String, _ title: String, _ colour: Bar.Colour, isModel: Bool = false,
      _ value: (Month) -> (Int128, String)?
    ) -> TrendChart {
      TrendChart(
        id: "trend-\(id)", title: title, colour: colour, isModel: isModel,
        months: months.map { month in
          let known = value(month)
          return .init(
            label: DisplayText.shortMonth(month.period.period), value: known?.0, text: known?.1 ?? "",
            isPartial: !month.period.isComplete)
        })
    }
    func money(_ amount: Int128) -> (Int128, String) { (amount, DisplayText.figure(amount, context.currency)) }
    var charts = [
      chart("cost", "What environments cost", .used) { $0.organization.map { money(context.cents($0.today)) } },
      chart("charged", "Charged to teams", .used) { $0.sum.isUnpriced ? nil : money($0.sum.minorUnits) },
      chart("duplicates", "Cost of duplication (model)", .people, isModel: true) {
        $0.duplicates.map { money(context.cents($0.duplicateCost)) }
      },
      chart("support", "Environment-days past support", .switching) {
        $0.exposure.map { (Int128($0.environmentDays), DisplayText.count($0.environmentDays)) }
      },
      chart("unallocated", "Share of charges that belongs to nobody", .idle) { month in
        DisplayText.percent(month.unallocated, of: month.sum.minorUnits).map {
          (ChartScale([0, month.sum.minorUnits]).position(month.unallocated, of: 10_000), $0)
        }
      },
    ]
    let realised = context.input.realised.flatMap(\.savings.months)
    if !realised.isEmpty {
      charts.append(
        chart("realised", "Realised since environments were retired", .used) { month in
          let amounts = realised.filter { $0.period == month.period.period }.map { context.cents($0.realised) }
          return amounts.isEmpty ? nil : money(amounts.reduce(0, +))
        })
    }
    return TrendChart.row(charts)
  }

  // MARK: The table

  private static func charges(_ months: [Month], _ context: SummaryContext) -> PageTable {
    /// Without stacks to compare there is none.
    func compared(_ month: Month, _ amount: (OrganizationComparison) -> ExactDecimal) -> Markup {
      month.organization.map { context.amount(context.cents(amount($0))) } ?? .none
    }
    let rows = months.suffix(PageTable.rowLimit).map { month -> [Markup] in
      let change = month.change.flatMap { DisplayText.change(from: $0.from, to: $0.to) }.map { Markup(text: $0) }
      return [
        "\(SummaryContext.label(month.period))", "\(month.period.state)",
        "\(month.period.days.count) of \(month.period.period.dayCount)", context.amount(month.sum),
        change ?? .none, compared(month, \.today), compared(month, \.shared), compared(month, \.saving),
      ]
    }
    return PageTable(
      id: "months", caption: "All months, in \(context.code)",
      columns: [
        .name("Month"), .text("State"), .number("Days"), .number("Charged"), .number("Change"),
        .number("Environments"), .number("Shared (model)"), .number("Difference"),
      ], groups: [.init(rows: rows)], moreIn: ControlTotals.name)
  }

  private static func findings(_ months: [Month], _ context: SummaryContext) -> PageTable {
    let realised = context.input.realised.flatMap(\.savings.months)
    let rows = months.suffix(PageTable.rowLimit).map { month -> [Markup] in
      let saved = realised.filter { $0.period == month.period.period }
      func sum(_ amount: (RealisedSavings.Month) -> ExactDecimal) -> Markup {
        saved.isEmpty ? .none : context.amount(saved.reduce(Int128(0)) { $0 + context.cents(amount($1)) })
      }
      return [
        "\(SummaryContext.label(month.period))",
        month.duplicates.map { context.amount(context.cents($0.duplicateCost)) } ?? .none,
        month.exposure.map { "\(DisplayText.count($0.environmentDays))" } ?? .none,
        month.sum.isUnpriced ? .none : context.amount(month.unallocated),
        context.share(month.unallocated, of: month.sum.minorUnits), "\(DisplayText.count(month.sum.unratedLines))",
        sum(\.promised), sum(\.realised),
      ]
    }
    return PageTable(
      id: "months-findings", caption: "What was found in all months, in \(context.code)",
      columns: [
        .name("Month"), .number("Cost of duplication"), .number("Environment-days past support"),
        .number("Belongs to nobody"), .number("Share of charges"), .number("Lines without a price"),
        .number("Promised"), .number("Realised"),
      ], groups: [.init(rows: rows)], moreIn: ControlTotals.name)
  }
}
