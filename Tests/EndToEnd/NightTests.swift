import Foundation
import Metering
import Testing

@Suite("A night, from logs to reports") struct NightTests {
  /// Nothing has a price, so the month has no FOCUS export.
  private static let october = [
    "SHA256SUMS", "budgets_2026-10.csv", "by_stack_2026-10.csv", "columns.md", "comparison_2026-10.csv",
    "control_totals.csv", "corrections_2026-10.csv", "import-notes.txt", "index.html", "journal_2026-10.csv",
    "lines_2026-10.csv", "manifest.json", "movements_2026-10.csv", "organization.csv", "quarantine.csv",
    "reconciliation_2026-10.csv", "reconciliation_effective_2026-10.csv", "savings_2026-10.csv",
    "statement_2026-10.csv", "summary.html", "tenant_pages.csv", "unallocated_2026-10.csv",
  ]

  private func total(_ table: Table, _ column: String = "billed_cost") throws -> ExactDecimal {
    try table.rows.compactMap { $0[column] }.filter { !$0.isEmpty }.map { try ExactDecimal.parse($0.utf8).value }
      .total()
  }

  /// The lines as `tenant stack environment version sku days: quantity unit, cost`.
  private func lines(_ site: Site) throws -> [String] {
    try site.table("lines_2026-10.csv").rows.map { row in
      func field(_ name: String) -> String { row[name] ?? "?" }
      return [
        field("tenant_id"), field("stack_role"), field("environment_id"), field("sku"),
        String(field("charge_period_start").suffix(2)) + "–" + String(field("charge_period_end").suffix(2)),
        field("quantity"), field("unit"), field("billed_cost"),
      ].joined(separator: " ")
    }
  }

