internal import Comparison
internal import Metering

/// Question 2: where the money goes today, environment by environment, beside all of it shared; and what teams are
/// charged.
enum SpendingSection {
  private struct Row {
    let stack: StackID
    let cost: StackComparison.EnvironmentCost
    let parts: CostParts
  }

  static func section(_ context: SummaryContext) -> PageSection {
    let charged = [TenantSection.section(context), StackSection.section(context)].compactMap { $0?.part }.joined()
    let rows = context.shown.comparisons.flatMap { stack in
      stack.environments.map {
        Row(stack: stack.stack, cost: $0, parts: CostParts($0, of: stack, context.currency))
      }
    }.sorted { left, right in
      if left.parts.total != right.parts.total { return left.parts.total > right.parts.total }
      if left.cost.environment != right.cost.environment { return left.cost.environment < right.cost.environment }
      return left.stack < right.stack
    }
    guard let organization = context.organization, !rows.isEmpty else {
      return PageSection(
        .spending,
        headline: "\(context.nothingCompared) Below is what teams were charged.",
        howMeasured: "Charges are metered usage at its rate, and fixed costs.", tables: charged)
    }
    let sum = CostParts(
      sumOf: rows.map(\.parts),
      switching: context.cents(organization.items.first { $0.item == .switching }?.today ?? .zero))
    let headline = headline(sum, organization, context)
    return PageSection(
      .spending, headline: headline,
      howMeasured: """
        Capacity held at its price, split by the hours in which it was in use; overhead is control plane, licences and \
        other fixed costs; people are operations staff and upgrades, as recorded. How much of a shared environment's \
        capacity would stand idle is not modelled, so its bar has one piece for both. Switching is lost between \
        environments, and told of all of them together. Charges to teams count usage, so \
        they do not include idle capacity.\(context.allStacksRemark)
        """, body: legend + charts(rows, sum, organization, headline, context),
      tables: table(rows, sum, organization, context).markup + SwitchingPart.markup(context) + charged)
  }

  private static let legend = Bar.legend([
    (.used, false, "used"), (.idle, false, "idle"), (.overhead, false, "overhead"), (.people, false, "people"),
    (.switching, false, "switching"), (.capacity, true, "hatched: shared (model), used and idle not told apart"),
  ])

  private static func headline(
    _ sum: CostParts, _ organization: OrganizationComparison, _ context: SummaryContext
  ) -> Markup {
    guard sum.used >= 0 else {
      let idle: Markup =
        sum.idle > 0 ? "\(context.rounded(sum.idle)) paid for capacity that stood idle; " : .empty
      return """
        More use was taken back than there was, which came to \(context.rounded(sum.used)); \(idle)environments cost \
        \(context.rounded(organization.today)) in all.
        """
    }
    guard sum.idle > 0, let share = DisplayText.percent(sum.idle, of: sum.capacity, places: 0) else {
      let people: Markup =
        sum.people > 0 ? "\(context.rounded(sum.people)) is people" : "no cost of people is recorded"
      guard !sum.isUseUnpriced else {
        return
          "Environments cost at least \(context.rounded(organization.today)): what was used has no price; \(people)."
      }
      return """
        Of the \(context.rounded(organization.today)) that environments cost, \(context.rounded(sum.used)) is capacity \
        in use; \(people).
        """
    }
    let people: Markup =
      sum.people > 0
      ? "\(context.rounded(sum.people)) paid the people who run it" : "no cost of the people who run it is recorded"
    return """
      \(context.rounded(sum.idle)) paid for capacity that stood idle, \(share) of all capacity; \(people).
      """
  }

  private static func charts(
    _ rows: [Row], _ sum: CostParts, _ organization: OrganizationComparison, _ finding: Markup,
    _ context: SummaryContext
  ) -> Markup {
    let shared = CostParts(shared: organization.items, of: context.shown.comparisons, context.currency)
    let all = RowChart(
      id: "where-all", title: "All environments today and shared, \(context.periodText), in \(context.code)",
      finding: finding,
      rows: [
        .init(
          label: "All environments today", value: context.figure(sum.knownTotal), bars: [RowChart.stacked(sum.parts)],
          isStrong: true),
        .init(
          label: "Shared (model)", value: context.figure(shared.knownTotal),
          bars: [RowChart.stacked(shared.parts, isModel: true)], isStrong: true),
      ])
    var bars = rows.prefix(PageTable.chartRows).map { row in
      RowChart.Row(
        label: row.cost.environment.text, value: context.figure(row.parts.knownTotal),
        bars: [RowChart.stacked(row.parts.parts)])
    }
    let others = rows.dropFirst(PageTable.chartRows)
    if !others.isEmpty {
      let rest = CostParts(sumOf: others.map(\.parts))
      bars.append(
        .init(
          label: "others (\(others.count))", value: context.figure(rest.knownTotal),
          bars: [RowChart.stacked(rest.parts)]))
    }
    let each = RowChart(
      id: "where-each", title: "Cost of each environment in \(context.periodText), in \(context.code)",
      finding: finding, rows: bars)
    return all.markup + "<p class=\"chart-title\">Each environment, at a scale of its own</p>\n" + each.markup
  }

  private static func table(
    _ rows: [Row], _ sum: CostParts, _ organization: OrganizationComparison, _ context: SummaryContext
  ) -> PageTable {
    /// What people lose is counted between environments, so it is known of all of them and of none.
    func cells(_ parts: CostParts, ofAll: Bool = false) -> [Markup] {
      guard !parts.knownTotal.isUnknown else {
        return [Markup](repeating: .notKnown, count: 6) + [context.exact(parts.knownTotal)]
      }
      let isDivided = parts.isDivided && !parts.isUseUnpriced
      return [
        context.exact(parts.knownCapacity), isDivided ? context.exact(parts.used) : .none,
        isDivided ? context.exact(parts.idle) : .none,
        context.exact(parts.overhead), context.exact(parts.people), ofAll ? context.exact(parts.switching) : .none,
        context.exact(parts.knownTotal),
      ]
    }
    let others = rows.dropFirst(PageTable.chartRows)
    let shared = CostParts(shared: organization.items, of: context.shown.comparisons, context.currency)
    var footer = [["All environments today", .empty] + cells(sum, ofAll: true)]
    if sum.switching != 0 {
      let parts = [Markup](repeating: .none, count: 5)
      let lost = context.exact(sum.switching)
      footer.append(["of it lost between environments, not told one by one", .empty] + parts + [lost, lost])
    }
    if !others.isEmpty {
      let label: Markup = "of it others than the first \(PageTable.chartRows) (\(others.count))"
      footer.append([label, .empty] + cells(CostParts(sumOf: others.map(\.parts))))
    }
    footer.append(["Shared (model)", .empty] + cells(shared, ofAll: true))
    return PageTable(
      id: "today", caption: "Cost of each environment in \(context.periodText), in \(context.code)",
      columns: [
        .name("Environment"), .name("Stack"), .number("Capacity and paid by use"), .number("of it used"),
        .number("of it idle"),
        .number("Overhead"), .number("People"), .number("Switching"), .number("Total"),
      ],
      groups: [
        .init(
          rows: rows.map { row in
            [.name(row.cost.environment.text), .name(row.stack.text)] + cells(row.parts)
          })
      ],
      footer: footer, moreIn: ComparisonFile.name(context.period))
  }
}
