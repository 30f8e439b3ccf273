import Metering
import Testing

@testable import Comparison
@testable import Configuration

private func day(_ text: String) -> CivilDate {
  guard let day = CivilDate(text) else { preconditionFailure("\(text) is no day") }
  return day
}

private func unit(_ text: String) -> MeteringUnit {
  guard let unit = MeteringUnit(text) else { preconditionFailure("\(text) is no unit") }
  return unit
}

/// An organisation whose catalogue a test writes, with what its logs show.
private struct Organization {
  var zone = ZoneRules.utc
  var units: [ResourceID: MeteringUnit] = [:]
  var rates: [Rate] = []
  var environments: [CataloguedEnvironment] = []
  var capacities: [Capacity] = []
  var assumptions = SharingAssumptions()
  var usage: [DayUsage] = []
  var lines: [ChargeLine] = []

  static let berlin = ZoneRules(
    name: "Europe/Berlin",
    // 2026-03-29T01:00:00Z and 2026-10-25T01:00:00Z.
    changes: [1_774_746_000, 1_792_890_000], offsets: [3_600, 7_200, 3_600])

  mutating func rate(
    _ resource: ResourceID = "gpu", _ price: ExactDecimal, per priced: String = "GPU-hours",
    from: String = "2020-01-01", to: String? = nil, tenant: TenantID? = nil, environment: EnvironmentID? = nil
  ) throws {
    rates.append(
      Rate(
        id: "gpu", resource: resource, unit: unit(priced), pricing: .unit(price), currency: try usd(),
        validity: Validity(from: day(from), to: to.map(day)),
        scope: UsageScope(tenant: tenant, environment: environment, resource: resource), reference: "rates.csv:2"))
  }

  mutating func environment(
    _ name: EnvironmentID, stack: StackID = "notebooks", owner: TenantID = "ada", version: VersionID = "",
    kind: CataloguedEnvironment.Kind = .bespoke, from: String? = nil, to: String? = nil
  ) {
    environments.append(
      CataloguedEnvironment(
        environment: name, stack: stack, kind: kind, owner: owner, version: version,
        validity: Validity(from: from.map(day), to: to.map(day)), reference: "environments.csv:2"))
  }

  mutating func capacity(
    _ environment: EnvironmentID, _ units: ExactDecimal, of resource: ResourceID = "gpu", from: String? = nil,
    to: String? = nil
  ) {
    capacities.append(
      Capacity(
        environment: environment, resource: resource, units: units,
        validity: Validity(from: from.map(day), to: to.map(day)), reference: "capacity.csv:2"))
  }

  mutating func use(
    _ date: String, _ hours: [Int: ExactDecimal], in environment: EnvironmentID = "lab",
    of resource: ResourceID = "gpu",
    by tenant: TenantID = "ada", stack: StackID = "", version: VersionID = ""
  ) {
    usage.append(
      DayUsage(
        series: SeriesKey(
          tenant: tenant, stack: stack, environment: environment, version: version, resource: resource),
        day: day(date),
        hours: hours.sorted { $0.key < $1.key }.map { DayUsage.Hour(hour: $0.key, quantity: $0.value) }))
  }

  mutating func line(
    _ environment: EnvironmentID, _ category: ChargeCategory, _ item: String, _ amount: ExactDecimal?
  ) throws {
    lines.append(
      ChargeLine(
        identity: ChargeLine.Identity(
          period: day("2026-10-01").period, days: day("2026-10-01").period.days, tenant: "ada", stack: "notebooks",
          environment: environment, version: "", category: category, item: item, rule: ""),
        account: nil, quantity: .one, meterUnit: nil, pricing: nil, amount: amount, currency: try usd()))
  }

  /// With nothing added to it.
  func builder(_ first: String = "2026-10-01", _ end: String = "2026-11-01") throws -> StackInputBuilder {
    let configuration = ProjectConfiguration(
      project: Project(
        organization: "Example", currency: try usd(), zone: zone, sources: [], resourceUnits: units,
        assumptions: assumptions),
      rateCard: RateCard(rates: rates), catalogue: Catalogue(environments: environments, capacities: capacities),
      files: [])
    return StackInputBuilder(
      configuration: configuration, calendar: OrganizationCalendar(zone: zone), days: day(first)..<day(end))
  }

  func inputs(_ first: String = "2026-10-01", _ end: String = "2026-11-01") throws -> [StackInput] {
    var builder = try builder(first, end)
    var placed = builder
    for usage in usage { try builder.add(usage) }
    let inputs = try builder.inputs(lines: lines)
    // Series told by their place come to the same.
    let series = Set(usage.map(\.series)).sorted()
    placed.expect(series)
    for usage in usage {
      let place = try #require(series.firstIndex(of: usage.series))
      try placed.add(PlacedUsage(place: place, day: usage.day, hours: usage.hours))
    }
    #expect(try placed.inputs(lines: lines) == inputs)
    return inputs
  }
}

