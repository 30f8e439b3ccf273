import Metering
import Testing

@testable import Configuration

@Suite("fx.csv")
struct ExchangeRateTests {
  private static let header = "from_currency,to_currency,rate,valid_from,valid_to,source\n"

  private func folder(_ rows: [String]) throws -> ProjectFolder {
    try ProjectFolder([
      "stackmeter.json5": Sample.project(), "fx.csv": Self.header + rows.joined(separator: "\n"),
    ])
  }

  private func rates(_ rows: [String]) throws -> ExchangeRates {
    let folder = try folder(rows)
    return try ProjectConfiguration.load(folder: folder.path).exchangeRates
  }

  private func currency(_ code: String) throws -> Currency { try #require(Currency(code)) }

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test("a rate holds from its day until the next of its pair begins, or until valid_to")
  func lookup() throws {
    let rates = try rates([
      "EUR,USD,1.20,2026-10-16,,ECB", "EUR,USD,1.10,2026-10-01,,ECB", "JPY,USD,0.0067,2026-10-01,2026-10-11,",
    ])
    let (eur, usd, jpy) = (try currency("EUR"), try currency("USD"), try currency("JPY"))
    func rate(_ from: Currency, _ to: Currency, _ text: String) throws -> ExactDecimal? {
      rates.rate(from: from, to: to, on: try day(text))?.rate
    }
    #expect(try rate(eur, usd, "2026-09-30") == nil)
    #expect(try rate(eur, usd, "2026-10-01") == "1.1" && rate(eur, usd, "2026-10-15") == "1.1")
    #expect(try rate(eur, usd, "2026-10-16") == "1.2" && rate(eur, usd, "2030-01-01") == "1.2")
    #expect(try rate(jpy, usd, "2026-10-10") == "0.0067" && rate(jpy, usd, "2026-10-11") == nil)
    // Neither turned round nor by way of a third currency.
    #expect(try rate(usd, eur, "2026-10-01") == nil && rate(jpy, eur, "2026-10-01") == nil)
    #expect(rates.rates(from: eur, to: usd).map(\.reference) == ["fx.csv:3", "fx.csv:2"])
    #expect(rates.rates(from: eur, to: usd).map(\.source) == ["ECB", "ECB"])
  }

  @Test("without a rate an amount is not converted, and the message names currency, day, row and remedy")
  func missing() throws {
    let rates = try rates(["EUR,USD,1.1,2026-10-02,,"])
    let (eur, usd, first) = (try currency("EUR"), try currency("USD"), try day("2026-10-01"))
    let missing = MissingExchangeRate(from: eur, to: usd, day: first, neededBy: "rates.csv:7")
    #expect(throws: missing) { try rates.exchange(from: eur, to: usd, on: first, neededBy: "rates.csv:7") }
    #expect(
      missing.description
        == "fx.csv: nothing tells what one EUR is worth in USD on 2026-10-01, which rates.csv:7 needs; "
        + "add a row such as EUR,USD,RATE,2026-10-01")
    #expect(
      try rates.exchange(from: eur, to: usd, on: day("2026-10-02"), neededBy: "x")
        == Exchange(from: eur, to: usd, rate: "1.1"))
    // In its own currency an amount needs no rate.
    #expect(try rates.exchange(from: usd, to: usd, on: first, neededBy: "x") == Exchange(within: usd))
  }

  @Test(
    "a row that is wrong is told with its line, and a remedy",
    arguments: [
      (
        "EUR,EUR,1,2026-01-01,,",
        "the row converts EUR into itself; remove it: an amount in its own currency needs no rate"
      ),
      ("EUR,USD,0,2026-01-01,,", #""rate" is 0; write how many units of to_currency one of from_currency is worth"#),
      ("EUR,USD,-1,2026-01-01,,", #""rate" is -1; write a number that is not below 0"#),
      ("EUR,USD,\"1,1\",2026-01-01,,", #""rate" is "1,1"; write a plain number such as 1234.50"#),
      ("eur,USD,1,2026-01-01,,", #""eur" is not an ISO 4217 currency; did you mean "EUR"?"#),
      ("EUR,,1,2026-01-01,,", "the row has no to_currency; fill it in"),
      ("EUR,USD,1,,,", "the row has no valid_from; fill it in"),
    ])
  func rejects(row: String, message: String) throws {
    #expect(try folder([row]).message() == "fx.csv:2: " + message)
  }

  @Test("two rates of a pair on one day are refused")
  func overlaps() throws {
    #expect(
      try folder(["EUR,USD,1,2026-01-01,,", "EUR,USD,2,2026-01-01,,"]).message()
        == "fx.csv:3: the rate from EUR to USD is already told on line 2 from 2026-01-01 on; "
        + "remove one row or end the earlier with valid_to where the later begins")
    #expect(
      try folder(["EUR,USD,1,2026-01-01,2026-03-02,", "EUR,USD,2,2026-03-01,,"]).message()?.hasPrefix(
        "fx.csv:3: the rate from EUR to USD is already told on line 2 from 2026-03-01 on") == true)
    #expect(try folder(["EUR,USD,1,2026-01-01,2026-03-01,", "EUR,USD,2,2026-03-01,,"]).message() == nil)
  }

  @Test("prices, costs, minimums and credits may be in any currency; a surcharge is in the project's")
  func rows() throws {
    let folder = try ProjectFolder([
      "stackmeter.json5": Sample.project(),
      "rates.csv": "resource,unit,price,currency,valid_from\ngpu,GPU-hours,2,EUR,2026-01-01\n",
      "adjustments.csv": "adjustment,kind,percent,amount,currency\nm,minimum,,5,EUR\nc,credit,,5,JPY\nd,discount,5,,\n",
      "environments.csv": "environment,stack,kind,owner\nlab,notebooks,bespoke,ada\n",
      "costs.csv": "environment,category,currency,amount_per_month\nlab,licences,KWD,5\n",
    ])
    let configuration = try ProjectConfiguration.load(folder: folder.path)
    #expect(configuration.rateCard.rates.map(\.currency.code) == ["EUR"])
    #expect(configuration.adjustments.minimums.map { $0.currency?.code } == ["EUR"])
    #expect(configuration.adjustments.credits.map { $0.currency?.code } == ["JPY"])
    #expect(configuration.adjustments.discounts.map { $0.currency?.code } == [nil])
    #expect(configuration.catalogue.costs.map(\.currency.code) == ["KWD"])
  }
}
