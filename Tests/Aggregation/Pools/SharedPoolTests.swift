import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite("Shared costs, overhead and unallocated usage, shared out") struct SharedPoolTests {
  /// A shared environment that the platform pays for, used by A for 100.00 and B for 200.00.
  private func platform() -> Organization {
    var organization = Organization()
    organization.rate("gpu", 1)
    organization.environment("lab", stack: "training", owner: "platform", kind: .shared)
    organization.cost("lab", 300)
    organization.cost("lab", 600, .operationsStaff, item: "operations staff")
    for (tenant, headcount) in [("A", 10), ("B", 30), ("platform", 20)] as [(TenantID, Int)] {
      organization.tenant(tenant, costCentre: tenant.text, headcount: ExactDecimal(headcount))
    }
    return organization
  }

  private let usages = [
    usage("2026-10-01", [hours(100)], tenant: "A"), usage("2026-10-02", [hours(200)], tenant: "B"),
  ]

  private func described(_ lines: some Sequence<ChargeLine>) -> [String] {
    lines.map { line in
      let identity = line.identity
      return "\(identity.tenant) \(identity.category.rawValue) \(identity.rule) \(line.amount ?? -1)"
    }
  }

  @Test("each step is weighed by what the steps before made, and takes from who paid what it gives")
  func order() throws {
    var organization = platform()
    organization.pool(.platformTeam, .usage, measured: "gpu", among: .environment)
    organization.pool(.sharedInfrastructure, .even)
    organization.pool(.overhead, .cost, amount: 90)
    let lines = try organization.lines(usages)
    #expect(
      described(lines.pooled) == [
        "(overhead) overhead overhead 90", "(overhead) overhead overhead: out by cost -90",
        // 100 + 150 + 200 of 1,200 in all.
        "A overhead overhead: cost 33.75", "A platform_team platform_team: usage 200",
        "A shared_infrastructure shared_infrastructure: even 150",
        "B overhead overhead: cost 56.25", "B platform_team platform_team: usage 400",
        "B shared_infrastructure shared_infrastructure: even 150",
        "platform platform_team platform_team: out by usage -600",
        "platform shared_infrastructure shared_infrastructure: out by even -300",
      ])
    #expect(try lines.byTenant() == ["A": "483.75", "B": "806.25"])
    #expect(try lines.filter { $0.identity.environment == "lab" }.amounts.total() == 1_200)
    let people = lines.filter { $0.identity.category == .platformTeam }
    #expect(
      people.compactMap(\.allocation?.basis) == ["usage of gpu in lab", "usage of gpu in lab", "usage of gpu in lab"])
    #expect(people.map(\.allocation?.weight) == [hours(100), hours(200), nil])
    #expect(people.map(\.allocation?.share) == ["0.333333333333", "0.666666666667", nil])
    #expect(people.map(\.account?.costCentre) == ["A", "B", "platform"])
    #expect(Set(people.compactMap(\.allocation?.distribution)).count == 1)
  }

  @Test("by percentages, by weights, by headcount, and among those who are listed")
  func methods() throws {
    func shares(_ change: (inout Organization) -> Void) throws -> [TenantID: ExactDecimal] {
      var organization = platform()
      organization.costs = []
      change(&organization)
      return try organization.lines(usages).of(.overhead).byTenant()
    }
    #expect(
      try shares {
        $0.pool(.overhead, .fixed, amount: 1_000)
        $0.receiver("A", of: "overhead", weight: "12.5")
        $0.receiver("C", of: "overhead", weight: "87.5")
      } == ["A": 125, "C": 875])
    #expect(
      try shares {
        $0.pool(.overhead, .weights, amount: 900)
        $0.receiver("A", of: "overhead", weight: 2)
        $0.receiver("B", of: "overhead", weight: 0)
        $0.receiver("C", of: "overhead", weight: 1)
      } == ["A": 600, "C": 300])
    // The platform carries nothing here: it is a tenant like the others.
    #expect(try shares { $0.pool(.overhead, .headcount, amount: 600) } == ["A": 100, "B": 300, "platform": 200])
    #expect(
      try shares {
        $0.pool(.overhead, .headcount, isListed: true, amount: 600)
        $0.receiver("B", of: "overhead")
        $0.receiver("C", of: "overhead")
      } == ["B": 600])
    #expect(
      try shares {
        $0.pool(.overhead, .even, isListed: true, amount: 600)
        $0.receiver("B", of: "overhead")
        $0.receiver("C", of: "overhead")
      } == ["B": 300, "C": 300])
    #expect(try shares { $0.pool(.overhead, .even, amount: 600) } == ["A": 300, "B": 300])
    #expect(try shares { $0.pool(.overhead, .separate, amount: 600) } == ["(overhead)": 600])
    #expect(try shares { $0.pool(.overhead, .separate, amount: 600, owner: "platform") } == ["platform": 600])
  }

  @Test("a floor and a cap hold for the pool or for one receiver, of the amount or of the month, by the day")
  func bounds() throws {
    var organization = platform()
    organization.costs = []
    organization.pool(
      .overhead, .headcount, amount: 600, bounds: ShareBounds(floor: .share(Fraction(1, 4)), cap: .amount(310)))
    organization.receiver("platform", of: "overhead", bounds: ShareBounds(cap: .amount(160)))
    let lines = try organization.lines(usages).of(.overhead)
    #expect(try lines.byTenant() == ["A": 150, "B": 290, "platform": 160])
    #expect(lines.compactMap(\.allocation?.note) == ["", "", "at its floor", "", "at its cap"])
    // A tenth of the month has a tenth of the amount and of what bounds it.
    organization.pools = []
    organization.pool(.overhead, .headcount, amount: 620, bounds: ShareBounds(cap: .amount(155)))
    organization.receivers = []
    #expect(
      try organization.lines(usages, upTo: "2026-10-11").of(.overhead).byTenant()
        == ["(overhead)": 50, "A": 50, "B": 50, "platform": 50])
  }

  @Test("who carries a pool receives of none but where it is listed, and then both entries are told")
  func carriers() throws {
    var organization = platform()
    organization.pool(.sharedInfrastructure, .headcount)
    #expect(try organization.lines(usages).byTenant() == ["A": 175, "B": 425, "platform": 600])
    organization.pools = []
    organization.pool(.sharedInfrastructure, .headcount, isListed: true)
    for tenant in ["A", "B", "platform"] as [TenantID] { organization.receiver(tenant, of: "shared_infrastructure") }
    let lines = try organization.lines(usages)
    #expect(try lines.byTenant() == ["A": 150, "B": 350, "platform": 700])
    #expect(
      lines.filter { $0.identity.tenant == "platform" && $0.allocation != nil }.amounts.sorted() == [-300, 100])
    organization.receivers = []
    organization.receiver("platform", of: "shared_infrastructure")
    #expect(try organization.lines(usages).byTenant() == ["A": 100, "B": 200, "platform": 900])
  }

  @Test("with nobody to receive the money stays: no users, no headcount, only carriers, only weights of 0 or below")
  func nobody() throws {
    for (method, usages) in [
      (.even, []), (.cost, []), (.usage, []), (.headcount, []), (.weights, usages), (.fixed, usages),
      (.usage, [usage("2026-10-01", [hours(-5)], tenant: "A")]),
      (.cost, [usage("2026-10-01", [hours(-5)], tenant: "A")]),
      (.even, [usage("2026-10-01", [hours(5)], tenant: "platform")]),
      (.even, [usage("2026-10-01", [hours(5)], tenant: "(unallocated)")]),
    ] as [(CostPool.Method, [DayUsage])] {
      var organization = platform()
      organization.tenants = []
      let before = try organization.lines(usages).byTenant()
      organization.pool(.sharedInfrastructure, method, measured: "gpu")
      organization.pool(.platformTeam, method, measured: "gpu")
      #expect(try organization.lines(usages).byTenant() == before, "\(method)")
      organization.pool(.overhead, method, measured: "gpu", amount: 50)
      let lines = try organization.lines(usages)
      #expect(try lines.pooled.byTenant() == ["(overhead)": 50], "\(method)")
      #expect(lines.pooled.count == 1 && lines.pooled[0].allocation?.note.isEmpty == false, "\(method)")
    }
  }

  @Test("a weight below 0 counts as 0, and the line that takes says so")
  func negativeWeights() throws {
    var organization = platform()
    organization.pool(.overhead, .usage, measured: "gpu", amount: 50)
    let lines = try organization.lines(usages + [usage("2026-10-01", [hours(-5)], tenant: "C")])
    #expect(try lines.of(.overhead).byTenant().keys.sorted() == ["A", "B"])
    #expect(lines.compactMap(\.allocation).first { $0.part == .out }?.note == "1 weight below 0 counts as 0")
  }

  @Test("a pool, its receivers and their accounts change within the month, and each day goes by what holds")
  func dates() throws {
    var organization = platform()
    organization.costs = []
    organization.cost("lab", 310)
    organization.pool(.sharedInfrastructure, .weights, from: "2026-10-11")
    organization.receiver("A", of: "shared_infrastructure", to: "2026-10-21")
    organization.receiver("B", of: "shared_infrastructure", from: "2026-10-16")
    organization.tenants = []
    organization.tenant("B", costCentre: "1", to: "2026-10-26")
    organization.tenant("B", costCentre: "2", from: "2026-10-26")
    let lines = try organization.lines().of(.sharedInfrastructure)
    #expect(
      lines.map { "\($0.identity.tenant) \($0.days.lowerBound) \($0.days.count) \($0.amount ?? 0)" } == [
        "A 2026-10-11 5 50", "A 2026-10-16 5 25", "B 2026-10-16 5 25", "B 2026-10-21 5 50", "B 2026-10-26 6 60",
        "platform 2026-10-11 5 -50", "platform 2026-10-16 5 -50", "platform 2026-10-21 11 -110",
      ])
    #expect(lines.compactMap(\.account?.costCentre) == ["1", "1", "2"])
    let distributions = try lines.distributions()
    #expect(distributions.values.allSatisfy { $0.isZero } && distributions.count == 3)
  }

  @Test("what idle pools left goes on to shared infrastructure where its pool takes it")
  func idleGoesOn() throws {
    var organization = platform()
    organization.capacity("lab", 1, from: "2026-10-03", to: "2026-10-04")
    organization.pool(.idle, .separate)
    organization.pool(.sharedInfrastructure, .cost)
    #expect(try organization.lines(usages).byTenant() == ["(idle)": 24, "A": 200, "B": 400, "platform": 600])
    organization.pools.removeLast()
    organization.pool(.sharedInfrastructure, .cost, takesIdle: true)
    let lines = try organization.lines(usages)
    #expect(try lines.byTenant() == ["A": 208, "B": 416, "platform": 600])
    #expect(try lines.of(.idle).amounts.total() == 24)
  }

  @Test("an environment is taken by the pool that names it, else its stack's, else the one for all that are shared")
  func mostSpecific() throws {
    var organization = platform()
    organization.costs = []
    for (name, stack, kind) in [
      ("den", "training", .shared), ("hub", "notebooks", .shared), ("own", "notebooks", .bespoke),
    ] as [(EnvironmentID, StackID, CataloguedEnvironment.Kind)] {
      organization.environment(name, stack: stack, owner: "platform", kind: kind)
    }
    for name in ["lab", "den", "hub", "own"] as [EnvironmentID] { organization.cost(name, 100) }
    organization.pool(.sharedInfrastructure, .even, name: "all")
    organization.pool(.sharedInfrastructure, .even, name: "trainers", stack: "training")
    organization.pool(.sharedInfrastructure, .even, name: "den only", environment: "den")
    let taken = try organization.lines(usages).pooled.filter { $0.allocation?.part == .out }
    #expect(
      taken.map { "\($0.identity.environment) \($0.allocation?.pool ?? "")" } == [
        "hub all", "den den only", "lab trainers",
      ])
  }

  @Test("usage of nobody is handed on with what it received, whatever its sign")
  func unallocated() throws {
    var organization = platform()
    organization.costs = []
    organization.pool(.overhead, .cost, amount: 40)
    organization.pool(.unallocated, .headcount)
    let nobody = usage("2026-10-01", [hours(100)], tenant: "(unallocated)", environment: "den")
    // 40 by 100:200:100, and then 110 by 10:30:20.
    #expect(
      try organization.lines(usages + [nobody]).byTenant()
        == ["A": "128.333333333333", "B": 275, "platform": "36.666666666667"])
    organization.pools.removeFirst()
    func spread(_ count: Int) throws -> [ExactDecimal] {
      try organization.lines([usage("2026-10-01", [hours(count)], tenant: "(unallocated)")]).pooled.amounts
    }
    let (less, more) = (try spread(-7), try spread(7))
    #expect(try less == more.map { try $0.negated() } && more.count == 4)
  }
}
