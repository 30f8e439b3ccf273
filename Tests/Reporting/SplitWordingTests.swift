import Comparison
import Configuration
import Metering
import Testing

@testable import Reporting

@Suite("How shared cost is split, in words") struct SplitWordingTests {
  private func words(_ markup: Markup) -> String { markup.plainText.replacing("\u{A0}", with: " ") }

  private func findings(_ settings: SplitSettings) throws -> PeriodFindings {
    try #require(try FoundOrganization(split: settings).month().findings.value)
  }

  private static let phrases: [(SplitRule, String)] = [
    (.even, "is split evenly:"), (.usage, "by what each uses in all hours:"),
    (.ownPeak, "by each one's own highest hour:"),
    (.coincidentPeak, "by what each uses in the highest hour of all together:"),
    (.topHours, "by what each uses in the highest hours of all together:"), (.shapley, "by what each adds to it"),
    (.scrb, "by what each adds to it as the last"), (.temporal, "hour by hour, each at its own worth"),
    (.temporalIntensity, "by use, with the worth of each hour as its price:"),
    (.standAloneProportional, "by what tenants pay for it today, capacity and fixed costs alike"),
  ]

  @Test("every rule has its own words, and none says that nobody pays more", arguments: SplitRule.allCases)
  func rules(rule: SplitRule) throws {
    let phrase = try #require(Self.phrases.first { $0.0 == rule }?.1)
    let findings = try findings(SplitSettings(rule: rule))
    let wording = SplitWording(findings.splits)
    let said = words(wording.ofAll)
    #expect(said.contains(phrase), "\(said)")
    #expect(!said.contains("nobody pays more"))
    guard rule != .standAloneProportional else {
      #expect(said.contains("the same percentage") && !said.contains("evenly") && !said.contains("alone ("))
      return
    }
    let above = Set(findings.splits.flatMap(\.pools).flatMap(\.shares).filter(\.isAboveAlone).map(\.tenant))
    #expect(said.contains("no tenant's part of it is more than it would need alone") == above.isEmpty)
    #expect(above.allSatisfy { said.contains($0.text) })
    #expect(said.contains("capacity may cost a tenant more than alone"))
    #expect(said.contains("Everything else is split evenly among those who use a stack"))
  }

  @Test("who bears more than alone is named, and on a tenant's own page only whether it does")
  func above() throws {
    var seen: Set<Bool> = []
    for rule in SplitRule.allCases where rule != .standAloneProportional {
      let findings = try findings(SplitSettings(rule: rule))
      for tenant in findings.organizationSplit.tenants.map(\.tenant) {
        let shares = findings.splits.flatMap(\.pools).flatMap(\.shares).filter { $0.tenant == tenant }
        guard !shares.isEmpty else { continue }
        let isAbove = shares.contains(where: \.isAboveAlone)
        seen.insert(isAbove)
        let said = words(SplitWording(findings.splits, of: tenant).ofTenant)
        #expect(said.contains("this team's part of it is \(isAbove ? "more" : "no more") than it would need alone"))
        let others = findings.organizationSplit.tenants.filter { $0.tenant != tenant }
        #expect(others.allSatisfy { !said.contains($0.tenant.text) })
      }
    }
    #expect(seen == [true, false])
  }

  @Test("both pages say it, and the file has the rule and who bears more than alone")
  func pages() throws {
    let input = SampleOrganization.input().with(periods: [try FoundOrganization(split: .init(rule: .even)).month()])
    let page = String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)
    #expect(page.contains("The need for shared capacity is split evenly"))
    #expect(!page.contains("nobody pays more for it"))
    let rows = try ComparisonFile.rows(input.periods[0], input).filter { $0.section == .split }
    #expect(rows.contains { $0.name == "rule" && $0.text == "even" })
    let findings = try #require(input.periods[0].findings.value)
    let above = findings.splits.flatMap { split in
      Set(split.pools.flatMap(\.shares).filter(\.isAboveAlone).map(\.tenant.text))
    }
    #expect(!above.isEmpty)
    #expect(rows.filter { $0.name == "part_of_need" }.map(\.subject).sorted() == above.sorted())
  }
}
