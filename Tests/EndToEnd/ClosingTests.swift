import Foundation
import Metering
import Testing

@Suite("Closing a month") struct ClosingTests {
  /// January closed, and February begun.
  private func closedSite() throws -> Site {
    let site = try Site(Site.books)
    try site.night()
    try site.close("2026-01")
    try site.write("logs/02.csv", Site.february)
    try site.night()
    return site
  }

  @Test("V15: what comes late for a closed month is corrected in the open one, and the closed one's files stay")
  func priorPeriod() throws {
    let site = try closedSite()
    #expect(try site.billed("2026-01") == ["A": 100, "B": 50, "total": 150])
    let january = try site.files(of: "2026-01")
    #expect(
      january.keys.sorted().map { $0.prefix { $0 != "2" } } == [
        "budgets_", "by_stack_", "comparison_", "corrections_", "focus_", "journal_", "lines_", "movements_",
        "reconciliation_", "reconciliation_effective_", "savings_", "statement_", "unallocated_",
      ])
    try site.write("logs/late.csv", Site.late)
    let outcome = try site.run("run")
    #expect(
      outcome.output.contains(
        "2026-02: USD 185.00 in 4 lines, 0 unrated; 2 corrections of closed months with USD 5.00;"))
    #expect(
      try site.table("lines_2026-02.csv").rows.map { row in
        ["tenant_id", "charge_period", "billing_period", "charge_category", "charge_class", "billed_cost"].map {
          row[$0]
        }
      } == [
        ["A", "2026-01", "2026-02", "Usage", "Correction", "10.00"],
        ["B", "2026-01", "2026-02", "Usage", "Correction", "-5.00"],
        ["A", "2026-02", "2026-02", "Usage", "", "120.00"],
        ["B", "2026-02", "2026-02", "Usage", "", "60.00"],
      ])
    #expect(try site.billed("2026-02") == ["A": 130, "B": 55, "total": 185])
    #expect(try site.charged(for: "2026-01") == ["A": 110, "B": 45])
    #expect(try site.files(of: "2026-01") == january)
    let statement = try site.table("statement_2026-02.csv").rows
    #expect(statement.map { [$0["correction_lines"], $0["correction_cost"]] } == [["1", "10.00"], ["1", "-5.00"]])
    // Each correction names the line of January that it corrects.
    let corrections = try site.table("corrections_2026-02.csv").rows
    let originals = try site.table("lines_2026-01.csv").rows.map { $0["source_line_id"] }
    #expect(corrections.map { $0["corrects_line_id"] } == originals)
    #expect(corrections.map { $0["billed_cost"] } == ["10.00", "-5.00"])
    #expect(corrections.map { $0["cost_centre"] } == ["0010", "0020"])
  }

  @Test("restated and restated back, what is billed in all is what it was, and every month adds up")
  func restateAndBack() throws {
    let site = try closedSite()
    try site.write("logs/late.csv", Site.late)
    try site.night()
    try site.close("2026-02")
    let february = try site.files(of: "2026-02")
    try site.night()
    // March has not begun and has nothing to correct.
    #expect(try site.files(of: "2026-03").isEmpty)
    try site.write(
      "logs/back.csv",
      Site.csvHeader + Site.event("b1", "2026-01-20", "A", hours: -10) + Site.event("b2", "2026-01-21", "B", hours: 5))
    try site.night()
    // The corrections wait in March, of which no day has come.
    #expect(try site.billed("2026-03") == ["A": -10, "B": 5, "total": -5])
    #expect(try site.charged(for: "2026-01") == ["A": 100, "B": 50])
    #expect(try site.files(of: "2026-02") == february)
    let before = try site.reportBytes()
    try site.night()
    #expect(try site.reportBytes() == before)
    #expect(try site.run("close", "2026-03").code == 66)
    try site.close("2026-03", "--as-of", "2026-03-31")
    // What is closed with its corrections is corrected no more.
    try site.night("--as-of", "2026-04-01")
    #expect(try site.files(of: "2026-04").isEmpty)
    #expect(try site.charged(for: "2026-01") == ["A": 100, "B": 50])
  }

  @Test("who owes what is judged by the tables as they were when the month was closed")
  func frozenConfiguration() throws {
    let site = try closedSite()
    let january = try site.files(of: "2026-01")
    try site.write("rates.csv", "resource,unit,price,currency,valid_from\ngpu,GPU-hours,7.00,USD,2026-01-01\n")
    try site.write("tenants.csv", "tenant,cost_centre\nA,0099\nB,0020\n")
    try site.night()
    // A price that is mended later makes no correction.
    #expect(try site.files(of: "2026-01") == january)
    #expect(try site.table("corrections_2026-02.csv").rows.isEmpty)
    #expect(try site.billed("2026-02") == ["A": 840, "B": 420, "total": 1_260])
    try site.write("logs/late.csv", Site.late)
    try site.night()
    let corrections = try site.table("corrections_2026-02.csv").rows
    #expect(corrections.map { [$0["billed_cost"], $0["cost_centre"]] } == [["10.00", "0010"], ["-5.00", "0020"]])
    #expect(try site.billed("2026-02") == ["A": 850, "B": 415, "total": 1_265])
  }

  @Test("a price of a closed month is mended by an adjustment in the open one, as README.md tells")
  func adjustment() throws {
    let site = try closedSite()
    let january = try site.files(of: "2026-01")
    try site.append("rates.csv", "adjustment,requests,1.00,USD,2026-02-01\n")
    try site.write(
      "stackmeter.json5",
      try #require(Site.books["stackmeter.json5"]).replacing(
        "currency:", with: "resources: { adjustment: { unit: \"requests\" } }, currency:"))
    try site.write(
      "logs/adjustment.csv",
      "id,start,tenant,environment,stack,resource,quantity\na1,2026-02-28T12:00:00Z,A,lab,notebooks,adjustment,-12.34\n"
    )
    try site.night()
    #expect(try site.billed("2026-02")["A"] == "107.66")
    #expect(try site.files(of: "2026-01") == january)
  }

  @Test("the hash can be checked with sha256sum, and is in the control totals beside the chain of sums")
  func hash() throws {
    let site = try closedSite()
    let state = try site.state(of: "2026-01")
    #expect(state.first == "closed")
    #expect(try site.state(of: "2026-02") == ["open", ""])
    let shell = try #require(Program.systemPath(of: "sh"))
    let sums = try Program.run(
      ["-c", "cd reports && LC_ALL=C sha256sum *_2026-01.csv | sha256sum"], in: site.path, program: shell)
    #expect(sums.output.prefix(64) == state.last ?? "")
    let chain = try site.table("control_totals.csv").rows
      .filter { $0["section"] == "chain" && $0["billing_period"] == "2026-01" }
    #expect(
      chain.map { [$0["sum_column"], $0["sum"]] } == [
        ["by_cost_centre", "150.00"], ["by_stack", "150.00"], ["by_tenant", "150.00"], ["rated", "150.00"],
      ])
  }

  @Test(
    "what is late for a month that had nothing to close is charged in the open one, at the rates of the next closing")
  func beforeTheBooks() throws {
    let site = try closedSite()
    let january = try site.files(of: "2026-01")
    try site.write("logs/old.csv", Site.csvHeader + Site.event("o1", "2026-01-01", "A", hours: 1))
    try site.write("logs/older.csv", Site.csvHeader + Site.event("o2", "2025-12-31", "C", hours: 4))
    try site.night()
    #expect(try site.files(of: "2026-01") == january)
    #expect(try site.files(of: "2025-12").isEmpty)
    // There is no rate before 2026: what has no price is shown, and is not free.
    let corrections = try site.table("corrections_2026-02.csv").rows
    #expect(
      corrections.map { [$0["charge_period"], $0["tenant_id"], $0["billed_cost"]] } == [
        ["2025-12", "C", ""], ["2026-01", "A", "1.00"],
      ])
    #expect(try site.run("close", "2025-12").code == 65)
  }

  @Test("a month whose last days had no usage stays closed on the nights behind it")
  func quietEnd() throws {
    var files = Site.books
    files["logs/01.csv"] = Site.csvHeader + Site.event("j1", "2026-01-05", "A", hours: 100) + "x,yesterday,,,,,,,\n"
    let site = try Site(files)
    #expect(try site.run("run").code == 0)
    let outcome = try site.run("close", "2026-01", "--as-of", "2026-01-31")
    #expect(outcome.code == 0)
    #expect(
      outcome.errors
        == "note: 1 record in quarantine: what is mended after the closing of 2026-01 is a correction in the month "
        + "behind it\n")
    #expect(outcome.output.contains("2026-01 is closed: sha256 \(try site.state(of: "2026-01")[1])\n"))
    let reports = try site.reportBytes()
    try site.night()
    #expect(try site.reportBytes() == reports)
    try site.write(
      "logs/01.csv",
      Site.csvHeader + Site.event("j1", "2026-01-05", "A", hours: 100)
        + Site.event("x", "2026-01-06", "A", hours: 3))
    try site.night()
    #expect(try site.billed("2026-02") == ["A": 3, "total": 3])
  }

  @Test("a month without usage is charged its fixed costs, and is closed in its turn")
  func gap() throws {
    var files = Site.books
    files["logs/01.csv"] = Site.csvHeader + Site.event("j1", "2026-01-05", "A", hours: 100)
    files["logs/03.csv"] = Site.csvHeader + Site.event("m1", "2026-03-31", "A", hours: 1)
    files["environments.csv"] = "environment,stack,kind,owner\nlab,notebooks,bespoke,A\n"
    files["costs.csv"] = "environment,category,amount_per_month,currency\nlab,licences,31.00,USD\n"
    let site = try Site(files)
    try site.night()
    for (period, total) in [("2026-01", 131), ("2026-02", 31), ("2026-03", 32)] as [(String, ExactDecimal)] {
      #expect(try site.billed(period)["total"] == total, "\(period)")
    }
    // Up to the day asked for, too.
    try site.night("--as-of", "2026-05-31")
    #expect(try site.billed("2026-05")["total"] == 31)
    try site.night()
    #expect(try site.files(of: "2026-04").isEmpty)
    try site.close("2026-01")
    #expect(
      try site.run("close", "2026-03").complaints == [
        "stackmeter: 2026-03 cannot be closed before 2026-02, which is open; "
          + "close months in order: stackmeter close 2026-02"
      ])
    try site.close("2026-02")
    try site.close("2026-03")
  }
}
