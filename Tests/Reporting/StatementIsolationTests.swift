import Comparison
import Metering
import Testing

@testable import Reporting

@Suite("A statement holds no other tenant's data")
struct StatementIsolationTests {
  /// A tenant's page and file as they are written.
  private static func files(_ team: String, in input: ReportInput) throws -> [(name: String, text: String)] {
    let slug = "tenants/\(MarkedOrganization.mark(team))."
    return try ReportSet.files(for: input).filter { $0.name.hasPrefix(slug) }.map {
      ($0.name, String(decoding: $0.bytes, as: UTF8.self))
    }
  }

  /// An amount of whole dollars as a file or a page may have it.
  private static func texts(_ amount: Int) -> [String] {
    ["\(amount).00", "\(DisplayText.count(amount)).00", DisplayText.count(amount)]
  }

  /// All amounts of a bill in the model, as files and pages have them.
  private static func texts(_ bills: [TenantBill]) -> Set<String> {
    let currency = SampleOrganization.usd
    let amounts = bills.flatMap { bill in
      bill.items.flatMap { [$0.today, $0.shared] } + [bill.today, bill.shared, bill.gain]
    }.map { abs(currency.minorUnits(of: $0)) }.filter { $0 >= 100_000 }
    return Set(amounts.flatMap { [currency.text(minorUnits: $0), DisplayText.exact($0, currency)] })
  }

  @Test("no name, no amount, no line, no version and no bill of another, on the page and in the file")
  func isolated() throws {
    let input = try MarkedOrganization().input()
    let findings = try #require(input.periods.last?.findings.value)
    let everybody = MarkedOrganization.teams + [MarkedOrganization.platform]
    func bills(_ team: String) -> [TenantBill] {
      let tenant = TenantID(MarkedOrganization.mark(team))
      return (findings.splits.flatMap(\.tenants) + findings.organizationSplit.tenants).filter { $0.tenant == tenant }
    }
    var compared = 0
    for team in everybody {
      let files = try Self.files(team, in: input)
      #expect(files.map(\.name) == [".csv", ".html"].map { "tenants/\(MarkedOrganization.mark(team))\($0)" })
      let own = Self.texts(bills(team))
      for (name, text) in files {
        let isPage = name.hasSuffix(".html")
        let numbers = Set(text.split { !("0123456789.".contains($0) || isPage && $0 == ",") }.map { String($0) })
        for amount in MarkedOrganization.amounts[team] ?? [] {
          #expect(Self.texts(amount).contains { text.contains($0) }, "\(name) lacks \(amount)")
        }
        for part in isPage ? ["corrected", "sharing", "behind", "when", "changed"] : ["Correction", "day,", "sharing"]
        where MarkedOrganization.amounts[team] != nil {
          #expect(text.contains(part), "\(name) lacks \(part)")
        }
        for other in everybody where other != team {
          #expect(!text.contains(MarkedOrganization.mark(other)), "\(name) tells of \(other)")
          for amount in MarkedOrganization.amounts[other] ?? [] {
            for form in Self.texts(amount) { #expect(!text.contains(form), "\(name) tells \(form) of \(other)") }
          }
          for form in Self.texts(bills(other)).subtracting(own) {
            #expect(!numbers.contains(form), "\(name) tells \(form) of the bill of \(other)")
            compared += 1
          }
        }
        // What all of them hand on is the platform's alone, and what all come to is nobody's.
        if team != MarkedOrganization.platform {
          for form in Self.texts(MarkedOrganization.handedOn) { #expect(!text.contains(form), "\(name)") }
        }
        // An environment that nobody catalogued is nobody's.
        #expect(!text.contains("mystery"), "\(name)")
      }
    }
    #expect(compared > 100, "the teams' bills in the model differ")
  }

  @Test("a share of a pool does not show what runs in the environment that it comes from")
  func pooled() throws {
    let input = try MarkedOrganization().input()
    for statement in try TenantStatement.all(of: input) {
      let used = Set(
        (statement.shown?.lines ?? []).filter { $0.line.allocation == nil }.map(\.line.identity.environment))
      let versions = try #require(statement.versions)
      for use in versions.behind {
        #expect(used.contains(use.environment) || use.environment.text.hasPrefix(statement.tenant.text))
      }
    }
  }
}
