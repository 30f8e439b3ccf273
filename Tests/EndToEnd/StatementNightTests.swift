import Foundation
import Metering
import Testing

/// Statements of a site that has everything: a shared environment, cost pools, a discount, a price that changes its
/// unit, versions past support, a closed month and what came late for it.
@Suite("Tenants' statements, from logs to the last cell") struct StatementNightTests {
  private static let teams = ["zqada", "zqbob"]
  private static let platform = "zqhub"

  private static let tables = [
    "stackmeter.json5": """
    {
      organization: "Example", currency: "USD", timeZone: "UTC",
      sources: [{ name: "events", format: "usage-events", files: ["logs/*.csv"] }],
      resources: { "pages.read": { unit: "requests" } },
    }

    """,
    "rates.csv": """
    resource,unit,price,currency,valid_from,valid_to
    gpu,GPU-hours,1.37,USD,2026-01-01,2026-03-11
    gpu,GPU-minutes,0.0231,USD,2026-03-11,
    memory,GiB-hours,0.0052,USD,2026-01-01,

    """,
    "environments.csv": """
    environment,stack,kind,owner,version
    hub,notebooks,shared,zqhub,8.1
    zqada-lab,notebooks,bespoke,zqada,7.4
    zqbob-lab,notebooks,bespoke,zqbob,8.1
    zqada-train,training,bespoke,zqada,3
    zqbob-train,training,bespoke,zqbob,3

    """,
    "costs.csv": """
    environment,category,amount_per_month,currency
    hub,control_plane,811.00,USD
    zqada-lab,licences,613.00,USD
    zqbob-lab,licences,719.00,USD
    zqada-train,control_plane,127.00,USD
    zqbob-train,control_plane,149.00,USD

    """,
    "capacity.csv": """
    environment,resource,units
    hub,gpu,7
    zqada-lab,gpu,3
    zqbob-lab,gpu,5
    zqada-train,gpu,11
    zqbob-train,gpu,13

    """,
    "components.csv": """
    environment,component,version
    zqada-lab,postgres,13
    zqbob-lab,postgres,16
    zqada-train,postgres,16
    hub,python,3.11

    """,
    "releases.csv": """
    component,version,released,end_of_support
    postgres,13,2020-09-24,2025-11-13
    postgres,16,2023-09-14,2028-11-09
    python,3.11,2022-10-24,2027-10-31
    python,3.13,2024-10-07,2029-10-31

    """,
    "adjustments.csv": "adjustment,kind,percent,amount,currency,tenant\noff,discount,7,,,zqada\n",
    "tenants.csv": """
    tenant,name,cost_centre,gl_account,headcount
    zqada,Name zqada,cc-zqada,gl-zqada,17
    zqbob,Name zqbob,cc-zqbob,gl-zqbob,29
    zqhub,Name zqhub,cc-zqhub,gl-zqhub,5

    """,
    "pools.csv": """
    pool,source,method,resource,amount_per_month,currency,among,floor
    it,overhead,headcount,,941.00,USD,,
    base,shared_infrastructure,even,,,,,

    """,
  ]

  /// Odd seconds on every day of a month, so that no hour is round.
  private static func log(_ month: String, days: Int, from first: Int = 1) -> String {
    var log = Site.csvHeader
    for (number, team) in teams.enumerated() {
      for day in first...days {
        let start = "\(month)-\(day < 10 ? "0" : "")\(day)T0\(day % 10):00:00Z"
        for (place, stack, version) in [
          ("\(team)-lab", "notebooks", ""), ("hub", "notebooks", "8.1"), ("\(team)-train", "training", "3.\(number)"),
        ] where (day + number) % 4 != 0 || place == "hub" {
          for (resource, size) in [("gpu", 1), ("memory", 61), ("pages.read", 7)] {
            let quantity = size * (1_009 * (number + 3) + 977 * day + place.utf8.count)
            log += "\(month)-\(place)-\(day)-\(team)-\(resource),\(start),,\(team),\(stack),\(place),\(version),"
            log += "\(resource),\(quantity)\n"
          }
        }
      }
    }
    return log
  }

