import Bytes
import Configuration
import Ledger
import Metering
import Testing

@testable import Ingest

@Suite("Quarantine")
struct QuarantineTests {
  /// A log that knows where each of its lines is, and what is to be said of it.
  private struct Log {
    var bytes: [UInt8] = []
    var expected: [String] = []
    private var line = 1

    mutating func add(_ text: String, _ finding: String? = nil) { add(Array(text.utf8), finding) }

    /// Adds a record with its line end; `finding` is `code field: reason`.
    mutating func add(_ record: [UInt8], _ finding: String? = nil) {
      if let finding { expected.append("\(line) @\(bytes.count) \(finding)") }
      bytes += record + [UInt8(ascii: "\n")]
      line += record.count { $0 == UInt8(ascii: "\n") } + 1
    }
  }

  private func findings(_ project: LogProject) throws -> [String] {
    try project.quarantine().map { "\($0.line) @\($0.byteOffset) \($0.code) \($0.field): \($0.reason)" }
  }

  private func badEvents() -> Log {
    var log = Log()
    log.add("id,start,end,tenant,environment,resource,quantity,unit,stack")
    let good = "2026-10-01T10:00:00Z,,t,e,cpu.core,1,,"
    log.add("ok,\(good)")
    log.add("a,b,c", "Q001 : it has another number of fields than the header")
    log.add("q1,\"2026", "Q011 : a quote is not closed, or text follows the closing quote")
    log.add(
      "q2,\"2026-10-01\"T10:00:00Z,,t,e,cpu.core,1,,", "Q011 : a quote is not closed, or text follows the closing quote"
    )
    log.add("\"spanning\nlines\",\(good)")
    for (field, text) in [
      ("id", ",2026-10-01T10:00:00Z,,t,e,cpu.core,1,,"), ("start", "m,,,t,e,cpu.core,1,,"),
      ("tenant", "m,2026-10-01T10:00:00Z,,,e,cpu.core,1,,"),
      ("environment", "m,2026-10-01T10:00:00Z,,t,\"\",cpu.core,1,,"),
      ("resource", "m,2026-10-01T10:00:00Z,,t,e,,1,,"), ("quantity", "m,2026-10-01T10:00:00Z,,t,e,cpu.core,,,"),
    ] {
      log.add(text, "Q003 \(field): \(field) is missing")
    }
    log.add("t1,yesterday,,t,e,cpu.core,1,,", "Q004 start: yesterday is no time such as 2026-10-01T12:00:00Z")
    log.add(
      "t2,2026-10-01T10:00:00,,t,e,cpu.core,1,,",
      "Q004 start: the time 2026-10-01T10:00:00 has no zone: Z or an offset such as +02:00")
    log.add(
      "t3,2026-10-01T10:00:00Z,2026-02-30T10:00:00Z,t,e,cpu.core,1,,", "Q004 end: there is no day 2026-02-30T10:00:00Z")
    let unset = "the time is before the year 2000, as a clock tells that was never set"
    log.add("t4,1969-12-31T23:59:59Z,,t,e,cpu.core,1,,", "Q004 start: \(unset)")
    log.add("t6,1970-01-01T00:00:00Z,,t,e,cpu.core,1,,", "Q004 start: \(unset)")
    log.add("t7,1999-12-31T23:59:59Z,2000-01-01T00:00:00Z,t,e,cpu.core,1,,", "Q004 start: \(unset)")
    log.add("t8,2026-10-01T00:00:00Z,1970-01-01T00:00:00Z,t,e,cpu.core,1,,", "Q004 end: \(unset)")
    log.add(
      "t5,2199-12-31T23:00:00Z,2200-01-01T00:00:00Z,t,e,cpu.core,1,,",
      "Q004 end: the time is after the year 2199")
    log.add("n1,2026-10-01T10:00:00Z,,t,e,cpu.core,one,,", "Q005 quantity: one is no decimal number")
    log.add(
      "n2,2026-10-01T10:00:00Z,,t,e,cpu.core,1e30,,",
      "Q005 quantity: the number has more than 26 digits before the point")
    log.add(
      "n3,2026-10-01T10:00:00Z,,t,e,memory,1e26,TiB-seconds,",
      "Q005 quantity: the quantity is more than 10^18 of the resource's own unit")
    log.add("b1,2026-10-01T10:00:00Z,,(unallocated),e,cpu.core,1,,", "Q006 tenant: names in parentheses are reserved")
    log.add("b2,2026-10-01T10:00:00Z,,t\u{7},e,cpu.core,1,,", "Q006 tenant: the name has control characters in it")
    log.add(
      "b3,2026-10-01T10:00:00Z,,t,\"e\nf\",cpu.core,1,,", "Q006 environment: the name has control characters in it")
    log.add(
      Array("b4,2026-10-01T10:00:00Z,,t,e,cpu.core,1,,".utf8) + [0xC3, 0x28], "Q006 stack: the name is not UTF-8")
    log.add("b5,2026-10-01T10:00:00Z,,t,e,\u{7F}x,1,,", "Q006 resource: the name has control characters in it")
    log.add(
      "b6,2026-10-01T10:00:00Z,,t,\(String(repeating: "e", count: 1_025)),cpu.core,1,,",
      "Q006 : a name is longer than 1,024 bytes")
    log.add("o1,2026-10-01T10:00:00Z,2026-10-01T09:59:59Z,t,e,cpu.core,1,,", "Q007 end: it ends before it starts")
    log.add("o2,2026-10-01T10:00:00.5Z,2026-10-01T10:00:00.4Z,t,e,cpu.core,1,,", "Q007 end: it ends before it starts")
    log.add("o3,2026-10-01T10:00:00Z,2027-11-05T10:00:01Z,t,e,cpu.core,1,,", "Q008 end: it lasts longer than 400 days")
    log.add("o4,2026-10-01T10:00:00Z,2027-11-05T10:00:00Z,t,e,cpu.core,1,,")
    log.add("u1,2026-10-01T10:00:00Z,,t,e,cpu.core,1,parsecs,", "Q010 unit: the unit parsecs is unknown")
    log.add(
      "u2,2026-10-01T10:00:00Z,,t,e,cpu.core,1,GiB-hours,",
      "Q010 unit: GiB-hours cannot be told in core-seconds, the unit of cpu.core")
    log.add("u3,2026-10-01T10:00:00Z,,t,e,widgets,1,parsecs,", "Q010 unit: the unit parsecs is unknown")
    log.add("u4,2026-10-01T10:00:00Z,,t,e,widgets,1,GPU-hours,")
    log.add(
      "ok,2026-10-01T10:00:00Z,,t,e,cpu.core,2,,",
      "Q009 id: ok stands in line 2 with other content; that one counts, this one does not")
    log.add(
      Array("long,".utf8) + [UInt8](repeating: UInt8(ascii: "z"), count: 2 * ChunkReader.longestRecord),
      "Q012 : the record is longer than 1 MiB")
    log.add("last,\(good)")
    return log
  }

