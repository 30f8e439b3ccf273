internal import Comparison
internal import Metering

/// Today beside one shared environment, for each stack and for each kind of cost.
enum ComparisonSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    guard let organization = context.organization else { return nil }
    return PageSection(
      id: "sharing", question: "What would one platform cost?",
      headline: Markup(text: ComparisonWording.summary(of: context.sharing)) + remark(context),
      howMeasured: """
        For each stack, the measured demand of all its environments is met by one environment, with the same headroom \
        on both sides, isolation, spare nodes and a platform team. Today is measured (solid); sharing is a model \
        (hatched).
        """,
      body: legend + stacks(organization, context).markup + "<h3>By kind of cost</h3>\n"
        + items(organization, context).markup)
  }

  private static let legend = Bar.legend([
    (.used, false, "capacity, today"), (.overhead, false, "overhead, today"), (.people, false, "people, today"),
    (.switching, false, "switching, today"), (.used, true, "hatched: the same, shared (model)"),
  ])

  /// Where some stacks pay and others do not, the whole is not the best answer.
  private static func remark(_ context: SummaryContext) -> Markup {
    guard context.sharing.isMixed else { return .empty }
    return """
       Sharing only where it pays would save \(context.rounded(context.sharing.saving(in: context.currency))) \
      \(context.rate).
      """
  }

  private static func stacks(_ organization: OrganizationComparison, _ context: SummaryContext) -> PageTable {
    let stacks = context.shown.comparisons.sorted { left, right in
      let (first, second) = (context.cents(left.today), context.cents(right.today))
      return first != second ? first > second : left.stack < right.stack
    }
    let scale = stacks.map { max(context.cents($0.today), context.cents($0.shared)) }.max() ?? 0
    let rows = stacks.enumerated().map { index, stack -> [Markup] in
      let (today, shared) = (context.cents(stack.today), context.cents(stack.shared))
      return [
        .name(stack.stack.text), context.exact(today), context.exact(shared), context.exact(today - shared),
        context.share(today - shared, of: today), context.exact(stack.oneTimeCost),
        "\(ComparisonWording.verdict(stack))", bars(stack, "sharing-\(index)", scale, context),
      ]
    }
    return PageTable(
      id: "stack-comparison",
      caption: "Today and one shared environment per stack, \(context.periodText), in \(context.code)",
      columns: [
        .name("Stack"), .number("Today"), .number("Shared"), .number("Saving"), .number("Saving, share"),
        .number("Once, to move"), .text("Verdict"), .chart("Today above, shared below"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "All stacks", context.exact(organization.today), context.exact(organization.shared),
          context.exact(organization.saving),
          context.share(organization.saving, of: organization.today), context.exact(organization.oneTimeCost), .empty,
          .empty,
        ]
      ], moreIn: ComparisonFile.name(context.period))
  }

  private static func bars(
    _ stack: StackComparison, _ id: String, _ scale: Int128, _ context: SummaryContext
  ) -> Markup {
    let name = Markup.plainName(stack.stack.text)
    let today = Bar(
      id: id + "-today", title: "\(name) today: \(context.rounded(context.cents(stack.today)))",
      description: "solid: measured", segments: segments(stack, isModel: false, context) { $0.today }, scale: scale)
    let shared = Bar(
      id: id + "-shared", title: "\(name) shared: \(context.rounded(context.cents(stack.shared)))",
      description: "hatched: a model", segments: segments(stack, isModel: true, context) { $0.shared }, scale: scale)
    return today.markup + shared.markup
  }

  private static func segments(
    _ stack: StackComparison, isModel: Bool, _ context: SummaryContext,
    _ amount: (StackComparison.ItemPair) -> ExactDecimal
  ) -> [Bar.Segment] {
    let colours: [(Bar.Colour, Set<StackComparison.Item>)] = [
      (.used, [.capacity, .paidByUse]), (.overhead, [.controlPlane, .licences, .otherFixed]),
      (.people, [.staff, .upgrades]), (.switching, [.switching]),
    ]
    return colours.map { colour, items in
      let sum = stack.items.filter { items.contains($0.item) }.reduce(Int128(0)) { $0 + context.cents(amount($1)) }
      return Bar.Segment(colour: colour, amount: sum, isModel: isModel)
    }
  }

  private static func items(_ organization: OrganizationComparison, _ context: SummaryContext) -> PageTable {
    let rows = organization.items.filter { $0.today != .zero || $0.shared != .zero }.map { item -> [Markup] in
      [
        "\(ComparisonWording.label(item.item))", context.exact(item.today), context.exact(item.shared),
        context.exact(context.cents(item.today) - context.cents(item.shared)),
        item.item.isCashable ? "cash" : "people's time",
      ]
    }
    return PageTable(
      id: "items", caption: "All stacks by kind of cost, \(context.periodText), in \(context.code)",
      columns: [
        .text("Cost"), .number("Today"), .number("Shared"), .number("Saving"), .text("What a saving of it is"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "Total", context.exact(organization.today), context.exact(organization.shared),
          context.exact(organization.saving),
          "\(ComparisonWording.split(organization))",
        ]
      ])
  }
}
