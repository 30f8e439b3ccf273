import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Testing

@Suite("Usage events into a ledger")
struct UsageEventTests {
  @Test("an event's quantity is in the hours of its interval, under its names")
  func oneEvent() throws {
    let project = try LogProject()
    try project.write(
      "a.csv",
      eventCSV(
        ["e1,2026-10-01T10:30:00Z,2026-10-01T12:00:00Z,team-a,env-1,gpu.a100,5400,training,8,ada"],
        header: "id,start,end,tenant,environment,resource,quantity,stack,version,user"))
    let summary = try project.ingest()
    #expect(summary.files.map(\.outcome) == [.ingested])
    #expect(summary.counts == RecordCounts(accepted: 1))
    #expect(
      try project.usage() == [
        "2026-10-01 +10h team-a/training/env-1/8/gpu.a100 = 1800",
        "2026-10-01 +11h team-a/training/env-1/8/gpu.a100 = 3600",
      ])
  }

  @Test("columns are found by name in any case and order, and others are listed once")
  func columns() throws {
    let project = try LogProject()
    try project.write(
      "a.csv",
      [0xEF, 0xBB, 0xBF]
        + Array(
          "Quantity,\"note, free\",RESOURCE,environment,tenant,START,id,extra\r\n1.5,\"x\n\"\"y\",cpu.core,e,t,2026-10-01T00:00:00+02:00,1,\r\n"
            .utf8))
    #expect(try project.ingest().counts == RecordCounts(accepted: 1))
    #expect(try project.usage() == ["2026-09-30 +22h t//e//cpu.core = 1.5"])
    #expect(try project.ledger().batches().map(\.ignoredFields) == [["extra", "note, free"]])
  }

  @Test("an absent end and an end equal to the start are a point, all of it in its hour")
  func points() throws {
    let project = try LogProject()
    let events = [
      "1,2026-10-01T10:59:59.999999999Z,,t,e,tokens,7", "2,2026-10-01T11:00:00Z,2026-10-01T13:00:00+02:00,t,e,tokens,8",
    ]
    try project.write("a.csv", eventCSV(events))
    try project.ingest()
    #expect(try project.usage() == ["2026-10-01 +10h t//e//tokens = 7", "2026-10-01 +11h t//e//tokens = 8"])
  }

  @Test("JSON lines of the same events are the same usage, and the same events")
  func formats() throws {
    let csv = try LogProject()
    let json = try LogProject()
    let rows = [
      [
        "1", "2026-10-01T10:30:00Z", "2026-10-01T12:15:00.5Z", "tém \"a\"", "e", "gpu.a100", "-12.75", "s", "v7", "u",
        "",
      ],
      ["2", "2026-10-01T10:30:00+05:30", "", "t,b", "e/2", "memory", "1e3", "", "", "", "GiB-hours"],
      ["3", "2026-12-31T23:59:60Z", "2027-01-02T00:00:00Z", "t", "e", "x_tokens", "0.0000000000005", "", "", "", ""],
    ]
    let names = [
      "id", "start", "end", "tenant", "environment", "resource", "quantity", "stack", "version", "user", "unit",
    ]
    let quoted = rows.map { row in
      row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",")
    }
    try csv.write("a.csv", eventCSV(quoted, header: names.joined(separator: ",")))
    let objects = rows.enumerated().map { number, row -> String in
      var members = zip(names, row).map { "\"\($0)\": \"\($1.replacingOccurrences(of: "\"", with: "\\u0022"))\"" }
      // A number as a number, other orders of the keys, and an absent key for an empty field.
      members[6] = "\"quantity\":\(row[6])"
      if number == 2 { members = members.reversed().filter { !$0.hasSuffix(": \"\"") } }
      return "{\(members.joined(separator: ", "))}\n"
    }
    try json.write("a.jsonl", objects.joined())
    #expect(try csv.ingest().counts == RecordCounts(accepted: 3))
    #expect(try json.ingest().counts == RecordCounts(accepted: 3))
    #expect(try csv.usage() == json.usage())
    #expect(try csv.eventIndex() == json.eventIndex())
    #expect(try csv.ledger().batches().map(\.rounded) == [1])
    #expect(try json.ledger().batches().map(\.rounded) == [1])
    // So the one file after the other adds nothing.
    try csv.write("b.jsonl", objects.joined())
    #expect(try csv.ingest().files.last?.counts == RecordCounts(duplicate: 3))
    #expect(try csv.usage() == json.usage())
  }

  @Test("a negative quantity corrects; hours and days that come to nothing are left out")
  func corrections() throws {
    let project = try LogProject()
    let hour = "2026-10-01T10:00:00Z,2026-10-01T12:00:00Z,t,e"
    try project.write(
      "a.csv",
      eventCSV([
        "1,\(hour),cpu.core,10", "2,\(hour),cpu.core,-4", "3,\(hour),gpu,5", "4,\(hour),gpu,-5", "5,\(hour),memory,-2",
      ]))
    try project.ingest()
    #expect(
      try project.usage() == [
        "2026-10-01 +10h t//e//cpu.core = 3", "2026-10-01 +11h t//e//cpu.core = 3",
        "2026-10-01 +10h t//e//memory = -1", "2026-10-01 +11h t//e//memory = -1",
      ])
  }

  @Test("a unit column is converted into the resource's own unit, exactly")
  func units() throws {
    let project = try LogProject()
    project.units = ["requests": MeteringUnit("1000 requests")].compactMapValues { $0 }
    let at = "2026-10-01T10:00:00Z,t,e"
    try project.write(
      "a.csv",
      eventCSV(
        [
          "1,\(at),gpu.a100,2,GPU-hours", "2,\(at),memory,1,TiB-seconds", "3,\(at),storage,1,GB-seconds",
          "4,\(at),requests,1500,requests", "5,\(at),gpu.a100,1,",
        ],
        header: "id,start,tenant,environment,resource,quantity,unit"))
    #expect(try project.ingest().counts == RecordCounts(accepted: 5))
    #expect(
      try project.usage() == [
        "2026-10-01 +10h t//e//gpu.a100 = 7201", "2026-10-01 +10h t//e//memory = 1024",
        "2026-10-01 +10h t//e//requests = 1.5",
        "2026-10-01 +10h t//e//storage = 0.931322574615",
      ])
  }

  @Test("the smallest number that a unit can make does not end the program when its event comes twice")
  func smallestNumber() throws {
    let project = try LogProject()
    let event = "1,2026-10-01T10:00:00Z,t,e,memory,-166153499473114484112975.882535043072,TiB-seconds"
    try project.write("a.csv", eventCSV([event, event], header: "id,start,tenant,environment,resource,quantity,unit"))
    let counts = try project.ingest().counts
    #expect(counts.accepted == 0)
    #expect(counts.quarantined == 2)
    #expect(try project.badPlaces().first?.hasSuffix("Q005 quantity") == true)
  }

  @Test("days follow the organisation's zone: an event over both changes of the clock")
  func zones() throws {
    let project = try LogProject(calendar: Calendars.berlin)
    try project.write(
      "a.csv",
      eventCSV([
        "1,2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,t,e,cpu.core,23",
        "2,2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,t,e,cpu.core,25",
      ]))
    try project.ingest()
    let usage = try project.usage()
    #expect(
      usage == (0..<23).map { "2026-03-29 +\($0)h t//e//cpu.core = 1" }
        + (0..<25).map { "2026-10-25 +\($0)h t//e//cpu.core = 1" })
  }
}

