internal import Comparison
internal import Metering

/// What the sections of the page share: the month shown, its lines and its comparison.
struct SummaryContext: Sendable {
  let input: ReportInput
  /// The newest complete month, or the newest where none is complete.
  let shown: PeriodInput
  /// All stacks together; nil when there is none to compare, or none of what they used has a price.
  let organization: OrganizationComparison?
  /// The same stacks by what sharing comes to for each.
  let sharing: SharingByStack
  let lines: LineSum
  /// The environments of which nothing that was used has a price.
  let unpricedUse: Set<EnvironmentID>
  /// Who used something without a price.
  let unpricedUsers: UnpricedUsers
  /// What is compared with nothing.
  let unclassified: UnclassifiedEnvironments
  /// What was found beside the answer; nil where it is not known.
  let findings: PeriodFindings?

  /// nil when there is no month at all.
  init?(_ input: ReportInput) {
    guard let shown = input.periods.last(where: \.isComplete) ?? input.periods.last else { return nil }
    self.input = input
    self.shown = shown
    lines = LineSum(shown.lines)
    let isKnown = !lines.isUnpriced && shown.organization?.isUnpriced(shown.comparisons) == false
    organization = isKnown ? shown.organization : nil
    sharing = SharingByStack(isKnown ? shown.comparisons : [])
    unpricedUse = shown.comparisons.unpricedUse
    unclassified = UnclassifiedEnvironments(shown, input.currency)
    findings = shown.findings.value
    unpricedUsers = shown.unpricedUsers
  }

  var currency: Currency { input.currency }
  var period: Period { shown.period }

  /// `September 2026`, or `October 2026 up to day 12 (month to date)`.
  var periodText: String { Self.text(of: shown) }

  static func text(of period: PeriodInput) -> String { text(of: period.period, days: period.days) }

  static func text(of period: Period, days: Range<CivilDate>) -> String {
    let month = DisplayText.month(period)
    if days.upperBound == period.endDay { return month }
    guard !days.isEmpty else { return "\(month) (month to date)" }
    return "\(month) up to day \(days.upperBound.adding(days: -1).components.day) (month to date)"
  }

  /// A month where its days stand beside it: `September 2026`, `October 2026, month to date`.
  static func label(_ period: PeriodInput) -> String {
    DisplayText.month(period.period) + (period.isComplete ? "" : ", month to date")
  }

  /// `a month`, or `over these 12 days` where the month is in progress: its amounts are for those days only.
  var rate: String {
    if shown.isComplete { return "a month" }
    return shown.days.count == 1 ? "on this one day" : "over these \(shown.days.count) days"
  }

  /// The same as the head of a column: `a month`, `over 12 days`.
  var shortRate: String {
    shown.isComplete ? "a month" : "over \(shown.days.count) \(shown.days.count == 1 ? "day" : "days")"
  }

  /// What is said behind an amount that would be taken for a whole month's: empty where it is one.
  var daysRemark: String { shown.isComplete ? "" : "; \(rate), not a whole month" }

  func cents(_ amount: ExactDecimal) -> Int128 { currency.minorUnits(of: amount) }
  /// Amounts of the month shown. Where nothing of it has a price they are unknown, which is not 0.
  func exact(_ minorUnits: Int128) -> Markup { isUnpriced ? .notKnown : amount(minorUnits) }
  func exact(_ amount: ExactDecimal) -> Markup { exact(cents(amount)) }
  func exact(_ amount: KnownAmount) -> Markup { isUnpriced ? .notKnown : amount.markup(currency) }
  func rounded(_ minorUnits: Int128) -> String {
    isUnpriced ? Markup.notKnown.plainText : DisplayText.rounded(minorUnits, currency)
  }
  func rounded(_ amount: ExactDecimal) -> String { rounded(cents(amount)) }
  /// An amount in a chart: rounded as in a sentence, its currency in the title.
  func figure(_ minorUnits: Int128) -> String {
    isUnpriced ? Markup.notKnown.plainText : DisplayText.figure(minorUnits, currency)
  }
  func figure(_ amount: KnownAmount) -> String {
    isUnpriced ? Markup.notKnown.plainText : amount.figure(currency)
  }
  /// What something costs more or less than today, in a chart: `+24,808 more`, `−16,267 less`. One rule on the whole
  /// page: more cost is plus, less cost is minus, and a word beside it says so.
  func change(_ minorUnits: Int128) -> String {
    guard !isUnpriced else { return figure(minorUnits) }
    return switch minorUnits {
    case 0: figure(0)
    case ..<0: "\(figure(minorUnits)) less"
    default: "+\(figure(minorUnits)) more"
    }
  }

