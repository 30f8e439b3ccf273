import Foundation
import Testing

@Suite("Savings from night to night") struct SavingsNightTests {
  /// Three teams hold four GPUs each at 1.00 an hour, and use them in different hours; two move to the third's in
  /// February. January costs 744 × 12 = 8,928.00; four GPUs would do for all, so that the first wave promises
  /// 744 × (8 − 4) = 2,976.00. February costs 672 × 4 = 2,688.00: 6,240.00 less.
  private static let files = [
    "stackmeter.json5": """
    {
      organization: "Example", currency: "USD", timeZone: "UTC",
      sources: [ { name: "events", format: "usage-events", files: ["logs/*.csv"] } ],
      comparison: {
        headroom: "0%", isolationOverhead: "0%", migrationHoursPerEnvironment: 0, parallelMonths: 0, spareNodes: 0,
      },
    }
    """,
    "environments.csv": environments(until: "2026-02-01"), "capacity.csv": capacity(until: "2026-02-01"),
    "rates.csv": "resource,unit,price,currency,valid_from\ngpu,GPU-hours,1.00,USD,2026-01-01\n",
    "logs/a.csv": """
    id,start,end,tenant,environment,resource,quantity
    e1,2026-01-31T10:00:00Z,2026-01-31T11:00:00Z,ada,lab,gpu,14400
    e2,2026-01-31T12:00:00Z,2026-01-31T13:00:00Z,bob,den,gpu,14400
    e3,2026-01-31T14:00:00Z,2026-01-31T15:00:00Z,cid,pit,gpu,14400
    e4,2026-02-28T10:00:00Z,2026-02-28T11:00:00Z,bob,lab,gpu,14400
    e5,2026-03-10T10:00:00Z,2026-03-10T11:00:00Z,cid,lab,gpu,14400

    """,
  ]

  private static func environments(until end: String) -> String {
    "environment,stack,kind,owner,wave,valid_to\nlab,training,bespoke,ada,2,\n"
      + "den,training,bespoke,bob,1,\(end)\npit,training,bespoke,cid,1,\(end)\n"
  }

  private static func capacity(until end: String) -> String {
    "environment,resource,units,valid_to\nlab,gpu,4,\nden,gpu,4,\(end)\npit,gpu,4,\(end)\n"
  }

  private func row(_ site: Site, _ month: String, _ folder: String = "reports") throws -> [String: String] {
    let rows = try Table(try site.read("\(folder)/savings_\(month).csv")).rows
    #expect(rows.count == 1)
    return try #require(rows.first)
  }

  private static let columns = [
    "today_cost", "shared_cost", "potential_saving", "verdict", "promised_basis", "promised_saving", "realised_basis",
    "realised_saving", "baseline_period", "baseline_cost", "retired_environments", "usage_change",
  ]

  private static let february = [
    "2688.00", "2688.00", "0.00", "nothing_to_share", "plan", "2976.00", "baseline", "6240.00", "2026-01", "8928.00",
    "2", "-8.00",
  ]

  /// The rows of the page's table.
  private func page(_ site: Site, _ folder: String = "reports") throws -> [[String]] {
    let tables = PageTables(try site.read("\(folder)/summary.html")).tables
    return tables.filter { $0.caption.hasPrefix("Promised and realised") }.flatMap(\.rows)
  }

  private static let pageRow = [
    "training", "February 2026", "2", "2,688.00", "January 2026", "8,928.00", "2,976.00", "6,240.00", "−8.00",
  ]

