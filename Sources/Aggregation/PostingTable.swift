import Metering

/// Exact amounts in a table of tenants and what is shared out, rounded to smallest units so that everything in it still
/// adds up: each cell, each row's sum, each column's sum and the sum of all is its exact value rounded down or up, so
/// none is a whole unit off, and what is whole stays as it is. The sum of all is rounded half away from zero.
///
///               distribution 1   distribution 2   the rest │ sum
///     (idle)          −10.006           −3.000        9.000 │ −4.006
///     ada               6.671            1.500        5.251 │ 13.422
///     bob               3.335            1.500        0.000 │  4.835
///     sum               0.000            0.000       14.251 │ 14.251
///
/// That such a rounding exists is the integrality of flows in a network: the table with its sums turned negative is
/// one, in which every row and every column adds to 0. While cells are between two units, some of them are a closed
/// walk, along rows and columns by turns; what is added to one and taken from the next leaves every sum as it is, and
/// is made as large as the first of them that becomes whole allows. A negative table is rounded to the negative cells.
struct PostingTable {
  /// One cell: what a tenant has of a column.
  struct Cell: Equatable {
    let row: Int
    let column: Int
    let amount: ExactDecimal
  }

  /// A cell that is between two units, as a connection of its row and its column.
  private struct Edge {
    let row: Int
    let column: Int
    /// Above the lower unit, in picounits: between 0 and a unit.
    var part: Int128
    let isNegative: Bool
    /// Of the sum of all, which has one way to go only.
    let goesUp: Bool?
  }

  private let unit: Int128
  /// Rows first, and then columns.
  private let firstColumn: Int
  private var edges: [Edge] = []
  /// By node, the edges that are between two units and make no closed walk: a forest.
  private var forest: [[Int]]
  /// By node, the edge that a search came by; all nil between searches.
  private var cameBy: [Int?]

  /// The smallest units of each cell. `cells`: each place of the table once at most, in any order.
  static func units(
    of cells: [Cell], rows: Int, columns: Int, currency: Currency
  ) throws(ArithmeticOverflow) -> [Int128] {
    var table = PostingTable(rows: rows, columns: columns, currency: currency)
    var rowSums = [ExactDecimal](repeating: .zero, count: rows)
    var columnSums = [ExactDecimal](repeating: .zero, count: columns)
    var total = ExactDecimal.zero
    for cell in cells {
      rowSums[cell.row] = try rowSums[cell.row].plus(cell.amount)
      columnSums[cell.column] = try columnSums[cell.column].plus(cell.amount)
      total = try total.plus(cell.amount)
    }
    // Column by column, so that the walks stay short: a column whose cells are all there has none left alone.
    let order = cells.indices.sorted { (cells[$0].column, cells[$0].row) < (cells[$1].column, cells[$1].row) }
    var positions = [Int?](repeating: nil, count: cells.count)
    var column = 0
    for index in order {
      while column < cells[index].column {
        table.add(row: rows, column: column, amount: try columnSums[column].negated())
        column += 1
      }
      positions[index] = table.add(row: cells[index].row, column: column, amount: cells[index].amount)
    }
    for rest in column..<columns { table.add(row: rows, column: rest, amount: try columnSums[rest].negated()) }
    for (row, sum) in rowSums.enumerated() { table.add(row: row, column: columns, amount: try sum.negated()) }
    let goesUp = table.whole(total).below < currency.minorUnits(of: total)
    table.add(row: rows, column: columns, amount: total, goesUp: goesUp)
    return cells.indices.map { index in
      let below = table.whole(cells[index].amount).below
      return positions[index].map { table.edges[$0].part == table.unit ? below + 1 : below } ?? below
    }
  }

  private init(rows: Int, columns: Int, currency: Currency) {
    unit = currency.smallestUnit.picounits
    firstColumn = rows + 1
    forest = [[Int]](repeating: [], count: rows + 1 + columns + 1)
    cameBy = [Int?](repeating: nil, count: forest.count)
  }

