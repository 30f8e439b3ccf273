import Comparison
import Configuration
import Metering
import Testing

/// The worked examples of economics.md §1.10 (vectors.json V01, V02, V04, V05), number for number.
@Suite struct VectorTests {
  private static let a = [8, 2, 2, 0]
  private static let b = [0, 2, 8, 2]
  private static let c = [2, 8, 2, 2]

  /// Three environments, each holding its own peak; nothing but capacity costs anything.
  private func multiplexing() throws -> StackComparison {
    var assumptions = SharingAssumptions()
    assumptions.headroom = Fraction(25, 100)
    assumptions.isolationOverhead = Fraction(4, 100)
    assumptions.nodeSizes = ["gpu": 4]
    assumptions.spareNodes = 0
    let environments = try [("a", Self.a), ("b", Self.b), ("c", Self.c)].map { name, demand in
      environment(name, owner: name, resources: [try gpus(held: 8, price: 2, demand: demand)])
    }
    return try StackComparison(
      of: StackInput(
        stack: "training", environments: environments, sharedUnitCosts: ["gpu": 8], hours: 4, months: Fraction(4, 730),
        currency: try usd(), assumptions: assumptions))
  }

  @Test("V01: demands at other hours need half the machines together")
  func diversityOfThree() throws {
    let curves = [Self.a, Self.b, Self.c].map { DemandCurve(unitSeconds($0)) }
    #expect(try DemandCurve(sumOf: curves).unitSeconds == unitSeconds([10, 12, 12, 4]))
    let pooling = try #require(try multiplexing().pooling.first)
    #expect(pooling.sumOfPeaks == Fraction(24))
    #expect(pooling.pooledPeak == Fraction(12))
    #expect(pooling.pooledPeakHour == 1)
    #expect(pooling.diversityFactor == Fraction(2))
    #expect(pooling.heldToday == 24)
    #expect(pooling.pooled == 16)
    #expect(pooling.shared == 16)
  }

  @Test("V01: used, idle, shared and saved to the cent")
  func moneyOfThree() throws {
    let comparison = try multiplexing()
    let used = try comparison.environments.map(\.used).total()
    let idle = try comparison.environments.map(\.idle).total()
    #expect(used == "76.00")
    #expect(idle == "116.00")
    #expect(used.over(comparison.today) == Fraction(19, 48))
    #expect(comparison.today == "192.00")
    #expect(comparison.shared == "128.00")
    #expect(try comparison.shared.minus(used) == "52.00")
    #expect(used.over(comparison.shared) == Fraction(19, 32))
    #expect(comparison.saving == "64.00")
  }

  @Test("V02: percentiles of the parts add up to less than that of the sum; peaks and means of the highest do not")
  func percentileTrap() throws {
    var (a, b) = ([Int](repeating: 1, count: 25), [Int](repeating: 1, count: 25))
    a[3] = 10
    b[17] = 10
    let (first, second) = (DemandCurve(unitSeconds(a)), DemandCurve(unitSeconds(b)))
    let pooled = try DemandCurve(sumOf: [first, second])
    let p95 = Fraction(95, 100)
    #expect(try first.percentile(p95) == .one)
    #expect(try second.percentile(p95) == .one)
    #expect(try pooled.percentile(p95) == Fraction(11))
    #expect(first.peak == Fraction(10))
    #expect(second.peak == Fraction(10))
    #expect(pooled.peak == Fraction(11))
    #expect(try first.meanOfHighest(2) == Fraction(11, 2))
    #expect(try second.meanOfHighest(2) == Fraction(11, 2))
    #expect(try pooled.meanOfHighest(2) == Fraction(11))
  }

  @Test("V04: 96 GPUs, 80 right-sized, 48 pooled, 56 with isolation and spare")
  func capacityOfFour() throws {
    let comparison = try StackComparison(of: MonthOfFourTenants().input())
    let pooling = try #require(comparison.pooling.first)
    #expect(pooling.heldToday == 96)
    #expect(pooling.rightSized == 80)
    #expect(pooling.pooled == 48)
    #expect(pooling.shared == 56)
    #expect(pooling.sumOfPeaks == Fraction(68))
    #expect(pooling.pooledPeak == Fraction(40))
    #expect(pooling.pooledPeakHour == 100)
    #expect(comparison.sharedTeam == "3.5")
  }

