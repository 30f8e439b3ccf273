import Foundation
import Metering
import Testing

/// `é` in one scalar and in two looks the same, and Swift's `String` takes both for equal: names go by their bytes, from
/// the log's own name to the last total.
@Suite("Names that look alike are two") struct LookAlikeNamesTests {
  private static let one = "caf\u{E9}"
  private static let two = "cafe\u{301}"

  /// Of the first: an hour of each resource, 2.00 + 3.00, two fees, 10.00 + 20.00, and a credit of 1.00. Of the second:
  /// two hours of the first resource, 4.00, and a credit of 2.00.
  private static let files = [
    "stackmeter.json5": Site.project,
    "rates.csv": "resource,unit,price,currency,valid_from\n"
      + "gpu.\(one),GPU-hours,2.00,USD,2026-01-01\ngpu.\(two),GPU-hours,3.00,USD,2026-01-01\n",
    "environments.csv": "environment,stack,kind,owner\n\(one),\(one),bespoke,\(one)\n\(two),\(two),bespoke,\(two)\n",
    "tenants.csv": "tenant,name,business_unit,cost_centre,gl_account\n"
      + "\(one),\(one),b,\(one),6000\n\(two),\(two),b,\(two),6000\n",
    "costs.csv": "environment,category,item,amount_per_month,currency\n"
      + "\(one),licences,\(one),10,USD\n\(one),licences,\(two),20,USD\n",
    "adjustments.csv": "adjustment,kind,percent,amount,currency,tenant\n"
      + "\(one),credit,,1,USD,\(one)\n\(two),credit,,2,USD,\(two)\n",
  ]

  /// No dictionary of strings holds both.
  private static let logs = [
    (
      "logs/\(one).csv",
      """
      id,start,tenant,environment,resource,quantity,\(one),\(two)
      a,2026-10-31T08:00:00Z,\(one),\(one),gpu.\(one),3600,,
      b,2026-10-31T08:00:00Z,\(one),\(one),gpu.\(two),3600,,

      """
    ),
    (
      "logs/\(two).csv",
      """
      id,start,tenant,environment,resource,quantity,\(one),\(two)
      c,2026-10-31T08:00:00Z,\(two),\(two),gpu.\(one),7200,,

      """
    ),
  ]

  private func site() throws -> Site {
    let site = try Site(Self.files)
    for (name, text) in Self.logs { try site.write(name, text) }
    return site
  }

  private func bytes(_ text: String?) -> [UInt8] { Array((text ?? "").utf8) }

  /// The sums of a file's amounts by what a column holds, byte for byte.
  private func sums(_ site: Site, _ file: String, by column: String) throws -> [[UInt8]: Int128] {
    let usd = try #require(Currency("USD"))
    var sums: [[UInt8]: Int128] = [:]
    for row in try site.table(file).rows {
      sums[bytes(row[column]), default: 0] += PageTables.units(row["billed_cost"] ?? "", usd) ?? 0
    }
    return sums
  }

  @Test(
    "through a whole run, files, tenants, stacks, resources, accounts, fees and credits stay apart, and all totals tie")
  func night() throws {
    let site = try site()
    let night = try site.run("run")
    #expect(night.code == 0 && night.complaints == [], "\(night.errors)")
    #expect(night.output.contains("read 2 files, 0 unchanged: 3 records = 3 accepted"), "\(night.output)")
    let expected = [bytes(Self.one): Int128(34_00), bytes(Self.two): 2_00]
    #expect(try sums(site, "lines_2026-10.csv", by: "tenant_id") == expected)
    #expect(try sums(site, "statement_2026-10.csv", by: "tenant_id") == expected)
    #expect(try sums(site, "statement_2026-10.csv", by: "cost_centre") == expected)
    #expect(try sums(site, "organization.csv", by: "tenant_id") == expected)
    #expect(try sums(site, "by_stack_2026-10.csv", by: "tenant") == expected)
    let resources = try sums(site, "lines_2026-10.csv", by: "sku")
    #expect(resources[bytes("gpu.\(Self.one)")] == 6_00 && resources[bytes("gpu.\(Self.two)")] == 3_00)
    #expect(resources[bytes(Self.one)] == 9_00 && resources[bytes(Self.two)] == 18_00)
    let totals = try site.table("control_totals.csv").rows
    #expect(Set(totals.filter { $0["section"] == "chain" }.map { $0["sum"] }) == ["36.00"])
    let read = try #require(totals.first { $0["section"] == "source" })
    #expect(read["files"] == "2" && read["accepted"] == "3")
    let statements = try site.reports().keys.filter { $0.hasPrefix("tenants/") && $0.hasSuffix(".csv") }
    #expect(statements.count == 2)
    let charged = try statements.map { try sums(site, $0, by: "record")[bytes("charge")] }
    #expect(Set(charged) == [34_00, 2_00])
    let usd = try #require(Currency("USD"))
    for page in try site.reports().keys where page.hasSuffix(".html") {
      try PageFeet(page, html: try site.read("reports/\(page)"), totals, usd).check()
    }
    // Both unread columns are told, and nothing is read again.
    #expect(night.errors.contains("ignored columns: \(Self.two), \(Self.one)"))
    #expect(bytes(night.errors).count > 0 && night.errors.utf8.contains(0xCC) && night.errors.utf8.contains(0xC3))
    let texts = try site.reportTexts()
    #expect(try site.run("run").output.contains("read 0 files, 2 unchanged"))
    #expect(try site.reportTexts() == texts)
  }

  @Test("and whichever of the files is read first, every byte of the reports is the same")
  func order() throws {
    let site = try site()
    try site.night()
    let late = try Site(Self.files)
    for (name, text) in Self.logs.reversed() {
      try late.write(name, text)
      try late.night()
    }
    let (first, second) = (try site.reportTexts(), try late.reportTexts())
    for name in first.keys { #expect(first[name] == second[name], "\(name)") }
  }
}
