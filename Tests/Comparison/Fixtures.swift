import Configuration
import Metering
import Testing

@testable import Comparison

/// A seeded generator: the same seed, the same case (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func bool() -> Bool { Bool.random(using: &self) }

  /// A decimal of up to `most` steps of 10^-places.
  mutating func decimal(upTo most: Int, places: Int) -> ExactDecimal {
    ExactDecimal(picounits: Int128(int(0...most)) * powerOfTen(12 - places))
  }
}

func usd() throws -> Currency { try #require(Currency("USD")) }

/// Units held through each hour, as the unit-seconds of the input.
func unitSeconds(_ units: [Int]) -> [ExactDecimal] { units.map { ExactDecimal($0 * 3_600) } }

func environment(
  _ name: String, owner: String? = nil, kind: CataloguedEnvironment.Kind? = .bespoke, versions: [VersionID] = [],
  tenants: [String]? = nil, resources: [ResourceInput] = [], paidByUse: ExactDecimal = 0,
  controlPlane: ExactDecimal = 0, licences: ExactDecimal = 0, staff: ExactDecimal? = nil, otherFixed: ExactDecimal = 0,
  unrated: [ResourceID] = [], region: RegionID? = nil, dataClass: DataClassID? = nil,
  keptApart: CataloguedEnvironment.KeepApartReason? = nil, retireAfter: CivilDate? = nil, wave: Int? = nil
) -> EnvironmentInput {
  EnvironmentInput(
    environment: EnvironmentID(name), kind: kind, owner: owner.map { TenantID($0) }, region: region,
    dataClass: dataClass, keptApart: keptApart, retireAfter: retireAfter, wave: wave, versions: versions,
    tenants: (tenants ?? [owner ?? name]).map { TenantID($0) }, resources: resources, paidByUse: paidByUse,
    paidByUseOfTenants: [TenantAmount(tenant: TenantID(tenants?.first ?? owner ?? name), amount: paidByUse)],
    controlPlane: controlPlane, licences: licences, staff: staff ?? .zero, otherFixed: otherFixed,
    isStaffRecorded: staff != nil, unratedResources: unrated)
}

extension ResourceInput {
  /// A resource that one tenant uses.
  init(
    resource: ResourceID, segments: [Segment], demand: [ExactDecimal], of tenant: TenantID = "tenant",
    usedCost: ExactDecimal
  ) {
    self.init(
      resource: resource, segments: segments, demand: demand,
      demandOfTenants: [TenantDemand(tenant: tenant, unitSeconds: demand)], usedCost: usedCost)
  }
}

/// Capacity held through all hours at one price an hour, used by `demand` in whole units.
func gpus(
  held: Int, price: ExactDecimal, demand: [Int], resource: ResourceID = "gpu", of tenant: TenantID = "tenant"
) throws -> ResourceInput {
  let used = demand.reduce(0) { $0 + min($1, held) }
  return ResourceInput(
    resource: resource,
    segments: [
      ResourceInput.Segment(
        units: ExactDecimal(held), unitCost: try price.times(ExactDecimal(demand.count)), hours: 0..<demand.count)
    ],
    demand: unitSeconds(demand), of: tenant, usedCost: try price.times(ExactDecimal(used)))
}

/// V04 of vectors.json, with the parameters that V05 varies.
struct MonthOfFourTenants {
  var fullTimeEquivalents: ExactDecimal = "1.5"
  var teamFloor: ExactDecimal = 3
  var teamBase: ExactDecimal = "1.5"
  var pooledPeak = 40
  var price: ExactDecimal = 2
  var loadedCost: ExactDecimal = 180_000
  var parallelMonths: ExactDecimal = 2
  /// (300 + 4·50) in V04.
  var migrationHours: ExactDecimal = 500
  var headroomPercent: Int128 = 10
  var isolationPercent: Int128 = 4
  var switchMinutes: ExactDecimal = 10

  /// Own peaks 28, 20, 13 and 7, each in its own hour, and one hour in which together they reach the pooled peak.
  var demand: [[Int]] {
    let peaks = [28, 20, 13, 7]
    var rest = pooledPeak
    return peaks.enumerated().map { position, peak in
      var hours = [Int](repeating: 1, count: 730)
      let together = min(peak, rest)
      rest -= together
      hours[100] = together
      hours[200 + position] = peak
      return hours
    }
  }

  func input() throws -> StackInput {
    let staff = try fullTimeEquivalents.times(loadedCost).times(Fraction(1, 12))
    var environments: [EnvironmentInput] = []
    for (position, held) in [40, 24, 16, 16].enumerated() {
      let name = ["alpha", "beta", "gamma", "delta"][position]
      environments.append(
        environment(
          "notebooks-\(name)", owner: name,
          resources: [try gpus(held: held, price: price, demand: demand[position], of: TenantID(name))],
          // 1,500 + 730 h × 0.10, and 730 h × 0.50 for two past standard support.
          controlPlane: position < 2 ? 1_938 : 1_573, licences: 2_000, staff: staff))
    }
    var assumptions = SharingAssumptions()
    assumptions.headroom = Fraction(headroomPercent, 100)
    assumptions.isolationOverhead = Fraction(isolationPercent, 100)
    assumptions.nodeSizes = ["gpu": 8]
    assumptions.spareNodes = 1
    assumptions.controlPlanePerMonth = 3_000
    assumptions.controlPlanePerHour = "0.10"
    assumptions.controlPlanePerTenant = 100
    assumptions.licencePerMonth = 2_000
    assumptions.licencePerTenant = 250
    assumptions.teamFloor = teamFloor
    assumptions.teamBase = teamBase
    assumptions.teamPerTenant = "0.5"
    assumptions.loadedCostPerYear = loadedCost
    assumptions.upgradesPerYear = 3
    assumptions.upgradeHours = 120
    assumptions.upgradeHoursPerTenant = 20
    assumptions.wagePerHour = 90
    assumptions.switchesPerMonth = 300
    assumptions.switchMinutes = switchMinutes
    assumptions.residualSwitching = Fraction(10, 100)
    assumptions.migrationHoursPerEnvironment = migrationHours
    assumptions.parallelMonths = parallelMonths
    assumptions.horizonMonths = 36
    return StackInput(
      stack: "notebooks", environments: environments, sharedUnitCosts: ["gpu": try price.times(730)], hours: 730,
      months: .one, currency: try usd(), assumptions: assumptions)
  }
}

extension StackInput {
  /// The same with something changed.
  func with(
    environments: [EnvironmentInput]? = nil, sharedUnitCosts: [ResourceID: ExactDecimal]? = nil,
    assumptions change: (inout SharingAssumptions) -> Void = { _ in }
  ) -> StackInput {
    var assumptions = self.assumptions
    change(&assumptions)
    return StackInput(
      stack: stack, environments: environments ?? self.environments,
      sharedUnitCosts: sharedUnitCosts ?? self.sharedUnitCosts, hours: hours, months: months, currency: currency,
      assumptions: assumptions)
  }
}

extension StackComparison {
  func pair(_ item: Item) -> ItemPair {
    items.first { $0.item == item } ?? ItemPair(item: item, today: .zero, shared: .zero)
  }

  func amount(_ step: BridgeStep) -> ExactDecimal? { bridge.first { $0.step == step }?.amount }
}
