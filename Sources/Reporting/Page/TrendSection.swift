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
    var duplicates: Duplicates? { period.findings.value?.environments.duplicates }
  }

  static func section(_ context: SummaryContext) -> PageSection {
    var months = context.input.periods.map(Month.init)
    for index in months.indices.dropFirst() {
      let (before, now) = (months[index - 1], months[index])
      guard before.period.isComplete, now.period.isComplete, before.period.period.next == now.period.period else {
        continue
      }
      months[index].change = (before.sum.minorUnits, now.sum.minorUnits)
    }
    let shown = Array(months.suffix(TrendChart.monthLimit))
    return PageSection(
      .trend, headline: headline(months, context),
      howMeasured: """
        Charges are posted cents; what environments cost also counts idle capacity and people's time. A month in \
        progress is an outline: it will grow. A month whose findings are not known has no column.
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
      \(difference > 0 ? "up" : "down") \(context.rounded(abs(difference))) to \(context.rounded(change.to)).
      """
  }

  // MARK: The small charts

  private static func charts(_ months: [Month], _ context: SummaryContext) -> Markup {
    func chart(
      _ id: String, _ title: String, _ colour: Bar.Colour, _ value: (Month) -> (Int128, String)?
    ) -> TrendChart {
      TrendChart(
        id: "trend-\(id)", title: title, colour: colour,
        months: months.map { month in
          let known = value(month)
          return .init(
            label: DisplayText.shortMonth(month.period.period), value: known?.0, text: known?.1 ?? "",
            isPartial: !month.period.isComplete)
        })
    }
    func money(_ amount: Int128) -> (Int128, String) { (amount, context.figure(amount)) }
    var charts = [
      chart("cost", "What environments cost", .used) { $0.period.organization.map { money(context.cents($0.today)) } },
      chart("charged", "Charged to teams", .used) { money($0.sum.minorUnits) },
      chart("duplicates", "Cost of duplication", .people) {
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
      month.period.organization.map { context.exact(amount($0)) } ?? .none
    }
    let rows = months.map { month -> [Markup] in
      let change = month.change.map { change -> Markup in
        let percent = DisplayText.percent(change.to - change.from, of: change.from) ?? "–"
        return "\(change.to > change.from ? "+" : "")\(percent)"
      }
      return [
        "\(SummaryContext.label(month.period))", "\(month.period.state)",
        "\(month.period.days.count) of \(month.period.period.dayCount)", context.exact(month.sum.minorUnits),
        change ?? .none, compared(month, \.today), compared(month, \.shared), compared(month, \.saving),
      ]
    }
    return PageTable(
      id: "months", caption: "All months, in \(context.code)",
      columns: [
        .name("Month"), .text("State"), .number("Days"), .number("Charged"), .number("Change"),
        .number("Environments"), .number("Shared (model)"), .number("Difference"),
      ], groups: [.init(rows: rows)], limit: .max)
  }

  private static func findings(_ months: [Month], _ context: SummaryContext) -> PageTable {
    let realised = context.input.realised.flatMap(\.savings.months)
    let rows = months.map { month -> [Markup] in
      let saved = realised.filter { $0.period == month.period.period }
      func sum(_ amount: (RealisedSavings.Month) -> ExactDecimal) -> Markup {
        saved.isEmpty ? .none : context.exact(saved.reduce(Int128(0)) { $0 + context.cents(amount($1)) })
      }
      return [
        "\(SummaryContext.label(month.period))",
        month.duplicates.map { context.exact($0.duplicateCost) } ?? .none,
        month.exposure.map { "\(DisplayText.count($0.environmentDays))" } ?? .none, context.exact(month.unallocated),
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
      ], groups: [.init(rows: rows)], limit: .max)
  }
}
