import Metering
import Testing

@testable import Aggregation

@Suite("Usage by day")
struct DailyUsageTests {
  private static let october = Period(year: 2026, month: 10)

  private func series(_ resource: String) -> SeriesKey {
    SeriesKey(tenant: "ada", stack: "notebooks", environment: "nb", version: "1", resource: ResourceID(resource))
  }

  private func line(_ days: Range<CivilDate>, _ rule: String, _ amount: ExactDecimal?) throws -> ChargeLine {
    let period = try #require(Self.october)
    return ChargeLine(
      identity: .init(
        period: period, days: days, tenant: "ada", stack: "notebooks", environment: "nb", version: "1",
        category: .usage, item: "gpu", rule: rule),
      account: nil, quantity: 1, meterUnit: nil, pricing: nil, amount: amount, currency: try #require(Currency("USD")))
  }

  @Test("the days of a line add up to its cents, by what was used on them; tiers of the same days are one")
  func shared() throws {
    let days = try #require(Self.october).days
    let usd = try #require(Currency("USD"))
    var random = SplitMix64(seed: 8)
    for _ in 0..<200 {
      var builder = DailyUsageBuilder()
      for day in days where random.next() % 3 > 0 {
        let quantity = ExactDecimal(Int(random.next() % 1_000) - 100)
        try builder.add(DayUsage(series: series("gpu"), day: day, hours: [.init(hour: 0, quantity: quantity)]))
      }
      let cents = (Int128(random.next() % 100_000), Int128(random.next() % 1_000))
      let lines = [
        (try line(days, "a", ExactDecimal(picounits: cents.0 * 10_000_000_000)), Int128?.some(cents.0)),
        (try line(days, "b", ExactDecimal(picounits: cents.1 * 10_000_000_000)), cents.1),
      ]
      let daily = try builder.dailyUsage(lines, currency: usd)
      let found = try #require(daily.series.first)
      #expect(found.days.compactMap(\.minorUnits).reduce(0, +) == cents.0 + cents.1, "seed 8")
      #expect(found.days.map(\.day) == found.days.map(\.day).sorted())
    }
  }

  @Test("where a price changes, each day has a part of its own line; what has no price has no cost")
  func spans() throws {
    let days = try #require(Self.october).days
    let change = days.lowerBound.adding(days: 10)
    let usd = try #require(Currency("USD"))
    var builder = DailyUsageBuilder()
    for (offset, quantity) in [(0, 1), (1, 3), (20, 5)] as [(Int, ExactDecimal)] {
      let day = days.lowerBound.adding(days: offset)
      try builder.add(DayUsage(series: series("gpu"), day: day, hours: [.init(hour: 0, quantity: quantity)]))
    }
    try builder.add(
      DayUsage(series: series("tpu"), day: days.lowerBound, hours: [.init(hour: 0, quantity: 1)]))
    let lines = [
      (try line(days.lowerBound..<change, "old", 4), Int128?.some(400)),
      (try line(change..<days.upperBound, "new", 10), 1_000),
    ]
    let daily = try builder.dailyUsage(lines, currency: usd)
    #expect(daily.series.map(\.resource) == ["gpu", "tpu"])
    #expect(daily.series[0].days.map(\.minorUnits) == [100, 300, 1_000])
    #expect(daily.series[1].days.map(\.minorUnits) == [nil])
  }
}
