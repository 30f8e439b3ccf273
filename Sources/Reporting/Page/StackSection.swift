internal import Metering

/// What the charges were spent on: one row per stack.
enum StackSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    let groups = LineGroup.grouping(context.shown.lines) { $0.line.identity.stack }
      .sorted { left, right in
        left.sum.minorUnits != right.sum.minorUnits
          ? left.sum.minorUnits > right.sum.minorUnits : left.key < right.key
      }
    guard let largest = groups.first else { return nil }
    let total = context.lines
    let scale = max(0, largest.sum.minorUnits)
    let rows = groups.enumerated().map { index, group -> [Markup] in
      let sum = group.sum
      let bar = Bar(
        id: "stack-\(index)",
        title: "Charged for \(Markup.plainName(group.key.text)): \(context.rounded(sum.minorUnits))",
        description: DisplayText.percent(sum.minorUnits, of: total.minorUnits) ?? "–",
        segments: [.init(colour: .used, amount: sum.usage), .init(colour: .overhead, amount: sum.fixed)], scale: scale)
      return [
        .name(group.key.text), "\(DisplayText.count(Set(group.lines.map(\.line.identity.environment)).count))",
        "\(DisplayText.count(Set(group.lines.map(\.line.identity.tenant)).count))",
        sum.isUnpriced ? .none : context.exact(sum.usage),
        sum.isUnpriced ? .none : context.exact(sum.fixed), context.amount(sum),
        context.share(sum.minorUnits, of: total.minorUnits), bar.markup,
      ]
    }
    let table = PageTable(
      id: "stacks", caption: "Charges per stack in \(context.periodText), in \(context.code)",
      columns: [
        .name("Stack"), .number("Environments"), .number("Tenants"), .number("Usage"), .number("Fixed"),
        .number("Charged"), .number("Share"), .chart("Usage, fixed"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "All stacks", .empty, .empty, context.exact(total.usage), context.exact(total.fixed),
          context.amount(total), .empty, .empty,
        ]
      ], moreIn: StackFile.name(context.period))
    let share = DisplayText.percent(largest.sum.minorUnits, of: total.minorUnits, places: 0)
    let headline: Markup = """
      The largest stack is \(Markup.name(largest.key.text)): \(context.rounded(largest.sum.minorUnits)), \
      \(share ?? "–") of all charges.
      """
    return PageSection(
      id: "stacks-charged", question: "What is it spent on?",
      headline: total.isUnpriced ? "Nothing that was used has a price: \(SummaryContext.priceRemedy)." : headline,
      howMeasured: """
        The same charges as per tenant, added up by stack. \(Markup.name(ReservedName.unmapped)) is usage of an \
        environment whose stack neither the log nor the catalogue tells; it is compared with nothing.
        """,
      body: Bar.legend([(.used, false, "usage"), (.overhead, false, "fixed costs")]) + table.markup)
  }
}
