import Foundation
import Metering
import Testing

/// What `explain --json` prints, as far as tests look at it.
private struct Told: Decodable {
  struct Line: Decodable {
    let lineID: String
    let tenant: String
    let category: String
    let amount: String?
    let billedCost: String?
    let steps: [Step]
    let used: Used?
    let onDay: Day?
  }

  struct Step: Decodable {
    let kind: String
    let reference: String?
    let result: Term?
  }

  struct Term: Decodable {
    let value: String
  }

  struct Used: Decodable {
    let quantity: String
    let days: [Day]
    let batches: [Batch]
  }

  struct Day: Decodable {
    let day: String
    let quantity: String
  }

  struct Batch: Decodable {
    let file: String
    let quantity: String
    let records: Records?
  }

  struct Records: Decodable {
    let problem: String
    let isExact: Bool
  }

  let lineCount: Int
  let billedCost: String
  let lines: [Line]
}

@Suite("Explaining charges") struct ExplainTests {
  private func told(
    _ site: Site, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws
    -> Told
  {
    let outcome = try Program.run(["explain", "--json", "--limit", "100000"] + arguments, in: site.path)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)", sourceLocation: sourceLocation)
    return try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
  }

  private func number(_ text: String) throws -> ExactDecimal { try ExactDecimal.parse(text.utf8).value }

  /// That each line ends in the figures of the file, and that there is none more or less.
  private func expectFigures(
    _ told: Told, _ rows: [[String: String]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let explained = Dictionary(uniqueKeysWithValues: told.lines.map { ($0.lineID, $0) })
    #expect(explained.count == rows.count && told.lineCount == rows.count, sourceLocation: sourceLocation)
    for row in rows {
      let line = try #require(explained[row["source_line_id"] ?? ""], sourceLocation: sourceLocation)
      #expect(line.billedCost ?? "" == row["billed_cost"], sourceLocation: sourceLocation)
      guard let rated = row["rated_cost"], !rated.isEmpty else {
        #expect(line.amount == nil && line.steps.last?.kind == "unrated", sourceLocation: sourceLocation)
        continue
      }
      let end = try #require(line.steps.last?.result?.value, "\(line.lineID)", sourceLocation: sourceLocation)
      #expect(try number(end) == number(rated), "\(line.lineID)", sourceLocation: sourceLocation)
      guard let used = line.used else { continue }
      let batches = try used.batches.map { try number($0.quantity) }.total()
      #expect(try batches == used.days.map { try number($0.quantity) }.total(), sourceLocation: sourceLocation)
    }
  }

  private func sample() throws -> Site {
    let site = try Site([:])
    let sample = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../sample-data").standardized
    for name in try FileManager.default.subpathsOfDirectory(atPath: sample.path) {
      let url = sample.appendingPathComponent(name)
      var isFolder = ObjCBool(false)
      _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      if !isFolder.boolValue, !name.contains("ledger.sqlite") { try site.write(name, bytes: try Data(contentsOf: url)) }
    }
    let outcome = try site.run("run", "--reports", "reports")
    #expect(outcome.code == 0, "\(outcome.errors)")
    return site
  }

  @Test("every line of the sample ends in the figure of the report, its records add to its quantity, whatever is asked")
  func sampleLines() throws {
    let site = try sample()
    for period in ["2026-08", "2026-09", "2026-10"] {
      let rows = try site.table("lines_\(period).csv").rows
      let all = try told(site, "--period", period, "--records")
      try expectFigures(all, rows)
      let batches = all.lines.compactMap(\.used).flatMap(\.batches)
      #expect(!batches.isEmpty && batches.allSatisfy { $0.records?.isExact == true }, "\(period)")
    }
    let rows = try site.table("lines_2026-10.csv").rows
    for (option, column) in [("--tenant", "tenant_id"), ("--stack", "stack_role"), ("--environment", "environment_id")]
    {
      var sum = ExactDecimal.zero
      for name in Set(rows.compactMap { $0[column] }).sorted() {
        let part = try told(site, option, name)
        try expectFigures(part, rows.filter { $0[column] == name })
        sum = try sum.plus(number(part.billedCost))
      }
      #expect(try sum == rows.compactMap { $0["billed_cost"] }.filter { !$0.isEmpty }.map(number).total(), "\(option)")
    }
    let id = try #require(rows.last?["source_line_id"])
    try expectFigures(try told(site, "--line", id), [rows[rows.count - 1]])
    #expect(try told(site, "--line", String(id.dropLast(3))).lines.map(\.lineID) == [id])
    let gpus = try told(site, "--resource", "gpu.a100", "--day", "2026-10-05", "--stack", "training")
    #expect(
      gpus.lines.allSatisfy {
        $0.used == nil || $0.used?.days.map(\.day) == ["2026-10-05"] || $0.used?.days.isEmpty == true
      })
    #expect(!gpus.lines.isEmpty)
    // The days of a line add up to it.
    let days = try (1...31).map { day in
      try told(site, "--line", id, "--day", "2026-10-" + (day < 10 ? "0\(day)" : "\(day)"))
    }
    let whole = try #require(days.first?.lines.first)
    let parts = try days.compactMap { try ($0.lines.first?.onDay?.quantity).map(number) }
    #expect(try parts.total() == number(whole.used?.quantity ?? whole.amount ?? "?"))
  }

