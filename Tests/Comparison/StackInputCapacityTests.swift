import Metering
import Testing

@testable import Comparison
@testable import Configuration

/// Capacity hour by hour: how long days are, what is held, at which price, and what of it is used.
@Suite struct StackInputCapacityTests {
  @Test("a day of 23 hours has 23 cells, and the day behind it begins an hour earlier")
  func springForward() throws {
    var organization = try CataloguedOrganization.lab(zone: CataloguedOrganization.berlin)
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
    var organization = try CataloguedOrganization.lab(zone: CataloguedOrganization.berlin)
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

  @Test("usage that is told in a unit of another dimension is no demand for what is held of its resource")
  func toldUnit() throws {
    var organization = try CataloguedOrganization.lab()
    organization.use("2026-10-01", [0: 3_600])
    let demand = try organization.inputs().environment("lab").resources.map(\.demand)
    organization.use("2026-10-01", [0: 1_000_000], toldUnit: MeteringUnit("tokens"))
    organization.use("2026-10-02", [0: 5], by: "bob", toldUnit: MeteringUnit("tokens"))
    let environment = try organization.inputs().environment("lab")
    #expect(environment.resources.map(\.demand) == demand && environment.tenants == ["ada", "bob"])
  }

  @Test("capacity that changes in the month makes segments that meet, each at its days' price")
  func capacityChanges() throws {
    var organization = try CataloguedOrganization.lab()
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
    var organization = try CataloguedOrganization.lab()
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
    var organization = try CataloguedOrganization.lab()
    try organization.rate("gpu", 1, tenant: "ada")
    let inputs = try organization.inputs()
    #expect(try inputs.environment("lab").resources.first?.segments.map(\.unitCost) == [744])
    #expect(inputs[0].sharedUnitCosts == ["gpu": 1_488])
  }

  @Test("demand within capacity costs at most the capacity; what is above it costs nothing more")
  func usedCost() throws {
    for seed in UInt64(1)...60 {
      var random = SeededGenerator(seed: seed)
      var organization = CataloguedOrganization()
      organization.zone = random.bool() ? .utc : CataloguedOrganization.berlin
      organization.environment("lab")
      let units = ["GPU-seconds", "GPU-hours", "GPU-days", "GPU-minutes"]
      organization.units = ["gpu": CataloguedOrganization.unit(units[random.int(0...3)])]
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
    var organization = try CataloguedOrganization.lab()
    organization.use("2026-10-01", [5: 36_000])
    for date in ["2026-10-01", "2026-10-02"] {
      let hours = (0..<24).map { ($0, ExactDecimal(14_400)) }
      organization.use(date, Dictionary(uniqueKeysWithValues: hours))
    }
    let resource = try #require(organization.inputs("2026-10-01", "2026-10-03").environment("lab").resources.first)
    #expect(resource.usedCost.fraction == (try resource.cost()))
    #expect(try resource.hoursAboveCapacity() == 1)
  }

  @Test("capacity without a price on some day costs what its other days do, and the first such day is told")
  func capacityWithoutPrice() throws {
    var organization = try CataloguedOrganization.lab()
    organization.rates = []
    try organization.rate("gpu", 2, from: "2026-10-02", to: "2026-10-31")
    organization.use("2026-10-01", [0: 3_600])
    organization.use("2026-10-02", [0: 3_600])
    let inputs = try organization.inputs()
    let resource = try #require(inputs.environment("lab").resources.first)
    #expect(resource.unpricedFrom == Landscape.day("2026-10-01"))
    // 29 of 31 days.
    #expect(resource.segments == [ResourceInput.Segment(units: 4, unitCost: 1_392, hours: 0..<744)])
    #expect(resource.usedCost == 2)
    #expect(try resource.demand.total() == 7_200)
    #expect(try inputs.environment("lab").unratedResources == ["gpu"])
    #expect(inputs[0].sharedUnitCosts == [:])
    organization.rates = []
    try organization.rate("gpu", 2, to: "2026-10-16")
    #expect(
      try organization.inputs().environment("lab").resources.first?.unpricedFrom == Landscape.day("2026-10-16"))
    organization.rates = []
    let nowhere = try #require(organization.inputs().environment("lab").resources.first)
    #expect(try nowhere.cost() == .zero && nowhere.unpricedFrom == Landscape.day("2026-10-01"))
  }

  @Test("capacity is held on the days on which the catalogue has its environment, whatever capacity.csv says")
  func daysOfEnvironment() throws {
    var organization = try CataloguedOrganization.lab()
    organization.environments = []
    organization.environment("lab", owner: "ada", from: "2026-10-03", to: "2026-10-11")
    organization.environment("lab", owner: "bob", from: "2026-10-21")
    try organization.rate("gpu", 1, tenant: "bob")
    for date in ["2026-10-01", "2026-10-04"] { organization.use(date, [0: 3_600], stack: "notebooks") }
    try organization.line(
      "lab", .usage, "gpu", 2, on: Landscape.day("2026-10-01")..<Landscape.day("2026-10-03"))
    let lab = try organization.inputs().environment("lab")
    let resource = try #require(lab.resources.first)
    // Each stretch at the price of whoever runs it then.
    #expect(
      resource.segments == [
        ResourceInput.Segment(units: 4, unitCost: 384, hours: 48..<240),
        ResourceInput.Segment(units: 4, unitCost: 264, hours: 480..<744),
      ])
    // What was used before counts at its price, and is no demand for capacity.
    #expect(try resource.demand.total() == 3_600 && resource.usedCost == 2)
    #expect(lab.paidByUse == 2 && lab.isUsedOutsideItsDays)
    #expect(try StackComparison(of: organization.inputs()[0]).notes.contains(.usedOutsideItsDays(["lab"])))
    organization.lines = []
    #expect(try organization.inputs("2026-10-11", "2026-10-21") == [])
    organization.environments = []
    #expect(try organization.inputs().environment("lab").resources.first?.segments.map(\.hours) == [0..<744])
  }

  @Test("a resource metered in GB-hours and priced per GiB-hour has its demand in GB-seconds")
  func otherUnits() throws {
    var organization = try CataloguedOrganization.lab()
    organization.units = ["scratch": CataloguedOrganization.unit("GB-hours")]
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
}
