import Foundation
import Testing

/// Whatever the catalogue and the logs say of which stacks environments are of, the comparison counts for each stack
/// what is charged for it.
@Suite("Stacks of the statements and of the comparison") struct SeveralStacksNightTests {
  /// Three environments over three months: rows of the catalogue with gaps, logs with and without stacks.
  private func site(seed: UInt64) throws -> Site {
    var random = Draw(state: seed)
    let stacks = ["batch", "gpu", "notebooks"]
    var environments = "environment,stack,kind,owner,valid_from,valid_to\nknown,batch,bespoke,ta,,\n"
    // 930 is a whole number of units a day in every month.
    var costs = "environment,category,item,amount_per_month,currency\n"
    costs += "known,licences,hub,\(930 * random.int(1...9)),USD\n"
    var first = 8 * 31 + random.int(0...20)
    func date(_ day: Int) -> String {
      let days = [31, 30, 31]
      var (month, rest) = (0, day - 8 * 31)
      while month < 2, rest >= days[month] { (month, rest) = (month + 1, rest - days[month]) }
      return "2026-0\(month + 8)-".replacing("010", with: "10") + (rest < 9 ? "0" : "") + "\(rest + 1)"
    }
    var isMoving = false
    while first < 8 * 31 + 90 {
      let end = first + random.int(3...40)
      if random.int(0...3) > 0 {
        let to = end < 8 * 31 + 92 ? date(end) : ""
        environments += "moving,\(stacks[random.int(0...2)]),bespoke,tb,\(date(first)),\(to)\n"
        isMoving = true
      }
      first = end
    }
    if isMoving { costs += "moving,other,rack,\(930 * random.int(1...9)),USD\n" }
    var log = "id,start,end,tenant,environment,stack,resource,quantity\n"
    for number in 0..<150 {
      let day = date(8 * 31 + random.int(0...91))
      let environment = ["known", "moving", "cluster", "other"][random.int(0...3)]
      let stack = random.int(0...4) == 0 ? "" : stacks[random.int(0...2)]
      log += "\(number),\(day)T01:00:00Z,\(day)T02:00:00Z,t\(random.int(0...2)),\(environment),\(stack),cpu.core,"
      log += "\(3_600 * random.int(1...50))\n"
    }
    return try Site([
      "stackmeter.json5": Site.project, "logs/a.csv": log, "sacct/none.log": "", "environments.csv": environments,
      "costs.csv": costs,
      "rates.csv": "resource,unit,price,currency,valid_from\ncpu.core,core-hours,1,USD,2026-01-01\n",
    ])
  }

  @Test("each stack is compared on what is charged for it, environment by environment", arguments: 1...4)
  func ties(seed: Int) throws {
    let site = try site(seed: UInt64(seed))
    let night = try site.run("run")
    #expect(night.code == 0, "\(night.errors)")
    for month in ["2026-08", "2026-09", "2026-10"] {
      var charged: [[String]: Decimal] = [:]
      for row in try site.table("by_stack_\(month).csv").rows where row["stack"] != "(unmapped)" {
        let key = [try #require(row["stack"]), try #require(row["environment"])]
        charged[key, default: 0] += try #require(Decimal(string: row["billed_cost"] ?? ""))
      }
      var compared: [[String]: Decimal] = [:]
      var totals: [String: Decimal] = [:]
      for row in try site.table("comparison_\(month).csv").rows where row["name"] == "total" && row["stack"] != "" {
        let today = try #require(Decimal(string: row["today"] ?? ""))
        let stack = try #require(row["stack"])
        switch row["section"] {
        case "environment": compared[[stack, try #require(row["subject"])]] = today
        case "result": totals[stack] = today
        default: break
        }
      }
      #expect(compared.filter { $0.value != 0 } == charged.filter { $0.value != 0 }, "seed \(seed), \(month)")
      for (stack, total) in totals {
        #expect(total == charged.filter { $0.key[0] == stack }.values.reduce(0, +), "seed \(seed), \(month), \(stack)")
      }
    }
    #expect(try site.read("reports/summary.html").contains("These run other stacks, too"))
  }

  private struct Draw {
    var state: UInt64

    mutating func int(_ range: ClosedRange<Int>) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int((state >> 33) % UInt64(range.count))
    }
  }
}
