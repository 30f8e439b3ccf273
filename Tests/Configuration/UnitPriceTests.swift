import Metering
import Testing

@testable import Configuration

@Suite("Prices of a unit for everybody") struct UnitPriceTests {
  private func rate(
    from: String, to: String? = nil, pricing: RatePricing = .unit("2"), tenant: TenantID? = nil
  ) throws -> Rate {
    Rate(
      id: from, resource: "gpu", unit: try #require(MeteringUnit("GPU-hours")), pricing: pricing,
      currency: try #require(Currency("USD")),
      validity: Validity(from: CivilDate(from), to: to.flatMap { CivilDate($0) }),
      scope: UsageScope(tenant: tenant, resource: "gpu"), reference: "rates.csv:2")
  }

  private func holds(_ rates: [Rate]) throws -> Bool {
    let october = try #require(Period("2026-10"))
    return RateCard(rates: rates).hasUnitPrices(for: "gpu", on: october.days)
  }

  @Test("one price after another covers the days; a gap or a price for one tenant alone does not")
  func days() throws {
    #expect(try holds([rate(from: "2026-01-01")]))
    #expect(try holds([rate(from: "2026-01-01", to: "2026-10-12"), rate(from: "2026-10-12")]))
    #expect(try !holds([rate(from: "2026-01-01", to: "2026-10-12"), rate(from: "2026-10-13")]))
    #expect(try !holds([rate(from: "2026-01-01", tenant: "ada")]))
    #expect(try holds([rate(from: "2026-01-01"), rate(from: "2026-01-01", tenant: "ada")]))
    #expect(try !holds([]))
  }

  @Test("packages hang on what others use")
  func packages() throws {
    let package = RatePricing.packages(PackagePrice(size: "100", price: "5", scope: .organization))
    #expect(try !holds([rate(from: "2026-01-01"), rate(from: "2026-10-01", pricing: package, tenant: "ada")]))
  }
}
