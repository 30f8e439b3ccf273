import Metering

/// Zones made by hand, each for one thing a clock can do. Instants of change are in UTC.
enum HandMadeZones {
  static let all = [
    ZoneRules.utc, berlin, newYork, lordHowe, kolkata, kathmandu, saoPaulo, stJohns, samoa, farEast, farWest,
  ]

  /// 23 hours on 2026-03-29, 25 on 2026-10-25.
  static let berlin = ZoneRules(
    name: "Berlin 2026", changes: [instant(2026, 3, 29, 1), instant(2026, 10, 25, 1)], offsets: [3_600, 7_200, 3_600])
  /// West of Greenwich: 2026-03-08 and 2026-11-01.
  static let newYork = ZoneRules(
    name: "New York 2026", changes: [instant(2026, 3, 8, 7), instant(2026, 11, 1, 6)],
    offsets: [-18_000, -14_400, -18_000])
  /// The clock moves by half an hour: 24.5 hours on 2026-04-05, 23.5 on 2026-10-04.
  static let lordHowe = ZoneRules(
    name: "Lord Howe 2026", changes: [instant(2026, 4, 4, 15), instant(2026, 10, 3, 15, 30)],
    offsets: [39_600, 37_800, 39_600])
  static let kolkata = ZoneRules(name: "Kolkata", changes: [], offsets: [19_800])
  static let kathmandu = ZoneRules(name: "Kathmandu", changes: [], offsets: [20_700])
  /// Midnight is skipped on 2018-11-04; on 2019-02-16 the last hour comes twice.
  static let saoPaulo = ZoneRules(
    name: "São Paulo 2018", changes: [instant(2018, 11, 4, 3), instant(2019, 2, 17, 2)],
    offsets: [-10_800, -7_200, -10_800])
  /// One minute after midnight of 2010-11-07 the clock goes back into the day before.
  static let stJohns = ZoneRules(
    name: "St John's 2010", changes: [instant(2010, 3, 14, 3, 31), instant(2010, 11, 7, 2, 31)],
    offsets: [-12_600, -9_000, -12_600])
  /// 2011-12-30 does not happen.
  static let samoa = ZoneRules(
    name: "Samoa 2011", changes: [instant(2011, 12, 30, 10)], offsets: [-36_000, 50_400])
  static let farEast = ZoneRules(name: "UTC+14", changes: [], offsets: [50_400])
  static let farWest = ZoneRules(name: "UTC-12", changes: [], offsets: [-43_200])

  static func instant(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int64 {
    Int64(CivilDate(year: year, month: month, day: day)?.dayNumber ?? 0) * 86_400 + Int64(hour * 3_600 + minute * 60)
  }
}

/// A clock's face: seconds since 1970 as the clock shows them.
func local(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int64 {
  HandMadeZones.instant(year, month, day, hour, minute)
}
