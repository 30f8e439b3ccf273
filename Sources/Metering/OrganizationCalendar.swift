/// The organisation's days and hours: which day and which hour of it an instant belongs to.
///
/// A day runs from the first instant of its date to the first instant of the next date in the organisation's zone; its
/// hours are counted from its start. So a day has 23, 24 or 25 hours, a zone with a half-hour offset has
/// half-hour-aligned hours, and where the clock moves by half an hour the day's last hour is half an hour long.
package struct OrganizationCalendar: Sendable, Equatable {
  package let zone: ZoneRules
  /// The first instant of each day from `firstDay` on, one more than there are days, in UTC seconds.
  private let starts: [Int64]
  private let firstDay: Int

  /// The calendar of an organisation that keeps UTC.
  package static let utc = OrganizationCalendar(zone: .utc)

  /// The days the calendar knows: 1970-01-01 to 2199-12-31.
  package static let days = CivilDate(dayNumber: 0)..<CivilDate(dayNumber: 84_006)
  /// The first day of which usage is metered. No log that anybody is charged for is older: an event of 1970, 1980 or
  /// 1999 is of a clock that was never set, and one such event would have the fixed costs of every month since charged.
  package static let firstMeteredDay = CivilDate(dayNumber: 10_957)
  /// The most hours a day can have.
  package static let mostHours = 27

  package init(zone: ZoneRules) {
    self.zone = zone
    firstDay = Self.days.lowerBound.dayNumber
    var starts: [Int64] = []
    starts.reserveCapacity(Self.days.upperBound.dayNumber + 1)
    for day in Self.days.lowerBound.dayNumber...Self.days.upperBound.dayNumber {
      starts.append(Self.start(of: day, in: zone))
    }
    self.starts = starts
  }

  private static func start(of day: Int, in zone: ZoneRules) -> Int64 {
    let local = Int64(day) * 86_400
    // Where the offset is the same a day before and a day after, nothing changed in between (zones change months
    // apart).
    let before = zone.offset(at: local - 2 * 86_400)
    if before == zone.offset(at: local + 2 * 86_400) { return local - Int64(before) }
    switch zone.reading(local: local) {
    case .once(let instant), .twice(let instant, _): return instant
    case .never:
      // Midnight was skipped: the day begins at the change itself.
      return zone.changes.first { $0 > local - Int64(before) - 86_400 } ?? local - Int64(before)
    }
  }

  /// The first instant of a day, in UTC seconds.
  package func start(of day: CivilDate) -> Int64 { starts[day.dayNumber - firstDay] }

  /// The instants of the days the calendar knows, in UTC seconds.
  package var knownSeconds: Range<Int64> { starts[0]..<starts[starts.count - 1] }

  /// The instants of which usage is metered, in UTC seconds: from `firstMeteredDay` to the calendar's end.
  package var meteredSeconds: Range<Int64> { start(of: Self.firstMeteredDay)..<knownSeconds.upperBound }

  /// Whether an instant lies in the days the calendar knows.
  package func contains(_ instant: Int64) -> Bool { instant >= starts[0] && instant < starts[starts.count - 1] }

  /// The day an instant is in.
  /// `instant`: UTC seconds for which `contains` holds.
  package func day(at instant: Int64) -> CivilDate {
    // An offset is less than a day, so the day in UTC is off by one at most.
    var index = Int((instant - starts[0]) / 86_400)
    index = max(0, min(index, starts.count - 2))
    while instant < starts[index] { index -= 1 }
    while instant >= starts[index + 1] { index += 1 }
    return CivilDate(dayNumber: firstDay + index)
  }

  /// How many hours a day has, the last one perhaps shorter: 24, or 23 or 25 where the clock changes.
  package func hourCount(of day: CivilDate) -> Int {
    let seconds = start(of: day.adding(days: 1)) - start(of: day)
    return Int((seconds + 3_599) / 3_600)
  }

  /// The first instant of an hour of a day.
  package func start(ofHour hour: Int, on day: CivilDate) -> Int64 { start(of: day) + Int64(hour) * 3_600 }

  /// The length of the days in seconds.
  package func seconds(in days: Range<CivilDate>) -> Int64 { start(of: days.upperBound) - start(of: days.lowerBound) }
}

/// An instant as `YYYY-MM-DDTHH:MM:SSZ`.
package func instantText(_ instant: Int64) -> String {
  let day = Int(instant >= 0 ? instant / 86_400 : (instant - 86_399) / 86_400)
  let second = Int(instant) - day * 86_400
  let clock = "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
  return "\(CivilDate(dayNumber: day))T\(clock)Z"
}
