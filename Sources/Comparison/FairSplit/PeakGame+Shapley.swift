import Metering

extension PeakGame {
  /// The largest number of players whose groups are all looked at: a million groups.
  static let mostShapleyPlayers = 20

  /// The exact Shapley value of each player, in units: what it adds to the need, in the mean over all n! orders in
  /// which the players could have come (economics.md §1.7, "Exact algorithm").
  ///
  ///     φᵢ = Σₛ A[s][i] · s!(n−s−1)!/n!        A[s][i] = Σ over groups S of size s without i of c(S ∪ i) − c(S)
  ///
  /// s!(n−s−1)!/n! = 1/(n·C(n−1, s)), and lcm(1…n) is a common denominator of all of them: 232,792,560 for 20 players.
  /// There must be at most `mostShapleyPlayers`.
  func shapley() throws(ArithmeticOverflow) -> [Fraction] {
    let count = players.count
    precondition(count <= Self.mostShapleyPlayers, "Shapley's value is computed for \(Self.mostShapleyPlayers) players")
    guard count > 0 else { return [] }
    let common = (1...Int128(count)).reduce(1) { $0 / Int128(greatestCommonDivisor($0.magnitude, $1.magnitude)) * $1 }
    // Every weighted sum below is at most c(N) × the common denominator.
    guard !needSteps.multipliedReportingOverflow(by: common).overflow else {
      throw ArithmeticOverflow("×", ["\(needSteps)", "\(common)"])
    }
    let hours = decisiveHours
    let columns = rows.map { row in hours.map { row[$0] } }
    let added =
      needSteps <= Int128(Int64.max)
      ? CoalitionTable(columns.map { $0.map { Int64($0) } }, highestHours: highestHours).marginalCosts
      : CoalitionTable(columns, highestHours: highestHours).marginalCosts
    var shares: [Fraction] = []
    for player in 0..<count {
      var numerator: Int128 = 0
      var choices: Int128 = 1
      for size in 0..<count {
        numerator += added[size][player] * (common / (Int128(count) * choices))
        choices = choices * Int128(count - 1 - size) / Int128(size + 1)
      }
      shares.append(try Fraction(numerator, common).times(try units(1)))
    }
    return shares
  }

  /// The hours that can decide the need of any group.
  ///
  /// An hour in which nobody needs more than in another is *dominated* by it (of equal hours, the later by the
  /// earlier). For every group, as many hours as dominate an hour stand before it; so one that is dominated by as many
  /// as the need is the mean of is never among the highest. Those that do not count themselves need not be compared
  /// with: whatever they dominate is dominated by as many that count.
  var decisiveHours: [Int] {
    let order = pooled.indices.sorted { pooled[$0] == pooled[$1] ? $0 < $1 : pooled[$0] > pooled[$1] }
    var decisive: [Int] = []
    for hour in order {
      var above = 0
      for other in decisive where rows.allSatisfy({ $0[hour] <= $0[other] }) {
        above += 1
        if above == highestHours { break }
      }
      if above < highestHours { decisive.append(hour) }
    }
    return decisive
  }
}

extension CoalitionTable {
  /// What each player adds to the groups without it: A[s][i], the sum over the groups of size s.
  fileprivate var marginalCosts: [[Int128]] {
    let players = costs.count.trailingZeroBitCount
    var sums = [Int128](repeating: 0, count: players * players)
    for group in 0..<costs.count - 1 {
      let cost = costs[group]
      let row = group.nonzeroBitCount * players
      var absent = ~group & (costs.count - 1)
      while absent != 0 {
        let player = absent.trailingZeroBitCount
        // No cost is negative and none above that of all, so the difference fits; c is monotone, so it is not negative.
        sums[row + player] += Int128(costs[group | 1 << player] &- cost)
        absent &= absent - 1
      }
    }
    return (0..<players).map { Array(sums[$0 * players..<($0 + 1) * players]) }
  }
}
