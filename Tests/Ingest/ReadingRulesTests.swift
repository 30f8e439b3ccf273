import Configuration
import Foundation
import Ledger
import Metering
import Testing

@testable import Ingest

@Suite("Files that are read again by other rules")
struct ReadingRulesTests {
  private func rule(_ conditions: [String: String] = [:], tenant: String = "{account}") -> MappingRule {
    let tenant: MappingRule.Template.Piece = tenant == "{account}" ? .field("Account") : .text(tenant)
    return MappingRule(
      conditions: conditions.sorted { $0.key < $1.key }.map { MappingRule.Condition(field: $0.key, pattern: $0.value) },
      action: .set([
        .tenant: MappingRule.Template(pieces: [tenant]),
        .environment: MappingRule.Template(pieces: [.text("hpc-"), .field("Cluster")]),
        .user: MappingRule.Template(pieces: [.field("User")]),
      ]))
  }

  private func exclude(_ field: String, _ pattern: String) -> MappingRule {
    MappingRule(conditions: [MappingRule.Condition(field: field, pattern: pattern)], action: .exclude)
  }

  private func source(_ rules: [MappingRule], zone: ZoneRules = .utc) -> LogSource {
    LogSource(name: "hpc", format: .slurmSacct, files: ["*.log"], zone: zone, rules: rules)
  }

  private func job(_ id: Int, _ account: String = "a", hour: Int = 10) -> String {
    let hours = [hour, hour + 1].map { "2026-10-01T\($0 < 10 ? "0" : "")\($0):00:00" }
    return SlurmLine([
      "jobid": "\(id)", "jobidraw": "\(id)", "account": account, "start": hours[0], "end": hours[1],
      "elapsed": "01:00:00",
    ]).text + "\n"
  }

  private func project(_ rules: [MappingRule], _ log: String) throws -> LogProject {
    let project = try LogProject(sources: [source(rules)])
    try project.write("x.log", log)
    try project.ingest()
    return project
  }

  /// Job-seconds by tenant and hour.
  private func jobs(_ project: LogProject) throws -> [String] {
    try project.usage().filter { $0.contains("/job =") }.map { $0.replacing("2026-10-01 ", with: "") }
  }

  @Test("a rule that was missing makes the job count with the next run, in a log that never grows")
  func missingRule() throws {
    let project = try project([rule(["Account": "a"])], job(1) + job(2, "b") + job(3))
    #expect(try project.badPlaces().map { $0.suffix(5) } == ["Q017 "])
    project.sources = [source([rule(["Account": "a"]), rule(["Account": "b"])])]
    let summary = try project.ingest()
    #expect(summary.files.map(\.outcome) == [.ingested])
    #expect(summary.counts == RecordCounts(accepted: 3))
    #expect(summary.files.map(\.countedBefore) == [2])
    #expect(try project.quarantine().isEmpty)
    #expect(try jobs(project) == ["+10h a//hpc-hpc//job = 7200", "+10h b//hpc-hpc//job = 3600"])
    #expect(try project.ingest().files.map(\.outcome) == [.unchanged(as: "x.log")])
    #expect(try project.batchCount() == 2)
  }

  @Test("other rules by which nothing comes out differently leave no batch, and the next night reads nothing")
  func sameOutcome() throws {
    let project = try project([rule()], job(1) + job(2))
    let before = try project.usage()
    project.sources = [source([rule(["Account": "*"]), rule()])]
    for _ in 0..<2 {
      #expect(try project.ingest().files.map(\.outcome) == [.unchanged(as: "x.log")])
      #expect(try project.batchCount() == 1)
      #expect(try project.usage() == before)
    }
    let digest = ReadingRules(of: project.sources[0], in: project.project()).record.digest
    #expect(try project.ledger().batches().map(\.rules) == [digest])
  }

