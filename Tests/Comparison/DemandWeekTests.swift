import Configuration
import Metering
import Testing

@testable import Comparison

/// The week around the highest hour, of the pool that pooling changes most.
@Suite("The week of the pooled peak")
struct DemandWeekTests {
  private static let october = Landscape.day("2026-10-01")..<Landscape.day("2026-11-01")
  private static let utc = OrganizationCalendar(zone: .utc)

  /// Each tenant holds one unit, and `peaks` at its hours.
  private func input(
    _ peaks: [(tenant: String, hour: Int, units: Int)], hours: Int = 744, stack: StackID = "notebooks",
    price: ExactDecimal = 2
  ) throws -> StackInput {
    let environments = try peaks.map { peak in
      var demand = [Int](repeating: 1, count: hours)
      demand[peak.hour] = peak.units
      return environment(
        "\(peak.tenant)-\(stack)", owner: peak.tenant,
        resources: [try gpus(held: 12, price: price, demand: demand, of: TenantID(peak.tenant))])
    }
    return StackInput(
      stack: stack, environments: environments, sharedUnitCosts: [:], hours: hours, months: .one, currency: try usd(),
      assumptions: SharingAssumptions())
  }

  private func week(_ inputs: [StackInput], days: Range<CivilDate> = october) throws -> DemandWeek? {
    try DemandWeek(of: try MeasuredStack.all(inputs), days: days, calendar: Self.utc)
  }

  @Test("runs from Monday to Sunday and holds the peak; its tenants add up hour by hour")
  func week() throws {
    // The 14th hour of 14 October, a Wednesday.
    let week = try #require(try week([input([("a", 13 * 24 + 14, 9), ("b", 40, 5), ("c", 90, 5)])]))
    #expect(week.days.map(\.date) == (12..<19).map { Landscape.day("2026-10-\($0)") })
    #expect(week.days.map(\.firstHour) == [0, 24, 48, 72, 96, 120, 144])
    #expect(week.days[2].peakHour == 48 + 14)
    #expect(week.units(in: 62) == Fraction(11))
    #expect(week.units(in: 62) == week.pooling.pooledPeak)
    #expect(week.together.count == 168)
    for hour in week.together.indices {
      #expect(try week.series.map { $0.unitSeconds[hour] }.total() == week.together[hour])
    }
    // The one with the peak holds most, the others the same, so they are by name.
    #expect(week.series.map(\.tenant) == ["a", "b", "c"])
  }

  @Test("where the month begins or ends in that week, it is the first or last seven days", arguments: [3, 743])
  func edges(hour: Int) throws {
    let week = try #require(try week([input([("a", hour, 9), ("b", hour, 5)])]))
    #expect(week.days.count == 7)
    let first = hour < 100 ? "2026-10-01" : "2026-10-25"
    #expect(week.days.first?.date == Landscape.day(first))
    #expect(week.days.contains { week.units(in: $0.peakHour) == Fraction(14) })
  }

  @Test("fewer than seven days are all there are")
  func shortMonth() throws {
    let days = Landscape.day("2026-10-01")..<Landscape.day("2026-10-04")
    let week = try #require(try week([input([("a", 30, 9), ("b", 5, 5)], hours: 72)], days: days))
    #expect(week.days.count == 3 && week.together.count == 72)
  }

  @Test("the clock's change is in it: the week of 25 October has 169 hours in Berlin")
  func clockChange() throws {
    let change = Int64(Landscape.day("2026-10-25").dayNumber) * 86_400 + 3_600
    let zone = ZoneRules(name: "Europe/Berlin", changes: [change], offsets: [7_200, 3_600])
    let calendar = OrganizationCalendar(zone: zone)
    let input = try input([("a", 23 * 24 + 5, 9), ("b", 23 * 24 + 5, 5)], hours: 745)
    let week = try #require(
      try DemandWeek(of: [try MeasuredStack(input)], days: Self.october, calendar: calendar))
    #expect(week.together.count == 169)
    #expect(week.days.last?.date == Landscape.day("2026-10-25"))
  }

  @Test("of many tenants those who hold most are told apart, the others together last")
  func others() throws {
    let week = try #require(try week([input((0..<8).map { ("t\($0)", 300 + $0, 2 + $0) })]))
    #expect(week.series.count == DemandWeek.mostSeries)
    #expect(week.series.map(\.tenant) == ["t7", "t6", "t5", "t4", nil])
    for hour in week.together.indices {
      #expect(try week.series.map { $0.unitSeconds[hour] }.total() == week.together[hour])
    }
  }

  @Test("is of the pool in which pooling frees most money, not most units")
  func dearest() throws {
    let cheap = try input([("a", 10, 12), ("b", 500, 12), ("c", 600, 12)], stack: "cheap", price: "0.01")
    let dear = try input([("a", 10, 6), ("b", 500, 6)], stack: "dear", price: 5)
    #expect(try week([cheap, dear])?.stack == "dear")
    #expect(try week([cheap])?.stack == "cheap")
  }

  @Test("there is none where nothing is shared")
  func nothingShared() throws {
    #expect(try week([input([("a", 10, 5)])]) == nil)
    #expect(try week([]) == nil)
  }
}
