import Comparison
import Configuration
import Metering

/// Stacks such as no one would run, to hold the laws against: odd prices, part months, corrections, capacity that
/// changes.
struct RandomStack {
  var random: SeededGenerator
  var hours = 0
  /// Whether corrections may make an hour negative.
  let hasCorrections: Bool

  init(seed: UInt64, hasCorrections: Bool = true) {
    random = SeededGenerator(seed: seed)
    self.hasCorrections = hasCorrections
  }

  mutating func input(environments range: ClosedRange<Int> = 2...6) throws -> StackInput {
    hours = random.int(1...40)
    let count = random.int(range)
    var environments: [EnvironmentInput] = []
    for position in 0..<count { environments.append(try environmentInput(position)) }
    var prices: [ResourceID: ExactDecimal] = [:]
    for resource in resources where random.bool() { prices[resource] = random.decimal(upTo: 9_000_000, places: 6) }
    return StackInput(
      stack: "stack", environments: environments, sharedUnitCosts: prices, hours: hours,
      months: Fraction(Int128(random.int(1...62)), 31), currency: try currency(), assumptions: assumptions())
  }

  private let resources: [ResourceID] = ["cpu.core", "gpu.a100", "memory"]

  private mutating func currency() throws -> Currency {
    try ["USD", "JPY", "KWD"].randomElement(using: &random).flatMap { Currency($0) } ?? usd()
  }

  private mutating func environmentInput(_ position: Int) throws -> EnvironmentInput {
    var inputs: [ResourceInput] = []
    for resource in resources where random.bool() { inputs.append(try resourceInput(resource)) }
    return environment(
      "environment-\(position)", owner: "tenant-\(random.int(0...4))",
      kind: random.int(0...9) == 0 ? .shared : .bespoke,
      tenants: (0...random.int(0...2)).map { "tenant-\($0 + position)" }, resources: inputs,
      paidByUse: random.decimal(upTo: 999_999_999, places: 5),
      controlPlane: random.decimal(upTo: 99_999_999, places: 4), licences: random.decimal(upTo: 99_999_999, places: 4),
      staff: random.bool() ? random.decimal(upTo: 99_999_999, places: 3) : nil,
      otherFixed: random.decimal(upTo: 99_999_999, places: 5))
  }

  private mutating func resourceInput(_ resource: ResourceID) throws -> ResourceInput {
    let change = random.int(0...hours)
    var segments: [ResourceInput.Segment] = []
    for range in [0..<change, change..<hours] where !range.isEmpty && random.int(0...5) > 0 {
      segments.append(
        ResourceInput.Segment(
          units: random.decimal(upTo: 4_000, places: 2), unitCost: random.decimal(upTo: 9_000_000, places: 7),
          hours: range))
    }
    var demand: [ExactDecimal] = []
    for _ in 0..<hours {
      let cell = random.decimal(upTo: 144_000_000, places: 3)
      demand.append(hasCorrections && random.int(0...9) == 0 ? try cell.negated() : cell)
    }
    return ResourceInput(
      resource: resource, segments: segments, demand: demand, usedCost: random.decimal(upTo: 999_999, places: 5))
  }

  private mutating func assumptions() -> SharingAssumptions {
    var assumptions = SharingAssumptions()
    assumptions.statistic = random.bool() ? .peak : .topHours(random.int(1...5))
    assumptions.headroom = Fraction(Int128(random.int(0...40)), 100)
    assumptions.isolationOverhead = Fraction(Int128(random.int(0...20)), 100)
    assumptions.nodeSizes = ["gpu.a100": 8, "memory": "1.5"]
    assumptions.spareNodes = random.int(0...2)
    if random.bool() { assumptions.controlPlanePerMonth = random.decimal(upTo: 500_000, places: 2) }
    assumptions.controlPlanePerHour = random.decimal(upTo: 500, places: 3)
    assumptions.licencePerTenant = random.decimal(upTo: 50_000, places: 2)
    assumptions.upgradesPerYear = random.decimal(upTo: 40, places: 1)
    if random.bool() { assumptions.wagePerHour = random.decimal(upTo: 15_000, places: 2) }
    assumptions.switchesPerMonth = ExactDecimal(random.int(0...300))
    assumptions.buildCost = random.decimal(upTo: 5_000_000, places: 2)
    return assumptions
  }
}
