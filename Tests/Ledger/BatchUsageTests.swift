import Metering
import Testing

@testable import Ledger

@Suite("What each batch gave") struct BatchUsageTests {
  @Test("a series' usage by day and batch, of the batches that count, and all readings of a file")
  func provenance() throws {
    let folder = try TemporaryFolder()
    let ledger = try folder.ledger()
    let ada = series("ada")
    _ = try ledger.commit(
      batch(
        "a.csv", fingerprint: "one",
        usage: [try usage(ada, "2026-10-01", [3: 5, 4: "1.5"]), try usage(ada, "2026-10-02", [0: 2])]))
    _ = try ledger.commit(batch("b.csv", usage: [try usage(series("bob"), "2026-10-01", [3: 9])]))
    _ = try ledger.commit(batch("a.csv", fingerprint: "two", usage: [try usage(ada, "2026-10-01", [3: 4])]))
    let days = try day("2026-10-01")..<day("2026-10-03")
    func told(_ batches: ClosedRange<Int>) throws -> [String] {
      try ledger.batchUsage(of: ada, days: days, batches: batches).map { "\($0.day) \($0.batch) \($0.quantity)" }
    }
    #expect(try told(0...Int.max) == ["2026-10-01 1 6.5", "2026-10-01 3 4", "2026-10-02 1 2"])
    #expect(try told(0...2) == ["2026-10-01 1 6.5", "2026-10-02 1 2"])
    #expect(try told(2...Int.max) == ["2026-10-01 3 4"])
    #expect(try ledger.batchUsage(of: series("eve"), days: days, batches: 0...9).isEmpty)
    #expect(try ledger.batches(source: "events", file: "a.csv").map(\.fingerprint) == ["one", "two"])
    #expect(try ledger.batch(2)?.file == "b.csv")
    #expect(try ledger.batch(4) == nil)
  }

  @Test("usage up to a batch leaves out what came later")
  func upToBatch() throws {
    let folder = try TemporaryFolder()
    let ledger = try folder.ledger()
    for (file, quantity) in [("a", 5), ("b", -2), ("c", -3)] as [(String, ExactDecimal)] {
      _ = try ledger.commit(batch(file, usage: [try usage(series("ada"), "2026-10-01", [7: quantity])]))
    }
    func total(_ last: Int?) throws -> [ExactDecimal] {
      var totals: [ExactDecimal] = []
      try ledger.usage(days: try day("2026-10-01")..<day("2026-10-02"), through: last) { totals.append(try $0.total()) }
      return totals
    }
    #expect(try [total(1), total(2), total(3), total(nil)] == [[5], [3], [], []])
  }
}
