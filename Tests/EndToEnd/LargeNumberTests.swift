import Foundation
import Testing

@Suite("Numbers too large") struct LargeNumberTests {
  private let header = "id,start,tenant,environment,resource,quantity\n"

  @Test("one that no sum could hold is in quarantine, and the nights after it go well")
  func quarantined() throws {
    let site = try Site(Site.organization)
    let good = (0..<20).map { "n\($0),2026-10-02T00:00:00Z,ada,lab,gpu,1\n" }.joined()
    try site.write(
      "logs/new.csv",
      header + good + "x,2026-10-02T00:00:00Z,ada,lab,gpu,99999999999999999999999999\n"
        + "y,2026-10-02T00:00:00Z,ada,den,gpu,99999999999999999999999999\n")
    try site.night()
    let events = try site.table("control_totals.csv").rows.first { $0["source"] == "events" }
    #expect(events?["quarantined"] == "2")
    try site.night()
  }

  @Test("a figure that does not fit names resource and day, and is over when the price is mended")
  func price() throws {
    let site = try Site(Site.organization)
    try site.write("logs/new.csv", header + "x,2026-10-02T00:00:00Z,ada,lab,gpu,1000000000000000000\n")
    let rates = try #require(Site.organization["rates.csv"])
    try site.write("rates.csv", rates.replacing("gpu,GPU-hours,3.00", with: "gpu,GPU-hours,999999999999999"))
    let outcome = try site.run("run")
    #expect(outcome.code == 65)
    let complaint = try #require(outcome.complaints.first)
    #expect(complaint.hasPrefix("stackmeter: 2026-10: the result of "))
    #expect(complaint.contains("the largest usage is 1000000000000000000 of gpu on 2026-10-02: look for a number "))
    #expect(!site.exists("reports"))
    try site.write("rates.csv", rates)
    try site.night()
  }
}
