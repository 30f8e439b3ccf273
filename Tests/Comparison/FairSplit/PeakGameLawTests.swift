import Configuration
import Metering
import Testing

@testable import Comparison

/// What holds for every demand: economics.md §1.7 and §1.11.
@Suite struct PeakGameLawTests {
  private func forEachDemand(
    _ count: UInt64 = 120, tenants: ClosedRange<Int> = 1...6, hours: ClosedRange<Int> = 1...7,
    _ check: ([[Int]], PeakGame, UInt64) throws -> Void
  ) throws {
    for seed in 0..<count {
      var random = RandomDemand(seed: seed)
      let rows = random.rows(tenants: tenants, hours: hours)
      try check(rows, try PeakGame(demand(rows)), seed)
    }
  }

  @Test("Shapley's value is the mean of what each adds over all orders", arguments: [1, 2, 3])
  func shapleyByOrders(highest: Int) throws {
    try forEachDemand(40, tenants: 1...8) { rows, game, seed in
      let game = PeakGame(game, highestHours: highest)
      let expected = try shapleyOverOrders(rows, highest: highest)
      #expect(try game.shares(of: .shapley) == expected, "seed \(seed)")
    }
  }

  /// Over all orders, those with the same set in front taken together.
  private func shapleyOverOrders(_ rows: [[Int]], highest: Int) throws -> [Fraction] {
    let count = rows.count
    func factorial(_ number: Int) -> Int128 { number < 2 ? 1 : (2...Int128(number)).reduce(1, *) }
    return try rows.indices.map { player in
      var sum = Fraction.zero
      for group in 0..<1 << count where group & 1 << player == 0 {
        let members = rows.indices.filter { group & 1 << $0 != 0 }
        let added = try rows.cost(members + [player], highest: highest).minus(rows.cost(members, highest: highest))
        let orders = factorial(members.count) * factorial(count - 1 - members.count)
        sum = try sum.plus(try added.times(Fraction(orders, factorial(count))))
      }
      return sum
    }
  }

