import Configuration
import Metering
import Testing

@Suite("Time zones")
struct ZoneTests {
  /// The length of a day in seconds, in a zone.
  private func length(of date: String, in zone: String) throws -> Int64 {
    let calendar = OrganizationCalendar(zone: try #require(ZoneRules.named(zone)))
    let day = try #require(CivilDate(date))
    return calendar.seconds(in: day..<day.adding(days: 1))
  }

  @Test("UTC, GMT and Etc/UTC have no changes", arguments: ["UTC", "GMT", "Etc/UTC"])
  func utc(name: String) {
    #expect(ZoneRules.named(name) == ZoneRules(name: name, changes: [], offsets: [0]))
  }

  @Test("Berlin's changes of 2026 are at 01:00 UTC on 29 March and 25 October")
  func berlin() throws {
    let zone = try #require(ZoneRules.named("Europe/Berlin"))
    let summer: Int64 = 1_774_746_000
    let winter: Int64 = 1_792_890_000
    #expect(instantText(summer) == "2026-03-29T01:00:00Z")
    #expect(instantText(winter) == "2026-10-25T01:00:00Z")
    #expect(zone.changes.filter { (1_767_225_600..<1_798_761_600).contains($0) } == [summer, winter])
    #expect([summer - 1, summer, winter - 1, winter].map(zone.offset) == [3_600, 7_200, 7_200, 3_600])
  }

  @Test(
    "days are as long as the clock makes them",
    arguments: [
      ("Europe/Berlin", "2026-03-28", 24.0), ("Europe/Berlin", "2026-03-29", 23), ("Europe/Berlin", "2026-10-25", 25),
      ("Asia/Kolkata", "2026-03-29", 24), ("Australia/Lord_Howe", "2026-04-05", 24.5),
      ("Australia/Lord_Howe", "2026-10-04", 23.5), ("America/Sao_Paulo", "2018-11-04", 23),
      ("America/Sao_Paulo", "2018-02-17", 25), ("Africa/Cairo", "2026-04-24", 23), ("Africa/Cairo", "2026-10-29", 25),
    ])
  func dayLengths(zone: String, date: String, hours: Double) throws {
    #expect(try length(of: date, in: zone) == Int64(hours * 3_600))
  }

  @Test("a day whose midnight is skipped begins at one o'clock")
  func skippedMidnight() throws {
    let calendar = OrganizationCalendar(zone: try #require(ZoneRules.named("America/Sao_Paulo")))
    #expect(instantText(calendar.start(of: try #require(CivilDate("2018-11-04")))) == "2018-11-04T03:00:00Z")
  }

  @Test("Kolkata is five and a half hours ahead, since 1970 and always")
  func kolkata() throws {
    let zone = try #require(ZoneRules.named("Asia/Kolkata"))
    #expect(zone.offset(at: 0) == 19_800)
    #expect(zone.offset(at: 4_000_000_000) == 19_800)
  }

  @Test("rules reach from 1970 to 2199")
  func reach() throws {
    let zone = try #require(ZoneRules.named("Europe/Berlin"))
    #expect(try #require(zone.changes.first) > 0)
    // The clock is put forward and back in 2199 as it is today: 219 years since 1981 with two changes each, 1980's
    // beside.
    #expect(try length(of: "2199-03-31", in: "Europe/Berlin") == 23 * 3_600)
    #expect(zone.changes.count > 2 * 219)
  }

  @Test("places without a slash are zones, as IANA lists them", arguments: ["Japan", "Singapore", "Cuba"])
  func places(name: String) { #expect(ZoneRules.named(name) != nil) }

  @Test(
    "abbreviations, offsets and unknown names are refused",
    arguments: [
      "CET", "EST", "EST5EDT", "PST", "utc", "europe/berlin", "Europe/Atlantis", "GMT+3", "UTC+1", "+01:00", "",
    ])
  func refused(name: String) { #expect(ZoneRules.named(name) == nil) }
}
