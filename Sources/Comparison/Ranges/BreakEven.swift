package import Configuration
package import Metering

/// The value of an assumption at which sharing neither earns nor loses over the horizon: economics.md §1.4.
package struct BreakEven: Sendable, Equatable, Codable {
  package let assumption: AssumptionKey
  package let base: Fraction
  /// The value lies between these two, and is both where it is exact; nil where no plausible value breaks even: from 0
  /// to ten times the high end.
  package let interval: Interval?

  package struct Interval: Sendable, Equatable, Codable {
    package let low: Fraction
    package let high: Fraction

    package init(low: Fraction, high: Fraction) {
      self.low = low
      self.high = high
    }
  }

  /// How the net follows an assumption: in a straight line, or in steps (whole nodes, whole months, the floor of the
  /// team) of which none is finer than told.
  private static func step(of key: AssumptionKey) -> Fraction? {
    switch key {
    case .headroom, .isolationOverhead, .pooledPeakLevel: Fraction(1, 10_000)
    case .teamFloor, .teamBase, .teamPerTenant: Fraction(1, 100)
    case .spareNodes, .horizonMonths: .one
    default: nil
    }
  }

  private static let plausible = Fraction(10)

  /// `net`: the net over the horizon at a value; `high`: the high end of the assumption's range.
  init(
    of key: AssumptionKey, base: Fraction, high: Fraction,
    net: (Fraction) throws(ArithmeticOverflow) -> ExactDecimal
  ) throws(ArithmeticOverflow) {
    assumption = key
    self.base = base
    let baseNet = try net(base)
    interval = try Self.interval(of: key, base: base, baseNet: baseNet, high: high, net: net)
  }

  private static func interval(
    of key: AssumptionKey, base: Fraction, baseNet: ExactDecimal, high: Fraction,
    net: (Fraction) throws(ArithmeticOverflow) -> ExactDecimal
  ) throws(ArithmeticOverflow) -> Interval? {
    let most = max(base, min(try plausible.times(high), key.most ?? base))
    for end in [most, min(base, key.least)] where end != base {
      let endNet = try net(end)
      guard endNet.isNegative != baseNet.isNegative else { continue }
      if step(of: key) == nil, let value = try? straight(from: base, baseNet, to: end, endNet) {
        return Interval(low: value, high: value)
      }
      // A value whose exact fraction does not fit is told by two that it lies between.
      let span = base < end ? try end.minus(base) : try base.minus(end)
      let fine = try span.times(Fraction(1, fineSteps))
      let step = step(of: key) ?? fine
      return try bisection(from: base, isLoss: baseNet.isNegative, to: end, step: step, net: net)
    }
    return nil
  }

  private static let fineSteps: Int128 = 10_000

  /// Where a straight line through two points is 0: x* = x_base − net_base ÷ (Δnet ÷ Δx).
  private static func straight(
    from base: Fraction, _ baseNet: ExactDecimal, to end: Fraction, _ endNet: ExactDecimal
  ) throws(ArithmeticOverflow) -> Fraction {
    let slope = try endNet.minus(baseNet).fraction.over(try end.minus(base))
    return try base.minus(try baseNet.fraction.over(slope))
  }

  /// The two neighbouring steps between which the sign changes, counted from the base; the last may be shorter.
  private static func bisection(
    from base: Fraction, isLoss: Bool, to end: Fraction, step: Fraction,
    net: (Fraction) throws(ArithmeticOverflow) -> ExactDecimal
  ) throws(ArithmeticOverflow) -> Interval {
    let isUp = base < end
    func value(_ steps: Int128) throws(ArithmeticOverflow) -> Fraction {
      let way = try step.times(Fraction(steps))
      return isUp ? min(end, try base.plus(way)) : max(end, try base.minus(way))
    }
    let span = isUp ? try end.minus(base) : try base.minus(end)
    var (near, far): (Int128, Int128) = (0, try span.over(step).roundedUp)
    while far - near > 1 {
      let middle = (near + far) / 2
      if try net(try value(middle)).isNegative == isLoss { near = middle } else { far = middle }
    }
    let (nearValue, farValue) = (try value(near), try value(far))
    return Interval(low: min(nearValue, farValue), high: max(nearValue, farValue))
  }
}