  /// The same in a table whose column says what the signs mean.
  func signed(_ minorUnits: Int128) -> Markup { isUnpriced ? .notKnown : .change(minorUnits, currency) }
  func share(_ part: Int128, of whole: Int128) -> Markup {
    Markup(text: DisplayText.percent(part, of: whole) ?? "–")
  }
  func share(_ part: ExactDecimal, of whole: ExactDecimal) -> Markup { share(cents(part), of: cents(whole)) }

  /// An amount of whichever month.
  func amount(_ minorUnits: Int128) -> Markup { .amount(minorUnits, currency) }
  func amount(_ sum: LineSum) -> Markup { sum.markup(currency) }

  /// `USD`, for captions.
  var code: String { currency.code }
}

extension SummaryContext {
  /// Whether nothing of the month has a price: it is unknown what it cost, and what sharing would change.
  var isUnpriced: Bool { lines.isUnpriced }

  /// What has been saved in each full month since environments were retired, stack by stack.
  var realisedMonths: [RealisedSavings.Month] { input.realised.compactMap(\.savings).flatMap(\.months) }

  /// `at least ` before an amount that leaves out what has no price; empty where all has one.
  var atLeast: String {
    lines.unratedLines > 0 || shown.comparisons.contains(where: \.isLowerBound) ? "at least " : ""
  }

  /// Why nothing is compared.
  var nothingCompared: Markup {
    if organization == nil, !shown.comparisons.isEmpty {
      return """
        No environment of \(periodText) that could be compared is priced, so it is not known what sharing would \
        change: \(Self.priceRemedy).
        """
    }
    guard !unclassified.environments.isEmpty else { return "\(periodText) has no environment to compare." }
    return """
      \(periodText) has no environment to compare, as nobody tells their stacks: \(UnclassifiedEnvironments.remedy).
      """
  }

  /// What to do about what has no price.
  static let priceRemedy: Markup = "add the prices of what was used to rates.csv"

  /// Why a question about sharing has no answer.
  var nothingToShare: Markup {
    switch organization?.verdict {
    case nil: nothingCompared
    case .notPriced?: "No answer: \(ComparisonWording.notPriced). Add the price to rates.csv."
    default: "No stack runs in more than one environment, so there is nothing to share."
    }
  }

  /// Why a question about stacks that can be shared has no answer: that there are none, or `reason`.
  func withoutAnswer(_ reason: Markup) -> Markup {
    guard let organization, organization.verdict.isOfSharing else { return nothingToShare }
    return reason
  }

  /// Where the best answer is to share some stacks only: that a figure is of all of them. Empty elsewhere.
  var allStacksRemark: Markup {
    guard sharing.isMixed else { return .empty }
    return """
       All \(DisplayText.counted(sharing.count, "stack", "stacks")) are taken as shared here, also those for which it \
      does not pay.
      """
  }

  /// Why what was found beside the answer is not on the page.
  var missingReason: Markup {
    switch shown.findings {
    case .found: .empty
    case .missing(.nothingCompared): nothingCompared
    case .missing(.leftOut):
      """
      Not known for \(periodText): a figure does not fit in the exact numbers. The messages of the night name it; the \
      answer itself is not touched.
      """
    case .missing(.closedByAnotherVersion):
      "Not known for \(periodText): the month was closed by another version of the program, which kept other findings."
    }
  }

  /// The same as a line of its own; empty where it is known.
  var missingNote: Markup {
    shown.findings.value == nil ? "<p class=\"how\">\(missingReason)</p>\n" : .empty
  }
}

extension Markup {
  /// What stands where there is nothing to say.
  static let none: Markup = "–"
  /// What stands for an amount that nobody can tell.
  static let notKnown: Markup = "n/a"

  /// Names in a list.
  static func names(_ names: [String]) -> Markup {
    names.isEmpty ? .none : names.map(Markup.name).joined(by: ", ")
  }
}