  @Test("a tenant's explanation names no other tenant, and not what all are charged")
  func privacy() throws {
    let site = try sample()
    let rows = try site.table("lines_2026-10.csv").rows
    let tenants = Set(rows.compactMap { $0["tenant_id"] }).filter { !$0.hasPrefix("(") }
    let total = try rows.compactMap { $0["rated_cost"] }.filter { !$0.isEmpty }.map(number).total()
    for tenant in ["vision", "claims"] {
      for format in [[], ["--json"]] {
        let outcome = try Program.run(
          ["explain", "--tenant", tenant, "--limit", "1000", "--records"] + format, in: site.path)
        #expect(outcome.code == 0 && outcome.output.contains(tenant))
        for other in tenants where other != tenant && other != "platform" {
          #expect(!outcome.output.contains("\"\(other)\"") && !outcome.output.contains("  \(other) /"), "\(other)")
        }
        #expect(!outcome.output.contains(total.description) && !outcome.output.contains("organisation:"))
      }
    }
  }

  @Test("tiers, a discount and credits over two months are explained, and a sum is written out for a person")
  func adjustments() throws {
    let site = try Site([
      "stackmeter.json5": """
      {
        organization: "Example", currency: "USD",
        sources: [{ name: "events", format: "usage-events", files: ["logs/*.csv"] }],
      }
      """,
      "logs/a.csv": Site.csvHeader + """
        1,2026-09-10T00:00:00Z,2026-09-10T10:00:00Z,ada,notebooks,lab,7,gpu,360000
        2,2026-10-10T00:00:00Z,2026-10-10T10:00:00Z,ada,notebooks,lab,7,gpu,720000
        3,2026-10-31T00:00:00Z,2026-10-31T10:00:00Z,ada,notebooks,lab,7,gpu,3600
        3,2026-10-31T00:00:00Z,2026-10-31T10:00:00Z,ada,notebooks,lab,7,gpu,3600
        4,2026-10-31T00:00:00Z,2026-10-31T10:00:00Z,bob,notebooks,lab,7,gpu,3600

        """,
      "rates.csv": """
      rate,resource,unit,price,currency,valid_from,tiers,from_quantity,to_quantity,tier_scope
      gpus,gpu,GPU-hours,2.00,USD,2026-01-01,graduated,0,150,organization
      gpus,gpu,GPU-hours,1.00,USD,2026-01-01,graduated,150,,organization

      """,
      "adjustments.csv": """
      adjustment,kind,percent,amount,currency,tenant
      ada-10,discount,10,,,ada
      gift,credit,,250.00,USD,ada

      """,
    ])
    try site.night()
    for period in ["2026-09", "2026-10"] {
      try expectFigures(try told(site, "--period", period), try site.table("lines_\(period).csv").rows)
    }
    let text = try site.run("explain", "--tenant", "ada", "--resource", "gpu", "--period", "2026-10", "--records")
      .output
    for line in [
      "  used        723,600 GPU-seconds", "              lines 3–4 (2 records, 723,600)",
      "              not counted, as repeats: line 5 (3,600)",
      "  counted     counted together: the month's usage of all tenants", "ada-10 (adjustments.csv:2): 10% off",
    ] {
      #expect(text.contains(line), "\(line)\n\(text)")
    }
    #expect(!text.contains("bob"))
    #expect(
      try site.run("explain", "--tenant", "ada", "--period", "2026-10").output.contains("left when the month began"))
  }

  @Test("a closed month is explained by what it was closed with, and a correction by the difference")
  func closed() throws {
    let site = try Site(Site.books)
    try site.night()
    try site.close("2026-01")
    try site.write("logs/02.csv", Site.february)
    try site.write("logs/late.csv", Site.late)
    // January's price stays what it was.
    try site.write("rates.csv", "resource,unit,price,currency,valid_from\ngpu,GPU-hours,3.00,USD,2026-01-01\n")
    try site.night()
    for period in ["2026-01", "2026-02"] {
      try expectFigures(try told(site, "--period", period), try site.table("lines_\(period).csv").rows)
    }
    let text = try site.run("explain", "--period", "2026-01", "--tenant", "A", "--records").output
    #expect(text.contains("2026-01 is closed: rates, owners and costs are those it was closed with"))
    #expect(text.contains("100 GPU-hours × 1 USD = 100 USD") && !text.contains("late.csv"))
    let late = try site.run("explain", "--tenant", "A", "--day", "2026-01-20", "--records").output
    #expect(late.contains("correction of 2026-01 billed in 2026-02"))
    #expect(late.contains("110 USD (comes to now) − 100 USD (billed in 2026-01) = 10 USD"))
    #expect(
      late.contains("36,000 GPU-seconds from logs/late.csv") && late.contains("1 record: 36,000 GPU-seconds exactly"))
    // The correction once it is closed itself, and what comes after it.
    try site.close("2026-02")
    try site.write("logs/later.csv", Site.csvHeader + Site.event("l9", "2026-01-20", "A", hours: 1))
    try site.night()
    for period in ["2026-01", "2026-02", "2026-03"] {
      try expectFigures(try told(site, "--period", period), try site.table("lines_\(period).csv").rows)
    }
    let again = try site.run("explain", "--period", "2026-03").output
    #expect(again.contains("111 USD (comes to now) − 100 USD (billed in 2026-01) − 10 USD (billed in 2026-02) = 1 USD"))
  }

  @Test("a log that changed or went is said to be; the figures stay explained")
  func changedLog() throws {
    let site = try Site(Site.organization)
    try site.night()
    let csv = try site.read("logs/a.csv")
    try site.write("logs/a.csv", csv.replacing("7200", with: "7201"))
    let text = try site.run("explain", "--tenant", "ada", "--environment", "lab", "--records").output
    #expect(text.contains("its records cannot be shown: logs/a.csv is not what was read: its bytes have changed since"))
    try site.remove("logs/a.csv")
    let told = try told(site, "--records", "--tenant", "bob")
    let problems = told.lines.compactMap(\.used).flatMap(\.batches).compactMap { $0.records?.problem }
    #expect(problems.contains { $0.contains("there is no such file") })
  }

  @Test("what cannot be explained ends in one line that says what to do")
  func problems() throws {
    let site = try Site(Site.organization)
    let before = try site.run("explain")
    #expect(before.code == 66 && before.errors.contains("there is no ledger"))
    try site.night()
    for (arguments, code, message) in [
      (["--tenant", "adaa"], 64, "did you mean ada?"), (["--resource", "gpus"], 64, "did you mean gpu?"),
      (["--stack", "x"], 64, "there is notebooks"), (["--line", "2026-10-0"], 64, "no such line"),
      (["--line", "2026-10-"], 64, "lines begin so"), (["--period", "2026-01"], 64, "nothing is charged in it"),
      (["--tenant", "bob", "--environment", "hpc"], 64, "--environment hpc: nothing is charged"),
      (["--day", "2026-13-01"], 64, "expected a day"), (["--limit", "0"], 64, "expected a whole number"),
      (["--recrods"], 64, "did you mean --records?"),
    ] as [([String], Int32, String)] {
      let outcome = try Program.run(["explain"] + arguments, in: site.path)
      #expect(outcome.code == code && outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty && outcome.errors.split(separator: "\n").count == 1)
    }
    // What is not in the reports yet is not explained as if it were.
    try site.append("rates.csv", "memory,GiB-hours,0.01,USD,2026-01-01,\n")
    let stale = try site.run("explain")
    #expect(stale.code == 66 && stale.errors.contains("run stackmeter run first"), "\(stale.errors)")
    try site.night()
    #expect(try site.run("explain").code == 0)
  }
}
