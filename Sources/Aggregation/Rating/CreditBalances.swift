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
  private struct Balance: Equatable {
    /// nil: the project's.
    let currency: Currency?
    var left: ExactDecimal
  }

  private var balances: [ExactText: Balance] = [:]

  /// The credits before the first period.
  package init(_ adjustments: Adjustments) {
    for credit in adjustments.credits {
      if case .credit(let amount) = credit.terms {
        balances[ExactText(credit.id)] = Balance(currency: credit.currency, left: amount)
      }
    }
  }

  /// What is left of a credit, in its own currency; never below 0, also where its amount was lowered beneath what it
  /// has paid.
  package func left(of credit: String) -> ExactDecimal { max(.zero, balances[ExactText(credit)]?.left ?? .zero) }

  /// Takes off what a period's lines took. Of a credit whose currency is another one since, nothing is left: what it
  /// paid cannot be told in the new one.
  package mutating func take(_ lines: some Sequence<ChargeLine>) throws(ArithmeticOverflow) {
    for line in lines where line.identity.category == .credit {
      let rule = ExactText(line.identity.rule)
      guard let balance = balances[rule], let amount = line.pricedAmount else { continue }
      let isSameCurrency = line.pricingCurrency == balance.currency ?? line.currency
      balances[rule]?.left = isSameCurrency ? try balance.left.plus(amount) : .zero
    }
  }
}
