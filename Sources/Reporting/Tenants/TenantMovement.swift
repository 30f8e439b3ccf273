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
    let item: String
    let isCorrection: Bool

    init(_ line: ChargeLine) {
      let identity = line.identity
      stack = identity.stack
      environment = identity.environment
      category = identity.category
      item = identity.item
      isCorrection = line.isCorrection
    }

    /// Bytewise by environment, stack, category and item; a correction behind what it corrects.
    fileprivate func precedes(_ other: Item) -> Bool {
      if environment != other.environment { return environment < other.environment }
      if stack != other.stack { return stack < other.stack }
      if category != other.category { return bytewise(category.rawValue, precedes: other.category.rawValue) }
      if item != other.item { return bytewise(item, precedes: other.item) }
      return !isCorrection && other.isCorrection
    }
  }

  /// Amounts are posted cents; 0 where an item has no line, or none with a price.
  struct Row: Sendable {
    let item: Item
    let previous: Int128
    let current: Int128

    var change: Int128 { current - previous }
  }

  /// All items of either month, the largest change first.
  let rows: [Row]
  /// By stack, with what moved them: whole months only.
  let stacks: [Movement]
  let previous: Int128
  let current: Int128

  var change: Int128 { current - previous }
  var moved: ArraySlice<Row> { rows.prefix { $0.change != 0 } }
  /// What did not change, in both months.
  var unchanged: Int128 { rows.reduce(0) { $0 + ($1.change == 0 ? $1.current : 0) } }

  /// `stacks`: of the tenant alone.
  init(from previous: [LinesFile.Row], to current: [LinesFile.Row], stacks: [Movement]) {
    var amounts: [Item: (previous: Int128, current: Int128)] = [:]
    for row in previous { amounts[Item(row.line), default: (0, 0)].previous += row.posted.minorUnits ?? 0 }
    for row in current { amounts[Item(row.line), default: (0, 0)].current += row.posted.minorUnits ?? 0 }
    rows = amounts.map { Row(item: $0, previous: $1.previous, current: $1.current) }.sorted { left, right in
      left.change.magnitude == right.change.magnitude
        ? left.item.precedes(right.item) : left.change.magnitude > right.change.magnitude
    }
    self.stacks = stacks
    self.previous = LineSum(previous.map(\.posted)).minorUnits
    self.current = LineSum(current.map(\.posted)).minorUnits
  }
}
