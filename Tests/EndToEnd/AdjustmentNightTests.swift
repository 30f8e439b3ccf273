import Foundation
import Testing

@Suite("Tiers and adjustments, from tables to statements") struct AdjustmentNightTests {
  private static let header = "id,start,end,tenant,stack,environment,version,resource,quantity\n"

  /// Two months of one tenant's GPU-hours.
  private static let files = [
    "stackmeter.json5": """
    {
      organization: "Example", currency: "USD",
      sources: [{ name: "events", format: "usage-events", files: ["logs/*.csv"] }],
    }
    """,
    "logs/a.csv": header + """
      1,2026-09-10T00:00:00Z,2026-09-10T10:00:00Z,ada,notebooks,lab,7,gpu,360000
      2,2026-10-10T00:00:00Z,2026-10-10T10:00:00Z,ada,notebooks,lab,7,gpu,720000
      3,2026-10-31T00:00:00Z,2026-10-31T10:00:00Z,ada,notebooks,lab,7,gpu,3600

      """,
    "rates.csv": """
    rate,resource,unit,price,currency,valid_from,tiers,from_quantity,to_quantity,tier_scope
    gpus,gpu,GPU-hours,2.00,USD,2026-01-01,volume,0,150,tenant
    gpus,gpu,GPU-hours,1.00,USD,2026-01-01,volume,150,,tenant

    """,
    "adjustments.csv": """
    adjustment,kind,percent,amount,currency,tenant
    ada-10,discount,10,,,ada
    gift,credit,,250.00,USD,ada

    """,
  ]

  private func lines(_ site: Site, _ period: String) throws -> [String] {
    try site.table("lines_\(period).csv").rows.map { row in
      ["charge_type", "charge_category", "sku", "rule", "quantity", "list_cost", "contracted_cost", "billed_cost"]
        .map { row[$0] ?? "?" }.joined(separator: " ")
    }
  }

  @Test("a credit goes on in the next month, each step is a line, and a tier that makes more cost less is warned of")
  func months() throws {
    let site = try Site(Self.files)
    let outcome = try site.run("run")
    #expect(outcome.code == 0)
    #expect(
      outcome.errors.contains(
        #"rates.csv:3: above 150 GPU-hours the rate "gpus" costs 1 instead of 2 for all usage"#))
    let record = try site.read("last_run.json")
    #expect(record.contains(#""status" : "warn""#) && record.contains("above 150 GPU-hours"))
    // 100 hours at 2.00, less 10 %, all paid; 201 at 1.00, less 10 %, of which 70.00 are left to pay with.
    #expect(
      try Set(lines(site, "2026-09")) == [
        "usage Usage gpu gpus (0,150] 100.000000 200.00 200.00 200.00",
        "discount Adjustment gpu ada-10  0.00 -20.00 -20.00", "credit Credit gift gift  0.00 0.00 -180.00",
      ])
    #expect(
      try Set(lines(site, "2026-10")) == [
        "usage Usage gpu gpus (150,inf) 201.000000 201.00 201.00 201.00",
        "discount Adjustment gpu ada-10  0.00 -20.10 -20.10", "credit Credit gift gift  0.00 0.00 -70.00",
      ])
    let second = try site.run("run")
    #expect(second.code == 0 && second.output.hasSuffix("reports: reports (unchanged)\n"))
  }

  @Test("a row put above the others changes no line's name")
  func stableNames() throws {
    let site = try Site(Self.files)
    try site.night()
    func names() throws -> [String] {
      try site.table("lines_2026-10.csv").rows.compactMap { $0["source_line_id"] }
    }
    let before = try names()
    let rates = try site.read("rates.csv").split(separator: "\n", maxSplits: 1)
    try site.write("rates.csv", rates[0] + "\n,memory,GiB-hours,1,USD,2026-01-01,,,,\n" + rates[1])
    try site.night()
    #expect(try names() == before && before.count == 3)
  }
}
