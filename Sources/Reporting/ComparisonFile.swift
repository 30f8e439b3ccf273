internal import Comparison
internal import Metering

/// `comparison_<period>.csv`: today beside one shared environment per stack, and every other figure of the page, one
/// fact a row.
///
/// | section | subject | name | what is filled |
/// |---|---|---|---|
/// | `item` | the item | | today, shared, saving; text: cashable or capacity_release |
/// | `bridge` | the step | | amount: a cost for `today` and `shared`, a signed change between them; step |
/// | `environment` | the environment | the part of its cost | today |
/// | `pooling` | the resource | the statistic | value and unit |
/// | `result`, `organization` | | `total`, `payback_month`, `verdict` … | by its kind |
/// | `note` | what it is about | the note's code | text |
/// | others | by `FigureSection` | which figure of it | by its kind |
///
/// Where nothing of a stack has a price its amounts are empty and its verdict is `not_priced`; so are those of an
/// environment, and of its capacity where its fixed costs alone have one. Where some of a stack's capacity has none,
/// its verdict is the same, and the amounts of sharing alone are empty.
///
/// Rows without a stack are of all stacks together, in sections of their own: adding up a section by name counts each
/// stack once.
enum ComparisonFile {
  struct Row: Sendable {
    /// nil: all stacks together.
    let stack: StackID?
    let section: FigureSection
    var subject = ""
    var name = ""
    var step: Int?
    var today: Int128?
    var shared: Int128?
    var amount: Int128?
    var value: ExactDecimal?
    var unit: String?
    var text: String?
    /// What of the subject, where it has several of a kind.
    var part = ""

    /// Of what has no price: unknown is not 0.
    fileprivate mutating func removeAmounts() {
      (today, shared, amount) = (nil, nil, nil)
      if name == "verdict" { text = "not_priced" }
    }

    /// Of a stack of which only today's side is known.
    fileprivate mutating func removeModel() { (shared, amount) = (nil, nil) }
  }

