import Metering

/// How an amount of a month in any currency, as bills and budgets have them, becomes cents of the project's: at the
/// rate of `fx.csv` on the last day of the month, rounded half away from zero as it would be booked. The row tells the
/// original.
struct MonthlyExchange {
  let projects: Currency
  let rates: ExchangeRates

  /// `amount` of the row's currency, of a column; nil stays nil. Throws where nothing tells the rate.
  func booked(
    _ amount: ExactDecimal?, of row: CSVRow, column: String, period: Period
  ) throws(ConfigurationError) -> ExactDecimal? {
    let currency = try row.currency()
    guard let amount, currency != projects else { return amount }
    let day = period.endDay.adding(days: -1)
    guard let rate = rates.rate(from: currency, to: projects, on: day) else {
      throw row.error(.bill(.noExchangeRate(from: currency, to: projects, on: day)))
    }
    do throws(ArithmeticOverflow) {
      let converted = try Exchange(from: currency, to: projects, rate: rate.rate).converted(amount)
      return try projects.smallestUnit.times(Fraction(projects.minorUnits(of: converted)))
    } catch {
      throw row.error(.value(.tooLarge(name: column, text: row[column])))
    }
  }
}