  @Test("the airport's shares are Shapley's value of nested needs, by every single order")
  func airportByOrders() throws {
    for seed in UInt64(0)..<30 {
      var random = SeededGenerator(seed: seed)
      let needs = (0..<random.int(1...6)).map { _ in random.int(0...9) }
      var sums = needs.map { _ in 0 }
      var orders = 0
      func visit(_ order: [Int]) {
        for next in needs.indices where !order.contains(next) { visit(order + [next]) }
        guard order.count == needs.count else { return }
        orders += 1
        var reached = 0
        for index in order {
          sums[index] += max(0, needs[index] - reached)
          reached = max(reached, needs[index])
        }
      }
      visit([])
      #expect(
        try airportShares(needs.map { Int128($0) }) == sums.map { Fraction(Int128($0), Int128(orders)) }, "seed \(seed)"
      )
    }
  }

  @Test("SCRB is the separable cost and an even share of what remains of each benefit, by costs of groups")
  func scrbByGroups() throws {
    try forEachDemand(tenants: 1...8) { rows, game, seed in
      let all = Array(rows.indices)
      let need = rows.cost(all)
      let separable = try all.map { player in try need.minus(rows.cost(all.filter { $0 != player })) }
      let benefits = try zip(all, separable).map { try rows.cost([$0]).minus($1) }
      let rest = try need.minus(try separable.total())
      let sum = try benefits.total()
      let expected = try zip(separable, benefits).map { own, benefit in
        sum == .zero ? own : try own.plus(try benefit.over(sum).times(rest))
      }
      #expect(try game.shares(of: .scrb) == expected, "seed \(seed)")
    }
  }

  @Test("shares add to the need exactly, none is negative, and idle tenants have none", arguments: SplitRule.allCases)
  func sums(rule: SplitRule) throws {
    try forEachDemand { rows, game, seed in
      let split = try game.shares(by: rule)
      #expect(try split.shares.total() == split.need, "seed \(seed)")
      #expect(split.need == rows.cost(Array(rows.indices)), "seed \(seed)")
      for (row, share) in zip(rows, split.shares) {
        #expect(share >= .zero, "seed \(seed)")
        #expect(row.contains { $0 > 0 } || share == .zero, "seed \(seed)")
      }
    }
  }

  @Test("the order of tenants moves their shares with them", arguments: SplitRule.allCases)
  func permutation(rule: SplitRule) throws {
    try forEachDemand { rows, game, seed in
      var random = SeededGenerator(seed: seed)
      let order = rows.indices.shuffled(using: &random)
      let moved = try PeakGame(demand(order.map { rows[$0] })).shares(of: rule)
      let shares = try game.shares(of: rule)
      #expect(moved == order.map { shares[$0] }, "seed \(seed)")
    }
  }

  @Test("tenants with the same demand bear the same", arguments: SplitRule.allCases)
  func symmetry(rule: SplitRule) throws {
    try forEachDemand { rows, _, seed in
      let twin = try PeakGame(demand(rows + [rows[0]])).shares(of: rule)
      #expect(twin.first == twin.last, "seed \(seed)")
    }
  }

  @Test("ten times the demand is ten times the units and the same shares", arguments: SplitRule.allCases)
  func scaling(rule: SplitRule) throws {
    try forEachDemand { rows, game, seed in
      let tenfold = try PeakGame(demand(rows.map { $0.map { $0 * 10 } })).shares(of: rule)
      #expect(try tenfold == game.shares(of: rule).map { try $0.times(Fraction(10)) }, "seed \(seed)")
    }
  }

  @Test(
    "nobody bears more than alone", arguments: [.shapley, .ownPeak, .scrb, .standAloneProportional] as [SplitRule])
  func standAlone(rule: SplitRule) throws {
    try forEachDemand(tenants: 1...8) { _, game, seed in
      for highest in 1...3 where rule != .ownPeak || highest == 1 {
        let game = PeakGame(game, highestHours: highest)
        for (share, alone) in zip(try game.shares(of: rule), try game.aloneUnits()) {
          #expect(share <= alone, "seed \(seed), \(highest) hours")
        }
      }
    }
  }

  @Test("no group at all bears more than alone by the coincident peak, nor by the highest hours it is sized on")
  func core() throws {
    try forEachDemand(60, tenants: 2...10) { rows, game, seed in
      for highest in 1...3 {
        let game = PeakGame(game, highestHours: highest)
        let shares = try game.shares(of: .coincidentPeak)
        for group in 1..<1 << rows.count {
          let members = rows.indices.filter { group & 1 << $0 != 0 }
          #expect(try members.map { shares[$0] }.total() <= rows.cost(members, highest: highest), "seed \(seed)")
        }
      }
    }
  }

  @Test("max ≤ pooled ≤ sum, for the peak and the mean of the highest hours")
  func bounds() throws {
    try forEachDemand { _, game, seed in
      for highest in 1...4 {
        let game = PeakGame(game, highestHours: highest)
        let alone = try game.aloneUnits()
        #expect(try game.need <= alone.total(), "seed \(seed)")
        #expect(try alone.max() ?? .zero <= game.need, "seed \(seed)")
      }
    }
  }

  @Test("an hour that another dominates changes nothing", arguments: [.shapley, .scrb, .ownPeak] as [SplitRule])
  func dominatedHour(rule: SplitRule) throws {
    try forEachDemand { rows, game, seed in
      var random = SeededGenerator(seed: seed)
      let hour = random.int(0...rows[0].count - 1)
      let lower = rows.map { $0 + [random.int(0...$0[hour])] }
      let larger = try PeakGame(demand(lower))
      #expect(try larger.shares(of: rule) == game.shares(of: rule), "seed \(seed)")
      #expect(larger.decisiveHours == game.decisiveHours, "seed \(seed)")
    }
  }

  @Test("an hour split into two equal ones changes neither the need nor Shapley's value")
  func splitHour() throws {
    try forEachDemand { rows, game, seed in
      var random = SeededGenerator(seed: seed)
      let hour = random.int(0...rows[0].count - 1)
      let doubled = try PeakGame(demand(rows.map { Array($0[...hour] + $0[hour...]) }))
      #expect(try doubled.need == game.need, "seed \(seed)")
      #expect(try doubled.shares(of: .shapley) == game.shares(of: .shapley), "seed \(seed)")
    }
  }

  @Test("only hours that others dominate are left out, and only as many as cannot matter")
  func decisiveHours() throws {
    try forEachDemand(tenants: 1...4, hours: 1...12) { rows, game, seed in
      for highest in 1...3 {
        let decisive = PeakGame(game, highestHours: highest).decisiveHours
        let kept = rows.map { row in decisive.map { row[$0] } }
        for group in 0..<1 << rows.count {
          let members = rows.indices.filter { group & 1 << $0 != 0 }
          #expect(kept.cost(members, highest: highest) == rows.cost(members, highest: highest), "seed \(seed)")
        }
      }
    }
  }

  @Test("a month of odd decimals: every rule still adds to the need", arguments: SplitRule.allCases)
  func longMonth(rule: SplitRule) throws {
    var random = SeededGenerator(seed: 744)
    let month = (0..<9).map { position in
      TenantDemand(
        tenant: tenant(position),
        unitSeconds: (0..<744).map { _ in random.decimal(upTo: 3_600_000_000_000_000, places: 12) })
    }
    let game = try PeakGame(month)
    let split = try game.shares(by: rule)
    #expect(try split.shares.total() == split.need)
    #expect(split.shares.allSatisfy { $0 > .zero || rule == .coincidentPeak })
  }
}
