package import Metering

/// What can be wrong with the rows of `bills.csv`, `bill_items.csv` and `budgets.csv` beside each other.
package enum BillProblem: Sendable, Equatable {
  case notAMonth(column: String, text: String)
  case repeatedBill(invoice: String, EnvironmentID, Period, otherLine: Int)
  case noAmount
  case unknownInvoice(String, suggestion: String?)
  /// The invoice is known and has no bill of the environment and the month that the item names.
  case notBilled(invoice: String, EnvironmentID?, Period?)
  case severalBills(invoice: String, count: Int)
  case noSuchBasis(invoice: String, basis: CostBasis)
  case repeatedItem(otherLine: Int)
  case repeatedBudget(TenantID, StackID?, Period, otherLine: Int)
  /// What is billed or budgeted for a month is converted on its last day.
  case noExchangeRate(from: Currency, to: Currency, on: CivilDate)
}

extension BillProblem {
  var wording: Wording {
    switch self {
    case .notAMonth(let column, let text): ("\(quoted(column)) is \(quoted(text))", "write a month as 2026-10")
    case .repeatedBill(let invoice, let environment, let period, let line):
      (
        "invoice \(quoted(invoice)) already bills \(quoted(environment.text)) for \(period) on line \(line)",
        "remove the row that is there twice, or add the two up in one"
      )
    case .noAmount: ("the row has neither cash_amount nor effective_amount", "fill in one of the two at least")
    case .unknownInvoice(let invoice, let suggestion):
      (
        "bills.csv has no invoice \(quoted(invoice))",
        suggestion.map { "did you mean \(quoted($0))?" } ?? "add it there, or remove the row"
      )
    case .notBilled(let invoice, let environment, let period):
      (
        "invoice \(quoted(invoice)) bills nothing"
          + (environment.map { " of \(quoted($0.text))" } ?? "") + (period.map { " for \($0)" } ?? ""),
        "name an environment and a month as bills.csv has them"
      )
    case .severalBills(let invoice, let count):
      (
        "invoice \(quoted(invoice)) has \(count) bills that this may be of",
        "fill in environment and period to tell which"
      )
    case .noSuchBasis(let invoice, let basis):
      (
        "the row is of the \(basis) amount and the bill of invoice \(quoted(invoice)) has none",
        "fill in \(basis)_amount in bills.csv, or leave basis empty"
      )
    case .repeatedItem(let line): ("the same item is on line \(line)", "remove the row, or tell in its note what it is")
    case .noExchangeRate(let from, let to, let day):
      (
        "fx.csv does not tell what one \(from) is worth in \(to) on \(day), the last day of the month",
        "add a row such as \(from),\(to),RATE,\(day) to it"
      )
    case .repeatedBudget(let tenant, let stack, let period, let line):
      (
        "the budget of tenant \(quoted(tenant.text))" + (stack.map { ", stack \(quoted($0.text))" } ?? "")
          + " for \(period) is already on line \(line)", "keep one of the two"
      )
    }
  }
}
