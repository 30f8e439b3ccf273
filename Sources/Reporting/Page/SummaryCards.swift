internal import Comparison
internal import Metering

/// The figures under the page's headline: today, one platform, the difference, and when it pays for itself. Where
/// sharing pays for some stacks only, those four say that they are of all stacks, and a fifth below says what the
/// alternative is.
struct SummaryCards: Sendable {
  private let context: SummaryContext
  private let organization: OrganizationComparison
  private let ways: PaybackWays

  /// Empty where there are no stacks to compare. Without a price the cards stay and say so.
  static func markup(_ context: SummaryContext) -> Markup {
    context.isUnpriced ? unpriced(context) : SummaryCards(context)?.markup ?? .empty
  }

  private static func unpriced(_ context: SummaryContext) -> Markup {
    let lines = DisplayText.counted(context.lines.unratedLines, "line has", "lines have")
    let detail: Markup = "known when what was used has a price"
    let cards = [
      card("today", "Today", "Not priced", "\(lines) no price: \(SummaryContext.priceRemedy)"),
      card("", "One platform (model)", "n/a", detail), card("saves", "Sharing saves", "n/a", detail),
      card("", "Pays for itself", "n/a", detail),
    ]
    return "<ul class=\"cards\">\n\(cards.joined())</ul>\n"
  }

  private init?(_ context: SummaryContext) {
    guard let organization = context.organization, let ways = PaybackWays(context) else { return nil }
    self.context = context
    self.ways = ways
    self.organization = organization
  }

  private var markup: Markup {
    var cards = [today, shared, saving, payback]
    if context.sharing.isMixed { cards.append(onlyWhereItPays) }
    return "<ul class=\"cards\">\n\(cards.joined())</ul>\n"
  }

  private var isMixed: Bool { context.sharing.isMixed }

  private static func card(_ kind: String, _ label: String, _ value: String, _ detail: Markup) -> Markup {
    """
    <li class="\(kind)"><p class="label">\(label)</p><p class="value">\(value)</p><p class="detail">\(detail)</p></li>

    """
  }

  private var today: Markup {
    // One of several stacks is one environment.
    let environments = Set(context.shown.comparisons.flatMap { $0.environments.map(\.environment) }).count
    return Self.card(
      "today", "Today", context.atLeast + context.rounded(organization.today),
      """
      \(DisplayText.counted(environments, "environment", "environments")) for \
      \(DisplayText.counted(context.shown.comparisons.count, "stack", "stacks")), \
      idle capacity and people included\(context.daysRemark)
      """)
  }

  private var isJudged: Bool { organization.verdict != .notPriced }

  private func notJudged(_ kind: String, _ label: String) -> Markup {
    Self.card(kind, label, Markup.notKnown.plainText, "\(ComparisonWording.notPriced)")
  }

  private var shared: Markup {
    guard isJudged else { return notJudged("", "One platform (model)") }
    return Self.card(
      "", isMixed ? "All stacks shared (model)" : "One platform (model)",
      context.atLeast + context.rounded(organization.shared),
      """
      one shared environment per stack for the same demand, with the assumptions listed below\(context.daysRemark)
      """)
  }

  private var saving: Markup {
    guard isJudged else { return notJudged("saves", "Sharing saves") }
    let saving = context.cents(organization.saving)
    let share = context.share(abs(saving), of: context.cents(organization.today))
    let sharing = isMixed ? "Sharing all stacks" : "Sharing"
    return Self.card(
      saving < 0 ? "costs" : "saves", "\(sharing) \(saving < 0 ? "costs more" : "saves")", context.rounded(abs(saving)),
      "\(context.rate), \(share) of today's cost: \(ComparisonWording.split(organization))\(range)")
  }

  /// From all assumptions adverse to all favourable.
  private var range: Markup {
    guard let figures = context.findings?.ranges.organization, figures.base.verdict.isOfSharing else {
      return .empty
    }
    func words(_ outcome: RangeOutcome) -> String {
      let saving = context.cents(outcome.saving)
      return context.rounded(abs(saving)) + (saving < 0 ? " more" : " less")
    }
    return "; from \(words(figures.adverse)) to \(words(figures.favourable)) as all assumptions go"
  }

  private var payback: Markup {
    Self.card("", isMixed ? "Sharing all stacks pays back" : "Pays for itself", paybackValue, paybackDetail)
  }

  /// Of the plan that question 8 draws; without one, of the comparison.
  private var paybackValue: String {
    if organization.verdict == .nothingToShare { return "Nothing to share" }
    if organization.verdict == .notPriced { return Markup.notKnown.plainText }
    guard organization.saving > .zero else { return "Never" }
    let month = ways.waves.map(\.all.paybackMonth) ?? organization.paybackMonth
    return month.map { "In month \($0)" } ?? "Not in \(organization.horizonMonths) months"
  }

  private var paybackDetail: Markup {
    if organization.verdict == .nothingToShare { return "no stack runs in more than one environment" }
    if organization.verdict == .notPriced { return "\(ComparisonWording.notPriced)" }
    let cost = "moving costs \(context.rounded(organization.oneTimeCost)) once"
    guard organization.saving > .zero else { return "there is no saving to earn it back; \(cost)" }
    return "\(back(ways.waves, organization)); \(cost)"
  }

  /// The months of both ways of moving, each with that of cash alone.
  private func back(_ waves: MovingTotals?, _ atOnce: OrganizationComparison) -> Markup {
    guard let waves else { return "if all move at once: \(PaybackWays.months(atOnce))" }
    return "wave by wave: \(PaybackWays.months(waves)); all at once: \(PaybackWays.months(atOnce))"
  }

  /// The alternative to sharing every stack. Its saving is never added to theirs.
  private var onlyWhereItPays: Markup {
    let sharing = context.sharing
    let months: Markup = ways.payingAtOnce.map { ". Back \(back(ways.payingWaves, $0))" } ?? .empty
    return Self.card(
      "saves only", "Or sharing only where it pays saves", context.rounded(sharing.saving(in: context.currency)),
      """
      \(context.rate), in \(ComparisonWording.list(sharing.paying)): instead of sharing all stacks, not on top of it. \
      Moving these costs \(context.rounded(sharing.oneTimeCost(in: context.currency))) once\(months).
      """)
  }
}
