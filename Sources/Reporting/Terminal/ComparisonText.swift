package import Comparison
internal import Configuration
package import Metering

/// The comparison of one period, or of several months as one, as a terminal shows it: `stackmeter compare`.
///
/// The answer first, then per stack, the bridge, how far it carries, what else could be done, who gains and who pays,
/// what is there twice, and what may make it wrong. A comparison that says no has the same parts in the same order.
package struct ComparisonText {
  private let organizationName: String
  private let days: Range<CivilDate>
  private let scenario: String?
  let comparisons: [StackComparison]
  let organization: OrganizationComparison
  let months: MonthColumns?
  let findings: PeriodFindings
  let realised: [Realised]
  private let withoutStack: [EnvironmentID]

  /// `scenario`: what the figures are of, where it is not one platform for each stack; `months`: side by side, where
  /// the days are of several; `withoutStack`: the environments that are compared with nothing.
  package init(
    organizationName: String, days: Range<CivilDate>, scenario: String?, comparisons: [StackComparison],
    organization: OrganizationComparison, months: MonthColumns? = nil, findings: PeriodFindings,
    realised: [Realised] = [], withoutStack: [EnvironmentID] = []
  ) {
    self.organizationName = organizationName
    self.days = days
    self.scenario = scenario
    self.comparisons = comparisons
    self.organization = organization
    self.months = months
    self.findings = findings
    self.realised = realised
    self.withoutStack = withoutStack
  }

  /// The lines, with an empty one between parts.
  package var lines: [String] {
    let parts =
      organization.isUnpriced(comparisons)
      ? [headline, pooling, versions, gaps, switching] : allParts
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private var allParts: [[String]] {
    [
      headline, monthColumns, stacks, bridge, pooling, ranges, tornado, scenarios, plans, realisedSavings, tenants,
      duplicates, uncatalogued, versions, gaps, support, switching, threats,
    ]
  }

  var currency: Currency { organization.currency }

  func exact(_ amount: ExactDecimal) -> String {
    DisplayText.exact(currency.minorUnits(of: amount), currency)
  }

  private func magnitude(_ amount: ExactDecimal) -> String {
    DisplayText.exact(abs(currency.minorUnits(of: amount)), currency)
  }

  func signed(_ amount: ExactDecimal) -> String {
    DisplayText.signed(currency.minorUnits(of: amount), currency)
  }

  private func month(_ month: Int?) -> String { month.map { "month \($0)" } ?? "never" }

  private var headline: [String] {
    let (first, last) = (days.lowerBound.period, days.upperBound.adding(days: -1).period)
    let whole = first.firstDay..<last.endDay
    let part = days == whole ? "" : ", \(days.count) of \(whole.count) days"
    let span = first == last ? DisplayText.month(first) : "\(DisplayText.month(first)) to \(DisplayText.month(last))"
    var title = "\(Markup.plainName(organizationName)): \(span)\(part), \(currency)"
    if let scenario { title += "; scenario \(Markup.plainName(scenario))" }
    let paying = comparisons.count { $0.verdict == .pays }
    let sharing = comparisons.count { $0.verdict.isOfSharing && !$0.isUnpriced }
    var verdict =
      switch organization.verdict {
      case _ where organization.isUnpriced(comparisons):
        "Not priced, so what sharing would change is not known: \(SummaryContext.priceRemedy.plainText)."
      case .nothingToShare where comparisons.isEmpty:
        "No environment is of a known stack: there is nothing to compare."
      case .nothingToShare: "Nothing is there twice: there is nothing to share."
      case .notPriced: "Not judged: \(ComparisonWording.notPriced). Add the price to rates.csv."
      case .pays:
        "Sharing pays: \(exact(organization.saving)) less, back in \(self.month(organization.paybackMonth)); "
          + (organization.cashablePaybackMonth.map { "on cash alone in month \($0)." } ?? "on cash alone never.")
      case .paysTooLate:
        "Sharing does not pay: \(exact(organization.saving)) less, but not back within \(organization.horizonMonths) "
          + "months."
      case .doesNotPay:
        "Sharing does not pay: it would cost \(magnitude(organization.saving)) more."
      }
    if sharing > 1 { verdict += " It pays for \(paying) of \(sharing) stacks." }
    return [title, verdict] + unclassified
  }

  /// What is left out, with the remedy.
  private var unclassified: [String] {
    guard !withoutStack.isEmpty else { return [] }
    let names = withoutStack.map { Markup.plainName($0.text) }
    var listed = names.prefix(Self.mostNames).joined(separator: ", ")
    if names.count > Self.mostNames { listed += " and \(names.count - Self.mostNames) others" }
    return ["Not compared, as nobody tells their stack: \(listed); \(UnclassifiedEnvironments.remedy)."]
  }

  private var stacks: [String] {
    var table = TextTable([
      .text("stack"), .number("today"), .number("shared"), .number("saving"), .number("cash"), .number("one-time"),
      .number("over horizon"), .text("verdict"),
    ])
    for stack in comparisons {
      guard !stack.isUnpriced else {
        table.add([stack.stack.text] + [String](repeating: Markup.notKnown.plainText, count: 6) + ["not priced"])
        continue
      }
      guard stack.verdict != .notPriced else {
        table.add(
          [stack.stack.text, "at least \(exact(stack.today))"]
            + [String](repeating: Markup.notKnown.plainText, count: 5) + ["not priced"])
        continue
      }
      table.add([
        stack.stack.text, stack.sides.today.text(currency), stack.sides.shared.text(currency), signed(stack.saving),
        signed(stack.cashableSaving),
        exact(stack.oneTimeCost), signed(stack.netOverHorizon), ComparisonWording.verdict(stack),
      ])
    }
    let all = organization.sides(comparisons)
    table.add([
      "all", all.today.text(currency), all.shared.text(currency), signed(organization.saving),
      signed(organization.cashableSaving), exact(organization.oneTimeCost), signed(organization.netOverHorizon), "",
    ])
    return table.lines
  }

  private var bridge: [String] {
    var table = TextTable([.text("from today to shared"), .number("amount")])
    for step in organization.bridge {
      let isEnd = step.step == .today || step.step == .shared
      table.add([ComparisonWording.label(step.step), isEnd ? exact(step.amount) : signed(step.amount)])
    }
    return table.lines
  }

  private var ranges: [String] {
    let figures = findings.ranges.organization
    var table = TextTable([
      .text("assumptions"), .number("saving a month"), .number("one-time"), .number("over horizon"), .text("back in"),
    ])
    for (name, outcome) in [
      ("all adverse", figures.adverse), ("base", figures.base), ("all favourable", figures.favourable),
    ] {
      table.add([
        name, signed(outcome.savingPerMonth), exact(outcome.oneTimeCost), signed(outcome.netOverHorizon),
        month(outcome.paybackMonth),
      ])
    }
    let evidence = figures.evidence.shares.compactMap { share in
      DisplayText.percent(share.share.numerator, of: share.share.denominator, places: 0).map {
        "\($0) \(ComparisonWording.label(share.evidence))"
      }
    }
    return table.lines
      + (evidence.isEmpty ? [] : ["The difference rests on: " + evidence.joined(separator: ", ") + "."])
  }

  private var tornado: [String] {
    var table = TextTable([
      .text("what matters most"), .number("adverse"), .number("favourable"), .number("width"),
      .number("breaks even at"),
    ])
    let figures = findings.ranges.organization
    for row in figures.tornado.filter({ $0.width > .zero }).prefix(10) {
      let breakEven = figures.breakEvens.first { $0.assumption == row.assumption }?.interval
      table.add([
        row.assumption.rawValue, signed(row.adverseNet), signed(row.favourableNet), exact(row.width),
        breakEven.map { ComparisonWording.breakEven($0) } ?? "–",
      ])
    }
    return table.rows.isEmpty ? [] : table.lines
  }

  private var scenarios: [String] {
    var table = TextTable([
      .text("answer"), .number("today a month"), .number("then a month"), .number("saving"), .number("one-time"),
      .text("back in"),
    ])
    for outcome in findings.scenarios.outcomes {
      table.add([
        ComparisonWording.label(outcome), exact(outcome.todayPerMonth), exact(outcome.costPerMonth),
        signed(outcome.savingPerMonth), exact(outcome.oneTimeCost),
        outcome.kind == .today ? "" : month(outcome.paybackMonth),
      ])
    }
    var lines = table.lines
    if let growth = findings.scenarios.growth, let tenants = growth.breakEvenTenants {
      lines.append("Sharing begins to pay with \(DisplayText.counted(tenants, "tenant", "tenants")).")
    }
    return lines
  }

  private var plans: [String] {
    var table = TextTable([
      .text("stack"), .text("moves first"), .number("waves"), .number("most money out"), .text("back in"),
      .text("on cash"),
    ])
    for plan in findings.plans {
      let first = plan.waves.first?.moves.map(\.environment.text).joined(separator: ", ") ?? "–"
      let isUnpriced = comparisons.contains { $0.stack == plan.stack && $0.isUnpriced }
      func back(_ month: Int?) -> String { isUnpriced ? Markup.notKnown.plainText : self.month(month) }
      let trough = plan.curve.trough.map { "\(magnitude($0.amount)) in month \($0.month)" } ?? "none"
      table.add([
        plan.stack.text, first, "\(plan.waves.count)", trough, back(plan.curve.paybackMonth),
        back(plan.cashableCurve.paybackMonth),
      ])
    }
    return table.rows.isEmpty ? [] : table.lines
  }

  private var tenants: [String] {
    guard organization.verdict.isOfSharing else { return [] }
    var table = TextTable([
      .text("tenant"), .number("today"), .number("shared"), .number("gains"), .text("pays more for"),
    ])
    let users = comparisons.unpricedUsers
    for bill in findings.organizationSplit.tenants.sorted(by: {
      $0.gain == $1.gain ? $0.tenant < $1.tenant : $0.gain > $1.gain
    }) {
      let amounts = users.amounts(bill, currency)
      table.add([
        bill.tenant.text, amounts.today.text(currency), amounts.shared.text(currency),
        amounts.change == nil ? Markup.notKnown.plainText : signed(bill.gain),
        bill.reasons.map { "\(ComparisonWording.label($0.kind)) \(exact($0.amount))" }.joined(separator: ", "),
      ])
    }
    return table.lines
  }

  private var duplicates: [String] {
    let found = findings.environments.duplicates
    var table = TextTable([
      .text("there more than once"), .number("environments"), .text("owners"), .number("today"),
      .number("duplicate cost"),
    ])
    let unpriced = comparisons.unpricedUse
    for cluster in found.clusters {
      let amounts = cluster.amounts(unpriced, currency)
      table.add([
        cluster.stack.text, "\(cluster.members.count)", cluster.members.map(\.owner.text).joined(separator: ", "),
        amounts.today.text(currency),
        amounts.change == nil ? Markup.notKnown.plainText : signed(cluster.duplicateCost),
      ])
    }
    var lines = table.rows.isEmpty ? [] : table.lines
    for kept in found.keptApart {
      lines.append(
        "\(Markup.plainName(kept.environment.text)) is kept apart by decision: \(ComparisonWording.label(kept.reason))."
      )
    }
    return lines
  }

  private var support: [String] {
    let environments = findings.environments
    let exposure = environments.exposure
    guard environments.drift.isEmpty || environments.isSupportKnown else {
      return ["Whether anything is past its support is not known: \(EnvironmentFindings.notListed)."]
    }
    guard exposure.environmentDays > 0 else { return [] }
    let amount = exposure.amount(comparisons.unpricedUse, currency)
    let spent = amount.isUnknown ? "what is \(amount.text(currency))" : amount.text(currency)
    return [
      "\(DisplayText.count(exposure.environmentDays)) of \(DisplayText.count(exposure.presentDays)) environment-days "
        + "past end of support, in environments that cost \(spent) on those days; "
        + "surcharges by contract \(exact(exposure.surcharge))."
    ]
  }

  private var switching: [String] {
    findings.switching.compactMap { stack in
      let measured = stack.measured
      guard let switches = measured.switches, let people = measured.people else { return nil }
      return "\(Markup.plainName(stack.stack.text)): \(DisplayText.counted(switches, "switch", "switches")) between "
        + "environments by \(DisplayText.counted(people, "person", "people")), measured."
        + (SwitchingWording.remark(stack).map { " \($0)." } ?? "")
    }
  }

  /// One line for each kind, over all stacks that it was found in.
  private var threats: [String] {
    var lines: [String] = []
    for kind in Threat.Kind.allCases {
      let found = findings.threats.filter { $0.kind == kind }
      guard let worst = found.max(by: { ($0.share ?? .zero) < ($1.share ?? .zero) }) else { continue }
      let subjects = Set(found.flatMap(\.subjects)).sorted { bytewise($0, precedes: $1) }.map(Markup.plainName)
      var names = subjects.prefix(Self.mostNames).joined(separator: ", ")
      if subjects.count > Self.mostNames { names += " and \(subjects.count - Self.mostNames) others" }
      let stacks = found.map { Markup.plainName($0.stack.text) }.joined(separator: ", ")
      lines.append(
        "- \(ThreatWording.sentence(worst))" + (names.isEmpty ? "" : " \(names).")
          + " (\(stacks): \(ThreatWording.bias(worst.bias)))")
    }
    return lines.isEmpty ? [] : ["What may make this wrong:"] + lines
  }

  private static let mostNames = 4
}
