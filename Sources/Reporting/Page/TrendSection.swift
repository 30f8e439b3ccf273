internal import Comparison
internal import Metering

/// Question 10: whether it is moving: the last thirteen months in small charts, the oldest first.
enum TrendSection {
  private struct Month {
    let period: PeriodInput
    let sum: LineSum
    let unallocated: LineSum
    private let isPriced: Bool
    /// Against the month before; nil when there is none or one of the two is in progress.
    var change: (from: Int128, to: Int128)?

    init(_ period: PeriodInput, _ currency: Currency) {
      self.period = period
      sum = LineSum(period.lines)
      unallocated = LineSum(period.lines.filter { $0.line.identity.tenant.text == ReservedName.unallocated })
      isPriced = !sum.isUnpriced && period.organization?.isUnpriced(period.comparisons) != true
      duplicateCost =
        isPriced
        ? period.findings.value.flatMap {
          $0.environments.duplicates.knownCost(period.comparisons.unpricedUse, currency)
        } : nil
    }

    /// Environment-days past support; nil where no version in use is listed.
    var daysPastSupport: Int? { period.findings.value?.environments.daysPastSupport }
    /// What duplication costs; nil where it is not known.
    let duplicateCost: Int128?
    /// nil where there is none, or nothing of the month has a price.
    var organization: OrganizationComparison? { isPriced ? period.organization : nil }
    var pairs: DifferingPairs? { period.findings.value.flatMap { DifferingPairs($0.environments) } }
    /// How many people worked in several environments of a stack, added up over the stacks of which it may be told; nil
    /// where it may be of none.
    var peopleOnSeveral: Int? {
      let told = (period.findings.value?.switching ?? []).compactMap(\.measured.peopleOnSeveral)
      return told.isEmpty ? nil : told.reduce(0, +)
    }
  }

  static func section(_ context: SummaryContext) -> PageSection {
    var months = context.input.periods.map { Month($0, context.currency) }
    for index in months.indices.dropFirst() {
      let (before, now) = (months[index - 1], months[index])
      guard before.period.isComplete, now.period.isComplete, before.period.period.next == now.period.period,
        !before.sum.isUnpriced, !now.sum.isUnpriced
      else {
        continue
      }
      months[index].change = (before.sum.minorUnits, now.sum.minorUnits)
    }
    let shown = Array(months.suffix(TrendChart.monthLimit))
    return PageSection(
      .trend, headline: headline(months, context) + duplication(months, context),
      howMeasured: """
        Charges are posted cents; what environments cost also counts idle capacity and people's time. A month in \
        progress is an outline: it will grow; hatched is a model. A month whose findings are not known has no column. \
        Versions are those of the stacks' own software; people are counted in each stack, and only where enough of \
        them are.
        """, body: charts(shown, context), tables: charges(months, context).markup + findings(months, context).markup)
  }

  private static func headline(_ months: [Month], _ context: SummaryContext) -> Markup {
    guard let last = months.last(where: { $0.change != nil }), let change = last.change else {
      return months.count == 1 ? "One month is measured so far." : "No two complete months can be compared yet."
    }
    let difference = change.to - change.from
    let (before, now) = (DisplayText.month(last.period.period.previous), DisplayText.month(last.period.period))
    guard difference != 0 else { return "Charges did not change from \(before) to \(now)." }
    // From a credit to a charge, or the other way, there is no share by which it changed.
    let share = change.to < 0 ? nil : DisplayText.percent(abs(difference), of: change.from)
    let byShare: Markup = share.map { " by \($0)" } ?? .empty
    return """
      Charges \(difference > 0 ? "rose" : "fell")\(byShare) from \(before) to \(now), \
      \(difference > 0 ? "up" : "down") \
      \(DisplayText.rounded(abs(difference), context.currency)) to \
      \(DisplayText.rounded(change.to, context.currency)).
      """
  }

  /// The same of what duplication costs, between the same two months: it may rise while charges fall. Empty where it is
  /// not known of both.
  private static func duplication(_ months: [Month], _ context: SummaryContext) -> Markup {
    guard let index = months.lastIndex(where: { $0.change != nil }), let to = months[index].duplicateCost,
      let from = months[index - 1].duplicateCost
    else { return .empty }
    guard from != to else { return to > 0 ? " The cost of duplication did not change." : .empty }
    let share: Markup =
      from > 0 && to > 0 ? DisplayText.percent(abs(to - from), of: from).map { " by \($0)" } ?? .empty : .empty
    return """
       The cost of duplication \(to > from ? "rose" : "fell")\(share), from \(context.rounded(from)) to \
      \(context.rounded(to)).
      """
  }

  // MARK: The small charts

