import Foundation
import Metering
import Testing

@Suite("Cost pools, from tables to statements and closed months") struct PoolNightTests {
  private static func hours(_ id: String, _ start: String, _ end: String, _ tenant: String, _ count: Int) -> String {
    "\(id),\(start):00:00Z,\(end):00:00Z,\(tenant),notebooks,lab,7,gpu,\(count * 3_600)\n"
  }

  /// One GPU-hour costs 1.00. The platform runs the lab: one GPU, 310.00 and a person of 620.00 a month.
  private static let files = [
    "stackmeter.json5": """
    {
      organization: "Example", currency: "USD", timeZone: "UTC",
      sources: [{ name: "events", format: "usage-events", files: ["logs/*.csv"] }],
    }

    """,
    "rates.csv": "resource,unit,price,currency,valid_from\ngpu,GPU-hours,1.00,USD,2026-01-01\n",
    "environments.csv": "environment,stack,kind,owner,version\nlab,notebooks,shared,platform,7\n",
    "capacity.csv": "environment,resource,units\nlab,gpu,1\n",
    "costs.csv": """
    environment,category,amount_per_month,fte,loaded_cost_per_year,currency
    lab,control_plane,310.00,,,USD
    lab,operations_staff,,0.5,14880,USD

    """,
    "tenants.csv": "tenant,cost_centre,headcount\nA,0010,10\nB,0020,30\nplatform,0030,20\n",
    "logs/01.csv": Site.csvHeader + hours("j1", "2026-01-05T00", "2026-01-09T04", "A", 100)
      + hours("j2", "2026-01-29T22", "2026-02-01T00", "B", 50),
  ]

  private static let pools = """
    pool,source,method,resource,amount_per_month,currency,among,floor
    gpu-idle,idle,usage,,,,,
    base,shared_infrastructure,even,,,,,
    people,platform_team,usage,gpu,,,environment,
    it,overhead,headcount,,600.00,USD,,30%

    """

  private func site() throws -> Site {
    let site = try Site(Self.files)
    try site.write("pools.csv", Self.pools)
    return site
  }

  /// 744 hours less 150 are idle: A 100 + 396 + 155 + 413.33… + 180, B 50 + 198 + 155 + 206.66… + 420.
  private static let january: [String: ExactDecimal] = ["A": "1244.333333333333", "B": "1029.666666666667"]

  /// The sums of what is taken and given, by distribution, in the allocation files of all months.
  private func distributions(_ site: Site) throws -> [String: ExactDecimal] {
    var sums: [String: ExactDecimal] = [:]
    for name in try site.reports().keys where name.hasPrefix("allocation_") {
      for row in try site.table(name).rows where row["part"] == "in" || row["part"] == "out" {
        let key = "\(name) \(row["distribution_id"] ?? "?")"
        let amount = try ExactDecimal.parse((row["amount"] ?? "").utf8).value
        sums[key] = try (sums[key] ?? .zero).plus(amount)
      }
    }
    return sums
  }

