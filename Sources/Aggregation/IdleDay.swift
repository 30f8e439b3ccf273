import Metering

/// What of a capacity is held and not used on a day, hour by hour: `max(0, capacity − demand)`, all tenants together
/// (economics.md §1.2, asset idle).
///
///     hour       0   1   2          capacity 10
///     used       4  12   −1
///     idle       6   0   10         usage above the capacity is charged to who used it and fills no other hour;
///                                   usage below 0, a correction, frees no more than there is
///
/// Quantities are in the resource's own unit.
struct IdleDay {
  private(set) var capacity = ExactDecimal.zero
  private(set) var idle = ExactDecimal.zero
  /// In how many hours more was used than is held.
  private(set) var hoursBeyond = 0

  /// `units`: held at a time; `secondsHeld`: how many unit-seconds one unit of the resource is; `demand`: of an hour.
  init(
    units: ExactDecimal, on day: CivilDate, _ calendar: OrganizationCalendar, secondsHeld: Int128,
    demand: (Int) -> ExactDecimal
  ) throws(ArithmeticOverflow) {
    let length = calendar.seconds(in: day..<day.adding(days: 1))
    for hour in 0..<calendar.hourCount(of: day) {
      // The last hour of a day on which the clock moves by half an hour is half an hour.
      let seconds = min(3_600, length - Int64(hour) * 3_600)
      let held = try units.times(Fraction(Int128(seconds), secondsHeld))
      let used = max(.zero, demand(hour))
      capacity = try capacity.plus(held)
      idle = try idle.plus(max(.zero, held.minus(used)))
      if used > held { hoursBeyond += 1 }
    }
  }
}
