import Metering

/// The cost of every group of players: 2ⁿ entries, the group as the bits of the index.
///
/// Depth first, with one running sum per depth: a group's hours are its parent's plus one row, so each group costs one
/// pass over the hours.
///
///     ∅ ─ 0 ─ 01 ─ 012        three players: every group is reached once, its last player added last
///       │    └ 02
///       ├ 1 ─ 12
///       └ 2
///
/// `Cell`: the smallest integer that the cost of all players fits in. No sum is larger, for no cell is negative.
struct CoalitionTable<Cell: FixedWidthInteger & SignedInteger> {
  /// Sums over the highest hours, in steps.
  private(set) var costs: [Cell]
  private let rows: [[Cell]]
  private let highestHours: Int
  /// The hours of the group at each depth.
  private var running: [[Cell]]
  /// Room for the highest hours of one group.
  private var highest: [Cell]

  /// `rows`: as long as each other, none negative.
  init(_ rows: [[Cell]], highestHours: Int) {
    let hours = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == hours }, "demand is pooled on one clock: the same hours for all")
    self.rows = rows
    self.highestHours = highestHours
    costs = [Cell](repeating: 0, count: 1 << rows.count)
    let nothing = [Cell](repeating: 0, count: hours)
    running = [[Cell]](repeating: nothing, count: rows.count)
    highest = [Cell](repeating: 0, count: highestHours)
    visit(from: nothing, mask: 0, first: 0)
  }

  /// Visits all groups that add players from `first` on to the group `mask`, whose hours are `parent`.
  private mutating func visit(from parent: [Cell], mask: Int, first: Int) {
    guard first < rows.count else { return }
    // Taken out of the array, so that it is changed in place. Below, players are behind, and so are their depths.
    var child: [Cell] = []
    swap(&child, &running[first])
    for player in first..<rows.count {
      let group = mask | 1 << player
      let peak = addRow(rows[player], to: parent, into: &child)
      costs[group] = highestHours == 1 ? peak : sumOfHighest(child, room: &highest)
      visit(from: child, mask: group, first: player + 1)
    }
    swap(&child, &running[first])
  }
}

/// Adds a player's row to a group's hours; gives the highest of them. The inner loop of everything.
private func addRow<Cell: FixedWidthInteger & SignedInteger>(
  _ row: [Cell], to parent: [Cell], into child: inout [Cell]
) -> Cell {
  // Spans keep their counts in registers, so that their bounds are checked once.
  let (row, parent) = (row.span, parent.span)
  var child = child.mutableSpan
  let hours = child.count
  precondition(row.count == hours && parent.count == hours, "all sums are over the same hours")
  // Two of them, so that an hour need not wait for the hour before.
  var (even, odd): (Cell, Cell) = (0, 0)
  var hour = 0
  while hour < hours - 1 {
    // The sum of everything fits, so these do.
    let (first, second) = (parent[hour] &+ row[hour], parent[hour + 1] &+ row[hour + 1])
    child[hour] = first
    child[hour + 1] = second
    even = max(even, first)
    odd = max(odd, second)
    hour += 2
  }
  if hour < hours {
    child[hour] = parent[hour] &+ row[hour]
    odd = max(odd, child[hour])
  }
  return max(even, odd)
}

/// The sum of as many of the highest hours as there is room for. `room` is kept in descending order.
private func sumOfHighest<Cell: FixedWidthInteger & SignedInteger>(_ hours: [Cell], room: inout [Cell]) -> Cell {
  for index in room.indices { room[index] = 0 }
  let last = room.count - 1
  for cell in hours where cell > room[last] {
    var index = last
    while index > 0, room[index - 1] < cell {
      room[index] = room[index - 1]
      index -= 1
    }
    room[index] = cell
  }
  return room.reduce(0, &+)
}
