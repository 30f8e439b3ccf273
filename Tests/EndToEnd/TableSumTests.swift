import Foundation
import Metering
import Testing

/// Rows, columns and totals of every table agree, to the smallest unit of whatever currency (economics.md §2.6).
@Suite("Every table adds up") struct TableSumTests {
  private static let codes = ["USD", "JPY", "KWD"]

  /// A small organisation made up from a seed, with prices and costs in its own currency and in euros.
  private static func site(_ code: String, seed: UInt64) throws -> Site {
    var random = SeededDraw(state: seed)
    let tenants = (1...random.int(3...5)).map { "t\($0)" }
    var files = [
      "stackmeter.json5": """
      {
        organization: "Example", currency: "\(code)", timeZone: "UTC",
        sources: [{ name: "events", format: "usage-events", files: ["logs/*.csv"] }],
      }
      """,
      "fx.csv": "from_currency,to_currency,rate,valid_from\nEUR,\(code),1.\(random.int(0...999_999)),2026-01-01\n"
        + "EUR,\(code),0.\(random.int(100...999_999)),2026-10-\(random.int(10...28))\n",
      "rates.csv": "resource,unit,price,currency,valid_from\n"
        + "gpu,GPU-hours,\(random.int(1...9)).\(random.int(0...99_999)),EUR,2026-01-01\n"
        + "cpu,core-hours,0.\(random.int(1...99_999)),\(code),2026-01-01\n",
      "adjustments.csv": "adjustment,kind,percent,amount,currency,tenant\noff,discount,\(random.int(1...60)),,,t1\n"
        + "least,minimum,,\(random.int(1...900)),EUR,t2\ngift,credit,,\(random.int(1...90)).5,\(code),\n",
    ]
    var bookings = "tenant,business_unit,cost_centre,gl_account,owner,valid_from,valid_to\n"
    // The last is not listed, and the first moves within the month.
    for tenant in tenants.dropLast() { bookings += "\(tenant),b,00\(random.int(1...2)),0600,ann,,2026-10-12\n" }
    bookings += "t1,b,009,0600,bob,2026-10-12,\n"
    files["tenants.csv"] = bookings
    var environments = "environment,stack,kind,owner\n"
    var costs = "environment,category,currency,amount_per_month\n"
    var capacity = "environment,resource,units\n"
    var log = Site.csvHeader
    for (index, tenant) in tenants.enumerated() {
      for stack in ["notebooks", "training"] {
        let environment = "\(stack)-\(tenant)"
        environments += "\(environment),\(stack),bespoke,\(tenant)\n"
        let amount = "\(random.int(1...9_999)).\(random.int(0...9))"
        costs += "\(environment),licences,\(index % 2 == 0 ? "EUR" : code),\(amount)\n"
        capacity += "\(environment),gpu,\(random.int(1...9))\n"
        for event in 0..<random.int(1...6) {
          let start = "2026-10-\(random.int(10...30))T0\(random.int(0...9)):00:00Z"
          let resource = random.int(0...2) == 0 ? "cpu" : "gpu"
          let quantity = "\(random.int(1...999_999)).\(random.int(0...99))"
          log += "\(environment)-\(event),\(start),,\(tenant),\(stack),\(environment),7,\(resource),\(quantity)\n"
        }
      }
    }
    files["environments.csv"] = environments
    files["costs.csv"] = costs
    files["capacity.csv"] = capacity
    files["logs/a.csv"] = log
    return try Site(files)
  }

  @Test("whatever the organisation, in a currency without decimals, with two and with three", arguments: codes)
  func tablesAddUp(code: String) throws {
    let currency = try #require(Currency(code))
    for seed in UInt64(1)...3 {
      let site = try Self.site(code, seed: seed)
      try site.night()
      let total = try sum(site.table("lines_2026-10.csv").rows, "billed_cost", currency)
      #expect(total > 0)
      for name in ["statement_2026-10.csv", "by_stack_2026-10.csv", "organization.csv"] {
        #expect(try sum(site.table(name).rows, "billed_cost", currency) == total, "\(code) \(seed): \(name)")
      }
      for row in try site.table("control_totals.csv").rows where row["section"] == "chain" {
        #expect(row["sum"] == currency.text(minorUnits: total), "\(code) \(seed): \(row)")
      }
      try checkPage(PageTables(try site.read("reports/summary.html")), currency, total, "\(code) \(seed)")
      let controls = try site.table("control_totals.csv").rows
      for page in try site.reports().keys where page.hasSuffix(".html") {
        try PageFeet(page, html: try site.read("reports/\(page)"), controls, currency).check()
      }
    }
  }

  private func checkPage(_ page: PageTables, _ currency: Currency, _ total: Int128, _ context: String) throws {
    var checked = 0
    // Their feet are other figures beside the rows, and no sums.
    let others = ["The net over the horizon with one assumption moved", "The highest hour of each day"]
    for table in page.tables where !table.foot.isEmpty && !others.contains(where: table.caption.hasPrefix) {
      for (column, name) in table.head.enumerated() where column < table.foot[0].count {
        // Counts add up as well; shares and texts do not.
        func number(_ cells: [String]) -> Int128? {
          PageTables.units(cells[column], currency) ?? PageTables.units(cells[column], nil)
        }
        guard let foot = number(table.foot[0]) else { continue }
        let cells = table.rows.compactMap(number)
        #expect(cells.reduce(0, +) == foot, "\(context): \(table.caption), \(name)")
        checked += 1
      }
      try checkRows(table, currency, context)
    }
    #expect(checked >= 20, "\(context): \(checked) columns")
    let charges = try #require(page.tables.first { $0.caption.hasPrefix("Charges per tenant") })
    let charged = try #require(charges.column("Charged"))
    #expect(PageTables.units(charges.foot[0][charged], currency) == total)
  }

  /// Where a row has parts and their sum, they are one.
  private func checkRows(_ table: PageTables.Table, _ currency: Currency, _ context: String) throws {
    let sums: [(whole: String, parts: [(String, Int128)])] = [
      ("Charged", [("Usage", 1), ("Fixed", 1)]), ("Saving", [("Today", 1), ("Shared", -1)]),
      ("Capacity and paid by use", [("of it used", 1), ("of it idle", 1)]),
      ("Total", [("Capacity and paid by use", 1), ("Overhead", 1), ("People", 1)]),
    ]
    for (whole, parts) in sums {
      let columns = parts.compactMap { table.column($0.0) }
      guard let column = table.column(whole), columns.count == parts.count else { continue }
      for row in table.rows + [table.foot[0]] {
        guard let amount = PageTables.units(row[column], currency) else { continue }
        let sum = zip(columns, parts).reduce(Int128(0)) { $0 + (PageTables.units(row[$1.0], currency) ?? 0) * $1.1.1 }
        #expect(sum == amount, "\(context): \(table.caption), \(row)")
      }
    }
  }

  private func sum(_ rows: [[String: String]], _ column: String, _ currency: Currency) throws -> Int128 {
    try rows.reduce(Int128(0)) { sum, row in
      let text = row[column] ?? ""
      return sum + (text.isEmpty ? 0 : try #require(PageTables.units(text, currency), "\(text)"))
    }
  }
}

/// Numbers from a seed.
private struct SeededDraw {
  var state: UInt64

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int((state >> 33) % UInt64(range.count))
  }
}
