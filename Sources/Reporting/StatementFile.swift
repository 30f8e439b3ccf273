internal import Metering

/// `statement_<period>.csv`: what finance books, per tenant, account and kind of charge.
enum StatementFile {
  struct Key: Hashable, Sendable {
    let tenant: TenantID
    let account: TenantAccount?
    let category: ChargeCategory
  }

  typealias Row = LineGroup<Key>

  static func name(_ period: Period) -> String { "statement_\(period).csv" }

  static func rows(_ period: PeriodInput) -> [Row] {
    LineGroup.grouping(period.lines) { posted in
      Key(
        tenant: posted.line.identity.tenant, account: posted.line.account, category: posted.line.identity.category)
    }
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month billed, YYYY-MM.") { _ in period.description },
      .date("period_start", "First day of the month, in the organisation's time zone.") { _ in period.firstDay },
      .date("period_end", "The day after the last day of the month.") { _ in period.endDay },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") { $0.key.tenant.text },
      .text("tenant_name", key: true, "The tenant's name in tenants.csv; empty when it is not listed.") {
        $0.key.account?.name
      },
      .text("business_unit", key: true, "Business unit in tenants.csv; (unmapped) when the tenant is not listed.") {
        $0.key.account.map(\.businessUnit) ?? ReservedName.unmapped
      },
      .text("cost_centre", key: true, "Cost centre in tenants.csv; (unmapped) when the tenant is not listed.") {
        $0.key.account.map(\.costCentre) ?? ReservedName.unmapped
      },
      .text("gl_account", key: true, "General ledger account in tenants.csv; (unmapped) when not listed.") {
        $0.key.account.map(\.glAccount) ?? ReservedName.unmapped
      },
      .text("legal_entity", key: true, "Legal entity in tenants.csv; (unmapped) when not listed.") {
        $0.key.account.map(\.legalEntity) ?? ReservedName.unmapped
      },
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
      .count("correction_lines", "How many of the lines correct closed months: corrections_<period>.csv lists them.") {
        $0.lines.count { $0.line.isCorrection }
      },
      .money("correction_cost", in: input.currency, "What of billed_cost corrects closed months; empty when nothing.") {
        LineSum($0.lines.filter { $0.line.isCorrection }).billed
      },
      .text("owner", key: true, "Who answers for the tenant in tenants.csv; (unmapped) when not listed.") {
        $0.key.account.map(\.owner) ?? ReservedName.unmapped
      },
    ]
  }
}
