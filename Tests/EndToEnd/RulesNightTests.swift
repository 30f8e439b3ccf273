import Foundation
import Testing

@Suite("Mending the project file, and logs that are rejected")
struct RulesNightTests {
  private static func rule(_ account: String, tenant: String = "{Account}") -> String {
    "{ when: { Account: \"\(account)\" }, "
      + "set: { tenant: \"\(tenant)\", environment: \"{Cluster}\", stack: \"{Partition}\" } }"
  }

  private static func project(_ rules: String...) -> String {
    """
    { organization: "E", currency: "USD", timeZone: "UTC",
      sources: [{ name: "hpc", format: "slurm-sacct", files: ["sacct/*.log"], map: [\(rules.joined(separator: ", "))] }] }
    """
  }

  private static func job(_ id: Int, _ account: String, hour: Int) -> String {
    let (start, end) = ("2026-10-01T0\(hour):00:00", "2026-10-01T0\(hour + 1):00:00")
    return "\(id)|\(id)|c|p|q|\(account)|g|1|u|1|\(start)|\(start)|\(start)|\(end)|01:00:00|0:0|COMPLETED|1|4|4|8G|"
      + "cpu=4,mem=8G,node=1|cpu=4,mem=8G,node=1|1-0|n1|x\n"
  }

  private func cores(_ site: Site) throws -> [String] {
    try site.rollup().split(separator: "\n").filter { $0.contains("cpu.core") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }.map {
        "\($0[0].dropFirst(11).prefix(2)) \($0[1]) \($0[6])"
      }
  }

