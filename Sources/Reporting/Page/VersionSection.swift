internal import Comparison
internal import Configuration
internal import Metering

/// Question 6: how far versions are apart, behind what is new and past support.
enum VersionSection {
  static func section(_ context: SummaryContext) -> PageSection {
    guard let findings = context.findings else { return PageSection(.versions, without: context.missingReason) }
    let uses = VersionUse.all(findings.environments)
    guard !uses.isEmpty else { return PageSection(.versions, without: "No version of any component is known.") }
    let support = SupportPart(findings.environments, context)
    let headline = headline(uses, findings.environments, context)
    return PageSection(
      .versions, headline: headline,
      howMeasured: """
        Versions from the logs and components.csv, release and end-of-support dates from releases.csv. Days behind \
        count from the release of the version in use to that of the newest. A team that runs several versions of a \
        component is shown with the most exposed, and … for the others. Risk is shown and not priced.
        """,
      body: legend + VersionMatrix(uses: uses, context: context, finding: headline).markup
        + (support?.chart ?? .empty),
      tables: DriftPart.markup(findings.environments, context) + table(uses, context).markup
        + (support?.tables ?? .empty) + inconsistency(findings.environments, context))
  }

  private static let legend = GridChart.Shape.legend([
    (.circle, "the newest"), (.triangle, "behind the newest: days late"),
    (.square, "past its support: days past"),
    (.ring, "not listed in releases.csv"),
  ])

  private static func headline(
    _ uses: [VersionUse], _ environments: EnvironmentFindings, _ context: SummaryContext
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
    guard environments.isSupportKnown else {
      return "\(apart); whether anything is past its support is not known, as \(EnvironmentFindings.notListed)."
    }
    let unknown = environments.exposure.unknown.count
    let others: Markup =
      unknown == 0
      ? .empty : "; of \(DisplayText.counted(unknown, "more environment", "more environments")) it is not known"
    guard past > 0 else {
      return unknown == 0
        ? "\(apart); nothing is past its support."
        : "\(apart); nothing that releases.csv lists is past its support\(others)."
    }
    return """
      \(apart), and \(DisplayText.counted(past, "environment was", "environments were")) past the end of support of a \
      component, on \(DisplayText.count(environments.exposure.environmentDays)) of \
      \(DisplayText.count(environments.exposure.presentDays)) environment-days\(others).
      """
  }

  private static func table(_ uses: [VersionUse], _ context: SummaryContext) -> PageTable {
    let rows = uses.map { use -> [Markup] in
      [
        .name(use.component.text), .name(use.stack.text), .name(use.use.environment.text),
        use.owner.map { .name($0.text) } ?? .none, .name(use.use.version.text),
        use.newest.map { .name($0.version.text) } ?? .none,
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
        let more = stack.componentGaps.count - gaps.count
        return [
          .name(stack.stack.text), .names(products), DriftPart.percent(stack.variety.differProbability),
          .names(stack.tenantsWithout.map(\.text)),
          gaps.isEmpty ? .none : gaps.joined(by: ", ") + (more > 0 ? ", and \(DisplayText.count(more)) more" : .empty),
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
