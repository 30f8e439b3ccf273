import Metering
import Testing

@testable import Ledger

@Suite("How lines came out of cost pools") struct AllocationTests {
  let folder: TemporaryFolder
  let ledger: Ledger
  let january: Period

  init() throws {
    folder = try TemporaryFolder()
    ledger = try folder.ledger()
    january = try #require(Period("2026-01"))
  }

  private static let allocations = [
    Allocation(part: .cost, pool: "it", distribution: "d", method: "headcount", note: "nobody has a weight"),
    Allocation(part: .out, pool: "it", distribution: "d", method: "headcount", basis: "headcount"),
    Allocation(
      part: .received, pool: "it", distribution: "d", method: "headcount", basis: "headcount", weight: "2.5",
      share: "0.333333333333", note: "at its cap"),
    nil,
  ]

  private func aggregate(_ allocations: [Allocation?] = allocations) throws -> PeriodAggregate {
    let usd = try #require(Currency("USD"))
    let lines = allocations.enumerated().map { index, allocation in
      StoredChargeLine(
        line: ChargeLine(
          identity: .init(
            period: january, days: january.days, tenant: TenantID("t\(index)"), stack: "(all)", environment: "(all)",
            version: "", category: .overhead, item: "it", rule: "it"),
          account: nil, quantity: .zero, meterUnit: nil, pricing: nil, amount: 1, currency: usd,
          allocation: allocation),
        lineID: "line-\(index)", minorUnits: 100)
    }
    return PeriodAggregate(
      record: AggregationRecord(
        period: january, state: .open, asOf: january.endDay, days: january.days, runID: "r", rateCardVersion: "c"),
      lines: lines, comparisons: [])
  }

  private func close(_ output: String) throws {
    try ledger.close(
      NewClosing(period: january, asOf: january.endDay, user: "ada", at: "now", outputHash: output, contents: []))
  }

  @Test("are read as they were written, and replaced with their lines")
  func roundTrip() throws {
    let first = try aggregate()
    try ledger.replaceAggregate(first)
    #expect(try ledger.chargeLines(period: january) == first.lines)
    let second = try aggregate([nil, Self.allocations[1]])
    try ledger.replaceAggregate(second)
    #expect(try ledger.chargeLines(period: january) == second.lines)
    #expect(try ledger.database.integer("SELECT count(*) FROM allocations") == 1)
    try ledger.removeAggregates(exceptFor: [])
    #expect(try ledger.database.integer("SELECT count(*) FROM allocations") == 0)
  }

  @Test("stay as they are in a closed month, whatever is tried")
  func locked() throws {
    let closed = try aggregate()
    try ledger.replaceAggregate(closed)
    try close("hash")
    for forgery in [
      "UPDATE allocations SET weight = '1'", "DELETE FROM allocations",
      """
      INSERT INTO allocations
      SELECT period, 'line-3', part, pool, distribution, method, basis, weight, share, note FROM allocations LIMIT 1
      """,
    ] as [StaticString] {
      #expect(throws: LedgerError.self, "\(forgery)") { try ledger.database.run(forgery) }
    }
    #expect(try ledger.chargeLines(period: january) == closed.lines)
  }

  @Test("are kept beside the lines of a month that is opened again")
  func reopened() throws {
    let closed = try aggregate()
    try ledger.replaceAggregate(closed)
    try close("hash")
    let event = try #require(try ledger.periodEvents().first?.event)
    try ledger.reopen(january, asOf: january.endDay, reason: "a pool", user: "bob", at: "later")
    try ledger.replaceAggregate(try aggregate([nil]))
    #expect(try ledger.reopenedLines(ofClosing: event, period: january) == closed.lines)
    // The copy goes by position: who adds a column to one table adds it to the other.
    let columns = try ledger.database.text("SELECT group_concat(name) FROM pragma_table_info('allocations')")
    #expect(
      try ledger.database.text("SELECT group_concat(name) FROM pragma_table_info('reopened_allocations')")
        == columns.map { "event," + $0 })
  }

  @Test("one that cannot be read is a damaged ledger, and no line without it")
  func damaged() throws {
    try ledger.replaceAggregate(try aggregate())
    try ledger.database.run("UPDATE allocations SET weight = 'much' WHERE line_id = 'line-2'")
    #expect(
      throws: LedgerError.corrupt(path: folder.file("ledger.sqlite"), reason: "the allocation of line-2 cannot be read")
    ) {
      try ledger.chargeLines(period: january)
    }
  }
}
