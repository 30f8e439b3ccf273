import Foundation
import Testing

/// The organisation of V15 with an environment of two GPUs at 1.00 an hour: January's capacity costs 1,488.00.
@Suite("A night with bills and budgets") struct BillNightTests {
  private static let bills = "invoice,environment,period,cash_amount,effective_amount,currency\n"
  private static let items = "invoice,environment,period,reason,amount,currency,note\n"

  private static let organization = Site.books.merging([
    "environments.csv": "environment,stack,kind,owner\nlab,notebooks,bespoke,A\n",
    "capacity.csv": "environment,resource,units\nlab,gpu,2\n",
    "bills.csv": bills + "I-1,lab,2026-01,1490.00,1500.00,USD\n",
    "bill_items.csv": items + "I-1,lab,2026-01,tax,2.00,USD,VAT\n",
    "budgets.csv": "tenant,stack,month,amount,currency\nA,,2026-01,90,USD\n",
    // Spread over hours, so that no hour has more than two.
    "logs/01.csv": csvHeader
      + "j1,2026-01-05T00:00:00Z,2026-01-09T04:00:00Z,A,notebooks,lab,7,gpu,360000\n"
      + "j2,2026-01-30T00:00:00Z,2026-01-31T01:00:00Z,B,notebooks,lab,7,gpu,90000\n",
  ]) { $1 }

  private static let csvHeader = Site.csvHeader

  private func row(_ site: Site, _ name: String, _ environment: String = "lab") throws -> [String: String] {
    try #require(try site.table(name).rows.first { $0["environment_id"] == environment })
  }

  @Test("a night that does not tie says which bill by how much, publishes nothing and leaves the old reports")
  func untied() throws {
    let site = try Site(Self.organization)
    try site.write("bills.csv", Self.bills + "I-1,lab,2026-01,1490.00,1490.00,USD\n")
    try site.night()
    let before = try site.reports()
    try site.write("bills.csv", Self.bills + "I-1,lab,2026-01,1495.50,1490.00,USD\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 65)
    #expect(
      outcome.complaints.last == """
        stackmeter: 2026-01, lab: invoice I-1 (cash) does not tie: 1495.50 billed, 1490.00 explained, difference USD \
        5.50; nothing is published: look at stackmeter reconcile --period 2026-01, then mend the cause or declare it \
        in bill_items.csv
        """)
    #expect(outcome.output.contains("2026-01: bills (cash): 0 environments tied, 1 not tied, 0 not billed\n"))
    #expect(try site.reports() == before)
    for arguments in [["report"], ["close", "2026-01"]] {
      #expect(try Program.run(arguments, in: site.path).code == 65)
      #expect(try site.reports() == before)
    }
    #expect(try site.state(of: "2026-01") == ["open", ""])
    let shown = try site.run("reconcile", "--period", "2026-01")
    #expect(shown.code == 65)
    #expect(shown.output.contains("lab: see the usual causes in the README: Bills that do not tie\n"))
    // Declared with its reason, the difference is explained.
    try site.append("bill_items.csv", "I-1,lab,2026-01,support,5.50,USD,a ticket\n")
    try site.append("bill_items.csv", "I-1,lab,2026-01,discount,-5.50,USD,spread out\n")
    #expect(try site.run("run").code == 65)
    try site.write(
      "bill_items.csv",
      "invoice,environment,period,reason,amount,currency,note,basis\n"
        + "I-1,lab,2026-01,tax,2.00,USD,VAT,\nI-1,lab,2026-01,support,5.50,USD,a ticket,cash\n")
    try site.night()
    let row = try row(site, "reconciliation_2026-01.csv")
    #expect(row["declared"] == "7.50" && row["declared_items"] == "tax 2.00 (VAT); support 5.50 (a ticket)")
    #expect(try site.run("reconcile").code == 0)
  }

