package import Metering

/// A row of `fx.csv`: what one unit of a currency is worth in another, from a day until the next row of the pair.
package struct ExchangeRate: Sendable, Hashable {
  package let from: Currency
  package let to: Currency
  /// Units of `to` for one unit of `from`; above 0.
  package let rate: ExactDecimal
  /// Since a day. Without an end in the file it ends where the next row of the pair begins.
  package let validity: Validity
  /// Who says so, as people read it: `ECB reference rate`; may be empty.
  package let source: String
  /// Where the row is: `fx.csv:7`.
  package let reference: String

  package init(
    from: Currency, to: Currency, rate: ExactDecimal, validity: Validity, source: String = "", reference: String
  ) {
    precondition(from != to && rate > .zero, "a rate is between two currencies, and above 0")
    self.from = from
    self.to = to
    self.rate = rate
    self.validity = validity
    self.source = source
    self.reference = reference
  }
}

/// The exchange rates of `fx.csv`, checked: one at most of a pair on a day.
///
/// A pair is looked up as it is written: neither is a rate turned round nor are two multiplied, because what a bank
/// gives for the way back is another rate. Where the file says nothing there is no rate, which is not 1.
package struct ExchangeRates: Sendable, Equatable {
  private struct Pair: Hashable {
    let from: Currency
    let to: Currency
  }

  /// By pair, then by day.
  package let rates: [ExchangeRate]
  private let byPair: [Pair: [ExchangeRate]]

  /// `rates`: no two of a pair hold on one day.
  package init(_ rates: [ExchangeRate]) {
    self.rates = rates.sorted { left, right in
      if left.from != right.from { return left.from < right.from }
      if left.to != right.to { return left.to < right.to }
      guard let begin = right.validity.from else { return false }
      return left.validity.from.map { $0 < begin } ?? true
    }
    byPair = Dictionary(grouping: self.rates) { Pair(from: $0.from, to: $0.to) }
  }

  package static let none = ExchangeRates([])

  /// What is told of a pair, by day.
  package func rates(from: Currency, to: Currency) -> [ExchangeRate] { byPair[Pair(from: from, to: to)] ?? [] }

  /// The rate of a pair on a day; nil: the file does not tell.
  package func rate(from: Currency, to: Currency, on day: CivilDate) -> ExchangeRate? {
    rates(from: from, to: to).first { $0.validity.contains(day) }
  }
}

/// An amount that cannot be charged, because nothing tells what its currency is worth on its day.
package struct MissingExchangeRate: Error, Equatable, Sendable, CustomStringConvertible {
  package let from: Currency
  package let to: Currency
  package let day: CivilDate
  /// The row that is priced in `from`: `rates.csv:7`.
  package let neededBy: String
  /// Where the rate is missing.
  private let file: String

  package init(
    from: Currency, to: Currency, day: CivilDate, neededBy: String,
    file: String = ConfigurationFile.Name.exchangeRates.rawValue
  ) {
    self.file = file
    self.from = from
    self.to = to
    self.day = day
    self.neededBy = neededBy
  }

  package var description: String {
    "\(file): nothing tells what one \(from) is worth in \(to) on \(day), which \(neededBy) needs; "
      + "add a row such as \(from),\(to),RATE,\(day)"
  }

  /// The same with paths that the reader can open. `place`: makes a path of the project's folder one of the current
  /// folder.
  package func located(_ place: (String) -> String) -> MissingExchangeRate {
    MissingExchangeRate(from: from, to: to, day: day, neededBy: place(neededBy), file: place(file))
  }
}

extension MissingExchangeRate: Comparable {
  /// By day, then by currency and row: the order in which they are told.
  package static func < (left: MissingExchangeRate, right: MissingExchangeRate) -> Bool {
    if left.day != right.day { return left.day < right.day }
    if left.from != right.from { return left.from < right.from }
    return bytewise(left.neededBy, precedes: right.neededBy)
  }
}

extension ExchangeRates {
  /// How amounts of one currency become amounts of another on a day.
  /// `reference`: the row that is priced in `from`, for the message.
  package func exchange(
    from: Currency, to: Currency, on day: CivilDate, neededBy reference: String
  ) throws(MissingExchangeRate) -> Exchange {
    guard from != to else { return Exchange(within: to) }
    guard let rate = rate(from: from, to: to, on: day) else {
      throw MissingExchangeRate(from: from, to: to, day: day, neededBy: reference)
    }
    return Exchange(from: from, to: to, rate: rate.rate)
  }
}