extension [StackInput] {
  fileprivate func environment(_ name: EnvironmentID) throws -> EnvironmentInput {
    try #require(flatMap(\.environments).first { $0.environment == name })
  }
}

@Suite struct StackInputBuilderTests {
  private func lab(zone: ZoneRules = .utc) throws -> Organization {
    var organization = Organization()
    organization.zone = zone
    organization.environment("lab")
    organization.capacity("lab", 4)
    try organization.rate("gpu", 2)
    return organization
  }

  @Test("a day of 23 hours has 23 cells, and the day behind it begins an hour earlier")
  func springForward() throws {
    var organization = try lab(zone: Organization.berlin)
    organization.use("2026-03-29", [0: 3_600, 22: 7_200])
    organization.use("2026-03-30", [0: 10_800])
    let inputs = try organization.inputs("2026-03-29", "2026-03-31")
    #expect(inputs[0].hours == 47)
    #expect(inputs[0].months == Fraction(2, 31))
    #expect(inputs[0].sharedUnitCosts == ["gpu": 94])
    let resource = try #require(inputs.environment("lab").resources.first)
    #expect(resource.demand.count == 47)
    #expect(resource.demand.enumerated().filter { !$0.element.isZero }.map(\.offset) == [0, 22, 23])
    #expect(resource.demand[23] == 10_800)
    #expect(resource.segments == [ResourceInput.Segment(units: 4, unitCost: 94, hours: 0..<47)])
  }

  @Test("a day of 25 hours has 25 cells, and its month 745 hours to pay")
  func fallBack() throws {
    var organization = try lab(zone: Organization.berlin)
    organization.use("2026-10-25", [24: 3_600])
    organization.use("2026-10-26", [0: 7_200])
    let inputs = try organization.inputs()
    #expect(inputs[0].hours == 745 && inputs[0].months == .one)
    let resource = try #require(inputs.environment("lab").resources.first)
    // 24 days of 24 hours before it.
    #expect(resource.demand[24 * 24 + 24] == 3_600 && resource.demand[24 * 24 + 25] == 7_200)
    #expect(resource.segments.map(\.unitCost) == [1_490])
    #expect(resource.usedCost == 6)
  }

