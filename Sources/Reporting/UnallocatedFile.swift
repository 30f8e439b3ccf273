internal import Metering

/// `unallocated_<period>.csv`: the lines that nobody can be asked to pay as they are, each with what it lacks. They are
/// in `lines_<period>.csv` too; a month in which all is told has the header alone.
enum UnallocatedFile {
  struct Row: Sendable {
    let line: LinesFile.Row
    /// Never empty.
    let lacks: [String]
  }

  static func rows(_ period: PeriodInput) throws(ReportingError) -> [Row] {
    var rows: [Row] = []
    for posted in period.lines {
      let lacks = lacks(posted.line)
      if !lacks.isEmpty { rows.append(Row(line: try LinesFile.Row(posted), lacks: lacks)) }
    }
    return rows
  }

  private static func lacks(_ line: ChargeLine) -> [String] {
    var lacks: [String] = []
    if line.identity.tenant.text == ReservedName.unallocated { lacks.append("tenant") }
    if line.account == nil { lacks.append("account") }
    if line.identity.stack.text == ReservedName.unmapped { lacks.append("stack") }
    if line.isUnrated { lacks.append("price") }
    return lacks
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month billed, YYYY-MM.") { $0.line.line.identity.period.description },
      .text("lacks", key: true, "What is not known, of: tenant, account, stack, price; with a space between.") {
        $0.lacks.joined(separator: " ")
      },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") {
        $0.line.line.identity.tenant.text
      },
      .text("stack_role", key: true, "The stack; (unmapped) where neither log nor catalogue tells.") {
        $0.line.line.identity.stack.text
      },
      .text("environment_id", key: true, "The environment.") { $0.line.line.identity.environment.text },
      .text("sku", key: true, "The resource of usage; else the cost.") { $0.line.line.identity.item },
      .date("charge_period_start", key: true, "First day charged, in the organisation's time zone.") {
        $0.line.line.identity.days.lowerBound
      },
      .date("charge_period_end", key: true, "The day after the last day charged.") {
        $0.line.line.identity.days.upperBound
      },
      .decimal("quantity", places: 6, "In `unit`.") { $0.line.quantity },
      .text("unit", "What the quantity is counted in.") { $0.line.unit },
      .money("billed_cost", in: input.currency, "What is charged; empty when the price is not known.") {
        $0.line.posted.minorUnits
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { $0.line.line.currency.code },
      .text("charge_type", ChargeCategory.listed) { $0.line.line.identity.category.rawValue },
      .text("source_line_id", key: true, "Names the line for ever: its source_line_id in lines_<period>.csv.") {
        $0.line.posted.lineID
      },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }
}
