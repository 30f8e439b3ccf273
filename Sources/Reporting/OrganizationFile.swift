internal import Metering

/// `organization.csv`: what every month was charged, by the accounts it was charged to and by those of today's
/// organisation, side by side. Statements are as charged and stay so; who wants the past by today's organisation sums
/// this file by its columns `today_…`.
enum OrganizationFile {
  static let name = "organization.csv"

  struct Row: Sendable {
    let period: Period
    let tenant: TenantID
    let charged: TenantAccount?
    let today: TenantAccount?
    let sum: LineSum
  }

  private struct Key: Hashable {
    let tenant: TenantID
    let account: TenantAccount?
  }

  /// `today`: the accounts of tenants on the day of the reports.
  static func rows(_ periods: [PeriodInput], today: [TenantID: TenantAccount]) -> [Row] {
    periods.flatMap { period in
      LineGroup.grouping(period.lines) { Key(tenant: $0.line.identity.tenant, account: $0.line.account) }.map { group in
        Row(
          period: period.period, tenant: group.key.tenant, charged: group.key.account, today: today[group.key.tenant],
          sum: group.sum)
      }
    }
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] {
    let first: [CSVColumn<Row>] = [
      .text("billing_period", key: true, "The month billed, YYYY-MM.") { $0.period.description },
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") { $0.tenant.text },
    ]
    let last: [CSVColumn<Row>] = [
      .text("is_moved", "yes where today's account is another one than that charged, else no.") {
        $0.charged == $0.today ? "no" : "yes"
      },
      .money("billed_cost", in: input.currency, "Sum of the lines' billed_cost; empty when none has a price.") {
        $0.sum.billed
      },
      .count("unrated_lines", "How many lines have no price and are not in the sum.") { $0.sum.unratedLines },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .date("organization_as_of", "The day whose organisation today's accounts are.") { _ in input.asOf },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
    return first + account("charged", "on the days charged") { $0.charged }
      + account("today", "on the day of organization_as_of") { $0.today } + last
      + CSVColumn.bounds { $0.period }
  }

  /// The columns of an account; `when`: of which days it is.
  private static func account(
    _ prefix: String, _ when: String, _ account: @escaping @Sendable (Row) -> TenantAccount?
  ) -> [CSVColumn<Row>] {
    let fields: [(name: String, label: String, value: @Sendable (TenantAccount) -> String)] = [
      ("tenant_name", "The tenant's name", { $0.name }), ("business_unit", "Business unit", { $0.businessUnit }),
      ("cost_centre", "Cost centre", { $0.costCentre }), ("gl_account", "General ledger account", { $0.glAccount }),
      ("legal_entity", "Legal entity", { $0.legalEntity }), ("owner", "Who answers for the tenant", { $0.owner }),
    ]
    return fields.map { field in
      .text("\(prefix)_\(field.name)", key: true, "\(field.label) in tenants.csv \(when); (unmapped) when not listed.")
      {
        account($0).map(field.value) ?? ReservedName.unmapped
      }
    }
  }

  /// The file and what the control totals tell of it. Each month must come to what its statement comes to.
  static func written(
    _ input: ReportInput, today: [TenantID: TenantAccount], statements: [ReportingError.FileSum]
  ) throws(ReportingError) -> (file: ReportFile, facts: FileFacts) {
    let output = CSVWriter(columns: columns(input)).write(rows(input.periods, today: today))
    let facts = FileFacts(name, output, sums: ["billed_cost"], runID: input.runID)
    let total = ReportingError.FileSum(file: "statements", minorUnits: statements.reduce(0) { $0 + $1.minorUnits })
    if let last = input.periods.last, let sum = facts.sum(of: "billed_cost") {
      try ReportSet.checkTied([sum, total], last.period, input.currency)
    }
    return (ReportFile(name: name, bytes: output.bytes), facts)
  }
}
