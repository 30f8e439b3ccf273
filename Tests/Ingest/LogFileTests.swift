import Configuration
import Foundation
import Glibc
import Ledger
import Metering
import Testing

@testable import Ingest

@Suite("The files of a source")
struct LogFileTests {
  private let event = "id,start,tenant,environment,resource,quantity\n1,2026-10-01T10:00:00Z,t,e,cpu.core,1\n"

  private func source(_ files: [String]) -> LogSource { LogSource(name: "s", format: .usageEvents, files: files) }

  @Test("patterns match in folders and names, hidden files only where a pattern begins with a dot")
  func patterns() throws {
    let project = try LogProject()
    for name in [
      "logs/b.csv", "logs/a.csv", "logs/x.jsonl", "logs/.hidden.csv", "logs/2026/c.csv", "logs/2027/c.csv", "d.csv",
      "logs/dir.csv/e.csv",
    ] {
      try project.write(name, "")
    }
    let files = LogFiles(folder: project.folder)
    #expect(try files.files(matching: "logs/*.csv") == ["logs/a.csv", "logs/b.csv"])
    #expect(try files.files(matching: "logs/?.*") == ["logs/a.csv", "logs/b.csv", "logs/x.jsonl"])
    #expect(try files.files(matching: "*/*/*.csv") == ["logs/2026/c.csv", "logs/2027/c.csv", "logs/dir.csv/e.csv"])
    #expect(try files.files(matching: "logs/202?/c.csv") == ["logs/2026/c.csv", "logs/2027/c.csv"])
    #expect(try files.files(matching: "logs/.*.csv") == ["logs/.hidden.csv"])
    #expect(try files.files(matching: "*.csv") == ["d.csv"])
    #expect(try files.files(matching: "none/*.csv") == [])
    #expect(try files.files(matching: "none.csv") == nil)
    #expect(try files.files(matching: "logs/a.csv") == ["logs/a.csv"])
    #expect(
      try files.files(matching: "\(project.folder)/logs/?.csv") == [
        "\(project.folder)/logs/a.csv", "\(project.folder)/logs/b.csv",
      ])
    #expect(try files.files(matching: "\(project.folder)/d.csv") == ["\(project.folder)/d.csv"])
  }

  @Test("any order of the patterns, and patterns that overlap, give the same ledger")
  func patternOrder() throws {
    var contents: [[String]] = []
    for patterns in [["b.csv", "a.csv", "*.jsonl"], ["*.jsonl", "?.csv"], ["*"], ["a.csv", "a.csv", "*.csv", "*.*"]] {
      let project = try LogProject(sources: [source(patterns.map { "logs/" + $0 })])
      try project.write("logs/a.csv", event + "2,2026-10-01T10:00:00Z,t,e,cpu.core,1\n")
      try project.write("logs/b.csv", event.replacingOccurrences(of: "core,1", with: "core,2"))
      try project.write("logs/c.jsonl", "{}\n")
      let summary = try project.ingest()
      #expect(summary.files.map(\.file) == ["logs/a.csv", "logs/b.csv", "logs/c.jsonl"])
      contents.append(try project.content())
    }
    #expect(Set(contents).count == 1)
  }

  @Test("a pattern that matches nothing is told, and a plain path that names no file stops the run")
  func missing() throws {
    let project = try LogProject(sources: [source(["logs/*.csv"])])
    #expect(try project.ingest().patternsWithoutFiles == ["s: logs/*.csv"])
    let plain = try LogProject(sources: [source(["logs/a.csv"])])
    #expect(
      try plain.failure()
        == "logs/a.csv: no such file; the project's source s names it: check the path, or use a pattern such as logs/*.csv"
    )
  }

  @Test("a file without an event is read once: empty, or a header alone")
  func noEvents() throws {
    let project = try LogProject()
    try project.write("a.csv", "")
    try project.write("b.jsonl", "")
    try project.write("c.csv", "id,start,tenant,environment,resource,quantity")
    try project.write("d.csv", "id,start,tenant,environment,resource,quantity\r\n\n")
    let summary = try project.ingest()
    #expect(summary.files.map(\.outcome) == [.ingested, .unchanged(as: "a.csv"), .ingested, .ingested])
    #expect(summary.counts == RecordCounts())
    #expect(try project.ingest().files.allSatisfy { $0.outcome != .ingested })
    #expect(try project.usage() == [])
  }

  @Test(
    "a header that cannot be used stops the run, naming file and remedy",
    arguments: [
      (
        "id,start\n1,2\n",
        "a.csv:1: the header has no column tenant, environment, resource, quantity; add what is missing, as README.md lists it"
      ),
      ("id,start,ID\n", "a.csv:1: the header has the column id twice; remove one"),
      (
        "\n",
        "a.csv:1: the header has no column id, start, tenant, environment, resource, quantity; add what is missing, as README.md lists it"
      ),
      ("\"id,start\n", "a.csv:1: there is no header that can be read; the first line of a CSV names its columns"),
      ("\u{FEFF}", "a.csv:1: there is no header that can be read; the first line of a CSV names its columns"),
    ])
  func badHeader(text: String, message: String) throws {
    let project = try LogProject()
    try project.write("a.csv", text)
    #expect(try project.failure() == message)
    #expect(try project.ledger().batches().isEmpty)
  }

  @Test("compressed and unknown files are told apart from bad logs")
  func kinds() throws {
    for (name, bytes, message) in [
      ("a.csv", [0x1F, 0x8B, 8, 0], "a.csv: compressed logs are not read; unpack it first, with gzip -d"),
      ("a.csv.gz", [0x1F, 0x8B, 8, 0], "a.csv.gz: compressed logs are not read; unpack it first, with gzip -d"),
      (
        "a.jsonl.zst", [0x28, 0xB5, 0x2F, 0xFD, 1],
        "a.jsonl.zst: compressed logs are not read; unpack it first, with zstd -d"
      ),
      ("a.txt", [0x31], "a.txt: a log of usage events ends in .csv, .jsonl or .ndjson; rename the file"),
    ] as [(String, [UInt8], String)] {
      let project = try LogProject(sources: [source(["a.*"])])
      try project.write(name, bytes)
      #expect(try project.failure() == message)
    }
  }

  @Test("a folder and a file that may not be read say so")
  func unreadable() throws {
    let project = try LogProject(sources: [source(["a.csv"])])
    try project.write("a.csv/b.csv", event)
    #expect(
      try project.failure() == "a.csv: the log cannot be read: it is a folder; check the path and its permissions")
  }

  @Test("a pipe that a pattern matches is told at once, and holds nothing up")
  func pipe() throws {
    let project = try LogProject()
    #expect(mkfifo(project.folder + "/z.csv", 0o600) == 0)
    #expect(
      try project.failure() == "z.csv: the log cannot be read: it is a pipe, a device or a socket and no file; "
        + "check the path and its permissions")
  }

  @Test("a folder that cannot be looked into is not an empty one")
  func unreachable() throws {
    // Links in a circle: what is behind them nobody can look at, root neither.
    let project = try LogProject(sources: [source(["logs/*.csv"])])
    try FileManager.default.createSymbolicLink(atPath: project.folder + "/logs", withDestinationPath: "logs")
    #expect(
      try project.failure() == "logs: it cannot be looked at: Too many levels of symbolic links; "
        + "the project's source s looks for logs/*.csv there: let the user of this program read the folder")
  }

  @Test("where the folder of logs in the ledger is gone the run stops; one that is empty or never was is a note")
  func folderGone() throws {
    let project = try LogProject(sources: [source(["logs/*.csv", "old/*.csv"])])
    try project.write("logs/a.csv", event)
    try project.ingest()
    try project.remove("logs/a.csv")
    #expect(try project.ingest().patternsWithoutFiles == ["s: logs/*.csv", "s: old/*.csv"])
    try project.remove("logs")
    #expect(
      try project.failure() == "logs: the folder is gone, and the project's source s has no other log, "
        + "though the ledger has some from it: bring it back (is it mounted?), or make it anew if no more logs come"
    )
    try project.write("old/b.csv", event)
    #expect(try project.ingest().files.map(\.outcome) == [.unchanged(as: "logs/a.csv")])
  }

  @Test("a log that two sources name stops the run before anything is read, under whatever name each has it")
  func twoSources() throws {
    let other = LogSource(name: "t", format: .usageEvents, files: ["links/*.csv"])
    let project = try LogProject(sources: [source(["logs/*.csv"]), other])
    try project.write("logs/a.csv", event)
    try project.write("links/b.csv", event.replacingOccurrences(of: "core,1", with: "core,2"))
    #expect(try project.ingest().files.count == 2)
    try FileManager.default.createSymbolicLink(
      atPath: project.folder + "/links/c.csv", withDestinationPath: "../logs/a.csv")
    try project.write("logs/z.csv", event.replacingOccurrences(of: "\n1,", with: "\n2,"))
    #expect(
      try project.failure() == "links/c.csv: the project's sources s and t both name this log, "
        + "which would count twice: change the files of one of them in stackmeter.json5")
    #expect(try project.batchCount() == 2)
  }

  @Test("files of the same bytes under two sources are known, as long as both counted")
  func sameBytes() throws {
    let other = LogSource(name: "t", format: .usageEvents, files: ["other/*.csv"])
    let project = try LogProject(sources: [source(["logs/*.csv"]), other])
    try project.write("logs/a.csv", event)
    try project.write("logs/empty.csv", "")
    try project.write("other/empty.csv", "")
    try project.ingest()
    #expect(try project.ledger().filesOfTwoSources() == [])
    try project.write("other/b.csv", event)
    try project.ingest()
    let shared = try #require(try project.ledger().filesOfTwoSources().first)
    #expect(shared.first == "s" && shared.second == "t" && shared.count == 1 && shared.example == "other/b.csv")
  }

  @Test("a file that cannot be read keeps no other from counting, and running again takes none twice")
  func resume() throws {
    let project = try LogProject()
    try project.write("a.csv", event)
    try project.write("b.csv", "nonsense\n")
    try project.write("c.csv", event.replacingOccurrences(of: "\n1,", with: "\n3,"))
    #expect(try project.failure()?.hasPrefix("b.csv:1: ") == true)
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 2"])
    try project.write("b.csv", event.replacingOccurrences(of: "\n1,", with: "\n2,"))
    #expect(
      try project.ingest().files.map(\.outcome) == [.unchanged(as: "a.csv"), .ingested, .unchanged(as: "c.csv")])
    #expect(try project.usage() == ["2026-10-01 +10h t//e//cpu.core = 3"])
  }

  @Test("JSON lines may begin with a byte order mark")
  func byteOrderMark() throws {
    let project = try LogProject()
    let line =
      "{\"id\":1,\"start\":\"2026-10-01T10:00:00Z\",\"tenant\":\"t\",\"environment\":\"e\",\"resource\":\"r\",\"quantity\":1}\n"
    try project.write("a.jsonl", "\u{FEFF}" + line)
    #expect(try project.ingest().counts == RecordCounts(accepted: 1))
  }

  @Test("a number that no sum could hold for long is in quarantine and not in the ledger; the largest that may be is")
  func largeNumbers() throws {
    let project = try LogProject()
    let numbers = [
      "99999999999999999999999999", "-99999999999999999999999999", "1000000000000000000.000000000001",
      "-1000000000000000000.000000000001", "1000000000000000000", "-1000000000000000000", "1e18", "1e19",
    ]
    // With more good records than bad ones, or the file would be rejected.
    let rows = (numbers + ["0", "0", "0"]).enumerated().map {
      "\($0),2026-10-01T10:00:00Z,,t,e\($0 / 2),cpu.core,\($1)"
    }
    try project.write("a.csv", eventCSV(rows))
    #expect(try project.ingest().counts == RecordCounts(accepted: 6, quarantined: 5))
    #expect(try project.usage() == ["2026-10-01 +10h t//e3//cpu.core = 1000000000000000000"])
    #expect(try project.quarantine().map(\.code) == [String](repeating: "Q005", count: 5))
    #expect(
      try Set(project.quarantine().map(\.reason)) == ["the quantity is more than 10^18 of the resource's own unit"])
  }

  @Test("the bound holds in the resource's own unit, whatever the record's")
  func largeNumbersInOtherUnits() throws {
    let project = try LogProject()
    let at = "2026-10-01T10:00:00Z,t,e,memory"
    try project.write(
      "a.csv",
      eventCSV(
        ["1,\(at),976562500000000,TiB-seconds", "2,\(at),976562500000001,TiB-seconds"],
        header: "id,start,tenant,environment,resource,quantity,unit"))
    #expect(try project.ingest().counts == RecordCounts(accepted: 1, quarantined: 1))
    #expect(try project.badPlaces().map { $0.suffix(13) } == ["Q005 quantity"])
  }
}
