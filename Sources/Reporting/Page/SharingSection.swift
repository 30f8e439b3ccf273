internal import Comparison
internal import Metering

/// Question 1: what duplication costs, what one platform would cost, and what else could be done.
enum SharingSection {
  static func section(_ context: SummaryContext) -> PageSection {
    guard let organization = context.organization else {
      return PageSection(.sharing, without: context.nothingCompared, body: context.unclassified.note)
    }
    let summary: Markup =
      organization.verdict == .notPriced
      ? context.nothingToShare : Markup(text: ComparisonWording.summary(of: context.sharing))
    let headline = duplication(context) + summary + remark(context)
    return PageSection(
      .sharing, headline: headline,
      howMeasured: """
        For each stack, the measured demand of all its environments is met by one environment, with the same headroom \
        on both sides, isolation, spare nodes and a platform team. Today (solid) is use as measured, and capacity, \
        people and fees as recorded; only what switching and upgrades cost is assumed. Sharing (hatched) is a model. \
        Duplication is a part of the difference: what duplicates alone cost more than one environment for each group \
        of them would.
        """, body: legend + chart(headline, context),
      tables: stacks(organization, context).markup + context.unclassified.note
        + "<h4>By kind of cost</h4>\n\(items(organization, context).markup)" + range(context) + ways(context)
        + alternatives(context))
  }

  /// Empty where nothing could be there twice, or what was found is not known.
  private static func duplication(_ context: SummaryContext) -> Markup {
    guard context.sharing.count > 0, let duplicates = context.findings?.environments.duplicates else { return .empty }
    let cost = ComparisonWording.duplication(
      duplicates, unpricedUse: context.unpricedUse, rate: context.rate, currency: context.currency)
    return Markup(text: cost + " ")
  }

  private static let legend = Bar.legend([
    (.used, false, "capacity used"), (.idle, false, "capacity idle"), (.overhead, false, "overhead"),
    (.people, false, "people"), (.switching, false, "switching"),
    (.capacity, true, "hatched: shared (model), used and idle not told apart"),
  ])

  /// Where some stacks pay and others do not, the whole is not the best answer.
  private static func remark(_ context: SummaryContext) -> Markup {
    guard context.sharing.isMixed else { return .empty }
    return """
       Sharing only where it pays would save \(context.rounded(context.sharing.saving(in: context.currency))) \
      \(context.rate).
      """
  }

  private static func ordered(_ context: SummaryContext) -> [StackComparison] {
    context.shown.comparisons.sorted { left, right in
      let (first, second) = (context.cents(left.today), context.cents(right.today))
      return first != second ? first > second : left.stack < right.stack
    }
  }

  private static func chart(_ finding: Markup, _ context: SummaryContext) -> Markup {
    let rows = ordered(context).prefix(PageTable.chartRows).map { stack -> RowChart.Row in
      let today = RowChart.stacked(CostParts(today: stack, context.currency).parts)
      guard stack.verdict != .notPriced else {
        let known = stack.isUnpriced ? "" : KnownAmount.atLeast + context.figure(context.cents(stack.today)) + " → "
        return RowChart.Row(label: stack.stack.text, value: known + KnownAmount.unknown, bars: [today])
      }
      return RowChart.Row(
        label: stack.stack.text,
        value: stack.isUnpriced
          ? KnownAmount.unknown : "\(context.figure(stack.sides.today)) → \(context.figure(stack.sides.shared))",
        bars: [
          today,
          RowChart.stacked(CostParts(shared: stack.items, of: [stack], context.currency).parts, isModel: true),
        ])
    }
    return RowChart(
      id: "sharing-chart", title: "Each stack today and shared, \(context.periodText), in \(context.code)",
      finding: finding, rows: Array(rows), labelRoom: 110
    ).markup
      + LeftOut.note(
        [.init(context.shown.comparisons.count - rows.count, "more stack", "more stacks")],
        remark: ", none of them dearer")
  }

  private static func stacks(_ organization: OrganizationComparison, _ context: SummaryContext) -> PageTable {
    let rows = ordered(context).map { stack -> [Markup] in
      let (today, shared) = (context.cents(stack.today), context.cents(stack.shared))
      guard !stack.isUnpriced else {
        return [.name(stack.stack.text)] + [Markup](repeating: .notKnown, count: 6) + ["not priced"]
      }
      guard stack.verdict != .notPriced else {
        let known: Markup = .atLeast(today, context.currency)
        return [.name(stack.stack.text), known] + [Markup](repeating: .notKnown, count: 5) + ["not priced"]
      }
      return [
        .name(stack.stack.text), context.exact(stack.sides.today), context.exact(stack.sides.shared),
        context.exact(today - shared),
        context.share(today - shared, of: today), context.exact(stack.cashableSaving),
        context.exact(stack.oneTimeCost), "\(ComparisonWording.verdict(stack))",
      ]
    }
    let all = organization.sides(context.shown.comparisons)
    return PageTable(
      id: "stack-comparison",
      caption: """
        Today and one shared environment per stack, \(context.periodText), in \(context.code); months as if all moved \
        at once
        """,
      columns: [
        .name("Stack"), .number("Today"), .number("Shared"), .number("Saving"), .number("Saving, share"),
        .number("of it cash"), .number("Once, to move"), .text("Verdict"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "All stacks", context.exact(all.today), context.exact(all.shared), context.exact(organization.saving),
          context.share(organization.saving, of: organization.today),
          context.exact(organization.cashableSaving), context.exact(organization.oneTimeCost), .empty,
        ]
      ] + onlyWhereItPays(context), moreIn: ComparisonFile.name(context.period))
  }