  private func badLines() -> Log {
    var log = Log()
    func event(_ rest: String) -> String {
      "{\"id\":\"j\",\"start\":\"2026-10-01T10:00:00Z\",\"tenant\":\"t\",\"environment\":\"e\",\"resource\":\"r\",\(rest)}"
    }
    log.add(event("\"quantity\":1"))
    log.add("{\"id\":", "Q002 : it is not one JSON object with each key once")
    log.add("[]\r", "Q002 : it is not one JSON object with each key once")
    log.add(
      event("\"quantity\":1").replacing("\"t\"", with: "true"),
      "Q013 tenant: it holds a list, an object, or true or false")
    log.add(event("\"quantity\":[1]"), "Q013 quantity: it holds a list, an object, or true or false")
    log.add(event("\"quantity\":null"), "Q003 quantity: quantity is missing")
    log.add(event("\"quantity\":1,\"version\":\"a\\u0000b\""), "Q006 version: the name has control characters in it")
    log.add(
      "{\"z\":\"\(String(repeating: "z", count: 2 * ChunkReader.longestRecord))\"}",
      "Q012 : the record is longer than 1 MiB")
    log.add(
      event("\"quantity\":2"), "Q009 id: j stands in line 1 with other content; that one counts, this one does not")
    return log
  }

