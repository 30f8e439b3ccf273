package import Metering

/// What a closed month comes to now beside what it was billed, as lines of the month that is open (economics.md §2.5).
///
/// Nothing that was billed is changed: a difference is a line of its own, with the days it is for. A line whose rule,
/// days or owner is another one now is two differences, the old taken back and the new charged.
package enum Restatement {
  private struct Sum {
    var quantity = ExactDecimal.zero
    /// nil while all is unrated.
    var amount: ExactDecimal?
    /// By the currency that it is priced in; a line whose row was in another currency when it was billed has two.
    var priced: [Currency: ExactDecimal] = [:]
    /// Tells the account, the unit, the price and the exchange rate, which go with the identity.
    let sample: ChargeLine

    mutating func add(_ line: ChargeLine) throws(ArithmeticOverflow) {
      quantity = try quantity.plus(line.quantity)
      if let more = line.amount { amount = try (amount ?? .zero).plus(more) }
      if let more = line.pricedAmount {
        priced[line.pricingCurrency] = try (priced[line.pricingCurrency] ?? .zero).plus(more)
      }
    }
  }

  /// The lines that, billed in `period`, make what was billed into what is restated; in the order of identities.
  ///
  /// `restated`: what closed months come to now. `billed`: what closed months were billed for the same days, with their
  /// corrections. Differences are exact, so a restatement and its way back add to 0.
  package static func corrections(
    restated: [ChargeLine], billed: [ChargeLine], in period: Period
  ) throws(ArithmeticOverflow) -> [ChargeLine] {
    let now = try sums(restated, in: period)
    let before = try sums(billed, in: period)
    var corrections: [ChargeLine] = []
    for identity in Set(now.keys).union(before.keys).sorted() {
      if let line = try correction(identity, now: now[identity], before: before[identity]) { corrections.append(line) }
    }
    return corrections
  }

  private static func sums(
    _ lines: [ChargeLine], in period: Period
  ) throws(ArithmeticOverflow) -> [ChargeLine.Identity: Sum] {
    var sums: [ChargeLine.Identity: Sum] = [:]
    for line in lines {
      precondition(line.identity.chargePeriod < period, "what is corrected is of an earlier month")
      let identity = line.identity.billed(in: period, as: .correction)
      var sum = sums[identity] ?? Sum(sample: line)
      try sum.add(line)
      sums[identity] = sum
    }
    return sums
  }

  private static func correction(
    _ identity: ChargeLine.Identity, now: Sum?, before: Sum?
  ) throws(ArithmeticOverflow) -> ChargeLine? {
    guard let sample = now?.sample ?? before?.sample else { return nil }
    let quantity = try (now?.quantity ?? .zero).minus(before?.quantity ?? .zero)
    var amount: ExactDecimal?
    if now?.amount != nil || before?.amount != nil {
      amount = try (now?.amount ?? .zero).minus(before?.amount ?? .zero)
    }
    guard !quantity.isZero || !(amount?.isZero ?? true) else { return nil }
    let conversion = amount == nil ? nil : try conversion(sample, now: now, before: before)
    return ChargeLine(
      identity: identity, account: sample.account, quantity: quantity, meterUnit: sample.meterUnit,
      pricing: sample.pricing, amount: amount, currency: sample.currency,
      conversion: conversion, allocation: sample.allocation?.ofDifference)
  }

  /// The difference in the currency that both are priced in; nil where that is the line's own, or where they differ.
  private static func conversion(
    _ sample: ChargeLine, now: Sum?, before: Sum?
  ) throws(ArithmeticOverflow) -> ChargeLine.Conversion? {
    let currencies = Set(now?.priced.keys.map { $0 } ?? []).union(before?.priced.keys.map { $0 } ?? [])
    guard let currency = currencies.first, currencies.count == 1, currency != sample.currency else { return nil }
    let priced = try (now?.priced[currency] ?? .zero).minus(before?.priced[currency] ?? .zero)
    return ChargeLine.Conversion(currency: currency, amount: priced, rate: sample.conversion?.rate)
  }
}
