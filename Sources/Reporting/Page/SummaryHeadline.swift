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
      \(context.map(SummaryCards.markup) ?? .empty)\(Self.status(input, context))
      """
  }

  /// What the month cost, what one platform would cost and when it pays; or that it does not. The headline of the
  /// summary, of the index and of the terminal. What has no price is not 0: without any the cost is not known, and
  /// without some it is a lower bound.
  static func sentence(_ context: SummaryContext) -> Markup {
    guard !context.isUnpriced else {
      return """
        In \(context.periodText), compute was used and is not priced: \(SummaryContext.priceRemedy) to see what it cost.
        """
    }
    guard let organization = context.organization else {
      return """
        In \(context.periodText), teams were charged \(context.atLeast)\(context.rounded(context.lines.minorUnits)) \
        for compute.\(leftOut(context))
        """
    }
    let conclusion: Markup =
      context.sharing.isMixed
      ? ComparisonWording.mixedConclusion(context.sharing, rate: context.rate, currency: context.currency)
      : Markup(text: ComparisonWording.conclusion(organization, rate: context.rate))
    let cost: Markup = "compute cost \(context.atLeast)\(context.rounded(organization.today))"
    return "In \(context.periodText), \(cost)\(conclusion)\(leftOut(context))"
  }

  /// What is charged and in no figure of the comparison, so that the headline hides nothing.
  private static func leftOut(_ context: SummaryContext) -> Markup {
    let (environments, sum) = (context.unclassified.environments.count, context.unclassified.sum)
    guard environments > 0, context.organization != nil else { return .empty }
    let charged: Markup = sum.isUnpriced ? .empty : " with \(context.rounded(sum.minorUnits)) of charges"
    return """
       Not in it \(environments == 1 ? "is" : "are") \
      \(DisplayText.counted(environments, "environment", "environments"))\(charged), whose stack nobody tells.
      """
  }

  private static func status(_ input: ReportInput, _ context: SummaryContext?) -> Markup {
    let counts = input.quality.counts
    let understood = DisplayText.percent(
      Int128(counts.read - counts.quarantined), of: Int128(counts.read), places: 2)
    var facts: [(String, Markup)] = [("Organisation", .name(input.organization))]
    if let context {
      facts.append(("Month shown", "\(SummaryContext.label(context.shown)) (\(context.shown.stateText))"))
      facts.append(("Days measured", "\(context.shown.days.count) of \(context.period.dayCount)"))
    }
    facts += [
      ("As of", "\(DisplayText.day(input.asOf))"), ("Currency", "\(input.currency.code)"),
      ("Reconciled", ReconciliationPart.status(context?.shown, input.currency)),
      ("Files", "all add up to the same cents"), ("Evidence", context.map(evidence) ?? .none),
      ("Records understood", understood.map { "\($0) of \(DisplayText.count(counts.read))" } ?? .none),
      ("Without a price", context.map { unrated($0.lines) } ?? .none), ("Time zone", "\(input.zone)"),
      ("Run", "\(input.runID)"),
    ]
    let entries = facts.map { label, value -> Markup in "<div><dt>\(label)</dt><dd>\(value)</dd></div>\n" }
    return "<dl class=\"status\">\n\(entries.joined())</dl>\n"
  }

  /// What the difference rests on.
  private static func evidence(_ context: SummaryContext) -> Markup {
    guard let evidence = context.findings?.ranges.organization.evidence, !evidence.shares.isEmpty else { return .none }
    return "\(EvidencePart.text(evidence))"
  }

  private static func unrated(_ lines: LineSum) -> Markup {
    lines.unratedLines == 0
      ? "nothing" : "<span class=\"warn\">\(DisplayText.counted(lines.unratedLines, "line", "lines"))</span>"
  }
}
