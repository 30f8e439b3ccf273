import Configuration
import Metering
import Testing

@testable import Comparison

/// V06, V07 and V08 of vectors.json, number for number.
@Suite struct PeakGameTests {
  private static let rows = [[4, 4, 4, 4], [0, 8, 6, 0], [6, 0, 0, 6]]

  private let gpu = PoolKey(resource: "gpu")

  private func fractions(_ texts: String...) -> [Fraction] { texts.compactMap { Fraction(codedText: $0) } }

  private func game() throws -> PeakGame { try PeakGame(demand(Self.rows)) }

  @Test("V06: need, and what each would need alone")
  func need() throws {
    let game = try game()
    #expect(try game.need == Fraction(12))
    #expect(try game.aloneUnits() == fractions("4", "8", "6"))
    #expect(try game.cost(of: ["t01", "t02"]) == Fraction(8))
    #expect(try game.cost(of: Set()) == .zero)
    #expect(try game.cost(of: ["somebody"]) == .zero)
  }

  @Test(
    "V06: every rule",
    arguments: [
      (.even, "4 4 4"), (.usage, "32/7 4 24/7"), (.ownPeak, "8/3 16/3 4"), (.coincidentPeak, "4 8 0"),
      (.shapley, "4 5 3"), (.scrb, "4 5 3"), (.temporal, "9/2 9/2 3"),
      (.temporalIntensity, "192/43 204/43 120/43"), (.standAloneProportional, "8/3 16/3 4"),
    ] as [(SplitRule, String)])
  func rules(rule: SplitRule, shares: String) throws {
    let split = try game().shares(by: rule)
    #expect(split.need == Fraction(12))
    #expect(split.shares.map(\.description).joined(separator: " ") == shares)
  }

  @Test("V06: what hours are worth")
  func hours() throws {
    let unit = try game().unitsOfStep
    #expect(try game().hourWorth().map { try $0.times(unit) } == fractions("5/2", "9/2", "5/2", "5/2"))
  }

  @Test("V06: the two highest hours are 1 and 0, and need 11")
  func topHours() throws {
    let game = PeakGame(try game(), highestHours: try game().hours(Fraction(1, 2)))
    #expect(game.pooledHighest == [1, 0])
    #expect(try game.shares(by: .topHours) == CapacityShares(need: Fraction(11), shares: fractions("4", "4", "3")))
  }

