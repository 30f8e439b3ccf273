import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite struct FixedCostTests {
  @Test("a full month costs the month's amount, to the owner")
  func fullMonth() throws {
    var organization = Organization()
    organization.environment("lab", stack: "training", owner: "bob", version: "8")
    organization.tenant("bob", costCentre: "7")
    organization.cost("lab", "1000.00", .licences, item: "MLflow")
    let lines = try organization.lines()
    #expect(lines.amounts == ["1000.00"])
    let line = try #require(lines.first)
    #expect(line.identity.tenant == "bob" && line.identity.stack == "training" && line.identity.version == "8")
    #expect(line.identity.category == .licences && line.identity.item == "MLflow")
    #expect(line.identity.rule == "costs.csv:2" && line.days == october.days)
    #expect(line.quantity == 1 && line.account?.costCentre == "7" && line.pricing == nil)
  }

  @Test("a month in progress costs its days over the month's days")
  func monthInProgress() throws {
    var organization = Organization()
    organization.environment("lab")
    organization.cost("lab", 310)
    // 10 of 31 days.
    #expect(try organization.lines(upTo: "2026-10-11").amounts == [100])
    #expect(try organization.lines(upTo: "2026-10-02").amounts == [10])
  }

  @Test("a cost from a day to another costs the days between")
  func validity() throws {
    var organization = Organization()
    organization.environment("lab")
    organization.cost("lab", 310, item: "a", from: "2026-10-11")
    organization.cost("lab", 310, item: "b", to: "2026-10-11")
    organization.cost("lab", 310, item: "c", from: "2026-10-05", to: "2026-10-06")
    organization.cost("lab", 310, item: "d", from: "2026-11-01")
    organization.cost("lab", 310, item: "e", to: "2026-10-01")
    let lines = try organization.lines()
    #expect(lines.map(\.identity.item) == ["a", "b", "c"])
    #expect(lines.amounts == [210, 100, 10])
    #expect(lines.map { $0.days.count } == [21, 10, 1])
  }

  @Test("where the owner changes in the month each pays his days, and the parts add to the whole")
  func ownerChanges() throws {
    var organization = Organization()
    organization.environment("lab", owner: "ada", to: "2026-10-08")
    organization.environment("lab", owner: "bob", from: "2026-10-08", to: "2026-10-20")
    organization.environment("lab", owner: "ada", from: "2026-10-20")
    organization.cost("lab", 100)
    let lines = try organization.lines()
    #expect(lines.map(\.identity.tenant) == ["ada", "ada", "bob"])
    #expect(lines.map { $0.days.count } == [7, 12, 12])
    #expect(try lines.amounts.total() == 100)
    // 100 × 7/31 rounded to 10⁻¹².
    #expect(lines[0].amount == "22.580645161290")
  }

  @Test("a cost centre that changes on a day makes two lines of one owner's cost")
  func accountChanges() throws {
    var organization = Organization()
    organization.environment("lab")
    organization.tenant("ada", costCentre: "1", to: "2026-10-11")
    organization.tenant("ada", costCentre: "2", from: "2026-10-11")
    organization.cost("lab", 1)
    let lines = try organization.lines()
    #expect(lines.map(\.account?.costCentre) == ["1", "2"])
    #expect(try lines.amounts.total() == 1)
    #expect(try lines.map(\.quantity).total() == 1)
  }

  @Test("on days without an owner nobody pays: (unallocated), (unmapped), and the parts add to the whole")
  func noOwner() throws {
    var organization = Organization()
    organization.environment("lab", to: "2026-10-16")
    organization.cost("lab", 31)
    let lines = try organization.lines()
    #expect(lines.map(\.identity.tenant) == ["(unallocated)", "ada"])
    #expect(lines.map(\.identity.stack) == ["(unmapped)", "notebooks"])
    #expect(lines.amounts == [16, 15])
  }

  @Test("however the month is cut, a cost's lines add to its share of the month, to the last place")
  func cutsAddUp() throws {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      var organization = Organization()
      var from: String?
      for date in 2...31 where random.int(0...3) == 0 {
        let text = day("2026-10-01").adding(days: date - 1).description
        organization.environment("lab", owner: TenantID("t\(random.int(0...2))"), from: from, to: text)
        from = text
      }
      organization.environment("lab", owner: "t0", from: from)
      let cut = day("2026-10-01").adding(days: random.int(1...30)).description
      organization.tenant("t0", costCentre: "1", to: cut)
      organization.tenant("t0", costCentre: "2", from: cut)
      let amount = ExactDecimal(picounits: Int128(random.int(0...Int.max)))
      organization.cost("lab", amount)
      let dayCount = random.int(1...31)
      let lines = try organization.lines(upTo: day("2026-10-01").adding(days: dayCount).description)
      #expect(
        try lines.amounts.total() == amount.times(Fraction(Int128(dayCount), 31)), "seed \(seed)")
      var next = october.firstDay
      for line in lines.sorted(by: { $0.days.lowerBound < $1.days.lowerBound }) {
        #expect(line.days.lowerBound == next, "seed \(seed): no gap, no overlap")
        next = line.days.upperBound
      }
    }
  }
}
