import Aggregation
import Metering
import Testing

@testable import Reporting

@Suite("The index") struct IndexPageTests {
  private func index(_ input: ReportInput) throws -> String {
    let files = try ReportSet.files(for: input)
    return String(decoding: try #require(files.first { $0.name == "index.html" }).bytes, as: UTF8.self)
  }

  @Test("every tenant is told by its name and its id, which the files know it by")
  func tenants() throws {
    let input = SampleOrganization.input()
    let html = try index(input)
    let text = PageReader(html).text
    #expect(PageReader(html).faults == [] && text.contains("Tenant id"))
    for (tenant, account) in SampleOrganization.accounts {
      #expect(html.contains("<bdi>\(tenant.text)</bdi>"), "\(tenant)")
      #expect(text.contains(account.name))
    }
  }

  @Test("of very many tenants the largest are on the page, and a file tells where every one's statement is")
  func manyTenants() throws {
    let sample = SampleOrganization.input()
    let model = try #require(sample.periods.first)
    let posted = try #require(model.lines.first { $0.minorUnits != nil })
    let lines = (1...300).map { number in
      let line = posted.line
      let identity = ChargeLine.Identity(
        period: model.period, days: line.identity.days, tenant: TenantID("team\(number)"), stack: line.identity.stack,
        environment: line.identity.environment, version: line.identity.version, category: line.identity.category,
        item: line.identity.item, rule: line.identity.rule, chargeClass: .regular)
      return PostedLine(
        line: ChargeLine(
          identity: identity, account: nil, quantity: line.quantity, meterUnit: nil, pricing: nil,
          amount: ExactDecimal(number), currency: line.currency), minorUnits: Int128(100 * number),
        lineID: "l\(number)")
    }
    let input = sample.with(periods: [
      PeriodInput(
        period: model.period, state: "open", days: model.days, lines: lines, comparisons: [], organization: nil)
    ])
    let files = try ReportSet.files(for: input)
    let html = try index(input)
    let rows = html.ranges(of: "href=\"tenants/").count
    #expect(rows == 2 * 200 && html.contains("tenants/team300.html") && !html.contains("tenants/team1.html"))
    #expect(html.contains("others: 100: see tenant_pages.csv") && html.contains("href=\"tenant_pages.csv\""))
    let list = readCSV(try #require(files.first { $0.name == "tenant_pages.csv" }).bytes)
    #expect(list.count == 301)
    let names = Set(files.map(\.name))
    for row in list.dropFirst() { #expect(names.contains(row[2]) && names.contains(row[3])) }
    #expect(list.contains { $0[0] == "team1" && $0[2] == "tenants/team1.html" && $0[5] == "1.00" })
  }

  @Test("every month says whether it is reconciled with the providers' bills, and by which basis where they differ")
  func reconciled() throws {
    let input = SampleOrganization.input()
    let html = try index(input)
    #expect(html.contains(">Reconciled</th>"))
    func word(_ cash: ReconciledEnvironment.Status, _ effective: ReconciledEnvironment.Status) -> String {
      ReconciliationPart.word(cash: cash, effective: effective).html
    }
    #expect(word(.yes, .yes) == "yes" && word(.notBilled, .notBilled) == "n/a")
    #expect(word(.no, .no) == "<span class=\"warn\">no</span>")
    #expect(word(.yes, .notBilled) == "cash yes, effective n/a")
    #expect(word(.yes, .no) == "<span class=\"warn\">cash yes, effective no</span>")
  }
}