  @Test("a rule that a job in quarantine asks for makes it count with the next run; a run after it changes nothing")
  func missingRule() throws {
    let site = try Site(["stackmeter.json5": Self.project(Self.rule("a"))])
    try site.write("sacct/x.log", Self.job(1, "a", hour: 0) + Self.job(2, "b", hour: 0) + Self.job(3, "a", hour: 2))
    #expect(try site.run("run").code == 0)
    #expect(try site.table("quarantine.csv").rows.map { $0["code"] } == ["Q017"])
    try site.write("stackmeter.json5", Self.project(Self.rule("a"), Self.rule("b")))
    let outcome = try site.run("run")
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("sacct/x.log: 3 accepted (2 before), 0 duplicate\n"))
    #expect(outcome.output.contains("3 records = 3 accepted + 0 duplicate + 0 quarantined + 0 excluded\n"))
    #expect(try site.table("quarantine.csv").rows.isEmpty)
    #expect(try cores(site) == ["00 a 14400", "00 b 14400", "02 a 14400"])
    let reports = try site.reportBytes()
    #expect(try site.run("run").output.hasPrefix("read 0 files, 1 unchanged: "))
    #expect(try site.reportBytes() == reports)
  }

  @Test("rules by which a log that counts would come out differently end the night with 78, the others are read")
  func otherRules() throws {
    let site = try Site(["stackmeter.json5": Self.project(Self.rule("*"))])
    try site.write("sacct/x.log", Self.job(1, "a", hour: 0))
    #expect(try site.run("run").code == 0)
    let reports = try site.reportBytes()
    try site.write("stackmeter.json5", Self.project(Self.rule("*", tenant: "NEW")))
    try site.write("sacct/y.log", Self.job(2, "a", hour: 1))
    let outcome = try site.run("run")
    #expect(outcome.code == 78)
    #expect(outcome.complaints.count == 1)
    #expect(outcome.errors.contains("stackmeter: sacct/x.log: map of the source hpc changed since batch 1 was read, "))
    #expect(try site.reportBytes() == reports)
    #expect(try cores(site) == ["00 a 14400", "01 NEW 14400"])
    // A log that is moved away keeps what was counted.
    try site.write("archive/x.log", try site.read("sacct/x.log"))
    try site.remove("sacct/x.log")
    #expect(try site.run("run").code == 0)
    #expect(try cores(site) == ["00 a 14400", "01 NEW 14400"])
  }

  private func rejected() throws -> Site {
    let site = try Site(Site.organization)
    try site.night()
    let good = (0..<50).map { "x\($0),2026-10-02T00:00:00Z,,zoe,notebooks,lab,7,gpu,3600\n" }.joined()
    try site.write("logs/x.csv", Site.csvHeader + good + String(repeating: "bad\n", count: 60))
    return site
  }

  private static let line =
    "logs/x.csv: too many bad records, so nothing of it counts and nothing is published; "
    + "see quarantine/events/logs%2Fx.csv.rejected.jsonl, then mend the log or raise quarantine.largestShare in "
    + "stackmeter.json5\n"

  @Test("no stage publishes while a log is rejected, and no month is closed; when it is mended or gone, all is well")
  func stages() throws {
    let site = try rejected()
    let reports = try site.reportBytes()
    let night = try site.run("run")
    #expect(night.code == 65 && night.errors.hasSuffix("stackmeter: " + Self.line))
    #expect(night.output.contains("110 records = 0 accepted + 0 duplicate + 60 quarantined + 0 excluded + 50 rejected"))
    for arguments in [["aggregate"], ["report"], ["report", "--show"], ["close", "2026-10", "--as-of", "2026-10-31"]] {
      let outcome = try Program.run(arguments, in: site.path)
      #expect(outcome.code == 65, "\(arguments)")
      #expect(outcome.errors == "stackmeter: " + Self.line, "\(arguments)")
      #expect(try site.reportBytes() == reports)
    }
    // Reading goes on, with a warning.
    for arguments in [["export", "rollup", "--out", "-"], ["compare", "--period", "2026-10"]] {
      let outcome = try Program.run(arguments, in: site.path)
      #expect(outcome.code == 0 && outcome.errors == "warning: " + Self.line, "\(arguments)")
    }
    try site.remove("logs/x.csv")
    for arguments in [["run"], ["aggregate"], ["report"], ["close", "2026-10", "--as-of", "2026-10-31"]] {
      #expect(try Program.run(arguments, in: site.path).code == 0, "\(arguments)")
    }
  }

  @Test("records of a rejected log are told as such, and everything read is one of five")
  func counts() throws {
    let site = try rejected()
    #expect(try site.run("run").code == 65)
    let record = try JSONSerialization.jsonObject(with: Data(try site.read("last_run.json").utf8)) as? [String: Any]
    let phase = try #require((record?["phases"] as? [[String: Any]])?.first)
    #expect(phase["read"] as? Int == 110 && phase["accepted"] as? Int == 0 && phase["rejected"] as? Int == 50)
    try site.remove("logs/x.csv")
    #expect(try site.run("run").code == 0)
    let row = try #require(try site.table("control_totals.csv").rows.first { $0["source"] == "events" })
    #expect(row["rejected_files"] == "1" && row["rejected"] == "50" && row["quarantined"] == "60")
    let parts = try ["accepted", "duplicate", "quarantined", "excluded", "rejected"].map { name in
      try #require(row[name].flatMap { Int($0) })
    }
    #expect(row["read"] == "\(parts.reduce(0, +))")
    let page = try site.read("reports/summary.html")
    #expect(page.contains("rejected whole, with 50\u{A0}records that were understood."))
    #expect(page.contains(", or rejected with its file: "))
  }

  @Test("what a log counted before it grew too bad goes on to count, and is told as accepted")
  func grownTooBad() throws {
    let site = try Site(Site.smallest)
    try site.night()
    let usage = try site.rollup()
    let accepted = try #require(try site.table("control_totals.csv").rows.first { $0["source"] == "events" })[
      "accepted"]
    try site.append(
      "logs/a.csv",
      "x1,2026-10-02T00:00:00Z,,zoe,notebooks,lab,7,gpu,3600\n" + String(repeating: "bad\n", count: 60))
    let outcome = try site.run("run")
    #expect(outcome.code == 65)
    #expect(outcome.output.contains("60 quarantined + 0 excluded + 1 rejected with their file\n"))
    #expect(try site.rollup() == usage)
    try site.remove("logs/a.csv")
    #expect(try site.run("run").code == 0)
    let row = try #require(try site.table("control_totals.csv").rows.first { $0["source"] == "events" })
    #expect(row["accepted"] == accepted && row["rejected"] == "1")
  }

  @Test("a log that grows night after night has each of its events accepted once, and none as a duplicate")
  func grown() throws {
    let site = try Site(["stackmeter.json5": Site.project])
    func event(_ id: Int) -> String { "g\(id),2026-10-01T00:00:00Z,,zoe,notebooks,lab,7,gpu,3600\n" }
    try site.write("logs/a.csv", Site.csvHeader + event(1) + "bad\n" + event(2))
    for night in 0..<3 {
      if night > 0 { try site.append("logs/a.csv", event(2 + night)) }
      #expect(try site.run("run").code == 0)
      let row = try #require(try site.table("control_totals.csv").rows.first { $0["source"] == "events" })
      #expect(row["read"] == "\(3 + night)" && row["accepted"] == "\(2 + night)")
      #expect(row["duplicate"] == "0" && row["quarantined"] == "1")
    }
    // The same events in another log are repeats.
    try site.write("logs/b.csv", Site.csvHeader + event(1) + event(4))
    #expect(try site.run("run").code == 0)
    let row = try #require(try site.table("control_totals.csv").rows.first { $0["source"] == "events" })
    #expect(row["accepted"] == "4" && row["duplicate"] == "2")
  }
}
