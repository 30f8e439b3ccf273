internal import Comparison
internal import Metering

/// Question 3: the steps from today's cost to the shared one, as a waterfall.
enum DifferenceSection {
  /// A step and what it changes, in cents.
  private struct Change {
    let step: StackComparison.BridgeStep
    let amount: Int128
    /// What all costs after it.
    let level: Int128
  }

  static func section(_ context: SummaryContext) -> PageSection {
    guard let organization = context.organization, organization.verdict.isOfSharing else {
      return PageSection(.difference, without: context.nothingToShare)
    }
    let changes = changes(organization, context)
    let headline = headline(changes, context)
    return PageSection(
      .difference, headline: headline,
      howMeasured: """
        One thing is changed at a time, in a fixed order, each with the cost before and after it. The first step needs \
        no sharing at all. The steps add up to the difference to the cent. Plus costs more, minus costs \
        less.\(context.allStacksRemark)
        """, body: legend + chart(organization, changes, headline, context),
      tables: table(organization, changes, context).markup)
  }

  private static let legend = Bar.legend([
    (.total, false, "today"), (.used, true, "costs less (model)"), (.people, true, "costs more (model)"),
    (.total, true, "a cost reached (model)"),
  ])

  private static func changes(_ organization: OrganizationComparison, _ context: SummaryContext) -> [Change] {
    var level = context.cents(organization.today)
    var changes: [Change] = []
    for step in organization.bridge where step.step != .today && step.step != .shared {
      let amount = context.cents(step.amount)
      level += amount
      // The first step is told where it is nothing too: it is what needs no sharing.
      if amount != 0 || step.step == .rightSize {
        changes.append(Change(step: step.step, amount: amount, level: level))
      }
    }
    return changes
  }

  private static func headline(_ changes: [Change], _ context: SummaryContext) -> Markup {
    let saving = changes.filter { $0.amount < 0 }.max { $0.amount > $1.amount }
    let costing = changes.filter { $0.amount > 0 }.max { $0.amount < $1.amount }
    let alone = changes.first { $0.step == .rightSize }?.amount ?? 0
    var result: Markup
    switch (saving, costing) {
    case (let saving?, let costing?):
      result = """
        The largest saving is \(ComparisonWording.phrase(saving.step)), \(context.rounded(-saving.amount)); the \
        largest new cost is \(ComparisonWording.phrase(costing.step)), \(context.rounded(costing.amount)).
        """
    case (let saving?, nil):
      result = """
        The largest saving is \(ComparisonWording.phrase(saving.step)), \(context.rounded(-saving.amount)).
        """
    case (nil, let costing?):
      result = """
        Nothing is saved; the largest new cost is \(ComparisonWording.phrase(costing.step)), \
        \(context.rounded(costing.amount)).
        """
    case (nil, nil): result = "Sharing would change nothing."
    }
    if alone < 0 { result += " Shrinking alone, without sharing, would save \(context.rounded(-alone))." }
    return result
  }

  private static func chart(
    _ organization: OrganizationComparison, _ changes: [Change], _ finding: Markup, _ context: SummaryContext
  ) -> Markup {
    let (today, shared) = (context.cents(organization.today), context.cents(organization.shared))
    var rows = [
      RowChart.Row(
        label: "Today", value: context.figure(today), bars: [[.init(.total, to: today)]], isStrong: true, next: today)
    ]
    for change in changes {
      rows.append(
        .init(
          label: ComparisonWording.short(change.step), value: context.change(change.amount),
          bars: [
            [
              .init(
                change.amount < 0 ? .used : .people, from: change.level - change.amount, to: change.level,
                isModel: true)
            ]
          ], next: change.level))
      guard change.step == .rightSize else { continue }
      rows.append(
        .init(
          label: "Right-sized, not shared", value: context.figure(change.level),
          bars: [[.init(.total, to: change.level, isModel: true)]], isStrong: true, next: change.level))
    }
    rows.append(
      .init(
        label: "Shared", value: context.figure(shared), bars: [[.init(.total, to: shared, isModel: true)]],
        isStrong: true))
    return RowChart(
      id: "difference-chart", title: "From today to sharing, \(context.periodText), in \(context.code)",
      finding: finding, rows: rows, labelRoom: 170
    ).markup
  }

  private static func table(
    _ organization: OrganizationComparison, _ changes: [Change], _ context: SummaryContext
  ) -> PageTable {
    let isMixed = context.sharing.isMixed
    /// The same step of the stacks for which sharing pays, where those are not all.
    func paying(_ step: StackComparison.BridgeStep?) -> [Markup] {
      guard isMixed else { return [] }
      guard let step else { return [.empty] }
      let amounts = context.sharing.paying.flatMap(\.bridge).filter { $0.step == step }
      return [context.signed(amounts.reduce(0) { $0 + context.cents($1.amount) })]
    }
    var rows: [[Markup]] = [
      ["\(ComparisonWording.label(.today))", .empty, context.exact(organization.today)] + paying(nil)
    ]
    for change in changes {
      rows.append(
        ["\(ComparisonWording.label(change.step))", context.signed(change.amount), context.exact(change.level)]
          + paying(change.step))
    }
    rows.append(["\(ComparisonWording.label(.shared))", .empty, context.exact(organization.shared)] + paying(nil))
    let saved: [Markup] = isMixed ? [context.signed(-context.sharing.saving(in: context.currency))] : []
    return PageTable(
      id: "bridge", caption: "From today to sharing, all stacks, \(context.periodText), in \(context.code)",
      columns: [.text("Step"), .number("Change, + more, − less"), .number("Cost after it")]
        + (isMixed ? [.number("Change only where it pays")] : []), groups: [.init(rows: rows)],
      footer: [["All steps", context.signed(-context.cents(organization.saving)), .empty] + saved])
  }
}
