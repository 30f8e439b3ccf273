import Foundation
import Metering
import Testing

@Suite struct OrganizationCalendarTests {
  private static let berlin = OrganizationCalendar(zone: HandMadeZones.berlin)

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test("days have 23, 24 and 25 hours")
  func hours() throws {
    #expect(Self.berlin.hourCount(of: try day("2026-03-28")) == 24)
    #expect(Self.berlin.hourCount(of: try day("2026-03-29")) == 23)
    #expect(Self.berlin.hourCount(of: try day("2026-10-24")) == 24)
    #expect(Self.berlin.hourCount(of: try day("2026-10-25")) == 25)
    let march = try #require(Period("2026-03"))
    let october = try #require(Period("2026-10"))
    #expect(Self.berlin.seconds(in: march.days) == 743 * 3_600)
    #expect(Self.berlin.seconds(in: october.days) == 745 * 3_600)
  }

  @Test("a day begins at its midnight, and its hours follow each other")
  func starts() throws {
    let change = try day("2026-10-25")
    #expect(instantText(Self.berlin.start(of: change)) == "2026-10-24T22:00:00Z")
    #expect(instantText(Self.berlin.start(ofHour: 2, on: change)) == "2026-10-25T00:00:00Z")
    #expect(instantText(Self.berlin.start(ofHour: 3, on: change)) == "2026-10-25T01:00:00Z")
    #expect(instantText(Self.berlin.start(ofHour: 25, on: change)) == "2026-10-25T23:00:00Z")
    #expect(Self.berlin.start(ofHour: 25, on: change) == Self.berlin.start(of: change.adding(days: 1)))
  }

  @Test("where the clock moves by half an hour the last hour of the day is half")
  func halfHour() throws {
    let calendar = OrganizationCalendar(zone: HandMadeZones.lordHowe)
    let long = try day("2026-04-05")
    let short = try day("2026-10-04")
    #expect(calendar.hourCount(of: long) == 25)
    #expect(calendar.seconds(in: long..<long.adding(days: 1)) == 88_200)
    #expect(calendar.hourCount(of: short) == 24)
    #expect(calendar.seconds(in: short..<short.adding(days: 1)) == 84_600)
  }

  @Test("a zone of a half or a quarter hour has its hours there")
  func alignment() throws {
    let first = try day("2026-01-01")
    #expect(instantText(OrganizationCalendar(zone: HandMadeZones.kolkata).start(of: first)) == "2025-12-31T18:30:00Z")
    #expect(instantText(OrganizationCalendar(zone: HandMadeZones.kathmandu).start(of: first)) == "2025-12-31T18:15:00Z")
  }

  @Test("where midnight is skipped the day begins at the change")
  func skippedMidnight() throws {
    let calendar = OrganizationCalendar(zone: HandMadeZones.saoPaulo)
    let spring = try day("2018-11-04")
    #expect(calendar.start(of: spring) == HandMadeZones.saoPaulo.changes[0])
    #expect(calendar.hourCount(of: spring) == 23)
    #expect(calendar.hourCount(of: try day("2019-02-16")) == 25)
  }

  @Test("a day that does not happen has no hours, and no instant is in it")
  func skippedDay() throws {
    let calendar = OrganizationCalendar(zone: HandMadeZones.samoa)
    let skipped = try day("2011-12-30")
    #expect(calendar.hourCount(of: skipped) == 0)
    #expect(calendar.day(at: calendar.start(of: skipped)) == skipped.adding(days: 1))
    #expect(calendar.day(at: calendar.start(of: skipped) - 1) == skipped.adding(days: -1))
  }

  @Test("the start of a day is the first minute the clock shows it", arguments: HandMadeZones.all)
  func bruteForceStarts(zone: ZoneRules) {
    let calendar = OrganizationCalendar(zone: zone)
    for change in zone.changes + [HandMadeZones.instant(2026, 7, 1)] {
      var first: [Int: Int64] = [:]
      var latest = Int.min
      for instant in stride(from: change - 3 * 86_400, through: change + 3 * 86_400, by: 60) {
        let shown = instant + Int64(zone.offset(at: instant))
        let day = Int((shown - (shown < 0 ? 86_399 : 0)) / 86_400)
        // A day that is passed over begins, and ends, where the next one begins.
        if latest != .min, day > latest { for passed in (latest + 1)...day { first[passed] = instant } }
        latest = max(latest, day)
      }
      for (day, instant) in first {
        #expect(calendar.start(of: CivilDate(dayNumber: day)) == instant, "\(zone.name), \(CivilDate(dayNumber: day))")
      }
    }
  }

  @Test("an instant is in the day that has begun last", arguments: HandMadeZones.all)
  func bruteForceDays(zone: ZoneRules) {
    let calendar = OrganizationCalendar(zone: zone)
    for change in zone.changes + [0, HandMadeZones.instant(2199, 12, 28)] {
      for instant in stride(from: change - 2 * 86_400, through: change + 2 * 86_400, by: 900)
      where calendar.contains(instant) {
        let day = calendar.day(at: instant)
        if instant < calendar.start(of: day) || instant >= calendar.start(of: day.adding(days: 1)) {
          Issue.record("\(zone.name): \(instantText(instant)) is not in \(day)")
        }
      }
    }
  }

  @Test("a random instant is in the day that a search over all days finds")
  func randomDays() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let instant = Int64(random.int(0...7_250_000_000))
      // The twin: the clock's own date.
      let shown = instant + Int64(HandMadeZones.berlin.offset(at: instant))
      #expect(Self.berlin.day(at: instant).dayNumber == Int(shown / 86_400), "seed \(seed)")
    }
  }

  @Test("the calendar knows the days from 1970 to 2199 and no instant outside")
  func bounds() throws {
    let days = OrganizationCalendar.days
    #expect(days.lowerBound.description == "1970-01-01")
    #expect(days.upperBound.description == "2200-01-01")
    let first = Self.berlin.start(of: days.lowerBound)
    let end = Self.berlin.start(of: days.upperBound)
    #expect(first == -3_600)
    #expect(Self.berlin.contains(first) && !Self.berlin.contains(first - 1))
    #expect(Self.berlin.contains(end - 1) && !Self.berlin.contains(end))
    #expect(Self.berlin.day(at: first) == days.lowerBound)
    #expect(Self.berlin.day(at: end - 1).description == "2199-12-31")
  }

  @Test("usage is metered from the first instant of 2000 in the organisation's zone")
  func metered() {
    #expect(OrganizationCalendar.firstMeteredDay.description == "2000-01-01")
    #expect(OrganizationCalendar.utc.meteredSeconds.lowerBound == 946_684_800)
    #expect(Self.berlin.meteredSeconds.lowerBound == 946_684_800 - 3_600)
    #expect(Self.berlin.meteredSeconds.upperBound == Self.berlin.knownSeconds.upperBound)
  }

  @Test("instants are written as Foundation writes them")
  func instants() {
    let format = ISO8601DateFormatter()
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let instant = Int64(random.int(-2_000_000_000...7_258_118_400))
      #expect(instantText(instant) == format.string(from: Date(timeIntervalSince1970: Double(instant))), "seed \(seed)")
    }
    #expect(instantText(-1) == "1969-12-31T23:59:59Z")
  }
}
