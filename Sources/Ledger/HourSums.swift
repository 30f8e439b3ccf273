import Metering

/// The sums of the hours of one day, one number per hour: where the batches of a day add up.
struct HourSums {
  enum Failure: Error, Equatable {
    case malformed(HourVectorCodec.Malformed)
    case overflow(ArithmeticOverflow)
  }

  /// In picounits, by hour: in place, as one is made for every row. 27 is `OrganizationCalendar.mostHours`.
  private var sums = InlineArray<27, Int128>(repeating: 0)

  mutating func add(_ picounits: Int128, toHour hour: Int) throws(Failure) {
    sums[hour] = try Self.sum(sums[hour], picounits)
  }

  mutating func clear() {
    for hour in sums.indices { sums[hour] = 0 }
  }

  /// The hours that are not zero.
  var hours: [DayUsage.Hour] {
    var hours: [DayUsage.Hour] = []
    hours.reserveCapacity(sums.count)
    for hour in sums.indices where sums[hour] != 0 {
      hours.append(DayUsage.Hour(hour: hour, quantity: ExactDecimal(picounits: sums[hour])))
    }
    return hours
  }

  static func sum(_ left: Int128, _ right: Int128) throws(Failure) -> Int128 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else {
      let operands = [left, right].map { ExactDecimal(picounits: $0).description }
      throw .overflow(ArithmeticOverflow("+", operands))
    }
    return sum
  }
}
