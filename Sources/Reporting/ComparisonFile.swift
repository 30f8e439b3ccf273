internal import Comparison
internal import Metering

/// `comparison_<period>.csv`: today beside one shared environment per stack, one fact a row.
///
/// | section | subject | name | what is filled |
/// |---|---|---|---|
/// | `item` | the item | | today, shared, saving; text: cashable or capacity_release |
/// | `bridge` | the step | | amount: a cost for `today` and `shared`, a signed change between them; step |
/// | `environment` | the environment | the part of its cost | today |
/// | `pooling` | the resource | the statistic | value and unit |
/// | `result`, `organization` | | `total`, `payback_month`, `verdict` … | by its kind |
/// | `note` | what it is about | the note's code | text |
///
/// Where nothing of a stack has a price its amounts are empty and its verdict is `not_priced`.
///
/// The rows of `organization` come last and have no stack: the results of all stacks together, as the page's headline
/// has them. Adding up `result` counts each stack once.
enum ComparisonFile {
  struct Row: Sendable {
    /// nil: all stacks together.
    let stack: StackID?
    let section: String
    var subject = ""
    var name = ""
    var step: Int?
    var today: Int128?
    var shared: Int128?
    var amount: Int128?
    var value: ExactDecimal?
    var unit: String?
    var text: String?

    /// Of what has no price: unknown is not 0.
    fileprivate mutating func removeAmounts() {
      (today, shared, amount) = (nil, nil, nil)
      if name == "verdict" { text = "not_priced" }
    }
  }

  static func name(_ period: Period) -> String { "comparison_\(period).csv" }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let currency = input.currency
    return [
      .text("billing_period", "The month compared, YYYY-MM.") { _ in period.description },
      .text("stack", key: true, "The stack; empty for all stacks together.") { $0.stack?.text },
      .text("section", key: true, "item, bridge, environment, pooling, result, note or organization.") { $0.section },
      .text("subject", key: true, "What the row is about: an item, a step, an environment, a resource.") { $0.subject },
      .text("name", key: true, "Which figure of it.") { $0.name },
      .count("step", "Place in the bridge, from 1; empty elsewhere.") { $0.step },
      .money("today", in: currency, "Cost of the environments as they are.") { $0.today },
      .money("shared", in: currency, "Cost of one shared environment for the same demand: an estimate.") { $0.shared },
      .money("saving", in: currency, "today less shared: negative where sharing costs more.") { row in
        row.today.flatMap { today in row.shared.map { today - $0 } }
      },
      .money("amount", in: currency, "An amount that is neither side's cost: a step, a one-time cost.") { $0.amount },
      .decimal("value", places: 6, "A figure that is not money, in `unit`.") { $0.value },
      .text("unit", "months, FTE, ratio, or units of the resource held at a time.") { $0.unit },
      .text("text", "What is said in words: a verdict, a note, a kind of saving.") { $0.text },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }

  static func rows(_ period: PeriodInput, _ currency: Currency) throws(ReportingError) -> [Row] {
    var rows: [Row] = []
    for stack in period.comparisons {
      let first = rows.count
      rows += items(stack, currency) + bridge(stack, currency) + environments(stack, currency)
      for pooling in stack.pooling {
        do {
          rows += try statistics(pooling, of: stack)
        } catch {
          throw .overflow(error)
        }
      }
      rows += results(stack, currency)
      if stack.isUnpriced { for index in first..<rows.count { rows[index].removeAmounts() } }
      rows += stack.notes.map(ComparisonNote.init).map { note in
        Row(
          stack: stack.stack, section: "note", subject: note.subjects.joined(separator: ", "), name: note.code,
          text: note.text)
      }
    }
    if let organization = period.organization {
      let first = rows.count
      rows += results(organization, currency)
      if organization.isUnpriced(period.comparisons) {
        for index in first..<rows.count { rows[index].removeAmounts() }
      }
    }
    return rows
  }

  private static func items(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    stack.items.map { pair in
      Row(
        stack: stack.stack, section: "item", subject: pair.item.rawValue, today: currency.minorUnits(of: pair.today),
        shared: currency.minorUnits(of: pair.shared), text: pair.item.isCashable ? "cashable" : "capacity_release")
    }
  }

  private static func bridge(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    stack.bridge.enumerated().map { place, step in
      Row(
        stack: stack.stack, section: "bridge", subject: step.step.rawValue, step: place + 1,
        amount: currency.minorUnits(of: step.amount))
    }
  }

