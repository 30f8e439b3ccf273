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
