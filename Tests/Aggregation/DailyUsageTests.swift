import Configuration
import Foundation
import Metering
import Testing

@testable import Aggregation

@Suite("Usage by day")
struct DailyUsageTests {
  private func series(_ resource: String) -> SeriesKey {
    SeriesKey(tenant: "ada", stack: "notebooks", environment: "nb", version: "1", resource: ResourceID(resource))
  }

  private func line(_ days: Range<CivilDate>, _ rule: String, _ amount: ExactDecimal?) throws -> ChargeLine {
    ChargeLine(
      identity: .init(
        period: october, days: days, tenant: "ada", stack: "notebooks", environment: "nb", version: "1",
        category: .usage, item: "gpu", rule: rule),
      account: nil, quantity: 1, meterUnit: nil, pricing: nil, amount: amount, currency: try #require(Currency("USD")))
  }

  @Test("the days of a line add up to its cents, by what was used on them; tiers of the same days are one")
  func shared() throws {
    let days = october.days
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
    let days = october.days
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

  @Test("days are of the stack and the version that is charged, whatever the log says, and add up to the lines")
  func asCharged() throws {
    var organization = Organization()
    organization.rate("gpu", "1.25")
    organization.rate("gpu", "2.50", from: "2026-10-20")
    // The catalogue moves the environment to another stack and another version within the month.
    organization.environment("nb", stack: "notebooks", version: "7", to: "2026-10-11")
    organization.environment("nb", stack: "training", version: "8", from: "2026-10-11", to: "2026-10-16")
    organization.environment("nb", stack: "training", version: "9", from: "2026-10-16")
    var random = SplitMix64(seed: 17)
    let usages = october.days.flatMap { day in
      ["", "7", "8"].map { logged in
        DayUsage(
          series: SeriesKey(
            tenant: "ada", stack: "logged", environment: "nb", version: VersionID(logged), resource: "gpu"),
          day: day, hours: [.init(hour: 1, quantity: ExactDecimal(Int(random.next() % 90_000)))])
      }
    }
    let configuration = organization.configuration
    var charges = PeriodCharges(
      period: october, days: october.days, configuration: configuration,
      credits: CreditBalances(configuration.adjustments))
    var builder = DailyUsageBuilder()
    for usage in usages {
      try charges.add(usage)
      try builder.add(usage)
    }
    let lines = try charges.lines()
    let cents = try posted(lines, currency: dollars)
    let daily = try builder.charged(as: charges.asCharged).dailyUsage(
      zip(lines, cents).map { ($0, $1) }, currency: dollars)
    #expect(
      daily.series.map { "\($0.stack) \($0.version)" } == [
        "notebooks 7", "notebooks 8", "training 7", "training 8", "training 9",
      ])
    for series in daily.series {
      var (quantity, charged) = (ExactDecimal.zero, Int128(0))
      for (line, cents) in zip(lines, cents)
      where line.identity.stack == series.stack && line.identity.version == series.version {
        quantity = try quantity.plus(line.quantity)
        charged += cents ?? 0
      }
      let total = try series.days.map(\.quantity).total()
      let costs = series.days.compactMap(\.minorUnits).reduce(0, +)
      #expect(total == quantity && costs == charged, "seed 17")
      let days = series.days.map(\.day)
      #expect(days == days.sorted())
    }
  }

  @Test("days of a closed month that did not keep stack and version are read, and have none")
  func older() throws {
    var builder = DailyUsageBuilder()
    try builder.add(
      DayUsage(series: series("gpu"), day: october.firstDay, hours: [.init(hour: 0, quantity: 3_600)]))
    let daily = try builder.dailyUsage([], currency: dollars)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(daily), as: UTF8.self)
    #expect(try JSONDecoder().decode(DailyUsage.self, from: Data(text.utf8)) == daily)
    let older = text.replacing(#""stack":"notebooks","#, with: "").replacing(#""version":"1""#, with: #""x":0"#)
    #expect(older != text && !older.contains("stack"))
    let read = try JSONDecoder().decode(DailyUsage.self, from: Data(older.utf8))
    #expect(read.series.map { "\($0.tenant)|\($0.stack)|\($0.version)|\($0.resource)" } == ["ada|||gpu"])
    #expect(read.series[0].days == daily.series[0].days)
  }

  @Test("days are kept as one text, read back whole, with and without a price, and as a closing had them before")
  func kept() throws {
    var builder = DailyUsageBuilder()
    for (resource, quantity) in [("gpu", "0.25"), ("tpu", "-7")] as [(String, ExactDecimal)] {
      for day in [october.firstDay, october.firstDay.adding(days: 4)] {
        try builder.add(DayUsage(series: series(resource), day: day, hours: [.init(hour: 0, quantity: quantity)]))
      }
    }
    let daily = try builder.dailyUsage([(try line(october.days, "a", "-0.30"), -30)], currency: dollars)
    let text = String(decoding: try JSONEncoder().encode(daily), as: UTF8.self)
    #expect(text.contains("2026-10-01 0.25 -15;2026-10-05 0.25 -15") && text.contains("2026-10-01 -7;2026-10-05 -7"))
    #expect(try JSONDecoder().decode(DailyUsage.self, from: Data(text.utf8)) == daily)
    let objects = String(decoding: try JSONEncoder().encode(daily.series[0].days), as: UTF8.self)
    let before = text.replacing("\"2026-10-01 0.25 -15;2026-10-05 0.25 -15\"", with: objects)
    #expect(before != text && objects.contains("{"))
    #expect(try JSONDecoder().decode(DailyUsage.self, from: Data(before.utf8)) == daily)
    for wrong in ["2026-10-01", "2026-10-01 x 3", "2026-13-01 1 3", "2026-10-01 1 3.5", "2026-10-01 1 3 4"] {
      let damaged = text.replacing("2026-10-01 0.25 -15;", with: wrong + ";")
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(DailyUsage.self, from: Data(damaged.utf8)) }
    }
  }
}
