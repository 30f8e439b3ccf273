import Metering
import Testing

@testable import Ledger

@Suite("Usage in units that logs tell")
struct ToldUnitTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func unit(_ name: String) throws -> MeteringUnit { try #require(MeteringUnit(name)) }

  private func told(_ tenant: String, _ name: String) throws -> SeriesKey {
    series(tenant, resource: "widgets").told(in: try unit(name))
  }

  private func read(_ ledger: Ledger, in own: String? = nil, through last: Int? = nil) throws -> [DayUsage] {
    var seen: [DayUsage] = []
    let own = try own.map(unit)
    try ledger.usage(days: day("2026-10-01")..<day("2026-11-01"), through: last, units: { _ in own }) {
      seen.append($0)
    }
    return seen
  }

  @Test("a ledger of before is brought up to date with all that is in it, and takes units then")
  func migration() throws {
    let path = folder.file("ledger.sqlite")
    let (hours, entries) = (SQLiteValue.blob(hourBytes([0: 2, 23: "0.5"])), [UInt8](repeating: 7, count: 16))
    do {
      let old = try SQLiteDatabase(path: path, access: .readWrite)
      try old.run("PRAGMA foreign_keys = ON")
      try SchemaHistory(database: old, migrations: Array(Schema.migrations.prefix(7))).bringUpToDate()
      try old.run("INSERT INTO settings(name, value) VALUES ('time_zone', 'UTC')")
      for batch in 1...2 {
        try old.run(
          "INSERT INTO batches VALUES (?, NULL, 'events', ?, 'usage-events', 1, ?, 'accepted', 1, 1, 0, 0, 0, 0)",
          [.integer(batch), .text(batch == 2 ? "a.csv" : "z.csv"), .text("f\(batch)")])
      }
      // Numbers with a gap, in another order than the names.
      for (id, tenant) in [(3, "ml"), (7, "ada")] {
        try old.run(
          "INSERT INTO series VALUES (?, ?, 'training', ?, '7.1', 'gpu.a100')",
          [.integer(id), .text(tenant), .text(tenant + "-training")])
        for batch in 1...2 {
          try old.run(
            "INSERT INTO day_usage VALUES ('2026-10-01', ?, ?, '2.5', ?)", [.integer(id), .integer(batch), hours])
        }
      }
      try old.run(
        "INSERT INTO event_index VALUES ('events', '2026-10-01', 1, 0, 1, ?)", [.blob(entries)])
      try old.run("INSERT INTO unended_records VALUES (2, 0, 1, '2026-10-01', 2, 3, 4, 0, 5, 0, NULL)")
      try old.run(
        "INSERT INTO unended_quantities VALUES (2, 0, 'ml', 'training', 'ml-training', '7.1', 'gpu.a100', '2.5')")
    }
    let ledger = try folder.ledger()
    let database = ledger.database
    #expect(try database.text("PRAGMA integrity_check") == "ok")
    #expect(try database.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0)
    #expect(
      try database.text("SELECT \"table\" FROM pragma_foreign_key_list('day_usage') WHERE \"from\" = 'series'")
        == "series")
    #expect(
      try database.integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('new_series', 'new_day_usage')") == 0)
    #expect(try database.text("SELECT group_concat(series) FROM (SELECT series FROM series ORDER BY series)") == "3,7")
    #expect(try database.integer("SELECT count(*) FROM named_day_usage WHERE unit = '' AND total = '2.5'") == 4)
    let content = try Content(ledger)
    #expect(content.batches.count == 2 && content.entries.map(\.bytes) == [entries])
    #expect(
      content.usage == [
        try usage(series("ada"), "2026-10-01", [0: 4, 23: 1]), try usage(series("ml"), "2026-10-01", [0: 4, 23: 1]),
      ])
    let unended = try ledger.unendedRecords(source: "events", file: "a.csv", days: nil)
    #expect(unended.map(\.record.quantities) == [[UnendedRecord.Quantity(series: series("ml"), quantity: "2.5")]])
    #expect(try ledger.toldUnits() == [:])
    // It is refused that usage is of no series, as before.
    #expect(throws: LedgerError.self) {
      try database.run("INSERT INTO day_usage VALUES ('2026-10-01', 99, 1, '2.5', ?)", [hours])
    }
    _ = try ledger.commit(
      batch("b.csv", usage: [try usage(told("ml", "tokens"), "2026-10-01", [1: 5])]))
    #expect(try ledger.toldUnits() == ["widgets": [unit("tokens")]])
    #expect(try database.text("SELECT unit FROM named_day_usage WHERE resource = 'widgets'") == "tokens")
  }

  private func hourBytes(_ hours: [Int: ExactDecimal]) -> [UInt8] {
    var bytes: [UInt8] = []
    var all = InlineArray<27, Int128>(repeating: 0)
    for (hour, quantity) in hours { all[hour] = quantity.picounits }
    HourVectorCodec.append(all.span, to: &bytes)
    return bytes
  }

  @Test("is a series for each unit, kept over opening again, and joined in the resource's own unit where it has one")
  func joined() throws {
    let own = series("ml", resource: "widgets")
    let all = [
      try usage(own, "2026-10-01", [0: 1, 3: 8]), try usage(told("ml", "GPU-hours"), "2026-10-01", [0: 2, 1: "0.5"]),
      try usage(told("ml", "GPU-minutes"), "2026-10-01", [1: -30, 2: 3]),
      try usage(told("ml", "tokens"), "2026-10-01", [0: 7]),
    ]
    do {
      _ = try folder.ledger().commit(batch("a.csv", usage: all))
    }
    let ledger = try folder.ledger()
    #expect(try read(ledger) == all)
    #expect(try ledger.allSeries() == all.map(\.series))
    // Half an hour less half an hour is nothing, and is left out.
    let joined = [try usage(own, "2026-10-01", [0: 7_201, 2: 180, 3: 8]), all[3]]
    #expect(try read(ledger, in: "GPU-seconds") == joined)
    #expect(try ledger.allSeries(units: { _ in MeteringUnit("GPU-seconds") }) == joined.map(\.series))
    // Where the unit is of another dimension, nothing is joined.
    #expect(try read(ledger, in: "GiB-hours") == all)
    #expect(try read(ledger, in: "1000 tokens").first == usage(own, "2026-10-01", [0: "1.007", 3: 8]))
  }

  @Test("a day is rounded once, however it is spread over hours and batches, and the batches add to it")
  func rounding() throws {
    let seed: UInt64 = 0x30_0103
    var random = SplitMix64(seed: seed)
    let series = try told("ml", "GPU-seconds")
    let (whole, parts) = (try folder.ledger("whole.sqlite"), try folder.ledger("parts.sqlite"))
    var hours: [Int: ExactDecimal] = [:]
    for number in 1...9 {
      var some: [Int: ExactDecimal] = [:]
      for hour in 0..<24 where Bool.random(using: &random) {
        let quantity = ExactDecimal(picounits: random.picounits() >> 40)
        guard !quantity.isZero else { continue }
        some[hour] = quantity
        hours[hour] = try (hours[hour] ?? .zero).plus(quantity)
      }
      _ = try parts.commit(batch("p\(number)", usage: [try usage(series, "2026-10-01", some)]))
    }
    _ = try whole.commit(batch("w", usage: [try usage(series, "2026-10-01", hours.filter { !$0.value.isZero })]))
    let expected = try hours.values.total().times(Fraction(1, 3_600))
    let lent = try read(whole, in: "GPU-hours")
    #expect(try lent == read(parts, in: "GPU-hours"), "seed \(seed)")
    #expect(try lent.map { try $0.total() } == [expected], "seed \(seed)")
    let days = try day("2026-10-01")..<day("2026-10-02")
    func batches(_ range: ClosedRange<Int>) throws -> ExactDecimal {
      try parts.batchUsage(
        of: series.told(in: nil), days: days, batches: range, units: { _ in MeteringUnit("GPU-hours") }
      ).map(\.quantity).total()
    }
    #expect(try batches(0...Int.max) == expected, "seed \(seed)")
    for last in 1...8 {
      #expect(try batches(0...last).plus(batches(last + 1...9)) == expected, "seed \(seed)")
      let upTo = try read(parts, in: "GPU-hours", through: last).map { try $0.total() }
      #expect(try upTo == [batches(0...last)], "seed \(seed)")
    }
  }

  @Test("what does not fit in the resource's own unit is an error that names the numbers, and nothing wraps")
  func overflow() throws {
    let ledger = try folder.ledger()
    let large = ExactDecimal(picounits: .max / 4)
    _ = try ledger.commit(batch("a.csv", usage: [try usage(told("ml", "GPU-hours"), "2026-10-01", [0: large])]))
    #expect(throws: LedgerError.self) { try read(ledger, in: "GPU-seconds") }
    #expect(try read(ledger, in: "GPU-hours").map { try $0.total() } == [large])
  }
}