  @Test("the smallest project meters three logs and shows what has no price, which is not 0")
  func smallestProject() throws {
    let site = try Site()
    let outcome = try site.run("run")
    #expect(outcome.code == 0)
    #expect(
      outcome.output == """
        read 3 files, 0 unchanged: 4 records = 4 accepted + 0 duplicate + 0 quarantined + 0 excluded
        2026-10: not priced in 8 lines, 8 unrated; add the prices of what was used to rates.csv
        reports: reports

        """)
    #expect(try site.reports().keys.filter { !$0.hasPrefix("tenants/") }.sorted() == Self.october)
    #expect(
      try Set(lines(site)) == [
        "ada notebooks lab gpu 01–04 7200.000000 GPU-seconds ",
        "bob notebooks den gpu 01–04 1800.000000 GPU-seconds ",
        "ada (unmapped) lab tokens 01–04 1234.000000 tokens ",
        "ada training hpc cpu.core 01–04 57600.000000 core-seconds ",
        "ada training hpc gpu 01–04 14400.000000 GPU-seconds ",
        "ada training hpc memory 01–04 230400.000000 GiB-seconds ",
        "ada training hpc node 01–04 7200.000000 node-seconds ",
        "ada training hpc job 01–04 7200.000000 job-seconds ",
      ])
    let page = try site.read("reports/summary.html")
    #expect(page.contains("tokens") && page.contains("memory"))
  }

  @Test("an organisation with every table pays what is worked out here, and every file adds up to it")
  func organization() throws {
    let site = try Site(Site.organization)
    try site.night()
    #expect(
      try lines(site).sorted() == [
        // Three days of October, on which somebody used something: 3 ÷ 31 of 31.00 and of 0.5 × 148,800 ÷ 12 =
        // 6,200.00.
        "ada notebooks den Notes, \"pro\" 03–04 0.032258 months 2.00",
        "ada notebooks lab control plane 01–04 0.096774 months 3.00",
        // 2 GPU-hours at 2.00 before the price rose; bob's half one at 3.00; the job's 4 on the third day.
        "ada notebooks lab gpu 01–02 2.000000 GPU-hours 4.00",
        "ada notebooks lab operations staff 01–04 0.096774 months 600.00",
        "ada notebooks lab tokens 01–04 1234.000000 tokens ",
        "ada training hpc cpu.core 01–04 16.000000 core-hours 2.00",
        "ada training hpc gpu 02–04 4.000000 GPU-hours 12.00",
        "ada training hpc job 01–04 7200.000000 job-seconds ",
        "ada training hpc memory 01–04 230400.000000 GiB-seconds ",
        "ada training hpc node 01–04 7200.000000 node-seconds ",
        // Two of the three days are bob's, then the licence is ada's.
        "bob notebooks den Notes, \"pro\" 01–03 0.064516 months 4.00",
        "bob notebooks den gpu 02–03 0.500000 GPU-hours 1.50",
      ])
    let sum = try total(site.table("lines_2026-10.csv"))
    #expect(sum == "628.50")
    #expect(try total(site.table("statement_2026-10.csv")) == sum)
    #expect(try total(site.table("by_stack_2026-10.csv")) == sum)
    let totals = try site.table("control_totals.csv").rows
    for file in ["lines", "statement", "by_stack"] {
      let rows = totals.filter { $0["file"] == "\(file)_2026-10.csv" && $0["sum_column"] == "billed_cost" }
      #expect(rows.compactMap { $0["sum"] } == ["628.50"], "\(file)")
    }
    let sources = totals.filter { $0["section"] == "source" }
    #expect(sources.map { [$0["source"], $0["read"], $0["accepted"]] } == [["events", "3", "3"], ["hpc", "1", "1"]])
    let statement = try site.table("statement_2026-10.csv").rows
    #expect(Set(statement.filter { $0["tenant_id"] == "ada" }.map { $0["cost_centre"] }) == ["0042"])
    #expect(Set(statement.filter { $0["tenant_id"] == "bob" }.map { $0["cost_centre"] }) == ["(unmapped)"])
  }

  @Test("a second run leaves every byte and every time of the reports as they are")
  func secondRun() throws {
    let site = try Site(Site.organization)
    try site.night()
    let (reports, ledger) = (try site.reports(), try site.ledger())
    let outcome = try site.run("run")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasSuffix("reports: reports (unchanged)\n"))
    #expect(try site.reports() == reports)
    #expect(try site.ledger() == ledger)
  }

  @Test("the stages one by one do what a run does, and report alone reads no log")
  func stages() throws {
    let (whole, parts) = (try Site(Site.organization), try Site(Site.organization))
    try whole.night()
    for stage in ["ingest", "aggregate"] { #expect(try parts.run(stage).code == 0) }
    #expect(!parts.exists("reports"))
    try parts.remove("logs")
    #expect(try parts.run("report").code == 0)
    #expect(try parts.reportBytes() == whole.reportBytes())
  }

  @Test("one worker and four give the same reports and the same ledger")
  func workers() throws {
    let one = try Site(Site.organization)
    try one.write("logs/large.csv", Site.log(events: 52_000))
    let four = try Site(copyOf: one)
    try one.night("--jobs", "1")
    try four.night("--jobs", "4")
    #expect(try four.reportBytes() == one.reportBytes())
    #expect(try four.ledger() == one.ledger())
    let counts = try #require(try one.table("control_totals.csv").rows.first { $0["source"] == "events" })
    #expect(counts["quarantined"] != "0" && counts["duplicate"] != "0")
  }

  @Test("the order of the patterns of a source changes nothing but the name of the run")
  func patternOrder() throws {
    var files = Site.organization
    // The same id with other content in both files: the first path keeps its event.
    files["logs/b.jsonl"] = Site.json.replacing("\"e3\"", with: "\"e1\"") + Site.json
    let first = try Site(files)
    files["stackmeter.json5"] = Site.project.replacing(
      "[\"logs/*.csv\", \"logs/*.jsonl\"]", with: "[\"logs/*.jsonl\", \"logs/b.*\", \"logs/*.csv\"]")
    let second = try Site(files)
    try first.night()
    try second.night()
    #expect(try first.reportTexts() == second.reportTexts())
    #expect(try first.rollup() == second.rollup())
    let counts = try #require(try first.table("control_totals.csv").rows.first { $0["source"] == "events" })
    #expect(counts["quarantined"] == "1")
  }

  @Test("paths of the project file are of its folder, those of the command line of the current one")
  func paths() throws {
    let (site, elsewhere) = (try Site(Site.organization), try Site([:]))
    #expect(try elsewhere.run("run", site.path).code == 0)
    #expect(site.exists("reports/summary.html") && site.exists("ledger.sqlite") && site.exists("last_run.json"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path) == [])
    #expect(try elsewhere.run("run", site.path, "--reports", "out/here", "--ledger=my.sqlite").code == 0)
    #expect(try elsewhere.reportBytes("out/here") == site.reportBytes())
    #expect(elsewhere.exists("my.sqlite") && elsewhere.exists("last_run.json"))
  }

  @Test("--as-of counts up to a day, and prorates what is paid by the month")
  func asOf() throws {
    let site = try Site(Site.organization)
    try site.night()
    let whole = try site.reportBytes()
    try site.night("--as-of", "2026-10-01")
    #expect(
      try lines(site).sorted() == [
        "ada notebooks lab control plane 01–02 0.032258 months 1.00",
        "ada notebooks lab gpu 01–02 2.000000 GPU-hours 4.00",
        "ada notebooks lab operations staff 01–02 0.032258 months 200.00",
        "bob notebooks den Notes, \"pro\" 01–02 0.032258 months 2.00",
      ])
    try site.night("--as-of", "2026-10-31")
    #expect(try total(site.table("lines_2026-10.csv")) == "6312.50")
    try site.night()
    #expect(try site.reportBytes() == whole)
  }

  @Test("--as-of before any usage leaves the reports as they are")
  func asOfBeforeAll() throws {
    let site = try Site()
    try site.night()
    let reports = try site.reports()
    let outcome = try site.run("run", "--as-of", "2026-09-30")
    #expect(outcome.code == 66)
    #expect(
      outcome.complaints == [
        "stackmeter: --as-of 2026-09-30: there is no usage up to that day, the first is of 2026-10-01; give a later day"
      ])
    #expect(try site.reports() == reports)
  }

  @Test("what last_run.json tells: how it ended, what was read, what a month comes to")
  func lastRun() throws {
    struct Record: Decodable {
      struct Phase: Decodable { let name: String }
      struct Month: Decodable { let period, posted: String }
      let status, verb: String
      let exitCode: Int
      let error: String?
      let phases: [Phase]
      let periods: [Month]
    }
    let site = try Site(Site.organization)
    func record() throws -> Record {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Record.self, from: Data(site.read("last_run.json").utf8))
    }
    try site.night()
    let good = try record()
    #expect(good.status == "ok" && good.exitCode == 0 && good.verb == "run" && good.error == nil)
    #expect(good.phases.map(\.name) == ["ingest", "aggregate", "report"])
    #expect(good.periods.map(\.posted) == ["628.50"])
    try site.remove("sacct")
    try site.remove("logs")
    try site.remove("ledger.sqlite")
    #expect(try site.run("run").code == 66)
    let bad = try record()
    #expect(bad.status == "failed" && bad.exitCode == 66 && bad.error?.contains("there is no usage yet") == true)
  }

  @Test("help and version go to standard output")
  func helpAndVersion() throws {
    let folder = try Site([:])
    for arguments in [["help"], ["--help"], ["run", "-h"], ["help", "run"]] {
      let outcome = try Program.run(arguments, in: folder.path)
      #expect(outcome.code == 0 && outcome.errors.isEmpty)
      for verb in ["run", "ingest", "aggregate", "report", "export rollup", "sample"] {
        #expect(outcome.output.contains("stackmeter \(verb) "))
      }
    }
    for argument in ["version", "--version"] {
      let outcome = try folder.run(argument)
      #expect(outcome.code == 0 && outcome.errors.isEmpty)
      #expect(outcome.output.wholeMatch(of: /stackmeter \d+\.\d+\.\d+\n/) != nil)
    }
  }
}
