import Metering

/// When savings have earned what they cost once: economics.md §1.4, without discounting.
struct Payback {
  /// Savings a month, exact.
  let savingPerMonth: Fraction
  let oneTimeCost: ExactDecimal
  let horizonMonths: Int

  init(
    saving: ExactDecimal, months: Fraction, oneTimeCost: ExactDecimal, horizonMonths: Int
  )
    throws(ArithmeticOverflow)
  {
    savingPerMonth = try saving.fraction.over(months)
    self.oneTimeCost = oneTimeCost
    self.horizonMonths = horizonMonths
  }

  /// The smallest whole month m, counted from 1, with m × saving ≥ one-time cost; nil when none is within the horizon.
  func month() throws(ArithmeticOverflow) -> Int? {
    guard savingPerMonth > .zero else { return nil }
    let month = max(1, try oneTimeCost.fraction.over(savingPerMonth).roundedUp)
    return month <= Int128(horizonMonths) ? Int(month) : nil
  }

  /// Savings over the horizon less the one-time cost, exact.
  func netOverHorizon() throws(ArithmeticOverflow) -> Fraction {
    try savingPerMonth.times(Fraction(Int128(horizonMonths))).minus(oneTimeCost.fraction)
  }
}

extension StackComparison.Verdict {
  /// What two or more environments come to.
  init(saving: ExactDecimal, paybackMonth: Int?) {
    if saving <= .zero {
      self = .doesNotPay
    } else {
      self = paybackMonth == nil ? .paysTooLate : .pays
    }
  }
}