  @Test("V04: every item on both sides")
  func itemsOfFour() throws {
    let comparison = try StackComparison(of: MonthOfFourTenants().input())
    let expected: [(StackComparison.Item, ExactDecimal, ExactDecimal)] = [
      (.capacity, "140160.00", "81760.00"), (.paidByUse, 0, 0), (.controlPlane, "7022.00", "3473.00"),
      (.licences, "8000.00", "3000.00"), (.staff, "90000.00", "52500.00"), (.otherFixed, 0, 0),
      (.upgrades, "10800.00", "4500.00"), (.switching, "4500.00", "450.00"),
    ]
    #expect(
      comparison.items
        == expected.map { StackComparison.ItemPair(item: $0.0, today: $0.1, shared: $0.2) })
    #expect(comparison.today == "260482.00")
    #expect(comparison.shared == "145683.00")
    #expect(comparison.saving == "114799.00")
    #expect(comparison.cashableSaving == "66949.00")
  }

  @Test("V04: the bridge, step by step")
  func bridgeOfFour() throws {
    let comparison = try StackComparison(of: MonthOfFourTenants().input())
    let expected: [(StackComparison.BridgeStep, ExactDecimal)] = [
      (.today, "260482.00"), (.rightSize, "-23360.00"), (.poolDemand, "-46720.00"), (.isolationAndSpare, "11680.00"),
      (.controlPlane, "-3549.00"), (.licences, "-5000.00"), (.staff, "-37500.00"), (.upgrades, "-6300.00"),
      (.switching, "-4050.00"), (.shared, "145683.00"),
    ]
    #expect(
      comparison.bridge.filter { !$0.amount.isZero }
        == expected.map { StackComparison.BridgeAmount(step: $0.0, amount: $0.1) })
    #expect(comparison.bridge.map(\.step) == StackComparison.BridgeStep.allCases)
    #expect(comparison.amount(.otherFixed) == .zero)
  }

  @Test("V04: pays back in month 5, in month 8 on cashable savings alone")
  func paybackOfFour() throws {
    let comparison = try StackComparison(of: MonthOfFourTenants().input())
    #expect(comparison.oneTimeCost == "471366.00")
    #expect(comparison.paybackMonth == 5)
    #expect(comparison.cashablePaybackMonth == 8)
    #expect(comparison.netOverHorizon == "3661398.00")
    #expect(comparison.verdict == .pays)
    #expect(comparison.notes == [])
  }

  @Test("V05: one assumption at a time, adverse and favourable", arguments: TornadoRow.all)
  func tornado(row: TornadoRow) throws {
    for (isAdverse, net) in [(true, row.adverse), (false, row.favourable)] {
      var month = MonthOfFourTenants()
      row.vary(&month, isAdverse)
      #expect(try StackComparison(of: month.input()).netOverHorizon == net)
    }
  }

  @Test("V05: with all assumptions adverse it says no")
  func allAdverse() throws {
    let month = MonthOfFourTenants(
      fullTimeEquivalents: "0.5", teamFloor: 8, pooledPeak: 60, price: "1.50", loadedCost: 120_000, parallelMonths: 6,
      migrationHours: 1_500, headroomPercent: 30, isolationPercent: 15, switchMinutes: 0)
    let comparison = try StackComparison(of: month.input())
    #expect(comparison.today == "150942.00")
    #expect(comparison.shared == "204853.00")
    #expect(comparison.saving == "-53911.00")
    #expect(comparison.oneTimeCost == "1769118.00")
    #expect(comparison.netOverHorizon == "-3709914.00")
    #expect(comparison.paybackMonth == nil)
    #expect(comparison.cashablePaybackMonth == nil)
    #expect(comparison.verdict == .doesNotPay)
  }

  @Test("V05: with all assumptions favourable it pays back in the first month")
  func allFavourable() throws {
    let month = MonthOfFourTenants(
      fullTimeEquivalents: "2.5", teamFloor: 3, teamBase: 1, pooledPeak: 32, price: 3, loadedCost: 240_000,
      parallelMonths: 1, migrationHours: 200, headroomPercent: 5, isolationPercent: 1, switchMinutes: 23)
    let comparison = try StackComparison(of: month.input())
    #expect(comparison.today == "446412.00")
    #expect(comparison.shared == "177128.00")
    #expect(comparison.saving == "269284.00")
    #expect(comparison.oneTimeCost == "249128.00")
    #expect(comparison.netOverHorizon == "9445096.00")
    #expect(comparison.paybackMonth == 1)
  }
}

/// One assumption of V05, and what is earned over 36 months when it alone is adverse or favourable.
struct TornadoRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let adverse: ExactDecimal
  let favourable: ExactDecimal
  let vary: @Sendable (inout MonthOfFourTenants, _ isAdverse: Bool) -> Void

  init(
    _ name: String, _ adverse: ExactDecimal, _ favourable: ExactDecimal,
    _ vary: @escaping @Sendable (inout MonthOfFourTenants, Bool) -> Void
  ) {
    testDescription = name
    self.adverse = adverse
    self.favourable = favourable
    self.vary = vary
  }

  static let all = [
    TornadoRow("FTE per environment", "1501398.00", "5821398.00") { $0.fullTimeEquivalents = $1 ? "0.5" : "2.5" },
    TornadoRow("platform team", "1096398.00", "3946398.00") { month, isAdverse in
      month.teamFloor = isAdverse ? 8 : 3
      month.teamBase = isAdverse ? "1.5" : 1
    },
    TornadoRow("pooled peak", "2329878.00", "4105238.00") { $0.pooledPeak = $1 ? 60 : 32 },
    TornadoRow("GPU price", "3176678.00", "4630838.00") { $0.price = $1 ? "1.50" : "3.00" },
    TornadoRow("loaded cost", "3246398.00", "4076398.00") { $0.loadedCost = $1 ? 120_000 : 240_000 },
    TornadoRow("parallel months", "3078666.00", "3807081.00") { $0.parallelMonths = $1 ? 6 : 1 },
    TornadoRow("migration hours", "3301398.00", "3769398.00") { $0.migrationHours = $1 ? 1_500 : 200 },
    TornadoRow("headroom", "3217558.00", "3661398.00") { $0.headroomPercent = $1 ? 30 : 5 },
    TornadoRow("isolation", "3217558.00", "3661398.00") { $0.isolationPercent = $1 ? 15 : 1 },
    TornadoRow("switch minutes", "3516498.00", "3849768.00") { $0.switchMinutes = $1 ? 0 : 23 },
  ]
}
