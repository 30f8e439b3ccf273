import Metering

extension Currency {
  /// An exact amount in whole smallest units, half away from zero: the one rounding of an amount of the comparison.
  func rounded(_ amount: Fraction) throws(ArithmeticOverflow) -> ExactDecimal {
    let steps = amount.numerator.scaled(
      by: powerOfTen(exponent), over: amount.denominator, rounding: .halfAwayFromZero)
    guard let (picounits, overflow) = steps?.multipliedReportingOverflow(by: smallestUnit.picounits), !overflow else {
      throw ArithmeticOverflow("round", ["\(amount)"])
    }
    return ExactDecimal(picounits: picounits)
  }
}

/// The exact product of all factors.
func product(_ factors: Fraction...) throws(ArithmeticOverflow) -> Fraction {
  var product = Fraction.one
  for factor in factors { product = try product.times(factor) }
  return product
}
