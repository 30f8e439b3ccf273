import Metering
import Testing

@testable import Reporting

@Suite("Where more is taken back than charged") struct NegativeTotalsTests {
  private static let usd = SampleOrganization.usd
  private static let months = [8, 9].compactMap { Period(year: 2026, month: $0) }

  private static func line(_ period: Period, _ tenant: TenantID, _ cents: Int128) -> PostedLine {
    PostedLine(
      line: ChargeLine(
        identity: .init(
          period: period, days: period.days, tenant: tenant, stack: "notebooks", environment: "lab", version: "",
          category: .usage, item: "gpu", rule: "", chargeClass: .regular),
        account: nil, quantity: 1, meterUnit: nil, pricing: nil,
        amount: ExactDecimal(picounits: cents * 10_000_000_000), currency: usd, allocation: nil),
      minorUnits: cents, lineID: "\(period) \(tenant)")
  }

  /// Whole dollars by tenant in August and in September.
  private static func input(_ amounts: [[(TenantID, Int128)]]) -> ReportInput {
    SampleOrganization.input().with(
      periods: zip(months, amounts).map { month, amounts in
        PeriodInput(
          period: month, state: "open", days: month.days, lines: amounts.map { line(month, $0, 100 * $1) },
          comparisons: [], organization: nil)
      })
  }

  private static func text(_ input: ReportInput) throws -> String {
    let html = String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)
    #expect(PageReader(html).faults == [])
    return PageReader(html).text.replacing("\u{A0}", with: " ")
  }

  @Test("there is no share of a total that is not positive, and no change in percent from or to one")
  func shares() {
    #expect(DisplayText.percent(82, of: -100) == nil && DisplayText.percent(-5, of: -10) == nil)
    #expect(DisplayText.percent(5, of: 0) == nil && DisplayText.percent(-5, of: 100) == "−5.0%")
    #expect(DisplayText.change(from: -100, to: 50) == nil && DisplayText.change(from: 100, to: -1) == nil)
    #expect(DisplayText.change(from: 100, to: 0) == "−100.0%" && DisplayText.change(from: 100, to: 150) == "+50.0%")
  }

  @Test("nobody has the largest share of it, and the months' change is told in amounts")
  func page() throws {
    let input = Self.input([[("ada", 1_000)], [("ada", 900), ("bob", -2_000)]])
    let text = try Self.text(input)
    #expect(text.contains("2 tenants were charged USD −1,100; ada is charged most, USD 900."))
    #expect(text.contains("The largest stack is notebooks: USD −1,100."))
    #expect(text.contains("Charges fell from August 2026 to September 2026, down USD 2,100 to USD −1,100."))
    #expect(!text.contains("largest share"))
    let terminal = ReportText(input, width: 100).lines
    let ada = try #require(terminal.first { $0.hasPrefix("ada") })
    #expect(ada.contains("900.00") && ada.contains("–") && !ada.contains("%"))
  }

  @Test("a share above all, which another's refund makes, is no share in a sentence")
  func above() throws {
    let text = try Self.text(Self.input([[("ada", -10)], [("ada", 900), ("bob", -400)]]))
    #expect(text.contains("2 tenants were charged USD 500; ada is charged most, USD 900."))
    #expect(text.contains("Charges rose from August 2026 to September 2026, up USD 510 to USD 500."))
    let all = try Self.text(Self.input([[("ada", 0)], [("ada", -900), ("bob", -400)]]))
    #expect(all.contains("2 tenants were charged USD −1,300; more was given back than charged, to everybody."))
    let none = try Self.text(Self.input([[("ada", 0)], [("ada", 0)]]))
    #expect(none.contains("Nothing was charged."))
  }
}
