import Aggregation
import Configuration
import Metering
import Testing

@testable import Reporting

@Suite("How much of a month has a bill") struct BilledExtentTests {
  private let month = SampleOrganization.input().periods[1]

  /// Environments with so much charged each, the first of them with a bill.
  private func period(_ charged: [ExactDecimal], billed: Int, of period: Period? = nil) -> PeriodInput {
    let rows = charged.enumerated().map { position, amount in
      ReconciledEnvironment(
        environment: EnvironmentID("e\(position)"), chargePeriod: period ?? month.period, invoices: [],
        invoice: position < billed ? amount : nil, allocated: amount)
    }
    return PeriodInput(
      period: month.period, state: "open", days: month.days, lines: month.lines, comparisons: [], organization: nil,
      review: PeriodReview(
        cash: Reconciliation(basis: .cash, rows: rows), effective: Reconciliation(basis: .effective, rows: []),
        budgets: [], movements: []))
  }

  @Test("is told by environments and by what is charged for them, on the strip, the index and in the totals")
  func extent() throws {
    let all = LineSum(month.lines).minorUnits
    #expect(all > 0)
    let half = ExactDecimal(picounits: all / 2 * 10_000_000_000)
    let period = period([half, 1, 1], billed: 1)
    let extent = try #require(period.billedExtent(SampleOrganization.usd))
    #expect(extent.billed == 1 && extent.all == 3 && extent.charged == all / 2 && extent.chargedInAll == all)
    let text = "1 of 3\u{A0}environments, 50% of charges"
    #expect(extent.text == text)
    #expect(ReconciliationPart.status(period, SampleOrganization.usd).words == "yes, with the bills of \(text)")
    #expect(
      ReconciliationPart.word(period, SampleOrganization.usd).words == "cash yes, effective n/a; bills of \(text)")
  }

  @Test("is nothing without a bill, and counts no other month's")
  func none() {
    #expect(period([1], billed: 0).billedExtent(SampleOrganization.usd) == nil)
    #expect(period([1], billed: 1, of: month.period.previous).billedExtent(SampleOrganization.usd) == nil)
    #expect(
      ReconciliationPart.status(period([1], billed: 0), SampleOrganization.usd).words
        == "n/a: no bill of the month was read")
  }

  @Test("has no share where charges take from each other")
  func negative() throws {
    let extent = try #require(period([-5, 1], billed: 1).billedExtent(SampleOrganization.usd))
    #expect(extent.text == "1 of 2\u{A0}environments")
  }
}