  @Test("each step is in the allocation file with its weights, and all files sum the same cents")
  func month() throws {
    let site = try site()
    try site.night()
    #expect(
      try site.billed("2026-01").filter { !$0.value.isZero } == ["A": "1244.33", "B": "1029.67", "total": 2_274])
    let rows = try site.table("allocation_2026-01.csv").rows
    #expect(
      rows.map { row in
        ["step", "pool", "part", "tenant_id", "basis", "weight", "share", "amount", "billed_cost", "note"]
          .map { (row[$0] ?? "?").replacing("000000000000", with: "0") }.joined(separator: "|")
      }
        == [
          "1|||A|||||100.00|", "1|||B|||||50.00|", "1|||platform|||||930.00|",
          "2|gpu-idle|cost|(idle)||||594.0|594.00|",
          "2|gpu-idle|in|A|usage of gpu in lab|360000.0|0.666666666667|396.0|396.00|",
          "2|gpu-idle|in|B|usage of gpu in lab|180000.0|0.333333333333|198.0|198.00|",
          "2|gpu-idle|out|(idle)|usage of gpu in lab|||-594.0|-594.00|",
          "3|base|in|A|users|1.0|0.500000000000|155.0|155.00|", "3|base|in|B|users|1.0|0.500000000000|155.0|155.00|",
          "3|base|out|platform|users|||-310.0|-310.00|",
          "4|people|in|A|usage of gpu in lab|360000.0|0.666666666667|413.333333333333|413.33|",
          "4|people|in|B|usage of gpu in lab|180000.0|0.333333333333|206.666666666667|206.67|",
          "4|people|out|platform|usage of gpu in lab|||-620.0|-620.00|",
          "5|it|cost|(overhead)||||600.0|600.00|",
          "5|it|in|A|headcount|10.0|0.300000000000|180.0|180.00|at its floor",
          "5|it|in|B|headcount|30.0|0.700000000000|420.0|420.00|", "5|it|out|(overhead)|headcount|||-600.0|-600.00|",
        ].map { $0.replacing("000000000000", with: "0") })
    #expect(try distributions(site).values.allSatisfy { $0.isZero } && distributions(site).count == 4)
    let totals = try site.table("control_totals.csv").rows
    let partial = ["corrections_2026-01.csv", "unallocated_2026-01.csv"]
    #expect(
      totals.filter { $0["billing_period"] == "2026-01" && $0["sum_column"] == "billed_cost" }
        .filter { !partial.contains($0["file"] ?? "") }.map { "\($0["file"] ?? "") \($0["sum"] ?? "")" } == [
          "allocation_2026-01.csv 2274.00", "by_stack_2026-01.csv 2274.00", "lines_2026-01.csv 2274.00",
          "reconciliation_2026-01.csv 2274.00", "reconciliation_effective_2026-01.csv 2274.00",
          "statement_2026-01.csv 2274.00",
        ])
    // What is idle is what the comparison counts as idle.
    let compared = try site.table("comparison_2026-01.csv").rows
    let counted = try #require(compared.first { $0.values.contains("lab") && $0.values.contains("idle") })
    #expect(counted.values.contains("594.00"))
    let lines = try site.table("lines_2026-01.csv").rows
    let idle = try #require(
      lines.first { $0["tenant_id"] == "(idle)" && $0["charge_type"] == "idle" && $0["unit"] != "" })
    #expect(idle["quantity"] == "594.000000" && idle["unit"] == "GPU-hours" && idle["list_unit_price"] == "1.000000000")
    #expect(idle["charge_description"] == "Idle capacity of gpu-idle: gpu")
    #expect(
      Set(lines.compactMap { $0["allocation_rule"] }) == [
        "direct", "gpu-idle: usage", "base: even", "people: usage", "it: headcount",
      ])
    let page = try site.read("reports/summary.html")
    #expect(page.contains("3\u{A0}tenants were charged"))
    #expect(page.contains("Cost pools hand on idle capacity"))
    let second = try site.run("run")
    #expect(second.code == 0 && second.output.hasSuffix("reports: reports (unchanged)\n"))
  }

  @Test("pools change no direct line and nothing of the comparison, and a project without them has no file of them")
  func beside() throws {
    let (with, without) = (try site(), try Site(Self.files))
    try with.night()
    try without.night()
    func rows(_ site: Site, _ name: String) throws -> [[String: String]] {
      try site.table(name).rows.map { row in row.filter { $0.key != "run_id" } }
    }
    #expect(try rows(with, "comparison_2026-01.csv") == rows(without, "comparison_2026-01.csv"))
    #expect(
      try rows(with, "lines_2026-01.csv").filter { $0["allocation_rule"] == "direct" }
        .map { $0.filter { $0.key != "billed_cost" } }.map(\.["source_line_id"])
        == rows(without, "lines_2026-01.csv").map(\.["source_line_id"]))
    #expect(try !without.reports().keys.contains { $0.hasPrefix("allocation_") })
    #expect(try !without.read("reports/summary.html").contains("Cost pools"))
    let json = try [with, without].map { site in
      let outcome = try site.run("compare", "--json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome.output
    }
    #expect(json[0] == json[1])
  }

  @Test("late usage moves what pools gave, the closed month's files stay, and back again the months are as they were")
  func corrections() throws {
    let site = try site()
    try site.night()
    try site.close("2026-01")
    let january = try site.files(of: "2026-01")
    try site.write("logs/02.csv", Site.csvHeader + Self.hours("f1", "2026-02-03T00", "2026-02-04T00", "A", 24))
    // What is agreed later holds for open months: January keeps its pools.
    try site.write(
      "pools.csv", Self.pools.replacing("base,shared_infrastructure,even", with: "base,shared_infrastructure,cost"))
    try site.night()
    #expect(try site.charged(for: "2026-01") == Self.january)
    try site.write("logs/late.csv", Site.csvHeader + Self.hours("l1", "2026-01-20T00", "2026-01-21T06", "A", 30))
    try site.night()
    // 30 hours are used in the place of idle: A 130 + 407.33… + 155 + 447.77… + 180, B 50 + 156.66… + 155 + 172.22… + 420.
    let restated: [String: ExactDecimal] = ["A": "1320.111111111111", "B": "953.888888888889"]
    #expect(try site.charged(for: "2026-01") == restated)
    #expect(try site.files(of: "2026-01") == january)
    let corrections = try site.table("corrections_2026-02.csv").rows
    #expect(Set(corrections.compactMap { $0["charge_type"] }) == ["usage", "idle", "platform_team"])
    let originals = try Set(site.table("lines_2026-01.csv").rows.compactMap { $0["source_line_id"] })
    #expect(
      corrections.filter { $0["charge_type"] != "usage" }.allSatisfy {
        originals.contains($0["corrects_line_id"] ?? "")
      })
    #expect(try distributions(site).values.allSatisfy { $0.isZero })
    try site.close("2026-02", "--as-of", "2026-02-28")
    let february = try site.files(of: "2026-02")
    try site.write("logs/back.csv", Site.csvHeader + Self.hours("l2", "2026-01-20T00", "2026-01-21T06", "A", -30))
    try site.write("logs/03.csv", Site.csvHeader + Self.hours("m1", "2026-03-01T00", "2026-03-02T00", "B", 24))
    try site.night()
    #expect(try site.charged(for: "2026-01") == Self.january)
    #expect(try distributions(site).values.allSatisfy { $0.isZero })
    for (period, files) in [("2026-01", january), ("2026-02", february)] {
      #expect(try site.files(of: period) == files)
    }
    // Printed again as they were, from the ledger alone.
    let hash = try #require(try site.state(of: "2026-02").last)
    #expect(try site.run("report", "--closing", hash, "--reports", "then").code == 0)
    #expect(try site.files(of: "2026-01", "then") == january && site.files(of: "2026-02", "then") == february)
  }

  @Test("a month that is opened again takes another pool, and what it was closed with is printed as it was")
  func reopened() throws {
    let site = try site()
    try site.night()
    try site.close("2026-01")
    let (first, hash) = (try site.files(of: "2026-01"), try #require(try site.state(of: "2026-01").last))
    #expect(try site.run("reopen", "2026-01", "--reason", "idle capacity is the platform's").code == 0)
    try site.write("pools.csv", "pool,source,owner\ngpu-idle,idle,platform\n")
    try site.night()
    try site.close("2026-01")
    #expect(
      try site.billed("2026-01") == ["A": 100, "B": 50, "platform": 1_524, "total": 1_674])
    let second = try site.files(of: "2026-01")
    #expect(second != first)
    #expect(try site.run("report", "--closing", hash, "--reports", "then").code == 0)
    #expect(try site.files(of: "2026-01", "then") == first)
    // Late usage is charged by the pools of the last closing: 6 hours less are idle, at the platform.
    try site.write("logs/late.csv", Site.csvHeader + Self.hours("l1", "2026-01-20T00", "2026-01-20T06", "A", 6))
    try site.night()
    #expect(try site.charged(for: "2026-01") == ["A": 106, "B": 50, "platform": 1_518])
    #expect(try site.files(of: "2026-01") == second)
  }

  @Test("a pool that cannot be is refused before anything is read")
  func refused() throws {
    let site = try site()
    try site.append("pools.csv", "it,overhead,even,,1,USD,,\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 78 && !site.exists("ledger.sqlite"))
    #expect(outcome.errors.contains(#"pools.csv:6: the pool "it" is already told on line 5 from the beginning"#))
  }
}
