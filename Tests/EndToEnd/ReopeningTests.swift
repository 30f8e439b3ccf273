import Foundation
import Metering
import Testing

@Suite("Months that cannot be closed or opened, and what held on a day") struct ReopeningTests {
  private func site(closing months: String...) throws -> Site {
    let site = try Site(Site.books)
    try site.write("logs/02.csv", Site.february)
    try site.night()
    for month in months { try site.close(month) }
    return site
  }

  private func expectRefusal(_ site: Site, _ code: Int32, _ line: String, _ arguments: String...) throws {
    let (reports, ledger) = (try site.reports(), try site.ledger())
    let outcome = try Program.run(arguments, in: site.path)
    #expect(outcome.code == code, "\(arguments)")
    #expect(outcome.errors == "stackmeter: \(line)\n")
    #expect(try site.reports() == reports, "the reports are as they were")
    #expect(try site.ledger() == ledger, "the ledger is as it was")
  }

  @Test("each month that cannot be closed or opened is refused with what to do, and nothing is touched")
  func refusals() throws {
    let site = try site()
    try expectRefusal(
      site, 65,
      "2026-02 cannot be closed before 2026-01, which is open; close months in order: stackmeter close 2026-01",
      "close", "2026-02")
    try expectRefusal(
      site, 65, "2026-01 is not closed, so it need not be opened again", "reopen", "2026-01", "--reason", "x")
    try expectRefusal(
      site, 66,
      "2026-01 is in progress: usage is known up to 2026-01-30; close it when the month is over, "
        + "or with --as-of 2026-01-31 where no more usage is to come",
      "close", "2026-01", "--as-of", "2026-01-30")
    try site.close("2026-01")
    try expectRefusal(
      site, 65,
      "2026-01 is closed already; what comes late is a correction in the open month, "
        + "or open it again with stackmeter reopen 2026-01 --reason TEXT",
      "close", "2026-01")
    try expectRefusal(
      site, 64,
      "--as-of 2026-01-15: 2026-01 is closed and stays as it is; give a later day, "
        + "or print what held on that day with stackmeter report --as-of 2026-01-15",
      "run", "--as-of", "2026-01-15")
    try site.close("2026-02")
    try expectRefusal(
      site, 66, "2026-03: there is nothing to close, as nothing was used and nothing is due; check the month",
      "close", "2026-03", "--as-of", "2026-04-01")
    try expectRefusal(
      site, 65,
      "2026-01 cannot be opened again while 2026-02 is closed; begin with stackmeter reopen 2026-02 --reason TEXT",
      "reopen", "2026-01", "--reason", "x")
  }

  @Test("wrong arguments of close and reopen tell what was meant")
  func arguments() throws {
    let folder = try Site([:])
    for (arguments, line) in [
      (["close"], "close wants a month; stackmeter help shows what it takes"),
      (["close", "2026-13"], "close 2026-13: expected a month such as 2026-10"),
      (["close", "2026-10", "a", "b"], "close does not take \"b\"; stackmeter help shows what it takes"),
      (["reopen", "2026-10"], "reopen wants --reason TEXT; stackmeter help shows what it takes"),
      (["reopen", "2026-10", "--reason", "  "], "reopen wants --reason TEXT; stackmeter help shows what it takes"),
    ] as [([String], String)] {
      let outcome = try Program.run(arguments, in: folder.path)
      #expect(outcome.code == 64, "\(arguments)")
      #expect(outcome.errors == "stackmeter: \(line)\n", "\(arguments)")
    }
  }

