import Metering
import Testing

@testable import Comparison
@testable import Reporting

/// A chart that has no room for everything says so below it.
@Suite("Charts that are cut")
struct CutChartTests {
  private func context(_ teams: Int) throws -> SummaryContext {
    try #require(SummaryContext(try FoundOrganization(furtherTeams: teams).input()))
  }

  private func note(_ body: Markup) -> String {
    PageReader(body.html).text.replacing("\u{A0}", with: " ").firstRange(of: "Not drawn").map {
      String(PageReader(body.html).text.replacing("\u{A0}", with: " ")[$0.lowerBound...].prefix { $0 != "\n" })
    } ?? ""
  }

  @Test("who runs what: the teams that are not drawn, and how many duplicates they have")
  func owners() throws {
    let context = try context(40)
    let grid = try #require(context.findings?.ownership)
    // 44 teams and what nobody owns, in ten columns.
    #expect(Set(grid.cells.map(\.owner)).count == 45)
    let body = DuplicateSection.section(context).body
    let drawn = body.html.split(separator: "class=\"box\"").count - 1
    let hidden = grid.cells.count { $0.finding == .duplicate } - drawn
    #expect(hidden > 0)
    #expect(note(body) == "Not drawn: 35 more teams, none of them dearer, with \(hidden) duplicates; see the figures.")
  }

  @Test("who would pay more: the tenants between those who gain and who lose most")
  func tenants() throws {
    let context = try context(40)
    let bills = try #require(context.findings?.organizationSplit.tenants)
    let left = bills.count - PageTable.chartRows
    #expect(left > 0)
    #expect(
      note(TenantShiftSection.section(context).body)
        == "Not drawn: \(left) more tenants between these; see the figures.")
  }

  @Test("versions: the teams that are not drawn")
  func versions() throws {
    let context = try context(40)
    let uses = VersionUse.all(try #require(context.findings?.environments))
    let left = Set(uses.map(\.owner)).count - GridChart.columnLimit
    #expect(left > 30)
    #expect(note(VersionSection.section(context).body).hasPrefix("Not drawn: \(left) more teams, "))
  }

  @Test("where all is drawn, no chart says that something is not")
  func whole() throws {
    let html = String(decoding: try SummaryPage.file(for: try FoundOrganization().input()).bytes, as: UTF8.self)
    #expect(!html.contains("Not drawn"))
  }

  @Test("parts that are not there are not counted, one is in the singular, and several are joined")
  func words() {
    func text(_ stacks: Int, _ teams: Int) -> String {
      PageReader(
        LeftOut.note([.init(stacks, "more stack", "more stacks"), .init(teams, "more team", "more teams")]).html
      ).text.replacing("\u{A0}", with: " ")
    }
    #expect(text(0, 0).isEmpty)
    #expect(text(1, 0) == "Not drawn: 1 more stack; see the figures.\n")
    #expect(text(2, 1_000) == "Not drawn: 2 more stacks and 1,000 more teams; see the figures.\n")
  }
}