  /// The units that an amount is not below, and the part of a unit above them.
  private func whole(_ amount: ExactDecimal) -> (below: Int128, part: Int128) {
    let (quotient, remainder) = amount.picounits.quotientAndRemainder(dividingBy: unit)
    return remainder < 0 ? (quotient - 1, remainder + unit) : (quotient, remainder)
  }

  /// Adds a cell, and makes cells whole along the closed walk that it closes, if any. Returns the edge; nil where the
  /// cell is whole.
  @discardableResult
  private mutating func add(row: Int, column: Int, amount: ExactDecimal, goesUp: Bool? = nil) -> Int? {
    let part = whole(amount).part
    guard part != 0 else { return nil }
    edges.append(
      Edge(row: row, column: column, part: part, isNegative: amount.isNegative, goesUp: goesUp))
    let new = edges.count - 1
    if let path = path(from: firstColumn + column, to: row) { level([new] + path) }
    // Some edge of the walk is whole and out of the forest, so that the rest of it is no closed walk.
    if isBetween(new) { connect(new) }
    return new
  }

  private func isBetween(_ edge: Int) -> Bool { edges[edge].part > 0 && edges[edge].part < unit }

  private mutating func connect(_ edge: Int) {
    forest[edges[edge].row].append(edge)
    forest[firstColumn + edges[edge].column].append(edge)
  }

  private mutating func disconnect(_ edge: Int) {
    forest[edges[edge].row].removeAll { $0 == edge }
    forest[firstColumn + edges[edge].column].removeAll { $0 == edge }
  }

  /// The edges of the forest that lead from one node to another; nil where none do.
  private mutating func path(from start: Int, to end: Int) -> [Int]? {
    guard !forest[start].isEmpty, !forest[end].isEmpty else { return nil }
    var open = [start]
    defer { for node in open { cameBy[node] = nil } }
    var next = 0
    while next < open.count {
      let node = open[next]
      next += 1
      if node == end { break }
      for edge in forest[node] where edge != cameBy[node] {
        let other = self.other(edge, than: node)
        cameBy[other] = edge
        open.append(other)
      }
    }
    guard cameBy[end] != nil else { return nil }
    var path: [Int] = []
    var node = end
    while node != start, let edge = cameBy[node] {
      path.append(edge)
      node = other(edge, than: node)
    }
    return path
  }

  private func other(_ edge: Int, than node: Int) -> Int {
    let row = edges[edge].row
    return node == row ? firstColumn + edges[edge].column : row
  }

  /// Adds to every second edge of a closed walk what it takes from those between, until the first is whole.
  private mutating func level(_ walk: [Int]) {
    let ups = walk.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    let downs = walk.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    let (toUp, toDown) = (room(up: ups, down: downs), room(up: downs, down: ups))
    let goesUp = direction(of: ups, downs, toUp, toDown)
    let step = goesUp ? toUp : -toDown
    for edge in ups { edges[edge].part += step }
    for edge in downs { edges[edge].part -= step }
    for edge in walk.dropFirst() where !isBetween(edge) { disconnect(edge) }
  }

  private func room(up: [Int], down: [Int]) -> Int128 {
    let above = up.map { unit - edges[$0].part }
    return (above + down.map { edges[$0].part }).min() ?? 0
  }

  /// Whether the first of the walk goes up: the way that the sum of all has to go; else the smaller step; else where
  /// the first cell rounds to, half away from zero.
  private func direction(of ups: [Int], _ downs: [Int], _ toUp: Int128, _ toDown: Int128) -> Bool {
    for edge in ups { if let goesUp = edges[edge].goesUp { return goesUp } }
    for edge in downs { if let goesUp = edges[edge].goesUp { return !goesUp } }
    if toUp != toDown { return toUp < toDown }
    let first = edges[ups[0]]
    return first.part * 2 == unit ? !first.isNegative : first.part * 2 > unit
  }
}
