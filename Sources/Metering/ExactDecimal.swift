/// A decimal number with 12 places, exact: the one type of quantities, prices and money.
///
///     picounits   1_500_000_000_000        the value times 10¹²
///     value       1.5                      as people read it
///
/// The twin of SQL's `DECIMAL(38,12)`: 26 digits before the point, 12 behind. Overflow is thrown, never wrapped.
package struct ExactDecimal: Sendable, Hashable {
  /// The value in steps of 10⁻¹².
  package let picounits: Int128

  package init(picounits: Int128) { self.picounits = picounits }

  /// A whole number. Every `Int` fits.
  package init(_ whole: Int) { picounits = Int128(whole) * Self.one.picounits }

  package static let zero = ExactDecimal(picounits: 0)
  package static let one = ExactDecimal(picounits: 1_000_000_000_000)
  /// Decimal places of the type.
  package static let places = 12

  package var isZero: Bool { picounits == 0 }
  package var isNegative: Bool { picounits < 0 }
}

extension ExactDecimal: Comparable {
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool { left.picounits < right.picounits }
}

extension ExactDecimal {
  /// The exact sum.
  package func plus(_ other: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
    let (sum, overflow) = picounits.addingReportingOverflow(other.picounits)
    guard !overflow else { throw ArithmeticOverflow("+", [description, other.description]) }
    return ExactDecimal(picounits: sum)
  }

  /// The exact difference.
  package func minus(_ other: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
    let (difference, overflow) = picounits.subtractingReportingOverflow(other.picounits)
    guard !overflow else { throw ArithmeticOverflow("−", [description, other.description]) }
    return ExactDecimal(picounits: difference)
  }

  /// The negated value.
  package func negated() throws(ArithmeticOverflow) -> ExactDecimal { try Self.zero.minus(self) }

  /// `self × other × ratio`, rounded once to 10⁻¹².
  package func times(
    _ other: ExactDecimal, ratio: Fraction = .one, rounding: Rounding = .halfEven
  ) throws(ArithmeticOverflow) -> ExactDecimal {
    // The ratio and the scale share one division, so that there is one rounding: a·b·n / (10¹²·d).
    let (numerator, high) = other.picounits.multipliedReportingOverflow(by: ratio.numerator)
    let (denominator, low) = Self.one.picounits.multipliedReportingOverflow(by: ratio.denominator)
    guard !high, !low, let result = picounits.scaled(by: numerator, over: denominator, rounding: rounding) else {
      throw ArithmeticOverflow("×", [description, other.description, ratio.description])
    }
    return ExactDecimal(picounits: result)
  }

  /// `self × ratio`, rounded once to 10⁻¹².
  package func times(_ ratio: Fraction, rounding: Rounding = .halfEven) throws(ArithmeticOverflow) -> ExactDecimal {
    guard let result = picounits.scaled(by: ratio.numerator, over: ratio.denominator, rounding: rounding) else {
      throw ArithmeticOverflow("×", [description, ratio.description])
    }
    return ExactDecimal(picounits: result)
  }

  /// The exact quotient as a fraction.
  /// `divisor`: not zero.
  package func over(_ divisor: ExactDecimal) -> Fraction { Fraction(picounits, divisor.picounits) }

  /// This decimal as a fraction.
  package var fraction: Fraction { Fraction(picounits, Self.one.picounits) }

  /// The value of a fraction, rounded once to 10⁻¹².
  package init(_ fraction: Fraction, rounding: Rounding = .halfEven) throws(ArithmeticOverflow) {
    self = try Self.one.times(fraction, rounding: rounding)
  }

  /// The value rounded to `places` decimals.
  package func rounded(places: Int, _ rounding: Rounding) throws(ArithmeticOverflow) -> ExactDecimal {
    precondition((0...Self.places).contains(places), "an exact decimal has 0 to 12 places")
    let step = powerOfTen(Self.places - places)
    guard let steps = picounits.scaled(by: 1, over: step, rounding: rounding) else {
      throw ArithmeticOverflow("round", [description])
    }
    let (result, overflow) = steps.multipliedReportingOverflow(by: step)
    guard !overflow else { throw ArithmeticOverflow("round", [description]) }
    return ExactDecimal(picounits: result)
  }
}

extension Sequence<ExactDecimal> {
  /// The exact sum; 0 of nothing.
  package func total() throws(ArithmeticOverflow) -> ExactDecimal {
    var sum = ExactDecimal.zero
    for value in self { sum = try sum.plus(value) }
    return sum
  }
}

/// 10 to the power of `exponent`, from 0 to 38.
package func powerOfTen(_ exponent: Int) -> Int128 {
  precondition((0...38).contains(exponent), "a power of ten that fits has an exponent from 0 to 38")
  var result: Int128 = 1
  for _ in 0..<exponent { result *= 10 }
  return result
}
