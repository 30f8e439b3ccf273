internal import Comparison
internal import Configuration
internal import Metering

/// Question 6: how far versions are apart, behind what is new and past support.
enum VersionSection {
  /// One component in one environment.
  private struct Use {
    let drift: VersionDrift
    let use: VersionDrift.Use
    let owner: TenantID?

    var daysPast: Int { max(0, use.support?.daysPast ?? 0) }
    var daysBehind: Int { use.lag?.days ?? 0 }

    var shape: GridChart.Shape {
      if daysPast > 0 { return .square }
      guard let lag = use.lag else { return .ring }
      return lag.days > 0 || lag.releases > 0 ? .triangle : .circle
    }

    /// The most exposed first.
    static func precedes(_ left: Use, _ right: Use) -> Bool {
      if left.daysPast != right.daysPast { return left.daysPast > right.daysPast }
      if left.daysBehind != right.daysBehind { return left.daysBehind > right.daysBehind }
      if left.drift.stack != right.drift.stack { return left.drift.stack < right.drift.stack }
      if left.drift.component != right.drift.component { return left.drift.component < right.drift.component }
      return left.use.environment < right.use.environment
    }
  }

  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else { return PageSection(.versions, without: context.missingReason) }
    let owners = findings.environments.owners
    let uses = findings.environments.drift.flatMap { drift in
      drift.uses.map { Use(drift: drift, use: $0, owner: owners[$0.environment]) }
    }.sorted(by: Use.precedes)
    guard !uses.isEmpty else { return PageSection(.versions, without: "No version of any component is known.") }
    let support = SupportPart(findings.environments, context)
    let headline = headline(uses, findings.environments, context)
    return PageSection(
      .versions, headline: headline,
      howMeasured: """
        Versions from the logs and components.csv, release and end-of-support dates from releases.csv. Days behind \
        count from the release of the version in use to that of the newest. Risk is shown and not priced.
        """,
      body: legend + chart(uses, headline, context) + (support?.chart ?? .empty),
      tables: DriftPart.markup(findings.environments, context) + table(uses, context).markup
        + (support?.tables ?? .empty) + inconsistency(findings.environments, context))
  }

  private static let legend = GridChart.Shape.legend([
    (.circle, "the newest"), (.triangle, "behind the newest: days late"),
    (.square, "past its support: days past"),
    (.ring, "not listed in releases.csv"),
  ])

  private static func headline(
    _ uses: [Use], _ environments: EnvironmentFindings, _ context: SummaryContext
  ) -> Markup {
    let own = environments.drift.filter { $0.isOwnSoftware && $0.versions.distinct > 1 }
    let most = own.max {
      $0.versions.distinct == $1.versions.distinct
        ? $0.stack > $1.stack : $0.versions.distinct < $1.versions.distinct
    }
    let past = environments.exposure.environments.count
    let apart: Markup =
      most.map {
        """
        \(Markup.name($0.stack.text)) runs in \
        \(DisplayText.counted($0.versions.distinct, "version", "versions")) at once
        """
      } ?? "Each stack runs in one version"
    guard past > 0 else { return "\(apart); nothing is past its support." }
    return """
      \(apart), and \(DisplayText.counted(past, "environment was", "environments were")) past the end of support of a \
      component, on \(DisplayText.count(environments.exposure.environmentDays)) of \
      \(DisplayText.count(environments.exposure.presentDays)) environment-days.
      """
  }

  // MARK: The matrix

  private static func chart(_ uses: [Use], _ finding: Markup, _ context: SummaryContext) -> Markup {
    struct Key: Hashable {
      let stack: StackID
      let component: ComponentID
    }
    // In the order of exposure, since uses are.
    var keys: [Key] = []
    for use in uses {
      let key = Key(stack: use.drift.stack, component: use.drift.component)
      if !keys.contains(key) { keys.append(key) }
    }
    let owners = Set(uses.map(\.owner)).sorted { left, right in
      guard let left, let right else { return left != nil }
      return left < right
    }.prefix(GridChart.columnLimit)
    let rows = keys.prefix(GridChart.rowLimit).map { key in
      GridChart.Row(
        label: key.component.text, detail: key.stack.text,
        cells: owners.map { owner in
          // The most exposed of several, since uses are in that order.
          uses.first { $0.owner == owner && $0.drift.stack == key.stack && $0.drift.component == key.component }
            .map(cell)
        })
    }
    return GridChart(
      id: "versions-chart", title: "Versions by component and team, \(context.periodText)", finding: finding,
      columns: owners.map { $0?.text ?? "(no owner)" }, rows: Array(rows)
    ).markup
  }

  private static func cell(_ use: Use) -> GridChart.Cell {
    let days = use.daysPast > 0 ? use.daysPast : use.daysBehind
    let kind = use.daysPast > 0 ? "past" : "late"
    return GridChart.Cell(
      text: use.use.version.text, detail: days > 0 ? "\(DisplayText.count(days)) d \(kind)" : "", shape: use.shape)
  }

  private static func table(_ uses: [Use], _ context: SummaryContext) -> PageTable {
    let rows = uses.map { use -> [Markup] in
      [
        .name(use.drift.component.text), .name(use.drift.stack.text), .name(use.use.environment.text),
        use.owner.map { .name($0.text) } ?? .none, .name(use.use.version.text),
        use.drift.newest.map { .name($0.version.text) } ?? .none,
        use.use.lag.map { "\(DisplayText.count($0.days))" } ?? "not listed",
        use.use.support?.end.map { "\(DisplayText.day($0))" } ?? .none,
        use.daysPast > 0 ? "\(DisplayText.count(use.daysPast))" : .none,
      ]
    }
    return PageTable(
      id: "versions-table", caption: "Versions in \(context.periodText), the most exposed first",
      columns: [
        .name("Component"), .name("Stack"), .name("Environment"), .name("Owner"), .text("Version"), .text("Newest"),
        .number("Days behind"), .text("Support ends"), .number("Days past it"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
  }

  /// Who does the same with something else, and who lacks what most have.
  private static func inconsistency(_ environments: EnvironmentFindings, _ context: SummaryContext) -> Markup {
    let rows = environments.inconsistency.filter { $0.variety.distinct > 1 || !$0.componentGaps.isEmpty }
      .map { stack -> [Markup] in
        let products = Set(stack.choices.flatMap(\.products)).sorted().map(\.text)
        let gaps = stack.componentGaps.prefix(8).map { gap -> Markup in
          "\(Markup.name(gap.component.text)) (\(DisplayText.counted(gap.lacking.count, "lacks it", "lack it")))"
        }
        return [
          .name(stack.stack.text), .names(products), DriftPart.percent(stack.variety.differProbability),
          .names(stack.tenantsWithout.map(\.text)),
          gaps.isEmpty ? .none : gaps.joined(by: ", "),
        ]
      }
    guard !rows.isEmpty else { return .empty }
    let table = PageTable(
      id: "inconsistency", caption: "Who does the same with what",
      columns: [
        .name("Stack"), .name("Products"), .number("Two teams differ"), .name("Teams without, where most have it"),
        .name("Components that most environments run"),
      ], groups: [.init(rows: rows)], moreIn: ComparisonFile.name(context.period))
    return "<h4>The same work with different software</h4>\n\(table.markup)"
  }
}