  @Test("who somebody is, is no rule of these: logs are not read again for it")
  func users() throws {
    let templates: [MappingRule.Target: MappingRule.Template] = [
      .tenant: MappingRule.Template(pieces: [.field("Account")]),
      .environment: MappingRule.Template(pieces: [.text("hpc-"), .field("Cluster")]),
    ]
    let project = try LogProject(sources: [source([rule()])])
    let others = source([MappingRule(conditions: [], action: .set(templates))])
    #expect(
      ReadingRules(of: source([rule()]), in: project.project()) == ReadingRules(of: others, in: project.project()))
  }

  private static let remedies =
    "put the rules back; or move the log away from the source's files to keep what was counted; "
    + "or name a new ledger with --ledger to count all logs anew"

  /// What a change of the rules would alter, or nil where the file is read.
  private func refusal(_ project: LogProject) throws -> String? {
    let before = try project.content()
    let failures = try project.ingest().failures
    guard let failure = failures.first else { return nil }
    #expect(failures.count == 1)
    #expect(try project.content() == before, "nothing of it is added")
    let text = failure.description
    #expect(text.hasPrefix("x.log: ") && text.hasSuffix(Self.remedies))
    return text
  }

  @Test("another tenant for jobs that count is refused, whether the log has grown or not, and the rules can go back")
  func otherTenant() throws {
    let project = try project([rule()], job(1) + job(2))
    project.sources = [source([rule(tenant: "new")])]
    let text =
      "x.log: map of the source hpc changed since batch 1 was read, and what the ledger holds of this log would "
      + "come out differently (cpu.core of a, hpc-hpc on 2026-10-01: counted 28800, by these rules 0), so nothing of it is added: "
    for _ in 0..<2 { #expect(try refusal(project) == text + Self.remedies) }
    try project.write("x.log", job(1) + job(2) + job(3))
    #expect(try refusal(project) != nil)
    #expect(try jobs(project) == ["+10h a//hpc-hpc//job = 7200"])
    project.sources = [source([rule()])]
    #expect(try project.ingest().counts == RecordCounts(accepted: 3))
    #expect(try jobs(project) == ["+10h a//hpc-hpc//job = 10800"])
  }

  @Test("another zone is refused as such, and not as conflicts of the log")
  func otherZone() throws {
    let project = try project([rule()], (1...6).map { job($0) }.joined())
    project.sources = [source([rule()], zone: Calendars.named("America/New_York"))]
    #expect(try refusal(project)?.hasPrefix("x.log: timeZone of the source hpc changed since batch 1 ") == true)
    try project.write("x.log", (1...7).map { job($0) }.joined())
    #expect(try refusal(project)?.contains("timeZone of the source hpc") == true)
    #expect(try project.quarantine().isEmpty)
    // Another log that tells the jobs once more, where this one is gone: the conflicts say what is behind them.
    try project.remove("x.log")
    try project.write("y.log", (1...7).map { job($0) }.joined())
    project.limit = QuarantineLimit(largestShare: Fraction(1), fromRecords: 1)
    #expect(try project.ingest().counts == RecordCounts(accepted: 1, quarantined: 6))
    let reasons = try project.quarantine().map(\.reason)
    #expect(reasons.allSatisfy { $0.contains("came in x.log (batch 1, read by other rules of stackmeter.json5) with") })
    // A new ledger has all of it by the rules of today.
    let anew = try LogProject(sources: project.sources)
    try anew.write("x.log", (1...7).map { job($0) }.joined())
    try anew.ingest()
    #expect(try jobs(anew) == ["+14h a//hpc-hpc//job = 25200"])
  }

  @Test("jobs that count and would be left out, or fit no rule any more, are refused")
  func lost() throws {
    let project = try project([rule()], job(1) + job(2, "b"))
    project.sources = [source([exclude("Account", "b"), rule()])]
    #expect(try refusal(project)?.contains("of b, hpc-hpc on 2026-10-01: counted 14400, by these rules 0") == true)
    project.sources = [source([rule(["Account": "a"])])]
    #expect(try refusal(project)?.contains("of b, hpc-hpc on 2026-10-01: counted 14400, by these rules 0") == true)
    #expect(try project.quarantine().isEmpty)
    // What nothing of the log counts may be left out.
    project.sources = [source([exclude("Account", "c"), rule()])]
    #expect(try refusal(project) == nil)
  }

  @Test("a log that was mended or rotated meanwhile is compared as far as its events counted")
  func rotated() throws {
    let project = try project([rule(["Account": "a"])], job(1) + job(2) + job(3, "b"))
    try project.write("x.log", job(2) + job(3, "b") + job(4))
    project.sources = [source([rule(["Account": "a"]), rule(["Account": "b"])])]
    #expect(try project.ingest().counts == RecordCounts(accepted: 3))
    #expect(try jobs(project) == ["+10h a//hpc-hpc//job = 10800", "+10h b//hpc-hpc//job = 3600"])
    try project.write("x.log", job(4) + job(5))
    project.sources = [source([rule(tenant: "new")])]
    #expect(try refusal(project) != nil)
    try project.write("x.log", job(6) + job(7))
    #expect(try project.ingest().counts == RecordCounts(accepted: 2))
  }

  @Test("by any number of workers, in a log of many chunks, the answer is the same")
  func workers() throws {
    var generator = SplitMix64(seed: 0x51DE_0001)
    let lines = (0..<6_000).map { job($0, generator.element(of: ["a", "b", "c"]), hour: generator.int(0...20)) }
    var refusals: Set<String> = []
    for workers in [1, 3] {
      let project = try LogProject(sources: [
        source([rule(["Account": "a"]), rule(["Account": "b"]), exclude("Account", "c")])
      ])
      try project.write("x.log", lines.joined())
      try project.ingest(workers: workers)
      project.sources = [source([rule()])]
      let summary = try project.ingest(workers: workers)
      #expect(summary.counts == RecordCounts(accepted: 6_000))
      project.sources = [source([rule(["Account": "a"]), rule(tenant: "d")])]
      refusals.insert(try #require(try project.ingest(workers: workers).failures.first).description)
    }
    #expect(refusals.count == 1)
  }

  @Test("batches of an older version are taken for read by the rules of the first night")
  func unknown() throws {
    let log = job(1) + job(2, "b")
    let other = try project([rule()], log)
    let made = try #require(try other.ledger().batches().first)
    let project = try LogProject(sources: [source([rule()])])
    try project.write("x.log", log)
    _ = try project.ledger().commit(
      NewBatch(
        source: made.source, file: made.file, format: made.format, bytes: made.bytes, fingerprint: made.fingerprint,
        counts: made.counts))
    #expect(try project.ledger().batches().map(\.rules) == [nil])
    #expect(try project.ingest().files.map(\.outcome) == [.unchanged(as: "x.log")])
    #expect(try project.ledger().batches().map(\.rules) == [made.rules])
  }

  @Test(
    "a unit that is named makes the records count that asked for it; where others counted in another, it is refused")
  func units() throws {
    let project = try LogProject()
    project.units["scratch"] = MeteringUnit("requests")
    let header = "id,start,tenant,environment,resource,quantity,unit\n"
    let rows = "1,2026-10-01T10:00:00Z,t,e,cpu.core,1,core-hours\n2,2026-10-01T10:00:00Z,t,e,scratch,5,GB-hours\n"
    try project.write("a.csv", header + rows)
    try project.ingest()
    #expect(try project.badPlaces().map { $0.suffix(9) } == ["Q010 unit"])
    project.units["scratch"] = MeteringUnit("GB-hours")
    #expect(try project.ingest().counts == RecordCounts(accepted: 2))
    #expect(try project.quarantine().isEmpty)
    project.units["cpu.core"] = MeteringUnit("core-hours")
    let text = try #require(try project.ingest().failures.first).description
    #expect(text.hasPrefix("a.csv: resources of the source events changed since batch 2 was read, "))
    #expect(text.contains("(cpu.core of t, e on 2026-10-01: counted 3600, by these rules 0)"))
  }

  @Test("rules are the same bytes for the same rules, and come back as they were")
  func roundTrip() throws {
    let project = try LogProject().project()
    let source = source(
      [exclude("State", "CANCELLED*"), rule(["Account": "a", "Partition": "g?"]), rule(tenant: "t")],
      zone: Calendars.named("Europe/Berlin"))
    let rules = ReadingRules(of: source, in: project)
    let back = try #require(ReadingRules(rules.record))
    #expect(back == rules && back.record == rules.record)
    let again = try #require(back.source(like: source))
    #expect(again.zone == source.zone && again.format == source.format && again.rules.count == 3)
    #expect(ReadingRules(of: again, in: project) == rules)
    #expect(ReadingRules(ReadingRulesRecord(digest: "", body: "{}")) == nil)
  }
}
