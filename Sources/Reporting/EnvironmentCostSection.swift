internal import Comparison
internal import Metering

/// Where the money goes today: one bar per environment, split into what does work and what does not.
enum EnvironmentCostSection {
  /// One environment's cost in the parts that every chart shows.
  struct Parts: Sendable {
    let used: Int128
    let idle: Int128
    let overhead: Int128
    let people: Int128
    let total: Int128

    init(_ cost: StackComparison.EnvironmentCost, _ currency: Currency) {
      func cents(_ amounts: ExactDecimal...) -> Int128 { amounts.reduce(0) { $0 + currency.minorUnits(of: $1) } }
      used = cents(cost.used, cost.paidByUse)
      idle = cents(cost.idle)
      overhead = cents(cost.controlPlane, cost.licences, cost.otherFixed)
      people = cents(cost.staff, cost.upgrades)
      total = cents(cost.total)
    }
  }

  static func section(_ context: SummaryContext) -> PageSection? {
    let costs = context.shown.comparisons.flatMap { stack in
      stack.environments.map { (stack: stack.stack, cost: $0, parts: Parts($0, context.currency)) }
    }.sorted { left, right in
      if left.parts.total != right.parts.total { return left.parts.total > right.parts.total }
      if left.cost.environment != right.cost.environment { return left.cost.environment < right.cost.environment }
      return left.stack < right.stack
    }
    guard let organization = context.organization, !costs.isEmpty else { return nil }
    let scale = costs.map(\.parts.total).max() ?? 0
    let rows = costs.enumerated().map { index, row -> [Markup] in
      [
        .name(row.cost.environment.text), .name(row.stack.text), context.exact(row.parts.used),
        context.exact(row.parts.idle), context.exact(row.parts.overhead), context.exact(row.parts.people),
        context.exact(row.parts.total), bar(row.parts, row.cost.environment, "today-\(index)", scale, context).markup,
      ]
    }
    let table = PageTable(
      id: "today", caption: "Cost of each environment in \(context.periodText), in \(context.code)",
      columns: [
        .name("Environment"), .name("Stack"), .number("Used"), .number("Idle"), .number("Overhead"),
        .number("People"), .number("Total"), .chart("Used, idle, overhead, people"),
      ], groups: [.init(rows: rows)], footer: footer(costs.map(\.parts), organization, context),
      moreIn: ComparisonFile.name(context.period))
    return PageSection(
      id: "where", question: "Where does the money go today?",
      headline: headline(costs.map(\.parts), organization, context),
      howMeasured: """
        Capacity held at its price, split by the hours in which it was in use; overhead is control plane, licences and \
        other fixed costs; people are operations staff and upgrades. Charges to teams count usage, so they do not \
        include idle capacity.
        """,
      body: legend + table.markup)
  }

  private static let legend = Bar.legend([
    (.used, false, "used"), (.idle, false, "idle"), (.overhead, false, "overhead"), (.people, false, "people"),
  ])

  private static func headline(
    _ parts: [Parts], _ organization: OrganizationComparison, _ context: SummaryContext
  ) -> Markup {
    let idle = parts.reduce(0) { $0 + $1.idle }
    let used = parts.reduce(0) { $0 + $1.used }
    let people = parts.reduce(0) { $0 + $1.people }
    guard idle > 0, let share = DisplayText.percent(idle, of: idle + used, places: 0) else {
      return """
        Of the \(context.rounded(organization.today)) that environments cost, \(context.rounded(used)) is capacity \
        in use and \(context.rounded(people)) is people.
        """
    }
    return """
      \(context.rounded(idle)) paid for capacity that stood idle, \(share) of all capacity; \(context.rounded(people)) \
      paid the people who run it.
      """
  }

  private static func bar(
    _ parts: Parts, _ environment: EnvironmentID, _ id: String, _ scale: Int128, _ context: SummaryContext
  ) -> Bar {
    let described = [
      ("used", parts.used), ("idle", parts.idle), ("overhead", parts.overhead), ("people", parts.people),
    ]
    .map { "\($0) \(DisplayText.percent($1, of: parts.total, places: 0) ?? "0%")" }
    return Bar(
      id: id, title: "Cost of \(Markup.plainName(environment.text)): \(context.rounded(parts.total))",
      description: described.joined(separator: ", "),
      segments: [
        .init(colour: .used, amount: parts.used), .init(colour: .idle, amount: parts.idle),
        .init(colour: .overhead, amount: parts.overhead), .init(colour: .people, amount: parts.people),
      ], scale: scale)
  }

  /// Environments and switching add up to today's cost, the figure at the top of the page.
  private static func footer(
    _ parts: [Parts], _ organization: OrganizationComparison, _ context: SummaryContext
  ) -> [[Markup]] {
    func sum(_ part: (Parts) -> Int128) -> Int128 { parts.reduce(0) { $0 + part($1) } }
    let switching = organization.items.first { $0.item == .switching }?.today ?? .zero
    let all = sum(\.total)
    var rows: [[Markup]] = [
      [
        "All environments", .empty, context.exact(sum(\.used)), context.exact(sum(\.idle)),
        context.exact(sum(\.overhead)), context.exact(sum(\.people)), context.exact(all), .empty,
      ]
    ]
    if switching != .zero {
      rows.append([
        "Switching between environments", .empty, .empty, .empty, .empty, .empty, context.exact(switching), .empty,
      ])
      rows.append(["Today", .empty, .empty, .empty, .empty, .empty, context.exact(organization.today), .empty])
    }
    return rows
  }
}
