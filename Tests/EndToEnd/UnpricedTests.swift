import Foundation
import Testing

@Suite("What has no price is not 0") struct UnpricedTests {
  private static let sentence =
    "compute was used and is not priced: add the prices of what was used to rates.csv to see what it cost."

  private func headline(_ page: String) -> String? {
    page.components(separatedBy: "<h1>").last?.components(separatedBy: "</h1>").first
  }

  /// The cells of a page's tables and its cards that show a sum of nothing.
  private func zeros(_ page: String) -> [String] {
    let cells = PageTables(page).tables.flatMap { $0.rows + $0.foot }.flatMap(\.self)
    return cells.filter { $0 == "0.00" } + page.components(separatedBy: "<").filter { $0.contains("USD\u{A0}0.00") }
  }

  @Test("the smallest project, with events and jobs and no rates, says so on every page")
  func smallest() throws {
    let site = try Site()
    let night = try site.run("run")
    #expect(night.code == 0 && !night.output.contains("0.00"), "\(night.output)")
    #expect(night.output.contains("unrated; add the prices of what was used to rates.csv\n"))
    #expect(try !site.read("last_run.json").contains("\"posted\""))
    for name in ["summary", "index"] {
      let page = try site.read("reports/\(name).html")
      #expect(headline(page)?.hasSuffix(Self.sentence) == true, "\(name)")
      #expect(page.contains("not priced") && zeros(page) == [], "\(name)")
    }
    let page = try site.read("reports/summary.html")
    #expect(page.contains("<p class=\"value\">Not priced</p>"))
    #expect(page.components(separatedBy: "<p class=\"value\">n/a</p>").count == 4)
    for (name, report) in try site.reportBytes() where name.hasPrefix("tenants/") && name.hasSuffix(".html") {
      #expect(zeros(String(decoding: report, as: UTF8.self)) == [], "\(name)")
    }
    for name in try site.reports().keys where name.hasPrefix("budgets_") {
      let rows = try site.table(name).rows
      #expect(!rows.isEmpty && rows.allSatisfy { $0["actual_cost"] == "" && $0["forecast_cost"] == "" })
    }
    for name in try site.reports().keys where name.hasPrefix("comparison_") {
      let rows = try site.table(name).rows
      for column in ["today", "shared", "saving", "amount"] {
        #expect(rows.allSatisfy { $0[column] == "" }, "\(name) \(column)")
      }
      #expect(rows.filter { $0["name"] == "verdict" }.allSatisfy { $0["text"] == "not_priced" })
    }
    let shown = try site.run("report", "--show").output
    #expect(shown.contains("not priced") && !shown.contains("0.00"), "\(shown)")
    let compared = try site.run("compare").output
    #expect(compared.contains("Not priced, so what sharing would change is not known") && !compared.contains("0.00"))
  }

  @Test("where some of it has a price the amounts are called lower bounds")
  func partly() throws {
    let site = try Site(Site.smallest.merging(["rates.csv": Site.rates]) { $1 })
    let night = try site.run("run")
    #expect(night.output.contains("2026-10: at least USD 13.00 in 8 lines, 5 unrated; "), "\(night.output)")
    #expect(try site.read("last_run.json").contains("\"posted\" : \"13.00\""))
    for name in ["summary", "index"] {
      #expect(headline(try site.read("reports/\(name).html"))?.contains("compute cost at least USD\u{A0}") == true)
    }
    let shown = try site.run("report", "--show").output
    #expect(shown.contains("compute cost at least USD 13.00;"))
    #expect(shown.contains("Charged at least 13.00 in 8 lines, 5 without a price."), "\(shown)")
  }

  @Test("environments that nobody has classified are a bucket with a remedy, and no stack that is there twice")
  func unclassified() throws {
    let csv = """
      id,start,tenant,environment,resource,quantity
      a,2026-10-31T08:00:00Z,ada,lab,gpu,3600
      b,2026-10-31T08:00:00Z,bob,den,gpu,7200

      """
    let site = try Site([
      "stackmeter.json5": Site.project, "logs/a.csv": csv, "rates.csv": Site.rates,
    ])
    #expect(try site.run("run").output.contains("nothing to compare\n"))
    #expect(try site.table("comparison_2026-10.csv").rows.allSatisfy { $0["stack"] == "" })
    let page = try site.read("reports/summary.html")
    #expect(page.contains("Not compared: <bdi>(unmapped)</bdi>, 2\u{A0}environments whose stack nobody tells"))
    #expect(page.contains("name their stacks in environments.csv, in the logs or in the map of the source"))
    let shown = try site.run("report", "--show").output
    #expect(shown.contains("Not compared: ") && shown.contains("den, lab"), "\(shown)")
    #expect(try site.run("compare").output.contains("Not compared, as nobody tells their stack: den, lab; name their"))
    // With a stack they are compared, and nothing is said of what nobody tells.
    try site.write(
      "environments.csv", "environment,stack,kind,owner\nlab,notebooks,bespoke,ada\nden,notebooks,bespoke,bob\n")
    #expect(try !site.run("run").output.contains("nothing to compare\n"))
    #expect(try !site.read("reports/summary.html").contains("Not compared"))
    #expect(try site.table("comparison_2026-10.csv").rows.contains { $0["stack"] == "notebooks" })
  }

  @Test("the headline hides nothing that is charged outside the comparison")
  func leftOut() throws {
    let site = try Site([
      "stackmeter.json5": Site.project, "rates.csv": Site.rates,
      "logs/a.csv": """
      id,start,tenant,environment,resource,quantity,stack
      a,2026-10-31T08:00:00Z,ada,lab,gpu,3600,notebooks
      b,2026-10-31T08:00:00Z,bob,den,gpu,7200,

      """,
    ])
    try site.night()
    let sentence = try #require(headline(try site.read("reports/summary.html")))
    #expect(sentence.contains("compute cost USD\u{A0}2.00"))
    #expect(
      sentence.hasSuffix(" Not in it is 1\u{A0}environment with USD\u{A0}4.00 of charges, whose stack nobody tells."))
  }
}
