internal import Comparison
internal import Metering

extension TenantFile {
  static func columns(_ currency: Currency) -> [CSVColumn<Row>] {
    charges(currency) + others(currency) + CSVColumn.bounds { $0.period }
  }

  private static func charges(_ currency: Currency) -> [CSVColumn<Row>] {
    [
      .text("billing_period", key: true, "The month billed, YYYY-MM.") { $0.period.description },
      .text(
        "record", key: true,
        """
        charge: a charge line; day: what was used of a resource on a day; movement: what an item came to in the month \
        before and in the newest whole month; cause: what moved a stack's cost between them; version: software behind \
        its newest release or past its support; sharing: what a stack costs today and would cost shared, a model.
        """
      ) { $0.record.rawValue },
      .date("first_day", key: true, "The first day charged; the day.") {
        $0.charge?.line.identity.days.lowerBound ?? $0.day?.day
      },
      .date("end_day", key: true, "The day after the last day charged; of a charge alone.") {
        $0.charge?.line.identity.days.upperBound
      },
      .text("stack", key: true, "The stack.") { $0.stack?.text },
      .text("environment", key: true, "The environment; empty of a cause and of sharing.") { $0.environment?.text },
      .text("version", key: true, "The version of the environment's software, or of the component, where known.") {
        $0.version?.text
      },
      .text("charge_type", key: true, "\(ChargeCategory.listed) Empty of cause, version and sharing.") {
        $0.category?.rawValue
      },
      .text("item", key: true, "The resource of usage; the cost; the cause; the component.") { $0.item },
      .text("rule", key: true, "The rate with its tier, the adjustment or the row of costs.csv; of a charge alone.") {
        $0.charge?.line.identity.printedRule
      },
      .decimal("quantity", places: UsedSeries.places, "Of a charge, in `unit`.") { $0.charge?.quantity },
      .text("unit", "What the quantity is counted in: that of the price, or the meter's own without one.") {
        $0.charge?.unit ?? $0.dayUnit
      },
      .decimal("unit_price", places: 9, "Price of one unit of a charge, where it has one.") {
        $0.charge?.line.unitPrice
      },
      .money("billed_cost", in: currency, "Of a charge: what is charged; empty without a price.") {
        $0.charge?.posted.minorUnits
      },
      .money("day_cost", in: currency, "Of a day: what of the usage's cost at its rates falls on it.") {
        $0.day?.minorUnits
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("charge_class", "Correction for what corrects a closed month, else empty.") {
        $0.isCorrection ? "Correction" : nil
      },
      .text("charge_description", "A charge in words.") { $0.charge.map { LinesFile.description(of: $0.line) } },
      .text("source_line_id", key: true, "Names a charge for ever: the same in every run.") {
        $0.charge?.posted.lineID
      },
    ]
  }

  /// What rows have that are no charges.
  private static func others(_ currency: Currency) -> [CSVColumn<Row>] {
    [
      .decimal("day_quantity", places: UsedSeries.places, "Of a day, in `unit`; days add to the month's charges.") {
        $0.day?.quantity
      },
      .money(
        "previous_cost", in: currency,
        "Of a movement: what the item came to in the month before; empty without a price."
      ) { $0.movement?.cost.previous },
      .money("current_cost", in: currency, "Of a movement: what it comes to in this month; empty without a price.") {
        $0.movement?.cost.current
      },
      .money("cause_effect", in: currency, "Of a cause: what it moved the stack's cost by; they add to its change.") {
        $0.effect.map(currency.minorUnits(of:))
      },
      .money("today_cost", in: currency, "Of sharing: what the environments cost today, people and idle included.") {
        $0.pair.map { currency.minorUnits(of: $0.today) }
      },
      .money("shared_cost", in: currency, "Of sharing: what the tenant would pay on a shared environment; a model.") {
        $0.pair.map { currency.minorUnits(of: $0.shared) }
      },
      .money("relief", in: currency, "Of sharing: transition relief; below 0 for who would lose, above for who pays.") {
        $0.relief.map(currency.minorUnits(of:))
      },
      .text("newest_version", "Of a version: the newest that is out, where listed.") { $0.behind?.newest?.text },
      .count("days_behind", "Of a version: from its release to the newest one's.") { $0.behind?.lagDays },
      // No column of dates: the control totals tell the first and the last day of what is charged.
      .text("support_end", "Of a version: the last day with support, YYYY-MM-DD, where known.") {
        $0.behind?.supportEnd?.description
      },
    ]
  }
}
