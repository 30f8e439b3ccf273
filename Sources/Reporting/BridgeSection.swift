internal import Comparison
internal import Metering

/// What makes the difference: the steps from today's cost to the shared one, as a waterfall.
enum BridgeSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    guard let organization = context.organization, organization.verdict != .nothingToShare else { return nil }
    let changes = changes(organization, context)
    return PageSection(
      id: "difference", question: "What makes the difference?", headline: headline(changes, context),
      howMeasured: """
        One thing is changed at a time, in a fixed order, each with the cost before and after it. The first step needs \
        no sharing at all. The steps add up to the difference to the cent.
        """,
      body: legend + table(organization, changes, context).markup)
  }

  private static let legend = Bar.legend([
    (.total, false, "today (measured)"), (.used, true, "saves (model)"), (.people, true, "costs more (model)"),
    (.total, true, "shared (model)"),
  ])

  /// A step between the two sides and what it changes, in cents.
  private struct Change {
    let step: StackComparison.BridgeStep
    let amount: Int128
  }

  private static func changes(_ organization: OrganizationComparison, _ context: SummaryContext) -> [Change] {
    organization.bridge.filter { $0.step != .today && $0.step != .shared && $0.amount != .zero }
      .map { Change(step: $0.step, amount: context.cents($0.amount)) }
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

  private static func table(
    _ organization: OrganizationComparison, _ changes: [Change], _ context: SummaryContext
  ) -> PageTable {
    let (today, shared) = (context.cents(organization.today), context.cents(organization.shared))
    var level = today
    var levels = [level]
    for change in changes {
      level += change.amount
      levels.append(level)
    }
    let scale = levels.max() ?? 0
    level = today
    var rows: [[Markup]] = [
      [
        "\(ComparisonWording.label(.today))", .empty, context.exact(today),
        whole(today, isModel: false, "bridge-today", "Today", scale, context),
      ]
    ]
    for (index, change) in changes.enumerated() {
      let next = level + change.amount
      let label = ComparisonWording.label(change.step)
      let bar = Bar(
        id: "bridge-\(index)", title: "\(label): \(DisplayText.signed(change.amount, context.currency))",
        description: change.amount < 0 ? "saves" : "costs more",
        segments: [
          .init(colour: change.amount < 0 ? .used : .people, amount: abs(change.amount), isModel: true)
        ], start: min(level, next), scale: scale)
      rows.append([
        "\(label)", "\(DisplayText.signed(change.amount, context.currency))", context.exact(next), bar.markup,
      ])
      level = next
    }
    rows.append([
      "\(ComparisonWording.label(.shared))", .empty, context.exact(shared),
      whole(shared, isModel: true, "bridge-shared", "Shared", scale, context),
    ])
    return PageTable(
      id: "bridge", caption: "From today to sharing, all stacks, \(context.periodText), in \(context.code)",
      columns: [.text("Step"), .number("Change"), .number("Cost after it"), .chart("Cost, from zero")],
      groups: [.init(rows: rows)])
  }

  private static func whole(
    _ amount: Int128, isModel: Bool, _ id: String, _ label: String, _ scale: Int128, _ context: SummaryContext
  ) -> Markup {
    Bar(
      id: id, title: "\(label): \(context.rounded(amount))", description: isModel ? "a model" : "measured",
      segments: [.init(colour: .total, amount: amount, isModel: isModel)], scale: scale
    ).markup
  }
}
