import Configuration
import Ledger
import Metering
import Testing

@testable import Ingest

@Suite("Finding the records behind usage") struct RecordSearchTests {
  private static let key = SeriesKey(tenant: "ada", stack: "", environment: "lab", version: "", resource: "gpu")

  private func search(
    _ project: LogProject, _ file: String, _ days: String..., series: [SeriesKey] = [key], source: Int = 0
  ) throws -> RecordSearch.Outcome {
    let found = days.compactMap { CivilDate($0) }
    let first = try #require(found.first), last = try #require(found.last)
    return try project.search(
      file, [RecordSearch.Wanted(series: series, days: first..<last.adding(days: 1))], source: source)
  }

  /// `batch 1: 2–3 (2) 7200`, then duplicates and conflicts.
  private func told(_ outcome: RecordSearch.Outcome) throws -> [String] {
    guard case .read(_, _, let found) = outcome else { return ["\(outcome)"] }
    func text(_ name: String, _ ranges: RecordRanges) -> [String] {
      ranges.ranges.map { "\(name): \($0.lines.lowerBound)–\($0.lines.upperBound) (\($0.records)) \($0.quantity)" }
    }
    let records = try #require(found.first)
    return records.counted.sorted { $0.key < $1.key }.flatMap { text("batch \($0.key)", $0.value) }
      + text("duplicate", records.duplicates) + text("conflict", records.conflicts)
  }