  @Test("V06: who bears more than alone, and which group: usage, own peak, temporal")
  func violations() throws {
    func pool(_ rule: SplitRule) throws -> PoolSplit {
      try PoolSplit(gpu, demand(Self.rows), settings: SplitSettings(rule: rule))
    }
    #expect(try pool(.usage).shares.filter(\.isAboveAlone).map(\.tenant) == ["t00"])
    #expect(try pool(.temporal).shares.filter(\.isAboveAlone).map(\.tenant) == ["t00"])
    let own = try pool(.ownPeak)
    #expect(own.shares.allSatisfy { !$0.isAboveAlone })
    #expect(own.areGroupsChecked)
    #expect(own.objectingGroups == 1)
    #expect(
      own.objections == [
        PoolSplit.GroupObjection(tenants: ["t01", "t02"], units: Fraction(28, 3), alone: Fraction(8))
      ])
    #expect(try pool(.coincidentPeak).objections.isEmpty)
  }

  @Test("V07: Shapley may leave the core, the coincident peak does not")
  func outsideTheCore() throws {
    let rows = [[0, 1], [0, 1], [1, 0]]
    let pool = try PoolSplit(gpu, demand(rows), settings: SplitSettings())
    #expect(pool.shares.map(\.units) == fractions("5/6", "5/6", "1/3"))
    #expect(
      pool.objections == [
        PoolSplit.GroupObjection(tenants: ["t00", "t02"], units: Fraction(7, 6), alone: .one),
        PoolSplit.GroupObjection(tenants: ["t01", "t02"], units: Fraction(7, 6), alone: .one),
      ])
    let coincident = try PoolSplit(gpu, demand(rows), settings: SplitSettings(rule: .coincidentPeak))
    #expect(coincident.shares.map(\.units) == fractions("1", "1", "0"))
    #expect(coincident.objectingGroups == 0)
  }

  @Test(
    "V08: who needs more of the runway pays for the more",
    arguments: [
      ([8, 11, 13, 18], "2 3 4 9"), ([1_500, 2_200, 3_000], "500 850 1650"),
      ([40, 50, 60, 70, 80, 90], "20/3 26/3 67/6 29/2 39/2 59/2"), ([5, 3], "7/2 3/2"), ([2, 2, 0], "1 1 0"), ([], ""),
    ] as [([Int128], String)])
  func airport(needs: [Int128], shares: String) throws {
    #expect(try airportShares(needs).map(\.description).joined(separator: " ") == shares)
  }

  @Test("a negative hour counts as none, and a tenant's environments are added up before")
  func corrections() throws {
    let parts = [
      TenantDemand(tenant: "b", unitSeconds: unitSeconds([1, -5, 3])),
      TenantDemand(tenant: "a", unitSeconds: unitSeconds([1, 1, 1])),
      TenantDemand(tenant: "b", unitSeconds: unitSeconds([1, 4, 2])),
    ]
    let game = try PeakGame(parts)
    #expect(game.tenants == ["a", "b"])
    #expect(try game.need == Fraction(6))
    #expect(try game.shares(of: .usage) == [Fraction(6 * 3, 10), Fraction(6 * 7, 10)])
  }

  @Test("one tenant bears everything, nobody bears nothing", arguments: SplitRule.allCases)
  func few(rule: SplitRule) throws {
    #expect(try PeakGame(demand([[2, 5, 3]])).shares(of: rule) == [Fraction(5)])
    #expect(try PeakGame(demand([[0, 0]])).shares(by: rule) == CapacityShares(need: .zero, shares: [.zero]))
    #expect(try PeakGame([]).shares(by: rule) == CapacityShares(need: .zero, shares: []))
  }

  @Test("more than 20 tenants with demand are split by SCRB, and it is told why; idle ones do not count")
  func manyTenants() throws {
    var random = RandomDemand(seed: 25)
    let rows = random.rows(tenants: 25...25, hours: 30...30).map { $0.map { $0 + 1 } }
    let pool = try PoolSplit(gpu, demand(rows), settings: SplitSettings())
    #expect(pool.rule == .scrb)
    #expect(pool.fallback == .tooManyTenants(count: 25, most: 20))
    #expect(!pool.areGroupsChecked)
    #expect(pool.shares.map(\.units) == (try PeakGame(demand(rows)).shares(of: .scrb)))
    let idle = rows.prefix(4) + rows.dropFirst(4).map { $0.map { _ in 0 } }
    let small = try PoolSplit(gpu, demand(Array(idle)), settings: SplitSettings())
    #expect(small.rule == .shapley)
    #expect(small.fallback == nil)
    #expect(small.shares.count == 25)
  }

  @Test("demand beyond 64 bits is split as exactly as small demand")
  func wide() throws {
    let large = Self.rows.enumerated().map { position, row in
      // 10²⁴ times as much, and one picounit more in one hour, so that the step stays a picounit.
      TenantDemand(
        tenant: tenant(position),
        unitSeconds: row.enumerated().map { hour, units in
          ExactDecimal(picounits: Int128(units) * powerOfTen(24) + (hour == 0 && position == 0 ? 1 : 0))
        })
    }
    let game = try PeakGame(large)
    #expect(game.needSteps > Int128(Int64.max))
    let exact = try game.shares(of: .shapley)
    let one = Fraction(powerOfTen(12), 3_600)
    for (share, small) in zip(exact, [4, 5, 3] as [Int128]) {
      let difference = try share.minus(try Fraction(small).times(one))
      #expect(difference < Fraction(1, powerOfTen(12)) && difference > Fraction(-1, powerOfTen(12)))
    }
    #expect(try exact.total() == game.need)
  }

  @Test("what cannot be exact is an overflow, not a wrong share")
  func overflow() throws {
    let huge = ["a", "b"].map { name in
      TenantDemand(tenant: TenantID(name), unitSeconds: [ExactDecimal(picounits: .max), ExactDecimal(picounits: 1)])
    }
    #expect(throws: ArithmeticOverflow.self) { try PeakGame(huge) }
    let large = ["a", "b"].map { name in
      TenantDemand(
        tenant: TenantID(name), unitSeconds: [ExactDecimal(picounits: .max / 3), ExactDecimal(picounits: 1)])
    }
    #expect(throws: ArithmeticOverflow.self) { try PeakGame(large).shares(by: .shapley) }
  }
}
