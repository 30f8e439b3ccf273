import Foundation
import Testing

@Suite("Capacity that has no price") struct UnpricedCapacityTests {
  /// Two environments of a stack that hold four GPUs each and use two of them through October.
  private func site(rates: String) throws -> Site {
    var log = "id,start,end,tenant,environment,stack,resource,quantity\n"
    for day in 1...31 {
      for tenant in ["ta", "tb"] {
        let date = "2026-10-\(day < 10 ? "0" : "")\(day)"
        log += "\(tenant)\(day),\(date)T00:00:00Z,\(date)T23:00:00Z,\(tenant),\(tenant)-env,s,gpu,\(2 * 82_800)\n"
      }
    }
    return try Site([
      "stackmeter.json5": Site.project, "logs/a.csv": log, "sacct/none.log": "",
      "environments.csv": "environment,stack,kind,owner\nta-env,s,bespoke,ta\ntb-env,s,bespoke,tb\n",
      "capacity.csv": "environment,resource,units\nta-env,gpu,4\ntb-env,gpu,4\n",
      "rates.csv": "resource,unit,price,currency,valid_from,environment\n\(rates)\n",
    ])
  }

  @Test(
    "sharing is not judged where an environment's capacity has no price, or has none on some days",
    arguments: [
      ("gpu,GPU-hours,2,USD,2026-01-01,ta-env", "5952.00", ["tb-env, gpu"]),
      ("gpu,GPU-hours,2,USD,2026-10-15,", "6528.00", ["ta-env, gpu", "tb-env, gpu"]),
    ])
  func notJudged(rates: String, today: String, unpriced: [String]) throws {
    let site = try site(rates: rates)
    let night = try site.run("run")
    #expect(night.code == 0, "\(night.errors)")
    #expect(night.output.contains("capacity is held without a price, so sharing is not judged"), "\(night.output)")
    let rows = try site.table("comparison_2026-10.csv").rows.filter { $0["stack"] == "s" }
    let total = try #require(rows.first { $0["section"] == "result" && $0["name"] == "total" })
    #expect(total["today"] == today && total["shared"] == "" && total["saving"] == "")
    #expect(rows.filter { $0["name"] == "verdict" }.allSatisfy { $0["text"] == "not_priced" })
    let notes = rows.filter { $0["section"] == "note" }
    #expect(!notes.contains { $0["name"] == "capacity_not_recorded" })
    let told = notes.filter { $0["name"] == "capacity_without_price" }
    #expect(told.map { $0["subject"] } == unpriced)
    #expect(told.allSatisfy { $0["text"]?.contains("first on 1\u{A0}October 2026") == true })
    let savings = try #require(try site.table("savings_2026-10.csv").rows.first { $0["stack_role"] == "s" })
    #expect(savings["today_cost"] == today && savings["shared_cost"] == "" && savings["verdict"] == "not_priced")
    let page = try site.read("reports/summary.html")
    #expect(page.contains("whether sharing pays is not known"))
    #expect(!page.contains("nothing to share") && !page.contains("Nothing to share"))
    #expect(try site.run("report", "--show").output.contains("not priced"))
    #expect(try site.run("compare").output.contains("Not judged: whether sharing pays is not known"))
  }
}
