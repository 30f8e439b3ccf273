import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite struct CreditTests {
  private func organization() -> Organization {
    var organization = Organization()
    organization.rate("gpu", 1)
    return organization
  }

  private func hours(_ count: Int, _ date: String = "2026-10-01", tenant: TenantID = "ada") -> DayUsage {
    usage(date, [ExactDecimal(count * 3_600)], tenant: tenant)
  }

  @Test("credits are used in the order in which they end, none beyond what is left of it or what is owed")
  func order() throws {
    var organization = organization()
    organization.adjust("late", .credit(100), tenant: "ada", to: "2027-01-01")
    organization.adjust("early", .credit(30), tenant: "ada", to: "2026-12-01")
    organization.adjust("never", .credit(100), tenant: "ada")
    let lines = try organization.lines([hours(50)]).of(.credit)
    #expect(lines.map(\.identity.rule) == ["early", "late"])
    #expect(lines.amounts == [-30, -20])
  }

  @Test("what is left goes on into the next month; what a period took is known by its lines")
  func carried() throws {
    var organization = organization()
    organization.adjust("gift", .credit(100), tenant: "ada")
    var balances = CreditBalances(Adjustments(organization.adjustments))
    var taken: [[ExactDecimal]] = []
    var period = october
    for hoursUsed in [60, 30, 30, 30] {
      let lines = try organization.lines(
        [hours(hoursUsed, period.firstDay.description)], period: period, credits: balances)
      taken.append(lines.of(.credit).amounts)
      try balances.take(lines)
      period = period.next
    }
    #expect(taken == [[-60], [-30], [-10], []])
    #expect(balances.left(of: "gift") == 0 && balances.left(of: "other") == 0)
  }

  @Test("a credit whose amount was lowered beneath what it has paid pays nothing more")
  func lowered() throws {
    var organization = organization()
    organization.adjust("gift", .credit(100), tenant: "ada")
    let lines = try organization.lines([hours(80)])
    organization.adjustments = []
    organization.adjust("gift", .credit(50), tenant: "ada")
    var balances = CreditBalances(Adjustments(organization.adjustments))
    try balances.take(lines)
    #expect(balances.left(of: "gift") == 0)
    #expect(try organization.lines([hours(80)], credits: balances).of(.credit).isEmpty)
  }

  @Test("a credit pays for the days before it ends, and for what it names")
  func scope() throws {
    var organization = organization()
    organization.rate("cpu", 1, per: "core-hours")
    organization.adjust("gift", .credit(100), tenant: "ada", resource: "gpu", to: "2026-10-16")
    let lines = try organization.lines([
      hours(10, "2026-10-15"), hours(10, "2026-10-16"), usage("2026-10-01", [36_000], resource: "cpu"),
      hours(10, tenant: "bob"),
    ])
    #expect(lines.of(.credit).amounts == [-10])
    #expect(lines.of(.credit).map(\.days) == [day("2026-10-01")..<day("2026-10-16")])
  }

  @Test("a credit of everybody's is shared by what each owes, a line each, and the lines add to what it pays")
  func shared() throws {
    var organization = organization()
    organization.adjust("grant", .credit(100))
    let lines = try organization.lines([
      hours(100), hours(100, tenant: "bob"), hours(100, tenant: "eve"), hours(-10, tenant: "zoe"),
    ]).of(.credit)
    #expect(lines.map(\.identity.tenant) == ["ada", "bob", "eve"])
    #expect(lines.amounts == ["-33.333333333333", "-33.333333333334", "-33.333333333333"])
    #expect(lines.map(\.identity.stack.text) == ["(unmapped)", "(unmapped)", "(unmapped)"])
    #expect(lines.map(\.identity.environment) == ["lab", "lab", "lab"])
  }

  @Test("a credit's line is of the one environment that it pays for, or of (all)")
  func place() throws {
    var organization = organization()
    organization.adjust("gift", .credit(100), tenant: "ada")
    let lines = try organization.lines([
      usage("2026-10-01", [3_600], stack: "a", environment: "x"),
      usage("2026-10-01", [3_600], stack: "a", environment: "y"),
    ]).of(.credit)
    #expect(lines.map(\.identity.stack) == ["a"] && lines.map(\.identity.environment.text) == ["(all)"])
    #expect(lines.amounts == [-2])
  }

  @Test("a credit pays a minimum too, and two credits never pay the same")
  func minimumAndOverlap() throws {
    var organization = organization()
    organization.adjust("commit", .minimum(40), tenant: "ada")
    organization.adjust("gpu", .credit(100), tenant: "ada", resource: "gpu", to: "2027-01-01")
    organization.adjust("all", .credit(25), tenant: "ada")
    // 10 of usage and 30 lacking: the first pays the usage, the second of the minimum what it can.
    let lines = try organization.lines([hours(10)])
    #expect(lines.of(.minimum).amounts == [30])
    #expect(lines.of(.credit).map(\.identity.rule) == ["all", "gpu"])
    #expect(lines.of(.credit).amounts == [-25, -10])
    #expect(try lines.amounts.total() == 5)
  }

  @Test("a cost centre that changes in the month makes two lines")
  func accounts() throws {
    var organization = organization()
    organization.tenant("ada", costCentre: "1", to: "2026-10-16")
    organization.tenant("ada", costCentre: "2", from: "2026-10-16")
    organization.adjust("gift", .credit(30), tenant: "ada")
    let lines = try organization.lines([hours(20, "2026-10-01"), hours(40, "2026-10-20")]).of(.credit)
    #expect(lines.map(\.account?.costCentre) == ["1", "2"] && lines.amounts == [-10, -20])
  }
}
