package import Configuration
package import Metering

/// What may be pooled with each other and with nothing else: one resource, in one region, for one class of data.
///
///     gpu.a100, eu, customer      never with gpu.l4, nor with us, nor with public data
package struct PoolKey: Sendable, Hashable, Comparable {
  package let resource: ResourceID
  /// nil where the catalogue tells none: those are pooled together.
  package let region: RegionID?
  package let dataClass: DataClassID?

  package init(resource: ResourceID, region: RegionID? = nil, dataClass: DataClassID? = nil) {
    self.resource = resource
    self.region = region
    self.dataClass = dataClass
  }

  package static func < (left: PoolKey, right: PoolKey) -> Bool {
    if left.resource != right.resource { return left.resource < right.resource }
    if left.region != right.region { return left.region ?? "" < right.region ?? "" }
    return left.dataClass ?? "" < right.dataClass ?? ""
  }
}

/// The measured demand of a stack's pools. It hangs on no assumption but the statistic, so that whoever varies the
/// others measures once.
package struct StackDemand: Sendable {
  let statistic: SharingAssumptions.Statistic
  let pools: [PoolDemand]

  /// `input`: only environments that may be shared.
  package init(of input: StackInput) throws(ArithmeticOverflow) {
    statistic = input.assumptions.statistic
    var members: [PoolKey: [PoolDemand.Member]] = [:]
    for environment in input.environments.sorted(by: { $0.environment < $1.environment }) {
      for resource in environment.resources {
        let key = PoolKey(resource: resource.resource, region: environment.region, dataClass: environment.dataClass)
        members[key, default: []].append(
          try PoolDemand.Member(environment.environment, resource, statistic: statistic))
      }
    }
    var pools: [PoolDemand] = []
    for (key, members) in members.sorted(by: { $0.key < $1.key }) {
      pools.append(try PoolDemand(key: key, members: members, statistic: statistic))
    }
    self.pools = pools
  }
}

/// Demand for one pool, apart and together: economics.md §1.3.
struct PoolDemand: Sendable {
  /// One environment's part of it.
  struct Member: Sendable {
    let environment: EnvironmentID
    let curve: DemandCurve
    let tenants: [TenantDemand]
    let peak: Fraction
    /// What its capacity is sized on.
    let need: Fraction
    let percentile: Fraction
    /// Hours in which nearly all that was held was used, so that more may have been wanted.
    let censoredHours: Int

    init(
      _ environment: EnvironmentID, _ input: ResourceInput, statistic: SharingAssumptions.Statistic
    ) throws(ArithmeticOverflow) {
      self.environment = environment
      curve = DemandCurve(input.demand)
      tenants = input.demandOfTenants
      peak = curve.peak
      need = try curve.value(of: statistic)
      percentile = try curve.percentile(PoolDemand.inspectedShare)
      censoredHours = try input.censoredHours()
    }
  }

  /// The percentile that is told beside the peak, and never sized on.
  static let inspectedShare = Fraction(95, 100)

  let key: PoolKey
  let members: [Member]
  let together: DemandCurve
  let peak: Fraction
  let need: Fraction
  let percentile: Fraction
  let loadFactor: Fraction?
  /// Who holds how much in the hour of the peak, the most first.
  let atPeak: [StackComparison.TenantUnits]

  init(
    key: PoolKey, members: [Member], statistic: SharingAssumptions.Statistic
  ) throws(ArithmeticOverflow) {
    self.key = key
    self.members = members
    together = try DemandCurve(sumOf: members.map(\.curve))
    peak = together.peak
    need = try together.value(of: statistic)
    percentile = try together.percentile(Self.inspectedShare)
    loadFactor = try together.loadFactor()
    atPeak = try Self.tenants(of: members, in: together.peakHour)
    try checkBounds()
  }

  func sumOfPeaks() throws(ArithmeticOverflow) -> Fraction { try sum(\.peak) }

  func sumOfPercentiles() throws(ArithmeticOverflow) -> Fraction { try sum(\.percentile) }

  private func sum(_ value: KeyPath<Member, Fraction>) throws(ArithmeticOverflow) -> Fraction {
    var sum = Fraction.zero
    for member in members { sum = try sum.plus(member[keyPath: value]) }
    return sum
  }

  private static func tenants(
    of members: [Member], in hour: Int
  ) throws(ArithmeticOverflow) -> [StackComparison.TenantUnits] {
    var unitSeconds: [TenantID: ExactDecimal] = [:]
    for demand in members.flatMap(\.tenants) where demand.unitSeconds.indices.contains(hour) {
      unitSeconds[demand.tenant] = try (unitSeconds[demand.tenant] ?? .zero).plus(demand.unitSeconds[hour])
    }
    return
      unitSeconds
      .filter { $0.value > .zero }
      .sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      .map { StackComparison.TenantUnits(tenant: $0.key, units: DemandCurve.units($0.value)) }
  }

  /// Max ≤ pooled ≤ sum holds for the peak and the mean of the highest hours, whatever the data. The lower bound
  /// supposes that no correction makes an hour negative.
  private func checkBounds() throws(ArithmeticOverflow) {
    let highest = members.map(\.need).max() ?? .zero
    let sum = try sum(\.need)
    precondition(need <= sum, "pooled demand is at most the sum of the separate demands")
    precondition(
      highest <= need || !members.allSatisfy(\.curve.isNonNegative),
      "pooled demand is at least each separate demand")
  }
}
