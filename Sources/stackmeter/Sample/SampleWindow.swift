import Metering

/// The months a sample organisation has logs of, and its clock.
struct SampleWindow {
  /// In order; the last one is October 2026, in which the clock is put back on the 25th.
  let periods: [Period]

  init(months: Int) {
    var periods = [Self.day(2026, 10, 1).period]
    while periods.count < months { periods.insert(periods[0].previous, at: 0) }
    self.periods = periods
  }

  var firstPeriod: Period { periods[0] }
  var lastPeriod: Period { periods[periods.count - 1] }
  var days: Range<CivilDate> { firstPeriod.firstDay..<lastPeriod.endDay }
  /// The first instant of the window and the first behind it, in UTC seconds.
  var start: Int64 { start(of: days.lowerBound) }
  var end: Int64 { start(of: days.upperBound) }

  /// A day that is known to be one.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    guard let date = CivilDate(year: year, month: month, day: day) else {
      preconditionFailure("\(year)-\(month)-\(day) is no day")
    }
    return date
  }

  // MARK: The clock

  static let zoneName = "Europe/Berlin"

  /// Berlin's clock by the rule itself, so that the bytes do not depend on a machine's time zone files: summer time
  /// from the last Sunday of March to that of October, both at 01:00 UTC.
  static let zone: ZoneRules = {
    var changes: [Int64] = []
    for year in 2023...2027 {
      for month in [3, 10] {
        let last = day(year, month, 31)
        let sunday = last.adding(days: -((weekday(of: last) + 1) % 7))
        changes.append(Int64(sunday.dayNumber) * 86_400 + 3_600)
      }
    }
    return ZoneRules(
      name: zoneName, changes: changes, offsets: [3_600] + changes.indices.map { $0 % 2 == 0 ? 7_200 : 3_600 })
  }()

  /// 0 on Mondays, 6 on Sundays.
  static func weekday(of day: CivilDate) -> Int { (day.dayNumber + 3) % 7 }
  static func isWorkingDay(_ day: CivilDate) -> Bool { weekday(of: day) < 5 }

  /// The first instant of a day. The clock changes at 02:00 and 03:00, so every day has a midnight.
  func start(of day: CivilDate) -> Int64 {
    let local = Int64(day.dayNumber) * 86_400
    return local - Int64(Self.zone.offset(at: local - 7_200))
  }

  func day(at instant: Int64) -> CivilDate {
    CivilDate(dayNumber: Int((instant + Int64(Self.zone.offset(at: instant))) / 86_400))
  }

  /// The month whose log has a record that ends then: what ends at midnight belongs to the day before.
  func period(ofRecordEnding instant: Int64) -> Period { day(at: instant - 1).period }

  /// What a clock on the wall shows: `2026-10-25T02:30:00`.
  static func clockText(_ instant: Int64) -> String {
    String(instantText(instant + Int64(zone.offset(at: instant))).dropLast())
  }

  /// The same with the offset: `2026-10-25T02:30:00+02:00`.
  static func offsetText(_ instant: Int64) -> String {
    clockText(instant) + "+\(padded(zone.offset(at: instant) / 3_600, 2)):00"
  }
}