  @Test("records on lines behind each other are one range; others' records lie between ranges")
  func ranges() throws {
    let project = try LogProject()
    try project.write(
      "a.csv",
      eventCSV([
        "1,2026-10-01T08:00:00Z,,ada,lab,gpu,5", "2,2026-10-01T09:00:00Z,,ada,lab,gpu,6",
        "3,2026-10-01T09:00:00Z,,bob,lab,gpu,100", "4,2026-10-02T09:00:00Z,,ada,lab,gpu,7",
        "5,2026-10-01T10:00:00Z,,ada,lab,gpu,8",
      ]))
    try project.ingest()
    #expect(try told(search(project, "a.csv", "2026-10-01")) == ["batch 1: 2–3 (2) 11", "batch 1: 6–6 (1) 8"])
    #expect(
      try told(search(project, "a.csv", "2026-10-01", "2026-10-02")) == ["batch 1: 2–3 (2) 11", "batch 1: 5–6 (2) 15"])
    #expect(try told(search(project, "a.csv", "2026-10-03")) == [])
  }

  @Test("of a record over midnight a day has the part that its hours were given, on days of 23 and 25 hours too")
  func midnight() throws {
    let project = try LogProject(calendar: Calendars.berlin)
    try project.write(
      "a.csv",
      eventCSV([
        "1,2026-10-24T21:59:59Z,2026-10-25T23:00:01Z,ada,lab,gpu,1",
        "2,2026-03-28T20:00:00.5Z,2026-03-30T01:30:00Z,ada,lab,gpu,-7",
        "3,2026-10-25T22:30:00Z,2026-10-25T22:30:00Z,ada,lab,gpu,0.25",
      ]))
    try project.ingest()
    for day in ["2026-10-24", "2026-10-25", "2026-10-26", "2026-03-28", "2026-03-29", "2026-03-30"] {
      try project.expectRecordsAddUp(on: day, "a.csv")
    }
    #expect(try told(search(project, "a.csv", "2026-10-24")).first?.hasPrefix("batch 1: 2–2 (1) 0.0000") == true)
  }

  @Test("a log that grew has records of both its readings; what is sent again or contradicts is told apart")
  func grownWithRepeats() throws {
    let project = try LogProject()
    let first = ["1,2026-10-01T08:00:00Z,,ada,lab,gpu,5", "2,2026-10-01T09:00:00Z,,ada,lab,gpu,6"]
    try project.write("a.csv", eventCSV(first))
    try project.ingest()
    let second =
      first + [
        "2,2026-10-01T09:00:00Z,,ada,lab,gpu,6", "1,2026-10-01T08:00:00Z,,ada,lab,gpu,50",
        "3,2026-10-01T10:00:00Z,,ada,lab,gpu,7",
      ]
    project.limit = QuarantineLimit(largestShare: Fraction(1), fromRecords: 1)
    try project.write("a.csv", eventCSV(second))
    try project.ingest()
    #expect(
      try told(search(project, "a.csv", "2026-10-01")) == [
        "batch 1: 2–3 (2) 11", "batch 2: 6–6 (1) 7", "duplicate: 4–4 (1) 6", "conflict: 5–5 (1) 50",
      ])
    // In another file all of it is known.
    try project.write("b.csv", eventCSV(first + ["4,2026-10-01T11:00:00Z,,ada,lab,gpu,9"]))
    try project.ingest()
    #expect(
      try told(search(project, "b.csv", "2026-10-01")) == ["batch 3: 4–4 (1) 9", "duplicate: 2–3 (2) 11"])
    // What was appended and not ingested yet is left aside.
    try project.write(
      "b.csv", eventCSV(first + ["4,2026-10-01T11:00:00Z,,ada,lab,gpu,9", "5,2026-10-01T11:00:00Z,,ada,lab,gpu,1"]))
    #expect(
      try told(search(project, "b.csv", "2026-10-01")) == ["batch 3: 4–4 (1) 9", "duplicate: 2–3 (2) 11"])
  }

  @Test("a log that was changed or removed is said to be, and one that was moved is found by its bytes")
  func changed() throws {
    let project = try LogProject()
    let text = eventCSV(["1,2026-10-01T08:00:00Z,,ada,lab,gpu,5"])
    try project.write("a.csv", text)
    try project.ingest()
    try project.write("a.csv", text.replacing("gpu,5", with: "gpu,6"))
    #expect(try search(project, "a.csv", "2026-10-01") == .changed)
    try project.write("a.csv", "id,start\n" + text)
    #expect(try search(project, "a.csv", "2026-10-01") == .changed)
    try project.remove("a.csv")
    #expect(try search(project, "a.csv", "2026-10-01") == .unreadable("there is no such file"))
    try project.write("z.csv", text)
    guard case .read("z.csv", 1, let found) = try search(project, "a.csv", "2026-10-01") else {
      Issue.record("it is not found")
      return
    }
    #expect(found.first?.counted[1]?.records == 1)
  }

  @Test("a job of Slurm is a record of each resource it used")
  func slurm() throws {
    let rules = [
      MappingRule(
        conditions: [],
        action: .set([
          .tenant: MappingRule.Template(pieces: [.field("Account")]),
          .environment: MappingRule.Template(pieces: [.field("Cluster")]),
        ]))
    ]
    let project = try LogProject(sources: [LogSource(name: "hpc", format: .slurmSacct, files: ["*.log"], rules: rules)])
    let over = [
      "jobid": "102", "jobidraw": "102", "start": "2026-10-01T23:00:00", "end": "2026-10-02T02:00:00",
      "elapsed": "03:00:00",
    ]
    try project.write("a.log", [SlurmLine(), SlurmLine(over), SlurmLine()].map { $0.text + "\n" }.joined())
    try project.ingest()
    func key(_ resource: ResourceID) -> SeriesKey {
      SeriesKey(tenant: "lab", stack: "", environment: "hpc", version: "", resource: resource)
    }
    #expect(
      try told(search(project, "a.log", "2026-10-01", series: [key("cpu.core")])) == [
        "batch 1: 1–2 (2) 43200", "duplicate: 3–3 (1) 28800",
      ])
    #expect(
      try told(search(project, "a.log", "2026-10-02", series: [key("memory")])) == ["batch 1: 2–2 (1) 115200"])
  }

  @Test("whatever the log: the records of each day add exactly to its usage", arguments: UInt64(1)...40)
  func random(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let calendar = random.element(of: [Calendars.utc, Calendars.berlin, Calendars.kolkata, Calendars.lordHowe])
    let project = try LogProject(calendar: calendar)
    project.limit = QuarantineLimit(largestShare: Fraction(1), fromRecords: 1)
    var rows: [String] = []
    for number in 0..<random.int(1...200) {
      let start = Int64(1_774_600_000 + random.int(0...400_000))
      let end = start + Int64(random.int(0...3) == 0 ? 0 : random.int(1...200_000))
      let id = random.int(0...9) == 0 ? number / 2 : number
      let fraction = random.element(of: ["", ".5", ".123456789"])
      let times = [start, end].map { instantText($0).replacing("Z", with: "\(fraction)Z") }.joined(separator: ",")
      rows.append("\(id),\(times),ada,lab,gpu,\(random.int(-5...20)).\(random.int(0...999_999))")
      // A name with a line end in it, so that records and lines are not the same.
      if random.int(0...9) == 0 { rows.append("n\(number),\(times),\"bo\n\",lab,gpu,1") }
    }
    try project.write("a.csv", eventCSV(Array(rows.prefix(rows.count / 2))))
    try project.ingest()
    try project.write("a.csv", eventCSV(rows))
    try project.ingest()
    for day in 27...31 { try project.expectRecordsAddUp(on: "2026-03-\(day)", "a.csv") }
    for day in 1...4 { try project.expectRecordsAddUp(on: "2026-04-0\(day)", "a.csv") }
  }

  @Test("many ranges become few, and keep their records and their sum")
  func manyRanges() throws {
    var random = SplitMix64(seed: 1)
    var ranges = RecordRanges(limit: 5)
    var (offset, sum) = (0, ExactDecimal.zero)
    for number in 1...1_000 {
      offset += random.int(0...50)
      let quantity = ExactDecimal(random.int(-9...9))
      try ranges.add(line: number, bytes: offset..<offset + 10, quantity)
      sum = try sum.plus(quantity)
      offset += 10
      #expect(ranges.ranges.count <= 5)
    }
    #expect(ranges.records == 1_000)
    #expect(try ranges.quantity() == sum)
    #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.bytes.upperBound < $1.bytes.lowerBound })
  }
}

extension LogProject {
  func search(_ file: String, _ wanted: [RecordSearch.Wanted], source: Int) throws -> RecordSearch.Outcome {
    try RecordSearch(source: sources[source], project: project(), folder: folder, calendar: calendar)
      .run(file, for: wanted, in: try ledger())
  }

  /// The records of every series on a day, each with its batches.
  func expectRecordsAddUp(
    on text: String, _ file: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let day = try #require(CivilDate(text))
    for series in try ledger().allSeries() {
      let wanted = RecordSearch.Wanted(series: [series], days: day..<day.adding(days: 1))
      guard case .read(_, _, let found) = try search(file, [wanted], source: 0) else {
        Issue.record("\(file) is not read", sourceLocation: sourceLocation)
        return
      }
      var sums: [Int: ExactDecimal] = [:]
      for (batch, ranges) in try #require(found.first).counted { sums[batch] = try ranges.quantity() }
      var expected: [Int: ExactDecimal] = [:]
      for usage in try ledger().batchUsage(of: series, days: wanted.days, batches: 0...Int.max) {
        expected[usage.batch] = usage.quantity
      }
      #expect(
        sums.filter { !$0.value.isZero } == expected.filter { !$0.value.isZero }, "\(series) \(text)",
        sourceLocation: sourceLocation)
    }
  }
}
