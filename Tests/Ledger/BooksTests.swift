import Metering
import Testing

@testable import Ledger

@Suite("The books of a ledger") struct BooksTests {
  let folder: TemporaryFolder
  let ledger: Ledger
  let january: Period

  init() throws {
    folder = try TemporaryFolder()
    ledger = try folder.ledger()
    january = try #require(Period("2026-01"))
    try ledger.replaceAggregate(try aggregate(amount: "100.5"))
  }

  private func aggregate(amount: ExactDecimal, chargeClass: ChargeClass = .regular) throws -> PeriodAggregate {
    let usd = try #require(Currency("USD"))
    let days = chargeClass == .regular ? january.days : january.previous.days
    let line = ChargeLine(
      identity: .init(
        period: january, days: days, tenant: "A", stack: "notebooks", environment: "lab", version: "7",
        category: .usage, item: "gpu", rule: "rates.csv:2", chargeClass: chargeClass),
      account: nil, quantity: 1, meterUnit: nil, pricing: nil, amount: amount, currency: usd)
    let record = AggregationRecord(
      period: january, state: .open, asOf: january.endDay, days: january.days, runID: "r", rateCardVersion: "c")
    return PeriodAggregate(
      record: record,
      lines: [StoredChargeLine(line: line, lineID: "\(amount)", minorUnits: usd.minorUnits(of: amount))],
      comparisons: [])
  }

  private func closing(_ name: String = "a", output: String = "hash") -> NewClosing {
    NewClosing(
      period: january, asOf: january.endDay, user: "ada", at: "now", outputHash: output,
      contents: [
        content(.configuration, "rates.csv", name), content(.report, "b.csv", name), content(.report, "a.csv", "x"),
      ])
  }

  private func content(_ kind: FrozenContent.Kind, _ name: String, _ text: String) -> FrozenContent {
    // A stand-in for SHA-256 that is as long.
    let hash = String(repeating: "0", count: 64 - text.utf8.count) + text
    return FrozenContent(kind: kind, name: name, hash: hash, bytes: Array(text.utf8))
  }

  private func state() throws -> PeriodState? { try ledger.aggregatedPeriods().first?.state }

  @Test("a closed month's lines cannot be added to, changed, removed or replaced")
  func locked() throws {
    try ledger.close(closing())
    #expect(try state() == .closed)
    let lines = try ledger.chargeLines(period: january)
    #expect(throws: LedgerError.self) { try ledger.replaceAggregate(try aggregate(amount: 1)) }
    #expect(throws: LedgerError.self) { try ledger.removeAggregates(exceptFor: []) }
    for forgery in [
      "UPDATE charge_lines SET amount = '1'", "DELETE FROM charge_lines", "DELETE FROM aggregations",
      "INSERT INTO charge_lines SELECT * FROM charge_lines", "UPDATE period_events SET reason = 'x'",
      "DELETE FROM period_events", "UPDATE contents SET bytes = x''", "DELETE FROM closing_contents",
      "UPDATE closing_contents SET name = 'x'",
    ] as [StaticString] {
      #expect(throws: LedgerError.self, "\(forgery)") { try ledger.database.run(forgery) }
    }
    #expect(try ledger.chargeLines(period: january) == lines)
    #expect(try state() == .closed)
  }

  @Test("what a month is closed with is kept by content, once, and read by kind and name")
  func contents() throws {
    try ledger.close(closing())
    let event = try #require(try ledger.periodEvents().first)
    #expect(event.kind == .close && event.outputHash == "hash" && event.user == "ada" && event.reason == nil)
    #expect(try ledger.contents(ofClosing: event.event, kind: .report).map(\.name) == ["a.csv", "b.csv"])
    #expect(
      try ledger.contents(ofClosing: event.event, kind: .configuration)
        == [content(.configuration, "rates.csv", "a")])
    #expect(try ledger.database.integer("SELECT count(*) FROM contents") == 2)
  }

  @Test("a closing that fails half-way leaves the month open and nothing of it")
  func whole() throws {
    let twice = NewClosing(
      period: january, asOf: january.endDay, user: "ada", at: "now", outputHash: "hash",
      contents: [content(.report, "a.csv", "x"), content(.report, "a.csv", "y")])
    #expect(throws: LedgerError.self) { try ledger.close(twice) }
    #expect(try state() == .open)
    #expect(try ledger.periodEvents() == [])
    #expect(try ledger.database.integer("SELECT count(*) FROM contents") == 0)
    try ledger.replaceAggregate(try aggregate(amount: 2))
  }

  @Test("a month that is closed cannot be closed, and one that is open not opened")
  func states() throws {
    #expect(throws: LedgerError.self) {
      try ledger.reopen(january, asOf: january.endDay, reason: "x", user: "ada", at: "now")
    }
    try ledger.close(closing())
    #expect(throws: LedgerError.self) { try ledger.close(closing("b")) }
    #expect(try ledger.periodEvents().count == 1)
  }

  @Test("a month that is opened again keeps the lines it was closed with, column by column")
  func reopened() throws {
    let closed = try aggregate(amount: "-7.25", chargeClass: .correction)
    try ledger.replaceAggregate(closed)
    try ledger.close(closing())
    let event = try #require(try ledger.periodEvents().first?.event)
    try ledger.reopen(january, asOf: january.endDay, reason: "a price", user: "bob", at: "later")
    try ledger.replaceAggregate(try aggregate(amount: 3))
    try ledger.close(closing("b", output: "other"))
    #expect(try ledger.reopenedLines(ofClosing: event, period: january) == closed.lines)
    #expect(try ledger.chargeLines(period: january).compactMap(\.line.amount) == [3])
    #expect(try ledger.periodEvents().map(\.kind) == [.close, .reopen, .close])
    #expect(try ledger.periodEvents().map(\.reason) == [nil, "a price", nil])
    // The copy goes by position: who adds a column to one table adds it to the other.
    let columns = try ledger.database.text(
      "SELECT group_concat(name) FROM pragma_table_info('charge_lines')")
    #expect(
      try ledger.database.text("SELECT group_concat(name) FROM pragma_table_info('reopened_lines')")
        == columns.map { "event," + $0 })
  }

  @Test("the months that later batches have usage in are known")
  func touched() throws {
    let first = try ledger.commit(
      batch(
        "a.csv", usage: [try usage(series("a"), "2026-01-31", [0: 1]), try usage(series("a"), "2026-02-01", [0: 1])]))
    #expect(try ledger.periodsWithUsage(since: 0).map(\.description) == ["2026-01", "2026-02"])
    #expect(try ledger.periodsWithUsage(since: first) == [])
    try ledger.close(closing())
    #expect(try ledger.periodEvents().first?.lastBatch == first)
    _ = try ledger.commit(batch("b.csv", usage: [try usage(series("b"), "2025-12-31", [5: 1])]))
    #expect(try ledger.periodsWithUsage(since: first).map(\.description) == ["2025-12"])
  }
}