  private static func environments(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    stack.environments.flatMap { cost in
      [
        ("used", cost.used), ("idle", cost.idle), ("paid_by_use", cost.paidByUse), ("control_plane", cost.controlPlane),
        ("licences", cost.licences), ("operations_staff", cost.staff), ("other_fixed", cost.otherFixed),
        ("upgrades", cost.upgrades), ("total", cost.total),
      ].map { name, amount in
        Row(
          stack: stack.stack, section: "environment", subject: cost.environment.text, name: name,
          today: currency.minorUnits(of: amount))
      }
    }
  }

  private static func statistics(
    _ pooling: StackComparison.Pooling, of stack: StackComparison
  ) throws(ArithmeticOverflow) -> [Row] {
    func row(_ name: String, _ value: ExactDecimal?, _ unit: String = "units") -> Row {
      Row(
        stack: stack.stack, section: "pooling", subject: pooling.name, name: name, value: value, unit: unit)
    }
    func ratio(_ name: String, _ value: Fraction?) throws(ArithmeticOverflow) -> Row {
      guard let value else { return row(name, nil, "ratio") }
      return row(name, try ExactDecimal(value), "ratio")
    }
    let fullHours = pooling.censored.map(\.hours).reduce(0, +)
    return [
      row("sum_of_peaks", try ExactDecimal(pooling.sumOfPeaks)),
      row("pooled_peak", try ExactDecimal(pooling.pooledPeak)), try ratio("diversity_factor", pooling.diversityFactor),
      try ratio("load_factor", pooling.loadFactor),
      row("sum_of_95th_percentiles", try ExactDecimal(pooling.sumOfPercentiles)),
      row("pooled_95th_percentile", try ExactDecimal(pooling.pooledPercentile)),
      row("hours_at_capacity", ExactDecimal(fullHours), "environment-hours"),
      row("held_today", pooling.heldToday), row("right_sized", pooling.rightSized), row("pooled", pooling.pooled),
      row("shared", pooling.shared),
    ]
  }

  private static func results(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    let result = ResultRows(stack: stack.stack, section: "result", currency: currency)
    return [
      result.total(today: stack.today, shared: stack.shared),
      result.row("cashable_saving", amount: stack.cashableSaving),
      result.row("one_time_cost", amount: stack.oneTimeCost),
      result.row("net_over_horizon", amount: stack.netOverHorizon),
      result.months("horizon", stack.horizonMonths), result.months("payback_month", stack.paybackMonth),
      result.months("cashable_payback_month", stack.cashablePaybackMonth),
      result.row("shared_team", value: stack.sharedTeam, unit: "FTE"),
      result.row("verdict", text: stack.verdict.rawValue),
    ]
  }

  /// The same for all stacks together.
  private static func results(_ organization: OrganizationComparison, _ currency: Currency) -> [Row] {
    let result = ResultRows(stack: nil, section: "organization", currency: currency)
    return [
      result.total(today: organization.today, shared: organization.shared),
      result.row("cashable_saving", amount: organization.cashableSaving),
      result.row("one_time_cost", amount: organization.oneTimeCost),
      result.row("net_over_horizon", amount: organization.netOverHorizon),
      result.months("horizon", organization.horizonMonths), result.months("payback_month", organization.paybackMonth),
      result.months("cashable_payback_month", organization.cashablePaybackMonth),
      result.row("verdict", text: organization.verdict.rawValue),
    ]
  }
}

/// Makes the rows of what one stack, or all of them, come to.
private struct ResultRows {
  let stack: StackID?
  let section: String
  let currency: Currency

  func total(today: ExactDecimal, shared: ExactDecimal) -> ComparisonFile.Row {
    ComparisonFile.Row(
      stack: stack, section: section, name: "total", today: currency.minorUnits(of: today),
      shared: currency.minorUnits(of: shared))
  }

  func months(_ name: String, _ count: Int?) -> ComparisonFile.Row {
    row(name, value: count.map { ExactDecimal($0) }, unit: "months")
  }

  func row(
    _ name: String, amount: ExactDecimal? = nil, value: ExactDecimal? = nil, unit: String? = nil, text: String? = nil
  ) -> ComparisonFile.Row {
    ComparisonFile.Row(
      stack: stack, section: section, name: name, amount: amount.map(currency.minorUnits(of:)), value: value,
      unit: unit, text: text)
  }
}
