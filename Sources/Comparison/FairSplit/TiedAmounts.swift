import Metering

/// A whole amount and the exact parts of it that tenants bear.
struct SharedAmount {
  /// Whole smallest units.
  let total: ExactDecimal
  /// One of each tenant. They add to the total, up to the rounding of the total.
  let parts: [ExactDecimal]

  init(total: ExactDecimal, parts: [ExactDecimal]) {
    self.total = total
    self.parts = parts
  }

  /// By weights that are not negative; evenly where all are 0.
  init(total: ExactDecimal, by weights: [ExactDecimal]) throws(ArithmeticOverflow) {
    let sum = try weights.total()
    var parts: [ExactDecimal] = []
    for weight in weights {
      parts.append(
        try total.times(sum.isZero ? Fraction(1, Int128(weights.count)) : weight.over(sum)))
    }
    self.init(total: total, parts: parts)
  }

  /// The same to each of some of the tenants.
  /// `positions`: one at least; `count`: of all tenants.
  init(total: ExactDecimal, evenlyTo positions: [Int], of count: Int) throws(ArithmeticOverflow) {
    var weights = [ExactDecimal](repeating: .zero, count: count)
    for position in positions { weights[position] = .one }
    try self.init(total: total, by: weights)
  }
}

extension Currency {
  /// Every part of every amount in whole smallest units: each amount's parts add to it, and a tenant's parts are less
  /// than a unit off from what it bears exactly of all amounts, so that equal tenants are never two units apart.
  ///
  ///     0.05 = 1⅔ + 1⅔ + 1⅔  →   2  2  1       the running sums 5, 10 are tied, and an amount's part is
  ///     0.05 = 1⅔ + 1⅔ + 1⅔  →   2  1  2       what its running sum has above the one before
  ///                               4  3  3
  func tied(_ amounts: [SharedAmount]) throws(ArithmeticOverflow) -> [[ExactDecimal]] {
    var total = ExactDecimal.zero
    var exact = amounts.first?.parts.map { _ in ExactDecimal.zero } ?? []
    var reached = exact
    var tied: [[ExactDecimal]] = []
    for amount in amounts {
      total = try total.plus(amount.total)
      for index in exact.indices { exact[index] = try exact[index].plus(amount.parts[index]) }
      var parts: [ExactDecimal] = []
      for (index, sum) in try tie(minorUnits(of: total), amounts: exact, currency: self).enumerated() {
        let sum = try smallestUnit.times(Fraction(sum))
        parts.append(try sum.minus(reached[index]))
        reached[index] = sum
      }
      tied.append(parts)
    }
    return tied
  }
}
