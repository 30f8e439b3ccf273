import Foundation
import Metering
import Testing

/// GPUs have a price and cores have none: two teams' notebooks are priced, a third's is not, and neither is anything of
/// serving, which two teams run with the same product.
@Suite("What has no price among what has one is not 0") struct PartlyPricedTests {
  private static let environments = """
    environment,stack,kind,owner,product
    nb-ada,notebooks,bespoke,ada,
    nb-bob,notebooks,bespoke,bob,
    nb-cy,notebooks,bespoke,cy,
    sv-ada,serving,bespoke,ada,triton
    sv-bob,serving,bespoke,bob,triton

    """

  private static let log: String = {
    var log = Site.csvHeader
    for (month, day) in [("08", "31"), ("09", "30")] {
      for (tenant, stack, resource, quantity) in [
        ("ada", "nb", "gpu", 36_000), ("bob", "nb", "gpu", 72_000), ("cy", "nb", "cpu.core", 3_600),
        ("ada", "sv", "cpu.core", 3_600), ("bob", "sv", "cpu.core", 7_200),
      ] {
        let environment = "\(stack)-\(tenant)"
        log +=
          "\(environment)-\(month),2026-\(month)-\(day)T08:00:00Z,,\(tenant),,\(environment),,\(resource),\(quantity)\n"
      }
    }
    return log
  }()

  private static let unpriced = ["nb-cy", "sv-ada", "sv-bob"]

  private func site(_ more: [String: String] = [:], rates: String? = Site.rates) throws -> Site {
    var files = ["stackmeter.json5": Site.project, "environments.csv": Self.environments, "logs/a.csv": Self.log]
    if let rates { files["rates.csv"] = rates }
    let site = try Site(files.merging(more) { $1 })
    try site.night()
    return site
  }

  private func rows(_ page: String, _ table: String, in site: Site) throws -> [String: [String]] {
    let tables = PageTables(try site.read("reports/\(page)")).tables
    let found = try #require(tables.first { $0.id == table }, "\(page) \(table)")
    return Dictionary((found.rows + found.foot).map { ($0[0], $0) }, uniquingKeysWith: { $1 })
  }

