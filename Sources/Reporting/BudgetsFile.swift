internal import Aggregation
internal import Metering

/// `budgets_<period>.csv`: what tenants may spend beside what they spend, and will have spent when the month is over.
enum BudgetsFile {
  struct Row: Sendable {
    let status: BudgetStatus
    let remaining: Int128?
    let remainingAtEnd: Int128?
    let daysCharged: Int
  }

  static func name(_ period: Period) -> String { "budgets_\(period).csv" }

  static func rows(_ period: PeriodInput, _ currency: Currency) throws(ReportingError) -> [Row] {
    var rows: [Row] = []
    do throws(ArithmeticOverflow) {
      for status in period.review?.budgets ?? [] {
        let (remaining, atEnd) = (try status.remaining(), try status.remainingAtEnd())
        rows.append(
          Row(
            status: status, remaining: remaining.map(currency.minorUnits(of:)),
            remainingAtEnd: atEnd.map(currency.minorUnits(of:)), daysCharged: period.days.count))
      }
    } catch {
      throw .overflow(error)
    }
    return rows
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let currency = input.currency
    return [
      .text("billing_period", "The month billed, YYYY-MM.") { _ in period.description },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") {
        $0.status.tenant.text
      },
      .text("stack_role", key: true, "The stack; (all): all stacks of the tenant without a budget of their own.") {
        $0.status.stack?.text ?? ReservedName.all
      },
      .text(
        "state",
        "within, will_be_over (by the forecast), over; not_priced: no rate for what was used; none without a budget."
      ) { $0.status.state.rawValue },
      .money("budget", in: currency, "What budgets.csv allows in the month; empty where it is silent.") {
        $0.status.budget.map(currency.minorUnits(of:))
      },
      .money(
        "actual_cost", in: currency, "Billed so far, with corrections of closed months; empty if nothing is priced."
      ) {
        $0.status.actual.map(currency.minorUnits(of:))
      },
      .money("remaining", in: currency, "budget less actual_cost.") { $0.remaining },
      .money(
        "forecast_cost", in: currency,
        "At the end of the month: what hangs on use × days of the month ÷ days_charged, fixed costs as they fall due."
      ) { $0.status.forecast.map(currency.minorUnits(of:)) },
      .money("forecast_remaining", in: currency, "budget less forecast_cost.") { $0.remainingAtEnd },
      .count("days_charged", "Days of the month that are in actual_cost.") { $0.daysCharged },
      .count("days_in_month", "Days of the month.") { _ in period.dayCount },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }
}
