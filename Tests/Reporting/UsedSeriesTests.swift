import Metering
import Testing

@testable import Aggregation
@testable import Reporting

@Suite("What is used by day, as it is charged")
struct UsedSeriesTests {
  private static func line(
    _ days: Range<CivilDate>, seconds: ExactDecimal, per unit: String?, rule: String, version: VersionID = "7"
  ) -> ChargeLine {
    ChargeLine(
      identity: .init(
        period: days.lowerBound.period, days: days, tenant: "ada", stack: "notebooks", environment: "lab",
        version: version, category: .usage, item: "gpu", rule: rule),
      account: nil, quantity: seconds, meterUnit: MeteringUnit("GPU-seconds"),
      pricing: unit.flatMap { MeteringUnit($0) }.map { .init(unit: $0, unitPrice: 1) },
      amount: unit == nil ? nil : 1, currency: SampleOrganization.usd)
  }

  private static func series(_ lines: [ChargeLine], _ used: [(CivilDate, ExactDecimal)]) throws -> [UsedSeries] {
    let key = SeriesKey(tenant: "ada", stack: "notebooks", environment: "lab", version: "7", resource: "gpu")
    var builder = DailyUsageBuilder()
    for (day, quantity) in used {
      try builder.add(DayUsage(series: key, day: day, hours: [.init(hour: 0, quantity: quantity)]))
    }
    let daily = try builder.dailyUsage(lines.map { ($0, nil) }, currency: SampleOrganization.usd)
    return try UsedSeries.all(
      daily.series, try lines.map { try LinesFile.Row(PostedLine(line: $0, minorUnits: nil, lineID: "")) })
  }

  @Test("days add to what the lines show to the last decimal, in the price's unit, whatever tiers leave in rounding")
  func rounded() throws {
    let month = try #require(Period(year: 2026, month: 9)).days
    var random = SplitMix64(seed: 5)
    for _ in 0..<300 {
      let used = month.filter { _ in random.next() % 4 > 0 }.map { ($0, ExactDecimal(Int(random.next() % 100_000))) }
      let total = try used.map(\.1).total()
      // Up to three tiers, cut anywhere.
      let first = total.picounits / 3 + Int128(random.next() % 1_000)
      let parts = [first, first / 2, total.picounits - first - first / 2].map { ExactDecimal(picounits: $0) }
      let lines = parts.enumerated().map {
        Self.line(month, seconds: $0.element, per: "GPU-hours", rule: "tier \($0.offset)")
      }
      let series = try Self.series(lines, used)
      guard !used.isEmpty else { continue }
      #expect(series.count == 1 && series[0].unit == "GPU-hours" && series[0].stack == "notebooks", "seed 5")
      let shown = try lines.map {
        try LinesFile.Row(PostedLine(line: $0, minorUnits: nil, lineID: "")).quantity.map {
          try $0.rounded(places: 6, .halfEven)
        } ?? .zero
      }.total()
      #expect(try series[0].days.map(\.quantity).total() == shown, "seed 5")
      for (day, (_, seconds)) in zip(series[0].days, used) {
        let exact = try seconds.times(Fraction(1, 3_600))
        let most = ExactDecimal(picounits: 4_000_000)
        #expect(try day.quantity.minus(exact) <= most && exact.minus(day.quantity) <= most, "seed 5")
      }
    }
  }

  @Test("where a price changes its unit, the days before and after are counted in theirs")
  func units() throws {
    let month = try #require(Period(year: 2026, month: 9))
    let change = month.firstDay.adding(days: 10)
    let lines = [
      Self.line(month.firstDay..<change, seconds: 7_200, per: "GPU-hours", rule: "a"),
      Self.line(change..<month.endDay, seconds: 120, per: "GPU-minutes", rule: "b"),
    ]
    let series = try Self.series(lines, [(month.firstDay, 7_200), (change, 60), (change.adding(days: 1), 60)])
    #expect(series.map(\.unit) == ["GPU-hours", "GPU-minutes"])
    #expect(series.map { $0.days.map(\.quantity) } == [[2], [1, 1]])
  }

  @Test("what has no price is counted in the meter's unit, and what nothing tells has none")
  func unpriced() throws {
    let month = try #require(Period(year: 2026, month: 9))
    let unrated = try Self.series(
      [Self.line(month.days, seconds: 90, per: nil, rule: "")], [(month.firstDay, 90)])
    #expect(unrated.map(\.unit) == ["GPU-seconds"] && unrated[0].days.map(\.quantity) == [90])
    let unknown = try Self.series([], [(month.firstDay, 90)])
    #expect(unknown.map(\.unit) == [nil] && unknown[0].days.map(\.quantity) == [90])
  }

  @Test("days of a closed month that did not keep their stack get that of the only lines there are")
  func older() throws {
    let month = try #require(Period(year: 2026, month: 9))
    let key = SeriesKey(tenant: "ada", stack: "", environment: "lab", version: "", resource: "gpu")
    let daily = [
      DailyUsage.Series(key, days: [.init(day: month.firstDay, quantity: 3_600, minorUnits: nil)])
    ]
    func stacks(_ lines: [ChargeLine]) throws -> [String] {
      try UsedSeries.all(
        daily, try lines.map { try LinesFile.Row(PostedLine(line: $0, minorUnits: nil, lineID: "")) }
      ).map { "\($0.stack)|\($0.version)|\($0.unit ?? "")" }
    }
    let line = Self.line(month.days, seconds: 3_600, per: "GPU-hours", rule: "a")
    #expect(try stacks([line]) == ["notebooks|7|GPU-hours"])
    let other = Self.line(month.days, seconds: 1, per: "GPU-hours", rule: "a", version: "8")
    #expect(try stacks([line, other]) == ["notebooks||GPU-hours"])
  }
}
