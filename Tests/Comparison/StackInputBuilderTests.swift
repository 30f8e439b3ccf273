import Metering
import Testing

@testable import Comparison
@testable import Configuration

/// Which environments, tenants and days there are, and all of it at once by hand.
@Suite struct StackInputBuilderTests {
  @Test("demand is told by tenant, and the tenants add up to the environment's demand hour by hour")
  func demandOfTenants() throws {
    var organization = try CataloguedOrganization.lab()
    organization.use("2026-10-01", [0: 3_600, 5: 1_800], by: "grace")
    organization.use("2026-10-01", [5: 5_400], by: "ada", version: "7")
    organization.use("2026-10-01", [5: 600], by: "ada", version: "8")
    let resource = try #require(organization.inputs("2026-10-01", "2026-10-02").environment("lab").resources.first)
    #expect(resource.demandOfTenants.map(\.tenant) == ["ada", "grace"])
    #expect(resource.demandOfTenants[0].unitSeconds[5] == 6_000)
    #expect(resource.demandOfTenants[1].unitSeconds[0] == 3_600 && resource.demandOfTenants[1].unitSeconds[5] == 1_800)
    let curves = resource.demandOfTenants.map { DemandCurve($0.unitSeconds) }
    #expect(try DemandCurve(sumOf: curves).unitSeconds == resource.demand)
    #expect(resource.demand[5] == 7_800)
  }

