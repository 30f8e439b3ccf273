internal import Metering

/// `by_stack_<period>.csv`: the same charges by what they were spent on.
enum StackFile {
  struct Key: Hashable, Sendable {
    let stack: StackID
    let environment: EnvironmentID
    let version: VersionID
    let tenant: TenantID
    let category: ChargeCategory
  }

  typealias Row = LineGroup<Key>

  static func name(_ period: Period) -> String { "by_stack_\(period).csv" }

  static func rows(_ period: PeriodInput) -> [Row] {
    LineGroup.grouping(period.lines) { posted in
      let identity = posted.line.identity
      return Key(
        stack: identity.stack, environment: identity.environment, version: identity.version, tenant: identity.tenant,
        category: identity.category)
    }
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month billed, YYYY-MM.") { _ in period.description },
      .text("stack", key: true, "The stack; (unmapped) where neither log nor catalogue tells.") { $0.key.stack.text },
      .text("environment", key: true, "The environment.") { $0.key.environment.text },
      .text("version", key: true, "The version of the environment's software, where known.") { $0.key.version.text },
      .text("tenant", key: true, "Who is charged; (unallocated) where the log names nobody.") { $0.key.tenant.text },
      .text("charge_category", key: true, ChargeCategory.focusListed) {
        $0.key.category.focusCategory
      },
      .money("billed_cost", in: input.currency, "Sum of the lines' billed_cost; empty when none has a price.") {
        $0.sum.billed
      },
      .count("unrated_lines", "How many lines have no price and are not in the sum.") { $0.sum.unratedLines },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
      .text("charge_type", key: true, ChargeCategory.listed) {
        $0.key.category.rawValue
      },
    ]
  }
}
