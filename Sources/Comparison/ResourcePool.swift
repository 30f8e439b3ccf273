import Configuration
import Metering

/// One resource of a stack: what its environments hold and use of it, apart and together.
///
/// Only environments with recorded capacity are in the pool; what the others use is paid by use on both sides.
struct ResourcePool {
  let resource: ResourceID
  let pooling: StackComparison.Pooling
  /// Units right-sized, per environment.
  let rightSized: [EnvironmentID: ExactDecimal]
  /// The price of one unit of the shared environment through all the days, and whether it had to be taken from the
  /// environments' own.
  let unitCost: Fraction
  let isPriceMissing: Bool

  /// What the pooled units cost without isolation and spare, and what the shared environment's cost, at one price.
  var pooledCost: Fraction {
    get throws(ArithmeticOverflow) { try pooling.pooled.fraction.times(unitCost) }
  }
  var sharedCost: Fraction {
    get throws(ArithmeticOverflow) { try pooling.shared.fraction.times(unitCost) }
  }

  /// The pools of a stack in the order of the resources.
  static func pools(of input: StackInput) throws(ArithmeticOverflow) -> [ResourcePool] {
    var members: [ResourceID: [Member]] = [:]
    for environment in input.environments {
      for resource in environment.resources {
        members[resource.resource, default: []].append(Member(environment: environment.environment, input: resource))
      }
    }
    var pools: [ResourcePool] = []
    for (resource, members) in members.sorted(by: { $0.key < $1.key }) {
      pools.append(try ResourcePool(of: resource, members: members, input: input))
    }
    return pools
  }

  private struct Member {
    let environment: EnvironmentID
    let input: ResourceInput
  }

  private init(of resource: ResourceID, members: [Member], input: StackInput) throws(ArithmeticOverflow) {
    self.resource = resource
    let sizing = CapacitySizing(input.assumptions, for: resource)
    let curves = members.map { DemandCurve($0.input.demand) }
    let together = try DemandCurve(sumOf: curves)
    try Self.checkBounds(of: together, curves, sizing.statistic)

    var rightSized: [EnvironmentID: ExactDecimal] = [:]
    var limits: [ExactDecimal] = []
    var sumOfPeaks = Fraction.zero
    for (member, curve) in zip(members, curves) {
      let units = try sizing.units(for: curve)
      rightSized[member.environment] = units
      limits.append(units)
      sumOfPeaks = try sumOfPeaks.plus(curve.peak)
    }
    self.rightSized = rightSized

    let inputs = members.map(\.input)
    let held = try inputs.mostHeldAtOnce()
    let isShared = input.hasSomethingToShare
    let pooledPeak = together.peak
    pooling = StackComparison.Pooling(
      resource: resource, sumOfPeaks: sumOfPeaks, pooledPeak: pooledPeak, pooledPeakHour: together.peakHour,
      diversityFactor: pooledPeak == .zero ? nil : try sumOfPeaks.over(pooledPeak), heldToday: held,
      rightSized: isShared ? try inputs.mostHeldAtOnce(limits: limits) : held,
      pooled: isShared ? try sizing.pooledUnits(for: together) : held,
      shared: isShared ? try sizing.sharedUnits(for: together) : held)

    if let price = input.sharedUnitCosts[resource] {
      (unitCost, isPriceMissing) = (price.fraction, false)
    } else {
      (unitCost, isPriceMissing) = (try Self.dearestUnitCost(inputs), true)
    }
  }

  private static func dearestUnitCost(_ inputs: [ResourceInput]) throws(ArithmeticOverflow) -> Fraction {
    var dearest = Fraction.zero
    for input in inputs { dearest = max(dearest, try input.unitCostOfAllHours() ?? .zero) }
    return dearest
  }

  /// Max ≤ pooled ≤ sum holds for the peak and the mean of the highest hours, whatever the data. The lower bound
  /// supposes that no correction makes an hour negative.
  private static func checkBounds(
    of together: DemandCurve, _ curves: [DemandCurve], _ statistic: SharingAssumptions.Statistic
  ) throws(ArithmeticOverflow) {
    let pooled = try together.value(of: statistic)
    var (sum, highest) = (Fraction.zero, Fraction.zero)
    for curve in curves {
      let own = try curve.value(of: statistic)
      sum = try sum.plus(own)
      highest = max(highest, own)
    }
    precondition(pooled <= sum, "pooled demand is at most the sum of the separate demands")
    precondition(
      highest <= pooled || !curves.allSatisfy(\.isNonNegative), "pooled demand is at least each separate demand")
  }
}

extension [ResourcePool] {
  /// The exact sum of an amount over the pools.
  func total(_ amount: (ResourcePool) throws(ArithmeticOverflow) -> Fraction) throws(ArithmeticOverflow) -> Fraction {
    var total = Fraction.zero
    for pool in self { total = try total.plus(try amount(pool)) }
    return total
  }
}
