internal import Aggregation
internal import Metering

/// What a tenant's charges moved by since the month before: by what is charged for, and by cause where both months are
/// whole.
struct TenantMovement: Sendable {
  /// What is charged for, whatever the rate, the version and the days.
  struct Item: Sendable, Hashable {
    let stack: StackID
    let environment: EnvironmentID
    let category: ChargeCategory
    /// Compared by its bytes: a resource is a name from a log.
    let item: ExactText
    let isCorrection: Bool

    init(_ line: ChargeLine) {
      let identity = line.identity
      stack = identity.stack
      environment = identity.environment
      category = identity.category
      item = ExactText(identity.item)
      isCorrection = line.isCorrection
    }

    /// Bytewise by environment, stack, category and item; a correction behind what it corrects.
    fileprivate func precedes(_ other: Item) -> Bool {
      if environment != other.environment { return environment < other.environment }
      if stack != other.stack { return stack < other.stack }
      if category != other.category { return bytewise(category.rawValue, precedes: other.category.rawValue) }
      if item != other.item { return item < other.item }
      return !isCorrection && other.isCorrection
    }
  }

  /// Amounts are posted cents: 0 where an item has no line, nil where it has none with a price.
  struct Row: Sendable {
    let item: Item
    let cost: MovedCost

    /// 0 where it is not known.
    fileprivate var size: Int128.Magnitude { cost.change?.magnitude ?? 0 }
  }

  /// All items of either month, the largest change first, what did not change last.
  let rows: [Row]
  /// By stack, with what moved them: whole months only.
  let stacks: [(movement: Movement, cost: MovedCost)]
  let previous: Int128
  let current: Int128

  var change: Int128 { current - previous }
  var moved: ArraySlice<Row> { rows.prefix { $0.size != 0 } }
  /// What has no price in one of the months or in both, so that nobody knows whether it changed.
  var unpriced: [Row] { rows.filter { $0.cost.change == nil } }
  /// What did not change, in both months.
  var unchanged: [Row] { rows.filter { $0.cost.change == 0 } }

  /// `stacks`: of the tenant alone.
  init(from previous: [LinesFile.Row], to current: [LinesFile.Row], stacks: [Movement], _ currency: Currency) {
    var sums: [Item: (previous: LineSum, current: LineSum)] = [:]
    for row in previous { sums[Item(row.line), default: (LineSum(), LineSum())].previous.add(row.posted) }
    for row in current { sums[Item(row.line), default: (LineSum(), LineSum())].current.add(row.posted) }
    rows = sums.map { item, sums in
      Row(
        item: item, cost: MovedCost(previous: sums.previous.total.known, current: sums.current.total.known))
    }.sorted { left, right in
      if left.size != right.size { return left.size > right.size }
      let isKnown = (left.cost.change != nil, right.cost.change != nil)
      return isKnown.0 == isKnown.1 ? left.item.precedes(right.item) : isKnown.1
    }
    let now = Dictionary(grouping: current.map(\.posted), by: \.line.identity.stack).mapValues { LineSum($0) }
    self.stacks = stacks.map { ($0, MovedCost($0, now: now[$0.stack] ?? LineSum(), currency)) }
    self.previous = LineSum(previous.map(\.posted)).minorUnits
    self.current = LineSum(current.map(\.posted)).minorUnits
  }
}