  /// What all tests read.
  private static let night = Result { try site() }

  /// January closed, something late for it, and February and March over.
  private static func site() throws -> Site {
    let site = try Site(tables)
    try site.write("logs/01.csv", log("2026-01", days: 31))
    try site.night()
    try site.close("2026-01")
    try site.write("logs/02.csv", log("2026-02", days: 28))
    try site.write("logs/03.csv", log("2026-03", days: 31))
    try site.write(
      "logs/late.csv",
      Site.csvHeader + "l1,2026-01-20T08:00:00Z,,zqada,notebooks,zqada-lab,,gpu,70877\n"
        + "l2,2026-01-21T08:00:00Z,,zqbob,training,zqbob-train,3.1,memory,-4099003\n")
    try site.night()
    return site
  }

  /// A number of a page or a file; nil of a text.
  private static func number(_ text: String) throws -> ExactDecimal? {
    let plain = text.replacing("−", with: "-").replacing(",", with: "").replacing("+", with: "")
    return try? ExactDecimal.parse(plain.utf8).value
  }

  private static func sum(_ texts: [String?]) throws -> ExactDecimal {
    try texts.compactMap { try $0.flatMap { try number($0) } }.total()
  }

  /// The numbers in order, of rows that stand in another.
  private static func sorted(_ rows: [[String]]) throws -> [[ExactDecimal]] {
    try rows.map { try $0.compactMap { try number($0) } }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private struct Statement {
    let tenant: String
    let rows: [[String: String]]
    let page: PageTables
    let html: String

    init(_ tenant: String, _ site: Site) throws {
      self.tenant = tenant
      rows = try site.table("tenants/\(tenant).csv").rows
      html = try site.read("reports/tenants/\(tenant).html")
      page = PageTables(html)
    }

    func of(_ record: String, _ month: String? = nil) -> [[String: String]] {
      rows.filter { $0["record"] == record && (month == nil || $0["billing_period"] == month) }
    }

    func table(_ caption: String) throws -> PageTables.Table {
      try #require(page.tables.first { $0.caption.hasPrefix(caption) }, "\(tenant): \(caption)")
    }
  }

  @Test("page and file of a tenant have the same figures, and each table adds up")
  func agree() throws {
    let site = try Self.night.get()
    for tenant in Self.teams + [Self.platform] {
      let statement = try Statement(tenant, site)
      let charges = statement.of("charge", "2026-03")
      let lines = try statement.table("Charges of March 2026 by stack and environment")
      let cost = try #require(lines.column("Cost"))
      #expect(try Self.sorted(lines.rows.map { [$0[cost]] }) == Self.sorted(charges.map { [$0["billed_cost"] ?? ""] }))
      #expect(try Self.number(lines.foot[0][cost]) == Self.sum(charges.map { $0["billed_cost"] }))
      let stacks = Set(charges.compactMap { $0["stack"] })
      for stack in stacks where stacks.count > 1 {
        let row = try #require(
          try statement.table("Charges of March 2026 by stack, in USD").rows.first { $0[0] == stack })
        #expect(try Self.number(row[3]) == Self.sum(charges.filter { $0["stack"] == stack }.map { $0["billed_cost"] }))
      }
      let months = try statement.table("Charges by month")
      for (row, month) in zip(months.rows, ["2026-03", "2026-02", "2026-01"]) {
        let all = statement.of("charge", month)
        #expect(try Self.number(row[4]) == Self.sum(all.map { $0["billed_cost"] }), "\(tenant) \(month)")
        let corrections = all.filter { $0["charge_class"] == "Correction" }
        #expect(try Self.number(row[5]) ?? .zero == Self.sum(corrections.map { $0["billed_cost"] }))
      }
      #expect(try Self.number(months.foot[0][4]) == Self.sum(statement.of("charge").map { $0["billed_cost"] }))
      let moved = try statement.table("What changed from February 2026 to March 2026")
      let movement = statement.of("movement")
      #expect(movement.allSatisfy { $0["billing_period"] == "2026-03" })
      #expect(
        try moved.foot[0].suffix(3).dropLast().map { try Self.number($0) } == [
          try Self.sum(movement.map { $0["previous_cost"] }), try Self.sum(movement.map { $0["current_cost"] }),
        ])
      let causes = statement.of("cause")
      if !causes.isEmpty {
        let why = try statement.table("Why, by stack")
        #expect(try Self.number(why.foot[0][3]) == Self.sum(causes.map { $0["cause_effect"] }))
        for row in why.rows + why.foot { #expect(try Self.number(row[3]) == Self.sum(Array(row.dropFirst(4)))) }
      }
      for table in statement.page.tables where !table.foot.isEmpty {
        for column in table.head.indices.dropFirst() {
          guard let foot = try Self.number(table.foot[0][column]) else { continue }
          #expect(
            try Self.sum(table.rows.map { $0[column] }) == foot, "\(tenant): \(table.caption), \(table.head[column])")
        }
      }
    }
  }

  @Test("days are by stack, environment, version and resource, and add up to the charge lines and to the page")
  func days() throws {
    let site = try Self.night.get()
    for tenant in Self.teams {
      let statement = try Statement(tenant, site)
      func key(_ row: [String: String], month: Bool = true) -> String {
        ((month ? ["billing_period"] : []) + ["stack", "environment", "version", "item", "unit"])
          .map { row[$0] ?? "?" }.joined(separator: "|")
      }
      let days = statement.of("day")
      let usage = statement.of("charge").filter { $0["charge_type"] == "usage" && $0["charge_class"] == "" }
      let quantities = Dictionary(grouping: days, by: { key($0) })
      #expect(Set(quantities.keys) == Set(usage.map { key($0) }))
      #expect(quantities.count > 25)
      for (key, lines) in Dictionary(grouping: usage, by: { key($0) }) {
        #expect(
          try Self.sum((quantities[key] ?? []).map { $0["day_quantity"] }) == Self.sum(lines.map { $0["quantity"] }),
          "\(tenant) \(key)")
        #expect(
          try Self.sum((quantities[key] ?? []).map { $0["day_cost"] }) == Self.sum(lines.map { $0["billed_cost"] }))
      }
      #expect(days.allSatisfy { $0["quantity"] == "" && $0["billed_cost"] == "" && $0["charge_type"] == "usage" })
      // The price of a GPU changes its unit on the 11th of March, and the days with it.
      for row in days where row["item"] == "gpu" {
        #expect(row["unit"] == ((row["first_day"] ?? "") < "2026-03-11" ? "GPU-hours" : "GPU-minutes"))
      }
      let march = statement.of("day", "2026-03")
      let page = try statement.table("Usage by day and stack in March 2026")
      let stacks = page.head.dropFirst().prefix { $0 != "All" }
      #expect(Set(stacks) == ["notebooks", "training"] && page.rows.count == 31)
      for (index, row) in page.rows.enumerated() {
        let day = "2026-03-\(index < 9 ? "0" : "")\(index + 1)"
        for stack in stacks {
          let cell = row[try #require(page.column(stack))]
          let own = march.filter { $0["first_day"] == day && $0["stack"] == stack }
          #expect(try Self.number(cell) ?? .zero == Self.sum(own.map { $0["day_cost"] }), "\(tenant) \(day) \(stack)")
        }
      }
      let resources = try statement.table("The same by stack, environment and resource")
      let groups = Dictionary(grouping: march, by: { key($0, month: false) }).values
      let shown = resources.rows.map { [$0[2], $0[4], $0[6]] }
      var told: [[String]] = []
      for group in groups {
        let quantity = try Self.sum(group.map { $0["day_quantity"] })
        let cost = try Self.sum(group.map { $0["day_cost"] })
        told.append(["\(quantity)", "\(group.count)", group[0]["day_cost"] == "" ? "" : "\(cost)"])
      }
      let (first, second) = (try Self.sorted(shown), try Self.sorted(told))
      #expect(first == second)
    }
  }

  @Test("corrections are on the page though another month is shown, and versions and sharing are in the file")
  func corrections() throws {
    let site = try Self.night.get()
    for (tenant, count) in [("zqada", 2), ("zqbob", 1), ("zqhub", 0)] {
      let statement = try Statement(tenant, site)
      let corrections = statement.of("charge", "2026-02").filter { $0["charge_class"] == "Correction" }
      // The late GPU-hours of zqada have their discount.
      #expect(corrections.count == count, "\(tenant)")
      #expect(statement.html.contains("No corrections.") == (count == 0))
      if count > 0 {
        let table = try statement.table("Lines that correct closed months")
        #expect(table.rows.count == count && statement.html.contains("Billed in February 2026 (open)"))
        #expect(try Self.number(table.foot[0][5]) == Self.sum(corrections.map { $0["billed_cost"] }))
      }
      // All of them use the hub, whose python is behind.
      let versions = statement.of("version").map { row in
        ["environment", "item", "version"].map { row[$0] ?? "?" }.joined(separator: "|")
      }
      let behind = try statement.table("Software behind its newest release")
      #expect(!versions.isEmpty && behind.rows.map { "\($0[0])|\($0[2])|\($0[3])" }.sorted() == versions.sorted())
      let sharing = statement.of("sharing")
      if !sharing.isEmpty {
        let table = try statement.table("What this team would pay on shared environments")
        #expect(try Self.number(table.foot[0][1]) == Self.sum(sharing.map { $0["today_cost"] }))
        #expect(try Self.number(table.foot[0][2]) == Self.sum(sharing.map { $0["shared_cost"] }))
      }
    }
    let ada = try Statement("zqada", site)
    #expect(ada.of("version").map { "\($0["environment"] ?? "") \($0["item"] ?? "")" }.contains("zqada-lab postgres"))
    #expect(!ada.of("sharing").isEmpty && ada.html.contains("■ ended 13"))
  }

  @Test("no name and no amount of another tenant is in the bytes of a statement")
  func isolated() throws {
    let site = try Self.night.get()
    let everybody = Self.teams + [Self.platform]
    let money = [
      "billed_cost", "day_cost", "previous_cost", "current_cost", "cause_effect", "today_cost", "shared_cost",
    ]
    var amounts: [String: Set<String>] = [:]
    for tenant in everybody {
      let texts = try site.table("tenants/\(tenant).csv").rows.flatMap { row in money.compactMap { row[$0] } }
      // Small amounts come up by chance.
      amounts[tenant] = Set(texts.map { $0.replacing("-", with: "") }.filter { $0.utf8.count >= 6 })
    }
    for tenant in everybody {
      let own = amounts[tenant] ?? []
      let page = try site.read("reports/tenants/\(tenant).html")
      let cells = Set(
        PageTables(page).tables.flatMap { $0.rows + $0.foot }.joined().map {
          $0.replacing(",", with: "").replacing("−", with: "").replacing("+", with: "")
        })
      let text = page + (try site.read("reports/tenants/\(tenant).csv"))
      for other in everybody where other != tenant {
        #expect(!text.contains(other), "the statement of \(tenant) names \(other)")
        let others = (amounts[other] ?? []).subtracting(own)
        #expect(!others.isEmpty)
        #expect(
          cells.isDisjoint(with: others), "the statement of \(tenant) has \(cells.intersection(others)) of \(other)")
      }
    }
  }
}
