import Testing

@Suite("Whose a log is") struct SourceNameTests {
  @Test("a renamed source counts its logs again, and is warned of each night until the ledger is mended")
  func renamed() throws {
    let site = try Site(Site.organization)
    try site.night()
    #expect(try !site.read("reports/summary.html").contains("count twice"))
    try site.write("stackmeter.json5", Site.project.replacing("name: \"events\"", with: "name: \"usage\""))
    for _ in 0..<2 {
      let outcome = try site.run("run")
      #expect(outcome.code == 0)
      #expect(
        outcome.errors.contains(
          "warning: sources events and usage have 2 files of the same bytes, such as logs/a.csv: "
            + "what is in them counts twice; if a source was renamed, give it its old name back "
        ))
      #expect(try site.read("last_run.json").contains("sources events and usage have 2 files of the same bytes"))
      let page = try site.read("reports/summary.html")
      #expect(page.contains("2\u{A0}log files count twice, under two sources: the figures are too high."))
      #expect(
        page.contains(
          "<li><bdi>events</bdi> and <bdi>usage</bdi> have 2\u{A0}files of the same bytes, such as "
            + "<bdi>logs/a.csv</bdi></li>"))
    }
  }

  @Test("a log that two sources name is a mistake in the configuration, with both names")
  func twoSources() throws {
    let site = try Site(Site.organization)
    try site.night()
    let reports = try site.reports()
    try site.write(
      "stackmeter.json5",
      Site.project.replacing(
        "sources: [", with: #"sources: [{ name: "more", format: "usage-events", files: ["logs/a.*"] },"#))
    let outcome = try site.run("run")
    #expect(outcome.code == 78)
    #expect(
      outcome.complaints == [
        "stackmeter: logs/a.csv: the project's sources more and events both name this log, which would count twice: "
          + "change the files of one of them in stackmeter.json5"
      ])
    #expect(try site.reports() == reports)
  }
}
