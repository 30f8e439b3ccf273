import Foundation
import Testing

/// Reports of an earlier day tell of the logs of that day, and not of what was read since.
@Suite("Reports as of an earlier day") struct EarlierDayTests {
  private static let october =
    Site.csvHeader + Site.event("o1", "2026-10-01", "A", hours: 1)
    + Site.event("o2", "2026-10-02", "A", hours: 1) + Site.event("o2", "2026-10-02", "A", hours: 1)
  private static let november =
    Site.csvHeader + Site.event("n1", "2026-11-01", "A", hours: 1)
    + "broken,2026-11-02T00:00:00Z,,A,notebooks,lab,7,gpu,many\n"
  private static let both =
    Site.csvHeader + Site.event("b1", "2026-10-03", "A", hours: 1)
    + Site.event("b2", "2026-11-03", "A", hours: 1)
  private static let onlyBad = Site.csvHeader + "bad,2026-11-02T00:00:00Z,,A,notebooks,lab,7,gpu,few\n"

  private func site() throws -> Site {
    var files = Site.books
    for name in files.keys where name.hasPrefix("logs/") { files[name] = nil }
    files["logs/1.csv"] = Self.october
    files["logs/2.csv"] = Self.november
    files["logs/3.csv"] = Self.both
    return try Site(files)
  }

  private func read(_ site: Site) throws -> [String] {
    let row = try #require(try site.table("control_totals.csv").rows.first { $0["section"] == "source" })
    return ["files", "read", "accepted", "duplicate", "quarantined"].map { row[$0] ?? "" }
  }

  @Test("files of later days only are not counted, those that go on are counted whole, and the page says both")
  func records() throws {
    let site = try site()
    try site.night()
    #expect(try read(site) == ["3", "7", "5", "1", "1"])
    let today = try site.reportBytes()
    #expect(try site.read("reports/summary.html").contains("of 7</dd>"))
    for verb in ["report", "run"] {
      #expect(try site.run(verb, "--as-of", "2026-10-31").code == 0)
      #expect(try read(site) == ["2", "5", "4", "1", "0"], "\(verb)")
      let page = try site.read("reports/summary.html").replacing("\u{A0}", with: " ")
      #expect(page.contains("<dd>100.00% of 5</dd>"))
      #expect(
        page.contains("1 log file has usage after 31 October 2026 only, and none of those records is counted here."))
      #expect(page.contains("1 log file has usage up to 31 October 2026 and after it, and all of those records are"))
      #expect(!page.contains("logs/2.csv") && !page.contains("broken"))
    }
    try site.night()
    #expect(try site.reportBytes() == today)
  }

  @Test("a file that grew since is of the day that its first reading is of, and one without usage is of every day")
  func grown() throws {
    let site = try site()
    try site.write("logs/2.csv", Self.october)
    try site.remove("logs/3.csv")
    try site.remove("logs/1.csv")
    try site.night()
    try site.append("logs/2.csv", String(Self.november.dropFirst(Site.csvHeader.count)))
    try site.write("logs/4.csv", Self.onlyBad + Site.event("x", "2026-11-09", "A", hours: 1))
    try site.write("logs/5.csv", Self.onlyBad)
    try site.night()
    #expect(try site.run("report", "--as-of", "2026-10-31").code == 0)
    let page = try site.read("reports/summary.html")
    #expect(page.contains("logs/2.csv") && !page.contains("logs/4.csv") && page.contains("logs/5.csv"))
  }
}
