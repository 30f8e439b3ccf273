import Foundation
import Metering
import Testing

@Suite("A resource without a unit, in the units that its log tells") struct ToldUnitNightTests {
  private static let header = "id,start,end,tenant,stack,environment,resource,quantity,unit\n"
  private static let log =
    header + """
      e1,2026-10-01T08:00:00Z,2026-10-01T10:00:00Z,ada,notebooks,lab,widgets,3,GPU-hours
      e2,2026-10-02T08:30:00Z,,ada,notebooks,lab,widgets,40,GPU-hours
      e3,2026-10-02T08:30:00Z,,ada,notebooks,lab,widgets,5000,tokens
      e4,2026-10-03T08:30:00Z,,bob,notebooks,den,widgets,30,GPU-minutes

      """
  private static let files = ["stackmeter.json5": Site.project, "logs/a.csv": log]
  private static let rates = "resource,unit,price,currency,valid_from\nwidgets,GPU-hours,2.00,USD,2026-01-01\n"
  private static func project(unit: String) -> String {
    Site.project.replacing("sources:", with: "resources: { widgets: { unit: \"\(unit)\" } },\n  sources:")
  }

  /// The lines as `tenant sku: quantity unit at price = cost, rule`.
  private func lines(_ site: Site) throws -> [String] {
    try site.table("lines_2026-10.csv").rows.map { row in
      func field(_ name: String) -> String { row[name] ?? "?" }
      return "\(field("tenant_id")) \(field("sku")): \(field("quantity")) \(field("unit")) at "
        + "\(field("list_unit_price")) = \(field("billed_cost")), \(field("rule"))"
    }.sorted()
  }

  private static let unrated = [
    "ada widgets: 43.000000 GPU-hours at  = , ", "ada widgets: 5000.000000 tokens at  = , ",
    "bob widgets: 30.000000 GPU-minutes at  = , ",
  ]

  @Test("it is metered and shown as unrated, each unit by itself, in every report")
  func unrated() throws {
    let site = try Site(Self.files)
    let night = try site.run("run")
    #expect(night.code == 0 && night.complaints == [], "\(night.errors)")
    #expect(night.output.contains("4 records = 4 accepted + 0 duplicate + 0 quarantined"), "\(night.output)")
    #expect(night.output.contains("2026-10: not priced in 3 lines, 3 unrated"), "\(night.output)")
    #expect(try lines(site) == Self.unrated)
    let statement = try site.table("statement_2026-10.csv").rows
    #expect(
      statement.map { "\($0["tenant_id"] ?? "") \($0["unrated_lines"] ?? "") \($0["billed_cost"] ?? "")" } == [
        "ada 2 ", "bob 1 ",
      ])
    let page = PageTables(try site.read("reports/summary.html")).tables.flatMap(\.rows).filter { $0.first == "widgets" }
    let cells = page.map { $0.joined(separator: " ") }
    for quantity in ["43", "5,000", "30"] { #expect(cells.contains { $0.contains(quantity) }, "\(cells)") }
    for unit in ["GPU-hours", "tokens", "GPU-minutes"] { #expect(cells.contains { $0.contains(unit) }, "\(cells)") }
    let lacking = try site.table("unallocated_2026-10.csv").rows.filter { $0["lacks"]?.contains("price") == true }
    #expect(Set(lacking.map { "\($0["quantity"] ?? "") \($0["unit"] ?? "")" }).count == 3)
    let days = try site.table("tenants/ada.csv").rows.filter { $0["record"] == "day" }
    #expect(
      days.map { "\($0["first_day"] ?? "") \($0["day_quantity"] ?? "") \($0["unit"] ?? "") \($0["rule"] ?? "")" } == [
        "2026-10-01 3.000000 GPU-hours ", "2026-10-02 40.000000 GPU-hours ", "2026-10-02 5000.000000 tokens ",
      ])
    let bytes = try site.reportBytes()
    #expect(try site.run("run").output.hasSuffix("reports: reports (unchanged)\n"))
    #expect(try site.reportBytes() == bytes)
  }