  static func name(_ period: Period) -> String { "comparison_\(period).csv" }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let currency = input.currency
    return [
      .text("billing_period", "The month compared, YYYY-MM.") { _ in period.description },
      .text("stack", key: true, "The stack; empty for all stacks together.") { $0.stack?.text },
      .text("section", key: true, FigureSection.listed) { $0.section.rawValue },
      .text("subject", key: true, "What the row is about: an item, a step, an environment, a resource, a tenant.") {
        $0.subject
      },
      .text("name", key: true, "Which figure of it.") { $0.name },
      .count("step", "Place in the bridge, or the month of a wave or a curve, from 1; empty elsewhere.") { $0.step },
      .money("today", in: currency, "Cost of the environments as they are; empty where nothing has a price.") {
        $0.today
      },
      .money("shared", in: currency, "Cost of one shared environment for the same demand: an estimate.") { $0.shared },
      .money("saving", in: currency, "today less shared: negative where sharing costs more.") { row in
        row.today.flatMap { today in row.shared.map { today - $0 } }
      },
      .money("amount", in: currency, "An amount that is neither side's cost: a step, a one-time cost.") { $0.amount },
      .decimal("value", places: 6, "A figure that is not money, in `unit`.") { $0.value },
      .text("unit", "months, days, FTE, ratio, percent …, or units of the resource held at a time.") { $0.unit },
      .text("text", "What is said in words: a verdict, a note, a kind of saving.") { $0.text },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
      .text("part", key: true, "What of the subject: a component, a tenant, an end of a range; else empty.") {
        $0.part
      },
    ]
  }

  static func rows(_ period: PeriodInput, _ input: ReportInput) throws(ReportingError) -> [Row] {
    let currency = input.currency
    var rows: [Row] = []
    do throws(ArithmeticOverflow) {
      for stack in period.comparisons {
        let first = rows.count
        rows += items(stack, currency) + bridge(stack, currency) + environments(stack, currency)
        rows += try stack.pooling.rows { (pooling) throws(ArithmeticOverflow) in
          try statistics(pooling, of: stack, currency)
        }
        rows += results(stack, currency)
        if stack.isUnpriced { for index in first..<rows.count { rows[index].removeAmounts() } }
        if stack.verdict == .notPriced { for index in first..<rows.count { rows[index].removeModel() } }
        rows += stack.notes.map(ComparisonNote.init).map { note in
          Row(
            stack: stack.stack, section: .note, subject: note.subjects.joined(separator: ", "), name: note.code,
            text: note.text)
        }
      }
      let first = rows.count
      if let organization = period.organization { rows += results(organization, currency) }
      rows += try PageFigures(period, input).rows()
      let isUnpriced = period.organization?.isUnpriced(period.comparisons) == true
      let unpriced = Set(period.comparisons.filter(\.isUnpriced).map(\.stack))
      for index in first..<rows.count where rows[index].stack.map(unpriced.contains) ?? isUnpriced {
        rows[index].removeAmounts()
      }
    } catch {
      throw .overflow(error)
    }
    return rows
  }

  private static func items(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    let use = stack.items.filter { $0.item == .capacity || $0.item == .paidByUse }
    let isUnpriced = stack.isLowerBound && use.allSatisfy { $0.today.isZero && $0.shared.isZero }
    return stack.items.map { pair in
      let isKnown = !isUnpriced || !use.contains(pair)
      return Row(
        stack: stack.stack, section: .item, subject: pair.item.rawValue,
        today: isKnown ? currency.minorUnits(of: pair.today) : nil,
        shared: isKnown ? currency.minorUnits(of: pair.shared) : nil,
        text: pair.item.isCashable ? "cashable" : "capacity_release")
    }
  }

  private static func bridge(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    stack.bridge.enumerated().map { place, step in
      Row(
        stack: stack.stack, section: .bridge, subject: step.step.rawValue, step: place + 1,
        amount: currency.minorUnits(of: step.amount))
    }
  }

  private static func environments(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    stack.environments.flatMap { cost in
      let isUseUnpriced = stack.isUseUnpriced(cost)
      let isUnpriced = isUseUnpriced && cost.total.isZero
      return [
        ("used", cost.used, true), ("idle", cost.idle, true), ("paid_by_use", cost.paidByUse, true),
        ("control_plane", cost.controlPlane, false), ("licences", cost.licences, false),
        ("operations_staff", cost.staff, false), ("other_fixed", cost.otherFixed, false),
        ("upgrades", cost.upgrades, false), ("total", cost.total, false),
      ].map { name, amount, isOfUse in
        Row(
          stack: stack.stack, section: .environment, subject: cost.environment.text, name: name,
          today: isUnpriced || (isUseUnpriced && isOfUse) ? nil : currency.minorUnits(of: amount))
      }
    }
  }

  private static func statistics(
    _ pooling: StackComparison.Pooling, of stack: StackComparison, _ currency: Currency
  ) throws(ArithmeticOverflow) -> [Row] {
    let rows = FigureRows(.pooling, of: stack.stack, in: currency).of(pooling.name)
    let fullHours = pooling.censored.map(\.hours).reduce(0, +)
    return [
      try rows.value("sum_of_peaks", pooling.sumOfPeaks, "units"),
      try rows.value("pooled_peak", pooling.pooledPeak, "units"),
      try rows.value("diversity_factor", pooling.diversityFactor, "ratio"),
      try rows.value("load_factor", pooling.loadFactor, "ratio"),
      try rows.value("sum_of_95th_percentiles", pooling.sumOfPercentiles, "units"),
      try rows.value("pooled_95th_percentile", pooling.pooledPercentile, "units"),
      rows.count("hours_at_capacity", fullHours, "environment-hours"),
      rows.value("held_today", pooling.heldToday, "units"), rows.value("right_sized", pooling.rightSized, "units"),
      rows.value("pooled", pooling.pooled, "units"), rows.value("shared", pooling.shared, "units"),
    ]
  }

  private static func results(_ stack: StackComparison, _ currency: Currency) -> [Row] {
    let rows = FigureRows(.result, of: stack.stack, in: currency)
    return [
      rows.sides("total", today: stack.today, shared: stack.shared),
      rows.amount("cashable_saving", stack.cashableSaving), rows.amount("one_time_cost", stack.oneTimeCost),
      rows.amount("net_over_horizon", stack.netOverHorizon), rows.months("horizon", stack.horizonMonths),
      rows.months("payback_month", stack.paybackMonth),
      rows.months("cashable_payback_month", stack.cashablePaybackMonth),
      rows.value("shared_team", stack.sharedTeam, "FTE"), rows.text("verdict", stack.verdict.rawValue),
    ]
  }

  /// The same for all stacks together.
  private static func results(_ organization: OrganizationComparison, _ currency: Currency) -> [Row] {
    let rows = FigureRows(.organization, in: currency)
    return [
      rows.sides("total", today: organization.today, shared: organization.shared),
      rows.amount("cashable_saving", organization.cashableSaving),
      rows.amount("one_time_cost", organization.oneTimeCost),
      rows.amount("net_over_horizon", organization.netOverHorizon),
      rows.months("horizon", organization.horizonMonths), rows.months("payback_month", organization.paybackMonth),
      rows.months("cashable_payback_month", organization.cashablePaybackMonth),
      rows.text("verdict", organization.verdict.rawValue),
    ]
  }
}