  /// The words of a chart.
  private func labels(_ chart: String, in site: Site) throws -> [String] {
    let page = try site.read("reports/summary.html")
    let svg = page.components(separatedBy: "<svg").first { $0.contains("aria-labelledby=\"\(chart)-t ") }
    return try #require(svg, "\(chart)").components(separatedBy: "<text").dropFirst().compactMap {
      $0.components(separatedBy: ">").dropFirst().first?.components(separatedBy: "<").first
    }
  }

  private func feet(of site: Site) throws {
    let controls = try site.table("control_totals.csv").rows
    for page in try site.reports().keys where page.hasSuffix(".html") {
      try PageFeet(page, html: try site.read("reports/\(page)"), controls, try #require(Currency("USD"))).check(
        canBeEmpty: true)
    }
  }

  @Test("on the page: no amount, no share, no bar and no change stands for it")
  func page() throws {
    let site = try site()
    let tenants = try rows("summary.html", "tenants", in: site)
    #expect(tenants["cy"]?[2...6] == ["–", "–", "not priced", "–", "1"])
    #expect(tenants["bob"]?[2...6] == ["40.00", "0.00", "40.00", "66.7%", "1"])
    #expect(try rows("summary.html", "stacks", in: site)["serving"]?[3...6] == ["–", "–", "not priced", "–"])
    let today = try rows("summary.html", "today", in: site)
    for environment in Self.unpriced {
      #expect(today[environment]?.dropFirst(2) == ["n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "not priced"])
    }
    #expect(today["nb-ada"]?.dropFirst(2) == ["20.00", "20.00", "0.00", "0.00", "0.00", "–", "20.00"])
    let owners = PageTables(try site.read("reports/summary.html")).tables.first { $0.id == "owners" }?.rows ?? []
    #expect(owners.filter { $0[4] == "not priced" }.map { $0[1] }.sorted() == Self.unpriced)
    #expect(!owners.contains { $0[4] == "0.00" })
    #expect(try rows("summary.html", "shift", in: site)["cy"]?[1...3] == ["not priced", "not priced", "n/a"])
    let clusters = try rows("summary.html", "clusters", in: site)
    #expect(clusters["serving"]?[2...4] == ["not priced", "not priced", "n/a"] && clusters["All groups"]?[4] == "n/a")
    for chart in ["where-each", "duplicates-chart", "sharing-chart"] {
      let labels = try labels(chart, in: site)
      #expect(labels.contains("not priced") && !labels.contains { $0.hasPrefix("0.00") }, "\(chart)")
    }
    let waves = PageTables(try site.read("reports/summary.html")).tables.first { $0.id == "waves" }?.rows ?? []
    #expect(waves.first { $0[0] == "serving" }?.suffix(2) == ["n/a", "n/a"])
    let page = try site.read("reports/summary.html")
    #expect(page.contains("What duplication costs is not known, as nothing of it is priced."))
    #expect(page.contains("Charged to cy: not priced") && page.contains("Charged for serving: not priced"))
    #expect(page.contains("Sharing does not pay for the only stack that runs more than once."))
    try feet(of: site)
  }

  @Test("in files: it is empty, and a real 0 stays one")
  func files() throws {
    let site = try site()
    let comparison = try site.table("comparison_2026-09.csv").rows
    for row in comparison where Self.unpriced.contains(row["subject"] ?? "") || row["stack"] == "serving" {
      #expect(["today", "shared", "saving"].allSatisfy { row[$0] == "" }, "\(row)")
    }
    #expect(comparison.contains { $0["section"] == "spending" && $0["subject"] == "nb-ada" && $0["today"] == "0.00" })
    let bills = comparison.filter { $0["section"] == "organization_split" && $0["subject"] == "cy" }
    #expect(bills.count == 2 && bills.allSatisfy { $0["today"] == "" && $0["shared"] == "" && $0["amount"] == "" })
    let duplication = try #require(comparison.first { $0["name"] == "duplicate_cost" })
    #expect(duplication["amount"] == "")
    let saving = try #require(try site.table("savings_2026-09.csv").rows.first { $0["stack_role"] == "serving" })
    #expect(saving["potential_basis"] == "not_priced" && saving["verdict"] == "not_priced")
    #expect(["today_cost", "shared_cost", "potential_saving", "cashable_saving"].allSatisfy { saving[$0] == "" })
    let moved = try site.table("movements_2026-09.csv").rows
    let unknown = moved.filter { $0["current_cost"] == "" }.map { "\($0["tenant_id"] ?? "") \($0["stack_role"] ?? "")" }
    #expect(unknown.sorted() == ["ada serving", "bob serving", "cy notebooks"])
    for row in moved {
      let isKnown = row["current_cost"] != ""
      #expect(row["previous_cost"] != "" || !isKnown)
      #expect(row["change"] == (isKnown ? "0.00" : "") && row["volume"] == (isKnown ? "0.00" : ""))
    }
    let reconciled = try site.table("reconciliation_2026-09.csv").rows
    for row in reconciled {
      let isKnown = !Self.unpriced.contains(row["environment_id"] ?? "")
      #expect((row["allocated"] != "") == isKnown && (row["billed_cost"] != "") == isKnown)
      #expect(row["unallocated"] == "0.00")
    }
    let buckets = try site.table("control_totals.csv").rows.filter { $0["section"] == "bucket" }
    #expect(!buckets.isEmpty && buckets.filter { $0["sum_column"] != "unmapped" }.allSatisfy { $0["sum"] == "0.00" })
    for name in ["statement", "by_stack"] {
      let rows = try site.table("\(name)_2026-09.csv").rows.filter {
        ($0["tenant_id"] ?? $0["tenant"]) == "cy" || $0["stack"] == "serving"
      }
      #expect(!rows.isEmpty && rows.allSatisfy { $0["billed_cost"] == "" }, "\(name)")
    }
    #expect(try !site.table("journal_2026-09.csv").rows.contains { $0["debit"] == "0.00" && $0["credit"] == "0.00" })
  }

  @Test("in a statement: then and now are not priced, and whether they changed is not known")
  func statement() throws {
    let site = try site()
    let moved = try rows("tenants/ada.html", "movement", in: site)
    #expect(moved["sv-ada"]?.dropFirst(2) == ["not priced", "not priced", "n/a"])
    #expect(moved["Unchanged"]?.dropFirst(1) == ["1\u{A0}item", "20.00", "20.00", "0.00"])
    let rows = try site.table("tenants/ada.csv").rows.filter { $0["record"] == "movement" }
    #expect(rows.map { $0["current_cost"] } == ["20.00", ""] && rows.map { $0["previous_cost"] } == ["20.00", ""])
    #expect(try site.read("reports/tenants/cy.html").contains("What was used in September 2026 has no price yet."))
    // With prices from September on, what a change is from is not known.
    let priced = try self.site(
      rates: Site.rates + "cpu.core,core-hours,1.00,USD,2026-09-01\n")
    let changed = try self.rows("tenants/ada.html", "movement", in: priced)
    #expect(changed["sv-ada"]?.dropFirst(2) == ["not priced", "1.00", "n/a"], "\(changed)")
    let cause = try priced.table("tenants/ada.csv").rows.filter { $0["record"] == "cause" }
    #expect(cause.isEmpty)
    let movement = try priced.table("movements_2026-09.csv").rows.first { $0["stack_role"] == "serving" }
    #expect(movement?["previous_cost"] == "" && movement?["current_cost"] == "1.00" && movement?["change"] == "")
    #expect(movement?["new_or_ended"] == "" && movement?["main_cause"] == "")
  }

  @Test("in the terminal")
  func terminal() throws {
    let site = try site()
    let shown = try site.run("report", "--show").output
    #expect(
      shown.split(separator: "\n").contains { $0.contains("cy") && $0.contains("not priced") && $0.contains("–") })
    #expect(!shown.contains(" 0.00") && !shown.contains("0.0%"), "\(shown)")
    let compared = try site.run("compare").output.split(separator: "\n")
    for name in ["serving", "cy"] {
      #expect(compared.contains { $0.contains(name) && $0.contains("not priced") }, "\(name): \(compared)")
    }
  }

  private static let costs = """
    environment,category,currency,amount_per_month
    nb-cy,licences,USD,100
    sv-ada,control_plane,USD,50

    """

  @Test("with fixed costs alone an amount is a lower bound, and what was used is still not 0")
  func fixedCosts() throws {
    let site = try site(["costs.csv": Self.costs])
    let tenants = try rows("summary.html", "tenants", in: site)
    #expect(tenants["cy"]?[2...4] == ["not priced", "100.00", "at least 100.00"])
    #expect(tenants["All tenants"]?[2...4] == ["60.00", "150.00", "210.00"])
    let today = try rows("summary.html", "today", in: site)
    #expect(today["nb-cy"]?.dropFirst(2) == ["not priced", "–", "–", "100.00", "0.00", "–", "at least 100.00"])
    #expect(today["sv-bob"]?.last == "not priced")
    #expect(try labels("where-each", in: site).contains("at least 100"))
    let stacks = try rows("summary.html", "stack-comparison", in: site)
    #expect(stacks["serving"]?[1...2] == ["at least 50.00", "at least 50.00"] && stacks["notebooks"]?[1] == "160.00")
    let costs = try site.table("comparison_2026-09.csv").rows.filter {
      $0["section"] == "environment" && $0["subject"] == "nb-cy"
    }
    let amounts = Dictionary(uniqueKeysWithValues: costs.map { ($0["name"] ?? "", $0["today"] ?? "") })
    #expect(amounts["used"] == "" && amounts["paid_by_use"] == "" && amounts["idle"] == "")
    #expect(amounts["licences"] == "100.00" && amounts["control_plane"] == "0.00" && amounts["total"] == "100.00")
    #expect(
      try site.read("reports/tenants/cy.html").contains("100 for fixed costs, and what was used has no price yet."))
    let index = try rows("index.html", "tenants", in: site)
    #expect(index["cy"]?[2] == "at least 100.00")
    try feet(of: site)
  }

  @Test("with fixed costs and no price at all, the sums of usage are not priced and all others lower bounds")
  func fixedCostsAlone() throws {
    let site = try site(["costs.csv": Self.costs], rates: nil)
    #expect(
      try rows("summary.html", "tenants", in: site)["All tenants"]?[2...4] == [
        "not priced", "150.00", "at least 150.00",
      ])
    #expect(try rows("summary.html", "stack-comparison", in: site)["All stacks"]?[1] == "at least 150.00")
    let today = try rows("summary.html", "today", in: site)
    #expect(today["All environments today"]?[2] == "not priced" && today["Shared (model)"]?[2] == "not priced")
    #expect(
      try site.read("reports/summary.html").contains(
        "Environments cost at least USD\u{A0}150: what was used has no price;"))
    let statement = try site.read("reports/tenants/cy.html")
    #expect(statement.contains("What was used on these days has no price yet.") && !statement.contains("USD\u{A0}0.00"))
    try feet(of: site)
  }

  @Test("where nothing has a price, no control total says 0 but of what is not there")
  func nothing() throws {
    let site = try site(rates: nil)
    let totals = try site.table("control_totals.csv").rows
    let zeros = totals.filter { $0["sum"] == "0.00" }.map { "\($0["section"] ?? "") \($0["sum_column"] ?? "")" }
    #expect(Set(zeros) == ["bucket unallocated", "bucket conversion"])
    #expect(totals.filter { $0["section"] == "chain" }.count == 8)
  }
}
