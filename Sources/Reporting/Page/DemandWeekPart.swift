internal import Comparison
internal import Metering

/// The week of the pooled peak: who held how much, hour by hour, and each day's highest hour as a table.
struct DemandWeekPart: Sendable {
  let week: DemandWeek
  let context: SummaryContext

  func chart(_ finding: Markup) -> Markup {
    "<p class=\"chart-title\">\(title)</p>\n" + legend + drawn(finding).markup
  }

  private var title: Markup {
    let first = week.days.first.map { DisplayText.day($0.date) } ?? ""
    return """
      \(Markup.name(week.stack.text)), \(Markup.name(week.pooling.name)): units held by each tenant in the week from \
      \(first)
      """
  }

  private func name(_ series: DemandWeek.Series) -> String { series.tenant?.text ?? "all others" }

  private var legend: Markup {
    let items = week.series.enumerated().map { index, series -> Markup in
      """
      <li><svg width="18" height="14" aria-hidden="true" focusable="false">\
      <rect class="swatch heat\(GridChart.levels - 1 - index % GridChart.levels)" width="18" height="14"/></svg>\
      \(Markup.name(name(series)))</li>

      """
    }
    return "<ul class=\"legend\">\n\(items.joined())</ul>\n"
  }

  /// Thousandths of a unit: far finer than a pixel.
  private func thousandths(_ value: Fraction) -> Int128 {
    value.numerator.scaled(by: 1_000, over: value.denominator, rounding: .halfEven) ?? 0
  }

  private func units(_ value: Fraction) -> String { DisplayText.decimal(value, places: 2) }

  private func drawn(_ finding: Markup) -> WeekChart {
    let pooling = week.pooling
    let hours = week.together.indices
    let peak = week.days.map(\.peakHour).max { left, right in
      let (first, second) = (week.units(in: left), week.units(in: right))
      return first == second ? left > right : first < second
    }
    return WeekChart(
      id: "pooling-chart", title: title, finding: finding,
      series: week.series.map { series in hours.map { thousandths(series.units(in: $0)) } },
      levels: [
        .init(
          value: thousandths(pooling.sumOfPeaks), label: "own peaks added up: \(units(pooling.sumOfPeaks))",
          isModel: false),
        .init(
          value: thousandths(pooling.heldToday.fraction),
          label: "held today: \(DisplayText.quantity(pooling.heldToday))",
          isModel: false),
        .init(
          value: thousandths(pooling.shared.fraction),
          label: "one platform would hold: \(DisplayText.quantity(pooling.shared))", isModel: true),
      ],
      days: week.days.map {
        .init(weekday: DisplayText.weekday($0.date), day: "\($0.date.components.day)", firstHour: $0.firstHour)
      },
      peak: peak.map { (hour: $0, value: thousandths(week.units(in: $0)), label: "peak: \(units(week.units(in: $0)))") }
    )
  }

  var table: PageTable {
    let rows = week.days.map { day -> [Markup] in
      ["\(DisplayText.day(day.date))", "\(padded(day.peakHour - day.firstHour, 2))"]
        + week.series.map { "\(units($0.units(in: day.peakHour)))" } + ["\(units(week.units(in: day.peakHour)))"]
    }
    let pooling = week.pooling
    func quantity(_ value: ExactDecimal) -> Markup { .quantity(value, DisplayText.quantity(value)) }
    let text = units(pooling.sumOfPeaks)
    // What is too large to be told to the last place is told as it is shown.
    let sumOfPeaks = (try? ExactDecimal(pooling.sumOfPeaks)).map { Markup.quantity($0, text) } ?? Markup(text: text)
    let blank = week.series.map { _ in Markup.empty }
    return PageTable(
      id: "week",
      caption: """
        The highest hour of each day: units of \(Markup.name(pooling.name)) held, \(Markup.name(week.stack.text)); \
        hours are counted from midnight
        """,
      columns: [.text("Day"), .number("Hour")] + week.series.map { .number(.name(name($0))) } + [.number("Together")],
      groups: [.init(rows: rows)],
      footer: [
        ["Own peaks added up", .empty] + blank + [sumOfPeaks],
        ["One platform would hold", .empty] + blank + [quantity(pooling.shared)],
        ["Held today", .empty] + blank + [quantity(pooling.heldToday)],
      ], moreIn: ComparisonFile.name(context.period))
  }
}
