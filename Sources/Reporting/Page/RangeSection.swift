internal import Comparison
internal import Configuration
internal import Metering

/// Question 9: what would have to be true for the answer to turn.
enum RangeSection {
  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else { return PageSection(.ranges, without: context.missingReason) }
    let figures = findings.ranges.organization
    guard figures.base.verdict.isOfSharing, context.organization != nil else {
      return PageSection(.ranges, without: context.nothingToShare)
    }
    let rows = figures.tornado.filter { $0.width > .zero }
    let headline = headline(figures, rows, context)
    return PageSection(
      .ranges, headline: headline,
      howMeasured: """
        One assumption at a time is moved to either end of its range, all others stay; the bar is the net over the \
        horizon of \(context.organization?.horizonMonths ?? 0) months if all move at once. Below each stands its \
        adverse → its favourable value, from the lowest to the highest where stacks differ, and the value at which \
        sharing neither earns nor loses, if one does for all stacks. In bold: what alone turns the answer within its \
        range.\(ceiling(findings, rows))\(context.allStacksRemark)
        """, body: rows.isEmpty ? .empty : legend + chart(findings.ranges, rows, headline, context),
      tables: rows.isEmpty ? .empty : table(findings.ranges, rows, context).markup)
  }

  /// From where on longer switches change nothing, among those that are tried.
  private static func ceiling(_ findings: PeriodFindings, _ rows: [TornadoRow]) -> Markup {
    guard let row = rows.first(where: { $0.assumption == .switchMinutes }) else { return .empty }
    let ends = [end(row, findings.ranges, \.adverseValue), end(row, findings.ranges, \.favourableValue)]
    return ends.compactMap { $0?.span.high }.max().map { SwitchingWording.ceiling(findings.switching, upTo: $0) }
      ?? .empty
  }

  private static let legend = Bar.legend([
    (.people, true, "adverse (model)"), (.used, true, "favourable (model)"),
  ])

  /// What an assumption is at one of its ends: of each stack its own where they differ.
  private static func end(
    _ row: TornadoRow, _ ranges: Ranges, _ end: (TornadoRow) -> Fraction?
  ) -> (span: AssumptionRange.Span, isByStack: Bool)? {
    if let value = end(row) { return (.init(value, value), false) }
    let values = ranges.stacks.compactMap { stack in
      stack.tornado.first { $0.assumption == row.assumption }.flatMap(end)
    }
    guard let low = values.min(), let high = values.max() else { return nil }
    return (.init(low, high), true)
  }

  /// Where one assumption turns the answer.
  private enum Turn {
    case at(AssumptionRange.Span)
    /// No plausible value does.
    case never
    /// There is no one value: stacks differ in it.
    case byStack
  }

  private static func turn(_ row: TornadoRow, _ figures: RangeFigures) -> Turn {
    guard let breakEven = figures.breakEvens.first(where: { $0.assumption == row.assumption }) else { return .byStack }
    return breakEven.interval.map { .at(.init($0.low, $0.high)) } ?? .never
  }

  private static func headline(
    _ figures: RangeFigures, _ rows: [TornadoRow], _ context: SummaryContext
  ) -> Markup {
    guard let widest = rows.first else { return "No assumption has a range, so nothing is varied." }
    let name = AssumptionWording.phrase(widest.assumption)
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
    _ ranges: Ranges, _ rows: [TornadoRow], _ finding: Markup, _ context: SummaryContext
  ) -> Markup {
    let base = context.cents(ranges.organization.base.netOverHorizon)
    let shown = rows.prefix(TornadoChart.rowLimit).map { row -> TornadoChart.Row in
      let (adverse, favourable) = (context.cents(row.adverseNet), context.cents(row.favourableNet))
      return TornadoChart.Row(
        label: AssumptionWording.label(row.assumption), ends: ends(row, ranges, context),
        turn: turnText(row, ranges, context), adverse: adverse, favourable: favourable,
        figures: (context.figure(adverse), context.figure(favourable)))
    }
    let chart = TornadoChart(
      id: "ranges-chart",
      title: "Net over the horizon with one assumption at its adverse or its favourable end, in \(context.code)",
      finding: finding, base: base, baseLabel: "as assumed: \(context.figure(base))", rows: shown)
    return chart.markup
      + LeftOut.note(
        [.init(rows.count - shown.count, "more assumption", "more assumptions")], remark: ", which matter less")
  }

  /// `6 → 1 month`; `4–8 → 1.5–3 FTE` where stacks differ. The unit once, and none of money, which the title has.
  private static func ends(_ row: TornadoRow, _ ranges: Ranges, _ context: SummaryContext) -> String {
    guard let adverse = end(row, ranges, \.adverseValue), let favourable = end(row, ranges, \.favourableValue) else {
      return ""
    }
    func parts(_ span: AssumptionRange.Span) -> (number: Substring, unit: Substring) {
      let text = AssumptionWording.shortAmount(span, of: row.assumption, in: context.currency)
      let parts = text.split(separator: DisplayText.space, maxSplits: 1)
      return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
    let (first, last) = (parts(adverse.span), parts(favourable.span))
    let unit = last.unit.isEmpty || row.assumption.unit == .money ? "" : DisplayText.space + last.unit
    // Where one stack gains by what another loses by, both ends are the same two values.
    let numbers = adverse.span == favourable.span ? "\(last.number)" : "\(first.number) → \(last.number)"
    return (numbers + unit).replacing(" to ", with: "–")
  }

  private static func turnText(_ row: TornadoRow, _ ranges: Ranges, _ context: SummaryContext) -> String {
    guard case .at(let span) = turn(row, ranges.organization) else { return "" }
    return "turns at \(AssumptionWording.shortAmount(span, of: row.assumption, in: context.currency))"
  }

  private static func table(_ ranges: Ranges, _ rows: [TornadoRow], _ context: SummaryContext) -> PageTable {
    func text(_ span: AssumptionRange.Span, _ row: TornadoRow) -> String {
      AssumptionWording.amount(span, of: row.assumption, in: context.currency)
    }
    func end(_ row: TornadoRow, _ value: (TornadoRow) -> Fraction?) -> Markup {
      guard let end = Self.end(row, ranges, value) else { return .none }
      return "\(text(end.span, row))\(end.isByStack ? ", by stack" : "")"
    }
    let cells = rows.map { row -> [Markup] in
      let turn: Markup =
        switch turn(row, ranges.organization) {
        case .at(let span): "\(text(span, row))"
        case .never: "no value does"
        case .byStack: "differs by stack"
        }
      return [
        "\(AssumptionWording.label(row.assumption))", end(row, \.adverseValue), context.exact(row.adverseNet),
        end(row, \.favourableValue), context.exact(row.favourableNet), context.exact(row.width), turn,
      ]
    }
    return PageTable(
      id: "tornado", caption: "The net over the horizon with one assumption moved, in \(context.code)",
      columns: [
        .text("Assumption"), .text("Adverse end"), .number("Net there"), .text("Favourable end"), .number("Net there"),
        .number("Width"), .text("Answer turns at"),
      ], groups: [.init(rows: cells)],
      footer: [
        ["As assumed", .empty, .empty, .empty, context.exact(ranges.organization.base.netOverHorizon), .empty, .empty]
      ])
  }
}
