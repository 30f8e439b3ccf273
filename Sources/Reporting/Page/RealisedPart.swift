internal import Comparison
internal import Metering

/// What has come of the plan: realised savings beside what was promised, month by month, or why there are none. The
/// figures are those of `savings_<period>.csv`.
enum RealisedPart {
  static func markup(_ context: SummaryContext) -> Markup {
    """
    <h4>Promised and realised</h4>
    <p class="how">Potential, promised and realised are three numbers and never added. A fall in usage lowers the \
    cost without any sharing, so it stands beside. A promise is \
    of whole waves: until one is complete it is 0, whatever is realised.</p>
    \(table(context))\(missing(context))
    """
  }

  private static func table(_ context: SummaryContext) -> Markup {
    let rows = context.input.realised.flatMap { stack -> [[Markup]] in
      guard let savings = stack.savings else { return [] }
      return savings.months.map { month in
        [
          .name(stack.stack), "\(DisplayText.month(month.period))", "\(month.retired)", context.exact(month.cost),
          "\(DisplayText.month(savings.baseline))", context.exact(savings.baselineCost),
          promised(month, context), context.exact(month.realised),
          context.exact(month.usageChange),
        ]
      }
    }
    guard !rows.isEmpty else { return .empty }
    return PageTable(
      id: "realised-table", caption: "Promised and realised since environments were retired, in \(context.code)",
      columns: [
        .name("Stack"), .text("Month"), .number("Retired"), .number("Cost"), .text("Against"), .number("Its cost"),
        .number("Promised"), .number("Realised"), .number("Change of usage"),
      ], groups: [.init(rows: rows)], moreIn: "savings_<period>.csv of each month"
    ).markup
  }

  static func promised(_ month: RealisedSavings.Month, _ context: SummaryContext) -> Markup {
    guard let promised = month.promised else { return "no plan" }
    return context.exact(promised)
  }

  /// Why there is nothing of some stacks, or of any.
  private static func missing(_ context: SummaryContext) -> Markup {
    let realised = context.input.realised
    guard !realised.isEmpty else {
      return note("n/a: no environment was retired by the first day of a month that is metered.")
    }
    let unmeasured = realised.filter { $0.savings == nil }
    let begun = realised.filter { $0.savings.map(\.months.isEmpty) ?? false }
    return note(unmeasured, "no full month was metered before the first environment was retired")
      + note(begun, "no full month has been metered since the first environment was retired")
  }

  private static func note(_ stacks: [RealisedByStack], _ reason: Markup) -> Markup {
    stacks.isEmpty ? .empty : note("n/a for \(Markup.names(stacks.map(\.stack))): \(reason).")
  }

  private static func note(_ text: Markup) -> Markup { "<p class=\"how\">\(text)</p>\n" }
}
