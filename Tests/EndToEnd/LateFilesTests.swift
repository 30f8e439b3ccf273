import Foundation
import Testing

@Suite("Logs that come late, grow or are mended") struct LateFilesTests {
  /// Reports of the lines without what tells how and when the logs were read.
  private func figures(_ site: Site) throws -> [String: String] {
    let ofTheSet = ["SHA256SUMS", "control_totals.csv", "index.html", "manifest.json", "summary.html"]
    return try site.reportTexts().filter { !ofTheSet.contains($0.key) }
  }

  @Test("a file that grows, a file that comes late and a file sent again come to the same as all at once")
  func grownAndLate() throws {
    let more = "e8,2026-10-01T23:00:00Z,2026-10-02T01:00:00Z,ada,notebooks,lab,7,gpu,3600\n"
    let late = Site.csvHeader + "e9,2026-09-30T08:00:00Z,,bob,notebooks,den,8,gpu,1800\n"
    let nightly = try Site(Site.organization)
    try nightly.night()
    let before = try nightly.reportBytes()
    try nightly.append("logs/a.csv", more)
    try nightly.night()
    try nightly.write("logs/0.csv", late)
    try nightly.night()
    #expect(nightly.exists("reports/lines_2026-09.csv"))
    #expect(try nightly.reportBytes() != before)
    // The same bytes under another name.
    try nightly.write("logs/again.csv", Site.csv + more)
    let outcome = try nightly.run("run")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "logs/again.csv: the same bytes as logs/a.csv, skipped\n")

    let once = try Site(Site.organization)
    try once.append("logs/a.csv", more)
    try once.write("logs/0.csv", late)
    try once.night()
    #expect(try figures(nightly) == figures(once))
    #expect(try nightly.rollup() == once.rollup())
  }

  @Test("a bad line is kept apart with its place and shown until it is mended")
  func mended() throws {
    let site = try Site(Site.organization)
    try site.append("logs/a.csv", "e4,yesterday,,ada,notebooks,lab,7,gpu,3600\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("logs/a.csv: 2 accepted, 0 duplicate, 1 quarantined\n"))
    #expect(try site.read("reports/summary.html").contains("Q004"))
    let (lines, usage) = (try site.table("lines_2026-10.csv").rows.count, try site.rollup())
    try site.write("logs/a.csv", Site.csv + "e4,2026-10-02T10:00:00Z,,ada,notebooks,lab,7,gpu,3600\n")
    try site.night()
    #expect(try !site.read("reports/summary.html").contains("Q004"))
    #expect(try site.table("lines_2026-10.csv").rows.count == lines + 1)
    #expect(try site.rollup() != usage)
  }

  @Test("the same id with other content is a conflict: the first stays")
  func conflict() throws {
    let site = try Site(Site.organization)
    try site.night()
    let usage = try site.rollup()
    try site.write("logs/z.csv", Site.csv.replacing(",7200\n", with: ",9999\n"))
    let outcome = try site.run("run")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "logs/z.csv: 0 accepted, 1 duplicate, 1 quarantined\n")
    #expect(try site.rollup() == usage)
    #expect(try site.read("reports/summary.html").contains("Q009"))
  }

  @Test("columns that nobody reads are told of once")
  func ignoredColumns() throws {
    let site = try Site()
    let header = "id,start,tenant,environment,resource,quantity,colour,mood\n"
    try site.write("logs/a.csv", header + "1,2026-10-01T00:00:00Z,ada,lab,gpu,1,red,good\n")
    try site.write("logs/c.csv", header + "2,2026-10-01T00:00:00Z,ada,lab,gpu,1,blue,bad\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 0)
    #expect(
      outcome.errors.split(separator: "\n").filter { $0.contains("ignored") } == [
        "events: ignored columns: colour, mood"
      ])
  }
}
