import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Testing

@Suite("Slurm's accounting into a ledger")
struct SlurmTests {
  private static let rules = [
    MappingRule(conditions: [.init(field: "Account", pattern: "test*")], action: .exclude),
    MappingRule(
      conditions: [],
      action: .set([
        .tenant: .init(pieces: [.field("Account")]), .environment: .init(pieces: [.field("Cluster")]),
        .stack: .init(pieces: [.field("Partition")]), .user: .init(pieces: [.field("User")]),
      ])),
  ]

  private func project(
    _ text: String, zone: ZoneRules = .utc, calendar: OrganizationCalendar = Calendars.utc
  ) throws -> LogProject {
    let source = LogSource(name: "hpc", format: .slurmSacct, files: ["*.log"], zone: zone, rules: Self.rules)
    let project = try LogProject(sources: [source], calendar: calendar)
    try project.write("a.log", text)
    return project
  }

  /// The hours of the job resource: where a job ran.
  private func jobHours(_ project: LogProject) throws -> [String] {
    try project.usage().filter { $0.contains("/job = ") }.map {
      $0.replacingOccurrences(of: "lab/gpu/hpc//job = ", with: "")
    }
  }

  @Test("a job is metered from start to end, times what it was given")
  func oneJob() throws {
    let job = SlurmLine([
      "alloctres": "billing=9,cpu=4,gres/gpu=3,gres/gpu:a100=2,mem=1536M,node=2", "end": "2026-10-01T11:30:00",
    ])
    let project = try project(job.text + "\n")
    #expect(try project.ingest().counts == RecordCounts(accepted: 1))
    #expect(
      try project.usage().filter { $0.contains("+10h") } == [
        "2026-10-01 +10h lab/gpu/hpc//cpu.core = 14400", "2026-10-01 +10h lab/gpu/hpc//gpu = 3600",
        "2026-10-01 +10h lab/gpu/hpc//gpu.a100 = 7200", "2026-10-01 +10h lab/gpu/hpc//job = 3600",
        "2026-10-01 +10h lab/gpu/hpc//memory = 5400", "2026-10-01 +10h lab/gpu/hpc//node = 7200",
      ])
    #expect(try project.usage().count { $0.contains("+11h") } == 6)
  }

  @Test("what the allocation does not tell comes from NCPUS, NNodes and ReqMem")
  func fallbacks() throws {
    let job = SlurmLine(["alloctres": "", "ncpus": "8", "nnodes": "2", "reqmem": "1Gc", "end": "2026-10-01T10:00:01"])
    let project = try project(job.text + "\n")
    try project.ingest()
    #expect(
      try project.usage().map { String($0.split(separator: "/").last ?? "") } == [
        "cpu.core = 8", "job = 1", "memory = 8", "node = 2",
      ])
  }

  @Test("jobs that did not end or never ran, steps and what a rule leaves out are excluded")
  func excluded() throws {
    let jobs = [
      ["state": "RUNNING", "end": "Unknown"], ["state": "PENDING", "start": "Unknown", "end": "Unknown"],
      ["state": "REQUEUED"],
      ["state": "CANCELLED by 1000", "start": "Unknown"], ["state": "CANCELLED", "start": "None"],
      ["state": "COMPLETED", "end": ""],
      ["state": "CANCELLED", "end": "2026-10-01T10:00:00"], ["jobid": "101.batch"], ["jobidraw": "101.0"],
      ["account": "test-1"],
    ].map { SlurmLine($0).text + "\n" }
    let project = try project(jobs.joined() + SlurmLine(["state": "CANCELLED+"]).text)
    #expect(try project.ingest().counts == RecordCounts(accepted: 1, excluded: 10))
    #expect(try jobHours(project) == ["2026-10-01 +10h 3600", "2026-10-01 +11h 3600"])
  }

  @Test("a requeued job and the elements of an array are events of their own; the same line again is not")
  func identity() throws {
    let lines = [
      SlurmLine(), SlurmLine(["start": "2026-10-01T14:00:00", "end": "2026-10-01T15:00:00"]),
      SlurmLine(["jobid": "101_2", "jobidraw": "102"]),
      SlurmLine(), SlurmLine(["state": "FAILED", "jobname": "renamed", "nodelist": "n2"]),
      SlurmLine(["cluster": "hpc2"]),
      SlurmLine(["end": "2026-10-01T12:00:01"]),
    ]
    let project = try project(lines.map { $0.text + "\n" }.joined())
    #expect(try project.ingest().counts == RecordCounts(accepted: 4, duplicate: 2, quarantined: 1))
    #expect(try project.badPlaces().allSatisfy { $0.hasPrefix("7 ") && $0.hasSuffix("Q009 id") })
  }

  @Test("with a header, in another order, with separators at line ends and in the job's name, jobs are the same")
  func layouts() throws {
    let jobs = [SlurmLine(["jobname": "a|b|"]), SlurmLine(["jobidraw": "7", "account": "", "jobname": ""])]
    let plain = try project(jobs.map { $0.text + "\n" }.joined())
    try plain.ingest()
    let header = try project(
      ([SlurmLine.fields.joined(separator: "|").uppercased()] + jobs.map(\.text)).joined(separator: "\r\n"))
    try header.ingest()
    #expect(try header.usage() == plain.usage())
    #expect(try header.eventIndex() == plain.eventIndex())
    #expect(try plain.usage().contains { $0.contains("(unallocated)/gpu/hpc") })
    let fields = [
      "comment", "alloctres", "account", "user", "cluster", "partition", "reqmem", "state", "end", "start", "submit",
      "jobidraw", "ncpus", "nnodes",
    ]
    let quoted = jobs.map { job in
      fields.map { $0 == "comment" ? "\"" : job.values[$0] ?? "" }.joined(separator: "|") + "|\n"
    }
    let parsable = try project(fields.joined(separator: "|") + "|\n" + quoted.joined())
    #expect(try parsable.ingest().counts == RecordCounts(accepted: 2))
    #expect(try parsable.usage() == plain.usage())
    #expect(try parsable.eventIndex() == plain.eventIndex())
    #expect(try parsable.ledger().batches().map(\.ignoredFields) == [["comment"]])
  }

  @Test("a clock time of the source's zone is one instant, an offset or Z is believed")
  func zones() throws {
    let berlin = Calendars.berlin.zone
    let local = try project(SlurmLine().text, zone: berlin)
    try local.ingest()
    #expect(try jobHours(local) == ["2026-10-01 +8h 3600", "2026-10-01 +9h 3600"])
    let offset = try project(
      SlurmLine(["start": "2026-10-01T10:00:00Z", "end": "2026-10-01T14:00:00+0200"]).text, zone: berlin)
    try offset.ingest()
    #expect(try jobHours(offset) == ["2026-10-01 +10h 3600", "2026-10-01 +11h 3600"])
  }

  @Test(
    "where the clock is put back, the elapsed time tells which hour is meant; else the earlier that fits",
    arguments: [
      // The day begins at 22:00 UTC; its hours are +2h (02:00 the first time) and +3h (02:00 the second time).
      ("02:10:00", "02:50:00", "00:40:00", ["+2h 2400"]), ("02:50:00", "02:10:00", "00:20:00", ["+2h 600", "+3h 600"]),
      ("02:10:00", "02:50:00", "01:40:00", ["+2h 3000", "+3h 3000"]),
      ("01:30:00", "02:30:00", "01:00:00", ["+1h 1800", "+2h 1800"]),
      ("01:30:00", "02:30:00", "02:00:00", ["+1h 1800", "+2h 3600", "+3h 1800"]),
      ("02:30:00", "03:30:00", "01:00:00", ["+3h 1800", "+4h 1800"]),
      ("02:30:00", "03:30:00", "02:00:00", ["+2h 1800", "+3h 3600", "+4h 1800"]),
      ("02:30:00", "03:30:00", "", ["+2h 1800", "+3h 3600", "+4h 1800"]),
      ("02:50:00", "02:10:00", "", ["+2h 600", "+3h 600"]),
    ])
  func ambiguousHour(start: String, end: String, elapsed: String, hours: [String]) throws {
    let job = SlurmLine(["start": "2026-10-25T\(start)", "end": "2026-10-25T\(end)", "elapsed": elapsed])
    let project = try project(job.text, zone: Calendars.berlin.zone, calendar: Calendars.berlin)
    #expect(try project.ingest().counts == RecordCounts(accepted: 1))
    #expect(try jobHours(project) == hours.map { "2026-10-25 \($0)" })
  }

  @Test("where the clock is put forward, a job over the gap lasts as long as it ran")
  func skippedHour() throws {
    let job = SlurmLine(["start": "2026-03-29T01:30:00", "end": "2026-03-29T03:30:00", "elapsed": "01:00:00"])
    let project = try project(job.text, zone: Calendars.berlin.zone, calendar: Calendars.berlin)
    try project.ingest()
    #expect(try jobHours(project) == ["2026-03-29 +1h 1800", "2026-03-29 +2h 1800"])
  }

  @Test("a header that lacks fields stops the file, and names them")
  func badHeader() throws {
    let project = try project("JobID|State\n1|COMPLETED\n")
    #expect(
      try project.failure()
        == "a.log:1: the header has no column JobIDRaw, Submit, Start, End, NNodes, NCPUS, AllocTRES; add what is missing, as README.md lists it"
    )
    #expect(try project.ledger().batches().isEmpty)
  }

  /// `shared/data/slurm` beside the package, or beside a folder it is in; nil where there is none.
  private static let data: String? = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let data = folder.appendingPathComponent("shared/data/slurm").path
      if FileManager.default.fileExists(atPath: data + "/phillips.log") { return data }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  @Test(
    "a real cluster's month is that of Open XDMoD's own tests, day by day, by any number of workers",
    .enabled(if: data != nil), arguments: [1, 2])
  func realCluster(workers: Int) throws {
    let folder = try #require(Self.data)
    let log = try String(contentsOfFile: folder + "/phillips.log", encoding: .utf8)
    // Twice the file is more than one worker's share; the second half is all repeats.
    let project = try project(workers == 1 ? log : log + log)
    let counts = try project.ingest(workers: workers).counts
    #expect(counts.accepted + counts.excluded / workers == 4_285)
    #expect(counts.quarantined == 0)
    #expect(counts.duplicate == (workers - 1) * counts.accepted)
    var seconds: [String: [String: ExactDecimal]] = [:]
    try project.ledger().usage(days: OrganizationCalendar.days) { usage in
      let resource = usage.series.resource.text
      let kind = resource.hasPrefix("gpu") ? "gpu" : resource
      let sum = seconds["\(usage.day)", default: [:]][kind] ?? .zero
      seconds["\(usage.day)", default: [:]][kind] = try sum.plus(usage.total())
    }
    let rows = try seconds.sorted { $0.key < $1.key }.map { day, sums in
      let hours = try ["cpu.core", "gpu", "node", "job"].map {
        try (sums[$0] ?? .zero).times(Fraction(1, 3_600)).fixed(places: 4)
      }
      return ([day] + hours).joined(separator: ",")
    }
    let expected = try String(contentsOfFile: folder + "/phillips-expected.csv", encoding: .utf8)
    #expect(rows == expected.split(whereSeparator: \.isNewline).dropFirst().map(String.init))
  }
}
