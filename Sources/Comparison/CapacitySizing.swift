import Configuration
import Metering

/// How many units a demand needs, in whole nodes: economics.md §1.3.
///
///     right-sized   node · ⌈stat(U) · (1 + h) / node⌉                    for one environment, at most what it holds
///     pooled        node · ⌈level · stat(ΣU) · (1 + h) / node⌉           for all of them together
///     shared        node · ⌈level · stat(ΣU) · (1 + h) · (1 + o) / node⌉ + node · spare
///
/// None is below the largest job, which an hour's mean does not show. Statistic, headroom and that floor are the same
/// on both sides, or the comparison would favour one. The level is 1 unless an assumption says that the pooled demand
/// will be other than measured.
struct CapacitySizing {
  let pooledLevel: Fraction
  let headroom: Fraction
  let isolationOverhead: Fraction
  let largestJob: ExactDecimal
  let nodeSize: ExactDecimal
  let spareNodes: Int

  init(_ assumptions: SharingAssumptions, for resource: ResourceID) {
    pooledLevel = assumptions.pooledPeakLevel
    headroom = assumptions.headroom
    isolationOverhead = assumptions.isolationOverhead
    largestJob = assumptions.largestJobs[resource] ?? .zero
    nodeSize = assumptions.nodeSizes[resource] ?? .one
    spareNodes = assumptions.spareNodes
    precondition(nodeSize > .zero, "a node has more than no units")
    precondition(spareNodes >= 0, "spare nodes are not negative")
  }

  /// Units for one environment's own need with headroom.
  func units(for need: Fraction) throws(ArithmeticOverflow) -> ExactDecimal {
    try units(inNodes: nodes(for: try withHeadroom(need)))
  }

  /// Units for the sum of all demands with headroom.
  func pooledUnits(for need: Fraction) throws(ArithmeticOverflow) -> ExactDecimal {
    try units(inNodes: nodes(for: try withHeadroom(need).times(pooledLevel)))
  }

  /// Units of the shared environment: with what isolating tenants costs and the spare nodes.
  func sharedUnits(for need: Fraction) throws(ArithmeticOverflow) -> ExactDecimal {
    let isolated = try withHeadroom(need).times(pooledLevel).times(try Fraction.one.plus(isolationOverhead))
    let (count, overflow) = try nodes(for: isolated).addingReportingOverflow(Int128(spareNodes))
    guard !overflow else { throw ArithmeticOverflow("+", ["\(isolated)", "\(spareNodes)"]) }
    return try units(inNodes: count)
  }

  private func withHeadroom(_ need: Fraction) throws(ArithmeticOverflow) -> Fraction {
    try need.times(try Fraction.one.plus(headroom))
  }

  private func nodes(for need: Fraction) throws(ArithmeticOverflow) -> Int128 {
    try max(need, largestJob.fraction).over(nodeSize.fraction).roundedUp
  }

  private func units(inNodes count: Int128) throws(ArithmeticOverflow) -> ExactDecimal {
    try nodeSize.times(Fraction(count))
  }
}
