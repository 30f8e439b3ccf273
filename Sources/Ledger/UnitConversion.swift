import Metering

/// Converts quantities that follow each other into another unit: what they come to so far is rounded, half-even, to
/// 10⁻¹², and each gets the difference. So the parts always add to what the whole is, rounded once.
struct UnitConversion {
  private let ratio: Fraction
  private var sum = ExactDecimal.zero
  private var given = ExactDecimal.zero

  init(_ ratio: Fraction) { self.ratio = ratio }

  /// The part of the next quantity.
  mutating func next(_ quantity: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
    guard ratio != .one else { return quantity }
    sum = try sum.plus(quantity)
    let due = try sum.times(ratio)
    defer { given = due }
    return try due.minus(given)
  }
}

extension [DayUsage.Hour] {
  /// The hours in another unit, those that are not zero.
  func converted(_ ratio: Fraction) throws(ArithmeticOverflow) -> [DayUsage.Hour] {
    var conversion = UnitConversion(ratio)
    var hours: [DayUsage.Hour] = []
    for hour in self {
      let quantity = try conversion.next(hour.quantity)
      if !quantity.isZero { hours.append(DayUsage.Hour(hour: hour.hour, quantity: quantity)) }
    }
    return hours
  }
}
