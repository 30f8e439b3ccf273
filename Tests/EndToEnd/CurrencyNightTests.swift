import Foundation
import Metering
import Testing

@Suite("Currencies and organisation, from tables to statements") struct CurrencyNightTests {
  /// The books of V15, with the price in euros.
  private static var inEuros: [String: String] {
    var files = Site.books
    files["rates.csv"] = "resource,unit,price,currency,valid_from\ngpu,GPU-hours,1.00,EUR,2026-01-01\n"
    files["fx.csv"] =
      "from_currency,to_currency,rate,valid_from,valid_to,source\nEUR,USD,1.10,2026-01-01,2026-03-01,ECB\n"
    return files
  }

  @Test("a line tells what it was priced in and at which rate it was converted")
  func columns() throws {
    let site = try Site(Self.inEuros)
    try site.night()
    let rows = try site.table("lines_2026-01.csv").rows
    let names = [
      "tenant_id", "currency", "list_unit_price", "billed_cost", "pricing_currency", "fx_rate", "pricing_unit_price",
      "pricing_amount",
    ]
    #expect(
      rows.map { row in names.map { row[$0] ?? "?" }.joined(separator: " ") } == [
        "A USD 1.100000000 110.00 EUR 1.100000000000 1.000000000 100.000000000000",
        "B USD 1.100000000 55.00 EUR 1.100000000000 1.000000000 50.000000000000",
      ])
  }

  @Test("a missing rate stops the night with one line: nothing is aggregated and nothing published, of any month")
  func missing() throws {
    let site = try Site(Self.inEuros)
    try site.night()
    let before = try site.reportBytes()
    try site.write("logs/03.csv", Site.csvHeader + Site.event("m", "2026-03-05", "A", hours: 1))
    let outcome = try site.run("run")
    #expect(outcome.code == 78)
    #expect(
      outcome.complaints == [
        "stackmeter: fx.csv: nothing tells what one EUR is worth in USD on 2026-03-01, which rates.csv:2 needs; "
          + "add a row such as EUR,USD,RATE,2026-03-01"
      ])
    #expect(try site.reportBytes() == before)
    try site.append("fx.csv", "EUR,USD,1.20,2026-03-01,,ECB\n")
    try site.night()
    #expect(try site.billed("2026-03") == ["A": "1.2", "total": "1.2"])
  }

  @Test("a closed month keeps the exchange rates it was closed with, and what comes late for it is converted at them")
  func closed() throws {
    let site = try Site(Self.inEuros)
    try site.night()
    try site.close("2026-01")
    let january = try site.files(of: "2026-01")
    try site.write("fx.csv", try site.read("fx.csv").replacing("1.10", with: "2.00"))
    try site.write("logs/02.csv", Site.february)
    try site.write("logs/03.csv", Site.late)
    try site.night()
    #expect(try site.files(of: "2026-01") == january)
    // Of January 10 and −5 hours at 1.10, of February 120 and 60 at 2.00.
    #expect(try site.billed("2026-02") == ["A": 251, "B": "114.5", "total": "365.5"])
    let corrections = try site.table("lines_2026-02.csv").rows.filter { $0["charge_class"] == "Correction" }
    #expect(corrections.map { $0["fx_rate"] } == ["1.100000000000", "1.100000000000"])
    #expect(corrections.map { $0["pricing_amount"] } == ["10.000000000000", "-5.000000000000"])
  }

  @Test("codes are text: leading zeros survive, what tenants.csv does not list is a bucket that all can see")
  func organization() throws {
    var files = Site.books
    files["tenants.csv"] = """
      tenant,name,business_unit,cost_centre,gl_account,legal_entity,owner,valid_from,valid_to
      A,Ada,risk,0010,000600,0001,ann,,2026-01-16
      A,Ada,sales,0011,000601,0001,bob,2026-01-16,

      """
    files["logs/01.csv"] =
      Site.csvHeader + Site.event("j1", "2026-01-05", "A", hours: 30) + Site.event("j2", "2026-01-20", "A", hours: 70)
      + Site.event("j3", "2026-01-31", "B", hours: 50)
    let site = try Site(files)
    try site.night()
    let keys = ["tenant_id", "business_unit", "cost_centre", "gl_account", "legal_entity", "owner", "billed_cost"]
    #expect(
      try site.table("statement_2026-01.csv").rows.map { row in keys.map { row[$0] ?? "?" }.joined(separator: " ") }
        == [
          "A risk 0010 000600 0001 ann 30.00", "A sales 0011 000601 0001 bob 70.00",
          "B (unmapped) (unmapped) (unmapped) (unmapped) (unmapped) 50.00",
        ])
    let lines = try site.table("lines_2026-01.csv").rows
    #expect(
      Set(lines.map { "\($0["charge_period_end"] ?? "?") \($0["owner"] ?? "?")" })
        == ["2026-01-16 ann", "2026-02-01 bob", "2026-02-01 (unmapped)"])
    let buckets = try site.table("control_totals.csv").rows.filter { $0["section"] == "bucket" }
    #expect(
      buckets.map { "\($0["sum_column"] ?? "?") \($0["sum"] ?? "?")" }
        == ["conversion 0.00", "unallocated 0.00", "unmapped 50.00"])
    #expect(try site.read("reports/summary.html").contains("Charges that are booked nowhere"))
  }

  @Test(
    "organization.csv has every month as charged and by today's organisation; a reorganisation changes no statement")
  func today() throws {
    let site = try Site(Site.books)
    try site.night()
    try site.close("2026-01")
    let january = try site.files(of: "2026-01")
    try site.write(
      "tenants.csv",
      "tenant,cost_centre,valid_from,valid_to\nA,0010,,2026-02-10\nA,0099,2026-02-10,\nB,0020,,\n")
    try site.write("logs/02.csv", Site.february)
    try site.night()
    #expect(try site.files(of: "2026-01") == january)
    let keys = ["billing_period", "tenant_id", "charged_cost_centre", "today_cost_centre", "is_moved", "billed_cost"]
    #expect(
      try site.table("organization.csv").rows.map { row in keys.map { row[$0] ?? "?" }.joined(separator: " ") } == [
        "2026-01 A 0010 0099 yes 100.00", "2026-01 B 0020 0020 no 50.00", "2026-02 A 0010 0099 yes 120.00",
        "2026-02 B 0020 0020 no 60.00",
      ])
    let control = try site.table("control_totals.csv").rows.filter { $0["file"] == "organization.csv" }
    #expect(control.map { $0["sum"] } == ["330.00"] && control.map { $0["rows"] } == ["4"])
  }

  /// Each tenant's lines alone, and a project of each tenant's usage alone: neither loses or adds a thing. Tiers of the
  /// whole organisation, which hang on what the others use, are what only the first holds for.
  @Test("filtering every tenant alone adds up to the whole")
  func filtered() throws {
    let tenants = ["A", "B", "C"]
    var files = Self.inEuros
    files["rates.csv"] = "resource,unit,price,currency,valid_from\ngpu,GPU-hours,0.333,EUR,2026-01-01\n"
    func log(_ tenant: String) -> String {
      (1...9).map { Site.event("\(tenant)\($0)", "2026-01-0\($0)", tenant, environment: "lab", hours: $0) }.joined()
    }
    files["logs/01.csv"] = Site.csvHeader + tenants.map(log).joined()
    let whole = try Site(files)
    try whole.night()
    let lines = try whole.table("lines_2026-01.csv").rows
    func sum(_ rows: [[String: String]], _ column: String) throws -> ExactDecimal {
      try rows.map { try ExactDecimal.parse(try #require($0[column]).utf8).value }.total()
    }
    let total = try #require(try whole.billed("2026-01")["total"])
    var (byFilter, alone) = (ExactDecimal.zero, ExactDecimal.zero)
    for tenant in tenants {
      let filtered = lines.filter { $0["tenant_id"] == tenant }
      byFilter = try byFilter.plus(sum(filtered, "billed_cost"))
      files["logs/01.csv"] = Site.csvHeader + log(tenant)
      let site = try Site(files)
      try site.night()
      let own = try site.table("lines_2026-01.csv").rows.filter { $0["tenant_id"] == tenant }
      #expect(try sum(own, "rated_cost") == sum(filtered, "rated_cost"), "\(tenant)")
      alone = try alone.plus(sum(own, "rated_cost"))
    }
    let nobody = lines.filter { $0["tenant_id"] == "(unallocated)" }
    #expect(nobody.map { $0["charge_type"] } == ["conversion"])
    #expect(try byFilter.plus(sum(nobody, "billed_cost")) == total)
    #expect(try alone.plus(sum(nobody, "rated_cost")) == sum(lines, "rated_cost"))
  }
}
