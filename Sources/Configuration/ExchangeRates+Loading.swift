import Metering

extension ExchangeRates {
  /// Reads and checks `fx.csv`. A row without `valid_to` holds until the next row of its pair begins, and the last one
  /// until further notice: a table of daily or monthly rates is written as it is published.
  static func decode(_ file: ConfigurationFile) throws(ConfigurationError) -> ExchangeRates {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["from_currency", "to_currency", "rate", "valid_from"], optional: ["valid_to", "source"]))
    var rows: [(row: CSVRow, rate: ExchangeRate)] = []
    for row in table.rows { rows.append((row, try ExchangeRate(row))) }
    var begins: [[String]: [CivilDate]] = [:]
    for (_, rate) in rows { begins[rate.pair, default: []] += [rate.validity.from].compactMap { $0 } }
    for pair in begins.keys { begins[pair]?.sort() }
    var overlaps = OverlapCheck()
    var rates: [ExchangeRate] = []
    for (row, rate) in rows {
      let next = begins[rate.pair]?.first { begin in rate.validity.from.map { $0 < begin } ?? false }
      let ended = rate.endingNoLaterThan(next)
      overlaps.add(
        row, key: ended.pair, thing: "the rate from \(ended.from) to \(ended.to)", validity: ended.validity)
      rates.append(ended)
    }
    try overlaps.finish()
    return ExchangeRates(rates)
  }
}

extension ExchangeRate {
  fileprivate init(_ row: CSVRow) throws(ConfigurationError) {
    let from = try row.currency("from_currency")
    let to = try row.currency("to_currency")
    guard from != to else { throw row.error(.exchange(.sameCurrency(from))) }
    let rate = try row.amount("rate")
    guard !rate.isZero else { throw row.error(.exchange(.rateIsZero)) }
    let validity = try row.validity()
    guard validity.from != nil else { throw row.error(.table(.noValue(column: "valid_from"))) }
    self.init(
      from: from, to: to, rate: rate, validity: validity, source: try row.label("source"),
      reference: row.reference(in: .exchangeRates))
  }

  fileprivate var pair: [String] { [from.code, to.code] }

  /// The row as it holds: an end that the file tells stays, also where it is after the next row's beginning.
  fileprivate func endingNoLaterThan(_ next: CivilDate?) -> ExchangeRate {
    guard validity.to == nil, let next else { return self }
    return ExchangeRate(
      from: from, to: to, rate: rate, validity: Validity(from: validity.from, to: next), source: source,
      reference: reference)
  }
}
