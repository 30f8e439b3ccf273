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
}
