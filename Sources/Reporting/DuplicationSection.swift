internal import Comparison
internal import Configuration
internal import Metering

/// Who runs what twice: the environments of each stack with their owners, versions and users.
enum DuplicationSection {
  static func section(_ context: SummaryContext) -> PageSection? {
    let stacks = context.shown.comparisons.filter { !$0.environments.isEmpty }
    guard !stacks.isEmpty else { return nil }
    let table = PageTable(
      id: "environments", caption: "Environments by stack in \(context.periodText), cost in \(context.code)",
      columns: [
        .name("Environment"), .text("Kind"), .name("Owner"), .text("Version"), .name("Used by"), .number("Cost"),
        .number("Share of its stack"),
      ], groups: stacks.map { group($0, context) },
      footer: [["All environments", .empty, .empty, .empty, .empty, context.exact(total(stacks, context)), .empty]],
      moreIn: ComparisonFile.name(context.period))
    return PageSection(
      id: "duplicates", question: "Who runs what more than once?", headline: headline(stacks),
      howMeasured: """
        Every environment seen in the logs or listed in environments.csv. Cost is capacity held, overhead and people; \
        versions are those seen in the logs, else those listed.
        """,
      body: table.markup)
  }

  private static func headline(_ stacks: [StackComparison]) -> Markup {
    let duplicated = stacks.filter { $0.environments.count > 1 }
    let environments = duplicated.reduce(0) { $0 + $1.environments.count }
    let drifted = duplicated.filter { versions($0).count > 1 }
    guard !duplicated.isEmpty else { return "Nothing is run twice: each stack has one environment." }
    let drift: Markup =
      switch drifted.count {
      case 0: "all at one version per stack"
      case duplicated.count: "every one of these stacks at different versions"
      default: "\(drifted.count) of these stacks at different versions"
      }
    return """
      \(DisplayText.counted(duplicated.count, "stack runs", "stacks run")) in \
      \(DisplayText.counted(environments, "environment", "environments")), \
      \(DisplayText.count(environments - duplicated.count)) more than one each; \(drift).
      """
  }

  private static func group(_ stack: StackComparison, _ context: SummaryContext) -> PageTable.Group {
    let today = stack.environments.reduce(Int128(0)) { $0 + context.cents($1.total) }
    let environments = stack.environments.sorted { left, right in
      let (first, second) = (context.cents(left.total), context.cents(right.total))
      return first != second ? first > second : left.environment < right.environment
    }
    let rows = environments.map { cost -> [Markup] in
      [
        .name(cost.environment.text), "\(kind(cost))", cost.owner.map { .name($0.text) } ?? .none,
        .names(cost.versions.filter { !$0.isEmpty }.map(\.text)), .names(cost.tenants.map(\.text)),
        context.exact(cost.total), context.share(context.cents(cost.total), of: today),
      ]
    }
    return PageTable.Group(header: header(stack), rows: rows)
  }

  /// `notebooks: 6 environments of 5 owners, versions 7 and 8 side by side`.
  private static func header(_ stack: StackComparison) -> Markup {
    let owners = Set(stack.environments.compactMap(\.owner)).count
    let versions = versions(stack)
    var result: Markup = """
      \(Markup.name(stack.stack.text)): \(DisplayText.counted(stack.environments.count, "environment", "environments"))
      """
    if owners > 0 { result += " of \(DisplayText.counted(owners, "owner", "owners"))" }
    let all: Markup = stack.environments.count > 1 ? "all " : .empty
    if versions.count == 1 { result += ", \(all)at version \(Markup.name(versions[0].text))" }
    if versions.count > 1 {
      let shown = versions.prefix(6).map { Markup.name($0.text) }.joined(by: ", ")
      result += ", versions \(shown) side by side"
    }
    return result
  }

  private static func kind(_ cost: StackComparison.EnvironmentCost) -> String {
    switch cost.kind {
    case .bespoke: "bespoke"
    case .shared: "shared"
    case nil: "not listed"
    }
  }

  private static func versions(_ stack: StackComparison) -> [VersionID] {
    Set(stack.environments.flatMap(\.versions).filter { !$0.isEmpty }).sorted()
  }

  private static func total(_ stacks: [StackComparison], _ context: SummaryContext) -> Int128 {
    stacks.flatMap(\.environments).reduce(0) { $0 + context.cents($1.total) }
  }
}
