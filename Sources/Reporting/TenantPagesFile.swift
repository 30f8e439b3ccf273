internal import Metering

/// `tenant_pages.csv`: where each tenant's statement is. The index has the largest of them, and this file all.
enum TenantPagesFile {
  static let name = "tenant_pages.csv"

  static func written(_ input: ReportInput, _ statements: [TenantStatement]) -> (file: ReportFile, facts: FileFacts) {
    let output = CSVWriter(columns: columns(input)).write(statements)
    return (
      ReportFile(name: name, bytes: output.bytes),
      FileFacts(name, output, sums: ["billed_cost"], runID: input.runID)
    )
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<TenantStatement>] {
    [
      .text("tenant_id", key: true, "Who is charged; (unallocated) where the log names nobody.") { $0.tenant.text },
      .text("tenant_name", "The tenant's name in tenants.csv; its id where it is not listed.") { $0.name },
      .text("page", "The statement as a page, in this folder.") { TenantPage.name($0.slug) },
      .text("file", "Its lines and days, in this folder.") { TenantFile.name($0.slug) },
      .text("billing_period", "The month that the pages show, YYYY-MM.") { $0.shown?.period.description },
      .money("billed_cost", in: input.currency, "What is charged in it; empty where nothing is, or has a price.") {
        $0.shown.flatMap { $0.lines.isEmpty ? nil : $0.sum.billed }
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
      .date("period_start", "First day of billing_period, in the organisation's time zone.") {
        $0.shown?.period.firstDay
      },
      .date("period_end", "The day after the last day of billing_period.") { $0.shown?.period.endDay },
    ]
  }
}
