import Metering
import Testing

@testable import Aggregation

@Suite struct PostingTests {
  private func cents(_ amounts: [ExactDecimal]) throws -> Int128 { dollars.minorUnits(of: try amounts.total()) }

  private func line(
    _ tenant: String, _ item: String, _ amount: ExactDecimal?, _ allocation: Allocation? = nil
  ) -> ChargeLine {
    ChargeLine(
      identity: ChargeLine.Identity(
        period: october, days: october.days, tenant: TenantID(tenant), stack: "s", environment: "e", version: "",
        category: .usage, item: item, rule: ""),
      account: nil, quantity: .one, meterUnit: nil, pricing: nil, amount: amount, currency: dollars,
      allocation: allocation)
  }

  /// How far cents are from an exact amount.
  private func error(_ cents: Int128, _ exact: ExactDecimal) throws -> ExactDecimal {
    try ExactDecimal(picounits: cents * dollars.smallestUnit.picounits).minus(exact)
  }

  private func isWithinACent(_ cents: Int128, _ exact: ExactDecimal) throws -> Bool {
    try error(cents, exact).picounits.magnitude < dollars.smallestUnit.picounits.magnitude
  }

  @Test("a period posts its rounded total, tenants tie to it and lines to their tenant; an unrated line posts nothing")
  func postedTies() throws {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      var lines: [ChargeLine] = []
      for tenant in 0..<random.int(0...6) {
        for item in 0..<random.int(1...6) {
          let amount = random.int(0...4) == 0 ? nil : random.decimal(within: 30_000, places: 4)
          lines.append(line("t\(tenant)", "r\(item)", amount))
        }
      }
      let posted = try posted(lines, currency: dollars)
      #expect(zip(lines, posted).allSatisfy { ($0.amount == nil) == ($1 == nil) }, "seed \(seed)")
      let total = posted.compactMap { $0 }.reduce(0, +)
      #expect(total == (try cents(lines.amounts)), "seed \(seed)")
      for (tenant, group) in Dictionary(grouping: zip(lines, posted), by: \.0.identity.tenant) {
        let exact = try group.map(\.0).amounts.total()
        let sum = group.compactMap(\.1).reduce(0, +)
        let off = try ExactDecimal(picounits: sum * dollars.smallestUnit.picounits).minus(exact)
        #expect(off.picounits.magnitude < dollars.smallestUnit.picounits.magnitude, "seed \(seed): \(tenant)")
      }
      for (line, part) in zip(lines, posted) {
        guard let part, let amount = line.amount else { continue }
        let off = try ExactDecimal(picounits: part * dollars.smallestUnit.picounits).minus(amount)
        #expect(off.picounits.magnitude < dollars.smallestUnit.picounits.magnitude, "seed \(seed): a line")
      }
    }
  }

  @Test("three tenants of a third of a cent more than nothing post one cent together")
  func smallTenants() throws {
    let lines = ["a", "b", "c"].map { line($0, "gpu", "0.004") }
    #expect(try posted(lines, currency: dollars) == [1, 0, 0])
  }

  // MARK: - Cost pools

  private func step(_ part: Allocation.Part, _ pool: String) -> Allocation {
    Allocation(part: part, pool: pool, distribution: "\(pool)-d", method: "headcount")
  }

  /// Pools that hand on what they cost or some of it, beside what tenants are charged anyway.
  private func pooledLines(_ random: inout SplitMix64) -> [ChargeLine] {
    var lines: [ChargeLine] = []
    let tenants = random.int(1...7)
    for pool in 0..<random.int(1...6) {
      let (name, holder) = ("pool\(pool)", random.int(0...2) == 0 ? "t0" : "(holder\(random.int(0...1)))")
      var handedOn = Int128(0)
      for tenant in 0..<tenants where random.int(0...3) > 0 {
        let amount = random.decimal(within: 90_000, places: random.int(2...4))
        handedOn += amount.picounits
        lines.append(line("t\(tenant)", name, amount, step(.received, name)))
      }
      lines.append(line(holder, name + " out", ExactDecimal(picounits: -handedOn), step(.out, name)))
      if holder != "t0" {
        let cost = random.int(0...1) == 0 ? ExactDecimal(picounits: handedOn) : random.decimal(within: 9_000, places: 2)
        lines.append(line(holder, name + " cost", cost, step(.cost, name)))
      }
    }
    for tenant in 0..<tenants where random.int(0...2) > 0 {
      lines.append(line("t\(tenant)", "direct", random.decimal(within: 30_000, places: 4)))
    }
    return lines.sorted { $0.identity < $1.identity }
  }

  @Test("what pools hand on adds to 0 in cents, and nothing is a whole cent off: total, tenants, pools and lines")
  func pooledTies() throws {
    for seed in UInt64(1)...600 {
      var random = SplitMix64(seed: seed)
      let lines = pooledLines(&random)
      let cents = try posted(lines, currency: dollars).map { try #require($0) }
      #expect(cents.reduce(0, +) == (try self.cents(lines.amounts)), "seed \(seed)")
      let pairs = Array(zip(lines, cents))
      for (line, cents) in pairs { #expect(try isWithinACent(cents, try #require(line.amount)), "seed \(seed)") }
      for (tenant, group) in Dictionary(grouping: pairs, by: \.0.identity.tenant) {
        let sum = group.map(\.1).reduce(0, +)
        #expect(try isWithinACent(sum, try group.map(\.0).amounts.total()), "seed \(seed): \(tenant)")
      }
      let pooled = pairs.filter { $0.0.allocation != nil }
      for (pool, group) in Dictionary(grouping: pooled, by: { $0.0.allocation?.pool ?? "" }) {
        let handedOn = group.filter { $0.0.allocation?.part != .cost }.map(\.1).reduce(0, +)
        #expect(handedOn == 0, "seed \(seed): \(pool)")
        let costs = group.filter { $0.0.allocation?.part == .cost }
        #expect(try isWithinACent(costs.map(\.1).reduce(0, +), try costs.map(\.0).amounts.total()), "seed \(seed)")
      }
    }
  }

  @Test("what is taken back is the negative of what was charged, pools or none")
  func symmetry() throws {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      let lines = pooledLines(&random)
      let negative = try lines.map {
        line($0.identity.tenant.text, $0.identity.item, try $0.amount?.negated(), $0.allocation)
      }
      let cents = try posted(lines, currency: dollars)
      #expect(try posted(negative, currency: dollars) == cents.map { $0.map { -$0 } }, "seed \(seed)")
    }
  }

  @Test("a pool of a hundred that three share a third each comes to a hundred, though each has a part of another")
  func thirds() throws {
    let third: ExactDecimal = "33.333333333333"
    let lines = [
      line("(pool)", "a", "100", step(.cost, "a")), line("(pool)", "a out", "-99.999999999999", step(.out, "a")),
      line("x", "a", third, step(.received, "a")), line("x", "other", "0.004"),
      line("y", "a", third, step(.received, "a")), line("y", "other", "0.004"),
      line("z", "a", third, step(.received, "a")), line("z", "other", "0.004"),
    ]
    let cents = try posted(lines, currency: dollars).compactMap { $0 }
    #expect(cents[0] == 10_000 && cents[1] + cents[2] + cents[4] + cents[6] == 0)
    #expect(cents.reduce(0, +) == 10_001)
  }
}