  @Test("what ties is told by basis, in the files, the control totals and last_run.json; months without bills are n/a")
  func tied() throws {
    let site = try Site(Self.organization)
    try site.write("bills.csv", Self.bills + "I-1,lab,2026-01,1490.00,,USD\n")
    try site.write("logs/02.csv", Site.february)
    try site.night()
    let cash = try row(site, "reconciliation_2026-01.csv")
    let names = [
      "reconciled", "invoice_id", "invoice_amount", "allocated", "idle", "unallocated", "late", "declared", "rounding",
      "explained", "difference", "tolerance", "allocated_percent",
    ]
    #expect(
      names.map { cash[$0] } == [
        "yes", "I-1", "1490.00", "125.00", "1363.00", "0.00", "0.00", "2.00", "0.00", "1490.00", "0.00", "0.00", "8.4",
      ])
    let effective = try row(site, "reconciliation_effective_2026-01.csv")
    #expect(names.prefix(4).map { effective[$0] } == ["n/a", "", "", "125.00"])
    let february = try row(site, "reconciliation_2026-02.csv")
    #expect(names.prefix(4).map { february[$0] } == ["n/a", "", "", "180.00"])
    let totals = try site.table("control_totals.csv").rows
      .filter { $0["section"] == "reconciliation" && $0["billing_period"] == "2026-01" }
    #expect(
      totals.map { [$0["sum_column"], $0["sum"], $0["quantity"], $0["reconciled"]] } == [
        ["cash.charged_with_bill", "125.00", "", "yes"], ["cash.difference", "0.00", "", "yes"],
        ["cash.environments", "", "1.000000", "yes"], ["cash.environments_with_bill", "", "1.000000", "yes"],
        ["cash.explained", "1490.00", "", "yes"], ["cash.invoice", "1490.00", "", "yes"], ["effective", "", "", "n/a"],
      ])
    #expect(try site.read("last_run.json").contains(#""reconciled" : "yes""#))
    let budgets = try site.table("budgets_2026-01.csv").rows
    let budgetNames = ["tenant_id", "state", "budget", "actual_cost", "remaining", "forecast_cost"]
    #expect(
      budgets.map { row in budgetNames.map { row[$0] } }
        == [["A", "over", "90.00", "100.00", "-10.00", "100.00"], ["B", "none", "", "25.00", "", "25.00"]])
    let moved = try site.table("movements_2026-02.csv").rows
    #expect(
      moved.map { row in ["tenant_id", "rank", "change", "main_cause", "volume"].map { row[$0] } }
        == [["A", "2", "20.00", "volume", "20.00"], ["B", "1", "35.00", "volume", "35.00"]])
    #expect(try site.table("movements_2026-01.csv").rows.isEmpty)
  }

  @Test("a bill for a month in progress waits until it is over")
  func inProgress() throws {
    let site = try Site(Self.organization)
    try site.write("bills.csv", Self.bills + "I-1,lab,2026-01,7.00,7.00,USD\n")
    try site.night("--as-of", "2026-01-30")
    #expect(try row(site, "reconciliation_2026-01.csv")["reconciled"] == "n/a")
    #expect(try site.run("run").code == 65)
  }

  @Test("a closed month keeps its reconciliation; what comes late is put beside the bill once more in the open month")
  func closed() throws {
    let site = try Site(Self.organization)
    try site.write("bills.csv", Self.bills + "I-1,lab,2026-01,1490.00,1490.00,USD\n")
    try site.night()
    try site.close("2026-01")
    let january = try site.files(of: "2026-01")
    try site.write("logs/02.csv", Site.february)
    // What A used later was idle before: the bill ties as it did, and says how.
    try site.write(
      "logs/late.csv",
      Site.csvHeader + "l1,2026-01-20T00:00:00Z,2026-01-20T10:00:00Z,A,notebooks,lab,7,gpu,36000\n")
    try site.night()
    #expect(try site.files(of: "2026-01") == january)
    let rows = try site.table("reconciliation_2026-02.csv").rows
    #expect(
      rows.map { row in
        ["charge_period", "reconciled", "allocated", "idle", "late", "difference", "billed_cost"].map { row[$0] }
      } == [
        ["2026-01", "yes", "125.00", "1353.00", "10.00", "0.00", ""],
        ["2026-02", "n/a", "180.00", "", "", "", "180.00"],
      ])
    // Another bill for the closed month is looked at in the open one, and its old file stays.
    try site.append("bills.csv", "I-2,lab,2026-01,3.00,0.00,USD\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 65)
    #expect(
      outcome.complaints.last?.hasPrefix(
        "stackmeter: 2026-01, lab: invoice I-1 + I-2 (cash) does not tie: 1493.00 billed, 1490.00 explained") == true)
    #expect(try site.files(of: "2026-01") == january)
    try site.append("bill_items.csv", "I-2,lab,2026-01,support,3.00,USD,a ticket\n")
    try site.write("bills.csv", Self.bills + "I-1,lab,2026-01,1490.00,1490.00,USD\nI-2,lab,2026-01,3.00,3.00,USD\n")
    try site.night()
    try site.close("2026-02")
    // Closed with it, it is looked at no more.
    try site.write("logs/03.csv", Site.csvHeader + Site.event("m1", "2026-03-02", "A", hours: 1))
    try site.night()
    #expect(try site.table("reconciliation_2026-03.csv").rows.map { $0["charge_period"] } == ["2026-03"])
  }

  @Test("a project without bills is told nothing of them, and a month that nobody has billed says so when asked")
  func withoutBills() throws {
    let site = try Site(Site.books)
    let outcome = try site.run("run")
    #expect(outcome.code == 0 && !outcome.output.contains("bills"))
    #expect(try site.run("reconcile", "--period", "2026-01").output == "2026-01: no bill of a month that is over\n")
    #expect(try site.run("reconcile").output.isEmpty)
  }
}
