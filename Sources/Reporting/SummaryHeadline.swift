internal import Comparison
internal import Metering

/// The top of the page: the sentence that matters, four figures, and what they rest on.
struct SummaryHeadline: Sendable {
  let markup: Markup

  init(_ input: ReportInput, _ context: SummaryContext?) {
    let sentence = context.map(Self.sentence) ?? "No usage has been metered yet."
    markup = """
      <p class="kicker"><strong>\(Markup.name(input.organization))</strong>: the cost of compute, and of running it \
      more than once</p>
      <h1>\(sentence)</h1>
      \(context.map(Self.cards) ?? .empty)\(Self.status(input, context))
      """
  }

  /// What the month cost, what duplication costs, what one platform would cost and when it pays; or that it does not.
  static func sentence(_ context: SummaryContext) -> Markup {
    guard !context.shown.comparisons.isEmpty else {
      return "In \(context.periodText), teams were charged \(context.rounded(context.lines.minorUnits)) for compute."
    }
    return """
      In \(context.periodText), compute cost \(context.rounded(context.totals.today))\
      \(ComparisonWording.conclusion(context.totals))
      """
  }

  private static func cards(_ context: SummaryContext) -> Markup {
    let totals = context.totals
    guard totals.stackCount > 0 else { return .empty }
    let saving = totals.saving
    let cards = [
      card(
        "today", "Today", context.rounded(totals.today),
        "\(DisplayText.counted(totals.environmentCount, "environment", "environments")) for "
          + "\(DisplayText.counted(totals.stackCount, "stack", "stacks")), idle capacity and people included"),
      card(
        "", "One platform (model)", context.rounded(totals.shared),
        "one shared environment per stack for the same demand, with the assumptions listed below"),
      card(
        saving < 0 ? "costs" : "saves", saving < 0 ? "Sharing costs more" : "Sharing saves",
        context.rounded(saving < 0 ? -saving : saving), savingDetail(context)),
      card("", "Pays for itself", paybackValue(totals), paybackDetail(context)),
    ]
    return "<ul class=\"cards\">\n\(cards.joined())</ul>\n"
  }

  private static func card(_ kind: String, _ label: String, _ value: String, _ detail: String) -> Markup {
    """
    <li class="\(kind)"><p class="label">\(label)</p><p class="value">\(value)</p><p class="detail">\(detail)</p></li>

    """
  }

  private static func savingDetail(_ context: SummaryContext) -> String {
    let totals = context.totals
    let share = DisplayText.percent(totals.saving < 0 ? -totals.saving : totals.saving, of: totals.today) ?? "–"
    return "\(context.rate), \(share) of today's cost: \(ComparisonWording.split(totals))"
  }

  private static func paybackValue(_ totals: ComparisonTotals) -> String {
    if totals.verdict == .nothingToShare { return "Nothing to share" }
    guard totals.saving > 0 else { return "Never" }
    return totals.paybackMonth.map { "In month \($0)" } ?? "Not in \(totals.horizonMonths) months"
  }

  private static func paybackDetail(_ context: SummaryContext) -> String {
    let totals = context.totals
    if totals.verdict == .nothingToShare { return "no stack runs in more than one environment" }
    let cost = "moving costs \(context.rounded(totals.oneTimeCost)) once"
    guard totals.saving > 0 else { return "there is no saving to earn it back; \(cost)" }
    let cash =
      totals.cashablePaybackMonth.map { "in month \($0)" } ?? "not within \(totals.horizonMonths) months"
    return "\(cost); counting cash only, it pays \(cash)"
  }

  private static func status(_ input: ReportInput, _ context: SummaryContext?) -> Markup {
    let counts = input.quality.counts
    let understood = DisplayText.percent(
      Int128(counts.read - counts.quarantined), of: Int128(counts.read), places: 2)
    var facts: [(String, Markup)] = [("Organisation", .name(input.organization))]
    if let context {
      facts.append(("Month shown", "\(DisplayText.month(context.period)) (\(context.shown.state))"))
      facts.append(("Days measured", "\(context.shown.days.count) of \(context.period.dayCount)"))
    }
    facts += [
      ("As of", "\(DisplayText.day(input.asOf))"), ("Currency", "\(input.currency.code)"),
      ("Reconciled", "yes: all files add up to the same cents"),
      ("Records understood", understood.map { "\($0) of \(DisplayText.count(counts.read))" } ?? .none),
      ("Without a price", context.map { unrated($0.lines) } ?? .none), ("Time zone", "\(input.zone)"),
      ("Run", "\(input.runID)"),
    ]
    let entries = facts.map { label, value -> Markup in "<div><dt>\(label)</dt><dd>\(value)</dd></div>\n" }
    return "<dl class=\"status\">\n\(entries.joined())</dl>\n"
  }

  private static func unrated(_ lines: LineSum) -> Markup {
    lines.unratedLines == 0
      ? "nothing" : "<span class=\"warn\">\(DisplayText.counted(lines.unratedLines, "line", "lines"))</span>"
  }
}