  @Test("the exported rollup has each unit in rows of its own, and says so")
  func rollup() throws {
    let site = try Site(Self.files)
    #expect(try site.run("ingest").code == 0)
    let outcome = try site.run("export", "rollup", "--out", "-")
    #expect(
      outcome.output == """
        hour,tenant,stack,environment,version,resource,quantity
        2026-10-01T08:00:00Z,ada,notebooks,lab,,widgets,1.5
        2026-10-01T09:00:00Z,ada,notebooks,lab,,widgets,1.5
        2026-10-02T08:00:00Z,ada,notebooks,lab,,widgets,40
        2026-10-02T08:00:00Z,ada,notebooks,lab,,widgets,5000
        2026-10-03T08:00:00Z,bob,notebooks,den,,widgets,30

        """)
    #expect(
      outcome.errors
        == "note: widgets is exported in GPU-hours and in GPU-minutes and in tokens, each in rows of its own, as its "
        + "logs tell it\n")
    try site.write("stackmeter.json5", Self.project(unit: "GPU-hours"))
    #expect(try site.run("export", "rollup", "--out", "-").output.contains("bob,notebooks,den,,widgets,0.5\n"))
  }

  @Test(
    "a rate that comes with its unit prices all of the open month that is of its dimension, and the rest stays unrated")
  func pricedLater() throws {
    let site = try Site(Self.files)
    try site.night()
    try site.write("rates.csv", Self.rates)
    let without = try site.run("run")
    #expect(without.code == 78 && without.errors.contains("resources: { \"widgets\""), "\(without.errors)")
    for (unit, meters) in [("GPU-hours", "43.000000"), ("GPU-seconds", "43.000000")] {
      try site.write("stackmeter.json5", Self.project(unit: unit))
      let night = try site.run("run")
      #expect(night.output.contains("2026-10: at least USD 87.00 in 3 lines, 1 unrated"), "\(night.output)")
      #expect(
        try lines(site) == [
          "ada widgets: \(meters) GPU-hours at 2.000000000 = 86.00, widgets@2026-01-01",
          "ada widgets: 5000.000000 tokens at  = , ",
          "bob widgets: 0.500000 GPU-hours at 2.000000000 = 1.00, widgets@2026-01-01",
        ])
    }
    // The same events once more, and one more: repeats and no conflicts, and the one is priced.
    try site.write("logs/a.csv", Self.log + "e5,2026-10-03T09:30:00Z,,bob,notebooks,den,widgets,1,GPU-hours\n")
    #expect(try site.run("run").output.contains("5 records = 5 accepted + 0 duplicate + 0 quarantined"))
    #expect(try lines(site).last == "bob widgets: 1.500000 GPU-hours at 2.000000000 = 3.00, widgets@2026-01-01")
    // It comes to what it would have come to with the unit from the beginning.
    let fresh = try Site(["stackmeter.json5": Self.project(unit: "GPU-seconds"), "rates.csv": Self.rates])
    try fresh.write("logs/a.csv", try site.read("logs/a.csv"))
    #expect(try fresh.run("run").output.contains("5 records = 4 accepted + 0 duplicate + 1 quarantined"))
    #expect(try lines(fresh) == lines(site).filter { !$0.contains("tokens") })
  }

  @Test("a unit of another dimension leaves what was told visible, new records of the old one too, and no night ends")
  func otherDimension() throws {
    let site = try Site(Self.files)
    try site.night()
    try site.write("stackmeter.json5", Self.project(unit: "GiB-hours"))
    try site.write("logs/b.csv", Self.header + "e6,2026-10-03T09:30:00Z,,bob,notebooks,den,widgets,2,GiB-hours\n")
    try site.write("logs/c.csv", Self.header + "e7,2026-10-03T09:30:00Z,,bob,notebooks,den,widgets,6,GPU-minutes\n")
    try site.night()
    #expect(
      try lines(site) == [
        Self.unrated[0], Self.unrated[1], "bob widgets: 2.000000 GiB-hours at  = , ",
        "bob widgets: 36.000000 GPU-minutes at  = , ",
      ])
  }

  @Test("an explanation tells the unit, the batches and the records, before and after there is a price")
  func explained() throws {
    let site = try Site(Self.files)
    try site.night()
    let before = try site.run("explain", "--resource", "widgets", "--records")
    #expect(before.code == 0 && before.errors.isEmpty, "\(before.errors)")
    #expect(before.output.contains("no rate prices widgets in tokens, the unit that the log tells"), "\(before.output)")
    try site.write("rates.csv", Self.rates)
    try site.write("stackmeter.json5", Self.project(unit: "GPU-seconds"))
    try site.night()
    let after = try site.run("explain", "--tenant", "ada", "--resource", "widgets", "--records", "--json")
    #expect(after.code == 0 && after.errors.isEmpty, "\(after.errors)")
    #expect(after.output.contains("\"quantity\":\"154800\""), "\(after.output)")
    #expect(after.output.contains("\"isExact\":true") && !after.output.contains("\"isExact\":false"))
  }

  @Test("a month that was closed without a price keeps its lines, and what is late for it is told in its unit")
  func closed() throws {
    let site = try Site(Self.files)
    try site.write("logs/n.csv", Self.header + "n1,2026-11-02T08:30:00Z,,ada,notebooks,lab,widgets,1,GPU-hours\n")
    try site.night()
    let october = try site.files(of: "2026-10")
    try site.close("2026-10")
    try site.write("rates.csv", Self.rates)
    try site.write("stackmeter.json5", Self.project(unit: "GPU-hours"))
    try site.write("logs/l.csv", Self.header + "l1,2026-10-02T08:30:00Z,,ada,notebooks,lab,widgets,7,GPU-hours\n")
    try site.night()
    #expect(try site.files(of: "2026-10")["lines_2026-10.csv"]?.count == october["lines_2026-10.csv"]?.count)
    let rows = try site.table("lines_2026-11.csv").rows.map { row in
      "\(row["charge_class"] ?? "") \(row["quantity"] ?? "") \(row["unit"] ?? "") \(row["billed_cost"] ?? "")"
    }
    #expect(rows.sorted() == [" 1.000000 GPU-hours 2.00", "Correction 7.000000 GPU-hours "])
    let told = try site.run("explain", "--period", "2026-11", "--resource", "widgets", "--records")
    #expect(told.code == 0 && told.output.contains("l.csv"), "\(told.output) \(told.errors)")
  }
}