  private static func charts(_ months: [Month], _ context: SummaryContext) -> Markup {
    func chart(
      _ id: String, _ title: String, _ colour: Bar.Colour, isModel: Bool = false,
      _ value: (Month) -> (Int128, String)?
    ) -> TrendChart {
      TrendChart(
        id: "trend-\(id)", title: title, colour: colour, isModel: isModel,
        months: months.map { month in
          let known = value(month)
          return .init(
            label: DisplayText.shortMonth(month.period.period), value: known?.0, text: known?.1 ?? "",
            isPartial: !month.period.isComplete)
        })
    }
    func money(_ amount: Int128) -> (Int128, String) { (amount, DisplayText.figure(amount, context.currency)) }
    var charts = [
      chart("cost", "What environments cost", .used) { $0.organization.map { money(context.cents($0.today)) } },
      chart("charged", "Charged to teams", .used) { $0.sum.isUnpriced ? nil : money($0.sum.minorUnits) },
      chart("duplicates", "Cost of duplication (model)", .people, isModel: true) {
        $0.duplicateCost.map(money)
      },
      chart("drift", "Pairs of environments in different versions", .idle) { month in
        month.pairs.flatMap { pairs in
          DisplayText.percent(pairs.differing, of: pairs.all, places: 0).map {
            (ChartScale([0, pairs.all]).position(pairs.differing, of: 10_000), $0)
          }
        }
      },
      chart("support", "Environment-days past support", .switching) {
        $0.daysPastSupport.map { (Int128($0), DisplayText.count($0)) }
      },
      chart("unallocated", "Share of charges that belongs to nobody", .idle) { month in
        guard !month.unallocated.isUnpriced else { return nil }
        return DisplayText.percent(month.unallocated.minorUnits, of: month.sum.minorUnits).map {
          (ChartScale([0, month.sum.minorUnits]).position(month.unallocated.minorUnits, of: 10_000), $0)
        }
      },
    ]
    if months.contains(where: { $0.peopleOnSeveral != nil }) {
      charts.append(
        chart("people", "People in several environments of a stack", .people) {
          $0.peopleOnSeveral.map { (Int128($0), DisplayText.count($0)) }
        })
    }
    return TrendChart.row(charts + realised(months, context))
  }

  /// What was promised for a month; nil where it is not known of every stack, or nothing is promised yet.
  private static func promised(_ saved: [RealisedSavings.Month], _ context: SummaryContext) -> Int128? {
    let promises = saved.compactMap(\.promised)
    guard promises.count == saved.count else { return nil }
    let sum = promises.reduce(Int128(0)) { $0 + context.cents($1) }
    return sum == 0 ? nil : sum
  }

  /// Realised savings, with what was promised for as many retired as an outline.
  private static func realised(_ months: [Month], _ context: SummaryContext) -> [TrendChart] {
    let realised = context.realisedMonths
    guard !realised.isEmpty else { return [] }
    let shown = months.map { month -> TrendChart.Month in
      let saved = realised.filter { $0.period == month.period.period }
      let amount = saved.reduce(Int128(0)) { $0 + context.cents($1.realised) }
      return TrendChart.Month(
        label: DisplayText.shortMonth(month.period.period), value: saved.isEmpty ? nil : amount,
        text: saved.isEmpty ? "" : context.figure(amount), isPartial: !month.period.isComplete,
        plan: promised(saved, context))
    }
    return [TrendChart(id: "trend-realised", title: "Realised; promised as an outline", colour: .used, months: shown)]
  }

  // MARK: The table

  private static func charges(_ months: [Month], _ context: SummaryContext) -> PageTable {
    /// Without stacks to compare there is none.
    func compared(_ month: Month, _ amount: (BothSides) -> KnownAmount) -> Markup {
      month.organization.map { amount($0.sides(month.period.comparisons)).markup(context.currency) } ?? .none
    }
    let rows = months.map { month -> [Markup] in
      let change = month.change.flatMap { DisplayText.change(from: $0.from, to: $0.to) }.map { Markup(text: $0) }
      return [
        "\(SummaryContext.label(month.period))", "\(month.period.stateText)",
        "\(month.period.days.count) of \(month.period.period.dayCount)", context.amount(month.sum),
        change ?? .none, compared(month, \.today), compared(month, \.shared),
        month.organization.map { context.amount(context.cents($0.saving)) } ?? .none,
      ]
    }
    return PageTable(
      id: "months", caption: "All months, in \(context.code)",
      columns: [
        .name("Month"), .text("State"), .number("Days"), .number("Charged"), .number("Change"),
        .number("Environments"), .number("Shared (model)"), .number("Saving"),
      ], groups: [.init(rows: rows)], limit: .max)
  }

  private static func findings(_ months: [Month], _ context: SummaryContext) -> PageTable {
    let realised = context.realisedMonths
    let rows = months.map { month -> [Markup] in
      let saved = realised.filter { $0.period == month.period.period }
      /// Of all of them or of none: a sum that lacks one would stand beside one that has it.
      func sum(_ amount: (RealisedSavings.Month) -> ExactDecimal?) -> Markup {
        let amounts = saved.compactMap(amount)
        guard !amounts.isEmpty, amounts.count == saved.count else { return .none }
        return context.amount(amounts.reduce(Int128(0)) { $0 + context.cents($1) })
      }
      return [
        "\(SummaryContext.label(month.period))",
        month.duplicateCost.map(context.amount) ?? .none,
        month.pairs.map { "\(DisplayText.count($0.differing)) of \(DisplayText.count($0.all))" } ?? .none,
        DriftPart.percent(month.pairs.map { Fraction($0.differing, $0.all) }),
        month.peopleOnSeveral.map { "\(DisplayText.count($0))" } ?? .none,
        month.daysPastSupport.map { "\(DisplayText.count($0))" } ?? .none,
        month.sum.isUnpriced ? .none : context.amount(month.unallocated),
        month.unallocated.isUnpriced
          ? .none : context.share(month.unallocated.minorUnits, of: month.sum.minorUnits),
        "\(DisplayText.count(month.sum.unratedLines))",
        saved.isEmpty || saved.contains { $0.promised == nil }
          ? .none : context.amount(promised(saved, context) ?? 0),
        sum(\.realised),
      ]
    }
    return PageTable(
      id: "months-findings", caption: "What was found in all months, in \(context.code)",
      columns: [
        .name("Month"), .number("Cost of duplication"), .number("Pairs in different versions"),
        .number("Share of pairs"),
        .number("People in several"), .number("Environment-days past support"),
        .number("Belongs to nobody"), .number("Share of charges"), .number("Lines without a price"),
        .number("Promised"), .number("Realised"),
      ], groups: [.init(rows: rows)], limit: .max)
  }
}
