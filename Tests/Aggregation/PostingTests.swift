import Aggregation
import Metering
import Testing

@Suite struct PostingTests {
  private func cents(_ amounts: [ExactDecimal]) throws -> Int128 { dollars.minorUnits(of: try amounts.total()) }

  private func line(_ tenant: String, _ item: String, _ amount: ExactDecimal?) -> ChargeLine {
    ChargeLine(
      identity: ChargeLine.Identity(
        period: october, days: october.days, tenant: TenantID(tenant), stack: "s", environment: "e", version: "",
        category: .usage, item: item, rule: ""),
      account: nil, quantity: .one, meterUnit: nil, pricing: nil, amount: amount, currency: dollars)
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
}
