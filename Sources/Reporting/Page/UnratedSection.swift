internal import Metering

/// What was used and has no price. It is never 0: it is unknown, so it is shown.
enum UnratedSection {
  private struct Key: Hashable {
    let resource: ResourceID
    let unit: String?
    /// Held and not used: told beside what was used.
    let isIdle: Bool
  }

  static func section(_ context: SummaryContext) -> PageSection? {
    let groups = LineGroup.grouping(context.shown.lines.filter(\.line.isUnrated)) {
      Key(
        resource: ResourceID($0.line.identity.item), unit: $0.line.meterUnit?.name,
        isIdle: $0.line.identity.category == .idle)
    }.sorted { left, right in
      left.key.resource != right.key.resource
        ? left.key.resource < right.key.resource : bytewise(left.key.unit ?? "", precedes: right.key.unit ?? "")
    }
    guard !groups.isEmpty else {
      return PageSection(
        id: "unrated", question: "What has no price?", headline: "Everything that was used has a price.",
        howMeasured: "No charge line of the month is without a rate.", body: .empty)
    }
    let rows = groups.map { group -> [Markup] in
      let tenants = Set(group.lines.map(\.line.identity.tenant)).sorted().map(\.text)
      let environments = Set(group.lines.map(\.line.identity.environment)).sorted().map(\.text)
      return [
        .name(group.key.resource.text + (group.key.isIdle ? ", idle" : "")), quantity(group.lines),
        group.key.unit.map { "\($0)" } ?? .none,
        "\(DisplayText.count(group.lines.count))", limited(tenants), limited(environments),
      ]
    }
    let table = PageTable(
      id: "without-price", caption: "Usage without a price in \(context.periodText)",
      columns: [
        .name("Resource"), .number("Quantity"), .text("Unit"), .number("Lines"), .name("Tenants"),
        .name("Environments"),
      ], groups: [.init(rows: rows)], moreIn: LinesFile.name(context.period))
    return PageSection(
      id: "unrated", question: "What has no price?",
      headline: """
        \(DisplayText.counted(groups.count, "resource was", "resources were")) used without a price, so the totals are \
        a lower bound.
        """,
      howMeasured: "Metered like all else; no row of rates.csv names it on these days. Add one to have it charged.",
      body: table.markup)
  }

  private static func quantity(_ lines: [PostedLine]) -> Markup {
    // A sum that does not fit is not shown rather than wrong.
    guard let sum = try? lines.map(\.line.quantity).total() else { return .none }
    return "\(DisplayText.quantity(sum))"
  }

  private static func limited(_ names: [String]) -> Markup {
    let shown = Markup.names(Array(names.prefix(5)))
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
