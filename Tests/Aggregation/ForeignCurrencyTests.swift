import Configuration
import Metering
import Testing

@testable import Aggregation

/// Prices, costs and adjustments in another currency than the project's.
@Suite struct ForeignCurrencyTests {
  private let euros = currency("EUR")

  private func total(_ lines: [ChargeLine]) throws -> ExactDecimal { try lines.amounts.total() }

  @Test("usage is rated in the price's currency and split at the day on which the currency is worth something else")
  func split() throws {
    var organization = Organization()
    organization.rate("gpu", 2, currency: euros)
    organization.exchange(euros, "1.10", to: "2026-10-16")
    organization.exchange(euros, "1.20", from: "2026-10-16")
    let lines = try organization.lines([usage("2026-10-15", [3_600]), usage("2026-10-16", [7_200])])
    #expect(lines.map(\.days) == [day("2026-10-01")..<day("2026-10-16"), day("2026-10-16")..<day("2026-11-01")])
    #expect(lines.map(\.amount) == ["2.2", "4.8"] && lines.allSatisfy { $0.currency == dollars })
    #expect(
      lines.map(\.conversion) == [
        ChargeLine.Conversion(currency: euros, amount: 2, rate: "1.1"),
        ChargeLine.Conversion(currency: euros, amount: 4, rate: "1.2"),
      ])
    #expect(lines.map(\.pricing?.unitPrice) == [2, 2])
  }

  @Test("V12 in euros: every step is taken in euros and converted, and a dollar's part of it comes to the same")
  func chain() throws {
    var organization = Organization()
    organization.rate("gpu", "2.15", currency: euros)
    organization.exchange(euros, "1.25")
    organization.adjust("off", .discount(Fraction(1, 10)))
    organization.adjust("fee", .markup(Fraction(1, 20)))
    organization.adjust("gift", .credit(250), tenant: "ada", currency: euros)
    let lines = try organization.lines([usage("2026-10-10", [ExactDecimal(4_444_200)])])
    func priced(_ category: ChargeCategory) -> ExactDecimal? { lines.of(category).first?.pricedAmount }
    #expect(priced(.usage) == "2654.175" && priced(.discount) == "-265.4175" && priced(.markup) == "119.437875")
    #expect(priced(.credit) == -250 && lines.of(.credit).first?.amount == "-312.5")
    // 2258.195375 is posted at 2258.20 euros, and those at 1.25 are what is charged.
    #expect(priced(.conversion) == "0.004625" && lines.of(.conversion).first?.amount == "0.00578125")
    #expect(try total(lines) == "2822.75")
    #expect(try lines.compactMap(\.pricedAmount).total() == "2258.20")
  }

  @Test("the residue of conversion: the example of README.md")
  func residue() throws {
    var organization = Organization()
    organization.rate("gpu", "0.333", currency: euros)
    organization.exchange(euros, "1.10", to: "2026-10-16")
    organization.exchange(euros, "1.20", from: "2026-10-16")
    let lines = try organization.lines([
      usage("2026-10-02", [3_600], tenant: "ada"), usage("2026-10-03", [3_600], tenant: "bob"),
      usage("2026-10-20", [3_600], tenant: "ada"),
    ])
    // 0.333 + 0.333 at 1.10 and 0.333 at 1.20: 0.999 euros, an invoice of 1.00, 0.67 and 0.33 of it at each rate.
    #expect(lines.of(.usage).map(\.amount) == ["0.3663", "0.3996", "0.3663"])
    let residue = try #require(lines.of(.conversion).first)
    #expect(residue.identity.tenant == "(unallocated)" && residue.identity.stack == "(all)")
    #expect(residue.identity.item == "EUR" && residue.account == nil)
    #expect(residue.conversion == ChargeLine.Conversion(currency: euros, amount: "0.001", rate: nil))
    // 0.67 × 1.10 + 0.33 × 1.20 = 1.133, less 1.1322.
    #expect(residue.amount == "0.0008")
    #expect(try total(lines) == "1.133")
  }

  @Test("whole cents leave no residue, and the project's own currency none ever")
  func noResidue() throws {
    var organization = Organization()
    organization.rate("gpu", 2, currency: euros)
    organization.rate("cpu", "0.333", per: "core-hours")
    organization.exchange(euros, "1.10")
    let lines = try organization.lines([
      usage("2026-10-02", [3_600]), usage("2026-10-02", [3_600], resource: "cpu"),
    ])
    #expect(lines.map(\.identity.category) == [.usage, .usage])
  }

  @Test("a fixed cost is due by the day in its currency, and converted at the rate of its days")
  func fixedCost() throws {
    var organization = Organization()
    organization.environment("lab", owner: "ada")
    organization.cost("lab", 310, currency: euros)
    organization.exchange(euros, 1, to: "2026-10-11")
    organization.exchange(euros, 2, from: "2026-10-11")
    let lines = try organization.lines()
    #expect(lines.map(\.amount) == [100, 420] && lines.map(\.pricedAmount) == [100, 210])
  }

  @Test("a minimum and a credit in another currency are worth what they are on the last of their days")
  func minimumAndCredit() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.adjust("commit", .minimum(100), tenant: "ada", currency: euros)
    organization.adjust("gift", .credit(30), tenant: "ada", to: "2026-10-16", currency: euros)
    organization.exchange(euros, 1, to: "2026-10-16")
    organization.exchange(euros, 2, from: "2026-10-16")
    let lines = try organization.lines([usage("2026-10-10", [180_000])])
    // 100 euros are 200 dollars on the 31st; 30 are 30 on the 15th.
    #expect(lines.of(.minimum).map(\.amount) == [150] && lines.of(.minimum).map(\.pricedAmount) == [75])
    #expect(lines.of(.credit).map(\.amount) == [-30] && lines.of(.credit).map(\.pricedAmount) == [-30])
  }

  @Test("what is left of a credit is told in its own currency, whatever it was worth when it paid")
  func creditLeft() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.adjust("gift", .credit(100), tenant: "ada", currency: euros)
    organization.exchange(euros, "1.25")
    var balances = CreditBalances(organization.configuration.adjustments)
    try balances.take(try organization.lines([usage("2026-10-10", [180_000])]))
    #expect(balances.left(of: "gift") == 60)
    let november = october.next
    let lines = try organization.lines(
      [usage("2026-11-10", [324_000])], period: november, credits: balances)
    #expect(lines.of(.credit).map(\.amount) == [-75] && lines.of(.credit).map(\.pricedAmount) == [-60])
    try balances.take(lines)
    #expect(balances.left(of: "gift") == 0)
  }

  @Test("a missing rate stops the period at its earliest day; what needs no rate needs none")
  func missing() throws {
    var organization = Organization()
    organization.rate("gpu", 2, currency: euros)
    organization.rate("cpu", 1, per: "core-hours")
    organization.exchange(euros, "1.1", from: "2026-10-11")
    let missing = MissingExchangeRate(from: euros, to: dollars, day: october.firstDay, neededBy: "rates.csv:2")
    #expect(throws: missing) {
      try organization.lines([usage("2026-10-12", [3_600]), usage("2026-10-02", [3_600])])
    }
    #expect(try organization.lines([usage("2026-10-12", [3_600])]).count == 1)
    #expect(try organization.lines([usage("2026-10-02", [3_600], resource: "cpu")]).count == 1)
    organization.environment("lab", owner: "ada")
    organization.cost("lab", 310, currency: currency("JPY"))
    #expect(
      throws: MissingExchangeRate(
        from: currency("JPY"), to: dollars, day: october.firstDay, neededBy: "costs.csv:2")
    ) { try organization.lines() }
  }

  @Test("idle capacity priced in another currency is valued in the project's, and moved in it")
  func idle() throws {
    var organization = Organization.idleExample(.separate)
    organization.rates = []
    organization.rate("gpu", 2, currency: euros)
    organization.exchange(euros, "1.5")
    let use = usage("2026-10-01", [ExactDecimal](repeating: hours(4), count: 24), tenant: "A")
    let lines = try organization.lines([use], upTo: "2026-10-02")
    // 10 units, of which 4 are used for a day: 6 × 24 × 2 euros at 1.5.
    #expect(lines.of(.idle).map(\.amount) == [432] && lines.of(.idle).map(\.conversion) == [nil])
    #expect(lines.of(.idle).map(\.pricing?.unitPrice) == [3])
    organization.exchangeRates = []
    #expect(throws: MissingExchangeRate.self) { try organization.lines([use], upTo: "2026-10-02") }
  }

  @Test("lines of two currencies are never posted together")
  func mixed() throws {
    var organization = Organization()
    organization.rate("gpu", 2)
    let lines = try organization.lines([usage("2026-10-12", [3_600])])
    #expect(throws: MixedCurrencies(line: dollars, projects: euros)) { try posted(lines, currency: euros) }
  }

  @Test("a correction keeps the currency it was priced in; restated and restated back it adds to 0")
  func restatement() throws {
    var organization = Organization()
    organization.rate("gpu", "0.333", currency: euros)
    organization.exchange(euros, "1.1")
    let billed = try organization.lines([usage("2026-10-02", [3_600])])
    let restated = try organization.lines([usage("2026-10-02", [7_200]), usage("2026-10-03", [1_800], tenant: "bob")])
    let forth = try Restatement.corrections(restated: restated, billed: billed, in: october.next)
    let back = try Restatement.corrections(restated: billed, billed: restated, in: october.next)
    #expect(forth.of(.usage).map(\.conversion?.rate) == ["1.1", "1.1"])
    #expect(forth.of(.usage).map(\.pricedAmount) == ["0.333", "0.1665"])
    #expect(try total(forth + back).isZero && (forth + back).compactMap(\.pricedAmount).total().isZero)
    // In euros a correction is whole cents, as the two invoices are.
    #expect(try forth.compactMap(\.pricedAmount).total() == "0.5")
    #expect(try posted(forth, currency: dollars).compactMap { $0.map { -$0 } } == posted(back, currency: dollars))
  }
}
