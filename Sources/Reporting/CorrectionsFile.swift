internal import Aggregation
internal import Metering

/// `corrections_<period>.csv`: the lines of the month that correct closed months, each with the line it corrects. The
/// same lines are in `lines_<period>.csv`; a month without corrections has the header alone.
enum CorrectionsFile {
  static func name(_ period: Period) -> String { "corrections_\(period).csv" }

  static func rows(_ period: PeriodInput) throws(ReportingError) -> [LinesFile.Row] {
    var rows: [LinesFile.Row] = []
    for line in period.lines where line.line.isCorrection { rows.append(try LinesFile.Row(line)) }
    return rows
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<LinesFile.Row>] {
    [
      .text("billing_period", "The month billed, YYYY-MM.") { $0.line.identity.period.description },
      .text("charge_period", key: true, "The closed month that is corrected, YYYY-MM.") {
        $0.line.identity.chargePeriod.description
      },
      .date("charge_period_start", key: true, "First day charged, in the organisation's time zone.") {
        $0.line.identity.days.lowerBound
      },
      .date("charge_period_end", key: true, "The day after the last day charged.") {
        $0.line.identity.days.upperBound
      },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") {
        $0.line.identity.tenant.text
      },
      .text("cost_centre", "Cost centre when the month was closed; (unmapped) when not listed.") {
        $0.line.account.map(\.costCentre) ?? ReservedName.unmapped
      },
      .text("gl_account", "General ledger account when the month was closed; (unmapped) when not listed.") {
        $0.line.account.map(\.glAccount) ?? ReservedName.unmapped
      },
      .text("stack_role", key: true, "The stack; (unmapped) where neither log nor catalogue tells.") {
        $0.line.identity.stack.text
      },
      .text("environment_id", key: true, "The environment.") { $0.line.identity.environment.text },
      .text("component", key: true, "The version of the environment's software, where known.") {
        $0.line.identity.version.text
      },
      .text("sku", key: true, "The resource of usage; the name of a fixed cost.") { $0.line.identity.item },
      .text("charge_type", key: true, ChargeCategory.listed) {
        $0.line.identity.category.rawValue
      },
      .decimal("quantity", places: 6, "What it comes to now less what was billed, in `unit`.") { $0.quantity },
      .text("unit", "What the quantity is counted in; months for fixed costs.") { $0.unit },
      .money("billed_cost", in: input.currency, "What is charged or given back; empty when unrated.") {
        $0.posted.minorUnits
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { $0.line.currency.code },
      .decimal("rated_cost", places: 12, "The exact difference before it was posted in cents; empty when unrated.") {
        $0.line.amount
      },
      .text("rule", "The row that priced the line when the month was closed.") { $0.line.identity.printedRule },
      .text("source_line_id", key: true, "Names the line for ever: the same in every run.") { $0.posted.lineID },
      .text(
        "corrects_line_id",
        "Names the line of the closed month that is corrected, or that it would have had: its source_line_id there."
      ) { row in
        let identity = row.line.identity
        return RunIdentity.lineID(identity.billed(in: identity.chargePeriod, as: .regular))
      },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }
}
