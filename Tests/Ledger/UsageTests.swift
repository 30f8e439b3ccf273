import Metering
import Testing

@testable import Ledger

@Suite("Usage")
struct UsageTests {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try folder.ledger()
  }

  private func read(_ first: String, _ end: String) throws -> [DayUsage] {
    var seen: [DayUsage] = []
    try ledger.usage(days: day(first)..<day(end)) { seen.append($0) }
    return seen
  }

  @Test("of one series and day is summed over the batches, and zeros are left out")
  func summed() throws {
    let first = [
      try usage(series("ml"), "2026-10-01", [0: 1, 5: "2.5"]), try usage(series("ml"), "2026-10-02", [4: 7]),
    ]
    let second = [
      try usage(series("ml"), "2026-10-01", [5: "-2.5", 6: "0.000000000001"]),
      try usage(series("ml"), "2026-10-02", [4: -7]),
    ]
    _ = try ledger.commit(batch("a", usage: first))
    _ = try ledger.commit(batch("b", usage: second))
    #expect(
      try read("2026-10-01", "2026-11-01") == [try usage(series("ml"), "2026-10-01", [0: 1, 6: "0.000000000001"])])
  }

  @Test("is lent by day and then by series, bytewise, whatever came first")
  func order() throws {
    let dates = ["2026-10-31", "2026-10-01", "2026-09-30", "2026-11-01"]
    for tenant in ["z", "B", "é", "a"] {
      let all = try dates.sorted().map { try usage(series(tenant), $0, [0: 1]) }
      _ = try ledger.commit(batch(tenant, usage: all))
    }
    let seen = try read("2026-10-01", "2026-11-01").map { "\($0.day) \($0.series.tenant)" }
    #expect(seen == ["01 B", "01 a", "01 z", "01 é", "31 B", "31 a", "31 z", "31 é"].map { "2026-10-" + $0 })
    #expect(try read("2026-10-01", "2026-10-01").isEmpty)
  }

  @Test("of random batches is their sum, whatever the order of the batches")
  func randomSums() throws {
    let seed: UInt64 = 99
    var random = SplitMix64(seed: seed)
    var expected: [SeriesKey: [CivilDate: [Int: Int128]]] = [:]
    let first = try day("2026-10-01")
    for number in 0..<8 {
      var all: [DayUsage] = []
      for tenant in ["a", "b", "c"] {
        for offset in 0..<3 where Bool.random(using: &random) {
          var hours: [DayUsage.Hour] = []
          for hour in 0..<24 where Int.random(in: 0..<4, using: &random) == 0 {
            let quantity = random.picounits() / 64
            if quantity == 0 { continue }
            hours.append(DayUsage.Hour(hour: hour, quantity: ExactDecimal(picounits: quantity)))
            expected[series(tenant), default: [:]][first.adding(days: offset), default: [:]][hour, default: 0] +=
              quantity
          }
          all.append(DayUsage(series: series(tenant), day: first.adding(days: offset), hours: hours))
        }
      }
      _ = try ledger.commit(batch("\(number)", usage: all))
    }
    for usage in try read("2026-10-01", "2026-10-04") {
      for hour in usage.hours {
        #expect(
          expected[usage.series]?[usage.day]?.removeValue(forKey: hour.hour) == hour.quantity.picounits, "seed \(seed)")
      }
    }
    let missing = expected.values.flatMap(\.values).flatMap(\.values).filter { $0 != 0 }
    #expect(missing.isEmpty, "seed \(seed)")
  }

  @Test("tells its first and last day and its months")
  func extent() throws {
    #expect(try ledger.usageDays() == nil)
    #expect(try ledger.periodsWithUsage().isEmpty)
    let dates = ["2025-12-31", "2026-02-01", "2026-02-28", "2026-12-01"]
    _ = try ledger.commit(batch("a", usage: try dates.map { try usage(series("ml"), $0, [0: 1]) }))
    let days = try #require(try ledger.usageDays())
    #expect(days.first == (try day("2025-12-31")))
    #expect(days.last == (try day("2026-12-01")))
    #expect(try ledger.periodsWithUsage().map(\.description) == ["2025-12", "2026-02", "2026-12"])
  }

  @Test("that its opposite takes back has no day and no month, of all batches or of those up to one")
  func takenBack() throws {
    let kept = try usage(series("ml"), "2026-10-05", [0: 1])
    let far = try ["2001-03-01", "2026-12-01", "2035-12-31", "2036-01-01"].map {
      try usage(series("ml"), $0, [3: "2.5"])
    }
    let first = try ledger.commit(batch("a", usage: far.prefix(1) + [kept] + far.dropFirst()))
    let second = try ledger.commit(
      batch(
        "b",
        usage: try ["2001-03-01", "2035-12-31", "2036-01-01"].map { try usage(series("ml"), $0, [3: "-2.5"]) }))
    #expect(try ledger.usageDays()?.first == day("2026-10-05"))
    #expect(try ledger.usageDays()?.last == day("2026-12-01"))
    #expect(try ledger.periodsWithUsage().map(\.description) == ["2026-10", "2026-12"])
    #expect(try ledger.usageDays(through: first)?.first == day("2001-03-01"))
    #expect(try ledger.usageDays(through: first)?.last == day("2036-01-01"))
    #expect(try ledger.usageDays(through: second)?.last == day("2026-12-01"))
    #expect(try ledger.usageDays(through: first - 1) == nil)
    // Another hour of the same day is no opposite.
    _ = try ledger.commit(batch("c", usage: [try usage(series("ml"), "2026-12-01", [4: "-2.5"])]))
    #expect(try ledger.usageDays()?.last == day("2026-12-01"))
    _ = try ledger.commit(
      batch(
        "d",
        usage: [
          try usage(series("ml"), "2026-10-05", [0: -1]), try usage(series("ml"), "2026-12-01", [3: "-2.5", 4: "2.5"]),
        ]))
    #expect(try ledger.usageDays() == nil)
    #expect(try ledger.periodsWithUsage().isEmpty)
  }

  @Test("whose total and hours disagree is damaged, and the message says where")
  func damaged() throws {
    _ = try ledger.commit(batch("a", usage: [try usage(series("ml"), "2026-10-01", [0: 3])]))
    try ledger.database.run("UPDATE day_usage SET total = '30'")
    let place = "day_usage of 2026-10-01, series 1, batch 1"
    let path = folder.file("ledger.sqlite")
    #expect(
      throws: LedgerError.corrupt(path: path, reason: "\(place): the hours add up to 3, the total says 30")
    ) { try read("2026-10-01", "2026-10-02") }
    try ledger.database.run("UPDATE day_usage SET hours = x'0100'")
    #expect(
      throws: LedgerError.corrupt(path: path, reason: "\(place): the hours cannot be read (tooShort)")
    ) { try read("2026-10-01", "2026-10-02") }
  }

  @Test("too large to add up is an error that names the numbers, and the ledger can be used on")
  func overflow() throws {
    let largest = ExactDecimal(picounits: .max)
    let tooLarge = batch("x", usage: [try usage(series("ml"), "2026-10-01", [0: largest, 1: largest])])
    let overflow = LedgerError.overflow(
      path: folder.file("ledger.sqlite"), ArithmeticOverflow("+", [largest.description, largest.description]))
    #expect(throws: overflow) { try ledger.commit(tooLarge) }
    for file in ["a", "b"] {
      _ = try ledger.commit(batch(file, usage: [try usage(series("ml"), "2026-10-01", [0: largest])]))
    }
    #expect(throws: overflow) { try read("2026-10-01", "2026-10-02") }
    #expect(try ledger.batches().count == 2)
  }

  @Test("may be read while the reader asks the ledger other things, and an error of the reader's comes through")
  func reentrant() throws {
    _ = try ledger.commit(batch("a", usage: try ["a", "b"].map { try usage(series($0), "2026-10-01", [0: 1]) }))
    var inner = 0
    try ledger.usage(days: day("2026-10-01")..<day("2026-10-02")) { _ in
      inner += try read("2026-10-01", "2026-10-02").count
    }
    #expect(inner == 4)
    #expect(throws: TestFailure.self) {
      try ledger.usage(days: day("2026-10-01")..<day("2026-10-02")) { _ in throw TestFailure("enough") }
    }
    #expect(try read("2026-10-01", "2026-10-02").count == 2)
  }
}