  private func badJobs() -> Log {
    var log = Log()
    log.add(SlurmLine().text)
    log.add("1|2|3", "Q001 : it has another number of fields than the header")
    log.add(
      SlurmLine(["start": "2026-03-29T02:30:00", "jobidraw": "2"]).text,
      "Q014 Start: clocks in Europe/Berlin never showed 2026-03-29T02:30:00: is the source's timeZone right?")
    log.add(
      SlurmLine(["end": "2026-03-29T02:59:59", "start": "2026-03-29T01:00:00", "jobidraw": "3"]).text,
      "Q014 End: clocks in Europe/Berlin never showed 2026-03-29T02:59:59: is the source's timeZone right?")
    log.add(
      SlurmLine(["state": "SLEEPING", "jobidraw": "4"]).text,
      "Q015 State: SLEEPING is no job state that Slurm documents")
    log.add(SlurmLine(["alloctres": "cpu=many", "jobidraw": "5"]).text, "Q016 AllocTRES: cpu=many is no whole number")
    log.add(
      SlurmLine(["account": "unruled", "jobidraw": "6"]).text,
      "Q017 : no rule of the source's map applies: add one, and the next run counts it")
    log.add(
      SlurmLine(["start": "soon", "jobidraw": "7"]).text, "Q004 Start: soon is no time such as 2026-10-01T12:00:00")
    log.add(SlurmLine(["end": "2026-09-30T10:00:00", "jobidraw": "8"]).text, "Q007 End: it ends before it starts")
    log.add(SlurmLine(["ncpus": "0", "alloctres": "", "jobidraw": "9"]).text, "Q016 NCPUS: a job that ran has no core")
    log.add(
      SlurmLine(["ncpus": "", "alloctres": "node=1", "jobidraw": "10"]).text,
      "Q016 NCPUS: the line tells no number of cores or nodes")
    log.add(SlurmLine(["account": "(root)", "jobidraw": "11"]).text, "Q006 tenant: names in parentheses are reserved")
    log.add(
      SlurmLine(["ncpus": "8", "alloctres": ""]).text,
      "Q009 id: hpc 101 2026-10-01T09:00:00 2026-10-01T10:00:00 stands in line 1 with other content; that one counts, this one does not"
    )
    return log
  }

  private func ingested(
    _ log: Log, as name: String, _ source: LogSource = LogProject.events, workers: Int
  ) throws -> LogProject {
    let project = try LogProject(
      sources: [source], calendar: source.format == .slurmSacct ? Calendars.berlin : Calendars.utc)
    project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
    try project.write(name, log.bytes)
    let counts = try project.ingest(workers: workers).counts
    #expect(counts.quarantined == log.expected.count)
    return project
  }

  private var slurm: LogSource {
    func rule(_ account: String) -> MappingRule {
      MappingRule(
        conditions: [MappingRule.Condition(field: "Account", pattern: account)],
        action: .set([.tenant: .init(pieces: [.field("Account")]), .environment: .init(pieces: [.field("Cluster")])]))
    }
    return LogSource(
      name: "hpc", format: .slurmSacct, files: ["*.log"], zone: Calendars.berlin.zone,
      rules: [rule("lab*"), rule("(*")])
  }

  @Test("every bad event of a CSV is told with line, byte offset, code, field and reason", arguments: [1, 3])
  func usageEvents(workers: Int) throws {
    let log = badEvents()
    #expect(try findings(try ingested(log, as: "bad.csv", workers: workers)) == log.expected)
  }

  @Test("every bad line of JSON is told with line, byte offset, code, field and reason", arguments: [1, 3])
  func jsonLines(workers: Int) throws {
    let log = badLines()
    #expect(try findings(try ingested(log, as: "bad.jsonl", workers: workers)) == log.expected)
  }

  @Test("every bad job is told with line, byte offset, code, field and reason")
  func jobs() throws {
    let log = badJobs()
    #expect(try findings(try ingested(log, as: "bad.log", slurm, workers: 1)) == log.expected)
  }

  @Test("every code is met in these tests")
  func codes() {
    let expected = badEvents().expected + badLines().expected + badJobs().expected
    let met = Set(expected.map { String($0.split(separator: " ")[2]) })
    #expect(met == Set(QuarantineCode.allCases.map(\.rawValue)))
  }

  @Test("the record is kept as it stands, its first 2,000 bytes where it is longer")
  func raw() throws {
    let project = try LogProject()
    let long = "x," + String(repeating: "é", count: 2_000)
    try project.write("a.csv", eventCSV(["a\r", long, "1,2026-10-01T10:00:00Z,,t,e,cpu.core,1"]))
    try project.ingest()
    #expect(try project.quarantine().map(\.raw) == [Array("a".utf8), Array(long.utf8.prefix(2_000))])
  }

