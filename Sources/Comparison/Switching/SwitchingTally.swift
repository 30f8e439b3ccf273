/// What was counted of one person in one stack. Environments go by their rank among all.
struct SwitchingTally {
  /// Two environments, whichever was first.
  struct Pair: Hashable, Comparable {
    let low: Int
    let high: Int

    init(_ first: Int, _ second: Int) {
      low = min(first, second)
      high = max(first, second)
    }

    static func < (left: Pair, right: Pair) -> Bool { (left.low, left.high) < (right.low, right.high) }
  }

  private var firstEnvironment: Int?
  private(set) var isOnSeveral = false
  /// Up to 15 minutes before each event, since the person's event before.
  private(set) var activeSeconds: Int64 = 0
  /// Switches by the smallest of the gaps that theirs is not above; empty while there are none.
  private var bands: [Int] = []
  /// Switches within the configured gap.
  private(set) var pairs: [Pair: Int] = [:]

  mutating func visit(_ environment: Int) {
    if let firstEnvironment, firstEnvironment != environment { isOnSeveral = true }
    if firstEnvironment == nil { firstEnvironment = environment }
  }

  /// `band`: of the gap, when it is a switch; `isCounted`: within the configured gap.
  mutating func follow(
    from first: Int, to second: Int, activeSeconds: Int64, band: Int?, isCounted: Bool, bandCount: Int
  ) {
    self.activeSeconds += activeSeconds
    guard let band else { return }
    if bands.isEmpty { bands = [Int](repeating: 0, count: bandCount) }
    bands[band] += 1
    if isCounted { pairs[Pair(first, second), default: 0] += 1 }
  }

  /// Switches with a gap above that of one band and up to that of another.
  func switches(above lower: Int, upTo upper: Int) -> Int {
    bands.isEmpty || lower >= upper ? 0 : bands[(lower + 1)...upper].reduce(0, +)
  }
}
