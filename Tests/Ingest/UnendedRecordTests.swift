import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Testing

@Suite("A last record without a line end")
struct UnendedRecordTests {
  /// A log whose last record may be cut anywhere.
  struct Log: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whole lines, and one more without its line end.
    let begun: String
    let last: String
    var slurm = false

    var testDescription: String { name }
    func path(_ cut: Int) -> String { "\(cut)/a." + (slurm ? "log" : name == "JSON lines" ? "jsonl" : "csv") }
    /// A source of its own for each cut, as sources do not share ids.
    func source(_ cut: Int) -> LogSource {
      let (name, files) = (SourceID("s\(cut)"), [path(cut)])
      guard slurm else { return LogSource(name: name, format: .usageEvents, files: files) }
      let names: [MappingRule.Target: MappingRule.Template] = [
        .tenant: .init(pieces: [.field("Account")]), .environment: .init(pieces: [.field("Cluster")]),
      ]
      return LogSource(
        name: name, format: .slurmSacct, files: files, zone: .utc,
        rules: [MappingRule(conditions: [], action: .set(names))])
    }
  }

  static let logs = [
    Log(
      name: "CSV, the quantity last",
      begun: eventCSV(["1,2026-10-01T10:00:00Z,2026-10-01T12:00:00Z,t,e,gpu,7"]),
      last: "2,2026-10-01T10:30:00Z,2026-10-02T01:00:00Z,t,e,gpu.a100,3600.25"),
    Log(
      name: "CSV, the id last",
      begun: "start,tenant,environment,resource,quantity,id\n2026-10-01T10:00:00Z,t,e,gpu,7,job-1\n",
      last: "2026-10-01T10:30:00Z,t,e,gpu,7,job-12345"),
    Log(
      name: "CSV, a quoted user last",
      begun: "id,start,tenant,environment,resource,quantity,user\n1,2026-10-01T10:00:00Z,t,e,gpu,7,\"a\nb\"\n",
      last: "2,2026-10-01T10:30:00Z,t,e,gpu,7,\"ada \"\"the\"\" first\""),
    Log(
      name: "JSON lines",
      begun: #"{"id":1,"start":"2026-10-01T10:00:00Z","tenant":"t","environment":"e","resource":"r","quantity":1}"#
        + "\n",
      last: #"{"id":2,"start":"2026-10-01T10:00:00Z","tenant":"t","environment":"e","resource":"r","quantity":12.5}"#),
    Log(
      name: "Slurm, the allocation last",
      begun: "JobID|JobIDRaw|Account|Cluster|Submit|Start|End|State|NNodes|NCPUS|AllocTRES\n"
        + "1|1|lab|hpc|2026-10-01T09:00:00|2026-10-01T10:00:00|2026-10-01T12:00:00|COMPLETED|1|4|cpu=4,mem=16G\n",
      last: "2|2|lab|hpc|2026-10-01T09:00:00|2026-10-01T10:00:00|2026-10-02T01:00:00|COMPLETED|1|64"
        + "|cpu=64,mem=1024M,gres/gpu=12",
      slurm: true),
  ]

  /// A project with a file of `contents` for each of some cuts.
  private func project(_ log: Log, _ cuts: [Int], contents: (Int) -> [UInt8]) throws -> LogProject {
    let project = try LogProject(sources: cuts.map(log.source))
    project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
    for cut in cuts { try project.write(log.path(cut), contents(cut)) }
    try project.ingest()
    return project
  }

  /// How many events each source remembers.
  private func events(_ project: LogProject) throws -> [Substring: Int] {
    var events: [Substring: Int] = [:]
    for line in try project.eventIndex() {
      let words = line.split(separator: " ")
      events[words[0], default: 0] += try #require(Int(words[3]))
    }
    return events
  }

  private func check(_ project: LogProject, isAs whole: LogProject) throws {
    #expect(try project.usage() == whole.usage())
    #expect(try events(project) == events(whole))
    #expect(try project.quarantine().isEmpty)
  }

  /// The log with its last record ended and one more behind it.
  private func grown(_ log: Log) -> String {
    let next = log.last.replacingOccurrences(of: log.slurm ? "2|2|" : "job-12345", with: log.slurm ? "3|3|" : "job-9")
      .replacingOccurrences(of: "{\"id\":2", with: "{\"id\":3")
    return log.begun + log.last + "\n" + (next.hasPrefix("2,") ? "3" + next.dropFirst() : next) + "\n"
  }

  @Test("cut anywhere, it counts whole once the log has grown", arguments: logs)
  func everyCut(log: Log) throws {
    let cuts = Array(1...log.last.utf8.count)
    let whole = try project(log, cuts) { _ in Array(grown(log).utf8) }
    let project = try project(log, cuts) { cut in Array(log.begun.utf8) + log.last.utf8.prefix(cut) }
    for cut in cuts { try project.write(log.path(cut), grown(log)) }
    #expect(try project.ingest().files.allSatisfy { $0.outcome == .ingested })
    try check(project, isAs: whole)
    #expect(try events(project) == Dictionary(uniqueKeysWithValues: cuts.map { ("s\($0)", 3) }))
  }

  @Test("a log that grows by a few bytes each night comes to the same", arguments: logs)
  func slowly(log: Log) throws {
    let bytes = Array(grown(log).utf8)
    let whole = try project(log, [1]) { _ in bytes }
    let slow = try project(log, [1]) { _ in Array(log.begun.utf8) }
    for size in Array(stride(from: log.begun.utf8.count, to: bytes.count, by: 5)) + [bytes.count] {
      try slow.write(log.path(1), Array(bytes[..<size]))
      try slow.ingest()
    }
    try check(slow, isAs: whole)
  }

  private let header = "id,start,tenant,environment,resource,quantity\n"
  private let cut = "1,2026-10-01T10:00:00Z,t,e,gpu,36"

  @Test("it counts while the file stays as it is, and is no new event when only its line end comes")
  func lineEnd() throws {
    for end in ["\n", "\r\n"] {
      let project = try LogProject()
      try project.write("a.csv", header + cut)
      #expect(try project.ingest().counts == RecordCounts(accepted: 1))
      #expect(try project.ingest().files.map(\.outcome) == [.unchanged(as: "a.csv")])
      try project.write("a.csv", header + cut + end)
      #expect(try project.ingest().counts == RecordCounts(accepted: 1))
      #expect(try project.usage() == ["2026-10-01 +10h t//e//gpu = 36"])
    }
  }

  @Test("a log that was renamed before it grew is known by its bytes; another with the same last line is not it")
  func renamed() throws {
    let project = try LogProject()
    try project.write("a.csv", header + cut)
    try project.ingest()
    try project.write("b.csv", header.replacingOccurrences(of: "id,", with: "ID,") + cut + "00\n")
    #expect(try project.ingest().files.last?.counts == RecordCounts(quarantined: 1))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//gpu = 36"])
    try project.remove("a.csv")
    try project.write("c.csv", header + cut + "00\n")
    #expect(try project.ingest().files.last?.counts == RecordCounts(accepted: 1))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//gpu = 3600"])
  }

  @Test("an event that a cut id happens to name counts, before the log grows and after it")
  func namesake() throws {
    let header = "start,tenant,environment,resource,quantity,id\n"
    let cut = "2026-10-01T10:00:00Z,t,e,gpu,7,job-12"
    let project = try LogProject()
    try project.write("a.csv", header + cut)
    try project.write("b.csv", header.uppercased() + cut + "\n")
    #expect(try project.ingest().files.map(\.counts) == [RecordCounts(accepted: 1), RecordCounts(accepted: 1)])
    #expect(try project.usage() == ["2026-10-01 +10h t//e//gpu = 7"])
    #expect(try project.eventIndex().count == 1)
    try project.write("a.csv", header + cut + "345\n")
    #expect(try project.ingest().files.map(\.counts) == [RecordCounts(accepted: 1), RecordCounts(accepted: 1)])
    #expect(try project.usage() == ["2026-10-01 +10h t//e//gpu = 14"])
    #expect(try project.quarantine().isEmpty)
  }

  @Test("a record that goes on and turns out bad leaves nothing behind")
  func turnsBad() throws {
    let project = try LogProject()
    try project.write("a.csv", header + cut)
    try project.ingest()
    try project.write("a.csv", header + cut + "x\n")
    #expect(try project.ingest().counts == RecordCounts(quarantined: 1))
    #expect(try project.usage().isEmpty)
    #expect(try project.badPlaces() == ["2 @\(header.utf8.count) Q005 quantity"])
  }

  @Test("a record that counted elsewhere is not taken back: only what this file added")
  func repeated() throws {
    let project = try LogProject()
    try project.write("a.csv", header + cut + "\n")
    try project.write("b.csv", header + cut)
    #expect(try project.ingest().counts == RecordCounts(accepted: 1, duplicate: 1))
    try project.write("b.csv", header + cut + "00\n")
    #expect(try project.ingest().counts == RecordCounts(quarantined: 1))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//gpu = 36"])
  }
}
