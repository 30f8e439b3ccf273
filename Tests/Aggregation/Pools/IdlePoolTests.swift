import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite("Idle capacity and who takes it over") struct IdlePoolTests {
  /// An hour of V14, with the capacity of that hour alone: the days charged have no other.
  private func statement(_ organization: Organization) throws -> [TenantID: Int128] {
    // 10 units on one day at a price that makes the day's capacity 1,000.00.
    let lines = try organization.lines(
      [
        usage("2026-10-01", [ExactDecimal](repeating: hours(4), count: 24), tenant: "A"),
        usage("2026-10-01", [ExactDecimal](repeating: hours(2), count: 24), tenant: "B"),
      ], upTo: "2026-10-02")
    #expect(try lines.distributions().values.allSatisfy(\.isZero))
    var cents: [TenantID: Int128] = [:]
    for (line, posted) in zip(lines, try posted(lines, currency: dollars)) {
      cents[line.identity.tenant, default: 0] += posted ?? 0
    }
    return cents.filter { $0.value != 0 }
  }

  private func example(_ method: CostPool.Method) throws -> Organization {
    var organization = Organization.idleExample(method)
    organization.rates = []
    // 1,000.00 for 240 unit-hours.
    organization.rate("gpu", .packages(PackagePrice(size: 24, price: 100, scope: .organization)))
    return organization
  }

  @Test("V14: of 1,000.00 for 10 units, of which A uses 4 and B 2")
  func idleDistribution() throws {
    #expect(try statement(example(.usage)) == ["A": 66_667, "B": 33_333])
    #expect(try statement(example(.even)) == ["A": 60_000, "B": 40_000])
    #expect(try statement(example(.separate)) == ["A": 40_000, "B": 20_000, "(idle)": 40_000])
  }

  @Test("by reserved share each pays for its part of the capacity, and what nobody reserved stays")
  func reservedShare() throws {
    var organization = try example(.reservedShare)
    organization.receiver("A", of: "idle", weight: 5)
    organization.receiver("C", of: "idle", weight: 2)
    #expect(try statement(organization) == ["A": 60_000, "B": 20_000, "C": 8_000, "(idle)": 12_000])
    organization.receivers = []
    organization.receiver("A", of: "idle", weight: 15)
    organization.receiver("C", of: "idle", weight: 5)
    #expect(try statement(organization) == ["A": 70_000, "B": 20_000, "C": 10_000])
  }

  @Test("hour by hour: usage above the capacity fills no other hour, and usage below 0 frees no more than there is")
  func byTheHour() throws {
    var organization = Organization.idleExample(.separate)
    organization.capacities = []
    organization.capacity("lab", 10, from: "2026-10-01", to: "2026-10-02")
    let lines = try organization.lines([usage("2026-10-01", [hours(4), hours(12), hours(-1)], tenant: "A")])
    let idle = try #require(lines.first { $0.identity.category == .idle })
    // 6 + 0 + 10 and 21 hours of 10.
    #expect(idle.quantity == hours(6 + 10 + 210) && idle.amount == 22_600)
    #expect(idle.pricing?.unitPrice == 100 && idle.identity.rule == "idle at gpu@2020-01-01")
    #expect(idle.identity.tenant == "(idle)" && idle.identity.item == "gpu" && idle.identity.environment == "lab")
    #expect(lines.of(.usage).amounts == [1_500])
  }

  @Test("capacity without an end is idle no longer than its environment is there")
  func daysOfEnvironment() throws {
    var organization = Organization.idleExample(.separate)
    organization.environments = []
    organization.environment(
      "lab", stack: "training", owner: "platform", kind: .shared, from: "2026-10-03", to: "2026-10-05")
    let idle = try organization.lines().filter { $0.identity.category == .idle }
    #expect(idle.map(\.quantity) == [hours(480)] && idle.amounts == [48_000])
  }

  @Test("a line ends where price, capacity's stack or the holder's account change, and days without capacity have none")
  func segments() throws {
    var organization = Organization.idleExample(.separate)
    organization.rates = []
    organization.rate("gpu", 1, from: "2020-01-01", to: "2026-10-11")
    organization.rate("gpu", 2, from: "2026-10-11")
    organization.capacities = []
    organization.capacity("lab", 1, from: "2026-10-05", to: "2026-10-16")
    organization.capacity("lab", 3, from: "2026-10-16", to: "2026-10-26")
    organization.pools = []
    organization.pool(.idle, .separate, owner: "platform")
    organization.tenant("platform", costCentre: "1", to: "2026-10-21")
    organization.tenant("platform", costCentre: "2", from: "2026-10-21")
    let idle = try organization.lines().of(.idle)
    #expect(
      idle.map { "\($0.days.lowerBound) \($0.days.count) \($0.account?.costCentre ?? "") \($0.amount ?? -1)" } == [
        "2026-10-05 6 1 144", "2026-10-11 10 1 \(2 * 24 * (5 + 5 * 3))", "2026-10-21 5 2 \(2 * 24 * 15)",
      ])
    #expect(idle.allSatisfy { $0.identity.tenant == "platform" })
  }

  @Test("a day of 25 hours has 25 hours of capacity")
  func daylightSaving() throws {
    var organization = Organization.idleExample(.separate)
    // Berlin: 2026-10-25 has 25 hours.
    organization.zone = ZoneRules(
      name: "Europe/Berlin", changes: [1_774_746_000, 1_792_890_000], offsets: [3_600, 7_200, 3_600])
    organization.capacities = []
    organization.capacity("lab", 1, from: "2026-10-25", to: "2026-10-26")
    #expect(try organization.lines().of(.idle).amounts == [2_500])
  }

  @Test("idle capacity without a price is shown without an amount and is given to nobody")
  func unrated() throws {
    var organization = Organization.idleExample(.even)
    organization.rates = []
    let lines = try organization.lines([usage("2026-10-01", [hours(1)], tenant: "A")])
    #expect(lines.of(.idle).map(\.amount) == [nil] && lines.of(.idle).map(\.identity.rule) == ["idle"])
    #expect(lines.of(.idle).allSatisfy { $0.quantity == hours(31 * 24 * 10 - 1) })
  }

  @Test("a pool for all takes shared environments only, one that names an environment takes it whatever it is")
  func scopes() throws {
    var organization = Organization.idleExample(.separate)
    organization.environment("den", stack: "training", owner: "A")
    organization.capacity("den", 1)
    organization.pool(.idle, .separate, name: "den", environment: "den", from: "2026-10-31")
    organization.pool(.idle, .separate, name: "lab-gpu", environment: "lab", from: "2026-10-30")
    let idle = try organization.lines().of(.idle)
    #expect(
      Set(idle.map { "\($0.identity.environment) \($0.allocation?.pool ?? "") \($0.days.count)" })
        == ["lab idle 29", "lab lab-gpu 2", "den den 1"])
  }

  @Test("with nobody there who uses it, idle capacity stays and the line says why")
  func nobody() throws {
    var organization = Organization.idleExample(.usage)
    organization.environment("den", stack: "training", owner: "platform", kind: .shared)
    let lines = try organization.lines([usage("2026-10-01", [hours(1)], tenant: "A", environment: "den")])
    #expect(try lines.byTenant() == ["A": 100, "(idle)": 744_000])
    #expect(lines.pooled.map(\.allocation?.note) == ["nobody has a weight"])
    #expect(lines.pooled.map(\.allocation?.part) == [.cost])
  }

  @Test("usage of nobody takes its part of what is idle, and hands it on only where a pool says so")
  func unallocated() throws {
    var organization = Organization.idleExample(.usage)
    organization.capacities = []
    organization.capacity("lab", 10, from: "2026-10-01", to: "2026-10-02")
    let usages = [
      usage("2026-10-01", [hours(3)], tenant: "A"),
      usage("2026-10-01", [hours(1)], tenant: TenantID(ReservedName.unallocated)),
    ]
    // 240 hours less 4.
    #expect(try organization.lines(usages).byTenant() == ["A": 18_000, "(unallocated)": 6_000])
    organization.pool(.unallocated, .cost)
    #expect(try organization.lines(usages).byTenant() == ["A": 24_000])
  }
}
