internal import Aggregation
internal import Metering

/// `movements_<period>.csv`: what moved since the month before, per tenant and stack, and why. The causes of a row add
/// to its change. A month in progress has the header alone, and so has the first.
enum MovementsFile {
  struct Row: Sendable {
    let movement: Movement
    let cost: MovedCost
    /// 1: the largest change, either way.
    let rank: Int
  }

  static func name(_ period: Period) -> String { "movements_\(period).csv" }

  static func rows(_ period: PeriodInput, _ currency: Currency) -> [Row] {
    let lines = Dictionary(grouping: period.lines, by: \.line.identity.tenant)
      .mapValues { Dictionary(grouping: $0, by: \.line.identity.stack) }
    return (period.review?.largestMovements ?? []).enumerated().map { index, movement in
      let now = LineSum(lines[movement.tenant]?[movement.stack] ?? [])
      return Row(movement: movement, cost: MovedCost(movement, now: now, currency), rank: index + 1)
    }
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let currency = input.currency
    func cause(_ cause: Movement.Cause, _ documentation: String) -> CSVColumn<Row> {
      .money(cause.rawValue, in: currency, documentation) { row in
        row.cost.change.map { _ in currency.minorUnits(of: row.movement.effect(cause)) }
      }
    }
    return [
      .text("billing_period", "The month billed, YYYY-MM.") { _ in period.description },
      .text("previous_period", "The month before, YYYY-MM.") { _ in period.previous.description },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") {
        $0.movement.tenant.text
      },
      .text("stack_role", key: true, "The stack; (unmapped) where neither log nor catalogue tells.") {
        $0.movement.stack.text
      },
      .count("rank", "1 is the largest change of the month, up or down.") { $0.rank },
      .money("previous_cost", in: currency, "What was billed in the month before; empty where nothing has a price.") {
        $0.cost.previous
      },
      .money("current_cost", in: currency, "What is billed in this month; empty where nothing has a price.") {
        $0.cost.current
      },
      .money(
        "change", in: currency,
        "current_cost less previous_cost: the sum of the causes behind it; all are empty where either cost is."
      ) { $0.cost.change },
      .text("main_cause", "The cause with the largest effect, up or down.") { row in
        row.cost.change.flatMap { _ in row.movement.mainCause?.rawValue }
      },
      cause(.volume, "More or less used, in the same proportions and at the same prices."),
      cause(.price, "Dearer or cheaper for the same use: prices and tiers."),
      cause(.mix, "Used in other proportions: of cheaper or dearer resources or environments."),
      cause(
        .newOrEnded,
        """
        Use of what was not used in the other month, as posted, where the use in its unit adds up to 0 or less in one \
        of the months. Elsewhere what begins or ends is in volume and mix.
        """),
      cause(.fixed, "Costs that are due however much is used, as posted."),
      cause(.adjustments, "Discounts, markups, minimums and credits, as posted."),
      cause(.pools, "What cost pools cost, and what they move from one tenant to others, as posted."),
      cause(
        .corrections, "Corrections of closed months, as posted: the sum of this month's less that of the month before."
      ),
      .count("unrated_lines", "Lines of both months without a price, which are in no amount.") {
        $0.movement.unratedLines
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }
}
