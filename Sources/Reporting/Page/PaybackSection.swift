internal import Comparison
internal import Metering

/// Question 8: when the money comes back, how much is out at most, and how sure that is.
enum PaybackSection {
  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else { return without(context.missingReason, context) }
    guard let curve = findings.savingsCurve, !curve.base.months.isEmpty, let ways = PaybackWays(context) else {
      return without(context.withoutAnswer("No plan of a move is known, so no month can be told."), context)
    }
    let headline = headline(curve, ways, context)
    return PageSection(
      .payback, headline: headline,
      howMeasured: """
        Environments move wave by wave and both sides are paid for until the old one is retired; the comparison in the \
        questions before supposes that all move at once. The band runs from all assumptions adverse to all favourable. \
        Cash leaves out people's time, which is money only when they do other work. All of it is a \
        model.\(context.allStacksRemark)
        """, body: charts(curve, ways, headline, context),
      tables: table(curve, ways, context).markup + plans(findings, context)
        + RealisedPart.markup(context))
  }

  /// What is realised is known without a plan, and not least when nothing is left to share.
  private static func without(_ reason: Markup, _ context: SummaryContext) -> PageSection {
    var section = PageSection(.payback, without: reason)
    if !context.input.realised.isEmpty { section.tables = RealisedPart.markup(context) }
    return section
  }

  private static func headline(_ curve: SavingsCurve, _ ways: PaybackWays, _ context: SummaryContext) -> Markup {
    let base = curve.base
    let trough: Markup =
      base.trough.map { "at most \(context.rounded(-context.cents($0.amount))) is out, in month \($0.month)" }
      ?? "no money is ever out"
    let worst = curve.adverse.paybackMonth.map { "it is back in month \($0)" } ?? "it does not come back"
    let months = DisplayText.counted(base.months.count, "month", "months")
    guard base.paybackMonth != nil, let waves = ways.waves else {
      let atOnce: Markup = ways.atOnce.paybackMonth.map { "; all at once it would be, in month \($0)" } ?? .empty
      return "The money does not come back within \(months) if stacks move wave by wave\(atOnce); \(trough)."
    }
    return """
      Wave by wave the money is back \(PaybackWays.months(waves)), all at once \
      \(PaybackWays.months(ways.atOnce)). Wave by wave \(trough); with all assumptions adverse \(worst).
      """
  }

  /// The plan with its band, and at a scale of its own beside what else counts: the band would press them together.
  private static func charts(
    _ curve: SavingsCurve, _ ways: PaybackWays, _ finding: Markup, _ context: SummaryContext
  ) -> Markup {
    let length = curve.base.months.count
    /// From month 0, when nothing has happened; a shorter one stays where it ends.
    func values(_ costs: PhasedCosts) -> [Int128] {
      let months = costs.months.map { context.cents($0.cumulative) }
      return [0] + (0..<length).map { months.isEmpty ? 0 : months[min($0, months.count - 1)] }
    }
    func end(_ name: String, _ values: [Int128]) -> String { "\(name) \(context.figure(values.last ?? 0))" }
    func line(_ name: String, _ costs: PhasedCosts?, _ kind: CurveChart.Line.Kind) -> CurveChart.Line? {
      costs.map(values).map { CurveChart.Line(values: $0, label: end(name, $0), kind: kind) }
    }
    let (base, adverse, favourable) = (values(curve.base), values(curve.adverse), values(curve.favourable))
    let step = max(1, (length + 2) / 3)
    let ticks = Array(stride(from: 0, to: length - step / 2, by: step)) + [length]
    let ends = (end("adverse", adverse), end("as assumed", base), end("favourable", favourable))
    let band = CurveChart(
      id: "payback-chart", title: "Earned or spent by each month, added up, wave by wave, in \(context.code)",
      finding: finding, base: base, adverse: adverse, favourable: favourable, ends: ends,
      points: points(curve.base, base, context), ticks: ticks)
    let others = [
      line("cash alone", ways.waves?.cashable, .part), line("only where it pays", ways.payingWaves?.all, .alternative),
    ].compactMap { $0 }
    guard !others.isEmpty else { return band.markup }
    let title: Markup =
      ways.payingWaves == nil
      ? "The same beside cash alone, at a scale of its own"
      : "The same beside cash alone, and beside sharing only where it pays, at a scale of its own"
    let beside = CurveChart(
      id: "payback-ways-chart", title: title, finding: finding, base: base, ends: ends, others: others, points: [],
      ticks: ticks)
    return band.markup + "<p class=\"chart-title\">\(title)</p>\n" + beside.markup
  }

  private static func points(
    _ costs: PhasedCosts, _ values: [Int128], _ context: SummaryContext
  ) -> [CurveChart.Point] {
    let length = costs.months.count
    var points: [CurveChart.Point] = []
    // At the end of the line its own words say it.
    if let trough = costs.trough, trough.month < length {
      let amount = context.cents(trough.amount)
      points.append(
        .init(month: trough.month, value: amount, label: "most out: \(context.figure(amount)), month \(trough.month)"))
    }
    if let month = costs.paybackMonth, month > (costs.trough?.month ?? 0) {
      points.append(.init(month: month, value: values[min(month, length)], label: "back in month \(month)"))
    }
    return points
  }

  private static func table(_ curve: SavingsCurve, _ ways: PaybackWays, _ context: SummaryContext) -> PageTable {
    func cell(_ costs: PhasedCosts, _ index: Int) -> Markup {
      costs.months.last.map { last in
        context.exact(costs.months.indices.contains(index) ? costs.months[index].cumulative : last.cumulative)
      } ?? .none
    }
    let known: [(header: Markup, costs: PhasedCosts?)] = [
      ("Added up, cash alone", ways.waves?.cashable), ("Added up, only where it pays", ways.payingWaves?.all),
      ("Only where it pays, cash alone", ways.payingWaves?.cashable),
    ]
    let others = known.compactMap { column in column.costs.map { (header: column.header, costs: $0) } }
    let rows = curve.base.months.enumerated().map { index, month -> [Markup] in
      [
        "\(month.month)", context.exact(month.cost), context.exact(month.delta), cell(curve.adverse, index),
        context.exact(month.cumulative), cell(curve.favourable, index),
      ] + others.map { cell($0.costs, index) }
    }
    return PageTable(
      id: "curve", caption: "Month by month of the move, in \(context.code); months are counted from 0, when it begins",
      columns: [
        .text("Month"), .number("Cost of it"), .number("Less than today"), .number("Added up, adverse"),
        .number("Added up, as assumed"), .number("Added up, favourable"),
      ] + others.map { .number($0.header) }, groups: [.init(rows: rows)],
      moreIn: ComparisonFile.name(context.period))
  }

  private static func plans(_ findings: PeriodFindings, _ context: SummaryContext) -> Markup {
    guard !findings.plans.isEmpty else { return .empty }
    // What has no price can earn nothing back that is known.
    let unpriced = Set(context.shown.comparisons.filter(\.isUnpriced).map(\.stack))
    func back(_ month: Int?, _ plan: MigrationPlan) -> Markup {
      unpriced.contains(plan.stack) ? .notKnown : "\(ComparisonWording.month(month))"
    }
    let rows = findings.plans.flatMap { plan in
      plan.waves.enumerated().map { index, wave -> [Markup] in
        let isFirst = index == 0
        return [
          .name(plan.stack.text), "\(wave.month)", .names(wave.moves.map(\.environment.text)),
          context.exact(wave.oneTimeCost),
          wave.moves.contains(where: \.isHeldByLease) ? "a lease goes on" : .none,
          isFirst
            ? (plan.curve.trough.map { context.exact($0.amount) } ?? "none") : .empty,
          isFirst ? back(plan.curve.paybackMonth, plan) : .empty,
          isFirst ? back(plan.cashableCurve.paybackMonth, plan) : .empty,
        ]
      }
    }
    let table = PageTable(
      id: "waves", caption: "Which environments move when, from the month behind, in \(context.code)",
      columns: [
        .name("Stack"), .number("Month"), .name("Moves"), .number("Once"), .text("Remark"), .number("Most out"),
        .text("Paid back, wave by wave"), .text("On cash alone"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    return "<h4>Which move when</h4>\n\(table.markup)"
  }
}
