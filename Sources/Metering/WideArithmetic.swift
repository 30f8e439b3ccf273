/// How a quotient that is not whole becomes whole. Every division of the project names one of these.
package enum Rounding: Sendable {
  /// To the nearest, a tie to the even neighbour: unbiased over many lines. The rule of rated lines.
  case halfEven
  /// To the nearest, a tie away from zero: what finance expects of cents.
  case halfAwayFromZero
  /// Towards zero.
  case truncating
  /// Towards positive infinity: "how many nodes are needed".
  case up
}

extension Int128 {
  /// `self × multiplier ÷ divisor`, exact in between (256 bits) and rounded once.
  /// The divisor is not zero; the result is nil when it does not fit.
  package func scaled(by multiplier: Int128, over divisor: Int128, rounding: Rounding) -> Int128? {
    precondition(divisor != 0, "a quantity was divided by zero")
    let negative = ((self < 0) != (multiplier < 0)) != (divisor < 0)
    let divisor = divisor.magnitude
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: multiplier.magnitude)
    let (quotient, remainder): (UInt128, UInt128)
    if !overflow {
      (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    } else {
      let wide = magnitude.multipliedFullWidth(by: multiplier.magnitude)
      guard wide.high < divisor else { return nil }
      (quotient, remainder) = divisor.dividingFullWidth(wide)
    }
    guard let rounded = quotient.rounded(remainder: remainder, divisor: divisor, negative: negative, rounding) else {
      return nil
    }
    return Int128(magnitude: rounded, negative: negative)
  }

  /// A value of a sign and a magnitude; nil when it does not fit.
  package init?(magnitude: UInt128, negative: Bool) {
    if negative {
      guard magnitude <= Int128.min.magnitude else { return nil }
      self = magnitude == Int128.min.magnitude ? .min : -Int128(magnitude)
    } else {
      guard magnitude <= Int128.max.magnitude else { return nil }
      self = Int128(magnitude)
    }
  }
}

extension UInt128 {
  fileprivate func rounded(remainder: UInt128, divisor: UInt128, negative: Bool, _ rounding: Rounding) -> UInt128? {
    guard remainder != 0 else { return self }
    // remainder < divisor, so this difference cannot underflow and the comparison cannot overflow.
    let rest = divisor - remainder
    let goesUp: Bool
    switch rounding {
    case .truncating: goesUp = false
    case .up: goesUp = !negative
    case .halfAwayFromZero: goesUp = remainder >= rest
    case .halfEven: goesUp = remainder > rest || (remainder == rest && self & 1 == 1)
    }
    guard goesUp else { return self }
    let (sum, overflow) = addingReportingOverflow(1)
    return overflow ? nil : sum
  }
}

/// The greatest common divisor of two magnitudes; that of 0 and n is n.
package func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
  var (a, b) = (first, second)
  // Most soon fit in 64 bits, where dividing is several times as fast.
  while b > UInt128(UInt64.max) { (a, b) = (b, a % b) }
  guard b != 0 else { return a }
  var (high, low) = (UInt64(b), UInt64(a % b))
  while low != 0 { (high, low) = (low, high % low) }
  return UInt128(high)
}
