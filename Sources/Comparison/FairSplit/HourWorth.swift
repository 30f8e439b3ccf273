import Metering

/// How finely the worth of hours is told.
enum HourPrecision {
  case exact
  /// Each to 10⁻¹² of a step, half-even: what 128 bits can hold of many hours.
  case picounits
}

/// Shares a need out among those whose needs are nested, so that the largest contains all: the airport game. Everybody
/// pays an even part of each stretch of runway that it needs (Littlechild and Owen 1973).
///
///     needs   8  11  13  18         stretch   8  3  2  5
///     shares  2   3   4   9         for       4  3  2  1
///
/// `needs`: not negative, in any order; the shares are in the same, and are Shapley's value of the largest need.
func airportShares(
  _ needs: [Int128], _ precision: HourPrecision = .exact
) throws(ArithmeticOverflow) -> [Fraction] {
  var shares = [Fraction](repeating: .zero, count: needs.count)
  var (reached, share): (Int128, Fraction) = (0, .zero)
  for (position, index) in needs.indices.sorted(by: { (needs[$0], $0) < (needs[$1], $1) }).enumerated() {
    let stretch = Fraction(needs[index] - reached, Int128(needs.count - position))
    share = try share.plus(try stretch.at(precision))
    reached = needs[index]
    shares[index] = share
  }
  return shares
}

extension Fraction {
  fileprivate func at(_ precision: HourPrecision) throws(ArithmeticOverflow) -> Fraction {
    switch precision {
    case .exact: self
    case .picounits: try ExactDecimal(self).fraction
    }
  }

  /// The part of it that `share` is.
  fileprivate func part(_ share: Fraction, _ precision: HourPrecision) throws(ArithmeticOverflow) -> Fraction {
    switch precision {
    case .exact: try times(share)
    // In 256 bits between, and so only the result must fit.
    case .picounits: try ExactDecimal(self).times(share).fraction
    }
  }
}

extension PeakGame {
  /// What hours are worth: the airport shares of the pooled demands, in steps. They add up to the peak.
  func hourWorth(_ precision: HourPrecision = .exact) throws(ArithmeticOverflow) -> [Fraction] {
    try airportShares(pooled, precision)
  }

  /// The weight of each player when hours are paid for at their worth φ(t): Σ φ(t)·Uᵢ(t)/D(t) when who used an hour
  /// shares its worth, Σ φ(t)·Uᵢ(t) when the worth is the price of a unit (the form of Fair-CO2).
  ///
  /// Exact where the fractions fit in 128 bits, which they do for some dozens of hours; else each amount is rounded to
  /// 10⁻¹² of a step. The weights are only compared with each other, so shares still add to the need exactly.
  func temporal(pricedByHour: Bool) throws(ArithmeticOverflow) -> [Fraction] {
    do throws(ArithmeticOverflow) {
      let weights = try temporal(pricedByHour, .exact)
      // What does not fit even as a sum is of no use to those who share by it.
      _ = try weights.total()
      return weights
    } catch {
      return try temporal(pricedByHour, .picounits)
    }
  }

  private func temporal(
    _ pricedByHour: Bool, _ precision: HourPrecision
  ) throws(ArithmeticOverflow) -> [Fraction] {
    let worth = try hourWorth(precision)
    let peak = pooled.max() ?? 0
    var weights: [Fraction] = []
    for row in rows {
      var weight = Fraction.zero
      for (hour, cell) in row.enumerated() where cell > 0 {
        // A price is told for the peak's units, not for one, so that the weights stay small.
        let share = Fraction(cell, pricedByHour ? peak : pooled[hour])
        weight = try weight.plus(try worth[hour].part(share, precision))
      }
      weights.append(weight)
    }
    return weights
  }
}
