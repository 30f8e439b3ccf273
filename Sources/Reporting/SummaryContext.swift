internal import Comparison
internal import Metering

/// What the sections of the page share: the month shown, its lines and its comparison.
struct SummaryContext: Sendable {
  let input: ReportInput
  /// The newest complete month, or the newest where none is complete.
  let shown: PeriodInput
  /// All stacks together; nil when there is none to compare.
  let organization: OrganizationComparison?
  /// The same stacks by what sharing comes to for each.
  let sharing: SharingByStack
  let lines: LineSum

  /// nil when there is no month at all.
  init?(_ input: ReportInput) {
    guard let shown = input.periods.last(where: \.isComplete) ?? input.periods.last else { return nil }
    self.input = input
    self.shown = shown
    organization = shown.organization
    sharing = SharingByStack(shown.comparisons)
    lines = LineSum(shown.lines)
  }

  var currency: Currency { input.currency }
  var period: Period { shown.period }

  /// `September 2026`, or `October 2026 up to day 12 (month to date)`.
  var periodText: String { Self.text(of: shown) }

  static func text(of period: PeriodInput) -> String {
    let month = DisplayText.month(period.period)
    if period.isComplete { return month }
    guard !period.days.isEmpty else { return "\(month) (month to date)" }
    return "\(month) up to day \(period.days.upperBound.adding(days: -1).components.day) (month to date)"
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

  /// What is said behind an amount that would be taken for a whole month's: empty where it is one.
  var daysRemark: String { shown.isComplete ? "" : "; \(rate), not a whole month" }

  func cents(_ amount: ExactDecimal) -> Int128 { currency.minorUnits(of: amount) }
  func exact(_ minorUnits: Int128) -> Markup { Markup(text: DisplayText.exact(minorUnits, currency)) }
  func exact(_ amount: ExactDecimal) -> Markup { exact(cents(amount)) }
  func rounded(_ minorUnits: Int128) -> String { DisplayText.rounded(minorUnits, currency) }
  func rounded(_ amount: ExactDecimal) -> String { rounded(cents(amount)) }
  func share(_ part: Int128, of whole: Int128) -> Markup {
    Markup(text: DisplayText.percent(part, of: whole) ?? "–")
  }
  func share(_ part: ExactDecimal, of whole: ExactDecimal) -> Markup { share(cents(part), of: cents(whole)) }

  /// `USD`, for captions.
  var code: String { currency.code }
}

extension Markup {
  /// What stands where there is nothing to say.
  static let none: Markup = "–"

  /// Names in a list.
  static func names(_ names: [String]) -> Markup {
    names.isEmpty ? .none : names.map(Markup.name).joined(by: ", ")
  }
}