  @Test("an environment in the logs alone is in each stack that logs name, with its tenants and versions of it")
  func uncatalogued() throws {
    var organization = CataloguedOrganization()
    organization.use("2026-10-01", [0: 1], in: "den", by: "bob", stack: "training", version: "8")
    organization.use("2026-10-02", [0: 1], in: "den", by: "ada", stack: "notebooks", version: "7")
    organization.use("2026-10-03", [0: 1], in: "den", by: "ada", version: "7")
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["notebooks", "training"])
    let den = inputs.flatMap(\.environments)
    #expect(den.map(\.environment) == ["den", "den"])
    #expect(den.allSatisfy { $0.kind == nil && $0.owner == nil && $0.resources == [] && $0.share == .one })
    #expect(den.map(\.tenants) == [["ada"], ["bob"]] && den.map(\.versions) == [["7"], ["8"]])
    #expect(den.map(\.otherStacks) == [["training"], ["notebooks"]])
    // What names no stack is of none, like its charge line.
    var builder = try organization.builder()
    for usage in organization.usage { try builder.add(usage) }
    #expect(builder.withoutStack == ["den"])
  }

  @Test("environments that nobody has classified are not pooled: they are compared with nothing, and told")
  func unclassified() throws {
    var organization = CataloguedOrganization()
    organization.use("2026-10-01", [0: 1], in: "den", by: "bob", stack: "training")
    for environment in ["pit", "hut"] as [EnvironmentID] {
      organization.use("2026-10-02", [0: 1], in: environment, by: "ada")
    }
    organization.use("2026-10-02", [0: 1], in: "(unmapped)", by: "ada", stack: "training")
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["training"])
    #expect(inputs[0].environments.map(\.environment) == ["den"])
    var builder = try organization.builder()
    for usage in organization.usage { try builder.add(usage) }
    #expect(builder.withoutStack == ["(unmapped)", "hut", "pit"])
  }

  @Test("an environment that ends in the month is in it with the capacity it held, and not in the next")
  func endsInTheMonth() throws {
    var organization = CataloguedOrganization()
    organization.environment("lab", version: "7", to: "2026-10-11")
    organization.capacity("lab", 4, to: "2026-10-11")
    try organization.rate("gpu", 1)
    let lab = try organization.inputs().environment("lab")
    #expect(lab.owner == "ada" && lab.versions == ["7"])
    #expect(lab.resources.flatMap(\.segments) == [ResourceInput.Segment(units: 4, unitCost: 240, hours: 0..<240)])
    #expect(try organization.inputs("2026-11-01", "2026-12-01") == [])
  }

  @Test("an environment that changed its owner and stack is of each on the days on which the catalogue says so")
  func movedBetweenStacks() throws {
    var organization = CataloguedOrganization()
    organization.environment("lab", stack: "training", owner: "bob", from: "2026-10-20")
    organization.environment("lab", stack: "notebooks", owner: "ada", to: "2026-10-20")
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["notebooks", "training"])
    #expect(inputs.flatMap(\.environments).map(\.owner) == ["ada", "bob"])
    #expect(inputs.flatMap(\.environments).map(\.share) == [Fraction(19, 31), Fraction(12, 31)])
    #expect(try organization.inputs("2026-10-01", "2026-10-20").map(\.stack) == ["notebooks"])
  }

  @Test("an environment without usage is there, and a cost of one that nobody knows is compared with nothing")
  func withoutUsage() throws {
    var organization = try CataloguedOrganization.lab()
    try organization.line("ghost", .otherFixed, "other", 5, stack: "(unmapped)")
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["notebooks"])
    #expect(inputs[0].environments.map(\.environment) == ["lab"])
    #expect(try inputs.environment("lab").tenants == [])
  }

  @Test("days outside those compared are passed over")
  func otherDays() throws {
    var organization = try CataloguedOrganization.lab()
    organization.use("2026-10-10", [0: 3_600])
    organization.use("2026-10-11", [0: 3_600], by: "eve")
    let input = try organization.inputs("2026-10-01", "2026-10-11")[0]
    #expect(input.months == Fraction(10, 31) && input.hours == 240)
    #expect(input.environments[0].tenants == ["ada"])
    #expect(try input.environments[0].resources.first?.demand.total() == 3_600)
  }

  @Test("what a stack assumes comes from the project, its own where it has any")
  func assumptions() throws {
    var organization = try CataloguedOrganization.lab()
    organization.environment("den", stack: "training")
    var own = organization.assumptions
    own.spareNodes = 3
    organization.assumptions.stacks = ["training": own]
    #expect(try organization.inputs().map(\.assumptions.spareNodes) == [1, 3])
  }

  @Test("two labs of four GPUs on one day, worked out by hand")
  func byHand() throws {
    // GPUs at 2.00 an hour; each lab holds 4 for the 24 hours of 2026-10-01, a 31st of the month.
    // ada uses 3 in hour 0 and 1 in hour 1; bob 1 in hour 0 and 4 in hour 2.
    var organization = CataloguedOrganization()
    try organization.rate("gpu", 2)
    for (name, owner) in [("lab-a", "ada"), ("lab-b", "bob")] {
      organization.environment(EnvironmentID(name), owner: TenantID(owner))
      organization.capacity(EnvironmentID(name), 4)
      // A control plane of 310.00 a month: 10.00 a day.
      try organization.line(EnvironmentID(name), .controlPlane, "control plane", 10)
    }
    organization.use("2026-10-01", [0: 10_800, 1: 3_600], in: "lab-a", by: "ada")
    organization.use("2026-10-01", [0: 3_600, 2: 14_400], in: "lab-b", by: "bob")
    organization.assumptions.headroom = .zero
    organization.assumptions.isolationOverhead = .zero
    organization.assumptions.spareNodes = 1
    organization.assumptions.migrationHoursPerEnvironment = 1
    organization.assumptions.wagePerHour = 60
    organization.assumptions.parallelMonths = 0
    let inputs = try organization.inputs("2026-10-01", "2026-10-02")
    let comparison = try StackComparison(of: try #require(inputs.first))

    // Used: ada 4 GPU-hours = 8.00, bob 5 = 10.00. Held: 4 × 24 × 2.00 = 192.00 each.
    #expect(comparison.environments.map(\.used) == [8, 10])
    #expect(comparison.environments.map(\.idle) == [184, 182])
    #expect(comparison.environments.map(\.total) == [202, 202])
    #expect(comparison.today == 404)
    // Peaks 3 and 4, together 7; the sum of both is 4 in hour 0, 1 in hour 1, 4 in hour 2.
    let pool = try #require(comparison.pooling.first)
    #expect(pool.sumOfPeaks == Fraction(7) && pool.pooledPeak == Fraction(4) && pool.pooledPeakHour == 0)
    #expect(pool.diversityFactor == Fraction(7, 4))
    // 8 held; right-sized 3 + 4; pooled 4; one spare.
    #expect([pool.heldToday, pool.rightSized, pool.pooled, pool.shared] == [8, 7, 4, 5])
    // A GPU is 48.00 a day: 5 × 48 = 240.00, and the dearest control plane, 10.00.
    #expect(comparison.shared == 250)
    #expect(comparison.bridge.map(\.amount) == [404, -48, -144, 48, -10, 0, 0, 0, 0, 0, 250])
    // 404 − 250 = 154.00 saved on the day, 31 times as much a month; once 2 environments × 1 h × 60.00.
    #expect(comparison.saving == 154 && comparison.oneTimeCost == 120)
    #expect(comparison.verdict == .pays && comparison.paybackMonth == 1)
    #expect(comparison.notes == [.staffNotRecorded])
  }
}
