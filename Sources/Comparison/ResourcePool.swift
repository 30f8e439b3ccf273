import Configuration
import Metering

/// One resource of a stack: what its environments hold and use of it, apart and together.
///
/// Only environments with recorded capacity are in the pool; what the others use is paid by use on both sides.
struct ResourcePool {
  let resource: ResourceID
  /// What is told of it; nil where the demand was not inspected.
  let pooling: StackComparison.Pooling?
  let pooledUnits: ExactDecimal
  let sharedUnits: ExactDecimal
  /// Units right-sized, per environment.
  let rightSized: [EnvironmentID: ExactDecimal]
  /// The price of one unit of the shared environment through all the days, and whether it had to be taken from the
  /// environments' own.
  let unitCost: Fraction
  let isPriceMissing: Bool

  /// What the pooled units cost without isolation and spare, and what the shared environment's cost, at one price.
  var pooledCost: Fraction {
    get throws(ArithmeticOverflow) { try pooledUnits.fraction.times(unitCost) }
  }
  var sharedCost: Fraction {
    get throws(ArithmeticOverflow) { try sharedUnits.fraction.times(unitCost) }
  }

  /// The pools of a stack in the order of their keys.
  /// `input`: only environments that may be shared; `demand`: theirs.
  static func pools(of input: StackInput, demand: StackDemand) throws(ArithmeticOverflow) -> [ResourcePool] {
    precondition(
      demand.statistic == input.assumptions.statistic, "demand is measured by the statistic that is sized on")
    var held: [EnvironmentID: [ResourceID: ResourceInput]] = [:]
    for environment in input.environments {
      for resource in environment.resources {
        held[environment.environment, default: [:]][resource.resource] = resource
      }
    }
    var pools: [ResourcePool] = []
    for demand in demand.pools {
      let inputs = demand.members.compactMap { held[$0.environment]?[demand.key.resource] }
      precondition(inputs.count == demand.members.count, "demand is that of the environments compared")
      pools.append(try ResourcePool(demand, inputs, of: input))
    }
    return pools
  }

  /// `inputs`: what the members of the demand hold, in their order.
  private init(_ demand: PoolDemand, _ inputs: [ResourceInput], of input: StackInput) throws(ArithmeticOverflow) {
    resource = demand.key.resource
    let sizing = CapacitySizing(input.assumptions, for: resource)
    var rightSized: [EnvironmentID: ExactDecimal] = [:]
    var limits: [ExactDecimal] = []
    for member in demand.members {
      let units = try sizing.units(for: member.need)
      rightSized[member.environment] = units
      limits.append(units)
    }
    self.rightSized = rightSized

    let held = try inputs.mostHeldAtOnce()
    let isShared = input.hasSomethingToShare
    (pooledUnits, sharedUnits) =
      isShared ? (try sizing.pooledUnits(for: demand.need), try sizing.sharedUnits(for: demand.need)) : (held, held)
    if let inspection = demand.inspection {
      pooling = StackComparison.Pooling(
        resource: resource, region: demand.key.region, dataClass: demand.key.dataClass,
        sumOfPeaks: demand.sumOfPeaks, pooledPeak: demand.peak, pooledPeakHour: demand.together.peakHour,
        atPeak: inspection.atPeak,
        diversityFactor: demand.peak == .zero ? nil : try demand.sumOfPeaks.over(demand.peak),
        loadFactor: inspection.loadFactor, sumOfPercentiles: inspection.sumOfPercentiles,
        pooledPercentile: inspection.percentile, parametric: inspection.parametric,
        censored: demand.members.filter { $0.censoredHours > 0 }.map {
          StackComparison.CensoredHours(environment: $0.environment, hours: $0.censoredHours, of: input.hours)
        },
        heldToday: held, rightSized: isShared ? try inputs.mostHeldAtOnce(limits: limits) : held,
        pooled: pooledUnits, shared: sharedUnits)
    } else {
      pooling = nil
    }

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
}

extension [ResourcePool] {
  /// The exact sum of an amount over the pools.
  func total(_ amount: (ResourcePool) throws(ArithmeticOverflow) -> Fraction) throws(ArithmeticOverflow) -> Fraction {
    var total = Fraction.zero
    for pool in self { total = try total.plus(try amount(pool)) }
    return total
  }
}