  private func hash(_ site: Site, _ month: String) throws -> String { try #require(try site.state(of: month).last) }

  @Test("what was promised and realised is in the month's file and on the page, worked out by hand")
  func byHand() throws {
    let site = try Site(Self.files)
    try site.night()
    let january = try row(site, "2026-01")
    #expect(
      Self.columns.prefix(7).map { january[$0] }
        == ["8928.00", "2976.00", "5952.00", "pays", "nothing_retired", "", "nothing_retired"])
    let february = try row(site, "2026-02")
    #expect(Self.columns.map { february[$0] } == Self.february)
    let march = try row(site, "2026-03")
    #expect(
      ["potential_basis", "days_measured", "realised_basis"].map { march[$0] } == [
        "month_to_date", "10", "month_in_progress",
      ])
    #expect(march["realised_saving"] == "" && march["promised_saving"] == "")
    #expect(try page(site) == [Self.pageRow])
  }

  @Test("reports printed again for an earlier day or closing have what was realised by then")
  func printedAgain() throws {
    let site = try Site(Self.files)
    try site.night()
    let now = try site.reportBytes()
    func print(_ arguments: String...) throws {
      let outcome = try Program.run(["report"] + arguments + ["--reports", "then"], in: site.path)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    // Nothing has happened since: the day's reports are what they were, byte for byte.
    try print("--as-of", "2026-03-10")
    #expect(try site.reportBytes("then") == now)
    // By the end of January nothing was retired.
    try print("--as-of", "2026-01-31")
    #expect(try page(site, "then").isEmpty && row(site, "2026-01", "then")["realised_basis"] == "nothing_retired")
    try print("--as-of", "2026-02-28")
    #expect(try Self.columns.map { try row(site, "2026-02", "then")[$0] } == Self.february)
    #expect(try page(site, "then") == [Self.pageRow])

    try site.close("2026-01")
    let first = try hash(site, "2026-01")
    try site.close("2026-02")
    let second = try hash(site, "2026-02")
    // The moves are taken back from March on, and entered for later: what is closed stays.
    try site.write("environments.csv", Self.environments(until: "2026-12-01"))
    try site.write("capacity.csv", Self.capacity(until: "2026-12-01"))
    try site.night()
    for hash in [first, second] {
      try print("--closing", hash)
      #expect(try Self.columns.map { try row(site, "2026-02", "then")[$0] } == Self.february)
      #expect(try page(site, "then") == [Self.pageRow])
    }
    #expect(try Self.columns.map { try row(site, "2026-02")[$0] } == Self.february)
    #expect(try page(site) == [Self.pageRow])
  }

  /// With logs that reach into April, so that March is full.
  private func longer(until end: String, used day: String = "31") throws -> Site {
    var files = Self.files
    files["environments.csv"] = Self.environments(until: end)
    files["capacity.csv"] = Self.capacity(until: end)
    let events = try #require(files["logs/a.csv"])
    files["logs/a.csv"] =
      events.replacing("2026-01-31T", with: "2026-01-\(day)T")
      + "e6,2026-04-01T10:00:00Z,2026-04-01T11:00:00Z,cid,lab,gpu,14400\n"
    return try Site(files)
  }

  @Test(
    "whichever day of February the first is retired on, March is measured against January",
    arguments: ["2026-02-01", "2026-02-02", "2026-02-10", "2026-02-28"])
  func anyDay(_ end: String) throws {
    let site = try longer(until: end)
    try site.night()
    let march = try row(site, "2026-03")
    #expect(march["baseline_period"] == "2026-01" && march["baseline_cost"] == "8928.00")
    // March is 744 x 4 = 2,976.00; the plan promised 744 x (8 - 4).
    #expect(march["realised_saving"] == "5952.00" && march["promised_saving"] == "2976.00")
    let february = try row(site, "2026-02")
    let isWhole = end == "2026-02-01"
    #expect(february["realised_basis"] == (isWhole ? "baseline" : "nothing_retired"))
    #expect(february["realised_saving"] == (isWhole ? "6240.00" : ""))
    #expect(try page(site).map { $0[1] } == (isWhole ? ["February 2026", "March 2026"] : ["March 2026"]))
  }

  @Test("retired on the first day of a month, the month before is whole; in the first of all, there is none before")
  func edges() throws {
    let march = try longer(until: "2026-03-01")
    try march.night()
    #expect(try row(march, "2026-03")["baseline_period"] == "2026-02")
    let first = try longer(until: "2026-01-20", used: "10")
    try first.night()
    #expect(try row(first, "2026-03")["realised_basis"] == "no_full_month_before")
    #expect(try row(first, "2026-03")["realised_saving"] == "" && page(first).isEmpty)
  }

  @Test("every number of the sample's files is the very number of its page")
  func sample() throws {
    let sample = try SampleWriting(seed: 1)
    #expect(try Program.run(["run"], in: sample.folder).code == 0)
    func read(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(sample.folder)/reports/\(name)")), as: UTF8.self)
    }
    let tables = PageTables(try read("summary.html")).tables
    func table(_ caption: String) throws -> PageTables.Table {
      try #require(tables.first { $0.caption.hasPrefix(caption) }, "\(caption)")
    }
    func plain(_ cell: String) -> String { cell.replacing(",", with: "").replacing("−", with: "-") }
    let rows = try Table(try read("savings_2026-10.csv")).rows
    #expect(rows.count == 5)
    func row(_ stack: String) throws -> [String: String] { try #require(rows.first { $0["stack_role"] == stack }) }

    let stacks = try table("Today and one shared environment per stack, October 2026")
    let realised = try table("Promised and realised since")
    #expect(stacks.rows.count == 5 && realised.rows.map { $0[0] } == ["notebooks", "pipelines"])
    for (table, columns) in [
      (
        stacks,
        [
          ("Today", "today_cost"), ("Shared", "shared_cost"), ("Saving", "potential_saving"),
          ("of it cash", "cashable_saving"),
        ]
      ),
      (
        realised,
        [
          ("Retired", "retired_environments"), ("Cost", "today_cost"), ("Its cost", "baseline_cost"),
          ("Promised", "promised_saving"), ("Realised", "realised_saving"), ("Change of usage", "usage_change"),
        ]
      ),
    ] {
      for shown in table.rows {
        let row = try row(shown[0])
        for (title, column) in columns {
          let cell = try #require(table.column(title))
          // Before a wave is complete nothing is promised yet, and the page says so in words.
          let isNone = column == "promised_saving" && row[column] == "0.00" && shown[cell].hasPrefix("none yet")
          #expect(isNone || row[column] == plain(shown[cell]), "\(shown[0]): \(column)")
        }
      }
    }
    // Sharing the feature store does not pay, and the file says so.
    #expect(try row("feature-store")["potential_saving"] == "-20654.91")
    #expect(try row("feature-store")["verdict"] == "does_not_pay")
    #expect(try row("notebooks")["realised_saving"] == "16816.42")
    #expect(rows.count { $0["realised_saving"] == "" } == 3)

    // The sums of the trend, and of all stacks shared beside the alternatives.
    func sum(_ column: String) throws -> String? {
      let controls = try Table(try read("control_totals.csv")).rows
      return controls.first { $0["file"] == "savings_2026-10.csv" && $0["sum_column"] == column }?["sum"]
    }
    let trend = try table("What was found in all months")
    let october = try #require(trend.rows.first { $0[0] == "October 2026" })
    for (title, column) in [("Promised", "promised_saving"), ("Realised", "realised_saving")] {
      #expect(plain(october[try #require(trend.column(title))]) == (try sum(column)), "\(column)")
    }
    let alternatives = try table("The alternatives beside each other")
    let shared = try #require(alternatives.rows.first { $0[0] == "one platform for each stack" })
    for (title, column) in [("Saving", "potential_saving"), ("of it cash", "cashable_saving")] {
      #expect(plain(shared[try #require(alternatives.column(title))]) == (try sum(column)), "\(column)")
    }
    // Earlier months are not on the page but in the trend, and are those of the comparison's files.
    let months = try table("All months")
    for (month, label) in [("2026-08", "August 2026"), ("2026-09", "September 2026"), ("2026-10", "October 2026")] {
      let rows = try Table(try read("savings_\(month).csv")).rows
      let compared = try Table(try read("comparison_\(month).csv")).rows.filter { $0["section"] == "result" }
      for row in rows {
        func result(_ name: String) -> [String: String]? {
          compared.first { $0["stack"] == row["stack_role"] && $0["name"] == name }
        }
        #expect(row["today_cost"] == result("total")?["today"] && row["shared_cost"] == result("total")?["shared"])
        #expect(row["potential_saving"] == result("total")?["saving"])
        #expect(row["cashable_saving"] == result("cashable_saving")?["amount"])
      }
      let shown = try #require(months.rows.first { $0[0] == label })
      let together = Table.sum(rows, "potential_saving")
      #expect(plain(shown[try #require(months.column("Saving"))]).replacing(".", with: "") == "\(together)")
    }
    for name in ["columns.md", "manifest.json", "SHA256SUMS", "index.html"] {
      #expect(try read(name).contains(name == "columns.md" ? "savings_<period>.csv" : "savings_2026-10.csv"), "\(name)")
    }
  }
}

extension Table {
  /// Of a column of amounts with two decimals, in cents.
  fileprivate static func sum(_ rows: [[String: String]], _ column: String) -> Int {
    rows.reduce(0) { $0 + (Int(($1[column] ?? "").replacing(".", with: "")) ?? 0) }
  }
}
