import Aggregation
import Comparison
import Configuration
import Foundation
import Metering
import Testing

@testable import Reporting

@Suite("The page's questions")
struct FindingsPageTests {
  private static let found = Result { try render(FoundOrganization().input()) }

  private static func render(_ input: ReportInput) throws -> String {
    String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)
  }

  private func text(_ html: String) -> String { PageReader(html).text.replacing("\u{A0}", with: " ") }

  /// The part of the page from an id to the next part of its kind.
  private func part(_ id: String, of html: String, until end: String) throws -> Substring {
    let start = try #require(html.firstRange(of: "id=\"\(id)\"")?.upperBound)
    return html[start...].prefix(upTo: html[start...].firstRange(of: end)?.lowerBound ?? html.endIndex)
  }

  @Test("are all there, in their order, each with its answer, its chart and the figures behind it")
  func order() throws {
    let html = try Self.found.get()
    let sections = PageReader(html).all("section").compactMap { $0.value("id") }
    #expect(sections == PageQuestion.allCases.map(\.id) + ["figures"])
    for question in PageQuestion.allCases {
      let section = try part(question.id, of: html, until: "</section>")
      #expect(section.contains("<svg class=\"plot\""), "\(question)")
      #expect(section.contains("href=\"#\(question.figuresID)\""), "\(question)")
      #expect(try part(question.figuresID, of: html, until: "class=\"figures-part\"").contains("<table>"))
    }
    #expect(PageReader(html).faults == [])
  }

  @Test("every number in a chart is in the tables behind it, exactly or as it is rounded", arguments: [false, true])
  func numbers(loses: Bool) throws {
    let html = try Self.render(FoundOrganization(loses: loses, furtherTeams: loses ? 0 : 9).input())
    var count = 0
    for question in PageQuestion.allCases {
      let labels = PageNumbers.labels(in: try part(question.id, of: html, until: "</section>"))
      count += labels.flatMap(PageNumbers.numbers).count
      let figures = try part(question.figuresID, of: html, until: "class=\"figures-part\"")
      let missing = PageNumbers.missing(labels, in: PageNumbers.cells(in: figures))
      #expect(missing.isEmpty, "\(question): \(missing)")
    }
    #expect(count > 60)
  }

  /// The page of the sample as it is committed, which CI writes again to the same bytes.
  private static let committed = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../reports/summary.html").standardized

  @Test("on the sample's own page too, every number in a chart is in the tables behind it")
  func sampleNumbers() throws {
    let html = String(decoding: try Data(contentsOf: Self.committed), as: UTF8.self)
    var count = 0
    for question in PageQuestion.allCases {
      let labels = PageNumbers.labels(in: try part(question.id, of: html, until: "</section>"))
      count += labels.flatMap(PageNumbers.numbers).count
      let figures = try part(question.figuresID, of: html, until: "class=\"figures-part\"")
      let missing = PageNumbers.missing(labels, in: PageNumbers.cells(in: figures))
      #expect(missing.isEmpty, "\(question): \(missing)")
    }
    #expect(count > 150)
  }

  @Test("every number of the headline is in the tables of the first question, and those of the cards in a table")
  func headlineNumbers() throws {
    let sample = String(decoding: try Data(contentsOf: Self.committed), as: UTF8.self)
    for html in [sample, try Self.found.get()] {
      let figures = PageNumbers.cells(
        in: try part(PageQuestion.sharing.figuresID, of: html, until: "class=\"figures-part\""))
      let start = try #require(html.firstRange(of: "<h1>")?.upperBound)
      let headline = html[start...].prefix(upTo: html[start...].firstRange(of: "</h1>")?.lowerBound ?? html.endIndex)
      let values = html.split(separator: "<p class=\"value\">").dropFirst()
        .compactMap { $0.split(separator: "</p>").first.map(String.init) }
      #expect(values.count >= 4 && !PageNumbers.numbers(in: String(headline)).isEmpty)
      let missing = PageNumbers.missing([PageReader(String(headline)).text], in: figures)
      #expect(missing.isEmpty, "\(missing)")
      let unknown = PageNumbers.missing(values.map { PageReader($0).text }, in: PageNumbers.cells(in: html[...]))
      #expect(unknown.isEmpty, "\(unknown)")
    }
  }

  @Test("the check of numbers finds one that is not there")
  func numbersAreChecked() {
    #expect(PageNumbers.missing(["saves 1.24 million"], in: "1,235,001.00").isEmpty)
    #expect(PageNumbers.missing(["saves 1.24 million"], in: "1,246,000.00").map(\.text) == ["1.24"])
    #expect(PageNumbers.missing(["−12,345"], in: "12,345.49 12,346").isEmpty)
    #expect(PageNumbers.missing(["7 of 9"], in: "7 8").map(\.text) == ["9"])
  }

  @Test("every chart is an image that says what it shows and what it finds")
  func images() throws {
    let page = PageReader(try Self.found.get())
    let charts = page.all("svg").filter { $0.value("class") == "plot" && $0.value("aria-hidden") == nil }
    #expect(charts.count >= 16)
    #expect(charts.allSatisfy { $0.value("role") == "img" && $0.value("aria-labelledby")?.contains(" ") == true })
    #expect(page.all("title").count == charts.count + page.all("svg").count { $0.value("class") == "bar" } + 1)
    #expect(page.all("desc").count == page.all("title").count - 1)
  }

  @Test("where sharing loses, each of them says so")
  func losing() throws {
    let text = text(try Self.render(FoundOrganization(loses: true).input()))
    #expect(text.contains("The money does not come back within"))
    #expect(text.contains("Over the horizon sharing loses USD"))
    #expect(text.contains("2 tenants of 2 would pay more"))
    #expect(text.contains("would cost USD") && text.contains("so it is no waste"))
    #expect(!text.contains("duplication costs USD"))
  }

  @Test("a month whose findings are not known says why, and has its answer all the same")
  func missing() throws {
    let input = try FoundOrganization().input()
    for (reason, words) in [
      (FoundFindings.Reason.leftOut, "a figure does not fit in the exact numbers"),
      (.closedByAnotherVersion, "the month was closed by another version of the program"),
    ] {
      let month = input.periods[0]
      let without = PeriodInput(
        period: month.period, state: month.state, days: month.days, lines: month.lines,
        comparisons: month.comparisons, organization: month.organization, findings: .missing(reason))
      let html = try Self.render(input.with(periods: [without]))
      #expect(PageReader(html).faults == [])
      for question in [PageQuestion.duplicates, .versions, .tenants, .payback, .ranges] {
        let section = try part(question.id, of: html, until: "</section>")
        #expect(section.contains(words) && !section.contains("<svg"), "\(question)")
      }
      #expect(try part("difference", of: html, until: "</section>").contains("<svg"))
      // Nothing is drawn of it in the trend, and nothing is 0.
      #expect(try part("trend-duplicates-d", of: html, until: "</desc>").contains("not known of any month"))
    }
  }

  @Test("reconciliation is n/a while no bill was read, and the bills' figures when one was")
  func reconciliation() throws {
    let input = try FoundOrganization().input()
    #expect(text(try Self.render(input)).contains("n/a: no bill of the month was read"))
    let month = input.periods[0]
    func page(billed: ExactDecimal) throws -> String {
      let row = ReconciledEnvironment(
        environment: "ada-notebooks", chargePeriod: month.period, invoices: ["I-1"], invoice: billed, allocated: 1_000)
      let review = PeriodReview(
        cash: Reconciliation(basis: .cash, rows: [row]), effective: Reconciliation(basis: .effective, rows: []),
        budgets: [], movements: [])
      let held = PeriodInput(
        period: month.period, state: month.state, days: month.days, lines: month.lines,
        comparisons: month.comparisons, organization: month.organization, findings: month.findings, review: review)
      return text(try Self.render(input.with(periods: [held])))
    }
    let tied = try page(billed: 1_000)
    #expect(tied.contains("1 environment has bills of the month, and all of them are explained to the cent."))
    #expect(tied.contains("yes, with the bills"))
    #expect(tied.contains("yes, with the bills of 1 of 1 environment"))
    let differs = try page(billed: "1250.50")
    #expect(differs.contains("that of ada-notebooks is not explained.") && differs.contains("250.50"))
    #expect(differs.contains("1,250.50") && differs.contains("no: see below"))
  }

  @Test("an organisation with many teams has charts that end, and tables that do not")
  func manyTeams() throws {
    let html = try Self.render(FoundOrganization(furtherTeams: 40).input())
    let tenants = try part("tenants", of: html, until: "</section>")
    #expect(PageNumbers.labels(in: tenants).count == 2 * PageTable.chartRows)
    #expect(try part("where", of: html, until: "</section>").contains("others ("))
    let owners = try part("figures-duplicates", of: html, until: "class=\"figures-part\"")
    for team in 10..<50 { #expect(owners.contains("team-\(team)-notebooks")) }
    #expect(html.utf8.count <= 1_048_576)
  }

  @Test("a threat is one row however many stacks have it, and who loses in one stack alone is told")
  func rows() throws {
    let html = try Self.found.get()
    let trust = try part("figures-trust", of: html, until: "</main>")
    #expect(trust.split(separator: ThreatWording.title(.hourlyMeans)).count == 2)
    let tenants = try part("figures-tenants", of: html, until: "class=\"figures-part\"")
    #expect(tenants.contains("id=\"shift-stacks-caption\""))
  }

  @Test("a page beyond what browsers take is refused, with what to do")
  func tooLarge() throws {
    let long = String(repeating: "ä", count: 60_000)
    let rows = (0..<60).map { AssumptionRow(name: "\($0)", value: long, source: "project file") }
    #expect(throws: ReportingError.self) {
      try SummaryPage.file(for: SampleOrganization.input().with(assumptions: rows))
    }
  }

  @Test("an assumption shows its range, what it rests on, whose it is, and how old it is on the last day measured")
  func assumptions() throws {
    let row = AssumptionRow(
      name: "headroom", value: "10%", source: "SRE", range: "5% to 30%", evidence: "measured", owner: "platform",
      reviewed: SampleOrganization.input().asOf.adding(days: -41))
    let text = text(try Self.render(SampleOrganization.input().with(assumptions: [row])))
    for words in ["Headroom", "5% to 30%", "measured", "platform", "41 days ago"] { #expect(text.contains(words)) }
  }
}
