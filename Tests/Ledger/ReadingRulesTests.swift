import Metering
import Testing

@testable import Ledger

@Suite("The rules by which batches were read")
struct ReadingRulesTests {
  let folder: TemporaryFolder
  private let first = ReadingRulesRecord(digest: "d1", body: "{\"map\":1}")
  private let second = ReadingRulesRecord(digest: "d2", body: "{\"map\":2}")

  init() throws { folder = try TemporaryFolder() }

  private func batch(
    _ file: String, _ rules: ReadingRulesRecord?, fingerprint: String? = nil, isRejected: Bool = false
  ) -> NewBatch {
    NewBatch(
      source: "events", file: file, format: "usage-events", bytes: 100, fingerprint: fingerprint ?? "sha-" + file,
      counts: RecordCounts(accepted: 1), isRejected: isRejected, rules: rules)
  }

  private func digests(_ ledger: Ledger) throws -> [String] {
    let statement = try ledger.database.statement("SELECT COALESCE(rules, '-') FROM batches ORDER BY batch")
    defer { ledger.database.putBack(statement) }
    var digests: [String] = []
    while try statement.step() { digests.append(statement.text(0)) }
    return digests
  }

  @Test("are kept once, and told of files that were read by others")
  func earlier() throws {
    let ledger = try folder.ledger()
    _ = try ledger.commit(batch("a.csv", first))
    _ = try ledger.commit(batch("b.csv", first))
    _ = try ledger.commit(batch("c.csv", first, isRejected: true))
    #expect(try ledger.database.integer("SELECT count(*) FROM reading_rules") == 1)
    func earlier(_ file: String, _ fingerprint: String? = nil, than digest: String) throws -> [String] {
      try ledger.earlierRules(source: "events", file: file, fingerprint: fingerprint, otherThan: digest)
        .map { "\($0.rules.digest) \($0.rules.body) \($0.batch)" }
    }
    #expect(try earlier("a.csv", than: "d1") == [])
    #expect(try earlier("a.csv", than: "d2") == ["d1 {\"map\":1} 1"])
    #expect(try earlier("moved.csv", "sha-b.csv", than: "d2") == ["d1 {\"map\":1} 2"])
    #expect(try earlier("c.csv", than: "d2") == [], "what does not count is compared with nothing")
    #expect(try ledger.batches(source: "events", rules: "d1") == [1, 2])
    #expect(try ledger.acceptedBatches(source: "events", file: "c.csv") == [])
  }

  @Test("a file's later batch, or a confirmation, notes that its earlier ones come out the same")
  func later() throws {
    let ledger = try folder.ledger()
    _ = try ledger.commit(batch("a.csv", first, fingerprint: "f1"))
    _ = try ledger.commit(batch("b.csv", first, fingerprint: "f2"))
    _ = try ledger.commit(batch("a.csv", second, fingerprint: "f3", isRejected: true))
    #expect(try digests(ledger) == ["d1", "d1", "d2"])
    _ = try ledger.commit(batch("a.csv", second, fingerprint: "f4"))
    #expect(try digests(ledger) == ["d2", "d1", "d2", "d2"])
    try ledger.confirm(first, source: "events", file: "moved.csv", fingerprint: "f4")
    #expect(try digests(ledger) == ["d2", "d1", "d2", "d1"])
  }

  @Test("a ledger of an older version gets them with its next night, and its rejected records told as such")
  func migration() throws {
    do {
      let database = try SQLiteDatabase(path: folder.file("ledger.sqlite"), access: .readWrite)
      let older = Schema.migrations.prefix { !$0.name.hasSuffix("reading rules") }
      try SchemaHistory(database: database, migrations: Array(older)).bringUpToDate()
      for (file, status) in [("a.csv", "accepted"), ("b.csv", "rejected")] {
        try database.run(
          """
          INSERT INTO batches(source, file, format, bytes, fingerprint, status, records_read, accepted, duplicate,
            quarantined, excluded, rounded)
          VALUES ('events', ?1, 'usage-events', 9, ?1, ?2, 7, 4, 1, 2, 0, 0)
          """, [.text(file), .text(status)])
      }
      database.close()
    }
    let ledger = try folder.ledger()
    #expect(
      try ledger.batches().map(\.counts) == [
        RecordCounts(accepted: 4, duplicate: 1, quarantined: 2),
        RecordCounts(duplicate: 1, quarantined: 2, rejected: 4),
      ])
    #expect(try ledger.batches().map(\.rules) == [nil, nil])
    try ledger.adopt(first, forUnknownOf: "others")
    #expect(try digests(ledger) == ["-", "-"])
    try ledger.adopt(first, forUnknownOf: "events")
    try ledger.adopt(second, forUnknownOf: "events")
    #expect(try digests(ledger) == ["d1", "d1"])
  }

  @Test("usage that differs is told by the first day and series, to the hour")
  func difference() throws {
    let (a, b) = (series("a"), series("b"))
    let one = try EncodedUsage([
      usage(a, "2026-10-01", [1: 5]), usage(a, "2026-10-02", [1: 2, 3: 3]), usage(b, "2026-10-01", [0: 1]),
    ])
    #expect(one.firstDifference(from: one) == nil)
    let none = try EncodedUsage([])
    #expect(none.firstDifference(from: none) == nil)
    let first = try day("2026-10-01")
    #expect(one.firstDifference(from: none) == UsageDifference(series: a, day: first, first: 5, second: 0))
    #expect(none.firstDifference(from: one) == UsageDifference(series: a, day: first, first: 0, second: 5))
    let other = try EncodedUsage([
      usage(a, "2026-10-01", [1: 5]), usage(a, "2026-10-02", [1: 3, 3: 2]), usage(b, "2026-10-01", [0: 1]),
    ])
    let second = try day("2026-10-02")
    #expect(one.firstDifference(from: other) == UsageDifference(series: a, day: second, first: 5, second: 5))
    let more = try EncodedUsage([
      usage(a, "2026-10-01", [1: 5]), usage(a, "2026-10-02", [1: 2, 3: 3]), usage(b, "2026-10-01", [0: 1]),
      usage(series("c"), "2026-10-01", [9: 4]),
    ])
    #expect(
      one.firstDifference(from: more) == UsageDifference(series: series("c"), day: first, first: 0, second: 4))
  }
}
