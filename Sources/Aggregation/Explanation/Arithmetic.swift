package import Metering

/// A written-out sum: what an explanation shows and the program checks.
///
///     1,234.5 GPU-hours × 2.15 USD = 2,654.175 USD
package struct Arithmetic: Sendable, Equatable {
  package enum Form: String, Sendable, Equatable {
    /// All terms added up; exact.
    case sum
    /// All terms, two at most, and the ratio multiplied; rounded once, half-even, to 10⁻¹².
    case product
    /// The first term × the second ÷ the third, rounded from the top so that all parts add to the first
    /// (`QuantitySharing`): within two of the last digits.
    case share
    /// The first term in the rate's unit (× ratio) ÷ the second, upwards to the next whole number, with the first
    /// one's sign.
    case packages
    /// The smallest of the terms.
    case smallest
  }

  package struct Term: Sendable, Equatable {
    package let value: ExactDecimal
    /// `GPU-hours`, `USD`; empty: a number.
    package let unit: String
    /// What it is: `usage of all`, `billed in 2026-01`; empty where the unit says it.
    package let label: String

    package init(_ value: ExactDecimal, _ unit: String, _ label: String = "") {
      self.value = value
      self.unit = unit
      self.label = label
    }
  }

  package let form: Form
  package let terms: [Term]
  /// Of a product and of packages.
  package let ratio: Fraction
  package let result: Term

  package init(_ form: Form, _ terms: [Term], ratio: Fraction = .one, result: Term) {
    self.form = form
    self.terms = terms
    self.ratio = ratio
    self.result = result
  }

  /// Whether the result is what the terms make.
  package func holds() throws(ArithmeticOverflow) -> Bool {
    let values = terms.map(\.value)
    switch (form, values.count) {
    case (.sum, _): return try values.total() == result.value
    case (.product, 1): return try values[0].times(ratio) == result.value
    case (.product, 2): return try values[0].times(values[1], ratio: ratio) == result.value
    case (.share, 3): return try isShare(of: values[0], weight: values[1], whole: values[2])
    case (.packages, 2):
      let magnitude = values[0].isNegative ? try values[0].negated() : values[0]
      let count = try magnitude.over(values[1]).times(ratio).roundedUp
      return try ExactDecimal(Fraction(values[0].isNegative ? -count : count)) == result.value
    case (.smallest, 1...): return values.min() == result.value
    default: return false
    }
  }

  private func isShare(
    of total: ExactDecimal, weight: ExactDecimal, whole: ExactDecimal
  ) throws(ArithmeticOverflow) -> Bool {
    guard !whole.isZero else { return result.value.isZero }
    guard
      let exact = total.picounits.scaled(by: weight.picounits, over: whole.picounits, rounding: .halfEven)
    else { throw ArithmeticOverflow("share", [total.description, weight.description, whole.description]) }
    return try ExactDecimal(picounits: exact).minus(result.value).picounits.magnitude <= 2
  }
}
