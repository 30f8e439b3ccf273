package import Metering

/// What pooling would gain by means, spreads and correlation alone: economics.md §1.3, for environments that are alike.
///
///     apart     N · (μ + z·σ)
///     together  N · μ + z·σ · √(N · (1 + (N − 1)·ρ))
///     factor    apart ÷ together                          9/7 of four with ρ = 0, 1 of any with ρ = 1
///
/// It shows why demands that rise together gain little. Measured hours always win over it: nothing is sized on it.
/// Amounts are in units; all are exact decimals of 12 places, roots and quotients truncated to them.
package struct ParametricDiversity: Sendable, Equatable, Codable {
  package let environments: Int
  /// Of one environment: mean and standard deviation over the hours.
  package let mean: ExactDecimal
  package let deviation: ExactDecimal
  /// Of any two of them.
  package let correlation: ExactDecimal
  /// How many deviations above the mean capacity is held.
  package let margin: ExactDecimal
  package let apart: ExactDecimal
  package let together: ExactDecimal
  package let diversityFactor: ExactDecimal

  /// nil where nothing is needed.
  /// `correlation`: at least −1 ÷ (environments − 1), for less cannot be; at most 1.
  package init?(
    environments: Int, mean: ExactDecimal, deviation: ExactDecimal, correlation: ExactDecimal, margin: ExactDecimal
  ) throws(ArithmeticOverflow) {
    precondition(environments >= 1 && !deviation.isNegative, "environments are some, and a deviation is not negative")
    let count = ExactDecimal(environments)
    let spread = try margin.times(deviation)
    apart = try count.times(try mean.plus(spread))
    let pairs = try ExactDecimal(environments - 1).times(correlation)
    let variance = try count.times(max(.zero, try ExactDecimal.one.plus(pairs)))
    together = try count.times(mean).plus(try spread.times(try variance.squareRoot()))
    guard together > .zero else { return nil }
    diversityFactor = try ExactDecimal(apart.over(together), rounding: .truncating)
    (self.environments, self.mean, self.deviation) = (environments, mean, deviation)
    (self.correlation, self.margin) = (correlation, margin)
  }

  /// Of what was measured: the mean of the means, the root of the mean variance, and the correlation that with them
  /// makes the variance of all together. Hours are read to 10⁻⁶ of a unit.
  ///
  /// nil of fewer than two environments, where no demand varies, and where a square does not fit in 128 bits.
  /// `curves`: on one clock; `together`: their sum.
  init?(of curves: [DemandCurve], together: DemandCurve) {
    guard curves.count >= 2, let all = Moments(together) else { return nil }
    var (mean, variance) = (Fraction.zero, Fraction.zero)
    let count = Fraction(Int128(curves.count))
    do throws(ArithmeticOverflow) {
      for curve in curves {
        guard let moments = Moments(curve) else { return nil }
        mean = try mean.plus(moments.mean)
        variance = try variance.plus(try ExactDecimal(moments.variance).fraction)
      }
      guard variance > .zero else { return nil }
      // Var(Σ) = Σ σ² · (1 + (N − 1)·ρ)
      let correlation = try ExactDecimal(all.variance).fraction.over(variance).minus(.one)
        .times(Fraction(1, Int128(curves.count - 1)))
      try self.init(
        environments: curves.count, mean: ExactDecimal(try mean.over(count)),
        deviation: try ExactDecimal(try variance.over(count)).squareRoot(), correlation: ExactDecimal(correlation),
        margin: Self.margin)
    } catch {
      return nil
    }
  }

  /// Two deviations above the mean.
  private static let margin: ExactDecimal = "2"
}

/// Mean and variance over the hours, in units and units².
private struct Moments {
  let mean: Fraction
  let variance: Fraction

  /// nil without hours, and where they do not fit.
  init?(_ curve: DemandCurve) {
    let hours = Int128(curve.unitSeconds.count)
    guard hours > 0 else { return nil }
    var (sum, squares): (Int128, Int128) = (0, 0)
    for cell in curve.unitSeconds {
      let micros = Self.microUnits(cell.picounits)
      let (square, isTooLarge) = micros.multipliedReportingOverflow(by: micros)
      let (total, overflow) = squares.addingReportingOverflow(square)
      guard !isTooLarge, !overflow else { return nil }
      squares = total
      sum += micros
    }
    let (ofSum, first) = sum.multipliedReportingOverflow(by: sum)
    let (ofAll, second) = squares.multipliedReportingOverflow(by: hours)
    guard !first, !second else { return nil }
    mean = Fraction(sum, hours * Self.scale)
    variance = Fraction(ofAll - ofSum, hours * hours * Self.scale * Self.scale)
  }

  private static let scale: Int128 = 1_000_000

  /// Unit-seconds of an hour as millionths of units held through it.
  private static func microUnits(_ picounits: Int128) -> Int128 {
    if let small = Int64(exactly: picounits) { return Int128(small / 3_600_000_000) }
    return picounits / 3_600_000_000
  }
}
