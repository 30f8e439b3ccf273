import Configuration
import Ledger
import Metering
import Testing

@testable import Aggregation

@Suite("Budgets and what a month will come to") struct BudgetForecastTests {
  private func budget(_ tenant: TenantID, _ stack: StackID?, _ amount: ExactDecimal) -> Budget {
    Budget(tenant: tenant, stack: stack, period: october, amount: amount, reference: "budgets.csv:2")
  }

  private func rows(
    _ budgets: [Budget], _ lines: [StoredChargeLine], upTo end: String = "2026-11-01", due: [ChargeLine] = []
  ) throws -> [BudgetStatus] {
    try BudgetForecast(
      period: october, days: october.firstDay..<day(end), fixedOfMonth: due, currency: dollars
    ).rows(budgets, lines: lines)
  }

  @Test("what hangs on use goes on as it was, fixed costs fall due, credits and corrections stay")
  func rule() throws {
    let lines = [
      stored("ada", 100), stored("ada", -10, .discount), stored("ada", 10, .licences), stored("ada", -20, .credit),
      stored("ada", 7, billedIn: october.next),
    ]
    // Ten of 31 days: 90.00 of use becomes 279.00, and of the licence 31.00 are due in all.
    let status = try #require(
      try rows([budget("ada", nil, 290)], lines, upTo: "2026-10-11", due: [stored("ada", 31, .licences).line]).first)
    #expect(status.actual == 87 && status.forecast == 297)
    #expect(try status.remaining() == 203 && status.remainingAtEnd() == -7)
    #expect(status.state == .willBeOver)
  }

  @Test("a month that is over comes to what is posted")
  func over() throws {
    let status = try #require(try rows([budget("ada", nil, 100)], [stored("ada", "100.004", cents: 10_001)]).first)
    #expect(status.actual == "100.01" && status.forecast == "100.01" && status.state == .over)
  }

  @Test("a budget of a stack goes before that of the tenant, so that every cost is in one row")
  func rest() throws {
    let lines = [
      stored("ada", 5, stack: "s"), stored("ada", 7, stack: "t"), stored("bob", 3, stack: "s"),
      stored("ada", 11, stack: "u"),
    ]
    let rows = try rows([budget("ada", "t", 7), budget("ada", nil, 20), budget("cyd", "s", 4)], lines)
    #expect(rows.map(\.tenant) == ["ada", "ada", "bob", "cyd"])
    #expect(rows.map(\.stack) == ["t", nil, nil, "s"])
    #expect(rows.map(\.actual) == [7, 16, 3, 0])
    #expect(rows.map(\.state) == [.within, .within, .none, .within])
  }

  @Test(
    "what has no price is not known, which is not 0 and not within a budget", arguments: ["2026-11-01", "2026-10-11"])
  func unpriced(end: String) throws {
    let rows = try rows(
      [budget("ada", nil, 100), budget("bob", nil, 100), budget("cyd", nil, 100), budget("eve", nil, 1)],
      [
        stored("ada", nil), stored("bob", nil), stored("bob", 5, .licences), stored("eve", nil),
        stored("eve", 5, .licences),
      ],
      upTo: end, due: [stored("bob", 5, .licences).line, stored("eve", 5, .licences).line])
    #expect(rows.map(\.tenant) == ["ada", "bob", "cyd", "eve"])
    #expect(rows.map(\.actual) == [nil, 5, 0, 5] && rows.map(\.forecast) == [nil, 5, 0, 5])
    #expect(rows.map(\.state) == [.notPriced, .within, .within, .over])
    #expect(try rows[0].remaining() == nil && rows[0].remainingAtEnd() == nil)
  }

  @Test("before the first day nothing is continued")
  func notBegun() throws {
    let status = try #require(
      try rows(
        [], [stored("ada", 4, billedIn: october.next)], upTo: "2026-10-01", due: [stored("ada", 31, .licences).line]
      ).first)
    #expect(status.actual == 4 && status.forecast == 35)
  }
}
