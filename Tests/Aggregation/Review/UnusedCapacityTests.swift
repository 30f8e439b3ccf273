import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite("Capacity that nobody used") struct UnusedCapacityTests {
  private func unused(
    _ organization: Organization, _ usages: [DayUsage], days: Range<CivilDate>
  ) throws -> UnusedCapacity.Amount {
    var unused = UnusedCapacity(
      of: ["lab"], configuration: organization.configuration, calendar: OrganizationCalendar(zone: organization.zone),
      days: days)
    for usage in usages { try unused.add(usage) }
    return try #require(try unused.amounts()["lab"])
  }

  @Test("V14: of ten units in an hour at 100.00 four hundred are left when A uses four and B two")
  func oneHour() throws {
    var organization = Organization.idleExample(.separate)
    organization.pools = []
    let first = day("2026-10-01")
    let full = [ExactDecimal](repeating: hours(10), count: 23)
    let amount = try unused(
      organization,
      [usage("2026-10-01", [hours(4)] + full, tenant: "A"), usage("2026-10-01", [hours(2)], tenant: "B")],
      days: first..<first.adding(days: 1))
    #expect(amount == UnusedCapacity.Amount(amount: 400))
  }

  @Test("nothing is held on days on which the catalogue does not have the environment")
  func daysOfEnvironment() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.environment("lab", to: "2026-10-02")
    organization.capacity("lab", 2)
    let days = day("2026-10-01")..<day("2026-11-01")
    #expect(try unused(organization, [], days: days) == UnusedCapacity.Amount(amount: 48))
  }

  @Test("what is used beyond the capacity of an hour fills no other, and is told")
  func beyond() throws {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.environment("lab")
    organization.capacity("lab", 2)
    let days = day("2026-10-01")..<day("2026-10-02")
    let amount = try unused(organization, [usage("2026-10-01", [hours(5), hours(-1), hours(2)])], days: days)
    #expect(amount == UnusedCapacity.Amount(amount: 44, hoursBeyond: 1))
  }

  @Test("used and idle are the capacity's cost, whoever uses it and however the price moves in the month")
  func conserved() throws {
    for seed in UInt64(1)...40 {
      var random = SplitMix64(seed: seed)
      var organization = Organization()
      let change = "2026-10-\(random.int(10...28))"
      organization.rate("gpu", "2.40", to: change)
      organization.rate("gpu", "2.15", from: change)
      organization.environment("lab")
      organization.capacity("lab", 8)
      var usages: [DayUsage] = []
      for index in 0..<31 {
        let date = october.firstDay.adding(days: index).description
        for tenant in ["a", "b"] as [TenantID] {
          let used = (0..<24).map { _ in ExactDecimal(random.int(0...14_400)) }
          usages.append(usage(date, used, tenant: tenant))
        }
      }
      let amount = try unused(organization, usages, days: october.days)
      let charged = try organization.lines(usages).amounts.total()
      let cost = try ExactDecimal(8 * 24).times(
        ExactDecimal(october.firstDay.distance(to: day(change))).times("2.40").plus(
          ExactDecimal(day(change).distance(to: october.endDay)).times("2.15")))
      // Three roundings a price: each line's, and what is idle at it.
      let off = try charged.plus(amount.amount).minus(cost)
      #expect(off.picounits.magnitude <= 3, "seed \(seed): \(off)")
      #expect(amount.hoursBeyond == 0 && amount.withoutRate == 0)
    }
  }

  @Test("capacity without a rate is counted and costs what nobody knows; other environments are not looked at")
  func withoutRate() throws {
    var organization = Organization()
    organization.environment("lab")
    organization.capacity("lab", 2)
    organization.capacity("den", 2, of: "cpu.core")
    let amount = try unused(organization, [], days: october.days)
    #expect(amount == UnusedCapacity.Amount(amount: 0, withoutRate: 1))
  }
}