  @Test("messages stay printable and short, whatever a field holds")
  func printable() throws {
    let project = try LogProject()
    let hostile = "\u{1B}[31m" + String(repeating: "x", count: 100)
    try project.write("a.csv", eventCSV(["1,\(hostile),,t,e,cpu.core,1", "2,2026-10-01T10:00:00Z,,t,e,cpu.core,1"]))
    try project.ingest()
    #expect(
      try project.quarantine().map(\.reason) == [
        "\u{FFFD}[31m\(String(repeating: "x", count: 55))… is no time such as 2026-10-01T12:00:00Z"
      ])
  }
}

@Suite("Files with too many bad lines")
struct RejectedFileTests {
  private func log(good: Int, bad: Int, name: String = "e") -> String {
    eventCSV(
      (0..<good).map { "\(name)\($0),2026-10-01T10:00:00Z,,t,e,cpu.core,1" } + [String](repeating: "bad", count: bad))
  }

  @Test("a file over the share is rejected whole, and rejecting it again adds no batch")
  func rejected() throws {
    let project = try LogProject()
    try project.write("a.csv", log(good: 89, bad: 11))
    try project.write("b.csv", log(good: 90, bad: 10))
    let summary = try project.ingest()
    #expect(summary.files.map(\.outcome) == [.rejected, .ingested])
    #expect(summary.rejectedFiles == ["a.csv"])
    #expect(summary.files[0].counts == RecordCounts(quarantined: 11, rejected: 89))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 90"])
    #expect(try project.eventIndex().count == 1)
    #expect(try project.quarantine().count == 21)
    #expect(try project.ledger().batches().map(\.isRejected) == [true, false])
    let before = try project.content()
    let again = try project.ingest()
    #expect(again.files.map(\.outcome) == [.rejected, .unchanged(as: "b.csv")])
    #expect(try project.content() == before)
    #expect(try project.batchCount() == 2)
  }

  @Test("a rejected file that is mended counts, and its bad lines are resolved")
  func mended() throws {
    let project = try LogProject()
    try project.write("a.csv", log(good: 50, bad: 50))
    #expect(try project.ingest().rejectedFiles == ["a.csv"])
    try project.write("a.csv", log(good: 50, bad: 0))
    #expect(try project.ingest().counts == RecordCounts(accepted: 50))
    #expect(try project.quarantine() == [])
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 50"])
  }

  @Test("of a small file half may be bad and no more; a file of one bad line is kept")
  func small() throws {
    let project = try LogProject()
    for (name, good, bad) in [
      ("a", 1, 98), ("b", 0, 2), ("c", 0, 1), ("d", 49, 50), ("e", 49, 49), ("f", 2, 2), ("g", 1, 2), ("h", 1, 1),
    ] {
      try project.write("\(name).csv", log(good: good, bad: bad, name: name))
    }
    #expect(
      try project.ingest().files.map(\.outcome) == [
        .rejected, .rejected, .ingested, .rejected, .ingested, .ingested, .rejected, .ingested,
      ])
  }

  @Test("whoever allows a larger share than half allows it in a small file too")
  func smallWithLargerShare() throws {
    let project = try LogProject()
    project.limit = QuarantineLimit(largestShare: Fraction(9, 10), fromRecords: 100)
    try project.write("a.csv", log(good: 1, bad: 9))
    try project.write("b.csv", log(good: 1, bad: 10, name: "b"))
    #expect(try project.ingest().files.map(\.outcome) == [.ingested, .rejected])
  }

  @Test("a file's conflicts count as bad lines")
  func conflicts() throws {
    let project = try LogProject()
    let rows = (0..<100).map { "e\($0),2026-10-01T10:00:00Z,,t,e,cpu.core,1" }
    let others = (0..<20).map { "e\($0),2026-10-01T10:00:00Z,,t,e,cpu.core,2" }
    try project.write("a.csv", eventCSV(rows + others))
    #expect(try project.ingest().files.map(\.outcome) == [.rejected])
    #expect(try project.usage() == [])
    #expect(try project.quarantine().count == 20)
  }

  @Test("of a rejected file the first thousand bad lines are kept, the same by any number of workers")
  func kept() throws {
    var contents: [[String]] = []
    for workers in [1, 4] {
      let project = try LogProject()
      let line = "bad" + String(repeating: " ", count: 500)
      try project.write("a.csv", eventCSV([String](repeating: line, count: 6_000)))
      #expect(try project.ingest(workers: workers).files.map(\.outcome) == [.rejected])
      #expect(try project.quarantine().map(\.line) == Array(2...1_001))
      contents.append(try project.content())
    }
    #expect(contents[0] == contents[1])
  }
}
