internal import Comparison
internal import Metering

/// What is past its support and what soon will be.
struct SupportPart: Sendable {
  let chart: Markup
  let tables: Markup

  /// Days to go, and how they are called. Months have different lengths, so a quarter is 91 days.
  private static let horizons: [(days: Int, label: String)] = [
    (91, "past, or within 3 months"), (182, "past, or within 6 months"), (365, "past, or within 12 months"),
  ]

  /// Environments with a component whose support has ended, or ends within so many days; each counts those before it.
  struct Step: Sendable {
    /// nil: it has ended.
    let days: Int?
    let label: String
    let count: Int
  }

  static func steps(_ environments: EnvironmentFindings) -> [Step] {
    let ending = ending(environments)
    return [Step(days: nil, label: "past already", count: ending.count { $0.value < 0 })]
      + horizons.map { days, label in
        Step(days: days, label: label, count: ending.count { $0.value <= days })
      }
  }

  /// nil where no support ends within a year.
  init?(_ environments: EnvironmentFindings, _ context: SummaryContext) {
    let steps = Self.steps(environments)
    guard let last = steps.last, last.count > 0 else { return nil }
    let finding: Markup = """
      Support has ended or ends within a year for a component of \
      \(DisplayText.counted(last.count, "environment", "environments")).
      """
    let bars = RowChart(
      id: "support-chart", title: "Environments with a component whose support ends", finding: finding,
      rows: steps.enumerated().map { index, step in
        RowChart.Row(
          label: step.label, value: DisplayText.count(step.count),
          bars: [[RowChart.Piece(index == 0 ? .people : .idle, to: Int128(step.count))]])
      })
    let rows = steps.map { ["\($0.label)", "\(DisplayText.count($0.count))"] as [Markup] }
    let table = PageTable(
      id: "support-table",
      caption: "Environments with a component whose support ends, counted from the last day measured",
      columns: [.text("Support ends"), .number("Environments")], groups: [.init(rows: rows)])
    chart = "<p class=\"chart-title\">\(finding)</p>\n\(bars.markup)"
    tables =
      "<h4>When support ends</h4>\n\(table.markup)" + Self.exposure(environments.exposure, context)
  }

  /// The first end of support of each environment's components, in days to go; past ones are below 0.
  private static func ending(_ environments: EnvironmentFindings) -> [EnvironmentID: Int] {
    var days: [EnvironmentID: Int] = [:]
    for use in environments.drift.flatMap(\.uses) {
      guard let past = use.support?.daysPast else { continue }
      days[use.environment] = min(days[use.environment] ?? -past, -past)
    }
    return days
  }

  private static func exposure(_ exposure: SupportExposure, _ context: SummaryContext) -> Markup {
    guard !exposure.environments.isEmpty else { return .empty }
    let rows = exposure.environments.map { environment -> [Markup] in
      [
        .name(environment.environment.text), .name(environment.stack.text), .names(environment.components.map(\.text)),
        "\(DisplayText.count(environment.days))", "\(DisplayText.count(environment.presentDays))",
        context.exact(environment.amount(context.unpricedUse, context.currency)), context.exact(environment.surcharge),
      ]
    }
    return PageTable(
      id: "exposure", caption: "Past support in \(context.periodText), in \(context.code)",
      columns: [
        .name("Environment"), .name("Stack"), .name("Components"), .number("Days past"), .number("of days"),
        .number("Spent on those days"), .number("Surcharge by contract"),
      ], groups: [.init(rows: rows)],
      footer: [
        [
          "All", .empty, .empty, .count(exposure.environmentDays), .count(exposure.presentDays),
          context.exact(exposure.amount(context.unpricedUse, context.currency)),
          context.exact(exposure.surcharge),
        ]
      ], moreIn: ComparisonFile.name(context.period)
    ).markup
  }
}
