internal import Comparison
internal import Configuration
internal import Metering

/// What one platform asks for that many do not: that its tenants are kept from each other, and that all of them stop
/// when it does. Risk is shown and not priced (economics.md §0.1 and §1.9).
enum OutagePart {
  static func markup(_ context: SummaryContext) -> Markup {
    guard let entries = context.findings?.environments.inventory.entries, !entries.isEmpty else { return .empty }
    let table = PageTable(
      id: "outages", caption: "Isolation and outages of each environment in \(context.periodText)",
      columns: [
        .name("Environment"), .name("Stack"), .text("Run as"), .name("Isolation rests on"),
        .name("Availability target"), .number("Teams that an outage reaches"),
      ], groups: [.init(rows: entries.map(row))], moreIn: ComparisonFile.name(context.period))
    return """
      <h4>Isolation and outages</h4>
      <p class="how">\(reach(entries, context)) What isolation rests on and what was promised is as environments.csv \
      tells; a dash is nothing told.</p>
      \(table.markup)
      """
  }

  private static func row(_ entry: Inventory.Entry) -> [Markup] {
    [
      .name(entry.environment.text), .name(entry.stack.text), "\(entry.kind?.rawValue ?? "not catalogued")",
      entry.isolation.map { .name($0) } ?? .none, entry.availabilityTarget.map { .name($0) } ?? .none,
      "\(DisplayText.count(entry.tenants.count))",
    ]
  }

  /// How many teams the largest outage reaches today and would reach on one environment for each stack.
  private static func reach(_ entries: [Inventory.Entry], _ context: SummaryContext) -> Markup {
    let today = entries.map(\.tenants.count).max() ?? 0
    let sharing = Set(context.shown.comparisons.filter { $0.verdict.isOfSharing }.map(\.stack))
    let shared = Dictionary(grouping: entries.filter { sharing.contains($0.stack) && $0.keepApart == nil }, by: \.stack)
      .values.map { Set($0.flatMap(\.tenants)).count }.max()
    guard let shared else {
      return "An outage of one environment reaches at most \(DisplayText.counted(today, "team", "teams"))."
    }
    return """
      An outage of one environment reaches at most \(DisplayText.counted(today, "team", "teams")) today; of one \
      platform for a stack it would reach up to \(DisplayText.counted(shared, "team", "teams")).
      """
  }
}
