import Configuration
import Metering

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
    let isNonNegative: Bool
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
      isNonNegative = curve.isNonNegative
      percentile = try curve.percentile(PoolDemand.inspectedShare)
      censoredHours = try input.censoredHours()
    }
  }

  /// What is told of a pool and sized on by nobody.
  struct Inspection: Sendable {
    let percentile: Fraction
    let sumOfPercentiles: Fraction
    let loadFactor: Fraction?
    /// Who holds how much in the hour of the peak, the most first.
    let atPeak: [StackComparison.TenantUnits]
    let parametric: ParametricDiversity?
  }

  /// The percentile that is told beside the peak.
  static let inspectedShare = Fraction(95, 100)

  let key: PoolKey
  let members: [Member]
  let together: DemandCurve
  let peak: Fraction
  let need: Fraction
  let sumOfPeaks: Fraction
  /// nil: not asked for.
  let inspection: Inspection?

  init(
    key: PoolKey, members: [Member], statistic: SharingAssumptions.Statistic, isInspected: Bool
  ) throws(ArithmeticOverflow) {
    self.key = key
    self.members = members
    together = members.count == 1 ? members[0].curve : try DemandCurve(sumOf: members.map(\.curve))
    peak = together.peak
    need = members.count == 1 ? members[0].need : try together.value(of: statistic)
    sumOfPeaks = try members.map(\.peak).total()
    inspection =
      isInspected
      ? Inspection(
        percentile: try together.percentile(Self.inspectedShare),
        sumOfPercentiles: try members.map(\.percentile).total(), loadFactor: try together.loadFactor(),
        atPeak: try Self.tenants(of: members, in: together.peakHour),
        parametric: ParametricDiversity(of: members.map(\.curve), together: together)) : nil
    try checkBounds()
  }

  private static func tenants(
    of members: [Member], in hour: Int
  ) throws(ArithmeticOverflow) -> [StackComparison.TenantUnits] {
    var unitSeconds: [TenantID: ExactDecimal] = [:]
    for demand in members.flatMap(\.tenants) where hour < demand.demand.hourCount {
      unitSeconds[demand.tenant] = try (unitSeconds[demand.tenant] ?? .zero).plus(demand.demand[hour])
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
    let sum = try members.map(\.need).total()
    precondition(need <= sum, "pooled demand is at most the sum of the separate demands")
    precondition(
      highest <= need || !members.allSatisfy(\.isNonNegative),
      "pooled demand is at least each separate demand")
  }
}
