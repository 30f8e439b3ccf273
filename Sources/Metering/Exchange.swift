/// How amounts that are priced in one currency become amounts of another: the only way from one to the other.
package struct Exchange: Sendable, Hashable {
  /// The currency priced in.
  package let from: Currency
  package let to: Currency
  /// Units of `to` for one of `from`, above 0; nil where both are the same currency.
  package let rate: ExactDecimal?

  /// Amounts that stay in their currency.
  package init(within currency: Currency) {
    (from, to, rate) = (currency, currency, nil)
  }

  /// `rate`: units of `to` for one of `from`, above 0.
  package init(from: Currency, to: Currency, rate: ExactDecimal) {
    precondition(from != to && rate > .zero, "a rate is between two currencies, and above 0")
    (self.from, self.to, self.rate) = (from, to, rate)
  }

  /// An amount of `from` in `to`: times the rate, rounded once, half-even, to 10⁻¹².
  package func converted(_ amount: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
    guard let rate else { return amount }
    return try amount.times(rate)
  }

  /// An amount of `to` in `from`: over the rate, rounded once, half-even, to 10⁻¹².
  package func convertedBack(_ amount: ExactDecimal) throws(ArithmeticOverflow) -> ExactDecimal {
    guard let rate else { return amount }
    return try amount.times(Fraction.one.over(rate.fraction))
  }

  /// What a line that is `amount` of `from` keeps of it; nil where nothing is converted.
  package func conversion(of amount: ExactDecimal) -> ChargeLine.Conversion? {
    rate.map { ChargeLine.Conversion(currency: from, amount: amount, rate: $0) }
  }
}
