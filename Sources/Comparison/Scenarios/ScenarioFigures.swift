import Metering

/// What some comparisons come to together, as far as scenarios are laid side by side. Amounts are of the days compared.
struct ScenarioFigures {
  var today = ExactDecimal.zero
  var shared = ExactDecimal.zero
  var cashableToday = ExactDecimal.zero
  var cashableShared = ExactDecimal.zero
  var oneTimeCost = ExactDecimal.zero
  var horizonMonths = 0
  var team = ExactDecimal.zero
  /// In the order of the resources.
  var capacity: [ScenarioOutcome.Capacity] = []
  var isSharing = false
  /// Whether a stack is duplicated and holds something without a price.
  var isPartlyUnpriced = false
  var verdictOfNone: StackComparison.Verdict { isPartlyUnpriced ? .notPriced : .nothingToShare }

  init() {}

  init(_ comparison: StackComparison) throws(ArithmeticOverflow) {
    let cashable = comparison.items.filter(\.item.isCashable)
    today = comparison.today
    shared = comparison.shared
    cashableToday = try cashable.map(\.today).total()
    cashableShared = try cashable.map(\.shared).total()
    oneTimeCost = comparison.oneTimeCost
    isSharing = comparison.verdict.isOfSharing
    isPartlyUnpriced = comparison.verdict == .notPriced
    horizonMonths = isSharing ? comparison.horizonMonths : 0
    team = comparison.sharedTeam
    for pool in comparison.pooling {
      try add(.init(resource: pool.resource, today: pool.heldToday, shared: pool.shared))
    }
  }

  init(_ comparisons: [StackComparison]) throws(ArithmeticOverflow) {
    for comparison in comparisons { try add(try ScenarioFigures(comparison)) }
  }

  mutating func add(_ other: ScenarioFigures) throws(ArithmeticOverflow) {
    today = try today.plus(other.today)
    shared = try shared.plus(other.shared)
    cashableToday = try cashableToday.plus(other.cashableToday)
    cashableShared = try cashableShared.plus(other.cashableShared)
    oneTimeCost = try oneTimeCost.plus(other.oneTimeCost)
    horizonMonths = max(horizonMonths, other.horizonMonths)
    team = try team.plus(other.team)
    isSharing = isSharing || other.isSharing
    isPartlyUnpriced = isPartlyUnpriced || other.isPartlyUnpriced
    for capacity in other.capacity { try add(capacity) }
  }

  private mutating func add(_ added: ScenarioOutcome.Capacity) throws(ArithmeticOverflow) {
    guard let position = capacity.firstIndex(where: { $0.resource >= added.resource }) else {
      capacity.append(added)
      return
    }
    guard capacity[position].resource == added.resource else {
      capacity.insert(added, at: position)
      return
    }
    capacity[position].today = try capacity[position].today.plus(added.today)
    capacity[position].shared = try capacity[position].shared.plus(added.shared)
  }
}
