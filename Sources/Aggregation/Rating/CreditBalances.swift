package import Configuration
package import Metering

/// What is left of the credits of `adjustments.csv` when a period begins: their amounts, less what the lines of all
/// periods before took.
///
///     var balances = CreditBalances(configuration.adjustments)
///     for period in periods {                       // in order
///       let lines = …                               // with `balances`
///       try balances.take(lines)
///     }
package struct CreditBalances: Sendable, Equatable {
  private var left: [String: ExactDecimal] = [:]

  /// The credits before the first period.
  package init(_ adjustments: Adjustments) {
    for credit in adjustments.credits {
      if case .credit(let amount) = credit.terms { left[credit.id] = amount }
    }
  }

  /// What is left of a credit; never below 0, also where its amount was lowered beneath what it has paid.
  package func left(of credit: String) -> ExactDecimal { max(.zero, left[credit] ?? .zero) }

  /// Takes off what a period's lines took.
  package mutating func take(_ lines: some Sequence<ChargeLine>) throws(ArithmeticOverflow) {
    for line in lines where line.identity.category == .credit {
      guard let before = left[line.identity.rule], let amount = line.amount else { continue }
      left[line.identity.rule] = try before.plus(amount)
    }
  }
}
