import Configuration
import Metering

/// What a stack comes to at other values of its assumptions. Its demand is measured once, for no range changes it; what
/// an assumption leaves as it is stays; the nets are remembered, for many questions ask the same.
final class RangeEvaluator {
  /// An assumption and the value it is moved to.
  struct Move: Hashable {
    let key: AssumptionKey
    let value: Fraction
  }

  let base: StackComparison
  private let measured: MeasuredStack
  private let stack: LeveledStack
  private let costs: TodaysCosts
  private let pools: [ResourcePool]
  private let rightSized: ExactDecimal
  private var nets: [Move: ExactDecimal] = [:]

  init(_ measured: MeasuredStack) throws(ArithmeticOverflow) {
    self.measured = measured
    base = measured.comparison
    stack = try LeveledStack(measured.input)
    costs = try TodaysCosts(base.environments, apart: stack.apart)
    pools = try ResourcePool.pools(of: stack.sharing, demand: measured.demand)
    rightSized = try base.rightSizedCapacity
  }

  var input: StackInput { measured.input }
  var assumptions: SharingAssumptions { input.assumptions }

  /// Whether an assumption can change anything: with nothing to share both sides are today's.
  var isSharing: Bool { base.verdict.isOfSharing }

  /// The net over the horizon with one assumption moved.
  func net(_ move: Move) throws(ArithmeticOverflow) -> ExactDecimal {
    if let net = nets[move] { return net }
    let net = try comparison([move]).netOverHorizon
    nets[move] = net
    return net
  }

  /// The comparison with some assumptions moved.
  func comparison(_ moves: [Move]) throws(ArithmeticOverflow) -> StackComparison {
    let moved = try self.moved(moves)
    let isTodayKnown = !moves.contains(where: \.key.changesToday)
    let arePoolsKnown = !moves.contains(where: \.key.changesPools)
    let known = ComparisonParts(
      stack: isTodayKnown ? stack.assuming(moved) : nil, costs: isTodayKnown ? costs : nil,
      switching: moves.contains(where: \.key.changesSwitching) ? nil : measured.switching,
      pools: arePoolsKnown ? pools : nil, rightSized: isTodayKnown && arePoolsKnown ? rightSized : nil,
      notes: base.notes)
    return try StackComparison(of: input.assuming(moved), demand: measured.demand, known: known)
  }

  /// The stack with some assumptions moved.
  func input(at moves: [Move]) throws(ArithmeticOverflow) -> StackInput { input.assuming(try moved(moves)) }

  /// What people cost is the same on both sides: where the loaded cost moves, the recorded staff of today, which is FTE
  /// times a loaded cost, moves with it.
  private func moved(_ moves: [Move]) throws(ArithmeticOverflow) -> SharingAssumptions {
    var moved = assumptions
    for move in moves { moved = try moved.setting(move.key, to: move.value) }
    let loadedCost = assumptions.loadedCostPerYear
    guard moved.loadedCostPerYear != loadedCost, !loadedCost.isZero else { return moved }
    moved.staffTodayLevel = try moved.staffTodayLevel.times(moved.loadedCostPerYear.over(loadedCost))
    return moved
  }

  /// The end of a range that speaks against sharing, and the one that speaks for it: as the range or the assumption's
  /// nature has it, else as the stack has it. nil where the assumption has no range.
  func ends(of key: AssumptionKey) throws(ArithmeticOverflow) -> (adverse: Fraction, favourable: Fraction)? {
    guard isSharing, let range = assumptions.range(of: key), range.low < range.high else { return nil }
    let better: AssumptionRange.Orientation
    if let known = assumptions.better(of: key) {
      better = known
    } else {
      let low = try net(Move(key: key, value: range.low))
      better = low > (try net(Move(key: key, value: range.high))) ? .low : .high
    }
    return better == .low ? (range.high, range.low) : (range.low, range.high)
  }
}

extension AssumptionKey {
  /// Whether what the environments cost today hangs on it.
  fileprivate var changesToday: Bool {
    switch self {
    case .priceLevel, .staffTodayLevel, .loadedCostPerYear, .wagePerHour, .upgradesPerYear, .upgradeHours: true
    default: false
    }
  }

  /// Whether what switching costs today hangs on it.
  fileprivate var changesSwitching: Bool {
    switch self {
    case .switchesPerMonth, .switchMinutes, .wagePerHour, .loadedCostPerYear: true
    default: false
    }
  }

  /// Whether shared capacity, or its price, hangs on it.
  fileprivate var changesPools: Bool {
    switch self {
    case .statistic, .headroom, .isolationOverhead, .nodeSizes, .largestJobs, .spareNodes, .priceLevel,
      .pooledPeakLevel:
      true
    default: false
    }
  }
}
