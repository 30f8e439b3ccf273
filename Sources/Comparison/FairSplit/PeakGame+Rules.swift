package import Configuration
package import Metering

/// Who bears how much of a need.
package struct CapacityShares: Sendable, Equatable {
  /// In units; what the shares add up to.
  package let need: Fraction
  /// Units of each of the game's tenants, in their order; 0 without demand.
  package let shares: [Fraction]
}

extension PeakGame {
  /// The share of each tenant by a rule: economics.md §1.7. The shares add up to the need exactly.
  ///
  /// `top_hours` shares out what its own game needs: `PeakGame(game, highestHours:)` makes that game, and in it the
  /// rule is what the coincident peak is. Shapley's value takes at most `mostShapleyPlayers` tenants with demand.
  package func shares(by rule: SplitRule) throws(ArithmeticOverflow) -> CapacityShares {
    let need = try need
    let own: [Fraction] =
      switch rule {
      case .even: try proportional(to: players.map { _ in .one })
      case .usage: try proportional(to: rows.map { Fraction($0.reduce(0, +)) })
      case .ownPeak: try proportional(to: rows.map { Fraction($0.max() ?? 0) })
      case .coincidentPeak, .topHours: try coincident()
      case .shapley: try shapley()
      case .scrb: try separable()
      case .temporal: try proportional(to: try temporal(pricedByHour: false))
      case .temporalIntensity: try proportional(to: try temporal(pricedByHour: true))
      case .standAloneProportional: try proportional(to: standAlone.map { Fraction($0) })
      }
    var shares = [Fraction](repeating: .zero, count: tenants.count)
    for (position, player) in players.enumerated() { shares[player] = own[position] }
    return CapacityShares(need: need, shares: shares)
  }

  /// What each tenant would need alone, in units.
  package func aloneUnits() throws(ArithmeticOverflow) -> [Fraction] {
    var units = [Fraction](repeating: .zero, count: tenants.count)
    for (position, player) in players.enumerated() { units[player] = try self.units(standAlone[position]) }
    return units
  }

  /// The mean of each one's hours over the pool's highest: no group bears more than it would need alone.
  private func coincident() throws(ArithmeticOverflow) -> [Fraction] {
    var shares: [Fraction] = []
    for row in rows { shares.append(try units(pooledHighest.reduce(0) { $0 + row[$1] })) }
    return shares
  }

  /// Separable costs, remaining benefits: sepᵢ + (aloneᵢ − sepᵢ)/Σ(alone − sep) · (need − Σ sep), where sepᵢ is what i
  /// adds as the last.
  private func separable() throws(ArithmeticOverflow) -> [Fraction] {
    let separate = rows.map { row in needSteps - cost(of: zip(pooled, row).map { $0 - $1 }) }
    let benefits = zip(standAlone, separate).map { $0 - $1 }
    // Σ sep ≤ need ≤ Σ alone: without benefits nothing remains.
    let rest = needSteps - separate.reduce(0, +)
    let remaining = try proportional(to: benefits.map { Fraction($0) }, of: try units(rest))
    var shares: [Fraction] = []
    for (steps, part) in zip(separate, remaining) { shares.append(try units(steps).plus(part)) }
    return shares
  }

  /// The need by weights that are not negative.
  private func proportional(to weights: [Fraction]) throws(ArithmeticOverflow) -> [Fraction] {
    try proportional(to: weights, of: try need)
  }

  /// An amount by weights that are not negative; nothing where all are 0.
  ///
  /// Exact, unless the parts cannot be added up in 128 bits, as with many hours of twelve decimals: then each part is
  /// that of a weight rounded to 10⁻¹² of all, and the parts still add to the amount.
  private func proportional(
    to weights: [Fraction], of amount: Fraction
  ) throws(ArithmeticOverflow) -> [Fraction] {
    let sum = try weights.total()
    guard sum > .zero else { return weights }
    if let parts = try? weights.parts(of: amount, sum: sum), parts.canBeAdded(upTo: amount) { return parts }
    var rounded: [Fraction] = []
    for weight in weights { rounded.append(Fraction(try ExactDecimal(try weight.over(sum)).picounits)) }
    return try rounded.parts(of: amount, sum: try rounded.total())
  }
}

extension [Fraction] {
  /// The exact sum.
  func total() throws(ArithmeticOverflow) -> Fraction {
    var sum = Fraction.zero
    for value in self { sum = try sum.plus(value) }
    return sum
  }

  /// Each one's part of an amount. `sum`: of these weights, above 0.
  fileprivate func parts(of amount: Fraction, sum: Fraction) throws(ArithmeticOverflow) -> [Fraction] {
    var parts: [Fraction] = []
    for weight in self { parts.append(try weight.over(sum).times(amount)) }
    return parts
  }

  /// Whether any of them can be added in any order: told over their common denominator, all together fit.
  /// `amount`: what they add to, none being negative.
  fileprivate func canBeAdded(upTo amount: Fraction) -> Bool {
    var common: Int128 = 1
    for value in self {
      let divisor = Int128(greatestCommonDivisor(common.magnitude, value.denominator.magnitude))
      let (multiple, overflow) = common.multipliedReportingOverflow(by: value.denominator / divisor)
      guard !overflow else { return false }
      common = multiple
    }
    return amount.numerator.scaled(by: common, over: amount.denominator, rounding: .up) != nil
  }
}
