import Configuration
import Metering
import Testing

@testable import Aggregation

/// Whatever is priced in whatever currency: what is charged is what the invoices come to.
@Suite struct ConversionLawTests {
  private static let codes = ["EUR", "JPY", "KWD", "USD"]

  private static func organization(_ random: inout SplitMix64) -> Organization {
    var organization = Organization()
    for code in codes where code != "USD" {
      let change = day("2026-10-01").adding(days: random.int(1...30)).description
      for (from, to) in [("2020-01-01", change), (change, nil)] as [(String, String?)] {
        organization.exchange(
          currency(code), ExactDecimal(picounits: Int128(random.int(1_000...9_999_999)) * 1_000_000), from: from, to: to
        )
      }
    }
    for (index, resource) in (["gpu", "cpu", "memory", "tokens"] as [ResourceID]).enumerated() {
      let priced = ["GPU-hours", "core-hours", "GB-hours", "1000 tokens"][index]
      organization.rate(
        resource, ExactDecimal(picounits: Int128(random.int(1...9_999_999_999_999))), per: priced,
        currency: currency(codes[random.int(0...3)]))
    }
    organization.environment("e1", owner: "t1")
    organization.cost("e1", random.decimal(within: 9_999_999, places: 3), currency: currency(codes[random.int(0...3)]))
    organization.adjust("off", .discount(Fraction(Int128(random.int(0...50)), 100)), tenant: "t1")
    organization.adjust(
      "least", .minimum(ExactDecimal(random.int(0...3_000))), tenant: "t2", currency: currency(codes[random.int(0...3)])
    )
    organization.adjust(
      "gift", .credit(ExactDecimal(random.int(0...900))), currency: currency(codes[random.int(0...3)]))
    return organization
  }

  private static func usages(_ random: inout SplitMix64) -> [DayUsage] {
    (0..<random.int(1...40)).map { _ in
      usage(
        day("2026-10-01").adding(days: random.int(0...30)).description,
        [ExactDecimal(picounits: Int128(random.int(-999...9_999_999_999_999_999)))],
        tenant: TenantID("t\(random.int(1...3))"), environment: EnvironmentID("e\(random.int(1...2))"),
        resource: (["gpu", "cpu", "memory", "tokens"] as [ResourceID])[random.int(0...3)])
    }
  }

  @Test("the lines of a currency come to whole cents of it, and to those cents at the rates of their days")
  func invoices() throws {
    for seed in UInt64(1)...60 {
      var random = SplitMix64(seed: seed)
      let lines = try Self.organization(&random).lines(Self.usages(&random))
      #expect(lines.allSatisfy { $0.currency == dollars && $0.conversion?.currency != dollars })
      for (priced, lines) in Dictionary(grouping: lines.filter { $0.conversion != nil }, by: \.pricingCurrency) {
        let total = try lines.compactMap(\.pricedAmount).total()
        #expect(
          try priced.smallestUnit.times(Fraction(priced.minorUnits(of: total))) == total, "seed \(seed): \(priced)")
        let exact = try lines.filter { $0.identity.category != .conversion }.compactMap(\.pricedAmount).total()
        #expect(priced.minorUnits(of: exact) == priced.minorUnits(of: total), "seed \(seed): \(priced)")
        // The residue is no more than a cent at each rate.
        let rates = lines.compactMap { $0.conversion?.rate }
        let highest = try #require(rates.max())
        let most = try priced.smallestUnit.times(highest).times(2)
        let residue = lines.of(.conversion).amounts.first ?? .zero
        #expect(try residue <= most && residue.negated() <= most, "seed \(seed): \(priced)")
      }
    }
  }

  @Test("each line is its amount in its currency at its rate, to the last digit but what a credit or minimum divides")
  func lines() throws {
    for seed in UInt64(1)...60 {
      var random = SplitMix64(seed: seed)
      for line in try Self.organization(&random).lines(Self.usages(&random)) {
        guard let conversion = line.conversion, let rate = conversion.rate, let amount = line.amount,
          line.identity.category != .conversion
        else { continue }
        let error = try amount.minus(conversion.amount.times(rate))
        let isDivided = [.minimum, .credit].contains(line.identity.category)
        let most = isDivided ? rate.picounits.magnitude / 1_000_000_000_000 + 3 : 0
        #expect(error.picounits.magnitude <= most, "seed \(seed): \(line)")
      }
    }
  }

  @Test("the order in which usage comes and in which rows stand changes no line")
  func permutation() throws {
    for seed in UInt64(1)...20 {
      var random = SplitMix64(seed: seed)
      var organization = Self.organization(&random)
      let usage = Self.usages(&random)
      let lines = try organization.lines(usage)
      organization.exchangeRates.reverse()
      #expect(try organization.lines(usage.reversed()) == lines, "seed \(seed)")
    }
  }
}
