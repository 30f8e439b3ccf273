import Aggregation
import Comparison
import Configuration
import Metering
import Testing

@testable import Reporting

@Suite("A tenant's statement")
struct TenantStatementTests {
  @Test("shows of what the comparison found the tenant's own bill and versions alone")
  func findings() throws {
    let input = try FoundOrganization(name: { "zq-\($0)" }).input()
    let statements = try TenantStatement.all(of: input)
    let findings = try #require(input.periods.last?.findings.value)
    for statement in statements {
      let own = findings.organizationSplit.tenants.first { $0.tenant == statement.tenant }
      #expect(statement.bill == own)
      #expect(statement.billsByStack.allSatisfy { $0.bill.tenant == statement.tenant })
      let environments = Set((statement.shown?.lines ?? []).map(\.line.identity.environment)).union(
        findings.environments.inventory.entries.filter { $0.owner == statement.tenant }.map(\.environment))
      let behind = try #require(statement.versions).behind
      #expect(behind.allSatisfy { environments.contains($0.environment) })
    }
  }

  @Test("statements add up to the months, each line is in one, and days add up to what usage costs at its rates")
  func tied() throws {
    let input = try MarkedOrganization().input()
    let statements = try TenantStatement.all(of: input)
    let lines = statements.flatMap { $0.months.flatMap(\.lines) }.map(\.posted.lineID)
    #expect(Set(lines).count == lines.count && lines.count == input.periods.reduce(0) { $0 + $1.lines.count })
    for statement in statements {
      let month = try #require(statement.shown)
      let days = month.used.flatMap(\.days).compactMap(\.minorUnits)
      let usage = month.lines.filter { $0.line.identity.category == .usage && !$0.line.isCorrection }
      #expect(days.reduce(0, +) == usage.compactMap(\.posted.minorUnits).reduce(0, +))
      #expect(days.isEmpty == usage.isEmpty)
    }
  }

  @Test("its page needs nothing but itself and keeps its structure")
  func page() throws {
    for input in [SampleOrganization.input(), try MarkedOrganization().input(), try FoundOrganization().input()] {
      for file in try ReportSet.files(for: input) where file.name.hasSuffix(".html") && file.name != "summary.html" {
        let page = PageReader(String(decoding: file.bytes, as: UTF8.self))
        #expect(page.faults == [], "\(file.name)")
        #expect(page.all("script").isEmpty && page.all("h1").count == 1)
        let ids = page.tags.compactMap { $0.value("id") }
        #expect(Set(ids).count == ids.count, "\(file.name)")
        for link in page.all("a").compactMap({ $0.value("href") }) {
          #expect(!link.contains(":") && !link.hasPrefix("/") && !link.contains(".."), "\(link)")
          if link.hasPrefix("#") { #expect(ids.contains(String(link.dropFirst())), "\(file.name) \(link)") }
        }
      }
    }
  }

  @Test("the index links to every file of the set, and to nothing else")
  func index() throws {
    let files = try ReportSet.files(for: SampleOrganization.input())
    let index = try #require(files.first { $0.name == "index.html" })
    let links = PageReader(String(decoding: index.bytes, as: UTF8.self)).all("a").compactMap { $0.value("href") }
    let named = Set(links.filter { !$0.hasPrefix("#") })
    #expect(named == Set(files.map(\.name)).subtracting(["index.html"]))
  }

  // MARK: - Names of files

  @Test("a slug is a safe file name, the name itself where that is one")
  func slugs() throws {
    let names = [
      "nlp", "team-7", "Fraud", "fraud", "FRAUD", "../../x", "..", ".", "/etc/passwd", "con", "CON", "aux.txt", "nul",
      "com1", "index", "", " ", "👩🏽‍🔬", "🧪", String(repeating: "a", count: 300), String(repeating: "a", count: 301),
      "a--b", "-a", "a-", "(unallocated)", "<script>", "two\r\nlines", "nul\u{0}", "ä", "a\u{308}", "x.html", "C:\\x",
      "\u{202E}evil", "=cmd|' /C calc'!A0",
    ]
    let slugs = TenantSlug.slugs(of: names.map { TenantID($0) })
    #expect(slugs.count == names.count)
    #expect(Set(slugs.values.map { $0.lowercased() }).count == names.count, "no two share a file")
    for (tenant, slug) in slugs {
      #expect(TenantSlug.isStatement(slug + ".html") && TenantSlug.isStatement(slug + ".csv"), "\(tenant) \(slug)")
      #expect(slug.utf8.count <= 105 && !slug.contains(".") && !slug.contains("/"))
    }
    for name in ["nlp", "team-7", "fraud"] { #expect(slugs[TenantID(name)] == name) }
    #expect(slugs["con"] != "con" && slugs["index"] != "index")
  }

  @Test("a name that looks like another's slug does not get its file")
  func forged() throws {
    let victim = try #require(TenantSlug.slugs(of: ["Fraud & Risk"])["Fraud & Risk"])
    let slugs = TenantSlug.slugs(of: [TenantID("Fraud & Risk"), TenantID(victim)])
    #expect(slugs["Fraud & Risk"] == victim && slugs[TenantID(victim)] != victim)
  }

  @Test(
    "other names are no statement",
    arguments: ["x.txt", ".html", "a/b.html", "../x.csv", "A.html", "con.html", "-.csv"])
  func foreign(name: String) { #expect(!TenantSlug.isStatement(name) && !ReportNames.isReport("tenants/" + name)) }
}
