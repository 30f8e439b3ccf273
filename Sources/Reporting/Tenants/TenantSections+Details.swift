internal import Aggregation
internal import Comparison
internal import Metering

// When, on what versions, and what sharing would change.

extension TenantSections {
  var days: PageSection? {
    guard let shown, !shown.daily.isEmpty else { return nil }
    var costs: [CivilDate: Int128] = [:]
    for day in shown.daily.flatMap(\.days) { costs[day.day, default: 0] += day.minorUnits ?? 0 }
    let days = costs.sorted { $0.key < $1.key }
    guard let highest = days.max(by: { $0.value == $1.value ? $0.key > $1.key : $0.value < $1.value }) else {
      return nil
    }
    let scale = max(1, highest.value)
    let total = days.reduce(Int128(0)) { $0 + $1.value }
    let table = PageTable(
      id: "days", caption: "Usage by day in \(shown.monthText), at its rates, in \(statement.currency.code)",
      columns: [.name("Day"), .number("Cost"), .chart("Cost")],
      groups: [
        .init(
          rows: days.map { day, cost in
            let bar = Bar(
              id: "day-\(day)", title: DisplayText.day(day), description: DisplayText.exact(cost, statement.currency),
              segments: [.init(colour: .used, amount: cost)], scale: scale)
            return ["\(DisplayText.day(day))", exact(cost), bar.markup]
          })
      ], footer: [["All days", exact(total), .empty]], moreIn: "\(statement.slug).csv")
    return PageSection(
      id: "when", question: "On which days?",
      headline: "\(DisplayText.day(highest.key)) cost most, \(DisplayText.rounded(highest.value, statement.currency)).",
      howMeasured: """
        What usage costs at its rates, shared out over the days by what was used on each; discounts, markups, minimums \
        and credits are of the whole month and not in it. Each resource by day is in \(statement.slug).csv.
        """, body: table.markup + resources(shown))
  }

  /// The same by environment and resource: on how many days, and on which most.
  private func resources(_ shown: TenantStatement.Month) -> Markup {
    let rows = shown.daily.compactMap { series -> [Markup]? in
      guard
        let most = series.days.max(by: { $0.quantity == $1.quantity ? $0.day > $1.day : $0.quantity < $1.quantity })
      else { return nil }
      let costs = series.days.compactMap(\.minorUnits)
      return [
        .name(series.environment.text), .name(series.resource.text), "\(DisplayText.count(series.days.count))",
        "\(DisplayText.day(most.day))", costs.isEmpty ? "no price" : exact(costs.reduce(0, +)),
      ]
    }
    return PageTable(
      id: "resources", caption: "The same by environment and resource, in \(statement.currency.code)",
      columns: [.name("Environment"), .name("Resource"), .number("Days used"), .text("Most on"), .number("Cost")],
      groups: [.init(rows: rows)], moreIn: "\(statement.slug).csv"
    ).markup
  }

  var versions: PageSection? {
    guard !statement.behind.isEmpty else { return nil }
    let past = statement.behind.count(where: \.isPastSupport)
    let behind = statement.behind.sorted { left, right in
      if left.isPastSupport != right.isPastSupport { return left.isPastSupport }
      return (left.lagDays ?? 0) > (right.lagDays ?? 0)
    }
    let table = PageTable(
      id: "versions", caption: "Software behind its newest release",
      columns: [
        .name("Environment"), .name("Component"), .text("Version"), .text("Newest"), .number("Days behind"),
        .text("Support"),
      ],
      groups: [
        .init(
          rows: behind.map { use in
            let support: Markup =
              use.supportEnd.map { end in
                use.isPastSupport
                  ? "<span class=\"warn\">■ ended \(DisplayText.day(end))</span>" : "until \(DisplayText.day(end))"
              } ?? .none
            return [
              .name(use.environment.text), .name(use.component.text), .name(use.version.text),
              use.newest.map { .name($0.text) } ?? .none, use.lagDays.map { "\(DisplayText.count($0))" } ?? .none,
              support,
            ]
          })
      ], limit: .max)
    return PageSection(
      id: "behind", question: "What is behind its newest version?",
      headline: """
        \(DisplayText.counted(behind.count, "component is", "components are")) behind the newest release, \
        \(DisplayText.count(past)) past the end of support.
        """,
      howMeasured: """
        By components.csv and releases.csv, in environments that this team owns or is charged for. Days behind are \
        from the release in use to the newest one.
        """, body: table.markup)
  }

  var sharing: PageSection? {
    guard let bill = statement.bill, let shown else { return nil }
    let currency = statement.currency
    let gain = currency.minorUnits(of: bill.gain)
    let reasons = bill.reasons.map { reason -> Markup in
      "\(ComparisonWording.label(reason.kind)) \(exact(reason.amount))"
    }
    let headline: Markup =
      gain == 0
      ? "Sharing would change nothing for this team."
      : """
      Sharing would cost this team \(DisplayText.rounded(abs(gain), currency)) \(gain > 0 ? "less" : "more"): \
      \(DisplayText.rounded(currency.minorUnits(of: bill.shared), currency)) where its environments cost \
      \(DisplayText.rounded(currency.minorUnits(of: bill.today), currency)) today.
      """
    let byStack = statement.billsByStack.filter { !$0.bill.today.isZero || !$0.bill.shared.isZero }
    let stacks = PageTable(
      id: "sharing-stacks", caption: "The same by stack, in \(currency.code)", columns: Self.sides("Stack"),
      groups: [.init(rows: byStack.map { side(.name($0.stack.text), $0.bill.today, $0.bill.shared) })], limit: .max)
    let items = PageTable(
      id: "sharing-items",
      caption: "What this team would pay on shared environments, \(shown.monthText), in \(currency.code)",
      columns: Self.sides("Cost"),
      groups: [
        .init(
          rows: bill.items.filter { !$0.today.isZero || !$0.shared.isZero }.map {
            side("\(ComparisonWording.label($0.item))", $0.today, $0.shared)
          })
      ], footer: [side("In all", bill.today, bill.shared)])
    let why: Markup =
      reasons.isEmpty ? .empty : "<p>What costs more: \(reasons.joined(by: ", ")).</p>\n"
    return PageSection(
      id: "sharing", question: "What would sharing change for us?", headline: headline,
      howMeasured: """
        A model, not a bill: one shared environment per stack for the same demand, its capacity split so that nobody \
        pays more for it than alone. Today is what the environments cost, with people and what stands idle, which is \
        more than what is charged.
        """, body: why + items.markup + (byStack.count > 1 ? stacks.markup : .empty))
  }

  private static func sides(_ first: Markup) -> [PageTable.Column] {
    [.name(first), .number("Today"), .number("Shared (model)"), .number("Change")]
  }

  private func side(_ label: Markup, _ today: ExactDecimal, _ shared: ExactDecimal) -> [Markup] {
    let (today, shared) = (statement.currency.minorUnits(of: today), statement.currency.minorUnits(of: shared))
    return [label, exact(today), exact(shared), signed(shared - today)]
  }
}
