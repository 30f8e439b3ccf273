/// An exact ratio in lowest terms with a positive denominator: shares, percentages, unit conversions, diversity
/// factors.
package struct Fraction: Sendable, Hashable {
  package let numerator: Int128
  /// Positive.
  package let denominator: Int128

  /// `numerator ÷ denominator`, reduced.
  /// `denominator`: not zero.
  package init(_ numerator: Int128, _ denominator: Int128 = 1) {
    precondition(denominator != 0, "a fraction's denominator is not zero")
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let negative = (numerator < 0) != (denominator < 0)
    let top = numerator.magnitude / divisor
    let bottom = denominator.magnitude / divisor
    guard let signed = Int128(magnitude: top, negative: negative),
      let positive = Int128(magnitude: bottom, negative: false)
    else { preconditionFailure("a fraction of \(numerator) and \(denominator) does not fit") }
    self.numerator = signed
    self.denominator = positive
  }

  package static let zero = Fraction(0)
  package static let one = Fraction(1)

  package func plus(_ other: Fraction) throws(ArithmeticOverflow) -> Fraction {
    try combined(with: other, "+") { $0.addingReportingOverflow($1) }
  }

  package func minus(_ other: Fraction) throws(ArithmeticOverflow) -> Fraction {
    try combined(with: other, "−") { $0.subtractingReportingOverflow($1) }
  }

  /// Both over their least common denominator, and the numerators put together.
  private func combined(
    with other: Fraction, _ operation: String, _ combine: (Int128, Int128) -> (Int128, overflow: Bool)
  ) throws(ArithmeticOverflow) -> Fraction {
    let common = Int128(greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
    let (left, leftOverflow) = numerator.multipliedReportingOverflow(by: other.denominator / common)
    let (right, rightOverflow) = other.numerator.multipliedReportingOverflow(by: denominator / common)
    let (top, topOverflow) = combine(left, right)
    let (bottom, bottomOverflow) = denominator.multipliedReportingOverflow(by: other.denominator / common)
    guard !leftOverflow, !rightOverflow, !topOverflow, !bottomOverflow else {
      throw ArithmeticOverflow(operation, [description, other.description])
    }
    return Fraction(top, bottom)
  }

  package func times(_ other: Fraction) throws(ArithmeticOverflow) -> Fraction {
    // Reduced crosswise first, so that what fits in the result fits on the way.
    let first = Fraction(numerator, other.denominator)
    let second = Fraction(other.numerator, denominator)
    let (top, topOverflow) = first.numerator.multipliedReportingOverflow(by: second.numerator)
    let (bottom, bottomOverflow) = first.denominator.multipliedReportingOverflow(by: second.denominator)
    guard !topOverflow, !bottomOverflow else { throw ArithmeticOverflow("×", [description, other.description]) }
    return Fraction(top, bottom)
  }

  /// The quotient.
  /// `divisor`: not zero.
  package func over(_ divisor: Fraction) throws(ArithmeticOverflow) -> Fraction {
    precondition(divisor.numerator != 0, "a fraction was divided by zero")
    // By magnitudes: the smallest number has no negative that fits, but a quotient with it may.
    let top = greatestCommonDivisor(numerator.magnitude, divisor.numerator.magnitude)
    let bottom = greatestCommonDivisor(denominator.magnitude, divisor.denominator.magnitude)
    let (high, highOverflow) = (numerator.magnitude / top)
      .multipliedReportingOverflow(by: divisor.denominator.magnitude / bottom)
    let (low, lowOverflow) = (denominator.magnitude / bottom)
      .multipliedReportingOverflow(by: divisor.numerator.magnitude / top)
    let negative = (numerator < 0) != (divisor.numerator < 0)
    guard !highOverflow, !lowOverflow, let signed = Int128(magnitude: high, negative: negative),
      let positive = Int128(magnitude: low, negative: false)
    else { throw ArithmeticOverflow("÷", [description, divisor.description]) }
    return Fraction(signed, positive)
  }

  /// The smallest whole number that is not below the fraction.
  package var roundedUp: Int128 {
    let quotient = numerator / denominator
    return quotient * denominator < numerator ? quotient + 1 : quotient
  }
}

extension Fraction: Comparable {
  package static func < (left: Fraction, right: Fraction) -> Bool {
    // Compared as 256-bit products, so that no pair of fractions overflows.
    let first = left.numerator.multipliedFullWidth(by: right.denominator)
    let second = right.numerator.multipliedFullWidth(by: left.denominator)
    return first.high != second.high ? first.high < second.high : first.low < second.low
  }
}

extension Fraction: CustomStringConvertible {
  /// `5/2`, or `5` when whole.
  package var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
