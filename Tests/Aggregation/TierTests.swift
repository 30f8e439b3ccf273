import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite struct TierTests {
  /// (0,1000] 2.00, (1000,5000] 1.80, (5000,∞) 1.50 a GPU-hour.
  private static func tiers(
    _ method: TierTable.Method, _ scope: AccumulatorScope = .tenant,
    _ prices: [ExactDecimal] = ["2.00", "1.80", "1.50"]
  ) -> RatePricing {
    .tiers(
      TierTable(
        method: method, scope: scope,
        bands: [
          .init(above: 0, upTo: 1_000, price: prices[0]), .init(above: 1_000, upTo: 5_000, price: prices[1]),
          .init(above: 5_000, upTo: nil, price: prices[2]),
        ]))
  }

  private func hours(_ hours: ExactDecimal) throws -> ExactDecimal { try hours.times(3_600) }

  @Test(
    "V11: tiers, graduated and volume",
    arguments: [
      ("0", "0.00", "0.00"), ("999.5", "1999.00", "1999.00"), ("1000", "2000.00", "2000.00"),
      ("1001", "2001.80", "1801.80"), ("5000", "9200.00", "9000.00"), ("5001", "9201.50", "7501.50"),
      ("6200", "11000.00", "9300.00"),
    ] as [(ExactDecimal, ExactDecimal, ExactDecimal)])
  func tiers(quantity: ExactDecimal, graduated: ExactDecimal, volume: ExactDecimal) throws {
    for (method, amount) in [(TierTable.Method.graduated, graduated), (.volume, volume)] {
      for sign in [ExactDecimal(1), -1] {
        var organization = Organization()
        organization.rate("gpu", Self.tiers(method))
        let used = try hours(quantity).times(sign)
        // Split over two days, so that a sum is rated and not each day.
        let half = try used.times(Fraction(1, 2))
        let lines = try organization.lines(
          [
            usage("2026-10-01", [half]), usage("2026-10-20", [try used.minus(half)]),
          ].filter { !$0.hours.isEmpty })
        #expect(try lines.amounts.total() == amount.times(sign))
        #expect(try lines.map(\.quantity).total() == used)
      }
    }
  }

  @Test("each tier is a line at its price, named by the rate and the tier")
  func lines() throws {
    var organization = Organization()
    organization.rate("gpu", Self.tiers(.graduated))
    let lines = try organization.lines([usage("2026-10-01", [try hours(6_200)])])
      .sorted { $0.pricing?.unitPrice ?? 0 > $1.pricing?.unitPrice ?? 0 }
    #expect(lines.map(\.identity.rule) == ["(0,1000]", "(1000,5000]", "(5000,inf)"].map { "gpu@2020-01-01 " + $0 })
    #expect(lines.map(\.quantity) == [3_600_000, 14_400_000, 4_320_000])
    #expect(lines.amounts == [2_000, 7_200, 1_800])
    organization.rates = []
    organization.rate("gpu", Self.tiers(.volume))
    let volume = try organization.lines([usage("2026-10-01", [try hours(6_200)])])
    #expect(volume.map(\.identity.rule) == ["gpu@2020-01-01 (5000,inf)"] && volume.amounts == [9_300])
  }

  @Test("usage that comes to nothing is a line of 0 in the first tier, as it is without tiers")
  func nothing() throws {
    var organization = Organization()
    organization.rate("gpu", Self.tiers(.graduated, .organization))
    let lines = try organization.lines([
      usage("2026-10-01", [7_200]), usage("2026-10-02", [-7_200]), usage("2026-10-01", [3_600], tenant: "bob"),
      usage("2026-10-01", [-3_600], tenant: "eve"),
    ])
    #expect(lines.map(\.identity.rule) == [String](repeating: "gpu@2020-01-01 (0,1000]", count: 3))
    #expect(lines.map(\.quantity) == [0, 3_600, -3_600] && lines.amounts == [0, 2, -2])
  }

  @Test("whose usage is added up: a tenant's, a cost centre's or everybody's")
  func scopes() throws {
    let expected: [(AccumulatorScope, [ExactDecimal])] = [
      // Each for itself: 1,000 × 2.00 and 500 × 1.80.
      (.tenant, [2_900, 2_900, 2_900]),
      // ada and bob together reach 3,000: 2,000 + 3,600, half each; eve has no cost centre.
      (.costCentre, [2_800, 2_800, 2_900]),
      // All reach 4,500: 2,000 + 6,300 = 8,300, a third each; quantities add up, and each line is rounded once.
      (.organization, ["2766.666666666667", "2766.666666666667", "2766.666666666667"]),
    ]
    for (scope, amounts) in expected {
      var organization = Organization()
      organization.rate("gpu", Self.tiers(.graduated, scope))
      organization.tenant("ada", costCentre: "0042")
      organization.tenant("bob", costCentre: "0042")
      let lines = try organization.lines(
        try ["ada", "bob", "eve"].map { usage("2026-10-01", [try hours(1_500)], tenant: TenantID($0)) })
      let byTenant = Dictionary(grouping: lines, by: \.identity.tenant).sorted { $0.key < $1.key }
      #expect(try byTenant.map { try $0.value.amounts.total() } == amounts, "\(scope)")
      #expect(byTenant.allSatisfy { (try? $0.value.map(\.quantity).total()) == 5_400_000 }, "\(scope)")
    }
  }

  @Test("a price that changes in the month goes on in its tiers; the next month begins anew")
  func priceChange() throws {
    var organization = Organization()
    organization.rate("gpu", Self.tiers(.graduated), to: "2026-10-16")
    organization.rate("gpu", Self.tiers(.graduated, .tenant, [3, 2, 1]), from: "2026-10-16")
    let used = [
      usage("2026-10-15", [try hours(800)]), usage("2026-10-16", [try hours(400)]),
      usage("2026-11-01", [try hours(500)]),
    ]
    // 800 × 2.00; then 200 up to 1,000 at 3.00 and 200 above it at 2.00.
    #expect(Set(try organization.lines(used).amounts) == [1_600, 600, 400])
    #expect(try organization.lines(used, period: october.next).amounts == [1_500])
    organization.rates = []
    organization.rate("gpu", Self.tiers(.volume), to: "2026-10-16")
    organization.rate("gpu", Self.tiers(.volume, .tenant, [3, 2, 1]), from: "2026-10-16")
    // The month reaches 1,200: 800 × 1.80 and 400 × 2.
    #expect(Set(try organization.lines(used).amounts) == [1_440, 800])
  }

  @Test("whole packages are paid, shared by usage; what is taken back gives whole packages back")
  func packages() throws {
    var organization = Organization()
    organization.rate("gpu", .packages(PackagePrice(size: 100, price: 30, scope: .organization)))
    let lines = try organization.lines([
      usage("2026-10-01", [try hours(150)]), usage("2026-10-01", [try hours(51)], tenant: "bob"),
    ])
    // 201 hours are 3 packages.
    #expect(lines.amounts == ["67.164179104478", "22.835820895522"])
    #expect(lines.map(\.identity.rule) == ["gpu@2020-01-01", "gpu@2020-01-01"])
    #expect(lines.map(\.pricing) == [nil, nil] && lines.map(\.quantity) == [540_000, 183_600])
    let back = try organization.lines([usage("2026-10-01", [try hours(-200)])])
    #expect(back.amounts == [-60])
    #expect(try organization.lines([usage("2026-10-01", [try hours("200.000000000001")])]).amounts == [90])
  }

  @Test("a tier's end in other units than the meter's is converted")
  func otherUnits() throws {
    var organization = Organization()
    let table = TierTable(
      method: .graduated, scope: .tenant,
      bands: [.init(above: 0, upTo: 2, price: 10), .init(above: 2, upTo: nil, price: 1)])
    organization.rate("tokens", .tiers(table), per: "1000 tokens")
    #expect(Set(try organization.lines([usage("2026-10-01", [2_500], resource: "tokens")]).amounts) == [20, "0.5"])
  }
}
