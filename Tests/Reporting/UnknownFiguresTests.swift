import Comparison
import Metering
import Testing

@testable import Reporting

@Suite("What is not known is not 0") struct UnknownFiguresTests {
  private func input(_ organization: FoundOrganization) throws -> ReportInput {
    SampleOrganization.input().with(periods: [try organization.month()])
  }

  private func page(_ input: ReportInput) throws -> String {
    String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)
  }

  @Test("without a release, whether anything is past its support: in the sentence, the chart, the table and the file")
  func support() throws {
    let unlisted = try input(FoundOrganization(areReleasesListed: false))
    let html = try page(unlisted)
    let text = PageReader(html).text
    #expect(text.contains("whether anything is past its support is not known, as releases.csv lists no version in use"))
    #expect(!text.contains("nothing is past its support"))
    let listed = try page(input(FoundOrganization()))
    #expect(PageReader(listed).text.contains("past the end of support of a component"))
    func chart(_ html: String) throws -> Substring {
      let start = try #require(html.firstRange(of: "id=\"trend-support-d\"")?.upperBound)
      return html[start...].prefix(200)
    }
    #expect(try chart(html).contains("not known of any month"))
    #expect(try !chart(listed).contains("not known of any month"))
    func rows(_ input: ReportInput) throws -> [ComparisonFile.Row] {
      try ComparisonFile.rows(input.periods[0], input).filter { $0.section == .organizationSupport }
    }
    for name in ["environments_past", "days_past", "spent", "surcharge", "ending"] {
      let unknown = try rows(unlisted).filter { $0.name == name }
      #expect(!unknown.isEmpty && unknown.allSatisfy { $0.value == nil && $0.amount == nil && $0.text != nil })
      let known = try rows(input(FoundOrganization())).filter { $0.name == name }
      #expect(known.allSatisfy { ($0.value != nil || $0.amount != nil) && $0.text == nil })
    }
  }

  @Test("what switching costs is told of all environments together, and of each it is left empty")
  func switching() throws {
    let input = try input(FoundOrganization())
    let html = try page(input)
    let start = try #require(html.firstRange(of: "id=\"today-caption\"")?.upperBound)
    let table = html[start...].prefix(upTo: html[start...].firstRange(of: "</table>")?.lowerBound ?? html.endIndex)
    let body = table.prefix(upTo: try #require(table.firstRange(of: "</tbody>")?.lowerBound))
    #expect(!body.contains(">0.00</td><td class=\"n\">"))
    #expect(table.contains("of it lost between environments, not told one by one"))
    let rows = try ComparisonFile.rows(input.periods[0], input)
    let each = rows.filter { $0.section == .spending && $0.name == "switching" }
    #expect(!each.isEmpty && each.allSatisfy { $0.today == nil && $0.text?.contains("not told one by one") == true })
    let all = try #require(rows.first { $0.section == .organizationSpending && $0.name == "switching" })
    #expect(try #require(all.today) > 0)
    // The parts of the whole are those of the environments, and what is lost between them.
    func sum(_ name: String) -> Int128 {
      rows.filter { $0.section == .spending && $0.name == name }.reduce(0) { $0 + ($1.today ?? 0) }
    }
    let whole = try #require(rows.first { $0.section == .organizationSpending && $0.name == "total" }?.today)
    #expect(sum("total") + (all.today ?? 0) == whole)
  }
}