  /// The alternative to sharing all of them, which the page's headline tells: no part of the sum above it.
  private static func onlyWhereItPays(_ context: SummaryContext) -> [[Markup]] {
    let sharing = context.sharing
    guard sharing.isMixed else { return [] }
    let (today, saving) = (sharing.today(in: context.currency), sharing.saving(in: context.currency))
    return [
      [
        "Only where it pays", context.exact(today), context.exact(sharing.shared(in: context.currency)),
        context.exact(saving), context.share(saving, of: today),
        context.exact(sharing.cashableSaving(in: context.currency)),
        context.exact(sharing.oneTimeCost(in: context.currency)),
        "pays: \(DisplayText.count(sharing.paying.count)) of \(DisplayText.count(sharing.count))",
      ]
    ]
  }

  private static func items(_ organization: OrganizationComparison, _ context: SummaryContext) -> PageTable {
    let rows = organization.items.filter { $0.today != .zero || $0.shared != .zero }.map { item -> [Markup] in
      [
        "\(ComparisonWording.label(item.item))", context.exact(item.today), context.exact(item.shared),
        context.exact(context.cents(item.today) - context.cents(item.shared)),
        item.item.isCashable ? "cash" : "people's time",
      ]
    }
    let all = organization.sides(context.shown.comparisons)
    return PageTable(
      id: "items", caption: "All stacks by kind of cost, \(context.periodText), in \(context.code)",
      columns: [
        .text("Cost"), .number("Today"), .number("Shared"), .number("Saving"), .text("What a saving of it is"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "Total", context.exact(all.today), context.exact(all.shared), context.exact(organization.saving),
          "\(ComparisonWording.split(organization))",
        ]
      ])
  }

  /// How far the answer carries, all assumptions at once.
  private static func range(_ context: SummaryContext) -> Markup {
    guard let figures = context.findings?.ranges.organization, figures.base.verdict.isOfSharing else {
      return .empty
    }
    let outcomes = [
      ("All assumptions adverse", figures.adverse), ("As assumed", figures.base),
      ("All assumptions favourable", figures.favourable),
    ]
    let rows = outcomes.map { name, outcome -> [Markup] in
      [
        "\(name)", context.exact(outcome.saving), context.exact(outcome.cashableSaving),
        context.exact(outcome.oneTimeCost), context.exact(outcome.netOverHorizon),
        "\(ComparisonWording.month(outcome.paybackMonth))", "\(ComparisonWording.month(outcome.cashablePaybackMonth))",
      ]
    }
    let table = PageTable(
      id: "answer-range", caption: "The answer with all assumptions at once, \(context.periodText), in \(context.code)",
      columns: [
        .text("Assumptions"), .number("Saving"), .number("of it cash"), .number("Once, to move"),
        .number("Net over the horizon"), .text("Paid back, all at once"), .text("On cash alone"),
      ], groups: [.init(rows: rows)])
    return "<h4>How far the answer carries</h4>\n\(table.markup)"
  }

  /// When the money is back, by the way of moving.
  private static func ways(_ context: SummaryContext) -> Markup {
    guard context.organization?.verdict.isOfSharing == true else { return .empty }
    return PaybackWays(context).map { PaybackWaysTable($0, context).markup } ?? .empty
  }

  /// What else could be done, side by side.
  private static func alternatives(_ context: SummaryContext) -> Markup {
    guard let scenarios = context.findings?.scenarios, scenarios.outcomes.count > 1 else { return .empty }
    let rows = scenarios.outcomes.map { outcome -> [Markup] in
      let isToday = outcome.kind == .today
      return [
        .name(ComparisonWording.label(outcome)), context.exact(outcome.todayPerMonth),
        context.exact(outcome.costPerMonth), isToday ? .none : context.exact(outcome.savingPerMonth),
        isToday ? .none : context.exact(outcome.cashableSavingPerMonth),
        isToday ? .none : context.exact(outcome.oneTimeCost),
        isToday ? .none : "\(ComparisonWording.month(outcome.paybackMonth))",
      ]
    }
    let table = PageTable(
      id: "alternatives", caption: "The alternatives beside each other, a month each, in \(context.code)",
      columns: [
        .name("Answer"), .number("Today"), .number("Then"), .number("Saving"), .number("of it cash"),
        .number("Once"), .text("Paid back, all at once"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    var growth: Markup = .empty
    if let table = scenarios.growth {
      growth =
        table.breakEvenTenants.map {
          """
          <p class="how">With tenants like today's \(DisplayText.count(table.tenants)), sharing costs no more from \
          \(DisplayText.counted($0, "tenant", "tenants")) on.</p>

          """
        } ?? "<p class=\"how\">Up to a thousand tenants like today's, sharing never costs less.</p>\n"
    }
    return "<h4>What else could be done</h4>\n\(table.markup)\(growth)"
  }
}
