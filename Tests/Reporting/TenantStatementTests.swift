import Aggregation
import Comparison
import Configuration
import Metering
import Testing

@testable import Reporting

@Suite("A tenant's statement")
struct TenantStatementTests {
  /// Primes, so that no half or sum of one is another.
  private static let hours = [1_009, 2_027, 3_041, 4_057, 5_077, 6_089]

  /// A month in which every tenant has names, accounts and amounts that no other has.
  private static func input() throws -> ReportInput {
    let sample = SampleOrganization.input()
    let period = try #require(Period(year: 2026, month: 9))
    var lines: [PostedLine] = []
    var usage = DailyUsageBuilder()
    for number in 0..<6 {
      let mark = "zq\(number)\(number)x"
      let environment = SampleOrganization.Environment(
        id: EnvironmentID("env-\(mark)"), stack: "notebooks", kind: .bespoke, owner: TenantID(mark),
        version: VersionID("v-\(mark)"), tenants: [TenantID(mark)], gpus: 1, busy: 50)
      let posted = SampleOrganization.usage(
        environment, TenantID(mark), period, period.days, resource: "gpu.a100",
        hours: ExactDecimal(hours[number]), price: "1", rule: "rate-\(mark)")
      let line = posted.line
      lines.append(
        PostedLine(
          line: ChargeLine(
            identity: line.identity,
            account: TenantAccount(
              name: "Name \(mark)", businessUnit: "bu-\(mark)", costCentre: "cc-\(mark)", glAccount: "gl-\(mark)",
              legalEntity: "le-\(mark)"), quantity: line.quantity, meterUnit: line.meterUnit, pricing: line.pricing,
            amount: line.amount, currency: line.currency), minorUnits: posted.minorUnits, lineID: "line-\(mark)"))
      let series = SeriesKey(
        tenant: TenantID(mark), stack: "notebooks", environment: environment.id, version: environment.version,
        resource: "gpu.a100")
      for day in [period.firstDay, period.firstDay.adding(days: 3 + number)] {
        try usage.add(DayUsage(series: series, day: day, hours: [.init(hour: 1, quantity: line.quantity)]))
      }
    }
    let month = PeriodInput(
      period: period, state: "open", days: period.days, lines: lines, comparisons: [], organization: nil,
      daily: try usage.dailyUsage(lines.map { ($0.line, $0.minorUnits) }, currency: sample.currency))
    return sample.with(periods: [month])
  }

  @Test("has no name and no figure of another tenant, on the page and in the file")
  func isolated() throws {
    let input = try Self.input()
    let files = try ReportSet.files(for: input).filter { $0.name.hasPrefix("tenants/") }
    #expect(files.count == 12)
    for file in files {
      let text = String(decoding: file.bytes, as: UTF8.self)
      for number in 0..<6 {
        let mark = "zq\(number)\(number)x"
        let amounts = [
          "\(Self.hours[number]).00", DisplayText.exact(Int128(100 * Self.hours[number]), input.currency),
          DisplayText.count(Self.hours[number]),
        ]
        if file.name.contains(mark) {
          #expect(text.contains(mark) && amounts.contains { text.contains($0) })
        } else {
          #expect(!text.contains(mark), "\(file.name) tells of \(mark)")
          for amount in amounts { #expect(!text.contains(amount), "\(file.name) tells \(amount) of \(mark)") }
        }
      }
      // What all come to is nobody's business either.
      #expect(!text.contains("21,300") && !text.contains("21300"))
    }
  }

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
      #expect(statement.behind.allSatisfy { environments.contains($0.environment) })
    }
  }

  @Test("statements add up to the months, each line is in one, and days add up to what usage costs at its rates")
  func tied() throws {
    let input = try Self.input()
    let statements = try TenantStatement.all(of: input)
    let lines = statements.flatMap { $0.months.flatMap(\.lines) }.map(\.posted.lineID)
    #expect(Set(lines).count == lines.count && lines.count == input.periods[0].lines.count)
    for statement in statements {
      let month = try #require(statement.shown)
      let days = month.daily.flatMap(\.days).compactMap(\.minorUnits)
      #expect(days.count == 2 && days.reduce(0, +) == month.sum.minorUnits)
    }
  }

  @Test("its page needs nothing but itself and keeps its structure")
  func page() throws {
    for input in [SampleOrganization.input(), try Self.input(), try FoundOrganization().input()] {
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
