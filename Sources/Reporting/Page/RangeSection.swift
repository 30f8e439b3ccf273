internal import Comparison
internal import Configuration
internal import Metering

/// Question 9: what would have to be true for the answer to turn.
enum RangeSection {
  /// The widest that are drawn.
  private static let shownRows = 10

  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else { return PageSection(.ranges, without: context.missingReason) }
    let figures = findings.ranges.organization
    guard figures.base.verdict != .nothingToShare else {
      return PageSection(.ranges, without: context.nothingToShare)
    }
    let rows = figures.tornado.filter { $0.width > .zero }
    let headline = headline(figures, rows, context)
    return PageSection(
      .ranges, headline: headline,
      howMeasured: """
        One assumption at a time is moved to either end of its range, all others stay; the bar is the net over the \
        horizon of \(context.organization?.horizonMonths ?? 0) months if all move at once. The break-even is the value \
        at which sharing neither earns nor loses; none is given where stacks differ in it, or no plausible value \
        is.\(context.allStacksRemark)
        """, body: rows.isEmpty ? .empty : legend + chart(figures, rows, headline, context),
      tables: rows.isEmpty ? .empty : table(figures, rows, context).markup)
  }

  private static let legend = Bar.legend([
    (.people, true, "adverse (model)"), (.used, true, "favourable (model)"),
  ])

  private static func breakEven(_ row: TornadoRow, _ figures: RangeFigures) -> String? {
    figures.breakEvens.first { $0.assumption == row.assumption }?.interval
      .map { AssumptionWording.breakEven($0, of: row.assumption) }
  }

  private static func headline(
    _ figures: RangeFigures, _ rows: [TornadoRow], _ context: SummaryContext
  ) -> Markup {
    guard let widest = rows.first else { return "No assumption has a range, so nothing is varied." }
    let name = AssumptionWording.label(widest.assumption).lowercased()
    let turning = rows.filter { $0.adverseNet.isNegative != $0.favourableNet.isNegative }.count
    let turns: Markup =
      turning == 0
      ? "no single assumption turns the answer within its range"
      : "\(DisplayText.counted(turning, "assumption alone turns", "assumptions alone turn")) the answer"
    let base = context.cents(figures.base.netOverHorizon)
    let outcome: Markup =
      base < 0
      ? "Over the horizon sharing loses \(context.rounded(-base))"
      : "Over the horizon sharing earns \(context.rounded(base))"
    let waves: Markup =
      context.findings?.savingsCurve?.base.months.last.map {
        " (wave by wave \(result(context.cents($0.cumulative), context)))"
      } ?? .empty
    return "\(outcome) if all move at once\(waves); \(name) matters most, and \(turns)."
  }

  private static func result(_ net: Int128, _ context: SummaryContext) -> Markup {
    net < 0 ? "it loses \(context.rounded(-net))" : "it earns \(context.rounded(net))"
  }

  private static func chart(
    _ figures: RangeFigures, _ rows: [TornadoRow], _ finding: Markup, _ context: SummaryContext
  ) -> Markup {
    let base = context.cents(figures.base.netOverHorizon)
    let bars = rows.prefix(shownRows).map { row -> RowChart.Row in
      let (adverse, favourable) = (context.cents(row.adverseNet), context.cents(row.favourableNet))
      return RowChart.Row(
        label: AssumptionWording.label(row.assumption), value: breakEven(row, figures) ?? "–",
        bars: [
          [
            .init(.people, from: min(adverse, base), to: base, isModel: true),
            .init(.used, from: base, to: max(favourable, base), isModel: true),
          ]
        ])
    }
    let head = RowChart.Row(label: "As assumed: \(context.figure(base))", value: "breaks even at", bars: [])
    return RowChart(
      id: "ranges-chart", title: "Net over the horizon at the ends of each assumption, in \(context.code)",
      finding: finding, rows: [head] + bars, origin: base, labelRoom: 190
    ).markup
  }

  private static func table(
    _ figures: RangeFigures, _ rows: [TornadoRow], _ context: SummaryContext
  ) -> PageTable {
    func end(_ value: Fraction?, _ key: AssumptionKey) -> Markup {
      value.map { "\(AssumptionWording.value($0, of: key))" } ?? "differs by stack"
    }
    let cells = rows.map { row -> [Markup] in
      [
        "\(AssumptionWording.label(row.assumption))", end(row.adverseValue, row.assumption),
        context.exact(row.adverseNet), end(row.favourableValue, row.assumption), context.exact(row.favourableNet),
        context.exact(row.width), breakEven(row, figures).map { "\($0)" } ?? .none,
      ]
    }
    return PageTable(
      id: "tornado", caption: "The net over the horizon with one assumption moved, in \(context.code)",
      columns: [
        .text("Assumption"), .number("Adverse end"), .number("Net there"), .number("Favourable end"),
        .number("Net there"), .number("Width"), .number("Breaks even at"),
      ], groups: [.init(rows: cells)],
      footer: [
        ["As assumed", .empty, .empty, .empty, context.exact(figures.base.netOverHorizon), .empty, .empty]
      ])
  }
}
