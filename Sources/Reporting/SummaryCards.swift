internal import Comparison
internal import Metering

/// The figures under the page's headline: today, one platform, the difference, and when it pays for itself.
struct SummaryCards: Sendable {
  private let context: SummaryContext
  private let organization: OrganizationComparison

  /// nil when there are no stacks to compare.
  init?(_ context: SummaryContext) {
    guard let organization = context.organization else { return nil }
    self.context = context
    self.organization = organization
  }

  var markup: Markup {
    let cards = [today, shared, saving, payback]
    return "<ul class=\"cards\">\n\(cards.joined())</ul>\n"
  }

  private func card(_ kind: String, _ label: String, _ value: String, _ detail: Markup) -> Markup {
    """
    <li class="\(kind)"><p class="label">\(label)</p><p class="value">\(value)</p><p class="detail">\(detail)</p></li>

    """
  }

  private var today: Markup {
    let environments = context.shown.comparisons.reduce(0) { $0 + $1.environments.count }
    return card(
      "today", "Today", context.rounded(organization.today),
      """
      \(DisplayText.counted(environments, "environment", "environments")) for \
      \(DisplayText.counted(context.shown.comparisons.count, "stack", "stacks")), idle capacity and people included
      """)
  }

  private var shared: Markup {
    card(
      "", "One platform (model)", context.rounded(organization.shared),
      "one shared environment per stack for the same demand, with the assumptions listed below")
  }

  private var saving: Markup {
    let saving = context.cents(organization.saving)
    let share = context.share(abs(saving), of: context.cents(organization.today))
    return card(
      saving < 0 ? "costs" : "saves", saving < 0 ? "Sharing costs more" : "Sharing saves", context.rounded(abs(saving)),
      "\(context.rate), \(share) of today's cost: \(ComparisonWording.split(organization))")
  }

  private var payback: Markup { card("", "Pays for itself", paybackValue, paybackDetail) }

  private var paybackValue: String {
    if organization.verdict == .nothingToShare { return "Nothing to share" }
    guard organization.saving > .zero else { return "Never" }
    return organization.paybackMonth.map { "In month \($0)" } ?? "Not in \(organization.horizonMonths) months"
  }

  private var paybackDetail: Markup {
    if organization.verdict == .nothingToShare { return "no stack runs in more than one environment" }
    let cost = "moving costs \(context.rounded(organization.oneTimeCost)) once"
    guard organization.saving > .zero else { return "there is no saving to earn it back; \(cost)" }
    let cash =
      organization.cashablePaybackMonth.map { "in month \($0)" } ?? "not within \(organization.horizonMonths) months"
    return "\(cost); counting cash only, it pays \(cash)"
  }
}