  @Test("capacity that changes in the month makes segments that meet, each at its days' price")
  func capacityChanges() throws {
    var organization = try lab()
    organization.capacities = []
    organization.capacity("lab", 8, from: "2026-10-11")
    organization.capacity("lab", 4, to: "2026-10-11")
    let resource = try #require(organization.inputs().environment("lab").resources.first)
    #expect(
      resource.segments == [
        ResourceInput.Segment(units: 4, unitCost: 480, hours: 0..<240),
        ResourceInput.Segment(units: 8, unitCost: 1_008, hours: 240..<744),
      ])
  }

  @Test("a price that changes in the month is summed by its days: Σ price × hours")
  func priceChanges() throws {
    var organization = try lab()
    organization.rates = []
    try organization.rate("gpu", 2, to: "2026-10-16")
    try organization.rate("gpu", "2.40", from: "2026-10-16")
    organization.use("2026-10-15", [23: 3_600])
    organization.use("2026-10-16", [0: 3_600])
    let inputs = try organization.inputs()
    let resource = try #require(inputs.environment("lab").resources.first)
    // 15 × 24 × 2.00 + 16 × 24 × 2.40 = 720 + 921.60
    #expect(resource.segments.map(\.unitCost) == ["1641.60"])
    #expect(inputs[0].sharedUnitCosts == ["gpu": "1641.60"])
    #expect(resource.usedCost == "4.40")
  }

  @Test("capacity is held at its owner's price, the shared environment's at everyone's")
  func ownersPrice() throws {
    var organization = try lab()
    try organization.rate("gpu", 1, tenant: "ada")
    let inputs = try organization.inputs()
    #expect(try inputs.environment("lab").resources.first?.segments.map(\.unitCost) == [744])
    #expect(inputs[0].sharedUnitCosts == ["gpu": 1_488])
  }

  @Test("demand within capacity costs at most the capacity; what is above it costs nothing more")
  func usedCost() throws {
    for seed in UInt64(1)...60 {
      var random = SeededGenerator(seed: seed)
      var organization = Organization()
      organization.zone = random.bool() ? .utc : Organization.berlin
      organization.environment("lab")
      let units = ["GPU-seconds", "GPU-hours", "GPU-days", "GPU-minutes"]
      organization.units = ["gpu": unit(units[random.int(0...3)])]
      let held = try #require(organization.units["gpu"]?.secondsHeld)
      let change = "2026-10-\(random.int(10...25))"
      organization.capacity("lab", ExactDecimal(random.int(0...4)), to: change)
      organization.capacity("lab", ExactDecimal(random.int(1...8)), from: change)
      try organization.rate("gpu", random.decimal(upTo: 9_999_999, places: 6), to: "2026-10-15")
      try organization.rate("gpu", random.decimal(upTo: 9_999_999, places: 6), from: "2026-10-15")
      let most = random.int(1...12)
      for date in 1...31 {
        var hours: [Int: ExactDecimal] = [:]
        for hour in 0..<24 where random.bool() {
          hours[hour] = try ExactDecimal(random.int(1...most) * 3_600).times(Fraction(1, held))
        }
        organization.use("2026-10-\(date < 10 ? "0" : "")\(date)", hours)
      }
      let input = try organization.inputs()[0]
      let resource = try #require(input.environments[0].resources.first)
      let capacityCost = try resource.cost()
      // A day's quantity and its cost are each rounded once: 31 days of up to 10 a unit.
      let slack = Fraction(1_000, 1_000_000_000_000)
      #expect(resource.usedCost.fraction <= (try capacityCost.plus(slack)), "seed \(seed)")
      #expect(!resource.usedCost.isNegative, "seed \(seed)")
      if try resource.hoursAboveCapacity() == 744 { #expect(resource.usedCost.fraction == capacityCost) }
    }
  }

  @Test("capacity that is wholly used is wholly paid for")
  func full() throws {
    var organization = try lab()
    organization.use("2026-10-01", [5: 36_000])
    for date in ["2026-10-01", "2026-10-02"] {
      let hours = (0..<24).map { ($0, ExactDecimal(14_400)) }
      organization.use(date, Dictionary(uniqueKeysWithValues: hours))
    }
    let resource = try #require(organization.inputs("2026-10-01", "2026-10-03").environment("lab").resources.first)
    #expect(resource.usedCost.fraction == (try resource.cost()))
    #expect(try resource.hoursAboveCapacity() == 1)
  }

  @Test("what is taken off or added to usage counts with it; a minimum or a credit says nothing of an environment")
  func adjustments() throws {
    var organization = try lab()
    try organization.line("lab", .usage, "tokens", "12.50")
    for item in ["tokens", "gpu"] {
      try organization.line("lab", .discount, item, "-2.50")
      try organization.line("lab", .markup, item, "1.25")
    }
    try organization.line("(all)", .minimum, "commit", 400)
    try organization.line("lab", .credit, "gift", -9)
    let inputs = try organization.inputs()
    #expect(try inputs.environment("lab").paidByUse == "11.25")
    #expect(inputs.flatMap(\.environments).map(\.environment) == ["lab"])
  }

  @Test("lines of cost pools tell who is charged and are in no environment's cost: idle is counted with the capacity")
  func pools() throws {
    var organization = try lab()
    organization.use("2026-10-01", [5: 3_600])
    try organization.line("lab", .controlPlane, "control plane", 300)
    let inputs = try organization.inputs()
    let pooled = ChargeCategory.allCases.filter(\.isPooled)
    #expect(pooled.count == 5)
    for category in pooled {
      try organization.line("lab", category, "gpu", 700)
      try organization.line("(all)", category, "pool", -700)
      try organization.line("lab", category, "memory", nil)
    }
    #expect(try organization.inputs() == inputs)
    let comparisons = try inputs.map { try StackComparison(of: $0) }
    let bills = try TodaysBills(of: inputs[0].environments, comparisons[0])
    // Four GPUs at 2.00 through 744 hours, used or not, once.
    #expect(try bills.total(.capacity) == 5_952 && bills.total(.controlPlane) == 300)
  }

  @Test("rated usage of resources without capacity is paid by use; with capacity it is in the capacity")
  func paidByUse() throws {
    var organization = try lab()
    try organization.line("lab", .usage, "gpu", 100)
    try organization.line("lab", .usage, "tokens", "12.50")
    try organization.line("lab", .usage, "memory", "7.50")
    try organization.line("lab", .usage, "widgets", nil)
    try organization.line("lab", .controlPlane, "control plane", 300)
    try organization.line("lab", .licences, "a", 20)
    try organization.line("lab", .licences, "b", 30)
    let input = try organization.inputs().environment("lab")
    #expect(input.paidByUse == 20)
    #expect(input.paidByUseOfTenants == [TenantAmount(tenant: "ada", amount: 20)])
    #expect(input.controlPlane == 300 && input.licences == 50 && input.staff == 0 && input.otherFixed == 0)
    #expect(!input.isStaffRecorded)
    #expect(input.unratedResources == ["widgets"])
    try organization.line("lab", .operationsStaff, "operations staff", 0)
    #expect(try organization.inputs().environment("lab").isStaffRecorded)
  }

  @Test("demand is told by tenant, and the tenants add up to the environment's demand hour by hour")
  func demandOfTenants() throws {
    var organization = try lab()
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

  @Test("capacity without a price on every day has no known cost and is told")
  func capacityWithoutPrice() throws {
    var organization = try lab()
    organization.rates = []
    try organization.rate("gpu", 2, from: "2026-10-02")
    let inputs = try organization.inputs()
    #expect(try inputs.environment("lab").resources == [])
    #expect(try inputs.environment("lab").unratedResources == ["gpu"])
    #expect(inputs[0].sharedUnitCosts == [:])
  }

  @Test("a resource metered in GB-hours and priced per GiB-hour has its demand in GB-seconds")
  func otherUnits() throws {
    var organization = try lab()
    organization.units = ["scratch": unit("GB-hours")]
    organization.capacities = []
    organization.capacity("lab", 1_000, of: "scratch")
    try organization.rate("scratch", "1.073741824", per: "GiB-hours")
    organization.use("2026-10-01", [0: 250, 1: 1_500], of: "scratch")
    let resource = try #require(organization.inputs("2026-10-01", "2026-10-02").environment("lab").resources.first)
    // A GB-hour costs 1.00.
    #expect(resource.segments == [ResourceInput.Segment(units: 1_000, unitCost: 24, hours: 0..<24)])
    #expect(resource.demand[0] == 900_000 && resource.demand[1] == 5_400_000)
    #expect(resource.usedCost == 1_250)
  }

  @Test("an environment in the logs alone is there with its tenants and versions, under a stack that logs name")
  func uncatalogued() throws {
    var organization = Organization()
    organization.use("2026-10-01", [0: 1], in: "den", by: "bob", stack: "training", version: "8")
    organization.use("2026-10-02", [0: 1], in: "den", by: "ada", stack: "notebooks", version: "7")
    organization.use("2026-10-03", [0: 1], in: "den", by: "ada", version: "7")
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["notebooks"])
    let den = try inputs.environment("den")
    #expect(den.kind == nil && den.owner == nil && den.resources == [])
    #expect(den.tenants == ["ada", "bob"] && den.versions == ["7", "8"])
  }

  @Test("environments that nobody has classified are not pooled: they are compared with nothing, and told")
  func unclassified() throws {
    var organization = Organization()
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
    var organization = Organization()
    organization.environment("lab", version: "7", to: "2026-10-11")
    organization.capacity("lab", 4, to: "2026-10-11")
    try organization.rate("gpu", 1)
    let lab = try organization.inputs().environment("lab")
    #expect(lab.owner == "ada" && lab.versions == ["7"])
    #expect(lab.resources.flatMap(\.segments) == [ResourceInput.Segment(units: 4, unitCost: 240, hours: 0..<240)])
    #expect(try organization.inputs("2026-11-01", "2026-12-01") == [])
  }

  @Test("an environment that changed its owner and stack is where the catalogue saw it last")
  func lastEntry() throws {
    var organization = Organization()
    organization.environment("lab", stack: "training", owner: "bob", from: "2026-10-20")
    organization.environment("lab", stack: "notebooks", owner: "ada", to: "2026-10-20")
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["training"])
    #expect(inputs[0].environments.map(\.owner) == ["bob"])
    #expect(try organization.inputs("2026-10-01", "2026-10-20").map(\.stack) == ["notebooks"])
  }

  @Test("an environment without usage is there, and a cost of one that nobody knows is compared with nothing")
  func withoutUsage() throws {
    var organization = try lab()
    try organization.line("ghost", .otherFixed, "other", 5)
    let inputs = try organization.inputs()
    #expect(inputs.map(\.stack) == ["notebooks"])
    #expect(inputs[0].environments.map(\.environment) == ["lab"])
    #expect(try inputs.environment("lab").tenants == [])
  }

  @Test("days outside those compared are passed over")
  func otherDays() throws {
    var organization = try lab()
    organization.use("2026-10-10", [0: 3_600])
    organization.use("2026-10-11", [0: 3_600], by: "eve")
    let input = try organization.inputs("2026-10-01", "2026-10-11")[0]
    #expect(input.months == Fraction(10, 31) && input.hours == 240)
    #expect(input.environments[0].tenants == ["ada"])
    #expect(try input.environments[0].resources.first?.demand.total() == 3_600)
  }

  @Test("what a stack assumes comes from the project, its own where it has any")
  func assumptions() throws {
    var organization = try lab()
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
    var organization = Organization()
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