  @Test("a month that is opened again takes a new price, is closed with a new hash, and leaves a trace")
  func reopen() throws {
    let site = try site(closing: "2026-01")
    let first = try site.state(of: "2026-01")
    let before = try site.files(of: "2026-01")
    let outcome = try site.run("reopen", "2026-01", "--reason", "the price of A was agreed to be 1.10")
    #expect(outcome.code == 0 && outcome.complaints == [])
    try site.write("rates.csv", "resource,unit,price,currency,valid_from\ngpu,GPU-hours,1.10,USD,2026-01-01\n")
    try site.night()
    #expect(try site.state(of: "2026-01") == ["reopened", ""])
    #expect(try site.billed("2026-01")["total"] == 165)
    let between = try site.read("reports/index.html")
    #expect(between.contains(">reopened</td>") && between.contains("the price of A was agreed to be 1.10"))
    try site.close("2026-01")
    try expectTrace(site, first: first[1])
    #expect(try site.billed("2026-01")["total"] == 165)
    let second = try site.state(of: "2026-01")
    #expect(second[0] == "closed" && second != first)
    // A day prints as it ended, a closing as it was, however much happened on its day.
    #expect(try site.run("report", "--as-of", "2026-02-28", "--reports", "then").code == 0)
    #expect(try site.files(of: "2026-01", "then") == site.files(of: "2026-01"))
    #expect(try site.run("report", "--closing", String(first[1].prefix(12)), "--reports", "then").code == 0)
    #expect(try site.files(of: "2026-01", "then") == before)
    #expect(try site.files(of: "2026-01") != before)
    let unknown = try site.run("report", "--closing", "none")
    #expect(unknown.code == 64 && unknown.errors.contains("--closing none: it is the hash of no closing"))
    guard let sqlite = Program.systemPath(of: "sqlite3") else { return }
    let trace = try Program.run(
      [
        "-readonly", "ledger.sqlite",
        "SELECT period, kind, reason, user <> '', at <> '', output_hash FROM period_events ORDER BY event",
      ], in: site.path, program: sqlite)
    #expect(
      trace.output == """
        2026-01|close||1|1|\(first[1])
        2026-01|reopen|the price of A was agreed to be 1.10|1|1|
        2026-01|close||1|1|\(second[1])

        """)
    let kept = try Program.run(
      ["-readonly", "ledger.sqlite", "SELECT tenant, amount FROM reopened_lines ORDER BY tenant"], in: site.path,
      program: sqlite)
    #expect(kept.output == "A|100\nB|50\n")
    let forged = try Program.run(
      ["ledger.sqlite", "UPDATE charge_lines SET amount = '1' WHERE period = '2026-01'"], in: site.path, program: sqlite
    )
    #expect(forged.code != 0 && forged.errors.contains("the period is closed"))
  }

  /// Of January, closed twice.
  private func expectTrace(_ site: Site, first hash: String) throws {
    let index = try site.read("reports/index.html")
    #expect(index.contains("closed (second closing)") && index.contains(String(hash.prefix(12))))
    let reopening = try #require(
      try site.table("control_totals.csv").rows.first { $0["section"] == "reopening" })
    #expect(reopening["output_sha256"] == hash && reopening["closing"] == "1")
    #expect(reopening["reopened_reason"] == "the price of A was agreed to be 1.10")
    #expect(reopening["reopened_by"] != "" && reopening["reopened_at"] != "")
    #expect(Set(try site.table("journal_2026-01.csv").rows.map { $0["journal_id"] }) == ["stackmeter-2026-01-2"])
    let manifest = try site.read("reports/manifest.json")
    let second = try #require(try site.state(of: "2026-01").last)
    let places = [hash, second].map { manifest.range(of: $0)?.lowerBound }
    #expect(try #require(places[0]) < #require(places[1]))
    #expect(manifest.contains("\"closing\": 2"))
  }

  @Test("report --as-of prints the months closed by that day as they were published, the others up to the day")
  func asOf() throws {
    let site = try Site(Site.books)
    try site.night()
    try site.close("2026-01")
    let january = try site.files(of: "2026-01")
    try site.write("logs/02.csv", Site.february)
    try site.night()
    try site.close("2026-02")
    let february = try site.files(of: "2026-02")
    try site.write("logs/03.csv", Site.csvHeader + Site.event("m1", "2026-03-01", "A", hours: 1))
    try site.night()
    #expect(try site.run("reopen", "2026-02", "--reason", "B's price").code == 0)
    try site.write("rates.csv", "resource,unit,price,currency,valid_from\ngpu,GPU-hours,3.00,USD,2026-01-01\n")
    try site.night()
    try site.close("2026-02")
    let (now, ledger) = (try site.reportBytes(), try site.ledger())
    #expect(try site.files(of: "2026-02") != february)

    func print(_ day: String) throws -> Site {
      #expect(try site.run("report", "--as-of", day).code == 0)
      return site
    }
    // Before January was closed it was open, and counted up to the day.
    #expect(try print("2026-01-05").billed("2026-01") == ["A": 100, "total": 100])
    #expect(try site.state(of: "2026-01") == ["open", ""])
    #expect(try site.reports().keys.filter { $0.contains("2026-02") }.isEmpty)
    // January was closed, and February began.
    #expect(try print("2026-02-03").files(of: "2026-01") == january)
    #expect(try site.state(of: "2026-02") == ["open", ""])
    #expect(try site.billed("2026-02")["total"] == 360)
    // February as it was first closed, and on the day it was closed anew.
    #expect(try print("2026-02-28").files(of: "2026-02") == february)
    #expect(try site.read("reports/summary.html").contains("February 2026"))
    #expect(
      try print("2026-03-01").reportBytes().filter { $0.key.hasPrefix("lines") }
        == now.filter { $0.key.hasPrefix("lines") })
    #expect(try site.ledger() == ledger, "printing writes nothing into the ledger")
    #expect(try site.run("report").code == 0)
    #expect(try site.reportBytes() == now)
  }
}
