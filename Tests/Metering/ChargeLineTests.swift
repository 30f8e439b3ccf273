import Metering
import Testing

@Suite struct ChargeLineIdentityTests {
  @Test("lines are ordered by period, who, where, what, days and rule")
  func order() throws {
    let october = try #require(Period("2026-10"))
    func identity(
      period: Period? = nil, days: Range<CivilDate>? = nil, tenant: TenantID = "t", stack: StackID = "s",
      environment: EnvironmentID = "e", version: VersionID = "7", category: ChargeCategory = .licences,
      item: String = "m", rule: String = "r"
    ) -> ChargeLine.Identity {
      ChargeLine.Identity(
        period: period ?? october, days: days ?? october.days, tenant: tenant, stack: stack, environment: environment,
        version: version, category: category, item: item, rule: rule)
    }
    let short = october.firstDay..<october.firstDay.adding(days: 3)
    let late = october.firstDay.adding(days: 3)..<october.endDay
    let ordered = [
      identity(rule: "q"), identity(), identity(rule: "s"), identity(days: late), identity(item: "n"),
      identity(category: .usage, item: "a"), identity(version: "8"), identity(environment: "f"), identity(stack: "t"),
      identity(tenant: "u"), identity(period: october.next, tenant: "a"),
    ]
    #expect(ordered.reversed().sorted() == ordered)
    #expect(identity(days: short) < identity())
  }

  @Test("what is charged for and where it is booked go by their bytes: what looks alike is two")
  func lookAlike() throws {
    let october = try #require(Period("2026-10"))
    let (one, two) = ("caf\u{E9}", "cafe\u{301}")
    func identity(item: String, rule: String) -> ChargeLine.Identity {
      ChargeLine.Identity(
        period: october, days: october.days, tenant: "t", stack: "s", environment: "e", version: "7", category: .usage,
        item: item, rule: rule)
    }
    let identities = [
      identity(item: two, rule: two), identity(item: two, rule: one), identity(item: one, rule: two),
      identity(item: one, rule: one),
    ]
    #expect(Set(identities).count == 4 && identities.reversed().sorted() == identities)
    #expect(identity(item: one, rule: two) == identities[2])
    func account(_ texts: [String]) -> TenantAccount {
      TenantAccount(
        name: texts[0], businessUnit: texts[1], costCentre: texts[2], glAccount: texts[3], legalEntity: texts[4],
        owner: texts[5])
    }
    var accounts = [account(Array(repeating: one, count: 6))]
    for place in 0..<6 {
      var texts = Array(repeating: one, count: 6)
      texts[place] = two
      accounts.append(account(texts))
    }
    #expect(Set(accounts).count == 7)
    #expect(account(Array(repeating: one, count: 6)) == accounts[0])
  }
}
