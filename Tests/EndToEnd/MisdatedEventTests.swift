import Foundation
import Metering
import Testing

@Suite("An event of a wrong day") struct MisdatedEventTests {
  /// One GPU-hour of A in October, at 1.00, and licences of 1,000.00 a month.
  private static let october = Site.books.merging([
    "logs/01.csv": Site.csvHeader + Site.event("j1", "2026-10-05", "A", hours: 1),
    "environments.csv": "environment,stack,kind,owner\nlab,notebooks,bespoke,A\n",
    "costs.csv": "environment,category,amount_per_month,currency\nlab,licences,1000,USD\n",
  ]) { $1 }

  private func months(_ site: Site) throws -> [String] {
    try site.reports().keys.filter { $0.hasPrefix("lines_") }.map { String($0.dropFirst(6).dropLast(4)) }.sorted()
  }

  private func warnings(_ site: Site) throws -> [String] {
    let record = try JSONSerialization.jsonObject(with: Data(try site.read("last_run.json").utf8)) as? [String: Any]
    return record?["warnings"] as? [String] ?? []
  }

  @Test("of the time before 2000 is in quarantine and charges no month")
  func epoch() throws {
    let site = try Site(Self.october)
    try site.append(
      "logs/01.csv", (2...9).map { Site.event("j\($0)", "2026-10-05", "A", hours: 1) }.joined())
    try site.append("logs/01.csv", Site.event("bad", "1970-01-01", "A", hours: 1))
    try site.night()
    #expect(try months(site) == ["2026-10"])
    let bad = try #require(try site.table("quarantine.csv").rows.first)
    #expect(bad["code"] == "Q004" && bad["field"] == "start")
    #expect(bad["reason"] == "the time is before the year 2000, as a clock tells that was never set")
  }

  @Test(
    "that leaves months without usage is told on every way, and its opposite takes the months back",
    arguments: [("2036-01-01", "2026-11 to 2035-12", 110, 112), ("2024-03-01", "2024-04 to 2026-09", 30, 32)])
  func gap(day: String, stretch: String, months count: Int, charged: Int) throws {
    let site = try Site(Self.october)
    try site.night()
    let before = try site.reportTexts()
    #expect(try months(site) == ["2026-10"] && warnings(site) == [])
    try site.write("logs/02.csv", Site.csvHeader + Site.event("bad", day, "A", hours: 1))
    let warning =
      "no usage from \(stretch): fixed costs are charged for these \(count) months; "
      + "if an event is mis-dated, correct it with its opposite"
    let night = try site.run("run")
    #expect(night.code == 0 && night.errors.contains("warning: \(warning)\n"), "\(night.errors)")
    #expect(try warnings(site) == [warning] && site.read("last_run.json").contains("\"status\" : \"warn\""))
    #expect(try months(site).count == charged)
    let page = try site.read("reports/summary.html")
    #expect(page.contains("<li>\(warning)</li>") && page.contains("1\u{A0}thing is likely not meant."))
    try site.append("logs/02.csv", Site.event("back", day, "A", hours: -1))
    try site.night()
    #expect(try months(site) == ["2026-10"] && warnings(site) == [])
    // All that still tells of it is what was read.
    let files = ["summary.html", "index.html", "control_totals.csv", "movements_2026-10.csv"]
    let after = try site.reportTexts()
    #expect(Set(after.keys) == Set(before.keys))
    for (name, text) in before where !files.contains(name) && !name.hasPrefix("tenants/") {
      #expect(after[name] == text, "\(name)")
    }
  }

  @Test("for which months were closed is corrected in the open one, fixed costs too, once")
  func closed() throws {
    let site = try Site(Self.october)
    try site.write("logs/02.csv", Site.csvHeader + Site.event("bad", "2026-08-01", "A", hours: 1))
    try site.night()
    for month in ["2026-08", "2026-09"] { try site.close(month) }
    let frozen = try ["2026-08", "2026-09"].map { try site.files(of: $0) }
    #expect(try site.billed("2026-08")["total"] == 1_001 && site.billed("2026-09")["total"] == 1_000)
    let october = try #require(try site.billed("2026-10")["total"])
    try site.append("logs/02.csv", Site.event("back", "2026-08-01", "A", hours: -1))
    try site.night()
    #expect(try ["2026-08", "2026-09"].map { try site.files(of: $0) } == frozen)
    #expect(try site.charged(for: "2026-08") == [:] && site.charged(for: "2026-09") == [:])
    #expect(try site.billed("2026-10")["total"] == october.minus(2_001))
    // The correction is billed with October and not once more.
    try site.write("logs/03.csv", Site.csvHeader + Site.event("n1", "2026-11-30", "A", hours: 2))
    try site.night()
    try site.close("2026-10")
    try site.night()
    #expect(try site.billed("2026-11")["total"] == 1_002)
    #expect(try site.charged(for: "2026-08") == [:] && site.charged(for: "2026-09") == [:])
    // It was right after all: what was taken back is billed again.
    try site.write("logs/04.csv", Site.csvHeader + Site.event("again", "2026-08-01", "A", hours: 1))
    try site.night()
    #expect(try site.charged(for: "2026-08") == ["A": 1_001] && site.charged(for: "2026-09") == ["A": 1_000])
    #expect(try site.billed("2026-11")["total"] == 3_003)
  }
}
