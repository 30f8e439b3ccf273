import Foundation
import Metering
import Testing

@testable import Ledger

@Suite("A batch")
struct CommitTests {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try folder.ledger()
  }

  private func index(_ date: String, _ events: Int, fill: UInt8 = 1) throws -> EventIndexDay {
    EventIndexDay(day: try day(date), entries: [UInt8](repeating: fill, count: 16 * events))
  }

  @Test("is found by its content and by its file")
  func lookup() throws {
    let counts = RecordCounts(accepted: 5, duplicate: 1, quarantined: 2, excluded: 3)
    let first = try ledger.commit(batch("a.csv", fingerprint: "f1", counts: counts, ignoredFields: ["colour", "a\nb"]))
    let grown = try ledger.commit(batch("a.csv", fingerprint: "f2"))
    let found = try #require(try ledger.batch(source: "events", fingerprint: "f1"))
    #expect(found.batch == first)
    #expect(found.counts == counts)
    #expect(found.ignoredFields == ["colour", "a\nb"])
    #expect(try ledger.latestBatch(source: "events", file: "a.csv")?.batch == grown)
    #expect(try ledger.batches().map(\.batch) == [grown])
    #expect(try ledger.batch(source: "other", fingerprint: "f1") == nil)
    #expect(try ledger.latestBatch(source: "events", file: "b.csv") == nil)
    #expect(try ledger.batchFile(first) == "a.csv")
    #expect(throws: LedgerError.self) { try ledger.batchFile(99) }
  }

  @Test("that was rejected is on record but not taken for ingested")
  func rejected() throws {
    _ = try ledger.commit(batch("a.csv", fingerprint: "f", counts: RecordCounts(quarantined: 9), isRejected: true))
    #expect(try ledger.batch(source: "events", fingerprint: "f") == nil)
    #expect(try ledger.batches().map(\.isRejected) == [true])
  }

  @Test("list is by source and file, bytewise")
  func order() throws {
    for (source, file) in [("b", "a"), ("a", "é"), ("a", "z"), ("a", "Z")] {
      _ = try ledger.commit(batch(file, source: SourceID(source)))
    }
    #expect(try ledger.batches().map { "\($0.source)/\($0.file)" } == ["a/Z", "a/z", "a/é", "b/a"])
  }

  @Test("that fails at its last row leaves the ledger as it was")
  func atomic() throws {
    let kept = batch(
      "a.csv", usage: [try usage(series("ml"), "2026-10-01", [0: 1])], eventIndex: [try index("2026-10-01", 3)],
      quarantine: [quarantined(4, offset: 80)])
    _ = try ledger.commit(kept)
    let before = try Content(ledger)
    let repeated = [quarantined(1, offset: 10), quarantined(1, offset: 10)]
    let failing = batch(
      "b.csv", ignoredFields: ["x"], usage: [try usage(series("new"), "2026-10-02", [0: 1])],
      eventIndex: [try index("2026-10-02", 3)], quarantine: repeated)
    let error = #expect(throws: LedgerError.self) { try ledger.commit(failing) }
    guard case .constraint(_, let message, let sql) = error else { throw TestFailure("\(String(describing: error))") }
    #expect(message == "UNIQUE constraint failed: quarantine.batch, quarantine.byte_offset, quarantine.code")
    #expect(sql.contains("INSERT INTO quarantine") && !sql.contains("no number"))
    #expect(try Content(ledger) == before)
    // The series that was rolled back is made anew, not remembered.
    _ = try ledger.commit(batch("b.csv", usage: failing.usage))
    #expect(try Content(ledger).usage.count == 2)
  }

  @Test("that does not fit on the disk leaves the ledger as it was, and fits later")
  func diskFull() throws {
    _ = try ledger.commit(batch("a.csv", usage: [try usage(series("ml"), "2026-10-01", [0: 1])]))
    let before = try Content(ledger)
    let pages = try #require(try ledger.database.integer("PRAGMA page_count"))
    try ledger.database.setPragma("max_page_count", pages + 20)
    let large = batch(
      "b.csv", usage: [try usage(series("new"), "2026-10-01", [0: 1])], eventIndex: [try index("2026-10-01", 30_000)])
    #expect(throws: LedgerError.diskFull(path: folder.file("ledger.sqlite"))) { try ledger.commit(large) }
    #expect(!ledger.database.isInTransaction)
    #expect(try Content(ledger) == before)
    try ledger.database.setPragma("max_page_count", 1_000_000)
    _ = try ledger.commit(large)
    #expect(try Content(ledger).entries.count == 1)
  }

  @Test("of a new ledger's first file that is cut off is taken back by the next writer; a reader is told so")
  func firstKilled() throws {
    #expect(ledger.database.useRollbackJournal())
    try ledger.database.setPragma("cache_size", 1)
    let entries = [UInt8](repeating: 7, count: 16 << 10)
    try ledger.database.transaction { () throws(LedgerError) in
      try ledger.database.run(
        "INSERT INTO batches VALUES (1, NULL, 'events', 'a', 'f', 1, 'x', 'accepted', 0, 0, 0, 0, 0, 0, NULL, 0)")
      for day in 1...20 {
        try ledger.insertEventIndex(
          [EventIndexDay(day: CivilDate(dayNumber: day), entries: entries)], source: "events", batch: 1)
      }
      for suffix in ["", "-journal"] {
        let data = FileManager.default.contents(atPath: folder.file("ledger.sqlite" + suffix)) ?? Data()
        #expect(!data.isEmpty, "\(suffix)")
        for copy in ["copy", "read"] {
          _ = FileManager.default.createFile(atPath: folder.file("\(copy).sqlite" + suffix), contents: data)
        }
      }
    }
    ledger.database.useWriteAheadLog()
    #expect(try ledger.database.text("PRAGMA journal_mode") == "wal")
    #expect(try ledger.database.integer("PRAGMA synchronous") == 2)
    let path = folder.file("read.sqlite")
    #expect(throws: LedgerError.unfinished(path: path)) {
      try Ledger(path: path, zoneName: "UTC", access: .readOnly)
    }
    let copy = try folder.ledger("copy.sqlite")
    #expect(try copy.batches().isEmpty)
    #expect(try copy.database.text("PRAGMA integrity_check") == "ok")
    #expect(try copy.database.text("PRAGMA journal_mode") == "wal")
  }

  @Test("of a new ledger's first file leaves the write-ahead log in force, also while somebody reads")
  func firstMode() throws {
    _ = try ledger.commit(batch("a.csv", usage: [try usage(series("ml"), "2026-10-01", [0: 1])]))
    #expect(try ledger.database.text("PRAGMA journal_mode") == "wal")
    let other = try folder.ledger("other.sqlite")
    let reader = try Ledger(path: folder.file("other.sqlite"), zoneName: "UTC", access: .readOnly)
    #expect(try reader.batches().isEmpty)
    _ = try other.commit(batch("a.csv", usage: [try usage(series("ml"), "2026-10-01", [0: 1])]))
    #expect(try reader.batches().count == 1)
    #expect(try other.database.text("PRAGMA journal_mode") == "wal")
  }

  @Test("under way when the process dies leaves the ledger as it was")
  func killed() throws {
    _ = try ledger.commit(batch("a.csv", usage: [try usage(series("ml"), "2026-10-01", [0: 1])]))
    let before = try Content(ledger)
    // With hardly any cache, pages reach the log before the commit, as they do in a large batch.
    try ledger.database.setPragma("cache_size", 1)
    let entries = [UInt8](repeating: 7, count: 16 << 10)
    var logBytes = 0
    try ledger.database.transaction { () throws(LedgerError) in
      for day in 1...20 {
        try ledger.insertEventIndex(
          [EventIndexDay(day: CivilDate(dayNumber: day), entries: entries)], source: "events", batch: 1)
      }
      for suffix in ["", "-wal"] {
        let data = FileManager.default.contents(atPath: folder.file("ledger.sqlite" + suffix)) ?? Data()
        logBytes = data.count
        _ = FileManager.default.createFile(atPath: folder.file("copy.sqlite" + suffix), contents: data)
      }
    }
    #expect(logBytes > entries.count, "the log holds pages of the unfinished transaction")
    #expect(try Content(folder.ledger("copy.sqlite")) == before)
  }

  @Test("keeps every text as it is: nothing in it is SQL")
  func hostileText() throws {
    let texts = ["'; DROP TABLE batches;--", "a\0b", "\"quoted\"", "\u{0}", "", "😀\u{202E}", "é", "e\u{301}", "%s?1"]
    let keys = texts.map {
      SeriesKey(
        tenant: TenantID($0), stack: StackID($0), environment: EnvironmentID($0), version: VersionID($0),
        resource: ResourceID($0))
    }
    let bad = texts.enumerated().map {
      QuarantinedRecord(line: $0, byteOffset: $0, code: $1, field: $1, reason: $1, raw: Array($1.utf8))
    }
    for (number, text) in texts.enumerated() {
      _ = try ledger.commit(batch(text, source: SourceID(text), fingerprint: "\(number)" + text, quarantine: bad))
    }
    let all = try keys.sorted().map { try usage($0, "2026-10-01", [1: 1]) }
    _ = try ledger.commit(batch("all", usage: all))
    var seen: [DayUsage] = []
    try ledger.usage(days: day("2026-10-01")..<day("2026-10-02")) { seen.append($0) }
    #expect(seen == all)
    #expect(try ledger.allSeries() == keys.sorted())
    for text in texts {
      let found = try #require(try ledger.latestBatch(source: SourceID(text), file: text))
      #expect(Array(found.file.utf8) == Array(text.utf8))
      let records = try ledger.unresolvedQuarantine().filter { $0.source == SourceID(text) }.map(\.record)
      #expect(records == bad)
    }
  }

  @Test("of a file read again resolves the quarantine of the reading before")
  func superseded() throws {
    _ = try ledger.commit(
      batch("a.csv", fingerprint: "1", quarantine: [quarantined(2, offset: 30), quarantined(1, offset: 9)]))
    _ = try ledger.commit(batch("b.csv", quarantine: [quarantined(5, offset: 50)]))
    #expect(
      try ledger.unresolvedQuarantine().map { "\($0.file):\($0.record.line)" } == ["a.csv:1", "a.csv:2", "b.csv:5"])
    _ = try ledger.commit(batch("a.csv", fingerprint: "2", quarantine: [quarantined(3, offset: 60)]))
    #expect(try ledger.unresolvedQuarantine().map { "\($0.file):\($0.record.line)" } == ["a.csv:3", "b.csv:5"])
    // The file of the same name in another source is another file.
    _ = try ledger.commit(batch("b.csv", source: "hpc"))
    #expect(try ledger.unresolvedQuarantine().count == 2)
  }

  @Test("has its event index lent by day, then batch, of the source and days asked for")
  func eventIndex() throws {
    let first = try ledger.commit(
      batch("a", eventIndex: [try index("2026-10-02", 1, fill: 2), try index("2026-10-01", 2, fill: 1)]))
    let second = try ledger.commit(
      batch("b", eventIndex: [try index("2026-10-01", 1, fill: 3), try index("2026-10-05", 1, fill: 4)]))
    _ = try ledger.commit(batch("c", source: "other", eventIndex: [try index("2026-10-01", 1, fill: 9)]))
    var seen: [String] = []
    try ledger.forEachEventIndex(source: "events", days: day("2026-10-01")...day("2026-10-02")) { batch, day, bytes in
      let byte = bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      seen.append("\(day) \(batch) \(bytes.byteCount) \(byte)")
    }
    #expect(seen == ["2026-10-01 \(first) 32 1", "2026-10-01 \(second) 16 3", "2026-10-02 \(first) 16 2"])
  }

  @Test("of a day with very many events is lent in parts that follow each other")
  func parts() throws {
    let count = Ledger.bytesPerPart / 16 + 1
    _ = try ledger.commit(batch("a", eventIndex: [try index("2026-10-01", count)]))
    var sizes: [Int] = []
    try ledger.forEachEventIndex(source: "events", days: day("2026-10-01")...day("2026-10-01")) { _, _, bytes in
      sizes.append(bytes.byteCount / 16)
    }
    #expect(sizes == [Ledger.bytesPerPart / 16, 1])
  }

  @Test("so large that the disk is given part of it early is whole, and the ledger is still locked")
  func large() throws {
    let days = ["2026-10-01", "2026-10-02", "2026-10-03"]
    let index = try days.map { day in
      EventIndexDay(day: try #require(CivilDate(day)), entries: [UInt8](repeating: 7, count: 16 * 1_100_000))
    }
    let all = [try usage(series("x"), "2026-10-01", [3: "0.1"])]
    _ = try ledger.commit(batch("a", usage: all, eventIndex: index))
    #expect(try ledger.database.text("PRAGMA integrity_check") == "ok")
    #expect(try ledger.database.integer("SELECT sum(events) FROM event_index") == 3_300_000)
    #expect(try ledger.database.text("PRAGMA journal_mode") == "wal")
    // SQLite's own lock is still there: nobody else can take the file out of its mode.
    let other = try SQLiteDatabase(path: ledger.database.path, access: .readWrite)
    #expect(!other.useRollbackJournal())
  }

  @Test("is noted with its run; a run that ended without a word is abandoned")
  func runs() throws {
    func begin() throws -> Int {
      try ledger.beginRun(
        stage: "ingest", programVersion: "1.0", configurationDigest: "c", startedAt: "2026-10-01T02:30:00Z")
    }
    let lost = try begin()
    let run = try begin()
    _ = try ledger.commit(batch("a"))
    try ledger.finishRun(run, finishedAt: "2026-10-01T02:31:00Z", status: .ok, exitCode: 0)
    _ = try ledger.commit(batch("b"))
    let status: StaticString = "SELECT status || coalesce(finished_at, '-') FROM runs WHERE run = ?"
    #expect(try ledger.database.text(status, [.integer(lost)]) == "abandoned-")
    #expect(try ledger.database.text(status, [.integer(run)]) == "ok2026-10-01T02:31:00Z")
    #expect(try ledger.database.integer("SELECT run FROM batches WHERE file = 'a'") == run)
    #expect(try ledger.database.integer("SELECT count(*) FROM batches WHERE run IS NULL") == 1)
  }

  @Test("and the next, the same in two ledgers, make the same bytes")
  func deterministic() throws {
    var files: [Data] = []
    for name in ["one.sqlite", "two.sqlite"] {
      do {
        let ledger = try folder.ledger(name)
        for file in ["a", "b"] {
          let all = try ["x", "y", "z"].map { try usage(series(file + $0), "2026-10-01", [3: "0.1"]) }
          _ = try ledger.commit(batch(file, usage: all, eventIndex: [try index("2026-10-01", 5_000)]))
        }
      }
      files.append(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }
    #expect(files[0] == files[1])
  }
}