@Suite("Nothing twice")
struct RepeatedEventTests {
  private func event(_ id: Int, quantity: String = "1", day: String = "2026-10-01") -> String {
    "e\(id),\(day)T10:00:00Z,,t,e,cpu.core,\(quantity)"
  }

  @Test("the same files again change nothing")
  func again() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV((0..<5).map { event($0) } + ["bad"]))
    try project.write(
      "b.jsonl",
      "{\"id\":\"x\",\"start\":\"2026-10-01T00:00:00Z\",\"tenant\":\"t\",\"environment\":\"e\",\"resource\":\"r\",\"quantity\":1}\n"
    )
    try project.ingest()
    let before = try project.content()
    let summary = try project.ingest(workers: 4)
    #expect(summary.files.map(\.outcome) == [.unchanged(as: "a.csv"), .unchanged(as: "b.jsonl")])
    #expect(summary.counts == RecordCounts())
    #expect(summary.files[0].counts == RecordCounts(accepted: 5, quarantined: 1))
    #expect(try project.content() == before)
    #expect(try project.batchCount() == 2)
  }

  @Test("a copied file under another name adds nothing")
  func copied() throws {
    let project = try LogProject()
    let text = eventCSV((0..<5).map { event($0) })
    try project.write("a.csv", text)
    try project.ingest()
    let before = try project.content()
    try project.write("copy.csv", text)
    #expect(try project.ingest().files.map(\.outcome) == [.unchanged(as: "a.csv"), .unchanged(as: "a.csv")])
    #expect(try project.content() == before)
  }

  @Test("a file of the same size and other bytes is read")
  func sameSize() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV([event(1)]))
    try project.ingest()
    try project.write("a.csv", eventCSV([event(2)]))
    #expect(try project.ingest().files.map(\.outcome) == [.ingested])
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 2"])
  }

  @Test("a file that grew adds only its new events, and its bad lines are not doubled")
  func grown() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV((0..<5).map { event($0) } + ["bad"]))
    try project.ingest()
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 5"])
    try project.write("a.csv", eventCSV((0..<5).map { event($0) } + ["bad"] + (5..<8).map { event($0) }))
    let summary = try project.ingest()
    #expect(summary.files.map(\.outcome) == [.ingested])
    // What the file's earlier reading counted is no repeat of another record.
    #expect(summary.counts == RecordCounts(accepted: 8, quarantined: 1))
    #expect(summary.files.map(\.countedBefore) == [5])
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 8"])
    #expect(try project.quarantine().count == 1)
    #expect(try project.eventIndex().map { $0.split(separator: " ")[3] } == ["5", "3"])
  }

  @Test("a repeated event is counted once: in one file, in another, in another night")
  func repeated() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV([event(1), event(2), event(1), event(1)]))
    try project.write("b.csv", eventCSV([event(2), event(3)]))
    let first = try project.ingest()
    #expect(
      first.files.map(\.counts) == [RecordCounts(accepted: 2, duplicate: 2), RecordCounts(accepted: 1, duplicate: 1)])
    try project.write("c.csv", eventCSV([event(3), event(4), event(1)]))
    #expect(try project.ingest().files.last?.counts == RecordCounts(accepted: 1, duplicate: 2))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 4"])
  }

  @Test("the same event written in another way is a repeat: offsets, decimals, the end, the order of columns")
  func sameContent() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV(["1,2026-10-01T10:00:00Z,2026-10-01T10:00:00Z,t,e,cpu.core,1"]))
    try project.write(
      "b.csv",
      eventCSV(
        ["1.0,cpu.core,e,t,2026-10-01T12:00:00.000+02:00,1"], header: "quantity,resource,environment,tenant,start,id"))
    #expect(try project.ingest().counts == RecordCounts(accepted: 1, duplicate: 1))
  }

  @Test("the same id with any other content is a conflict; the first stays, and the conflict names it")
  func conflicts() throws {
    let header = "id,start,end,tenant,environment,resource,quantity,stack,version,user"
    let first = ["1", "2026-10-01T10:00:00Z", "2026-10-01T11:00:00Z", "t", "e", "cpu.core", "1", "s", "v", "u"]
    let project = try LogProject()
    var rows = [first]
    for (column, value) in [
      "", "2026-10-01T10:00:01Z", "2026-10-01T11:00:01Z", "t2", "e2", "gpu", "2", "s2", "v2", "u2",
    ].enumerated() where column > 0 {
      var row = first
      row[column] = value
      rows.append(row)
    }
    let good = (0..<20).map { "ok\($0),2026-10-01T10:00:00Z,,t,e,memory,1,,," }
    let lines = good + rows.map { $0.joined(separator: ",") }
    try project.write("a.csv", eventCSV(lines, header: header))
    #expect(try project.ingest().counts == RecordCounts(accepted: 21, quarantined: 9))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//memory = 20", "2026-10-01 +10h t/s/e/v/cpu.core = 1"])
    let quarantine = try project.quarantine()
    #expect(quarantine.map(\.line) == Array(23...31))
    #expect(quarantine.allSatisfy { $0.code == "Q009" && $0.field == "id" })
    #expect(
      quarantine.allSatisfy {
        $0.reason == "1 stands in line 22 with other content; that one counts, this one does not"
      })
    #expect(
      quarantine.map { String(decoding: $0.raw, as: UTF8.self) } == rows.dropFirst().map { $0.joined(separator: ",") })
  }

  @Test("a conflict with another night's event names the file and the batch that has it")
  func conflictWithLedger() throws {
    let project = try LogProject()
    try project.write("a.csv", eventCSV([event(1), event(2)]))
    try project.ingest()
    try project.write("b.csv", eventCSV([event(2), event(1, quantity: "5"), event(1, quantity: "6"), event(1)]))
    #expect(try project.ingest().files.last?.counts == RecordCounts(duplicate: 2, quarantined: 2))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 2"])
    #expect(
      try project.badPlaces() == [
        "3 @\(eventCSV([event(2)]).utf8.count) Q009 id",
        "4 @\(eventCSV([event(2), event(1, quantity: "5")]).utf8.count) Q009 id",
      ])
    #expect(
      try project.quarantine().map(\.reason)
        == [String](
          repeating: "e1 came in a.csv (batch 1) with other content; that one counts, this one does not", count: 2))
  }

  @Test("ids are remembered for the days around a file's, and sources do not share them")
  func memory() throws {
    let other = LogSource(name: "other", format: .usageEvents, files: ["other/*.csv"])
    let project = try LogProject(sources: [LogProject.events, other])
    project.rememberDays = 10
    try project.write("a.csv", eventCSV([event(1, day: "2026-10-01")]))
    try project.write("b.csv", eventCSV([event(1, day: "2026-10-11")]))
    try project.write("c.csv", eventCSV([event(1, day: "2026-10-22")]))
    try project.write("other/a.csv", eventCSV([event(1, day: "2026-10-01")]) + "\n")
    let summary = try project.ingest()
    #expect(
      summary.files.map(\.counts) == [
        RecordCounts(accepted: 1), RecordCounts(quarantined: 1), RecordCounts(accepted: 1), RecordCounts(accepted: 1),
      ])
  }

  @Test("a repeat whose quoted field spans lines is read again whole, wherever it lies")
  func repeatsOverLines() throws {
    let header = "id,start,end,tenant,environment,resource,quantity,note"
    let project = try LogProject()
    project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
    // Each of 400 events twice, 80 of them with another quantity: read again across the ends of any window.
    let rows = (0..<800).map { number in
      let id = number / 2
      let quantity = number % 2 == 1 && id % 5 == 0 ? 2 : 1
      return
        "e\(id),2026-10-01T10:00:00Z,,t,e,cpu.core,\(quantity),\"line one\nline \"\"two\"\"\n\(String(repeating: "x", count: id % 50))\""
    }
    try project.write("a.csv", eventCSV(rows, header: header))
    #expect(try project.ingest().counts == RecordCounts(accepted: 400, duplicate: 320, quarantined: 80))
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 400"])
    #expect(try project.quarantine().map(\.line) == (0..<80).map { 2 + ($0 * 10 + 1) * 3 })
  }

  @Test("a thousand events of one id are one event and 999 repeats or conflicts")
  func oneID() throws {
    let project = try LogProject()
    project.limit = QuarantineLimit(largestShare: .one, fromRecords: 1)
    try project.write("a.csv", eventCSV((0..<1_000).map { "one,2026-10-01T10:00:00Z,,t,e,cpu.core,\($0 % 3)" }))
    #expect(try project.ingest().counts == RecordCounts(accepted: 1, duplicate: 333, quarantined: 666))
    #expect(try project.usage() == [])
  }
}
